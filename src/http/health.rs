//! Whether the server is there, and whether it takes calls. Odoo is not asked: a slow Odoo must not restart the gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::endpoints::{About, Endpoints};
use super::openapi::schemas;
use super::refusal::Refusal;

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
pub(super) fn endpoints() -> Endpoints<Readiness> {
    let ready = |State(readiness): State<Readiness>| async move { ready(&readiness) };
    Endpoints(vec![
        About::get("/health", "health", "Whether the process lives; Odoo is not asked.", schemas::health).open().by(health),
        About::get("/ready", "ready", "Whether calls are taken.", schemas::ready).refuses(&[503]).open().by(ready),
    ])
}

async fn health() -> Json<serde_json::Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

fn ready(readiness: &Readiness) -> Response {
    match readiness.is_ready() {
        true => Json(json!({"status": "ready"})).into_response(),
        false => Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the server is stopping").into_response(),
    }
}
