//! Tools and outcomes in MCP's own form, for doors that are asked in its words without its protocol.

use rmcp::model::CallToolResponse;
use serde_json::{Value, json};

use super::handler::definition;
use super::outcome;
use crate::app::Outcome;
use crate::tools::{ConfirmationMode, RequestId, Tool};

/// A tool as it is listed.
pub(crate) fn listed(tool: &dyn Tool, instances: &[&str]) -> Value {
    json!(definition(tool, instances, true))
}

/// The result of a call; `None` where there is no such tool.
pub(crate) fn plain_result(outcome: Outcome, request: Option<&RequestId>) -> Option<Value> {
    match outcome {
        Outcome::Done(output) => Some(json!(outcome::done(output, None))),
        Outcome::Failed(failure) => match outcome::failed(&failure, ConfirmationMode::Token, request) {
            CallToolResponse::Complete(result) => Some(json!(result)),
            _ => None,
        },
        Outcome::UnknownTool(_) => None,
    }
}
