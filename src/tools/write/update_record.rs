//! `update_record`: the same values for one record or some, in one upstream call.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::rich_text::{self, Written};
use super::{append, before, deletes, properties, workflow};
use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::outcome::state_fields;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct UpdateRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Ids of the records to change.
    record_ids: Vec<u32>,
    /// New field values.
    #[schemars(schema_with = "any_object")]
    #[serde(default)]
    values: Option<Map<String, Value>>,
    /// Text to add to text or HTML fields of one record.
    #[schemars(schema_with = "any_object")]
    #[serde(default)]
    append: Option<Map<String, Value>>,
    /// Fields to show afterwards; default: name, state, amounts.
    fields: Option<Vec<String>>,
}

impl TypedTool for UpdateRecord {
    const NAME: &'static str = "update_record";
    const TITLE: &'static str = "Update records";
    const DESCRIPTION: &'static str = "Set the same values on one or more records; shows them as they are now, `dry_run` before and after.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("updated", "array", false),
        ("records", "array", false),
        ("before", "array", false),
        ("after", "object", false),
        ("deletes", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Write).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_ids: ids, values, append, fields } = arguments;
        before::some(&ids)?;
        let values = all_values(context, &model, &ids, values, append).await?;
        let mut call = json!({"ids": ids, "values": values});
        let mut remarks = context.odoo.check(Operation::Write, &model, &mut call).await?;
        let mut values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
        workflow::check(&context.odoo.policy().rules(), &*context.odoo.checked_model(&model).await?, &values, "values")?;
        properties::kept(context, &model, &ids, &mut values, "values").await?;
        let written: Vec<Written<'_>> = ids.iter().map(|id| Written { id: *id, values: &values, place: "values".to_owned() }).collect();
        remarks.notes.extend(rich_text::check(context, &model, &written).await?);
        let more = before::shown(context, &model, fields).await?;
        let (mut answer, summary) = if context.call.dry_run() {
            let fields: Vec<String> = values.keys().cloned().collect();
            let before = before::records(context, &model, &ids, &fields, before::of_ids).await?;
            let summary = format!("would update {} records of {model}", ids.len());
            let mut answer = json!({"model": model, "dry_run": true, "before": before, "after": values});
            let going = deletes::shown(context, &model, &written).await?;
            if !going.is_empty() {
                shape::set(&mut answer, "deletes", Value::Array(going));
            }
            (answer, summary)
        } else {
            let count = ids.len() + remarks.beside.made;
            deletes::confirm(context, &model, &written, count, &remarks.beside).await?;
            update(context, &model, &ids, values, &more).await?
        };
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}

/// What is set and what is appended, as values.
async fn all_values(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    values: Option<Map<String, Value>>,
    append: Option<Map<String, Value>>,
) -> Result<Map<String, Value>, Failure> {
    let Some(append) = append.filter(|append| !append.is_empty()) else { return values.ok_or_else(no_values) };
    let mut values = values.unwrap_or_default();
    let twice = append.keys().filter(|name| values.contains_key(*name)).map(|name| {
        Problem::new(ErrorCode::WrongValue, format!("append.{name}"), format!("`{name}` is set in `values` and appended to as well"))
    });
    let twice: Vec<Problem> = twice.collect();
    if !twice.is_empty() {
        return Err(Failure::invalid(twice));
    }
    values.extend(append::values(context, model, ids, append).await?);
    Ok(values)
}

fn no_values() -> Failure {
    Failure::invalid(vec![Problem::new(IssueCode::MissingArgument, "values", "`values` is missing: nothing would change")])
}

async fn update(
    context: &ToolContext,
    model: &str,
    ids: &[u32],
    values: Map<String, Value>,
    more: &[String],
) -> Result<(Value, String), Failure> {
    let schema = context.odoo.checked_model(model).await?;
    let write = Call::write(model, ids.iter().copied().map(i64::from), values);
    let mut saved = context.odoo.save(write, &schema, &state_fields(&schema, more)).await?;
    let mut answer = json!({"model": model, "updated": ids});
    shape::fit_records(&mut saved.records, context.call.settings().default_budget);
    if !saved.records.is_empty() {
        shape::set(&mut answer, "records", Value::Array(saved.records));
    }
    Ok((answer, format!("updated {} records of {model}", ids.len())))
}
