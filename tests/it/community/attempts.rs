//! Attacks by way of the add-ons: their fields, their methods, and the tools that reach many models at once.

use odoo_sdk::Call;
use serde_json::{Value, json};

use super::people::Server;

type Attempt = (&'static str, Value);

const TICKET: &str = "helpdesk.ticket";
const CONTRACT: &str = "contract.contract";

/// All of them; the ids are of records that are there.
pub(super) fn all(server: &Server) -> Vec<Attempt> {
    let admin = server.client("admin");
    let ticket = admin.ids(TICKET, json!([]))[0];
    let contract = admin.ids(CONTRACT, json!([["active", "in", [true, false]]])).first().copied().unwrap_or(1);
    // A template about users, which resets passwords.
    let reset = admin.send(Call::search_read("mail.template", json!([["model", "=", "res.users"]]), ["id"]))[0]["id"].clone();
    [
        markup(ticket),
        rights(ticket, contract, &reset),
        paths(ticket),
        methods(ticket, contract),
        many(ticket),
        dialogs(ticket, contract),
        looks(),
    ]
    .concat()
}

fn update(model: &str, id: i64, values: Value) -> Attempt {
    ("update_record", json!({"model": model, "record_ids": [id], "values": values}))
}

fn call(model: &str, method: &str, id: i64, kwargs: Value) -> Attempt {
    ("execute_method", json!({"model": model, "method": method, "record_ids": [id], "kwargs": kwargs}))
}

/// What a browser would run, in the HTML of the add-ons.
fn markup(ticket: i64) -> Vec<Attempt> {
    let texts = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
        "<svg/onload=alert(1)>",
        "<iframe src='//x.example'></iframe>",
        "<p t-out=\"request.env['ir.config_parameter'].sudo().get_param('database.secret')\">x</p>",
    ];
    let tickets = texts.iter().map(|text| update(TICKET, ticket, json!({"description": text})));
    let stage = |text| ("create_record", json!({"model": "helpdesk.ticket.stage", "values": {"name": "x", "description": text}}));
    let created = |text| ("create_record", json!({"model": TICKET, "values": {"name": "x", "description": text}}));
    tickets.chain([stage(texts[0]), created(texts[1])]).collect()
}

/// More rights, other people's accounts, and what a record carries along.
fn rights(ticket: i64, contract: i64, reset: &Value) -> Vec<Attempt> {
    let user = json!([[0, 0, {"name": "Evil", "login": "evil@attacker.example"}]]);
    vec![
        update(TICKET, ticket, json!({"user_id": {"login": "x"}})),
        update(TICKET, ticket, json!({"team_id": 1, "message_ids": [[0, 0, {"body": "x", "author_id": 1}]]})),
        update(TICKET, ticket, json!({"attachment_ids": [[4, 1]]})),
        update(TICKET, ticket, json!({"access_token": "known"})),
        update(TICKET, ticket, json!({"message_follower_ids": [[0, 0, {"partner_id": 1, "res_model": "res.users", "res_id": 2}]]})),
        update("helpdesk.ticket.stage", 1, json!({"mail_template_id": reset})),
        update("helpdesk.ticket.team", 1, json!({"alias_defaults": "{'user_id': 2}"})),
        update("helpdesk.ticket.team", 1, json!({"alias_model_id": 1})),
        update("helpdesk.ticket.team", 1, json!({"alias_force_thread_id": 2})),
        update("helpdesk.ticket.team", 1, json!({"user_ids": user})),
        update("helpdesk.ticket.team", 1, json!({"user_ids": [[1, 2, {"login": "x"}]]})),
        update(CONTRACT, contract, json!({"message_ids": [[0, 0, {"body": "x", "email_from": "ceo@corp.example"}]]})),
        update(CONTRACT, contract, json!({"activity_ids": [[0, 0, {"res_model_id": 1, "res_id": 2, "summary": "x"}]]})),
        ("create_record", json!({"model": CONTRACT, "values": {"name": "x", "partner_id": 1, "rating_ids": [[0, 0, {"rating": 5}]]}})),
    ]
}

