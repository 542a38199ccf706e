//! JSON-2 of Odoo 19: `POST /json/2/<model>/<method>` with a bearer key, named arguments and real HTTP statuses.

use serde_json::{Map, Value};

use super::pages;
use crate::accounts::Account;
use crate::call::Call;
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

pub(super) fn answer(server: &Server, incoming: &Incoming, path: &[&str], none: bool) -> Reply {
    if incoming.header("x-odoo-database").is_some_and(|name| name != server.name) {
        return pages::no_database();
    }
    let outcome = match (incoming.method.as_str(), path) {
        ("POST", [model, method]) => {
            if !incoming.is_json() {
                let text = "This route takes JSON: send it as application/json.";
                return pages::wrong_content_type(415, text);
            }
            carry_out(server, incoming, model, method)
        }
        _ => authorised(incoming).and(Err(OdooError::http(Kind::NotFound, "Did you mean POST /json/2/<model>/<method>?"))),
    };
    match outcome {
        Ok(_) if none => Reply::json(200, &Value::Null),
        Ok(result) => Reply::json(200, &result),
        Err(error) => refusal(&error),
    }
}

/// Who the key belongs to. A password is not a key.
pub(super) fn authorised(incoming: &Incoming) -> Outcome<Account> {
    let missing = "User not authenticated, use an API Key with a Bearer Authorization header.";
    let key = incoming.bearer().ok_or_else(|| OdooError::http(Kind::Unauthorized, missing))?;
    Account::by_key(key).ok_or_else(|| OdooError::http(Kind::Unauthorized, "Invalid apikey"))
}

/// An error as JSON-2 answers it.
pub(super) fn refusal(error: &OdooError) -> Reply {
    let reply = Reply::json(error.kind.status(), &error.data());
    if error.kind == Kind::Unauthorized { reply.header("www-authenticate", "Bearer ") } else { reply }
}

fn carry_out(server: &Server, incoming: &Incoming, model: &str, method: &str) -> Outcome<Value> {
    let account = authorised(incoming)?;
    let named = match &incoming.json {
        Ok(Value::Object(named)) => named.clone(),
        Ok(_) => Map::new(),
        Err(complaint) => return Err(OdooError::http(Kind::BadRequest, format!("could not parse the body as json: {complaint}"))),
    };
    if server.schemas.model(model).is_none() {
        return Err(OdooError::http(Kind::NotFound, format!("the model '{model}' does not exist")));
    }
    server.execute(account, Call { model: model.to_owned(), method: method.to_owned(), named, by_name: true, ..Call::default() })
}
