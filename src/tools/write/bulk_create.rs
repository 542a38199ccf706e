//! `bulk_create`: many new records of one model.

use odoo_sdk::Call;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bulk::{self, Bulk, Chunk};
use crate::tools::arguments::objects;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool, shape};

/// The tool.
pub(crate) struct BulkCreate;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `res.partner`.
    model: String,
    /// Values of each new record; 1 to 1000 records.
    #[schemars(schema_with = "objects")]
    records: Vec<Map<String, Value>>,
    /// Records to skip: `resume_from` of an interrupted call.
    resume_from: Option<u32>,
}

impl TypedTool for BulkCreate {
    const NAME: &'static str = "bulk_create";
    const TITLE: &'static str = "Create many records";
    const DESCRIPTION: &'static str = "Create records in chunks of 100. Returns what was written and where to resume.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("created", "array", false),
        ("written", "integer", true),
        ("total", "integer", false),
        ("records", "array", false),
        ("not_written", "object", false),
        ("unknown", "object", false),
        ("resume_from", "integer", false),
        ("error", "object", false),
        ("would_create", "integer", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::Write).with([Use::Records, Use::Values, Use::Confirmation])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, records, resume_from } = arguments;
        bulk::check_length("records", records.len())?;
        let from = usize::try_from(resume_from.unwrap_or(0)).unwrap_or(usize::MAX).min(records.len());
        let total = records.len();
        let items = records.into_iter().enumerate().map(|(at, values)| (format!("records[{at}]"), values));
        let (records, remarks) = bulk::check(context, Operation::Create, &model, items).await?;
        let mut answer = if context.call.dry_run() {
            dry(context, &model, records, from)
        } else {
            let count = remarks.beside.made.max(total - from);
            context.confirm_write(count, &remarks.beside, &format!("Create in {model}:")).await?;
            let left: Vec<Map<String, Value>> = records.into_iter().skip(from).collect();
            let chunk =
                |chunk: &[Map<String, Value>]| Chunk { items: chunk.len(), call: Call::create(&model, chunk.to_vec()), ids: Vec::new() };
            let chunks = left.chunks(bulk::CHUNK).map(chunk).collect();
            bulk::write(context, &Bulk { model: &model, done: "created", from, total }, chunks).await?
        };
        let mut content = Value::Object(std::mem::take(&mut answer.content));
        shape::add_remarks(&mut content, &remarks);
        Ok(ToolOutput { content: content.as_object().cloned().unwrap_or_default(), ..answer })
    }
}

fn dry(context: &ToolContext, model: &str, records: Vec<Map<String, Value>>, from: usize) -> ToolOutput {
    let mut left: Vec<Value> = records.into_iter().skip(from).map(Value::Object).collect();
    let count = left.len();
    let left_out = shape::fit_records(&mut left, context.call.settings().default_budget);
    let mut answer = json!({"model": model, "dry_run": true, "written": 0, "would_create": count, "records": left});
    if left_out > 0 {
        shape::set(&mut answer, "left_out", json!([{"what": "the answer would be too large; all were checked", "records": left_out}]));
    }
    ToolOutput::new(answer, format!("would create {count} records of {model}"))
}
