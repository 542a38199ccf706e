//! `/metrics` on a listener of its own: what is counted is for whoever runs the server, not for those who reach it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::listener::{self, Bounds};
use crate::app::Application;

/// The type of the text format of Prometheus.
const TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Connections at once: a few watchers.
const CONNECTIONS: usize = 16;

/// The listener, before anything is served.
#[derive(Debug)]
pub(super) struct MetricsListener(TcpListener);

impl MetricsListener {
    /// On this address.
    pub(super) async fn bind(address: SocketAddr) -> std::io::Result<Self> {
        TcpListener::bind(address).await.map(Self)
    }

    /// Where it really is.
    pub(super) fn address(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Serves until `stop` is cancelled.
    pub(super) async fn serve(self, application: Arc<Application>, bounds: Bounds, stop: CancellationToken) {
        let text = move || {
            let application = Arc::clone(&application);
            async move { ([(CONTENT_TYPE, TYPE)], application.metrics().text()).into_response() }
        };
        let router = Router::new().route("/metrics", get(text));
        listener::serve(self.0, None, router, Bounds { connections: CONNECTIONS, ..bounds }, stop).await;
    }
}
