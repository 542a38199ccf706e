//! A request that no door is asked for: what is wrong with it, as JSON with the name of the error and one sentence.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refused request.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    challenge: Option<String>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// With a status, the name of the error, and what is wrong.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl ToString) -> Self {
        Self { status, code, message: message.to_string(), challenge: None, retry_after: None }
    }

    /// A door that nobody was let in to.
    pub(crate) fn nobody() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "auth_failed", "nobody is known to call")
    }

    /// Says how to authenticate.
    pub(crate) fn challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// Says when it may pass.
    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

/// What a refused request was answered, for the number of the request to be put in.
#[derive(Debug, Clone)]
struct Said(Value);

/// An answer that says why there is none.
pub(super) fn refused(status: StatusCode, said: Value) -> Response {
    let mut response = (status, Json(said.clone())).into_response();
    response.extensions_mut().insert(Said(said));
    response
}

/// Names the request in the answer, where it was refused.
pub(super) fn name_request(response: Response, id: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let Some(Said(mut said)) = parts.extensions.remove::<Said>() else { return Response::from_parts(parts, body) };
    if let Some(members) = said.as_object_mut() {
        members.insert("request".to_owned(), json!(id));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, said.to_string().into())
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = refused(self.status, json!({"error": self.message, "status": self.code}));
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let challenge = self.challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok());
        headers.extend(challenge.map(|challenge| (header::WWW_AUTHENTICATE, challenge)));
        headers.extend(self.retry_after.map(|wait| (header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)))));
        response
    }
}
