//! Attacks of the kinds that real servers showed, by other arguments, fields and tools than those of the first findings.

use serde_json::{Value, json};

use super::cases::Case;

fn case(tool: &'static str, arguments: Value) -> Case {
    Case { tool, arguments }
}

fn update(model: &str, values: Value) -> Case {
    case("update_record", json!({"model": model, "record_ids": [1], "values": values}))
}

/// All of them.
pub(crate) fn siblings() -> Vec<Case> {
    let groups = [ranked_html(), active_html(), translated_values(), records_in_json(), dialogs_by_hand(), messages_of_others()];
    groups.into_iter().flatten().collect()
}

/// A text that is not shown as it is comes back as a group or an aggregate, or is found out by sorting.
fn ranked_html() -> Vec<Case> {
    let group = |model: &str, groupby: Value, aggregates: Value| {
        case("read_group", json!({"model": model, "groupby": groupby, "aggregates": aggregates}))
    };
    vec![
        group("mail.message", json!(["body"]), json!(["__count"])),
        group("mail.message", json!(["model"]), json!(["body:max"])),
        group("mail.message", json!(["model"]), json!(["body:min", "__count"])),
        group("mail.message", json!(["model"]), json!(["body:array_agg"])),
        group("project.task", json!(["description"]), json!(["__count"])),
        group("res.partner", json!(["country_id"]), json!(["comment:max"])),
        group("mail.notification", json!(["mail_message_id.body"]), json!(["__count"])),
        case("read_group", json!({"model": "mail.message", "groupby": ["model"], "aggregates": ["__count"], "order": "body:max desc"})),
        case("search_read", json!({"model": "mail.message", "fields": ["id"], "order": "body"})),
        case("search_read", json!({"model": "mail.message", "fields": ["id"], "order": "date desc, body asc"})),
        case("search_read", json!({"model": "res.partner", "fields": ["id"], "order": "comment desc"})),
    ]
}

/// HTML that a browser runs, in fields that Odoo does not clean for administrators.
fn active_html() -> Vec<Case> {
    vec![
        update("product.template", json!({"website_description": "<script>alert(1)</script>"})),
        update("hr.job", json!({"website_description": "<img src=x onerror=alert(1)>"})),
        update("event.event", json!({"description": "<a href=\"java&#115;cript:alert(1)\">x</a>"})),
        update("project.task", json!({"description": "<svg/onload=alert(1)>"})),
        update("res.partner", json!({"comment": "<iframe src=\"https://attacker.example\"></iframe>"})),
        update("sale.order", json!({"note": "<p t-out=\"request.env\"/>"})),
        update("res.partner", json!({"child_ids": [[0, 0, {"name": "x", "comment": "<script src=x></script>"}]]})),
        case("create_record", json!({"model": "project.task", "values": {"name": "x", "description": "<object data=x></object>"}})),
    ]
}

/// A translation is a value of its field.
fn translated_values() -> Vec<Case> {
    let translate = |model: &str, field: &str, text: Value| {
        case("set_translations", json!({"model": model, "record_id": 1, "field": field, "translations": {"en_US": text}}))
    };
    vec![
        translate("sms.template", "body", json!("{{ object.env }}")),
        translate("website.menu", "name", json!("x")),
        translate("product.template", "website_description", json!({"term": "<script>alert(1)</script>"})),
        translate("mail.template", "body_html", json!("x")),
        translate("ir.ui.menu", "name", json!("x")),
    ]
}

/// Ids of records of a model that only the field's module knows.
fn records_in_json() -> Vec<Case> {
    let file = json!([{"id": 1, "name": "x", "mimetype": "text/plain"}]);
    vec![
        update("account.move.send.wizard", json!({"mail_attachments_widget": file})),
        update("account.move.send", json!({"mail_attachments_widget": file})),
        update("account.move", json!({"sending_data": {"author_user_id": 2, "mail_attachments_widget": file}})),
        update("account.move", json!({"send_and_print_values": {"mail_template_id": 1}})),
        update("sale.order", json!({"customizable_pdf_form_fields": {"header": {"document_ids": [1]}}})),
    ]
}

/// A dialog that nobody opened is about whatever its form says.
fn dialogs_by_hand() -> Vec<Case> {
    let onchange = |model: &str, changed: &str, values: Value| {
        case("get_onchange", json!({"model": model, "values": values, "changed_field": changed}))
    };
    vec![
        onchange("mail.compose.message", "template_id", json!({"template_id": 1, "model": "res.users", "res_ids": "[2]"})),
        onchange("mail.compose.message", "template_id", json!({"template_id": 1})),
        onchange("sms.template.preview", "resource_ref", json!({"resource_ref": "res.partner,1"})),
        onchange("sms.composer", "res_model", json!({"res_model": "res.users", "res_id": 2})),
        onchange("mail.activity.schedule", "res_model", json!({"res_model": "res.users", "res_ids": "[2]"})),
        onchange("survey.invite", "template_id", json!({"template_id": 1})),
    ]
}

/// A message that says it came by mail, or from the system.
fn messages_of_others() -> Vec<Case> {
    let post = |kind: &str| {
        let kwargs = json!({"body": "x", "message_type": kind});
        case("execute_method", json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "args": [], "kwargs": kwargs}))
    };
    ["email", "email_outgoing", "auto_comment", "user_notification", "out_of_office"].map(post).to_vec()
}