/// Through the add-ons to what is blocked or hidden.
fn paths(ticket: i64) -> Vec<Attempt> {
    let search = |domain: Value| ("search_read", json!({"model": TICKET, "domain": domain, "fields": ["id"]}));
    vec![
        search(json!([["access_token", "=like", "a%"]])),
        search(json!([["user_id.login", "=like", "adm%"]])),
        search(json!([["user_id.password", "!=", false]])),
        search(json!([["team_id.user_ids", "any", [["login", "=like", "adm%"]]]])),
        search(json!([["message_ids.body", "=like", "%token=a%"]])),
        search(json!([["description", "=like", "%token=a%"]])),
        search(json!([["create_uid.api_key_ids", "!=", false]])),
        ("search_read", json!({"model": TICKET, "fields": ["access_token"]})),
        ("search_read", json!({"model": TICKET, "fields": ["name"], "order": "access_token"})),
        ("read_group", json!({"model": TICKET, "groupby": ["access_token"]})),
        ("read_group", json!({"model": TICKET, "groupby": ["user_id"], "aggregates": ["access_token:array_agg"]})),
        ("read_group", json!({"model": TICKET, "groupby": ["description"]})),
        ("export_records", json!({"model": TICKET, "fields": ["name", "access_token"]})),
        ("export_records", json!({"model": TICKET, "fields": ["user_id.login"]})),
        ("get_record", json!({"model": TICKET, "record_id": ticket, "fields": ["access_token"]})),
        ("get_defaults", json!({"model": TICKET, "fields": ["access_token"]})),
    ]
}

/// Methods that are on no form, and forms of calls that read whatever they are asked for.
fn methods(ticket: i64, contract: i64) -> Vec<Attempt> {
    let on_model =
        |model: &str, method: &str, kwargs: Value| ("execute_method", json!({"model": model, "method": method, "kwargs": kwargs}));
    let spec = json!({"name": {}, "user_id": {"fields": {"login": {}, "groups_id": {}}}});
    vec![
        on_model(TICKET, "message_new", json!({"msg": {"from": "x@x.example", "body": "x"}, "custom_values": {"user_id": 2}})),
        call(TICKET, "message_update", ticket, json!({"msg": {"from": "x"}, "update_vals": {"access_token": "x"}})),
        call(TICKET, "web_save", ticket, json!({"vals": {"name": "x"}, "specification": spec})),
        call(TICKET, "web_read", ticket, json!({"specification": spec})),
        on_model(TICKET, "web_search_read", json!({"domain": [], "specification": spec})),
        on_model(TICKET, "web_read_group", json!({"domain": [], "groupby": ["access_token"]})),
        on_model(
            TICKET,
            "read_progress_bar",
            json!({"domain": [], "group_by": "access_token", "progress_bar": {"field": "priority", "colors": {}}}),
        ),
        on_model(TICKET, "formatted_read_group", json!({"domain": [], "groupby": ["access_token"]})),
        on_model(TICKET, "search_panel_select_range", json!({"field_name": "user_id"})),
        on_model(TICKET, "hierarchy_read", json!({"domain": [], "specification": spec, "parent_field": "parent_id"})),
        on_model(TICKET, "load", json!({"fields": ["name", "user_id/login"], "data": [["x", "y"]]})),
        call(TICKET, "export_data", ticket, json!({"fields_to_export": ["access_token"]})),
        on_model(TICKET, "name_create", json!({"name": "x"})),
        call(TICKET, "get_access_action", ticket, json!({"access_uid": 1})),
        call(TICKET, "get_portal_url", ticket, json!({})),
        call(CONTRACT, "get_formview_id", contract, json!({"access_uid": 1})),
        on_model(CONTRACT, "cron_recurring_create_invoice", json!({})),
        call(CONTRACT, "message_notify", contract, json!({"partner_ids": [1], "body": "x"})),
        call(CONTRACT, "message_mail_with_source", contract, json!({"source_ref": "auth_signup.set_password_email"})),
    ]
}

