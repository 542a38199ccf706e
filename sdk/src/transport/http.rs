//! The HTTP exchange: what is sent, what came back, and the one place that sends.

mod failure;
mod send;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

pub use send::{Endpoint, Http};

/// The HTTP methods Odoo's APIs use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads a document.
    Get,
    /// Everything else.
    Post,
}

/// A request, built without IO. Its Debug form shows neither headers nor body: both may hold secrets.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The path below the server's address: `/jsonrpc`.
    pub path: String,
    /// The type of the body; `None` for a request without one.
    pub content_type: Option<&'static str>,
    /// Further headers, names in lower case. The values are secret.
    pub headers: Vec<(&'static str, SecretString)>,
    /// The body.
    pub body: Bytes,
}

impl HttpRequest {
    /// A `POST` of JSON.
    #[must_use]
    pub fn post_json(path: impl Into<String>, body: &impl Serialize) -> Self {
        // Text, numbers, lists and maps by text are written to memory: that does not fail.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { method: Method::Post, path: path.into(), content_type: Some("application/json"), headers: Vec::new(), body: body.into() }
    }

    /// Adds a header whose value is kept secret.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, SecretString::from(value.into())));
        self
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("HttpRequest");
        shown.field("method", &self.method).field("path", &self.path).field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// An answer, read to its end. Its Debug form shows neither cookies nor body.
#[derive(Clone, Default)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// The `Content-Type` header in lower case; empty where there was none.
    pub content_type: String,
    /// Where a redirect points to, without credentials and query.
    pub location: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// The `session_id` cookie it sets.
    pub session: Option<SecretString>,
    /// The body, decompressed.
    pub body: Bytes,
    /// The place of a large body among those in memory at once.
    pub(super) place: Option<Arc<OwnedSemaphorePermit>>,
}

impl HttpReply {
    /// An answer of a status, a content type and a body.
    #[must_use]
    pub fn new(status: u16, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: content_type.into(), body: body.into(), ..Self::default() }
    }
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("HttpReply");
        shown.field("status", &self.status).field("content_type", &self.content_type).field("body_bytes", &self.body.len());
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let request = HttpRequest::post_json("/jsonrpc", &serde_json::json!({"args": ["hunter2"]})).header("cookie", "session_id=hunter2");
        let reply = HttpReply { body: "hunter2".into(), session: Some("hunter2".into()), ..HttpReply::default() };
        assert!(!format!("{request:?}{reply:?}").contains("hunter2"));
    }
}
