//! What is answered where there is nothing: the same JSON as any other refusal.

use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

/// A path that nothing answers at.
pub(super) async fn path(uri: Uri) -> Response {
    let message = format!("there is nothing at `{}`: `/docs` lists what there is", uri.path());
    Refusal::new(StatusCode::NOT_FOUND, "not_found", message).into_response()
}

/// A path that is asked in another way; `Allow` says in which.
pub(super) async fn method(method: Method, uri: Uri) -> Response {
    let message = format!("`{}` does not answer {method}", uri.path());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", message).into_response()
}
