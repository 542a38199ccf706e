//! Calls that an ordinary user makes: none may be refused by a rule.

use serde_json::{Value, json};

use super::cases::Case;

/// Models that people look into all day.
const DAILY: &[&str] = &[
    "res.partner",
    "res.company",
    "res.country",
    "res.currency",
    "res.partner.category",
    "sale.order",
    "sale.order.line",
    "purchase.order",
    "account.move",
    "account.move.line",
    "account.journal",
    "product.template",
    "product.product",
    "stock.picking",
    "stock.move",
    "stock.quant",
    "crm.lead",
    "crm.stage",
    "project.project",
    "project.task",
    "hr.employee",
    "hr.department",
    "hr.leave",
    "hr.expense",
    "calendar.event",
    "mail.message",
    "mail.activity",
    "uom.uom",
    "res.groups",
    "discuss.channel",
];

fn case(tool: &'static str, arguments: Value) -> Case {
    Case { tool, arguments }
}

/// Calls that must not be refused.
pub(crate) fn benign() -> Vec<Case> {
    let mut cases: Vec<Case> = DAILY.iter().flat_map(|model| looking(model)).collect();
    cases.extend(searches());
    cases.extend(reports());
    cases.extend(writes());
    cases.extend(actions());
    cases
}

fn looking(model: &str) -> Vec<Case> {
    vec![
        case("search_read", json!({"model": model, "fields": ["id", "display_name", "create_uid", "write_date"]})),
        case("get_record", json!({"model": model, "record_id": 1, "fields": ["id", "display_name"]})),
        case("search_count", json!({"model": model, "domain": [["create_uid", "=", 2]]})),
        case(
            "search_read",
            json!({"model": model, "fields": ["id"], "domain": [["create_uid", "ilike", "mitchell"]], "order": "create_date desc, id"}),
        ),
        case("name_search", json!({"model": model, "name": "a"})),
    ]
}

fn searches() -> Vec<Case> {
    let search =
        |model: &str, domain: Value| case("search_read", json!({"model": model, "fields": ["id", "display_name"], "domain": domain}));
    vec![
        search("res.partner", json!([["name", "ilike", "azure"], ["is_company", "=", true]])),
        search("res.partner", json!(["|", ["email", "!=", false], ["phone", "!=", false]])),
        search("res.partner", json!(["!", ["country_id.code", "in", ["BE", "NL"]]])),
        search("res.partner", json!([["parent_id.country_id.name", "=", "Belgium"]])),
        search("res.partner", json!([["category_id", "child_of", 3]])),
        search("res.partner", json!([["child_ids", "any", [["email", "!=", false]]]])),
        search("res.partner", json!([["user_id", "=", 2]])),
        search("res.partner", json!([["user_id", "ilike", "marc"]])),
        search("res.partner", json!([["user_ids", "!=", false]])),
        search("res.partner", json!([["active", "in", [true, false]]])),
        search("res.partner", json!([["message_ids.body", "ilike", "hello"]])),
        search("res.partner", json!([["activity_ids.summary", "ilike", "call"]])),
        search("res.partner", json!([["id", "in", [1, 2, 3]]])),
        search("res.partner", json!([[1, "=", 1]])),
        search("res.partner", json!([["create_date", ">=", "2026-01-01 00:00:00"]])),
        search("res.partner", json!([["vat", "=?", false]])),
        search("res.partner", json!([["company_id", "in", [1, false]]])),
        search("sale.order", json!([["state", "in", ["sale", "done"]], ["amount_total", ">", 1000]])),
        search("sale.order", json!([["partner_id", "ilike", "azure"]])),
        search("sale.order", json!([["partner_id.country_id", "=", 21]])),
        search("sale.order", json!([["order_line.product_id.categ_id", "child_of", 1]])),
        search("sale.order", json!([["team_id.name", "=", "Sales"]])),
        search("sale.order.line", json!([["order_id.partner_id.name", "ilike", "a"]])),
        search(
            "account.move",
            json!([["move_type", "=", "out_invoice"], ["payment_state", "!=", "paid"], ["invoice_date_due", "<", "2026-11-20"]]),
        ),
        search("account.move.line", json!([["move_id.state", "=", "posted"], ["account_id.code", "=like", "4%"]])),
        search("project.task", json!([["user_ids", "in", [2]], ["stage_id.fold", "=", false]])),
        search("project.task", json!([["project_id.partner_id.name", "ilike", "a"]])),
        search("hr.employee", json!([["department_id.manager_id.name", "ilike", "a"]])),
        search("hr.leave", json!([["state", "=", "confirm"], ["employee_id.department_id", "=", 1]])),
        search("stock.quant", json!([["location_id.usage", "=", "internal"], ["quantity", ">", 0]])),
        search("stock.picking", json!([["picking_type_id.code", "=", "outgoing"], ["state", "=", "assigned"]])),
        search("crm.lead", json!([["stage_id.is_won", "=", true], ["user_id", "=", 2]])),
        search("calendar.event", json!([["attendee_ids.state", "=", "accepted"]])),
        search("product.template", json!([["list_price", "<", 10], ["categ_id.name", "ilike", "all"]])),
        search("product.product", json!([["name", "ilike", "desk"], ["default_code", "=like", "FURN%"]])),
        case("search_read", json!({"model": "product.product", "fields": ["name", "list_price", "default_code", "categ_id", "uom_id"]})),
        case("search_read", json!({"model": "hr.employee", "fields": ["name", "work_email", "job_title", "department_id", "user_id"]})),
        case(
            "search_read",
            json!({"model": "sale.order", "fields": ["name", "partner_id", "user_id", "amount_total", "state", "currency_id"], "order": "date_order desc, id desc", "limit": 10}),
        ),
        case(
            "search_read",
            json!({"model": "res.partner", "fields": ["name", "email", "phone", "country_id", "category_id", "user_id"], "context": {"lang": "fr_FR", "active_test": false}}),
        ),
        case(
            "search_read",
            json!({"model": "res.partner", "fields": ["name"], "context": {"allowed_company_ids": [1], "tz": "Europe/Brussels"}}),
        ),
        case(
            "search_read",
            json!({"model": "mail.message", "fields": ["body", "author_id", "date"], "domain": [["model", "=", "res.partner"], ["res_id", "=", 1]]}),
        ),
        case("name_search", json!({"model": "res.partner", "name": "azure", "domain": [["is_company", "=", true]]})),
        case("get_defaults", json!({"model": "sale.order", "fields": ["date_order", "company_id", "state"]})),
        case("get_onchange", json!({"model": "sale.order", "values": {"partner_id": 1}, "changed_field": "partner_id"})),
    ]
}

