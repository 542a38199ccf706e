//! What Odoo says no to, and what becomes of a write whose answer is lost.

use odoo_sim::{Exception, Fault};
use serde_json::json;

use super::super::client::Gateway;
use super::case::{Case, Stage, case, fault};
use super::tools::{CONFIRMED, DESCRIBING, WRITING, every_but};

/// Odoo's exceptions, raised as soon as it is asked.
pub(super) fn exceptions() -> Stage {
    let others = every_but(&["compare_versions", "login", "logout"]);
    // Who may not list models gets those of the snapshot.
    let may_be_refused = every_but(&["compare_versions", "login", "logout", "list_models"]);
    // Some series say so of a model that there is not.
    let of_known_models = every_but(&[DESCRIBING, &["compare_versions", "login", "logout"]].concat());
    let raised = |code, tools: &[&'static str], exception| fault(code, tools, Fault::Raise(exception));
    let cases = vec![
        raised("access_denied", &may_be_refused, Exception::AccessError),
        raised("login_refused", &others, Exception::AccessDenied),
        raised("record_not_found", &others, Exception::MissingError),
        raised("odoo_failed", &others, Exception::ValueError),
        raised("odoo_refused", &of_known_models, Exception::UserError),
        raised("validation_failed", &of_known_models, Exception::ValidationError),
        raised("not_in_this_odoo", &of_known_models, Exception::NotFound),
    ];
    Stage::new("exceptions", cases).variable("MCP_CONFIRM", "off")
}

/// The same while somebody logs in with the right password.
pub(super) fn at_login() -> Stage {
    let raised = |code, exception| {
        let with = json!({"credential": odoo_sim::accounts::ADMIN.password()});
        Case { with, ..fault(code, &["login"], Fault::Raise(exception)) }
    };
    let cases = vec![
        raised("record_not_found", Exception::MissingError),
        raised("odoo_failed", Exception::ValueError),
        raised("odoo_refused", Exception::UserError),
        raised("validation_failed", Exception::ValidationError),
        raised("not_in_this_odoo", Exception::NotFound),
    ];
    Stage::new("at_login", cases)
}

/// Refusals that need no help.
pub(super) fn refusals() -> Stage {
    let gone = json!({"record_ids": [999_999_999], "dry_run": true});
    let cases = vec![
        case("record_not_found", &["get_record"], json!({"record_id": 999_999_999})),
        case("record_not_found", &["update_record", "delete_record"], gone),
        case("record_not_found", &["bulk_update"], json!({"updates": [{"id": 999_999_999, "values": {"name": "x"}}], "dry_run": true})),
        case("validation_failed", &["update_record", "bulk_update"], json!({"values": {"parent_id": 1}})),
    ];
    Stage::new("refusals", cases)
}

/// Writes whose connection breaks before the answer is there.
pub(super) fn lost_answers() -> Stage {
    let cases = vec![fault("unknown_outcome", WRITING, Fault::DropAfter(20))];
    Stage { fresh: true, ..Stage::new("lost_answers", cases) }.variable("MCP_CONFIRM", "off")
}

/// A key that another call has.
pub(super) fn keys() -> Stage {
    let prepare = |gateway: &mut Gateway, _: &std::path::Path| {
        let values = json!({"model": "res.partner", "values": {"name": "Keyed"}, "idempotency_key": "taken"});
        let id = gateway.good("create_record", values)["id"].clone();
        gateway.good("delete_record", json!({"model": "res.partner", "record_ids": [id]}));
    };
    let cases = vec![case("key_reused", WRITING, json!({"idempotency_key": "taken"}))];
    // It writes, which would disturb what else counts records of a real Odoo.
    Stage { prepare, ..Stage::new("keys", cases) }.variable("MCP_CONFIRM", "off").embedded()
}

/// A client that cannot ask anybody.
pub(super) fn unconfirmed() -> Stage {
    confirming("unconfirmed", "confirmation_needed")
}

/// A person who says no.
pub(super) fn declined() -> Stage {
    Stage { asks: true, ..confirming("declined", "declined") }
}

fn confirming(name: &'static str, code: &'static str) -> Stage {
    Stage::new(name, vec![case(code, CONFIRMED, json!({}))])
        .variable("MCP_CONFIRM_ABOVE", "0")
        .file("gateway.yaml", "tools: {irreversible: [address_get]}")
}
