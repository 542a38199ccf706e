//! Properties: their names and types are in a record above, and Odoo takes what is written for all of them. So what is given is checked
//! against the definition there, and the values that are not given are kept.

mod definition;

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use self::definition::Definition;
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::{Failure, Problem};

/// The values of a create, with their properties checked where the record above is given.
pub(super) async fn created(context: &ToolContext, model: &str, values: &mut Map<String, Value>, place: &str) -> Result<(), Failure> {
    let schema = context.odoo.checked_model(model).await?;
    for (name, field) in given(&schema, values) {
        if let Some(definition) = above(context, &schema, &field, values).await? {
            let Some(written) = values.get(&name).and_then(definition::values) else { continue };
            let checked = definition.check(&written, &format!("{place}.{name}"))?;
            values.insert(name, Value::Object(checked));
        }
    }
    Ok(())
}

/// The values of a write to these records, each property that is not given as it is now.
pub(super) async fn kept(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    values: &mut Map<String, Value>,
    place: &str,
) -> Result<(), Failure> {
    let schema = context.odoo.checked_model(model).await?;
    for (name, field) in given(&schema, values) {
        let Some(written) = values.get(&name).and_then(definition::values) else { continue };
        let place = format!("{place}.{name}");
        let merged = match above(context, &schema, &field, values).await? {
            Some(definition) => definition.check(&written, &place)?,
            None => merged(context, model, ids, &name, &written, &place).await?,
        };
        values.insert(name, Value::Object(merged));
    }
    Ok(())
}

/// The fields of properties among the values.
fn given(schema: &ModelSchema, values: &Map<String, Value>) -> Vec<(String, FieldSchema)> {
    let field = |name: &String| schema.fields.get(name).filter(|field| field.field_type == FieldType::Properties);
    values.keys().filter_map(|name| Some((name.clone(), field(name)?.clone()))).collect()
}

/// The definition in the record that the values link to; `None` where they leave the link as it is.
async fn above(
    context: &ToolContext,
    schema: &ModelSchema,
    field: &FieldSchema,
    values: &Map<String, Value>,
) -> Result<Option<Definition>, Failure> {
    let Some((link, definition)) = &field.definition else { return Ok(None) };
    let parent = schema.fields.get(link).and_then(|link| link.relation.clone());
    let (Some(parent), Some(id)) = (parent, values.get(link).and_then(Value::as_i64)) else { return Ok(None) };
    let read = Call::new(parent, "read").ids([id]).named("fields", json!([definition])).read();
    let rows = context.odoo.send(read).await?;
    Ok(rows.get(0).and_then(|row| row.get(definition)).map(Definition::of))
}

/// What the records hold with what is given over it: it must come to the same for each, as they are written in one.
async fn merged(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    name: &str,
    written: &Map<String, Value>,
    place: &str,
) -> Result<Map<String, Value>, Failure> {
    let read = Call::new(model, "read").ids(ids.iter().copied().map(i64::from)).named("fields", json!([name])).read();
    let rows = context.odoo.send(read).await?;
    let mut merged: Option<Map<String, Value>> = None;
    for row in rows.as_array().into_iter().flatten() {
        let entries = row.get(name).unwrap_or(&Value::Null);
        let checked = Definition::of(entries).check(written, place)?;
        let mut whole = definition::held(entries);
        whole.extend(checked);
        match &merged {
            Some(other) if *other != whole => return Err(differ(name, place)),
            _ => merged = Some(whole),
        }
    }
    Ok(merged.unwrap_or_else(|| written.clone()))
}

fn differ(name: &str, place: &str) -> Failure {
    let message = format!("the records hold different values of other properties of `{name}`, which one write would make the same");
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, place, message).hint("use `bulk_update`, with these values for each record")])
}
