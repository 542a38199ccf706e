//! `read_attachment`: a file of a record, or a binary field such as its image.

use odoo_sdk::Call;
use odoo_sdk::schema::FieldType;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{self, Shown};
use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::Operation;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct ReadAttachment;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model of the record that the file hangs on.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Id of the file, from `list_attachments`.
    attachment_id: Option<u32>,
    /// Binary field in place of a file, for example `image_1920`.
    field: Option<String>,
}

/// A file as Odoo gives it.
struct File {
    name: String,
    base64: String,
}

impl TypedTool for ReadAttachment {
    const NAME: &'static str = "read_attachment";
    const TITLE: &'static str = "Read a file of a record";
    const DESCRIPTION: &'static str =
        "Read a file of a record or a binary field: text as text, an image as an image, other files as an embedded resource.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record_id", "integer", true),
        ("name", "string", true),
        ("type", "string", true),
        ("size", "integer", true),
        ("text", "string", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records, Use::Fields, Use::Choice]).needing_models(&["ir.attachment"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, attachment_id, field } = arguments;
        let file = match (attachment_id, field) {
            (Some(id), None) => attachment(context, &model, record_id, id).await?,
            (None, Some(field)) => of_field(context, &model, record_id, &field).await?,
            _ => {
                let message = "expected `attachment_id` or `field`, and not both";
                return Err(Failure::invalid(vec![Problem::new(IssueCode::MissingArgument, "attachment_id", message)]));
            }
        };
        let bytes = content::decoded(&file.base64).ok_or_else(unreadable)?;
        if bytes.len() > content::LARGEST {
            return Err(content::too_large(bytes.len()));
        }
        Ok(told(&model, record_id, &file.name, &bytes))
    }
}

fn told(model: &str, record_id: u32, name: &str, bytes: &[u8]) -> ToolOutput {
    let kind = content::type_of(bytes, name);
    let mut answer = json!({"model": model, "record_id": record_id, "name": name, "type": kind, "size": bytes.len()});
    let attached = match content::shown(bytes, name) {
        Shown::Text(text) => {
            shape::set(&mut answer, "text", json!(text));
            None
        }
        Shown::Attached(file) => Some(file),
    };
    let summary = format!("`{name}`, {} bytes of {kind}", bytes.len());
    ToolOutput { attached: attached.into_iter().collect(), ..ToolOutput::new(answer, summary) }
}

async fn attachment(context: &ToolContext, model: &str, record_id: u32, id: u32) -> Result<File, Failure> {
    let files = context.odoo.files_of(model, record_id, false).await?;
    let size = files.read(Some(id), &["file_size"]).await?;
    let size = size.first().and_then(|row| row.get("file_size")).and_then(Value::as_u64).unwrap_or_default();
    if let Ok(bytes) = usize::try_from(size)
        && bytes > content::LARGEST
    {
        return Err(content::too_large(bytes));
    }
    let rows = files.read(Some(id), &["name", "datas"]).await?;
    let text = |name: &str| rows.first()?.get(name)?.as_str().map(str::to_owned);
    let name = text("name").ok_or_else(|| {
        let message = format!("record {record_id} of `{model}` has no file {id}");
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, message).hint("`list_attachments` has the files of the record")
    })?;
    Ok(File { name, base64: text("datas").unwrap_or_default() })
}

async fn of_field(context: &ToolContext, model: &str, record_id: u32, field: &str) -> Result<File, Failure> {
    context
        .odoo
        .check(Operation::Search, model, &mut json!({"fields": [field]}))
        .await
        .map_err(|failure| failure.moved("fields[0]", "field"))?;
    let schema = context.odoo.model(model).await?;
    if schema.fields.get(field).is_none_or(|field| field.field_type != FieldType::Binary) {
        let message = format!("`{field}` of `{model}` is not a binary field");
        return Err(Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "field", message).hint("`get_record` reads other fields")]));
    }
    let rows = context.odoo.send(Call::read_records(model, [i64::from(record_id)], [field])).await?;
    let value = rows.get(0).and_then(|row| row.get(field)).and_then(Value::as_str);
    value.map(|base64| File { name: field.to_owned(), base64: base64.to_owned() }).ok_or_else(|| {
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("record {record_id} of `{model}` has nothing in `{field}`"))
    })
}

fn unreadable() -> Failure {
    Failure::new(ErrorCode::UnexpectedAnswer, Origin::Odoo, "the content of the file is not base64")
}