fn reports() -> Vec<Case> {
    let group = |model: &str, groupby: Value, aggregates: Value| {
        case("read_group", json!({"model": model, "groupby": groupby, "aggregates": aggregates}))
    };
    vec![
        group("sale.order", json!(["partner_id"]), json!(["amount_total:sum"])),
        group("sale.order", json!(["date_order:month"]), json!(["amount_total:sum", "__count"])),
        group("sale.order", json!(["user_id"]), json!(["amount_total:avg"])),
        group("sale.order", json!(["create_uid", "state"]), json!(["__count"])),
        group("account.move", json!(["invoice_date:quarter"]), json!(["amount_total:sum"])),
        group("account.move.line", json!(["account_id"]), json!(["debit:sum", "credit:sum"])),
        group("crm.lead", json!(["stage_id"]), json!(["expected_revenue:sum"])),
        group("project.task", json!(["project_id", "stage_id"]), json!(["__count"])),
        group("stock.quant", json!(["location_id"]), json!(["quantity:sum"])),
        group("hr.leave", json!(["employee_id"]), json!(["number_of_days:sum"])),
        case(
            "read_group",
            json!({"model": "sale.order", "groupby": ["partner_id"], "aggregates": ["amount_total:sum"], "having": [["amount_total:sum", ">", 1000]], "order": "amount_total:sum desc", "domain": [["state", "=", "sale"]]}),
        ),
        case("read_group", json!({"model": "res.partner", "groupby": ["country_id"], "aggregates": ["__count"], "order": "__count desc"})),
    ]
}

