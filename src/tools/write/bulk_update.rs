//! `bulk_update`: other values for each of many records.

use std::collections::BTreeSet;

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bulk::{self, Bulk, CHUNK, Chunk};
use super::rich_text::{self, Written};
use super::{before, deletes, properties, workflow};
use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct BulkUpdate;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Id and new values of each record; 1 to 1000 records.
    updates: Vec<Update>,
    /// Updates to skip: `resume_from` of an interrupted call.
    resume_from: Option<u32>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Update {
    id: u32,
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
}

impl TypedTool for BulkUpdate {
    const NAME: &'static str = "bulk_update";
    const TITLE: &'static str = "Update many records";
    const DESCRIPTION: &'static str = "Set different values on many records. Returns what was written and where to resume.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("updated", "array", false),
        ("written", "integer", true),
        ("total", "integer", false),
        ("records", "array", false),
        ("not_written", "object", false),
        ("unknown", "object", false),
        ("resume_from", "integer", false),
        ("error", "object", false),
        ("would_update", "integer", false),
        ("changes", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Write).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, updates, resume_from } = arguments;
        bulk::check_length("updates", updates.len())?;
        no_id_twice(&updates)?;
        let from = usize::try_from(resume_from.unwrap_or(0)).unwrap_or(usize::MAX).min(updates.len());
        let ids: Vec<u32> = updates.iter().map(|update| update.id).collect();
        let items = updates.into_iter().enumerate().map(|(at, update)| (format!("updates[{at}].values"), update.values));
        let (mut values, mut remarks) = bulk::check(context, Operation::Write, &model, items).await?;
        unmoved(context, &model, &values).await?;
        for (at, (id, values)) in ids.iter().zip(&mut values).enumerate() {
            properties::kept(context, &model, &[*id], values, &format!("updates[{at}].values")).await?;
        }
        let each = ids.iter().zip(&values).enumerate();
        let written: Vec<Written<'_>> =
            each.map(|(at, (id, values))| Written { id: *id, values, place: format!("updates[{at}].values") }).collect();
        remarks.notes.extend(rich_text::check(context, &model, &written).await?);
        let total = ids.len();
        let left: Vec<(u32, Map<String, Value>)> = ids.iter().copied().zip(values.iter().cloned()).skip(from).collect();
        let mut answer = if context.call.dry_run() {
            dry(context, &model, left, from).await?
        } else {
            let count = left.len() + remarks.beside.made;
            deletes::confirm(context, &model, &written, count, &remarks.beside).await?;
            bulk::write(context, &Bulk { model: &model, done: "updated", from, total }, chunks(&model, left)).await?
        };
        let mut content = Value::Object(std::mem::take(&mut answer.content));
        shape::add_remarks(&mut content, &remarks);
        Ok(ToolOutput { content: content.as_object().cloned().unwrap_or_default(), ..answer })
    }
}

/// Refuses what a workflow moves, in all updates at once.
async fn unmoved(context: &ToolContext, model: &str, values: &[Map<String, Value>]) -> Result<(), Failure> {
    let schema = context.odoo.model(model).await?;
    let rules = context.odoo.policy().rules();
    let of_one = |(at, values): (usize, &Map<String, Value>)| workflow::problems(&rules, &schema, values, &format!("updates[{at}].values"));
    let problems: Vec<Problem> = values.iter().enumerate().flat_map(of_one).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
}

/// Two values for one record: which one is meant cannot be known.
fn no_id_twice(updates: &[Update]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    let twice = updates.iter().enumerate().filter(|(_, update)| !seen.insert(update.id));
    let problem = |(at, update): (usize, &Update)| {
        Problem::new(ErrorCode::WrongValue, format!("updates[{at}].id"), format!("the id {} comes twice", update.id))
    };
    let problems: Vec<Problem> = twice.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
}

/// Neighbours with the same values are written together.
fn chunks(model: &str, updates: Vec<(u32, Map<String, Value>)>) -> Vec<Chunk> {
    let mut chunks: Vec<(Vec<i64>, Map<String, Value>)> = Vec::new();
    for (id, values) in updates {
        match chunks.last_mut() {
            Some((ids, same)) if *same == values && ids.len() < CHUNK => ids.push(id.into()),
            _ => chunks.push((vec![id.into()], values)),
        }
    }
    let chunk =
        |(ids, values): (Vec<i64>, Map<String, Value>)| Chunk { items: ids.len(), call: Call::write(model, ids.clone(), values), ids };
    chunks.into_iter().map(chunk).collect()
}

/// Each record's fields before and after.
async fn dry(context: &ToolContext, model: &str, updates: Vec<(u32, Map<String, Value>)>, from: usize) -> Result<ToolOutput, Failure> {
    let ids: Vec<u32> = updates.iter().map(|(id, _)| *id).collect();
    let fields: BTreeSet<String> = updates.iter().flat_map(|(_, values)| values.keys().cloned()).collect();
    let fields: Vec<String> = fields.into_iter().collect();
    let place = |at: usize| format!("updates[{}].id", from + at);
    let before = before::records(context, model, &ids, &fields, place).await?;
    let now = |id: u32| before.iter().find(|record| record.get("id").and_then(Value::as_u64) == Some(id.into()));
    let entry = |(id, after): (u32, Map<String, Value>)| {
        let before: Map<String, Value> = after.keys().filter_map(|name| Some((name.clone(), now(id)?.get(name)?.clone()))).collect();
        json!({"id": id, "before": before, "after": after})
    };
    let mut changes: Vec<Value> = updates.into_iter().map(entry).collect();
    let count = changes.len();
    let left_out = shape::fit_records(&mut changes, context.call.settings().default_budget);
    let mut answer = json!({"model": model, "dry_run": true, "written": 0, "would_update": count, "changes": changes});
    if left_out > 0 {
        shape::set(&mut answer, "left_out", json!([{"what": "the answer would be too large; all were checked", "records": left_out}]));
    }
    Ok(ToolOutput::new(answer, format!("would update {count} records of {model}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_the_same_values_are_one_call() {
        let values = |x: i32| Map::from_iter([("x".to_owned(), json!(x))]);
        let chunks = chunks("m", vec![(1, values(1)), (2, values(1)), (3, values(2)), (4, values(1))]);
        assert_eq!(chunks.iter().map(|chunk| chunk.ids.clone()).collect::<Vec<_>>(), [vec![1, 2], vec![3], vec![4]]);
    }
}
