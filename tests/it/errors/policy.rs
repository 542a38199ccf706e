//! Rules of this server, built in or of the operator's files.

use std::path::Path;

use serde_json::json;

use super::super::client::Gateway;
use super::case::{Stage, case};
use super::tools::{DESCRIBING, DOMAIN, EVERY, FIELDS, READING, VALUES, WRITING, WRITTEN, of_model};

/// A list of names as YAML.
fn list(names: &[&str]) -> String {
    format!("[{}]", names.join(", "))
}

/// What is built in, and what the files hide.
pub(super) fn stage() -> Stage {
    // A colleague is found by name.
    let by_more_than_name: Vec<&str> = of_model().into_iter().filter(|tool| *tool != "name_search").collect();
    let cases = vec![
        case("model_blocked", &by_more_than_name, json!({"model": "res.users"})),
        case("model_blocked", &["name_search"], json!({"model": "ir.config_parameter"})),
        case("model_blocked", DOMAIN, json!({"domain": [["user_id.login", "=", "x"]]})),
        case("model_read_only", WRITING, json!({"model": "mail.message"})),
        case("field_never_written", WRITTEN, json!({"values": {"signup_type": "x"}})).embedded(),
        case("field_hidden", FIELDS, json!({"fields": ["comment"]})),
        case("field_hidden", DOMAIN, json!({"domain": [["comment", "!=", false]]})),
        case("field_hidden", VALUES, json!({"values": {"comment": "x"}})),
        case("field_hidden", &["read_group"], json!({"groupby": ["comment"]})),
    ];
    Stage::new("policy", cases).file("model_access.yaml", "model_access: {sensitive_fields: {res.partner: [comment]}, allowed_methods: {res.users: [address_get], mail.message: [address_get]}}")
}

/// Models for administrators, asked by somebody else.
pub(super) fn administrators() -> Stage {
    let cases = vec![case("admin_only", &of_model(), json!({})), case("admin_write_only", WRITING, json!({"model": "res.country"}))];
    Stage::new("administrators", cases)
        .variable("ODOO_API_KEY", odoo_sim::accounts::DEMO.api_key)
        .variable("ODOO_USERNAME", odoo_sim::accounts::DEMO.login)
        .file("model_access.yaml", "model_access: {allowed_methods: {res.country: [address_get]}}")
        .file("restrictions.yaml", "restrictions: {admin_only: [res.partner], admin_write_only: [res.country]}")
        .embedded()
}

/// A scope that has a little of one model.
pub(super) fn scope() -> Stage {
    let cases = vec![
        case("out_of_scope", READING, json!({"model": "res.country"})),
        case("out_of_scope", WRITING, json!({})),
        case("out_of_scope", DESCRIBING, json!({"model": "res.country"})),
    ];
    Stage::new("scope", cases).variable("MCP_SCOPE", "res.partner:R")
}

/// Groups that the user is not in.
pub(super) fn groups() -> Stage {
    let required: String = EVERY.iter().map(|tool| format!("    {tool}: base.group_portal\n")).collect();
    Stage::new("groups", vec![case("tool_not_allowed", EVERY, json!({}))])
        .file("rbac.yaml", format!("rbac:\n  tool_group_requirements:\n{required}"))
}

/// One call a minute, which is used up.
pub(super) fn calls() -> Stage {
    let prepare = |gateway: &mut Gateway, _: &Path| drop(gateway.good("search_count", json!({"model": "res.partner"})));
    Stage { prepare, ..Stage::new("calls", vec![case("rate_limited", EVERY, json!({}))]) }.variable("RATE_LIMIT_GLOBAL", "1")
}

/// One write a minute, which is used up.
pub(super) fn writes() -> Stage {
    let prepare = |gateway: &mut Gateway, _: &Path| {
        gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "The one of this minute"}}));
    };
    Stage { prepare, ..Stage::new("writes", vec![case("rate_limited", WRITING, json!({}))]) }
        .variable("RATE_LIMIT_WRITE", "1")
        .variable("MCP_CONFIRM", "off")
        .embedded()
}

/// An audit on a full disk.
pub(super) fn audit() -> Stage {
    let tools = [READING, WRITING].concat();
    Stage::new("audit", vec![case("audit_failed", &tools, json!({}))]).variable("MCP_AUDIT", "/dev/full").variable("MCP_CONFIRM", "off")
}

/// Writes the file of a running server anew and waits until it holds.
fn reload(gateway: &mut Gateway, folder: &Path, text: &str) {
    std::fs::write(folder.join("gateway.yaml"), text).unwrap();
    gateway.logged("the rules and the declared tools were read again");
}

/// Every tool, switched off while the server runs.
pub(super) fn disabled() -> Stage {
    let prepare = |gateway: &mut Gateway, folder: &Path| reload(gateway, folder, &format!("tools: {{disabled: {}}}", list(EVERY)));
    Stage { prepare, ..Stage::new("disabled", vec![case("tool_disabled", EVERY, json!({}))]) }.reloaded()
}

/// A server that becomes read-only while it runs.
pub(super) fn read_only() -> Stage {
    let prepare = |gateway: &mut Gateway, folder: &Path| reload(gateway, folder, "server: {mode: readonly}");
    Stage {
        prepare,
        ..Stage::new("read_only", vec![case("mode_read_only", &[WRITING, &["get_defaults", "get_onchange"]].concat(), json!({}))])
    }
    .reloaded()
}

impl Stage {
    fn reloaded(self) -> Self {
        self.file("gateway.yaml", "{}").variable("MCP_LOG_LEVEL", "info").variable("MCP_CONFIRM", "off")
    }
}
