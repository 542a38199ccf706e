//! `upload_attachment`: a new file on a record.

use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{content, local};
use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct UploadAttachment;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model of the record, for example `sale.order`.
    model: String,
    /// Id of the record.
    record_id: u32,
    /// Name of the file, for example `plan.pdf`; of a `path`, its own.
    name: Option<String>,
    /// Content as text; or give `base64` or `path`.
    text: Option<String>,
    /// Content in base64.
    base64: Option<String>,
    /// Path of a file in a folder that the operator allows.
    path: Option<String>,
}

impl TypedTool for UploadAttachment {
    const NAME: &'static str = "upload_attachment";
    const TITLE: &'static str = "Attach a file to a record";
    const DESCRIPTION: &'static str =
        "Attach a file of at most 8 MiB to a record that the user may change. A second call attaches it again.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("record_id", "integer", true),
        ("id", "integer", false),
        ("name", "string", true),
        ("type", "string", true),
        ("size", "integer", true),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Adds, Toolset::More).with([Use::Records]).needing_models(&["ir.attachment"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let (name, bytes) = checked(context, &arguments).await?;
        let Arguments { model, record_id, .. } = arguments;
        let kind = content::type_of(&bytes, &name);
        if content::runs(kind) {
            let message = format!("`{name}` is a program ({kind}), which is not attached through this server");
            return Err(invalid(ErrorCode::WrongValue, "base64", message));
        }
        let files = context.odoo.files_of(&model, record_id, true).await?;
        let mut answer = json!({"model": model, "record_id": record_id, "name": name, "type": kind, "size": bytes.len()});
        if context.call.dry_run() {
            shape::set(&mut answer, "dry_run", json!(true));
            return Ok(ToolOutput::new(answer, format!("would attach `{name}` to record {record_id} of {model}")));
        }
        shape::set(&mut answer, "id", json!(files.add(&name, &content::encoded(&bytes)).await?));
        Ok(ToolOutput::new(answer, format!("attached `{name}` to record {record_id} of {model}")))
    }
}

/// The name and the bytes of a file that has a plain name and fits.
async fn checked(context: &ToolContext, arguments: &Arguments) -> Result<(String, Vec<u8>), Failure> {
    let (name, bytes) = match (&arguments.text, &arguments.base64, &arguments.path) {
        (Some(text), None, None) => (None, text.as_bytes().to_vec()),
        (None, Some(base64), None) => {
            let broken = || invalid(IssueCode::BadBase64, "base64", "`base64` is not base64".to_owned());
            (None, content::decoded(base64).ok_or_else(broken)?)
        }
        (None, None, Some(path)) => local::read(&context.call.settings().upload_folders, path).await?,
        _ => {
            let message = "expected one of `text`, `base64` and `path`";
            return Err(invalid(IssueCode::MissingArgument, "text", message.to_owned()));
        }
    };
    let name = arguments.name.as_deref().map(str::trim).map(str::to_owned).or(name);
    let Some(name) = name else { return Err(invalid(IssueCode::MissingArgument, "name", "the argument `name` is missing".to_owned())) };
    if name.is_empty() || name.len() > 255 || name.contains(['/', '\\', '\0']) {
        let message = "`name` is not the name of a file: expected 1 to 255 bytes without `/` and `\\`";
        return Err(invalid(ErrorCode::WrongValue, "name", message.to_owned()));
    }
    match bytes.len() {
        0 => Err(invalid(ErrorCode::WrongValue, "text", "the file is empty".to_owned())),
        size if size > content::LARGEST => Err(content::too_large(size)),
        _ => Ok((name, bytes)),
    }
}

fn invalid(code: impl Into<ErrorCode>, path: &str, message: String) -> Failure {
    Failure::invalid(vec![Problem::new(code, path, message)])
}
