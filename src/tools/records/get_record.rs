//! `get_record`: one record by its id.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Whose};
use crate::tools::{Answer, Hints, Tool, ToolContext, shape};

/// The tool.
pub(crate) struct GetRecord;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Technical name of the model, such as `res.partner`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Names of the fields to return. Without it a few that people look at first.
    fields: Option<Vec<String>>,
}

impl Tool for GetRecord {
    const NAME: &'static str = "get_record";
    const TITLE: &'static str = "Get a record";
    const DESCRIPTION: &'static str = "Read one record whose id is known. Returns `record`.";
    const HINTS: Hints = Hints::Reads;
    type Arguments = Arguments;

    async fn run(context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let schema = context.model(&arguments.model).await?;
        let fields = arguments.fields.filter(|fields| !fields.is_empty()).unwrap_or_else(|| shape::default_fields(&schema));
        let mut call = json!({"fields": fields});
        context.check(Operation::Search, &arguments.model, &mut call).await?;
        let request = Call::new(&arguments.model, "read")
            .ids([i64::from(arguments.record_id)])
            .named("fields", call.get("fields").cloned().unwrap_or_default())
            .context(shape::reading_context())
            .read();
        let records = shape::records(&schema, context.send(request).await?);
        match records.into_iter().next() {
            Some(record) => Ok(Answer::new(json!({"model": arguments.model, "record": record}))),
            None => Err(missing(&arguments.model, arguments.record_id)),
        }
    }
}

fn missing(model: &str, record_id: u32) -> Failure {
    Failure::new("missing", Whose::Caller, format!("`{model}` has no record {record_id} that this user may see"))
        .hint("search for it again: it may have been deleted")
}
