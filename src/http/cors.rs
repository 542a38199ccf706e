//! CORS: which pages may read an answer. A preflight is answered before anybody asks for a token.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What pages may send.
const ALLOWED: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept, x-api-key, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id, x-mcp-toolsets, x-mcp-readonly, x-mcp-scope",
);

/// What pages may read beside the body.
const EXPOSED: HeaderValue = HeaderValue::from_static("www-authenticate, mcp-session-id, mcp-protocol-version, x-request-id, retry-after");

/// Whether a request only asks if another may be sent.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ORIGIN) && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to such a request; the layer above adds its origin where not every page may read.
pub(super) fn preflight(for_all: bool) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if for_all {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// Lets pages of an origin read an answer. No cookies: nothing here is done by one.
pub(super) fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
