//! `delete_record`: one record or some, for good.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::before;
use crate::tools::failure::Failure;
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// The tool.
pub(crate) struct DeleteRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `res.partner`.
    model: String,
    /// Ids of the records to delete.
    record_ids: Vec<u32>,
    /// Only show the records that would be deleted.
    dry_run: Option<bool>,
}

impl Tool for DeleteRecord {
    const NAME: &'static str = "delete_record";
    const TITLE: &'static str = "Delete records";
    const DESCRIPTION: &'static str = "Delete one record or some for good. Where a model has the field `active`, archive with \
                                       `update_record` instead. Returns `deleted`.";
    const HINTS: Hints = Hints::Deletes;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        before::some(&arguments.record_ids)?;
        let schema = context.model(&arguments.model).await?;
        if arguments.dry_run == Some(true) {
            let fields = shape::default_fields(&schema);
            let before = before::records(&context, &arguments.model, &arguments.record_ids, &fields).await?;
            return Ok(Answer::new(json!({"model": arguments.model, "dry_run": true, "would_delete": before})));
        }
        context.send(Call::unlink(&arguments.model, arguments.record_ids.iter().copied().map(i64::from))).await?;
        Ok(Answer::new(json!({"model": arguments.model, "deleted": arguments.record_ids})))
    }
}
