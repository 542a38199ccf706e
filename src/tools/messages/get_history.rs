//! `get_history`: who changed what from and to, and what was said, on one record.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::tracking;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::find::{Find, zone_name};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, own, paging, shape};

/// Most messages of one answer.
const LARGEST_LIMIT: u32 = 200;

/// The tool.
pub(crate) struct GetHistory;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Maximum number of entries, the newest first; default 80.
    limit: Option<u32>,
}

impl TypedTool for GetHistory {
    const NAME: &'static str = "get_history";
    const TITLE: &'static str = "Get the history of a record";
    const DESCRIPTION: &'static str = "Who changed what on a record, from and to, and its messages as text.";
    const RETURNS: Returns =
        &[("on", "object", true), ("time_zone", "string", true), ("entries", "array", true), ("note", "string", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Messages).with([Use::Records, Use::Choice]).needing_models(&["mail.message"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, limit } = arguments;
        let odoo = &context.odoo;
        let limit = paging::limit(limit, context.call.settings().default_limit, LARGEST_LIMIT)?;
        let named = format!("record {record_id} of {model}");
        let record = odoo.find_one(&model, &["display_name"], json!([["id", "=", record_id]]), &named).await?;
        let schema = odoo.model(&model).await?;
        let domain = json!([["model", "=", model], ["res_id", "=", record_id]]);
        let fields = ["date", "author_id", "email_from", "message_type", "subtype_id", "subject", "body"];
        let messages = odoo.find(&Find { model: "mail.message", fields: &fields, domain, order: "id desc", limit }).await?;
        let ids: Vec<i64> = messages.iter().map(own::id_of).collect();
        let changes = tracking::of(odoo, &schema, &ids).await?;
        let of = |message: &Value| changes.as_ref().and_then(|changes| changes.get(&own::id_of(message)).cloned()).unwrap_or_default();
        let mut entries: Vec<Value> = messages.iter().map(|message| entry(message, of(message))).filter(says_something).collect();
        shape::fit_records(&mut entries, context.call.settings().budget);
        let name = record.get("display_name").cloned().unwrap_or_default();
        let summary = format!("{} entries on {}", entries.len(), name.as_str().unwrap_or(&named));
        let zone = odoo.zone().await?;
        let mut answer = json!({"on": {"model": model, "id": record_id, "name": name}, "time_zone": zone_name(&zone), "entries": entries});
        if changes.is_none() {
            shape::set(&mut answer, "note", json!("Odoo shows what was changed to administrators only; the messages are all here"));
        }
        Ok(ToolOutput::new(answer, summary))
    }
}

fn entry(message: &Value, changes: Vec<Value>) -> Value {
    let by = message.get("author_id").and_then(|author| author.get("name")).or_else(|| message.get("email_from"));
    let mut entry = json!({"id": message.get("id"), "date": message.get("date"), "by": by, "kind": kind(message)});
    for (name, field) in [("subject", "subject"), ("text", "body")] {
        if let Some(text) = message.get(field).filter(|text| text.as_str().is_some_and(|text| !text.is_empty())) {
            shape::set(&mut entry, name, text.clone());
        }
    }
    if !changes.is_empty() {
        shape::set(&mut entry, "changes", Value::Array(changes));
    }
    entry
}

/// What people call it: the subtype, such as a note or an event of the record, else how it came.
fn kind(message: &Value) -> Value {
    let subtype = message.get("subtype_id").and_then(|subtype| subtype.get("name"));
    subtype.or_else(|| message.get("message_type")).cloned().unwrap_or_default()
}

fn says_something(entry: &Value) -> bool {
    ["subject", "text", "changes"].iter().any(|name| entry.get(*name).is_some()) || entry.get("kind").is_some_and(Value::is_string)
}
