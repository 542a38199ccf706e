//! Attacks of newer kinds: other names for the same thing, texts that the server runs or searches by, and links that carry secrets.
//!
//! Each list names models, fields and methods of the snapshots; the models of a kind that came or went are there for their series.

use serde_json::{Value, json};

use super::cases::{Case, case, execute, read, write};

/// Models by which one reaches what is blocked under another name.
const OTHER_NAMES: &[&str] = &[
    "account_edi_proxy_client.user",
    "base.language.install",
    "google.service",
    "mail.guest",
    "mail.notification.web.push",
    "mail.partner.device",
    "mail.scheduled.message",
    "mail.tracking.value",
    "payment.link.wizard",
    "payment.provider.onboarding.wizard",
    "portal.share",
    "privacy.lookup.wizard",
    "project.share.wizard",
    "res.users.role",
    "res.users.settings",
    "res.users.settings.volumes",
    "server.action.history.wizard",
    "sms.account.code",
    "sms.account.phone",
    "sms.account.sender",
    "spreadsheet.dashboard.share",
    "task.share.wizard",
    "theme.ir.asset",
    "theme.ir.attachment",
    "theme.ir.ui.view",
    "web_editor.assets",
    "website.assets",
];

/// Methods that give an account, a right, a link with a secret in it, or code.
const METHODS: &[(&str, &str)] = &[
    ("hr.employee", "action_create_user"),
    ("hr.employee", "action_create_users"),
    ("hr.employee", "action_create_users_confirmation"),
    ("res.partner", "action_signup_prepare"),
    ("res.partner", "signup_get_auth_param"),
    ("res.partner", "signup_retrieve_info"),
    ("sale.order", "action_preview_sale_order"),
    ("account.move", "preview_invoice"),
    ("account.move", "get_portal_url"),
    ("account.move", "action_share"),
    ("purchase.order", "get_acknowledge_url"),
    ("purchase.order", "get_confirm_url"),
    ("survey.user_input", "get_start_url"),
    ("survey.survey", "get_start_short_url"),
    ("survey.user_input", "get_print_url"),
    ("hr.attendance", "get_kiosk_url"),
    ("res.company", "install_l10n_modules"),
    ("res.lang", "install_lang"),
    ("delivery.carrier", "install_more_provider"),
    ("pos.config", "install_pos_restaurant"),
    ("account.move.send.wizard", "create_mail_template"),
    ("fleet.vehicle.send.mail", "action_save_as_template"),
    ("res.partner", "message_process"),
    ("res.partner", "message_route"),
    ("res.partner", "message_new"),
    ("res.partner", "message_update"),
    ("res.partner", "message_post_with_source"),
    ("res.partner", "message_mail_with_source"),
    ("res.partner", "message_change_thread"),
    ("ir.demo", "install_demo"),
    ("ir.actions.report", "unlink_action"),
    ("ir.actions.report", "create_action"),
    ("ir.qweb.field.image", "load_remote_url"),
    ("ir.filters", "create_or_replace"),
    ("discuss.channel", "invite_by_email"),
    ("hr.employee", "get_barcodes_and_pin_hashed"),
    ("pos.session", "load_data"),
    ("pos.session", "load_pos_data"),
    ("account.chart.template", "try_loading"),
];

/// Fields that hold a secret by another name.
const SECRETS: &[(&str, &str)] = &[
    ("hr.employee", "pin"),
    ("res.company", "attendance_kiosk_key"),
    ("res.company", "attendance_kiosk_url"),
    ("discuss.channel", "invitation_url"),
    ("discuss.channel", "uuid"),
    ("survey.invite", "survey_start_url"),
    ("survey.survey", "session_link"),
    ("payment.transaction", "callback_hash"),
    ("website", "plausible_shared_key"),
    ("rating.rating", "access_token"),
    ("calendar.attendee", "access_token"),
    ("pos.config", "access_token"),
    ("website.visitor", "access_token"),
];

/// Texts that the server runs, or sends to every browser as they are.
const CODE: &[(&str, &str)] = &[
    ("gamification.goal.definition", "compute_code"),
    ("website", "custom_code_head"),
    ("website", "custom_code_footer"),
    ("project.project", "alias_defaults"),
    ("crm.team", "alias_defaults"),
    ("hr.job", "alias_defaults"),
];

/// Texts that the server searches by.
const DOMAINS: &[(&str, &str)] = &[
    ("crm.team", "assignment_domain"),
    ("gamification.challenge", "user_domain"),
    ("gamification.goal.definition", "domain"),
    ("account.report.line", "domain_formula"),
    ("account.report.expression", "formula"),
];

/// Texts that the server renders as templates, in which an expression reads whatever it likes.
const TEMPLATES: &[(&str, &str)] = &[
    ("account.move.send", "mail_body"),
    ("account.move.send.wizard", "mail_body"),
    ("account.move.send.wizard", "subject"),
    ("applicant.send.mail", "subject"),
    ("calendar.popover.delete.wizard", "body"),
    ("candidate.send.mail", "body"),
    ("digest.tip", "tip_description"),
    ("fleet.vehicle.send.mail", "body"),
    ("sale.order.cancel", "body"),
    ("sms.composer", "body"),
    ("sms.template", "body"),
    ("sms.template", "lang"),
    ("survey.invite", "body"),
];

