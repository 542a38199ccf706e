//! `list_attachments`: the files of a record.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct ListAttachments;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model of the record, for example `sale.order`.
    model: String,
    /// Id of the record.
    record_id: u32,
}

impl TypedTool for ListAttachments {
    const NAME: &'static str = "list_attachments";
    const TITLE: &'static str = "List the files of a record";
    const DESCRIPTION: &'static str = "The files attached to a record, with name, type, size and date.";
    const RETURNS: Returns = &[("model", "string", true), ("record_id", "integer", true), ("files", "array", true)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records]).needing_models(&["ir.attachment"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id } = arguments;
        let files = context.odoo.files_of(&model, record_id, false).await?;
        let rows = files.read(None, &["name", "mimetype", "file_size", "create_date", "type", "url"]).await?;
        let files: Vec<Value> = rows.iter().map(reported).collect();
        let summary = format!("{} files of record {record_id} of {model}", files.len());
        Ok(ToolOutput::new(json!({"model": model, "record_id": record_id, "files": files}), summary))
    }
}

/// A file; one that is only a link to elsewhere has its address.
fn reported(row: &Value) -> Value {
    let is_link = row.get("type").and_then(Value::as_str) == Some("url");
    let of = |name: &str| row.get(name).filter(|value| **value != Value::Bool(false)).cloned();
    let mut file = json!({"id": of("id"), "name": of("name"), "type": of("mimetype"), "size": of("file_size")});
    if let Some(date) = row.get("create_date").and_then(Value::as_str) {
        shape::set(&mut file, "date", json!(shape::utc(date)));
    }
    if let Some(url) = of("url").filter(|_| is_link) {
        shape::set(&mut file, "url", url);
    }
    file
}
