//! Calls of tools that must be refused, and calls that must not: one table for the judgement alone, the embedded Odoos and a real one.
//!
//! An attack is any call that would reach what is blocked, tell what is hidden, or give somebody rights. Which fields exist differs by
//! series; a call with a field that a series does not have must be refused there too.

use serde_json::{Value, json};

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
    cases.extend(escalations());
    cases.extend(paths_into_blocked());
    cases.extend(oracles());
    cases.extend(method_arguments());
    cases.extend(contexts());
    cases.extend(spellings());
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

/// Ways to more rights.
fn escalations() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["groups_id", "group_ids", "all_group_ids", "password", "share", "active", "in_group_2", "sel_groups_1_9_10", "api_key_ids"]
    {
        cases.extend(write("res.users", json!({name: [[4, 2]]})));
        cases.extend(write("res.partner", json!({"user_ids": [[1, 2, {name: [[4, 2]]}]]})));
        cases.extend(write("res.partner", json!({"name": "x", "child_ids": [[0, 0, {"name": "y", "user_ids": [[0, 0, {name: 1}]]}]]})));
    }
    for (field, command) in [
        ("users", json!([[4, 6]])),
        ("user_ids", json!([[4, 6]])),
        ("user_ids", json!([[6, 0, [6]]])),
        ("users", json!([6])),
        ("all_user_ids", json!([[4, 6]])),
        ("implied_ids", json!([[4, 2]])),
        ("implied_by_ids", json!([[4, 2]])),
        ("all_implied_ids", json!([[4, 2]])),
        ("model_access", json!([[0, 0, {"name": "x"}]])),
        ("rule_groups", json!([[5]])),
        ("menu_access", json!([[4, 1]])),
        ("view_access", json!([[4, 1]])),
    ] {
        cases.extend(write("res.groups", json!({field: command})));
    }
    cases.extend(write("res.partner", json!({"signup_token": "x"})));
    cases.extend(write("res.partner", json!({"signup_type": "reset"})));
    cases.extend(write("res.partner", json!({"signup_expiration": "2030-01-01 00:00:00"})));
    cases.extend(write("res.partner", json!({"user_ids": [[4, 2]]})));
    cases.extend(write("res.partner", json!({"user_ids": [[6, 0, [2]]]})));
    cases.extend(write("res.partner", json!({"user_ids": [[5]]})));
    cases.extend(write("res.partner", json!({"user_ids": [[2, 6]]})));
    cases.extend(write("res.company", json!({"user_ids": [[4, 6]]})));
    cases.extend(write("res.partner", json!({"message_ids": [[0, 0, {"body": "x"}]]})));
    cases.extend(write("res.partner", json!({"message_follower_ids": [[0, 0, {"partner_id": 3}]]})));
    cases.extend(write("res.partner", json!({"activity_ids": [[0, 0, {"summary": "x"}]]})));
    cases.extend(write("crm.team", json!({"alias_name": "root"})));
    cases.extend(write("product.template", json!({"message_ids": [[2, 1]]})));
    for (model, method) in [
        ("res.users", "action_archive"),
        ("res.groups", "action_archive"),
        ("res.groups", "toggle_active"),
        ("mail.activity", "action_unarchive"),
        ("ir.ui.menu", "toggle_active"),
    ] {
        cases.push(execute(model, method, json!([])));
    }
    cases.push(case("create_record", json!({"model": "product.document", "values": {"name": "x"}})));
    cases.push(case(
        "bulk_create",
        json!({"model": "res.groups", "records": [{"name": "a"}, {"name": "b", "user_ids": [[4, 6]], "users": [[4, 6]]}]}),
    ));
    cases.push(case("bulk_create", json!({"model": "res.users", "records": [{"name": "a", "login": "a"}]})));
    cases
}

