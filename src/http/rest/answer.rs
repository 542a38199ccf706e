//! Outcomes in the words of plain HTTP: the result, or an error with a status and a name out of six.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::super::refusal::refused;
use crate::app::Outcome;
use crate::error_code::ErrorCode;
use crate::tools::{Failure, Origin, Shape, ToolOutput};

/// The form of an answer, and what was left out of the arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shaped<'a> {
    pub(super) shape: &'a Shape,
    pub(super) left_out: &'a [&'static str],
}

impl Shaped<'_> {
    fn body(self, content: Map<String, Value>) -> Value {
        let mut body = self.shape.body(content);
        if let Some(members) = body.as_object_mut().filter(|_| !self.left_out.is_empty()) {
            members.insert("left_out".to_owned(), json!(self.left_out));
        }
        body
    }
}

/// The answer to a call.
pub(super) fn answer(outcome: Outcome, shape: Shaped<'_>) -> Response {
    match outcome {
        Outcome::Done(output) if output.incomplete => refused(StatusCode::UNPROCESSABLE_ENTITY, body_of(&output)),
        Outcome::Done(output) => Json(shape.body(output.content)).into_response(),
        Outcome::Failed(failure) => failed(&failure),
        Outcome::UnknownTool(name) => {
            let body = json!({"error": format!("there is no tool `{name}`"), "status": "tool_not_found"});
            refused(StatusCode::NOT_FOUND, body)
        }
    }
}

pub(super) fn failed(failed: &Failure) -> Response {
    let (status, body) = failure(failed);
    refused(status, body)
}

/// A failure as it is answered.
pub(super) fn failure(failure: &Failure) -> (StatusCode, Value) {
    let details = failure.to_json();
    let (status, name) = kind(failure);
    (status, json!({"error": details.get("message"), "status": name, "details": details}))
}

/// What was not done whole.
pub(super) fn body_of(output: &ToolOutput) -> Value {
    json!({"error": output.summary, "status": "odoo_error", "details": output.content})
}

/// Its status and its name.
fn kind(failure: &Failure) -> (StatusCode, &'static str) {
    match (failure.code(), failure.origin()) {
        (ErrorCode::LoginRefused | ErrorCode::NotLoggedIn, _) => (StatusCode::UNAUTHORIZED, "auth_failed"),
        (ErrorCode::LockedOut, _) => (StatusCode::TOO_MANY_REQUESTS, "auth_failed"),
        (ErrorCode::RateLimited, _) => (StatusCode::TOO_MANY_REQUESTS, "permission_denied"),
        (ErrorCode::ConfirmationNeeded, _) => (StatusCode::CONFLICT, "permission_denied"),
        (ErrorCode::ConnectionFailed, _) => (StatusCode::BAD_GATEWAY, "connection_failed"),
        (ErrorCode::AccessDenied, _) | (_, Origin::Policy) => (StatusCode::FORBIDDEN, "permission_denied"),
        (_, Origin::Caller | Origin::Odoo) => (StatusCode::UNPROCESSABLE_ENTITY, "odoo_error"),
        (_, Origin::Gateway) => (StatusCode::INTERNAL_SERVER_ERROR, "odoo_error"),
    }
}