fn writes() -> Vec<Case> {
    let create = |model: &str, values: Value| case("create_record", json!({"model": model, "values": values}));
    let update = |model: &str, values: Value| case("update_record", json!({"model": model, "record_ids": [1, 2], "values": values}));
    let mut cases: Vec<Case> = [
        "res.partner",
        "product.template",
        "crm.lead",
        "project.task",
        "hr.employee",
        "account.journal",
        "product.product",
        "crm.team",
        "calendar.event",
    ]
    .iter()
    .flat_map(|model| [update(model, json!({"active": false})), update(model, json!({"active": true}))])
    .collect();
    cases.extend([
        create("res.partner", json!({"name": "Azure", "email": "a@example.com", "country_id": 21, "category_id": [[6, 0, [1]]]})),
        create("res.partner", json!({"name": "Azure", "child_ids": [[0, 0, {"name": "Ann", "type": "contact"}]], "user_id": 2})),
        create("sale.order", json!({"partner_id": 1, "order_line": [[0, 0, {"product_id": 1, "product_uom_qty": 3}]], "user_id": 2})),
        create("purchase.order", json!({"partner_id": 1, "order_line": [[0, 0, {"product_id": 1, "product_qty": 3}]]})),
        create("account.move", json!({"move_type": "out_invoice", "partner_id": 1, "invoice_line_ids": [[0, 0, {"name": "x", "quantity": 1, "price_unit": 10}]]})),
        create("product.product", json!({"name": "Desk", "list_price": 10.5, "categ_id": 1})),
        create("product.template", json!({"name": "Desk", "list_price": 10.5, "attribute_line_ids": [[0, 0, {"attribute_id": 1, "value_ids": [[6, 0, [1]]]}]]})),
        create("project.project", json!({"name": "House", "user_id": 2})),
        create("project.task", json!({"name": "Paint", "project_id": 1, "user_ids": [[6, 0, [2]]]})),
        create("project.task", json!({"name": "Paint", "user_ids": [[4, 2]], "tag_ids": [[4, 1]]})),
        create("crm.lead", json!({"name": "Big", "partner_id": 1, "expected_revenue": 1000, "user_id": 2})),
        create("calendar.event", json!({"name": "Meet", "start": "2026-11-20 10:00:00", "stop": "2026-11-20 11:00:00", "partner_ids": [[6, 0, [1, 2]]]})),
        create("hr.leave", json!({"employee_id": 1, "holiday_status_id": 1, "request_date_from": "2026-11-20", "request_date_to": "2026-11-21"})),
        create("hr.employee", json!({"name": "Ann", "department_id": 1})),
        create("crm.team", json!({"name": "South", "user_id": 2})),
        update("res.partner", json!({"phone": "+32 1", "comment": "<p>x</p>", "user_id": false})),
        update("res.partner", json!({"category_id": [[4, 1], [3, 2]], "child_ids": [[1, 5, {"name": "Bo"}]]})),
        update("sale.order", json!({"order_line": [[1, 4, {"product_uom_qty": 5}], [2, 5], [0, 0, {"product_id": 2}]]})),
        update("sale.order", json!({"note": "the password is not here", "client_order_ref": "res.users"})),
        update("project.task", json!({"user_ids": [[3, 2], [4, 6]], "stage_id": 2})),
        update("project.task", json!({"user_ids": [[5]]})),
        update("project.task", json!({"description": "<p>write {{ name }} and t-if into the template of a t-shirt</p>"})),
        update("project.task", json!({"task_properties": [{"name": "p", "string": "Reviewer", "type": "many2one", "comodel": "res.users", "value": 2}]})),
        update("project.task", json!({"task_properties": {"p": "the password of the day"}})),
        update("crm.team", json!({"assignment_domain": "[('user_id', '=', False), ('partner_id.country_id.code', 'in', ['BE', 'NL'])]"})),
        update("crm.lead", json!({"lead_properties": [{"name": "p", "type": "many2one", "comodel": "res.users", "domain": "[]", "value": 2}]})),
        update("sms.template", json!({"body": "Your t-shirt is ready {soon}"})),
        update("survey.invite", json!({"body": "<p>Dear customer, take the t-set home</p>"})),
        update("product.product", json!({"list_price": 12, "name": "Table"})),
        update("crm.lead", json!({"stage_id": 3, "user_id": 6, "tag_ids": [[6, 0, []]]})),
        update("hr.employee", json!({"job_title": "Clerk", "parent_id": 2})),
        update("account.move", json!({"ref": "INV", "invoice_user_id": 2})),
        case("delete_record", json!({"model": "crm.lead", "record_ids": [1]})),
        case("delete_record", json!({"model": "res.partner", "record_ids": [1, 2, 3]})),
        case("bulk_create", json!({"model": "res.partner", "records": [{"name": "a"}, {"name": "b"}]})),
    ]);
    cases
}

fn actions() -> Vec<Case> {
    let execute = |model: &str, method: &str, args: Value, kwargs: Value| {
        case("execute_method", json!({"model": model, "method": method, "record_ids": [1], "args": args, "kwargs": kwargs}))
    };
    vec![
        execute("sale.order", "action_confirm", json!([]), json!({})),
        execute("sale.order", "action_cancel", json!([]), json!({})),
        execute("sale.order", "action_quotation_send", json!([]), json!({})),
        execute("purchase.order", "button_confirm", json!([]), json!({})),
        execute("account.move", "action_post", json!([]), json!({})),
        execute("account.move", "button_draft", json!([]), json!({})),
        execute("stock.picking", "button_validate", json!([]), json!({})),
        execute("stock.picking", "action_assign", json!([]), json!({})),
        execute("crm.lead", "action_set_won_rainbowman", json!([]), json!({})),
        execute("hr.leave", "action_approve", json!([]), json!({})),
        execute(
            "res.partner",
            "message_post",
            json!([]),
            json!({"body": "I forgot my password, see res.users please", "message_type": "comment"}),
        ),
        execute("res.partner", "message_post", json!([]), json!({"body": "the access token of the day is secret", "partner_ids": [1, 2]})),
        execute("res.partner", "message_subscribe", json!([[1, 2]]), json!({})),
        execute("res.partner", "activity_schedule", json!(["mail.mail_activity_data_call"]), json!({"summary": "Call", "user_id": 2})),
        execute("project.task", "message_post", json!([]), json!({"body": "done. next: name, date"})),
        execute("sale.order", "action_confirm", json!([]), json!({"context": {"lang": "fr_FR"}})),
        execute("res.partner", "action_archive", json!([]), json!({})),
        execute("project.task", "action_unarchive", json!([]), json!({})),
        execute("crm.lead", "toggle_active", json!([]), json!({})),
    ]
}
