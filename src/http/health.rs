//! Whether the server is there, and whether it takes calls. Odoo is not asked: a slow Odoo must not restart the gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

/// Whether calls are taken; not any more once the server was asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// No more calls.
    pub(crate) fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_ready(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

/// Whether a path is one of those below.
pub(super) fn is_probe(path: &str) -> bool {
    matches!(path, "/health" | "/ready")
}

/// `/health` and `/ready`.
pub(super) fn routes(readiness: Readiness) -> Router {
    let ready = |State(readiness): State<Readiness>| async move { ready(&readiness) };
    Router::new().route("/health", get(health)).route("/ready", get(ready)).with_state(readiness)
}

async fn health() -> Json<serde_json::Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

fn ready(readiness: &Readiness) -> Response {
    match readiness.is_ready() {
        true => Json(json!({"status": "ready"})).into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "stopping"}))).into_response(),
    }
}
