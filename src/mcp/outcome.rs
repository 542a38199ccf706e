//! Tool outcomes as MCP results: what went wrong is a result with `isError` that a model can act on, never a protocol error.

use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ElicitRequest, InputRequest, InputRequests, InputRequiredResult};
use serde_json::{Map, Value};

use super::caller::{CONFIRM, form};
use crate::tools::{Answer, Failure, Way};

/// The response to a tool call by a client that can be asked in this way.
pub(super) fn response(outcome: Result<Answer, Failure>, way: Way) -> CallToolResponse {
    match outcome {
        Ok(answer) => answered(answer).into(),
        Err(failure) => match question(&failure, way) {
            Some(asked) => asked.into(),
            None => failed(&failure).into(),
        },
    }
}

/// The JSON for models and programs that read text only, and one line for people after it.
fn answered(answer: Answer) -> CallToolResult {
    let mut result = if answer.incomplete {
        CallToolResult::structured_error(Value::Object(answer.content))
    } else {
        CallToolResult::structured(Value::Object(answer.content))
    };
    result.content.push(ContentBlock::text(answer.summary));
    result
}

fn failed(failure: &Failure) -> CallToolResult {
    CallToolResult::structured_error(Value::Object(Map::from_iter([("error".to_owned(), failure.to_json())])))
}

/// A confirmation in the stateless era: the client asks, and calls again with the reply and the sealed state.
fn question(failure: &Failure, way: Way) -> Option<InputRequiredResult> {
    let asked = failure.asks().filter(|_| way == Way::Retry)?;
    let request = InputRequest::Elicitation(ElicitRequest::new(form(&asked.question)?));
    let requests = InputRequests::from([(CONFIRM.to_owned(), request)]);
    Some(InputRequiredResult::new(Some(requests), Some(asked.token.clone())))
}
