//! `delete_record`: one record or some, for good.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::before;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct DeleteRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Ids of the records to delete.
    record_ids: Vec<u32>,
}

impl TypedTool for DeleteRecord {
    const NAME: &'static str = "delete_record";
    const TITLE: &'static str = "Delete records";
    const DESCRIPTION: &'static str = "Delete records for good, after a confirmation. Where a model has `active`, archive with `update_record` \
                                       instead.";
    const RETURNS: Returns = &[("model", "string", true), ("deleted", "array", false), ("would_delete", "array", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Deletes, Toolset::Write).with([Use::Records, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_ids: ids } = arguments;
        before::some(&ids)?;
        context.odoo.precheck(&Call::unlink(&model, ids.iter().copied().map(i64::from))).await?;
        let schema = context.odoo.model(&model).await?;
        if context.call.dry_run() {
            let before = before::records(context, &model, &ids, &shape::default_fields(&schema), before::of_ids).await?;
            let summary = format!("would delete {} records of {model}", before.len());
            return Ok(ToolOutput::new(json!({"model": model, "dry_run": true, "would_delete": before}), summary));
        }
        if context.call.must_confirm() {
            let question = format!("Delete {} for good?", before::named(context, &model, &ids).await);
            context.confirm(&question).await?;
        }
        context.odoo.send(Call::unlink(&model, ids.iter().copied().map(i64::from))).await?;
        let summary = format!("deleted {} records of {model}", ids.len());
        Ok(ToolOutput::new(json!({"model": model, "deleted": ids}), summary))
    }
}
