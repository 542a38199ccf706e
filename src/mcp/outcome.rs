//! Tool outcomes as MCP results: what went wrong is a result with `isError` that a model can act on, never a protocol error.

use rmcp::model::{
    CallToolResponse, CallToolResult, ContentBlock, ElicitRequest, InputRequest, InputRequests, InputRequiredResult, ResourceContents,
};
use serde_json::{Map, Value};

use super::channel::{CONFIRM, form};
use crate::tools::{Attached, ConfirmationMode, Failure, RequestId, ToolOutput};

/// The JSON for models and programs that read text only, one line for people after it, and what else there is to say.
pub(super) fn done(output: ToolOutput, note: Option<String>) -> CallToolResult {
    let mut result = if output.incomplete {
        CallToolResult::structured_error(Value::Object(output.content))
    } else {
        CallToolResult::structured(Value::Object(output.content))
    };
    result.content.push(ContentBlock::text(output.summary));
    result.content.extend(output.attached.into_iter().map(file));
    result.content.extend(note.map(ContentBlock::text));
    result
}

/// An image as an image, any other file as an embedded resource.
fn file(file: Attached) -> ContentBlock {
    if file.mime_type.starts_with("image/") {
        return ContentBlock::image(file.base64, file.mime_type);
    }
    let name: String = file.name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' }).collect();
    let contents = ResourceContents::blob(file.base64, format!("attachment:///{name}")).with_mime_type(file.mime_type);
    ContentBlock::resource(contents)
}

/// The answer to a client that confirms in this way.
pub(super) fn failed(failure: &Failure, mode: ConfirmationMode, request: Option<&RequestId>) -> CallToolResponse {
    match question(failure, mode) {
        Some(asked) => asked.into(),
        None => {
            let mut error = failure.to_json();
            if let (Value::Object(members), Some(RequestId(id))) = (&mut error, request) {
                members.insert("request".to_owned(), id.as_ref().into());
            }
            CallToolResult::structured_error(Value::Object(Map::from_iter([("error".to_owned(), error)]))).into()
        }
    }
}

/// A confirmation in the stateless era: the client asks, and calls again with the reply and the sealed state.
fn question(failure: &Failure, mode: ConfirmationMode) -> Option<InputRequiredResult> {
    let asked = failure.asks().filter(|_| mode == ConfirmationMode::InputRequired)?;
    let request = InputRequest::Elicitation(ElicitRequest::new(form(&asked.question)?));
    let requests = InputRequests::from([(CONFIRM.to_owned(), request)]);
    Some(InputRequiredResult::new(Some(requests), Some(asked.token.clone())))
}
