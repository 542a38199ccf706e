//! `read_attachment`: a file of a record, or a binary field such as its image.

use odoo_sdk::Call;
use odoo_sdk::schema::FieldType;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::content::{self, Shown};
use crate::error_code::ErrorCode;
use crate::extract::{self, Extracted, Kind};
use crate::policy::clean;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::{Operation, base64_of, content_of};
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::settings::Toolset;
use crate::tools::tool::Returns;
use crate::tools::{Attached, ToolContext, ToolOutput, TypedTool, own, shape};

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
    /// `next_offset` of the answer before, for a long text.
    offset: Option<u32>,
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
        "Read a file of a record or a binary field: the text of PDF, DOCX, XLSX and text files, images as images, others embedded.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record_id", "integer", true),
        ("name", "string", true),
        ("type", "string", true),
        ("size", "integer", true),
        ("text", "string", false),
        ("next_offset", "integer", false),
        ("length", "integer", false),
        ("shown_as", "object", false),
        ("note", "string", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records, Use::Fields, Use::Choice]).needing_models(&["ir.attachment"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_id, attachment_id, field, offset } = arguments;
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
        let kind = content::type_of(&bytes, &file.name);
        let mut answer = json!({"model": model, "record_id": record_id, "name": file.name, "type": kind, "size": bytes.len()});
        let summary = format!("`{}`, {} bytes of {kind}", file.name, bytes.len());
        let attached = match shown(&mut answer, bytes, &file.name).await {
            Shown::Text(text) => {
                add_text(&mut answer, &text, offset.unwrap_or_default(), context.call.settings().budget)?;
                None
            }
            Shown::Attached(file) => Some(file),
        };
        Ok(ToolOutput { attached: attached.into_iter().collect(), ..ToolOutput::new(answer, summary) })
    }
}

/// What of a file is shown: the text of a document, an image in the size that is looked at, anything else as it is.
async fn shown(answer: &mut Value, bytes: Vec<u8>, name: &str) -> Shown {
    let whole = content::shown(&bytes, name);
    let Some(kind) = Kind::of(content::type_of(&bytes, name)) else { return whole };
    match extract::read_with(kind, bytes).await {
        Some(Extracted::Text(text)) => Shown::Text(text),
        Some(Extracted::Image { mime_type, base64, width, height }) => {
            shape::set(answer, "shown_as", json!({"width": width, "height": height}));
            Shown::Attached(Attached { name: name.to_owned(), mime_type, base64 })
        }
        Some(Extracted::SmallEnough { .. }) => whole,
        Some(Extracted::Unreadable(why)) => {
            shape::set(answer, "note", json!(format!("the text cannot be read: {}", clean(&why))));
            whole
        }
        None => {
            shape::set(answer, "note", json!("the text cannot be read: the file takes too long or too much memory"));
            whole
        }
    }
}

/// A part of a text from a character on, of at most so many bytes.
fn add_text(answer: &mut Value, text: &str, offset: u32, budget: usize) -> Result<(), Failure> {
    let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
    let length = text.chars().count();
    if skipped > 0 && skipped >= length {
        return Err(own::wrong("offset", format!("`offset` is {offset}, the text has {length} characters")));
    }
    let mut room = budget / 2;
    let fits = |character: &char| {
        let bytes = shape::size_of(&json!(character)).saturating_sub(2);
        let is_room = bytes <= room;
        room = room.saturating_sub(bytes);
        is_room
    };
    let part: String = text.chars().skip(skipped).take_while(fits).collect();
    let next = skipped + part.chars().count();
    if next < length {
        shape::set(answer, "next_offset", json!(next));
        shape::set(answer, "length", json!(length));
    }
    shape::set(answer, "text", json!(part));
    Ok(())
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
    let rows = files.content(id).await?;
    let name = rows.first().and_then(|row| row.get("name")?.as_str()).map(str::to_owned).ok_or_else(|| {
        let message = format!("record {record_id} of `{model}` has no file {id}");
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, message).hint("`list_attachments` has the files of the record")
    })?;
    Ok(File { name, base64: rows.first().and_then(content_of).unwrap_or_default().to_owned() })
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
    let value = rows.get(0).and_then(|row| base64_of(row.get(field)?));
    value.map(|base64| File { name: field.to_owned(), base64: base64.to_owned() }).ok_or_else(|| {
        Failure::new(ErrorCode::RecordNotFound, Origin::Caller, format!("record {record_id} of `{model}` has nothing in `{field}`"))
    })
}

fn unreadable() -> Failure {
    Failure::new(ErrorCode::UnexpectedAnswer, Origin::Odoo, "the content of the file is not base64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_read_in_parts() {
        let text = "äb\n".repeat(1_000);
        let (mut read, mut offset) = (String::new(), 0);
        loop {
            let mut answer = json!({});
            add_text(&mut answer, &text, offset, 2_000).unwrap();
            let part = answer["text"].as_str().unwrap();
            assert!(shape::size_of(&answer["text"]) <= 1_002);
            read.push_str(part);
            match answer.get("next_offset") {
                Some(next) => offset = u32::try_from(next.as_u64().unwrap()).unwrap(),
                None => break,
            }
        }
        assert_eq!(read, text);
        assert_eq!(add_text(&mut json!({}), "ab", 2, 2_000).unwrap_err().to_json()["code"], "wrong_value");
    }
}
