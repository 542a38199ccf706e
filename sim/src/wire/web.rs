//! The web client's routes: version, databases, `call_kw`.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::{envelope, session, version};
use crate::call::Call;
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

pub(super) fn version_info(server: &Server, incoming: &Incoming) -> Reply {
    open(server, incoming, || Ok(version::full(server)))
}

pub(super) fn database_list(server: &Server, incoming: &Incoming) -> Reply {
    open(server, incoming, || Ok(json!([server.name])))
}

/// A route without login; a visitor gets a session too.
fn open(server: &Server, incoming: &Incoming, result: impl FnOnce() -> Outcome<Value>) -> Reply {
    envelope::unreadable(server, incoming)
        .unwrap_or_else(|| envelope::reply(server, incoming, result()).header("set-cookie", session::visitor()))
}

/// `/web/dataset/call_kw`.
pub(super) fn call(server: &Server, incoming: &Incoming, none: bool) -> Reply {
    if let Some(reply) = envelope::unreadable(server, incoming) {
        return reply;
    }
    let outcome = carry_out(server, incoming);
    envelope::reply(server, incoming, if none { outcome.map(|_| Value::Null) } else { outcome })
}

fn carry_out(server: &Server, incoming: &Incoming) -> Outcome<Value> {
    let account = incoming.session().and_then(|id| server.session(id));
    let account = account.ok_or_else(|| OdooError::new(Kind::SessionExpired, "Session expired"))?;
    let call = read(incoming.field("params"))?;
    if server.schemas.model(&call.model).is_none() {
        return Err(match server.series() {
            Series::V17 => OdooError::new(Kind::KeyError, call.model),
            Series::V18 | Series::V19 => OdooError::rpc_not_found(),
        });
    }
    server.execute(account, call)
}

fn read(params: &Value) -> Outcome<Call> {
    let text = |name: &str| {
        let missing = || OdooError::type_error(format!("DataSet.call_kw() missing 1 required positional argument: '{name}'"));
        params[name].as_str().map(str::to_owned).ok_or_else(missing)
    };
    Ok(Call {
        model: text("model")?,
        method: text("method")?,
        positional: params["args"].as_array().cloned().unwrap_or_default(),
        named: params["kwargs"].as_object().cloned().unwrap_or_default(),
        ..Call::default()
    })
}
