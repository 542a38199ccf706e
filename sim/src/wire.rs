//! Odoo's protocols: which path speaks which, what a request carries, and the answer in that protocol's envelope.

mod doc;
mod envelope;
mod json2;
mod pages;
mod report;
mod rpc;
mod session;
mod version;
mod web;
mod xml;
mod xmlrpc;

pub(crate) use report::document;

use odoo_sdk::Series;
use serde_json::Value;

use crate::error::OdooError;
use crate::http::{Incoming, Reply};
use crate::log::Request;
use crate::server::Server;

pub(crate) use envelope::session_expired;

/// What a request asks for, without answering it.
pub(crate) fn peek(incoming: &Incoming) -> Request {
    let (model, method) = target(incoming);
    Request { http_method: incoming.method.clone(), path: incoming.path.clone(), model, method, executed: false }
}

fn target(incoming: &Incoming) -> (Option<String>, Option<String>) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let path: Vec<&str> = incoming.path.trim_matches('/').split('/').collect();
    let params = incoming.field("params");
    match path.as_slice() {
        ["json", "2", model, method] => (Some((*model).to_owned()), Some((*method).to_owned())),
        ["web", "dataset", ..] => (text(&params["model"]), text(&params["method"])),
        ["jsonrpc"] => rpc::target(params),
        ["xmlrpc", _, service] => xmlrpc::target(service, incoming),
        _ => (None, None),
    }
}

/// Answers a request. `none` replaces the result of a call by None.
pub(crate) fn answer(server: &Server, incoming: &Incoming, none: bool) -> Reply {
    let path: Vec<&str> = incoming.path.trim_matches('/').split('/').collect();
    let newest = server.series() == Series::V19;
    match (incoming.method.as_str(), path.as_slice()) {
        ("POST", ["web", "webclient", "version_info"]) => web::version_info(server, incoming),
        ("GET", ["web", "version"] | ["json", "version"]) if newest => version::get(server),
        ("GET", ["web", "health"]) => Reply::json(200, &serde_json::json!({ "status": "pass" })),
        ("POST", ["web", "database", "list"]) => web::database_list(server, incoming),
        ("POST", ["web", "session", action]) => session::answer(server, incoming, action),
        ("POST", ["web", "dataset", "call_kw" | "call_button", ..]) => web::call(server, incoming, none),
        ("POST", ["jsonrpc"]) => rpc::answer(server, incoming, none),
        ("POST", ["xmlrpc", "2", service @ ("common" | "object" | "db")]) => xmlrpc::answer(server, incoming, service, none),
        (_, ["json", "2", rest @ ..]) => match server.series() {
            Series::V17 => pages::not_found(),
            Series::V18 => pages::to_login(incoming),
            Series::V19 => json2::answer(server, incoming, rest, none),
        },
        ("GET", ["doc-bearer", document]) if newest => doc::answer(server, incoming, document),
        ("GET", ["report", "pdf", name, ids]) => report::pdf(server, incoming, name, ids),
        ("GET", ["web", "login"]) => pages::login(),
        ("GET", ["web" | "odoo"] | [""]) => pages::to_login(incoming),
        _ => pages::not_found(),
    }
}

/// An exception in the envelope of the API that was asked.
pub(crate) fn raise(server: &Server, incoming: &Incoming, error: OdooError) -> Reply {
    match incoming.path.trim_start_matches('/').split('/').next() {
        Some("json") => json2::refusal(&error),
        Some("xmlrpc") => xmlrpc::reply(Err(error)),
        _ => envelope::reply(server, incoming, Err(error)),
    }
}

/// A result that is JSON already, in the envelope of the API that was asked.
pub(crate) fn text(incoming: &Incoming, result: &str) -> Reply {
    let is_bare = incoming.path.starts_with("/json/");
    let body = if is_bare { result.to_owned() } else { format!("{{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {result}}}") };
    Reply::new(200, "application/json; charset=utf-8", body)
}
