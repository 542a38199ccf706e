//! JSON-2, `/json/2/<model>/<method>`: named arguments, a bearer key and real HTTP statuses. Odoo 19 and later.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::arguments::ByName;
use super::{Asked, HttpReply, HttpRequest, Method, Part, reply};
use crate::call::Call;
use crate::error::{Error, ErrorKind, Raised};

/// Who calls.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The database; sent always, since without it a server of several answers with a page.
    pub database: String,
    /// The API key.
    pub key: SecretString,
}

/// The body of an error.
#[derive(Deserialize)]
struct Fault {
    name: String,
    #[serde(default)]
    message: String,
}

/// The request of a call.
///
/// # Errors
/// [`ErrorKind::Validation`] for an argument without a name.
pub fn request(bearer: &Bearer, call: &Call) -> Result<HttpRequest, Error> {
    let path = format!("/json/2/{}/{}", call.model, call.method);
    Ok(authorized(HttpRequest::post_json(path, &ByName::new(call)?), bearer))
}

/// The request of a document that wants the same key, such as `/doc-bearer/res.partner.json`.
#[must_use]
pub fn get(bearer: &Bearer, path: &str) -> HttpRequest {
    let bare =
        HttpRequest { method: Method::Get, path: path.to_owned(), content_type: None, headers: Vec::new(), body: bytes::Bytes::new() };
    authorized(bare, bearer)
}

/// The value a call returned.
///
/// # Errors
/// What Odoo raised, or why there is no answer. A page or a redirect instead of JSON is how 17 and 18 answer, and how
/// any series answers for a database it does not have: [`ErrorKind::Version`].
pub fn decode(found: &HttpReply, asked: Asked<'_>) -> Result<Value, Error> {
    decode_part(found, asked)?.whole(asked.authority)
}

/// The same of an answer that may come in part.
pub(crate) fn decode_part(found: &HttpReply, asked: Asked<'_>) -> Result<Part, Error> {
    let part = reply::json(found, asked).map_err(|error| explained(found, asked, error))?;
    if (200..300).contains(&found.status) {
        return Ok(part);
    }
    match serde_json::from_value::<Fault>(part.value) {
        Ok(fault) => Err(Raised { name: &fault.name, message: &fault.message, status: found.status }.into_error(asked.call)),
        Err(error) => Err(reply::broken(found, asked, "a JSON-2 answer").caused_by(error)),
    }
}

fn authorized(request: HttpRequest, bearer: &Bearer) -> HttpRequest {
    request.header("authorization", format!("bearer {}", bearer.key.expose_secret())).header("x-odoo-database", bearer.database.clone())
}

fn explained(found: &HttpReply, asked: Asked<'_>, error: Error) -> Error {
    let page = found.content_type.starts_with("text/html") && matches!(found.status, 303 | 404);
    if !page {
        return error;
    }
    let message = format!("{} does not serve JSON-2 for this database: it needs Odoo 19 and a database that exists", asked.authority);
    Error::new(ErrorKind::Version, message).status(found.status).never_ran()
}
