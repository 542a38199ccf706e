//! `update_record`: the same values for one record or some.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::before;
use crate::tools::arguments::any_object;
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// The tool.
pub(crate) struct UpdateRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `res.partner`.
    model: String,
    /// Ids of the records to change.
    record_ids: Vec<u32>,
    /// Field names and their new values.
    #[schemars(schema_with = "any_object")]
    values: Map<String, Value>,
    /// Only check the values and show the records before and the values after.
    dry_run: Option<bool>,
}

impl Tool for UpdateRecord {
    const NAME: &'static str = "update_record";
    const TITLE: &'static str = "Update records";
    const DESCRIPTION: &'static str = "Set fields of one record or some, all to the same values. The values are checked first; nothing is \
                                       sent where one is wrong. Returns `updated`.";
    const HINTS: Hints = Hints::Overwrites;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        before::some(&arguments.record_ids)?;
        let mut call = json!({"values": arguments.values});
        let changes = context.check(Operation::Write, &arguments.model, &mut call).await?;
        let values = call.get_mut("values").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
        let mut answer = if arguments.dry_run == Some(true) {
            let fields: Vec<String> = values.keys().cloned().collect();
            let before = before::records(&context, &arguments.model, &arguments.record_ids, &fields).await?;
            json!({"model": arguments.model, "dry_run": true, "before": before, "after": values})
        } else {
            let ids = arguments.record_ids.iter().copied().map(i64::from);
            context.send(Call::write(&arguments.model, ids, values)).await?;
            json!({"model": arguments.model, "updated": arguments.record_ids})
        };
        shape::tell(&mut answer, &changes);
        Ok(Answer::new(answer))
    }
}
