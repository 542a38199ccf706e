//! Tool outcomes as MCP results: what went wrong is a result with `isError` that a model can act on, never a protocol error.

use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ElicitRequest, InputRequest, InputRequests, InputRequiredResult};
use serde_json::{Map, Value};

use super::channel::{CONFIRM, form};
use crate::tools::{ConfirmationMode, Failure, ToolOutput};

/// The JSON for models and programs that read text only, one line for people after it, and what else there is to say.
pub(super) fn done(output: ToolOutput, note: Option<String>) -> CallToolResult {
    let mut result = if output.incomplete {
        CallToolResult::structured_error(Value::Object(output.content))
    } else {
        CallToolResult::structured(Value::Object(output.content))
    };
    result.content.push(ContentBlock::text(output.summary));
    result.content.extend(note.map(ContentBlock::text));
    result
}

/// The answer to a client that confirms in this way.
pub(super) fn failed(failure: &Failure, mode: ConfirmationMode) -> CallToolResponse {
    match question(failure, mode) {
        Some(asked) => asked.into(),
        None => CallToolResult::structured_error(Value::Object(Map::from_iter([("error".to_owned(), failure.to_json())]))).into(),
    }
}

/// A confirmation in the stateless era: the client asks, and calls again with the reply and the sealed state.
fn question(failure: &Failure, mode: ConfirmationMode) -> Option<InputRequiredResult> {
    let asked = failure.asks().filter(|_| mode == ConfirmationMode::InputRequired)?;
    let request = InputRequest::Elicitation(ElicitRequest::new(form(&asked.question)?));
    let requests = InputRequests::from([(CONFIRM.to_owned(), request)]);
    Some(InputRequiredResult::new(Some(requests), Some(asked.token.clone())))
}
