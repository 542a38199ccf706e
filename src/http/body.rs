//! Bodies are read whole before a door is asked: so many bytes at most, within a time. A slow body holds no place in a call.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

/// The bounds of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyBounds {
    /// In bytes.
    pub(crate) bytes: usize,
    /// From its first byte to its last.
    pub(crate) time: Duration,
}

/// Reads the body.
pub(super) async fn whole(State(bounds): State<BodyBounds>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(bounds.time, to_bytes(body, bounds.bytes)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(error)) if is_too_long(&error) => {
            let message = format!("the body has more than {} bytes, which is the most", bounds.bytes);
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message).into_response()
        }
        Ok(Err(_)) => Refusal::new(StatusCode::BAD_REQUEST, "bad_request", "the body was cut off").into_response(),
        Err(_) => {
            let message = format!("the body did not come within {} s", bounds.time.as_secs());
            Refusal::new(StatusCode::REQUEST_TIMEOUT, "timeout", message).into_response()
        }
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}
