//! `update_record`: the same values for one record or some, in one upstream call.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::before;
use crate::tools::arguments::any_object;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
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
    /// New field values, the same for every record.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
}

impl TypedTool for UpdateRecord {
    const NAME: &'static str = "update_record";
    const TITLE: &'static str = "Update records";
    const DESCRIPTION: &'static str = "Set fields of one or more records to the same values; `dry_run` shows before and after.";
    const RETURNS: Returns = &[("updated", "array", false), ("before", "array", false), ("after", "object", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Overwrites, Toolset::Write).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_ids: ids, values } = arguments;
        before::some(&ids)?;
        let mut call = json!({"values": values});
        let remarks = context.odoo.check(Operation::Write, &model, &mut call).await?;
        let values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
        let (mut answer, summary) = if context.call.dry_run() {
            let fields: Vec<String> = values.keys().cloned().collect();
            let before = before::records(context, &model, &ids, &fields, before::of_ids).await?;
            let summary = format!("would update {} records of {model}", ids.len());
            (json!({"model": model, "dry_run": true, "before": before, "after": values}), summary)
        } else {
            context.confirm_many(ids.len(), &format!("Change {model}:")).await?;
            context.odoo.send(Call::write(&model, ids.iter().copied().map(i64::from), values)).await?;
            let summary = format!("updated {} records of {model}", ids.len());
            (json!({"model": model, "updated": ids}), summary)
        };
        shape::tell(&mut answer, &remarks);
        Ok(ToolOutput::new(answer, summary))
    }
}
