//! XML-RPC: the same services as `/jsonrpc`, with fault codes, and a fault where the answer has a None in it.

use serde_json::{Value, json};

use super::{rpc, xml};
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

/// Model and method of a request.
pub(super) fn target(service: &str, incoming: &Incoming) -> (Option<String>, Option<String>) {
    xml::read_call(&incoming.body).map_or((None, None), |call| rpc::target_of(service, &call.name, &call.params))
}

pub(super) fn answer(server: &Server, incoming: &Incoming, service: &str, none: bool) -> Reply {
    let outcome = match xml::read_call(&incoming.body) {
        Some(call) => rpc::dispatch(server, service, &call.name, call.params),
        None => Err(OdooError::new(Kind::Expat, "unclosed token: line 1, column 12")),
    };
    reply(if none { outcome.map(|_| Value::Null) } else { outcome })
}

/// A result or a fault.
pub(super) fn reply(outcome: Outcome<Value>) -> Reply {
    let body = outcome.and_then(|result| response(&result)).unwrap_or_else(|error| fault(&error));
    Reply::new(200, "text/xml; charset=utf-8", format!("<?xml version='1.0'?>\n<methodResponse>\n{body}</methodResponse>\n"))
}

fn response(result: &Value) -> Outcome<String> {
    if let Some(records) = crate::python::as_records(result) {
        let model = records.split('(').next().unwrap_or(records);
        return Err(OdooError::type_error(format!("cannot marshal <class 'odoo.api.{model}'> objects")));
    }
    let value = xml::write(result).ok_or_else(|| OdooError::type_error("cannot marshal None unless allow_none is enabled"))?;
    Ok(format!("<params>\n<param>\n{value}</param>\n</params>\n"))
}

fn fault(error: &OdooError) -> String {
    let value = json!({ "faultCode": error.kind.fault_code(), "faultString": error.fault_text() });
    format!("<fault>\n{}</fault>\n", xml::write(&value).unwrap_or_default())
}