/// Paths through a relation into what is blocked.
fn paths_into_blocked() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in [
        "create_uid.password",
        "create_uid.login",
        "write_uid.name",
        "user_id.groups_id",
        "user_id.group_ids",
        "user_ids.groups_id",
        "user_ids.login",
        "user_ids.partner_id.name",
        "parent_id.user_ids.login",
        "child_ids.create_uid.login",
        "company_id.user_ids.login",
        "message_ids.mail_ids.state",
        "message_ids.attachment_ids.datas",
        "invoice_ids.message_main_attachment_id.datas",
        "message_ids.create_uid.login",
        "commercial_partner_id.user_ids.password",
        "message_ids.author_id.user_ids.login",
        "activity_ids.user_id.login",
    ] {
        cases.push(read("res.partner", json!({"domain": [[path, "=", "x"]]})));
        cases.push(case("search_count", json!({"model": "res.partner", "domain": ["|", ["id", ">", 0], [path, "ilike", "a"]]})));
        cases.push(read("res.partner", json!({"fields": [path]})));
        cases.push(read("res.partner", json!({"order": format!("{path} desc")})));
        cases.push(case("read_group", json!({"model": "res.partner", "groupby": [path], "aggregates": ["__count"]})));
        cases.push(case("read_group", json!({"model": "res.partner", "groupby": ["country_id"], "aggregates": [format!("{path}:max")]})));
    }
    for operator in ["any", "not any"] {
        cases.push(read("res.partner", json!({"domain": [["create_uid", operator, [["login", "=", "admin"]]]]})));
        cases.push(read("res.partner", json!({"domain": [["user_ids", operator, [["id", ">", 0]]]]})));
        cases.push(read("res.partner", json!({"domain": [["child_ids", operator, [["create_uid", operator, [["id", "=", 1]]]]]]})));
        cases.push(read("res.partner", json!({"domain": [["message_ids", operator, [["mail_ids", operator, []]]]]})));
    }
    cases.push(read("product.document", json!({"fields": ["datas"]})));
    cases.push(read("product.document", json!({"fields": ["raw"]})));
    cases.push(read("product.document", json!({"fields": ["access_token"]})));
    cases.push(read("product.document", json!({"domain": [["name", "ilike", "a"]]})));
    cases.push(read("website.page", json!({"fields": ["arch"]})));
    cases.push(read("website.page", json!({"fields": ["visibility_password"]})));
    cases.push(read("account.payment", json!({"domain": [["payment_token_id", "ilike", "4242"]]})));
    cases.push(read("res.partner", json!({"domain": [["payment_token_ids", "ilike", "4242"]]})));
    cases.push(read("res.partner", json!({"domain": [["payment_token_ids.payment_details", "ilike", "4242"]]})));
    cases.push(case(
        "get_onchange",
        json!({"model": "res.partner", "values": {"user_ids": [[0, 0, {"login": "x"}]]}, "changed_field": "user_ids"}),
    ));
    cases
}

/// What is hidden is not told by any way round.
fn oracles() -> Vec<Case> {
    let mut cases = Vec::new();
    for (model, field) in [
        ("sale.order", "access_token"),
        ("account.move", "access_token"),
        ("res.partner", "signup_token"),
        ("website", "google_places_api_key"),
        ("survey.user_input", "invite_token"),
    ] {
        cases.push(read(model, json!({"fields": [field]})));
        cases.push(case("get_record", json!({"model": model, "record_id": 1, "fields": ["id", field]})));
        cases.push(read(model, json!({"domain": [[field, "=like", "a%"]]})));
        cases.push(read(model, json!({"domain": ["!", [field, "=", false]]})));
        cases.push(case("search_count", json!({"model": model, "domain": [[field, "!=", false]]})));
        cases.push(read(model, json!({"order": format!("{field} asc")})));
        cases.push(read(model, json!({"order": format!("id, \"{field}\" desc")})));
        cases.push(case("read_group", json!({"model": model, "groupby": [field], "aggregates": ["__count"]})));
        cases.push(case("read_group", json!({"model": model, "groupby": ["create_uid"], "aggregates": [format!("{field}:max")]})));
        cases.push(case(
            "read_group",
            json!({"model": model, "groupby": ["create_uid"], "aggregates": ["__count"], "having": [[format!("{field}:max"), ">", "a"]]}),
        ));
        cases.push(case(
            "read_group",
            json!({"model": model, "groupby": ["create_uid"], "aggregates": ["__count"], "order": format!("{field}:max desc")}),
        ));
        cases.push(case("name_search", json!({"model": model, "name": "", "domain": [[field, "=like", "a%"]]})));
        cases.push(case("get_defaults", json!({"model": model, "fields": [field]})));
        cases.push(execute(model, "message_post", json!([{"body": field}])));
        cases.extend(write(model, json!({field: "x"})));
    }
    cases.push(read("sale.order.line", json!({"domain": [["order_id.access_token", "=like", "a%"]]})));
    cases.push(read("res.partner", json!({"domain": [["sale_order_ids", "any", [["access_token", "=like", "a%"]]]]})));
    cases.push(read("sale.order.line", json!({"domain": [["order_id", "any", ["|", ["id", "=", 1], ["access_token", "=", "a"]]]]})));
    cases
}

