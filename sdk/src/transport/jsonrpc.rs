//! `/jsonrpc`: `execute_kw` with the database, the user's id and the secret in each call. All series, any credential.

use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::{Map, Value};

use super::arguments::{Keywords, Positional};
use super::{Account, Asked, HttpReply, HttpRequest, Part, envelope};
use crate::call::Call;
use crate::error::{Error, ErrorKind};

const PATH: &str = "/jsonrpc";

/// `common.authenticate`: the user's id for a login, or false.
#[must_use]
pub fn authenticate(database: &str, login: &str, secret: &str) -> HttpRequest {
    service("common", "authenticate", (database, login, secret, Map::new()))
}

/// The request of a call.
#[must_use]
pub fn request(account: &Account, call: &Call) -> HttpRequest {
    let Account { database, uid, secret } = account;
    let Call { model, method, .. } = call;
    let args = (database, uid, secret.expose_secret(), model, method, Positional(call), Keywords(call));
    service("object", "execute_kw", args)
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

/// The user's id out of the answer to [`authenticate`].
///
/// # Errors
/// [`ErrorKind::Auth`] where Odoo said false, and what [`decode`] says.
pub fn decode_login(reply: &HttpReply, asked: Asked<'_>) -> Result<i64, Error> {
    uid(&decode(reply, asked)?)
}

/// A positive id, or a refused login.
pub(super) fn uid(value: &Value) -> Result<i64, Error> {
    let refused = || Error::new(ErrorKind::Auth, "Odoo refused the login: database, login or credential is wrong").never_ran();
    value.as_i64().filter(|uid| *uid > 0).ok_or_else(refused)
}

#[derive(Serialize)]
struct Service<A> {
    service: &'static str,
    method: &'static str,
    args: A,
}

fn service(service: &'static str, method: &'static str, args: impl Serialize) -> HttpRequest {
    envelope::post(PATH, Service { service, method, args })
}
