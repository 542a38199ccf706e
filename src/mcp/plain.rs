//! Tools and outcomes in MCP's own form, for doors that are asked in its words without its protocol.

use std::sync::Arc;

use rmcp::ServerHandler;
use rmcp::model::CallToolResponse;
use serde_json::{Value, json};

use super::handler::{Gateway, definition};
use super::{extra, outcome, resources};
use crate::app::{Application, Outcome};
use crate::resources::{Listed, Resource};
use crate::session::Principal;
use crate::tools::{ConfirmationMode, RequestId, Tool, ToolOutput};

/// A tool as it is listed.
pub(crate) fn listed(tool: &dyn Tool, instances: &[&str]) -> Value {
    json!(definition(tool, instances, true))
}

/// What the server is and can do.
pub(crate) fn initialized(application: Arc<Application>, principal: Principal) -> Value {
    json!(Gateway::new(application, principal).get_info())
}

/// Resources with an address of their own; `None` where the list does not go on there.
pub(crate) fn single_resources(offered: &[Listed], cursor: Option<&str>) -> Option<Value> {
    resources::list(offered, cursor).ok().map(|list| json!(list))
}

/// Resources with parameters in their addresses.
pub(crate) fn resource_templates(offered: &[Listed], cursor: Option<&str>) -> Option<Value> {
    resources::list_templates(offered, cursor).ok().map(|list| json!(list))
}

/// A resource that was read.
pub(crate) fn plain_resource(uri: &str, resource: &'static Resource, output: ToolOutput) -> Value {
    json!(resources::contents(uri, resource, output))
}

/// The result of a call; `None` where there is no such tool.
pub(crate) fn plain_result(outcome: Outcome, left_out: &[&str], request: Option<&RequestId>) -> Option<Value> {
    match outcome {
        Outcome::Done(output) => Some(json!(outcome::done(output, extra::note(left_out)))),
        Outcome::Failed(failure) => match outcome::failed(&failure, ConfirmationMode::Token, request) {
            CallToolResponse::Complete(result) => Some(json!(result)),
            _ => None,
        },
        Outcome::UnknownTool(_) => None,
    }
}
