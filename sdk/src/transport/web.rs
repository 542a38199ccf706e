//! The web client's own API: a login for a session cookie, then `/web/dataset/call_kw`. All series, password or session.

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Value, json};

use super::arguments::{Keywords, Positional};
use super::{Asked, HttpReply, HttpRequest, envelope};
use crate::call::Call;
use crate::error::Error;

#[derive(Serialize)]
struct CallKw<'a> {
    model: &'a str,
    method: &'a str,
    args: Positional<'a>,
    kwargs: Keywords<'a>,
}

/// The version, without a login.
#[must_use]
pub fn version_info() -> HttpRequest {
    envelope::post("/web/webclient/version_info", json!({}))
}

/// The names of the databases, where the server tells them.
#[must_use]
pub fn database_list() -> HttpRequest {
    envelope::post("/web/database/list", json!({}))
}

/// The login; the answer holds the session's information and sets its cookie.
#[must_use]
pub fn authenticate(database: &str, login: &str, password: &str) -> HttpRequest {
    envelope::post("/web/session/authenticate", json!({"db": database, "login": login, "password": password}))
}

/// The information of a session that exists.
#[must_use]
pub fn session_info(session: &SecretString) -> HttpRequest {
    with_session(envelope::post("/web/session/get_session_info", json!({})), session)
}

/// The request of a call.
#[must_use]
pub fn request(session: &SecretString, call: &Call) -> HttpRequest {
    let Call { model, method, .. } = call;
    let params = CallKw { model, method, args: Positional(call), kwargs: Keywords(call) };
    with_session(envelope::post("/web/dataset/call_kw", params), session)
}

/// The value a call returned; `null` where the method returned None.
///
/// # Errors
/// What Odoo raised, or why the answer is none.
pub fn decode(reply: &HttpReply, asked: Asked<'_>) -> Result<Value, Error> {
    envelope::decode(reply, asked)
}

fn with_session(request: HttpRequest, session: &SecretString) -> HttpRequest {
    request.header("cookie", format!("session_id={}", session.expose_secret()))
}
