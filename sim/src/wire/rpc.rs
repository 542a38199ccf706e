//! The services behind `/jsonrpc` and XML-RPC: `common`, `object`, `db`.

use serde_json::{Map, Value, json};

use super::{envelope, session, version};
use crate::accounts::Account;
use crate::call::Call;
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

/// Model and method of a JSON-RPC request; of `common` only the method.
pub(super) fn target(params: &Value) -> (Option<String>, Option<String>) {
    let args = params["args"].as_array().map(Vec::as_slice).unwrap_or_default();
    target_of(params["service"].as_str().unwrap_or_default(), params["method"].as_str().unwrap_or_default(), args)
}

/// The same from the parts.
pub(super) fn target_of(service: &str, method: &str, args: &[Value]) -> (Option<String>, Option<String>) {
    let text = |position: usize| args.get(position).and_then(Value::as_str).map(str::to_owned);
    match service {
        "object" => (text(3), text(4)),
        _ => (None, Some(method.to_owned())),
    }
}

pub(super) fn answer(server: &Server, incoming: &Incoming, none: bool) -> Reply {
    if let Some(reply) = envelope::unreadable(server, incoming) {
        return reply;
    }
    let params = incoming.field("params");
    let text = |name: &str| params[name].as_str().unwrap_or_default();
    let args = params["args"].as_array().cloned().unwrap_or_default();
    let outcome = dispatch(server, text("service"), text("method"), args);
    envelope::reply(server, incoming, if none { outcome.map(|_| Value::Null) } else { outcome })
}

/// Carries out a method of a service.
pub(super) fn dispatch(server: &Server, service: &str, method: &str, args: Vec<Value>) -> Outcome<Value> {
    match (service, method) {
        ("common", "version") => Ok(version::full(server)),
        ("common", "authenticate" | "login") => authenticate(server, &args),
        ("db", "list") => Ok(json!([server.name])),
        ("db", "server_version") => Ok(json!(server.schemas.server_version)),
        ("object", "execute_kw") => execute(server, args, true),
        ("object", "execute") => execute(server, args, false),
        _ => Err(OdooError::new(Kind::NameError, format!("Method not available {method}"))),
    }
}

/// The user's id, or `false`: a wrong password is not an error here, and an API key is as good as the password.
fn authenticate(server: &Server, args: &[Value]) -> Outcome<Value> {
    let text = |position: usize| args.get(position).and_then(Value::as_str).unwrap_or_default();
    if text(0) != server.name {
        return Err(session::no_database(text(0)));
    }
    let account = Account::by_login(text(1)).filter(|account| account.accepts(text(2)));
    Ok(account.map_or(Value::Bool(false), |account| json!(account.user_id)))
}

/// `execute_kw(db, uid, secret, model, method, args, kwargs)`, or `execute` with the arguments laid out.
fn execute(server: &Server, args: Vec<Value>, keywords: bool) -> Outcome<Value> {
    let text = |position: usize| args.get(position).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (database, secret, model, method) = (text(0), text(2), text(3), text(4));
    if database != server.name {
        return Err(session::no_database(&database));
    }
    let user = args.get(1).and_then(Value::as_i64).unwrap_or_default();
    let account = Account::by_id(user).filter(|account| account.accepts(&secret)).ok_or_else(OdooError::denied)?;
    if server.schemas.model(&model).is_none() {
        return Err(OdooError::user(format!("Object {model} doesn't exist")));
    }
    let mut rest = args.into_iter().skip(5);
    let (positional, named) = match keywords {
        true => (list(rest.next()), rest.next().and_then(|named| named.as_object().cloned()).unwrap_or_default()),
        false => (rest.collect(), Map::new()),
    };
    server.execute(account, Call { model, method, positional, named, ..Call::default() })
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}
