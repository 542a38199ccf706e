//! Sessions of the web client: `authenticate`, `get_session_info`, `destroy`. Of the session info only what is no view code.

use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use super::{envelope, pages, version};
use crate::accounts::{Account, Role};
use crate::error::{Kind, OdooError, Outcome};
use crate::http::{Incoming, Reply};
use crate::server::Server;

/// The cookie that carries a session.
pub(super) fn cookie(id: &str) -> String {
    format!("session_id={id}; Max-Age=604800; HttpOnly; Path=/")
}

/// The cookie of a visitor: a session of nobody.
pub(super) fn visitor() -> String {
    cookie("0000000000000000000000000000000000000000")
}

pub(super) fn answer(server: &Server, incoming: &Incoming, action: &str) -> Reply {
    if let Some(reply) = envelope::unreadable(server, incoming) {
        return reply;
    }
    match action {
        "authenticate" => authenticate(server, incoming),
        "get_session_info" => current(server, incoming, |account| Ok(info(server, account))),
        "check" => current(server, incoming, |_| Ok(Value::Null)),
        "destroy" => {
            incoming.session().into_iter().for_each(|id| server.close_session(id));
            envelope::reply(server, incoming, Ok(Value::Null)).header("set-cookie", cookie(""))
        }
        _ => pages::not_found(),
    }
}

fn current(server: &Server, incoming: &Incoming, result: impl FnOnce(Account) -> Outcome<Value>) -> Reply {
    let Some((id, account)) = incoming.session().and_then(|id| Some((id, server.session(id)?))) else {
        return envelope::session_expired(server);
    };
    envelope::reply(server, incoming, result(account)).header("set-cookie", cookie(id))
}

fn authenticate(server: &Server, incoming: &Incoming) -> Reply {
    let opened = log_in(server, incoming.field("params")).and_then(|account| Ok((account, server.open_session(account)?)));
    match opened {
        Ok((account, id)) => envelope::reply(server, incoming, Ok(info(server, account))).header("set-cookie", cookie(&id)),
        Err(error) => envelope::reply(server, incoming, Err(error)),
    }
}

fn log_in(server: &Server, params: &Value) -> Outcome<Account> {
    let text = |name: &str| params[name].as_str().unwrap_or_default();
    if text("db") != server.name {
        return Err(no_database(text("db")));
    }
    server.log_in(text("login"), text("password")).map_err(|too_many| match too_many {
        true => OdooError::new(Kind::AccessDenied, "Too many wrong passwords from here: wait before the next one."),
        false => OdooError::denied(),
    })
}

/// What PostgreSQL says of an unknown database, passed on as Odoo does.
pub(super) fn no_database(name: &str) -> OdooError {
    let text = format!("connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"{name}\" does not exist\n");
    OdooError::new(Kind::Operational, text)
}

fn info(server: &Server, account: Account) -> Value {
    let internal = account.role != Role::Portal;
    let admin = account.role == Role::Admin;
    let mut all = json!({
        "uid": account.user_id, "username": account.login, "name": account.name, "partner_id": account.partner_id,
        "partner_display_name": account.name, "db": server.name, "is_admin": admin, "is_system": admin, "is_internal_user": internal,
        "user_context": { "lang": "en_US", "tz": "Europe/Brussels", "uid": account.user_id },
        "user_companies": { "current_company": 1, "allowed_companies": { "1": company() }, "disallowed_ancestor_companies": {} },
        "currencies": { "1": { "symbol": "$", "position": "before", "digits": [69, 2] } },
        "bundle_params": { "lang": "en_US" }, "home_action_id": false, "active_ids_limit": 20000, "show_effect": true,
        "max_file_upload_size": 134_217_728, "web.base.url": server.url,
    });
    if let Some(all) = all.as_object_mut() {
        let version = version::full(server);
        let reported = ["server_version", "server_version_info"];
        all.extend(reported.map(|name| (name.to_owned(), version.get(name).cloned().unwrap_or_default())));
        by_series(server.series(), account, all);
    }
    all
}

fn company() -> Value {
    json!({ "id": 1, "name": "My Company", "sequence": 0, "child_ids": [], "parent_id": false })
}

fn by_series(series: Series, account: Account, all: &mut Map<String, Value>) {
    let mut set = |name: &str, value| drop(all.insert(name.to_owned(), value));
    match series {
        Series::V17 => set("user_id", json!([account.user_id])),
        Series::V18 | Series::V19 => {
            set("is_public", json!(false));
            set("test_mode", json!(false));
        }
    }
    if series == Series::V19 {
        set("groups", json!({ "base.group_allow_export": account.role <= Role::Demo }));
    }
}
