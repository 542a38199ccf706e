//! Attacks by paths into what is blocked, and questions whose answers would show what is hidden.

use serde_json::json;

use super::{Case, case, execute, read, write};

/// Paths through a relation into what is blocked.
pub(super) fn paths_into_blocked() -> Vec<Case> {
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

/// What is hidden is not revealed in any roundabout way.
pub(super) fn oracles() -> Vec<Case> {
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