/// Tools that do several things at once say no to each.
fn many(ticket: i64) -> Vec<Attempt> {
    let write = |arguments: Value| ("apply_batch", json!({"writes": [arguments]}));
    vec![
        write(json!({"tool": "update_record", "arguments": {"model": TICKET, "record_ids": [ticket], "values": {"access_token": "x"}}})),
        write(json!({"tool": "create_record", "arguments": {"model": "res.users", "values": {"name": "x", "login": "x"}}})),
        (
            "bulk_create",
            json!({"model": TICKET, "records": [{"name": "a", "description": "<p>x</p>"}, {"name": "b", "access_token": "x"}]}),
        ),
        ("bulk_update", json!({"model": TICKET, "updates": [{"id": ticket, "values": {"access_token": "x"}}]})),
        ("import_records", json!({"model": TICKET, "match": ["name"], "csv": "name,access_token\nx,y\n"})),
        ("import_records", json!({"model": TICKET, "match": ["access_token"], "csv": "name,access_token\nx,y\n"})),
        ("import_records", json!({"model": "res.users", "match": ["login"], "csv": "login,name\nevil,Evil\n"})),
        ("import_records", json!({"model": TICKET, "match": ["name"], "csv": "name,description\nx,<script>alert(1)</script>\n"})),
        ("upsert_record", json!({"model": TICKET, "match": {"access_token": "x"}, "values": {"name": "x"}})),
        (
            "set_translations",
            json!({"model": "helpdesk.ticket.stage", "record_id": 1, "field": "description", "translations": {"en_US": "<script>alert(1)</script>"}}),
        ),
        ("copy_record", json!({"model": TICKET, "record_id": ticket, "values": {"access_token": "x"}})),
    ]
}

/// Dialogs that nobody opened, and fields that say which model they are about.
fn dialogs(ticket: i64, contract: i64) -> Vec<Attempt> {
    let onchange =
        |values: Value| ("get_onchange", json!({"model": "mail.compose.message", "values": values, "changed_field": "template_id"}));
    vec![
        onchange(json!({"template_id": 1, "model": TICKET, "res_ids": format!("[{ticket}]")})),
        onchange(json!({"template_id": 1, "model": CONTRACT, "res_ids": format!("[{contract}]")})),
        ("create_record", json!({"model": "mail.compose.message", "values": {"model": TICKET, "res_ids": "[1]", "body": "x"}})),
        (
            "run_wizard",
            json!({"model": TICKET, "method": "mail.compose.message", "record_ids": [ticket], "answers": {"template_id": 1, "model": "res.users"}, "press": "action_send_mail"}),
        ),
        ("run_wizard", json!({"model": "res.users", "method": "mail.compose.message", "record_ids": [2]})),
        ("run_wizard", json!({"model": TICKET, "method": "change.password.wizard", "record_ids": [ticket]})),
        ("render_report", json!({"model": "ir.module.module", "report": "base.ir_module_reference_print", "record_ids": [1]})),
        ("upload_attachment", json!({"model": "res.users", "record_id": 2, "name": "x.html", "text": "x"})),
        ("list_attachments", json!({"model": "res.users", "record_id": 2})),
        update("helpdesk.ticket.team", 1, json!({"alias_id": 1})),
    ]
}

/// Looking for secrets and for blocked models by name.
fn looks() -> Vec<Attempt> {
    vec![
        ("name_search", json!({"model": "mail.template", "name": "password"})),
        ("name_search", json!({"model": "ir.config_parameter", "name": "secret"})),
        ("name_search", json!({"model": TICKET, "name": "a", "domain": [["access_token", "=like", "a%"]]})),
        ("get_history", json!({"model": "res.users", "record_id": 2})),
        ("get_translations", json!({"model": "mail.template", "record_id": 1, "field": "subject"})),
        ("get_record_actions", json!({"model": "res.users", "record_id": 2})),
    ]
}
