//! `upsert_record`: the record that has some values is updated, or made where there is none.

use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::matching;
use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Problem};
use crate::tools::outcome::{self, state_fields};
use crate::tools::remarks::Remarks;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::write::check_workflow;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// Matches that are looked for: more than one is refused with the names of these.
const MOST_NAMED: usize = 5;

/// The tool.
pub(crate) struct UpsertRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Fields and values that name one record, for example `{"ref": "C-17"}`.
    #[serde(rename = "match")]
    #[schemars(schema_with = "any_object")]
    matching: Map<String, Value>,
    /// Field values to set.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
}

impl TypedTool for UpsertRecord {
    const NAME: &'static str = "upsert_record";
    const TITLE: &'static str = "Create or update a record";
    const DESCRIPTION: &'static str =
        "Update the one record that `match` names, or create it where there is none. Several matches are refused.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("outcome", "string", true),
        ("id", "integer", false),
        ("record", "object", false),
        ("changed", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::More).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, matching, values } = arguments;
        let domain = checked_match(context, &model, &matching).await?;
        let names: Vec<&str> = values.keys().map(String::as_str).chain(["display_name"]).collect();
        let rows = matching::found(context, &model, domain, &names, MOST_NAMED).await?;
        match rows.as_slice() {
            [] => create(context, &model, matching, values).await,
            [record] => update(context, &model, record, values).await,
            several => Err(ambiguous(&model, several)),
        }
    }
}

/// The domain of the match, checked; a match of nothing would be any record.
async fn checked_match(context: &ToolContext, model: &str, matching: &Map<String, Value>) -> Result<Value, Failure> {
    let is_empty = |value: &Value| matches!(value, Value::Null | Value::Bool(false)) || value == "";
    if matching.is_empty() || matching.values().any(is_empty) {
        let message = "`match` names no record: expected at least one field, each with a value";
        return Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "match", message)]));
    }
    let mut call = json!({"domain": matching::domain(matching)});
    let checked = context.odoo.check(Operation::Search, model, &mut call).await;
    checked.map_err(|failure| failure.moved("domain", "match"))?;
    Ok(call.get_mut("domain").map(Value::take).unwrap_or_default())
}

async fn create(
    context: &ToolContext,
    model: &str,
    matching: Map<String, Value>,
    mut values: Map<String, Value>,
) -> Result<ToolOutput, Failure> {
    for (name, value) in matching.into_iter().filter(|(name, _)| !name.contains('.')) {
        values.entry(name).or_insert(value);
    }
    let (values, remarks) = checked_values(context, Operation::Create, model, values).await?;
    if context.call.dry_run() {
        let answer = json!({"model": model, "dry_run": true, "outcome": "would_create", "changed": values});
        return Ok(reported(answer, &remarks, format!("would create a record of {model}")));
    }
    context.confirm_write(remarks.beside.made, &remarks.beside, &format!("Create in {model}:")).await?;
    save(context, model, Call::create(model, [values]), "created", &remarks).await
}

async fn update(context: &ToolContext, model: &str, record: &Value, values: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let (values, remarks) = checked_values(context, Operation::Write, model, values).await?;
    let schema = context.odoo.model(model).await?;
    let changed = matching::differing(&schema, record, &values);
    check_workflow(&context.odoo.policy().rules(), &schema, &changed, "values")?;
    let id = record.get("id").and_then(Value::as_i64).unwrap_or_default();
    if changed.is_empty() {
        let answer = json!({"model": model, "outcome": "unchanged", "id": id});
        return Ok(reported(answer, &remarks, format!("record {id} of {model} has these values already")));
    }
    if context.call.dry_run() {
        context.odoo.precheck(&Call::write(model, [id], changed.clone())).await?;
        let answer = json!({"model": model, "dry_run": true, "outcome": "would_update", "id": id, "changed": changed});
        return Ok(reported(answer, &remarks, format!("would update record {id} of {model}")));
    }
    context.confirm_write(1 + remarks.beside.made, &remarks.beside, &format!("Change {model}:")).await?;
    save(context, model, Call::write(model, [id], changed), "updated", &remarks).await
}

async fn checked_values(
    context: &ToolContext,
    operation: Operation<'_>,
    model: &str,
    values: Map<String, Value>,
) -> Result<(Map<String, Value>, Remarks), Failure> {
    let mut call = json!({"values": values});
    let remarks = context.odoo.check(operation, model, &mut call).await?;
    Ok((call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default(), remarks))
}

async fn save(context: &ToolContext, model: &str, call: Call, outcome: &str, remarks: &Remarks) -> Result<ToolOutput, Failure> {
    let schema = context.odoo.model(model).await?;
    let saved = context.odoo.save(call, &schema, &state_fields(&schema, &[])).await?;
    let mut answer = json!({"model": model, "outcome": outcome, "id": saved.ids.first()});
    if let Some(record) = saved.records.into_iter().next() {
        shape::set(&mut answer, "record", record);
    }
    Ok(reported(answer, remarks, format!("{outcome} a record of {model}")))
}

fn reported(mut answer: Value, remarks: &Remarks, summary: String) -> ToolOutput {
    shape::add_remarks(&mut answer, remarks);
    ToolOutput::new(answer, summary)
}

fn ambiguous(model: &str, rows: &[Value]) -> Failure {
    let named: Vec<String> = rows.iter().filter_map(|row| Some(format!("{} ({})", outcome::in_words(row)?, row.get("id")?))).collect();
    let message = format!("`match` names more than one record of `{model}`: {}", named.join("; "));
    let problem = Problem::new(ErrorCode::Check(IssueCode::BadReference), "match", message);
    Failure::invalid(vec![problem.hint("match by more fields, or use `update_record` with the id")])
}