/// What a business method is given.
fn method_arguments() -> Vec<Case> {
    let post = |args: Value| execute("res.partner", "message_post", args);
    vec![
        post(json!([{"model": "res.users"}])),
        post(json!(["res.users"])),
        post(json!([[["res.users", 2]]])),
        post(json!([{"groups_id": [[4, 2]]}])),
        post(json!([{"values": {"group_ids": [[4, 2]]}}])),
        post(json!([{"deep": [{"deeper": {"password": "x"}}]}])),
        post(json!([["name", "signup_token"]])),
        post(json!(["create_uid.login"])),
        post(json!([[["create_uid.login", "=", "admin"]]])),
        post(json!(["user_ids.password"])),
        post(json!(["RES.USERS"])),
        post(json!(["res.users,2"])),
        post(json!([" res.users "])),
        post(json!([{"reference": "ir.config_parameter,1"}])),
        post(json!([{"totp_secret": "x"}])),
        case(
            "execute_method",
            json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"context": {"default_groups_id": [[4, 2]]}}}),
        ),
        case(
            "execute_method",
            json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"res_model": "ir.attachment"}}),
        ),
        case("execute_method", json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {"api_key": "x"}})),
        case(
            "execute_method",
            json!({"model": "sale.order", "method": "action_confirm", "record_ids": [1], "kwargs": {"context": {"active_model": "res.users"}}}),
        ),
    ]
}

fn contexts() -> Vec<Case> {
    let with = |context: Value| read("res.partner", json!({"context": context}));
    vec![
        with(json!({"uid": 1})),
        with(json!({"su": true})),
        with(json!({"install_mode": true})),
        with(json!({"active_model": "res.users"})),
        with(json!({"default_group_ids": [[4, 2]]})),
        with(json!({"default_user_ids": [[0, 0, {"login": "x"}]]})),
        with(json!({"search_default_password": 1})),
        with(json!({"bin_size_datas": false})),
        with(json!({"prefetch_fields": false})),
        with(json!({"force_company": 2})),
        with(json!({"Lang": "en_US"})),
        with(json!({"lang ": "en_US"})),
    ]
}

/// The same by other spellings.
fn spellings() -> Vec<Case> {
    let mut cases = Vec::new();
    for model in [
        "RES.USERS",
        "Res.Users",
        "res.users ",
        " res.users",
        "res.users\u{0}",
        "res.users\n",
        "res\u{2024}users",
        "ｒes.users",
        "res..users",
        "res.users/",
        "res_users",
        "ir.Config_parameter",
    ] {
        cases.push(read(model, json!({})));
        cases.push(case("update_record", json!({"model": model, "record_ids": [2], "values": {"name": "x"}})));
    }
    for field in [
        "PASSWORD",
        "password ",
        "\"password\"",
        "user_ids . login",
        "user_ids..login",
        ".user_ids.login",
        "user_ids.",
        "user_ids\u{200b}.login",
        "create_uid.password\u{0}",
        "id)--",
        "id; drop table x",
        "(select 1)",
    ] {
        cases.push(read("res.partner", json!({"domain": [[field, "=", 1]]})));
        cases.push(read("res.partner", json!({"fields": [field]})));
        cases.push(read("res.partner", json!({"order": field})));
    }
    cases.push(read("res.partner", json!({"domain": [["id", "inselect", ["select 1", []]]]})));
    cases.push(read("res.partner", json!({"domain": [["id", "in", [["select", "x"]]]]})));
    cases.push(read("res.partner", json!({"domain": [{"field": "create_uid.login"}]})));
    cases.push(read("res.partner", json!({"domain": [[["create_uid.login", "=", 1]]]})));
    cases.push(read("res.partner", json!({"domain": "[('create_uid.login', '=', 'admin')]"})));
    cases
}
