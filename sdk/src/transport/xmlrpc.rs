//! XML-RPC, `/xmlrpc/2/common` and `/xmlrpc/2/object`: for servers that offer nothing better. All series, password or key.
//!
//! It cannot carry None: a method that returns it runs, is committed, and then answers with a fault. For a write, and for
//! a method nothing is known of, that fault is the answer `null`; for a read the data is lost, which is an error.

mod fault;
mod limits;
mod read;
mod scan;
mod write;

use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::arguments::{Keywords, Positional};
use super::http::Method;
use super::{Account, Asked, HttpReply, HttpRequest, Part, jsonrpc, reply};
use crate::call::Call;
use crate::error::{Error, ErrorKind};

pub use read::{MethodCall, MethodResponse, ReadError, read_call, read_response};
pub use write::{WriteError, write_call, write_fault, write_response};

const COMMON: &str = "/xmlrpc/2/common";
const OBJECT: &str = "/xmlrpc/2/object";

/// `common.authenticate`: the user's id for a login, or false.
///
/// # Errors
/// [`ErrorKind::Protocol`] where a text holds characters XML cannot carry.
pub fn authenticate(database: &str, login: &str, secret: &str) -> Result<HttpRequest, Error> {
    post(COMMON, "authenticate", &[database.into(), login.into(), secret.into(), Map::new().into()])
}

/// The request of a call.
///
/// # Errors
/// [`ErrorKind::Protocol`] where a value cannot be written as XML.
pub fn request(account: &Account, call: &Call) -> Result<HttpRequest, Error> {
    let as_value = |written: Result<Value, serde_json::Error>| written.map_err(|error| unfit().caused_by(error));
    let params = [
        account.database.as_str().into(),
        account.uid.into(),
        account.secret.expose_secret().into(),
        call.model.as_str().into(),
        call.method.as_str().into(),
        as_value(serde_json::to_value(Positional(call)))?,
        as_value(serde_json::to_value(Keywords(call)))?,
    ];
    post(OBJECT, "execute_kw", &params)
}

/// The value a call returned.
///
/// # Errors
/// What Odoo raised, or why there is no answer.
pub fn decode(found: &HttpReply, asked: Asked<'_>) -> Result<Value, Error> {
    reply::expect(found, asked, "xml", "XML-RPC")?;
    match read_response(&found.body).map_err(|error| reply::broken(found, asked, "an XML-RPC answer").caused_by(error))? {
        MethodResponse::Value(value) => Ok(value),
        MethodResponse::Fault { code, message } => fault::outcome(code, &message, asked.call),
    }
}

/// The same, in the place that a large answer has.
pub(crate) fn decode_part(found: &HttpReply, asked: Asked<'_>) -> Result<Part, Error> {
    Ok(Part::all(decode(found, asked)?).in_place(found.place.clone()))
}

/// The user's id out of the answer to [`authenticate`].
///
/// # Errors
/// [`ErrorKind::Auth`] where Odoo said false, and what [`decode`] says.
pub fn decode_login(found: &HttpReply, asked: Asked<'_>) -> Result<i64, Error> {
    jsonrpc::uid(&decode(found, asked)?)
}

fn unfit() -> Error {
    Error::new(ErrorKind::Protocol, "XML-RPC cannot carry this value: use another API").never_ran()
}

fn post(path: &str, method: &str, params: &[Value]) -> Result<HttpRequest, Error> {
    let body = write_call(method, params).map_err(|error| unfit().caused_by(error))?;
    Ok(HttpRequest { method: Method::Post, path: path.to_owned(), content_type: Some("text/xml"), headers: Vec::new(), body: body.into() })
}
