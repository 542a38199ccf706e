//! Tool outcomes as MCP results: what went wrong is a result with `isError` that a model can act on, never a protocol error.

use rmcp::model::CallToolResult;
use serde_json::{Value, json};

use crate::tools::{Answer, Failure};

/// The result of a tool call.
pub(super) fn result(outcome: Result<Answer, Failure>) -> CallToolResult {
    match outcome {
        Ok(Answer(map)) => CallToolResult::structured(Value::Object(map)),
        Err(failure) => CallToolResult::structured_error(json!({"error": failure.to_json()})),
    }
}