/// Properties, whose definition may name any model.
const PROPERTIES: &[(&str, &str)] = &[
    ("crm.lead", "lead_properties"),
    ("crm.team", "lead_properties_definition"),
    ("project.project", "task_properties_definition"),
    ("project.task", "task_properties"),
];

/// References that would carry what is blocked along.
const LINKS: &[(&str, &str, bool)] = &[
    ("hr.leave", "supported_attachment_ids", true),
    ("account.bank.statement", "attachment_ids", true),
    ("survey.invite", "attachment_ids", true),
    ("account.move", "message_main_attachment_id", false),
    ("project.task", "displayed_image_id", false),
    ("website.snippet.filter", "action_server_id", false),
    ("crm.team", "alias_id", false),
    ("res.company", "external_report_layout_id", false),
    ("res.country", "address_view_id", false),
];

/// All of them.
pub(crate) fn attacks() -> Vec<Case> {
    let mut cases = Vec::new();
    OTHER_NAMES.iter().for_each(|model| cases.extend(other_name(model)));
    METHODS.iter().for_each(|(model, method)| cases.push(execute(model, method, json!([]))));
    SECRETS.iter().for_each(|(model, field)| cases.extend(secret(model, field)));
    CODE.iter().for_each(|(model, field)| cases.extend(write(model, json!({*field: "x"}))));
    for (model, field) in DOMAINS {
        for domain in [
            "[('create_uid.login', '=like', 'a%')]",
            "[['user_id.password', '!=', False]]",
            "[(\"access_token\", \"=like\", \"a%\")]",
            "[('user_id', 'any', [('login', '=like', 'a%')])]",
            "[('create_uid' , \"not any\", [('login', '=like', 'a%')])]",
            "[('message_ids.mail_ids', 'any', [('body_html', 'like', 'token=%')])]",
            "[('message_ids.attachment_ids.datas', '!=', False)]",
        ] {
            cases.extend(write(model, json!({*field: domain})));
        }
    }
    for (model, field, many) in LINKS {
        cases.extend(write(model, json!({*field: if *many { json!([[4, 7]]) } else { json!(7) }})));
    }
    cases.extend(templates());
    cases.extend(properties());
    cases.extend(nested());
    cases.extend(arguments());
    cases.extend(fields_by_other_ways());
    cases.extend(super::findings::findings());
    cases.extend(super::siblings::siblings());
    cases
}

fn templates() -> Vec<Case> {
    let mut cases = Vec::new();
    for (model, field) in TEMPLATES {
        for text in [
            "{{ object.env['ir.config_parameter'].sudo().get_param('database.secret') }}",
            "Hello {{object.create_uid.login}}",
            "<p>Dear <t t-out=\"object.env.user.password\"/></p>",
            "<p T-ATT-title='object.env'>x</p>",
            "<div\nt-call='x.y'></div>",
        ] {
            cases.extend(write(model, json!({*field: text})));
        }
    }
    let values = json!({"body": "{{ object.env }}"});
    cases.push(case("get_onchange", json!({"model": "sms.template", "values": values, "changed_field": "body"})));
    cases
}

fn properties() -> Vec<Case> {
    let mut cases = Vec::new();
    for (model, field) in PROPERTIES {
        for property in [
            json!({"name": "p", "type": "many2one", "comodel": "ir.config_parameter", "value": 1}),
            json!({"name": "p", "type": "many2many", "comodel": "res.users.apikeys"}),
            json!({"name": "p", "type": "many2one", "comodel": "res.partner", "domain": "[('user_ids.login', '=like', 'a%')]"}),
            json!({"name": "p", "type": "many2one", "comodel": "res.users", "domain": "[('login', '=like', 'a%')]"}),
        ] {
            cases.extend(write(model, json!({*field: [property]})));
        }
    }
    cases
}

fn other_name(model: &str) -> Vec<Case> {
    vec![
        read(model, json!({})),
        case("create_record", json!({"model": model, "values": {}})),
        case("bulk_create", json!({"model": model, "records": [{}]})),
        execute(model, "action_do", json!([])),
    ]
}

fn secret(model: &str, field: &str) -> Vec<Case> {
    vec![
        read(model, json!({"fields": [field]})),
        read(model, json!({"domain": [[field, "=like", "1%"]]})),
        read(model, json!({"domain": ["|", [field, "in", ["1"]], [1, "=", 1]]})),
        read(model, json!({"order": field})),
        case("read_group", json!({"model": model, "groupby": [field], "aggregates": ["__count"]})),
        case("read_group", json!({"model": model, "groupby": ["create_uid"], "aggregates": [format!("{field}:count_distinct")]})),
        case(
            "read_group",
            json!({"model": model, "groupby": ["create_uid"], "aggregates": ["__count"], "having": [[format!("{field}:min"), "<", "5"]]}),
        ),
        case("name_search", json!({"model": model, "name": "a", "domain": [[field, "!=", false]]})),
        case("bulk_create", json!({"model": model, "records": [{field: "1"}]})),
    ]
}

