//! No connection, or not as somebody.

use odoo_sim::Fault;
use serde_json::json;

use super::case::{Stage, case, fault};
use super::tools::{READING, WRITING, connected, every_but};

/// Nothing is set.
pub(super) fn unset() -> Stage {
    let cases = vec![case("not_configured", &connected(), json!({}))];
    let unset = ["ODOO_URL", "ODOO_DB", "ODOO_USERNAME", "ODOO_API_KEY", "ODOO_PASSWORD"];
    unset.into_iter().fold(Stage::new("unset", cases), |stage, name| stage.variable(name, ""))
}

/// After a `logout`.
pub(super) fn logged_out() -> Stage {
    let cases = vec![case("not_logged_in", &every_but(&["compare_versions", "login", "logout"]), json!({}))];
    Stage { prepare: |gateway, _| drop(gateway.good("logout", json!({}))), ..Stage::new("logged_out", cases) }
}

/// A key that Odoo refuses.
pub(super) fn refused() -> Stage {
    let cases = vec![case("login_refused", &connected(), json!({}))];
    Stage { fresh: true, ..Stage::new("refused", cases) }.variable("ODOO_API_KEY", "no key of anybody").embedded()
}

/// Too many refusals.
pub(super) fn locked_out() -> Stage {
    let prepare = |gateway: &mut super::super::client::Gateway, _: &std::path::Path| {
        (0..5).for_each(|_| drop(gateway.bad("search_count", json!({"model": "res.partner"}))));
    };
    let cases = vec![case("locked_out", &connected(), json!({}))];
    Stage { prepare, ..Stage::new("locked_out", cases) }.variable("ODOO_API_KEY", "no key of anybody").embedded()
}

/// An Odoo that has no time.
pub(super) fn busy() -> Stage {
    all_the_time("busy", "connection_failed", Fault::Status(503, Some(7)))
}

/// Something else at its address.
pub(super) fn not_odoo() -> Stage {
    all_the_time("not_odoo", "unexpected_answer", Fault::Html(200))
}

fn all_the_time(name: &'static str, code: &'static str, fault: Fault) -> Stage {
    Stage { fault: Some(fault), ..Stage::new(name, vec![case(code, &connected(), json!({}))]) }.embedded()
}

/// A web session that ends again and again.
pub(super) fn session_expired() -> Stage {
    let tools = [READING, WRITING, &["list_models", "whoami", "get_model_fields", "get_create_requirements", "describe_method"]].concat();
    let cases = vec![
        fault("not_logged_in", &tools, Fault::SessionExpired),
        case("not_logged_in", &["login"], json!({"method": "session", "credential": "no session of anybody"})),
    ];
    Stage { with_password: true, ..Stage::new("session_expired", cases) }.variable("MCP_CONFIRM", "off")
}
