//! `export_records`: any number of records as CSV or JSON lines, read page by page in the order of their ids, into a file that waits to
//! be read once.

mod rows;

use odoo_sdk::Call;
use odoo_sdk::schema::ModelSchema;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use self::rows::Writer;
use crate::tools::arguments::{Domain, domain};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::exports::WAITS_FOR;
use crate::tools::failure::{Failure, Origin};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// Records of one request.
const PAGE: usize = 500;

/// The tool.
pub(crate) struct ExportRecords;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// Which records; default: all.
    #[schemars(schema_with = "domain")]
    #[serde(default)]
    domain: Option<Domain>,
    /// Default: the important fields.
    fields: Option<Vec<String>>,
    /// Default csv.
    #[serde(default)]
    format: Format,
}

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Csv,
    Jsonl,
}

impl TypedTool for ExportRecords {
    const NAME: &'static str = "export_records";
    const TITLE: &'static str = "Export records";
    const DESCRIPTION: &'static str = "All records of a search as a CSV or JSONL file, read once at its `uri`.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("uri", "string", true),
        ("expires_in_seconds", "integer", true),
        ("rows", "integer", true),
        ("bytes", "integer", true),
        ("columns", "array", true),
        ("first", "array", true),
        ("complete", "boolean", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records, Use::Fields, Use::Domain, Use::Choice])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, domain, fields, format } = arguments;
        let schema = context.odoo.model(&model).await?;
        let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or_else(|| shape::default_fields(&schema));
        let mut call = json!({"domain": domain.unwrap_or_default(), "fields": fields});
        let remarks = context.odoo.check(Operation::Search, &model, &mut call).await?;
        let schema = context.odoo.model(&model).await?;
        let fields: Vec<String> = fields.into_iter().filter(|name| name != "id").collect();
        let mut writer = Writer::new(&schema, fields, format == Format::Csv);
        let domain = call.get("domain").and_then(Value::as_array).cloned().unwrap_or_default();
        let complete = read(context, &schema, &domain, &mut writer).await?;
        let mut answer = json!({"model": model, "rows": writer.rows(), "bytes": writer.text().len(), "columns": writer.columns()});
        shape::set(&mut answer, "first", json!(writer.text().lines().take(4).map(|line| shape::cut(line, 300)).collect::<Vec<_>>()));
        shape::set(&mut answer, "complete", json!(complete));
        if !complete {
            let most = context.call.settings().export_bytes;
            let get = format!("a second export with `[\"id\", \">\", {}]` in `domain`", writer.last_id());
            shape::push(&mut answer, "left_out", json!({"what": format!("records beyond {most} bytes"), "get": get}));
        }
        shape::add_remarks(&mut answer, &remarks);
        let summary = format!("{} records of {model} in {} bytes", writer.rows(), writer.text().len());
        let uri = keep(context, &model, format, writer).await?;
        shape::set(&mut answer, "uri", json!(uri));
        shape::set(&mut answer, "expires_in_seconds", json!(WAITS_FOR.as_secs()));
        Ok(ToolOutput::new(answer, summary))
    }
}

/// Reads all pages by key: what is added or deleted meanwhile shifts nothing. Whether all were read.
async fn read(context: &ToolContext, schema: &ModelSchema, domain: &[Value], writer: &mut Writer<'_>) -> Result<bool, Failure> {
    let (most, mut last) = (context.call.settings().export_bytes, 0);
    let total = context.odoo.send(Call::search_count(&schema.model, Value::Array(domain.to_vec()))).await?;
    let total = total.as_u64().and_then(|total| usize::try_from(total).ok()).unwrap_or_default();
    loop {
        let after: Vec<Value> = std::iter::once(json!(["id", ">", last])).chain(domain.iter().cloned()).collect();
        let request = Call::search_read(&schema.model, Value::Array(after), writer.fields()).named("limit", PAGE).named("order", "id");
        let rows = context.odoo.send(request.context(shape::reading_context())).await?;
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            if !writer.push(row, most) {
                return Ok(false);
            }
        }
        if rows.len() < PAGE || writer.last_id() <= last {
            return Ok(true);
        }
        last = writer.last_id();
        context.call.progress(writer.rows().min(total), total, &format!("{} of {total} records", writer.rows())).await;
    }
}

/// The address at which the file waits.
async fn keep(context: &ToolContext, model: &str, format: Format, writer: Writer<'_>) -> Result<String, Failure> {
    let (ending, mime_type) = match format {
        Format::Csv => ("csv", "text/csv"),
        Format::Jsonl => ("jsonl", "application/jsonl"),
    };
    let identity = context.odoo.identity().await?;
    let handle = context.call.exports().keep(identity, format!("{model}.{ending}"), mime_type, writer.into_text());
    let no_randomness = || Failure::new(crate::error_code::ErrorCode::Internal, Origin::Gateway, "the system gives no random numbers");
    let handle = handle.ok_or_else(no_randomness)?;
    // Where a caller has several Odoos, the export of one is read from that one.
    let instance = context.odoo.session().instance();
    match instance.is_default() || instance.as_str().contains('/') {
        true => Ok(format!("odoo://export/{handle}")),
        false => Ok(format!("odoo://{instance}/export/{handle}")),
    }
}
