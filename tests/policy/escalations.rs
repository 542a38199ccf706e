//! Attacks that would give somebody more rights.

use serde_json::json;

use super::{Case, case, execute, write};

/// Ways to more rights.
pub(super) fn escalations() -> Vec<Case> {
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
