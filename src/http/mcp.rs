//! MCP over streamable HTTP, without sessions in both eras of the protocol: each request says who calls, and nothing of it is kept.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::authenticate::Caller;
use super::refusal::Refusal;
use crate::app::{Application, CallWatch};
use crate::mcp::{Gateway, fault};

/// The door.
#[derive(Clone)]
struct Door {
    application: Arc<Application>,
    sessions: Arc<NeverSessionManager>,
    config: StreamableHttpServerConfig,
}

/// `/mcp`, with and without a slash at its end: clients lose body or key on a redirect.
pub(super) fn routes(application: Arc<Application>, body_bytes: usize, cut_off: CancellationToken) -> Router {
    // Host and Origin were checked before, by the public address.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .disable_allowed_origins()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(body_bytes)
        .with_cancellation_token(cut_off);
    let door = Door { application, sessions: Arc::default(), config };
    Router::new().route("/mcp", any(call)).route("/mcp/", any(call)).with_state(door)
}

async fn call(State(door): State<Door>, mut request: Request) -> Response {
    let Some(caller) = request.extensions_mut().remove::<Caller>() else { return Refusal::nobody().into_response() };
    let watch = caller.watch.map(|watch| watch as Arc<dyn CallWatch>);
    let gateway = Gateway::new(door.application, caller.principal).offering(caller.toolsets).watched(watch);
    let bytes = door.config.max_request_body_bytes;
    let service = StreamableHttpService::new(move || Ok(gateway.clone()), door.sessions, door.config);
    let (parts, body) = request.into_parts();
    // The body was read whole before.
    let Ok(body) = to_bytes(body, bytes).await else {
        return Refusal::new(StatusCode::BAD_REQUEST, "bad_request", "the body was cut off").into_response();
    };
    let response = service.handle(Request::from_parts(parts, Body::from(body.clone()))).await.map(Body::new);
    // What is no message is answered as JSON-RPC has it, whatever else was wrong with the request.
    match fault(&body).filter(|_| response.status().is_client_error()) {
        Some(answer) => (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/json")], answer).into_response(),
        None => response,
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").finish_non_exhaustive()
    }
}
