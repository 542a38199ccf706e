//! `copy_record`: a duplicate as Odoo's own action makes it, with other values for some fields.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, outcome, shape};

/// The tool.
pub(crate) struct CopyRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Id of the record to duplicate.
    record_id: u32,
    /// Field values that differ in the copy.
    #[schemars(schema_with = "any_object")]
    #[serde(default)]
    values: Option<Map<String, Value>>,
}

impl TypedTool for CopyRecord {
    const NAME: &'static str = "copy_record";
    const TITLE: &'static str = "Duplicate a record";
    const DESCRIPTION: &'static str =
        "Duplicate a record with its lines, as Odoo's Duplicate action does: state, dates and numbers start anew.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("id", "integer", false),
        ("record", "object", false),
        ("copy_of", "object", true),
        ("values", "object", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::More).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, values } = arguments;
        let mut call = json!({"values": values.unwrap_or_default()});
        let remarks = context.odoo.check(Operation::Write, &model, &mut call).await?;
        let values = call.get("values").cloned().unwrap_or_default();
        let original = original(context, &model, record_id).await?;
        let request = Call::new(&model, "copy").ids([i64::from(record_id)]).positional("default", values.clone());
        let (mut answer, summary) = if context.call.dry_run() {
            context.odoo.precheck(&request).await?;
            let answer = json!({"model": model, "dry_run": true, "copy_of": original, "values": values});
            (answer, format!("would duplicate record {record_id} of {model}"))
        } else {
            context.confirm_write(1, &remarks.beside, &format!("Duplicate in {model}:")).await?;
            copy(context, &model, request, original).await?
        };
        shape::add_remarks(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}

/// The record that is duplicated, by name.
async fn original(context: &ToolContext, model: &str, record_id: u32) -> Result<Value, Failure> {
    let read = Call::read_records(model, [i64::from(record_id)], ["display_name"]);
    let rows = context.odoo.send(read).await?;
    rows.get(0).cloned().ok_or_else(|| {
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("`{model}` has no record {record_id} that this user may see"))
    })
}

async fn copy(context: &ToolContext, model: &str, request: Call, original: Value) -> Result<(Value, String), Failure> {
    let made = outcome::ids_of(&context.odoo.send(request).await?, Vec::new());
    let id = made.first().copied();
    let mut answer = json!({"model": model, "id": id, "copy_of": original});
    let named = outcome::named(&context.odoo, model, &made).await;
    if let Some(record) = named.get("records").and_then(|records| records.get(0)) {
        shape::set(&mut answer, "record", record.clone());
    }
    Ok((answer, format!("duplicated a record of {model}")))
}
