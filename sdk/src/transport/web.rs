//! The web client's own API: a login for a session cookie, then `/web/dataset/call_kw`. All series, password or session.

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Value, json};

use super::arguments::{Keywords, Positional};
use super::http::Method;
use super::{Asked, HttpReply, HttpRequest, Part, envelope, reply};
use crate::call::Call;
use crate::error::{Error, ErrorKind};

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

/// The names of the databases, where the server reports them.
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
/// What Odoo raised, or why there is no answer.
pub fn decode(reply: &HttpReply, asked: Asked<'_>) -> Result<Value, Error> {
    decode_part(reply, asked)?.whole(asked.authority)
}

/// The same of an answer that may come in part.
pub(crate) fn decode_part(reply: &HttpReply, asked: Asked<'_>) -> Result<Part, Error> {
    envelope::decode(reply, asked)
}

/// A report of records as PDF.
#[must_use]
pub fn report(session: &SecretString, path: &str) -> HttpRequest {
    let request = HttpRequest { method: Method::Get, path: path.to_owned(), content_type: None, headers: Vec::new(), body: Bytes::new() };
    with_session(request, session)
}

/// The bytes of a PDF. A login page in its place means that the session is over.
///
/// # Errors
/// Why the answer is none: Odoo's pages say nothing that a program could read.
pub fn decode_pdf(found: &HttpReply, asked: Asked<'_>) -> Result<Bytes, Error> {
    let is_login = found.location.as_deref().is_some_and(|target| target.contains("/web/login"));
    if is_login {
        return Err(Error::new(ErrorKind::SessionExpired, "the session is over").never_ran());
    }
    if matches!(found.status, 400..=501) {
        let message = format!(
            "Odoo did not render the report (HTTP {}); its log says why, and where no report is rendered, `wkhtmltopdf` is missing on its server",
            found.status
        );
        return Err(Error::new(ErrorKind::Server, message).status(found.status));
    }
    reply::expect(found, asked, "pdf", "a PDF")?;
    if found.body.starts_with(b"%PDF-") { Ok(found.body.clone()) } else { Err(reply::broken(found, asked, "a PDF")) }
}

fn with_session(request: HttpRequest, session: &SecretString) -> HttpRequest {
    request.header("cookie", format!("session_id={}", session.expose_secret()))
}
