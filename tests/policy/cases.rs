//! Calls of tools that must be refused, and calls that must not: one table for the judgement alone, the embedded Odoos and a real one.
//!
//! An attack is any call that would reach what is blocked, reveal what is hidden, or give somebody rights. Which fields exist differs by
//! series; a call with a field that a series does not have must be refused there too.

use serde_json::{Value, json};

mod escalations;
mod reach;
mod words;

/// A call of a tool.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The tool.
    pub tool: &'static str,
    /// Its arguments.
    pub arguments: Value,
}

/// Models that are blocked for everybody.
pub(crate) const BLOCKED: &[&str] = &[
    "ir.config_parameter",
    "res.users",
    "res.users.apikeys",
    "res.users.log",
    "ir.cron",
    "ir.module.module",
    "ir.model",
    "ir.model.fields",
    "ir.model.access",
    "ir.rule",
    "ir.mail_server",
    "ir.ui.view",
    "ir.actions.server",
    "ir.logging",
    "ir.attachment",
    "ir.exports",
    "ir.exports.line",
    "iap.account",
    "auth.totp.wizard",
    "auth.totp.device",
    "auth_totp.wizard",
    "auth_totp.device",
    "payment.token",
    "payment.provider",
    "base.automation",
    "digest.digest",
    "res.config.settings",
    "change.password.wizard",
    "change.password.user",
    "base.module.update",
    "base.module.upgrade",
    "base.module.uninstall",
    "fetchmail.server",
    "bus.bus",
    "mail.mail",
    "mail.template",
];

/// Kin of those: what would do the same by another name.
pub(crate) const KIN: &[&str] = &[
    "ir.default",
    "ir.property",
    "ir.model.data",
    "base_import.import",
    "res.users.identitycheck",
    "res.users.apikeys.description",
    "change.password.own",
    "portal.wizard",
    "portal.wizard.user",
    "base.language.import",
    "ir.cron.trigger",
    "ir.actions.todo",
    "ir.model.fields.selection",
    "mail.template.preview",
    "reset.view.arch.wizard",
];

/// Models that are read and never changed.
pub(crate) const READ_ONLY: &[&str] = &[
    "mail.message",
    "mail.followers",
    "mail.activity",
    "discuss.channel",
    "discuss.channel.member",
    "mail.notification",
    "mail.compose.message",
    "mail.alias",
    "ir.sequence",
    "ir.ui.menu",
    "ir.actions.act_window",
];

/// Methods that nobody calls.
pub(crate) const METHODS: &[&str] = &[
    "sudo",
    "with_user",
    "with_company",
    "with_context",
    "with_env",
    "with_prefetch",
    "init",
    "_auto_init",
    "_sql",
    "_register_hook",
    "_write",
    "_create",
    "_read",
    "_setup_base",
    "_setup_fields",
    "_setup_complete",
    "_table_query",
    "_read_group_raw",
    "name_create",
    "load",
    "import_data",
    "export_data",
    "flush_recordset",
    "invalidate_recordset",
    "_search_panel_select_range",
    "_search_panel_select_multi_range",
    "_search_panel_domain_image",
    "_search",
    "_read_progress_bar",
    "create",
    "write",
    "unlink",
    "read",
    "search",
    "search_read",
    "search_count",
    "read_group",
    "fields_get",
    "default_get",
    "copy",
    "mapped",
    "filtered",
    "sorted",
    "browse",
    "web_read",
    "web_save",
    "web_search_read",
    "get_metadata",
    "copy_data",
    "read_progress_bar",
    "SUDO",
    "Write",
    " write",
    "write ",
    "write\u{200b}",
    "wrıte",
    "__class__",
    "write;",
    "",
    "signup_prepare",
    "get_portal_url",
];

pub(crate) fn case(tool: &'static str, arguments: Value) -> Case {
    Case { tool, arguments }
}

pub(crate) fn read(model: &str, more: Value) -> Case {
    let mut arguments = json!({"model": model, "fields": ["id"]});
    if let (Some(arguments), Value::Object(more)) = (arguments.as_object_mut(), more) {
        arguments.extend(more);
    }
    case("search_read", arguments)
}

pub(crate) fn write(model: &str, values: Value) -> [Case; 2] {
    [
        case("create_record", json!({"model": model, "values": values})),
        case("update_record", json!({"model": model, "record_ids": [1], "values": values})),
    ]
}

/// Calls that must be refused, each before anything reaches Odoo.
pub(crate) fn attacks() -> Vec<Case> {
    let mut cases = Vec::new();
    BLOCKED.iter().for_each(|model| cases.extend(on_blocked(model)));
    KIN.iter().for_each(|model| cases.extend(on_blocked(model)));
    READ_ONLY.iter().for_each(|model| cases.extend(on_read_only(model)));
    METHODS.iter().for_each(|method| cases.push(execute("res.partner", method, json!([]))));
    cases.extend(escalations::escalations());
    cases.extend(reach::paths_into_blocked());
    cases.extend(reach::oracles());
    cases.extend(words::method_arguments());
    cases.extend(words::contexts());
    cases.extend(words::spellings());
    cases.extend(super::kinds::attacks());
    cases
}

pub(crate) fn execute(model: &str, method: &str, args: Value) -> Case {
    case("execute_method", json!({"model": model, "method": method, "record_ids": [1], "args": args}))
}

fn on_blocked(model: &str) -> Vec<Case> {
    vec![
        read(model, json!({})),
        case("get_record", json!({"model": model, "record_id": 1, "fields": ["id"]})),
        case("search_count", json!({"model": model})),
        case("name_search", json!({"model": model, "name": "a", "domain": [["id", ">", 0]]})),
        case("read_group", json!({"model": model, "groupby": ["create_uid"], "aggregates": ["__count"]})),
        case("create_record", json!({"model": model, "values": {}})),
        case("update_record", json!({"model": model, "record_ids": [1], "values": {"display_name": "x"}})),
        case("delete_record", json!({"model": model, "record_ids": [1]})),
        execute(model, "action_do", json!([])),
    ]
}

fn on_read_only(model: &str) -> Vec<Case> {
    vec![
        case("create_record", json!({"model": model, "values": {}})),
        case("update_record", json!({"model": model, "record_ids": [1], "values": {}})),
        case("delete_record", json!({"model": model, "record_ids": [1]})),
        execute(model, "action_do", json!([])),
    ]
}