/// What a command makes on the way.
fn nested() -> Vec<Case> {
    let mut cases = write("product.template", json!({"product_document_ids": [[0, 0, {"name": "x"}]]})).to_vec();
    cases.extend(write("product.template", json!({"product_document_ids": [[1, 7, {"datas": "eA=="}]]})));
    cases.extend(write("res.partner", json!({"message_ids": [[0, 0, {"body": "x"}]]})));
    cases.extend(write("res.partner", json!({"message_ids": [[1, 7, {"body": "x"}]]})));
    cases.extend(write("res.partner", json!({"message_ids": [[2, 7]]})));
    cases.extend(write("res.partner", json!({"activity_ids": [[0, 0, {"summary": "x"}]]})));
    cases.extend(write("res.partner", json!({"message_follower_ids": [[0, 0, {"partner_id": 3}]]})));
    cases.extend(write("res.partner", json!({"child_ids": [[0, 0, {"child_ids": [[0, 0, {"user_ids": [[0, 0, {"login": "x"}]]}]]}]]})));
    cases.extend(write("res.company", json!({"user_ids": [[4, 2]]})));
    cases.extend(write("res.partner", json!({"ref_company_ids": [[1, 1, {"user_ids": [[4, 2]]}]]})));
    cases.push(case("delete_record", json!({"model": "res.groups", "record_ids": [9]})));
    cases.push(case(
        "bulk_create",
        json!({"model": "res.partner", "records": [{"name": "a"}, {"name": "b", "user_ids": [[0, 0, {"login": "b"}]]}]}),
    ));
    cases
}

/// By place and by name.
fn arguments() -> Vec<Case> {
    let post = |name: &str, value: Value| {
        case("execute_method", json!({"model": "res.partner", "method": "message_post", "record_ids": [1], "kwargs": {name: value}}))
    };
    let padded = format!("[('create_uid.login', '=', 'admin'), ('name', '!=', '{}')]", "x".repeat(400));
    let mut cases = vec![
        post("attachment_ids", json!([5])),
        post("attachment_tokens", json!(["x"])),
        post("attachments", json!([["x", "eA=="]])),
        post("author_id", json!(3)),
        post("email_from", json!("ceo@example.com")),
        post("mail_server_id", json!(1)),
        post("template_xmlid", json!("x.y")),
        post("domain", json!(padded)),
        post("domain", json!("[('signup_token', '=like', 'a%'), ('name', '!=', 'x'), ('id', '>', 1)]")),
        post("fields", json!("name signup_token")),
        post("values", json!({"role_ids": [[4, 1]]})),
        post("values", json!({"all_group_ids": [[4, 1]]})),
        post("values", json!([{"in_group_2": true}])),
        post("context", json!({"default_user_ids": [[0, 0, {"login": "x"}]]})),
        post("context", json!({"uid": 1})),
        post("context", json!({"mail_notify_author": true})),
        post("model", json!("ir.cron")),
        post("res_model", json!("\tres.users")),
        post("ref", json!("ir.actions.server,4")),
    ];
    cases.extend(
        [json!([{"attachment_ids": [[6, 0, [5]]], "password": "x"}]), json!(["res.users.settings"]), json!(["mail.tracking.value"])]
            .map(|args| execute("res.partner", "message_post", args)),
    );
    cases
}

/// Paths and orders that end where no value may come from.
fn fields_by_other_ways() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in [
        "message_ids.tracking_value_ids.old_value_char",
        "company_id.attendance_kiosk_key",
        "employee_ids.pin",
        "create_uid.res_users_settings_id.id",
    ] {
        cases.push(read("res.partner", json!({"domain": [[path, "!=", false]]})));
        cases.push(read("res.partner", json!({"order": path})));
        cases.push(case("read_group", json!({"model": "res.partner", "groupby": [format!("{path}:month")], "aggregates": ["__count"]})));
        cases.push(case("search_count", json!({"model": "res.partner", "domain": ["!", "!", [path, "=", "x"]]})));
    }
    cases.push(read("hr.employee", json!({"domain": [["user_id.login", "=", "admin"]]})));
    cases.push(read("hr.employee", json!({"domain": [["user_id", "any", [["login", "=", "admin"]]]]})));
    cases.push(read("hr.employee", json!({"order": "user_id.login"})));
    cases.push(read("mail.message", json!({"domain": [["tracking_value_ids.new_value_char", "ilike", "x"]]})));
    cases.push(read("mail.message", json!({"fields": ["attachment_ids.datas"]})));
    cases.push(read("sale.order", json!({"domain": [["transaction_ids.callback_hash", "!=", false]]})));
    cases
}
