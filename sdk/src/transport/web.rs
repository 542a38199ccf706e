//! The web client's own API: a login for a session cookie, then `/web/dataset/call_kw`. All series, password or session.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Asked, HttpReply, HttpRequest, arguments, envelope};
use crate::call::Call;
use crate::error::Error;

/// The version, without a login.
#[must_use]
pub fn version_info() -> HttpRequest {
    post("/web/webclient/version_info", json!({}))
}

/// The names of the databases, where the server tells them.
#[must_use]
pub fn database_list() -> HttpRequest {
    post("/web/database/list", json!({}))
}

/// The login; the answer holds the session's information and sets its cookie.
#[must_use]
pub fn authenticate(database: &str, login: &str, password: &str) -> HttpRequest {
    post("/web/session/authenticate", json!({"db": database, "login": login, "password": password}))
}

/// The information of a session that exists.
#[must_use]
pub fn session_info(session: &SecretString) -> HttpRequest {
    with_session(post("/web/session/get_session_info", json!({})), session)
}

/// The request of a call.
#[must_use]
pub fn request(session: &SecretString, call: &Call) -> HttpRequest {
    let params = json!({
        "model": call.model,
        "method": call.method,
        "args": arguments::positional(call),
        "kwargs": arguments::keywords(call),
    });
    with_session(post("/web/dataset/call_kw", params), session)
}

/// The value a call returned; `null` where the method returned None.
///
/// # Errors
/// What Odoo raised, or why the answer is none.
pub fn decode(reply: &HttpReply, asked: Asked<'_>) -> Result<Value, Error> {
    envelope::decode(reply, asked)
}

fn post(path: &str, params: Value) -> HttpRequest {
    HttpRequest::post_json(path, &envelope::request(params))
}

fn with_session(request: HttpRequest, session: &SecretString) -> HttpRequest {
    request.header("cookie", format!("session_id={}", session.expose_secret()))
}
