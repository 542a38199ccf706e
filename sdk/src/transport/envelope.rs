//! The JSON-RPC 2.0 envelope that `/jsonrpc` and `/web/*` share. Odoo answers HTTP 200 to errors, and leaves `result` out for None.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Asked, HttpReply, HttpRequest, Part, part, reply};
use crate::error::{Error, ErrorKind, Raised};

#[derive(Deserialize)]
struct Envelope<'a> {
    jsonrpc: Option<String>,
    /// As it came: how much of it is kept is decided afterwards.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    code: Option<i64>,
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    name: Option<String>,
    message: Option<String>,
}

/// The body of a request. One exchange carries one call, so that the id says nothing.
#[derive(Serialize)]
struct Body<P> {
    jsonrpc: &'static str,
    method: &'static str,
    id: u32,
    params: P,
}

/// A request with these parameters.
pub(super) fn post(path: &str, params: impl Serialize) -> HttpRequest {
    HttpRequest::post_json(path, &Body { jsonrpc: "2.0", method: "call", id: 1, params })
}

/// The result, or the error that Odoo raised.
pub(super) fn decode(found: &HttpReply, asked: Asked<'_>) -> Result<Part, Error> {
    reply::expect(found, asked, "json", "JSON-RPC")?;
    let broken = || reply::broken(found, asked, "a JSON-RPC answer");
    let envelope: Envelope<'_> = serde_json::from_slice(&found.body).map_err(|error| broken().caused_by(error))?;
    if envelope.jsonrpc.is_none() {
        return Err(broken());
    }
    match (envelope.error, envelope.result) {
        (Some(fault), _) => Err(fault.into_error(found, asked)),
        (None, None) => Ok(Part::all(Value::Null)),
        (None, Some(result)) => {
            let part = part::read(result.get().as_bytes()).map_err(|error| broken().caused_by(error))?;
            Ok(part.in_place(found.place.clone()))
        }
    }
}

impl Fault {
    fn into_error(self, found: &HttpReply, asked: Asked<'_>) -> Error {
        let data = self.data.unwrap_or(Data { name: None, message: None });
        let message = data.message.unwrap_or_default();
        match data.name {
            Some(name) => Raised { name: &name, message: &message, status: found.status }.into_error(asked.call),
            None if self.code == Some(100) => Raised::session_expired().into_error(asked.call),
            None => Error::new(ErrorKind::Server, "Odoo failed without saying how").status(found.status),
        }
    }
}
