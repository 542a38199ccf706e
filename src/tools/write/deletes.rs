//! What a write does beside setting values: records that its commands delete or let go are counted, named and confirmed as
//! `delete_record` is, and so is stock that it moves.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Value, json};

use super::rich_text::Written;
use super::{before, stock};
use crate::policy::Beside;
use crate::tools::ToolContext;
use crate::tools::failure::Failure;

/// Ids of records that go, by model.
type Going = BTreeMap<String, BTreeSet<u32>>;

/// Confirms a write, and by name what its commands delete.
pub(super) async fn confirm(
    context: &ToolContext,
    model: &str,
    written: &[Written<'_>],
    count: usize,
    beside: &Beside,
) -> Result<(), Failure> {
    if let Some(question) = stock::question(context, model, written).await? {
        return context.confirm(&question).await;
    }
    let what = format!("Change {model}:");
    if beside.deleted == 0 || !context.call.must_confirm() {
        return context.confirm_write(count, beside, &what).await;
    }
    let going = going(context, model, written).await?;
    if going.is_empty() {
        return context.confirm_write(count, beside, &what).await;
    }
    let ids: Vec<u32> = written.iter().map(|one| one.id).collect();
    let mut names = Vec::new();
    for (model, ids) in &going {
        names.push(before::named(context, model, &ids.iter().copied().collect::<Vec<_>>()).await);
    }
    let on = before::named(context, model, &ids).await;
    context.confirm(&format!("Change {on}, which deletes {} for good?", names.join(" and "))).await
}

/// What goes, for an answer.
pub(super) async fn shown(context: &ToolContext, model: &str, written: &[Written<'_>]) -> Result<Vec<Value>, Failure> {
    let going = going(context, model, written).await?;
    Ok(going.into_iter().map(|(model, ids)| json!({"model": model, "ids": ids})).collect())
}

/// The records that the commands name, and those that a list of commands leaves out and that cannot be without the link.
async fn going(context: &ToolContext, model: &str, written: &[Written<'_>]) -> Result<Going, Failure> {
    let schema = context.odoo.checked_model(model).await?;
    let mut going = Going::new();
    for one in written {
        for (name, value) in one.values {
            let Some(field) = schema.fields.get(name).filter(|field| field.field_type.is_x2many()) else { continue };
            let Some(relation) = field.relation.clone() else { continue };
            let commands = Commands::of(value);
            let mut ids = commands.deleted;
            if (commands.clears || !commands.unlinked.is_empty()) && goes_with_link(context, field).await {
                ids.extend(commands.unlinked);
                if commands.clears {
                    let linked = linked(context, &schema, one.id, name).await?;
                    ids.extend(linked.into_iter().filter(|id| !commands.kept.contains(id)));
                }
            }
            if !ids.is_empty() {
                going.entry(relation).or_default().extend(ids);
            }
        }
    }
    Ok(going)
}

/// What a list of commands does to the records that are linked.
#[derive(Debug, Default, PartialEq)]
struct Commands {
    deleted: BTreeSet<u32>,
    unlinked: BTreeSet<u32>,
    kept: BTreeSet<u32>,
    /// All others go.
    clears: bool,
}

impl Commands {
    fn of(value: &Value) -> Self {
        let mut commands = Self::default();
        let id = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        for command in value.as_array().into_iter().flatten() {
            match (command.get(0).and_then(Value::as_u64), id(command.get(1))) {
                (Some(2), Some(id)) => drop(commands.deleted.insert(id)),
                (Some(3), Some(id)) => drop(commands.unlinked.insert(id)),
                (Some(4), Some(id)) => drop(commands.kept.insert(id)),
                (Some(5), _) => commands.clears = true,
                (Some(6), _) => {
                    commands.clears = true;
                    let ids = command.get(2).and_then(Value::as_array).into_iter().flatten();
                    commands.kept.extend(ids.filter_map(|kept| id(Some(kept))));
                }
                _ => {}
            }
        }
        commands
    }
}

/// Whether a record of a one2many is deleted when it is let go: its own link is required.
async fn goes_with_link(context: &ToolContext, field: &FieldSchema) -> bool {
    let (FieldType::One2many, Some(relation), Some(inverse)) = (field.field_type, &field.relation, &field.inverse) else { return false };
    let schema = context.odoo.model(relation).await;
    schema.is_ok_and(|schema| schema.fields.get(inverse).is_some_and(|link| link.required))
}

async fn linked(context: &ToolContext, schema: &ModelSchema, id: u32, name: &str) -> Result<Vec<u32>, Failure> {
    let read = Call::new(&schema.model, "read").ids([i64::from(id)]).named("fields", json!([name])).read();
    let rows = context.odoo.send(read).await?;
    let ids = rows.get(0).and_then(|row| row.get(name)).and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(ids.iter().filter_map(Value::as_u64).filter_map(|id| u32::try_from(id).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_say_what_goes() {
        let ids = |ids: &[u32]| ids.iter().copied().collect::<BTreeSet<u32>>();
        let read = Commands::of(&json!([[2, 7], [3, 8], [4, 9], [1, 5, {}], [0, 0, {}]]));
        assert_eq!(read, Commands { deleted: ids(&[7]), unlinked: ids(&[8]), kept: ids(&[9]), clears: false });
        assert_eq!(Commands::of(&json!([[6, 0, [1, 2]]])), Commands { kept: ids(&[1, 2]), clears: true, ..Commands::default() });
        assert_eq!(Commands::of(&json!([[5]])), Commands { clears: true, ..Commands::default() });
    }
}
