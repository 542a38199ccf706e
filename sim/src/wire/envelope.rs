//! The JSON-RPC envelope: `result` left out where it is None, errors with the code of the series.

use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use super::pages;
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

/// A result or an error, under the request's id.
pub(super) fn reply(server: &Server, incoming: &Incoming, outcome: Outcome<Value>) -> Reply {
    let mut envelope = Map::from_iter([("jsonrpc".to_owned(), json!("2.0"))]);
    let id = incoming.field("id").clone();
    match outcome {
        Ok(result) => {
            envelope.insert("id".to_owned(), id);
            let result = crate::python::as_records(&result).map(Value::from).unwrap_or(result);
            if !result.is_null() {
                envelope.insert("result".to_owned(), result);
            }
        }
        Err(error) => {
            // A request that never reached the method is answered without its id.
            let anonymous = matches!(error.kind, Kind::SessionExpired | Kind::NotFound | Kind::JsonDecode);
            envelope.insert("id".to_owned(), if anonymous { Value::Null } else { id });
            envelope.insert("error".to_owned(), error_object(server.series(), &error));
        }
    }
    Reply::json(200, &Value::Object(envelope))
}

fn error_object(series: Series, error: &OdooError) -> Value {
    let (code, message) = match (error.kind, series) {
        (Kind::SessionExpired, _) => (100, "Odoo Session Expired"),
        (Kind::NotFound, _) => (404, "404: Not Found"),
        (_, Series::V17 | Series::V18) => (200, "Odoo Server Error"),
        (_, Series::V19) => (0, "Odoo Server Error"),
    };
    json!({ "code": code, "message": message, "data": error.data() })
}

/// The answer to a body that is no JSON or says it is something else; `None` where it can be read.
pub(super) fn unreadable(server: &Server, incoming: &Incoming) -> Option<Reply> {
    if !incoming.is_json() {
        let text = "This route takes JSON: send it as application/json.";
        return Some(pages::wrong_content_type(400, text));
    }
    match (&incoming.json, server.series()) {
        (Ok(_), _) => None,
        (Err(_), Series::V17) => Some(pages::invalid_json()),
        (Err(complaint), _) => Some(reply(server, incoming, Err(OdooError::new(Kind::JsonDecode, complaint.clone())))),
    }
}

/// The answer to a session that is gone.
pub(crate) fn session_expired(server: &Server) -> Reply {
    let error = OdooError::new(Kind::SessionExpired, "Session expired");
    Reply::json(200, &json!({ "jsonrpc": "2.0", "id": null, "error": error_object(server.series(), &error) }))
}
