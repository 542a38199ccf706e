//! A request taken apart: what every protocol needs, the body read once.

use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use serde_json::Value;

/// One request.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body as JSON where it is that.
    pub(crate) json: Result<Value, String>,
}

impl Incoming {
    pub(crate) fn new(method: String, path: String, headers: HeaderMap, body: Bytes) -> Self {
        let json = match body.first() {
            Some(b'<') | None => Ok(Value::Null),
            Some(_) => serde_json::from_slice(&body).map_err(|error| python_complaint(&body, &error)),
        };
        Self { method, path, headers, body, json }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The key of `Authorization: Bearer …`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, key) = self.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    }

    /// The cookie `session_id`.
    pub(crate) fn session(&self) -> Option<&str> {
        let cookies = self.headers.get(COOKIE)?.to_str().ok()?;
        cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("session_id="))
    }

    pub(crate) fn is_json(&self) -> bool {
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        content_type.split(';').next().is_some_and(|kind| matches!(kind.trim(), "application/json" | "application/json-rpc"))
    }

    /// A value of the JSON body.
    pub(crate) fn field(&self, name: &str) -> &Value {
        self.json.as_ref().ok().and_then(|body| body.get(name)).unwrap_or(&Value::Null)
    }
}

/// Python's words for broken JSON, near enough: it names line, column and character.
fn python_complaint(body: &[u8], error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let what = if body.starts_with(b"{") { "Expecting property name enclosed in double quotes" } else { "Expecting value" };
    format!("{what}: line {line} column {column} (char {})", column.saturating_sub(1))
}
