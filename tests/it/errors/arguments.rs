//! What is wrong with the arguments before any schema is looked at.

use serde_json::{Value, json};

use super::case::{Case, Stage, case};
use super::tools::{CONFIRMED, EVERY, WRITING, every_but, of_model};

/// A text of so many bytes.
fn text(bytes: usize) -> Value {
    json!("x".repeat(bytes))
}

pub(super) fn stage() -> Stage {
    let with_model = [of_model(), vec!["compare_versions"]].concat();
    let mut cases = vec![
        case("unknown_argument", EVERY, json!({"zebra": 1})),
        case("unknown_argument", EVERY, json!({"zebra": 1, "yak": {}})),
        case("too_many_issues", EVERY, Value::Object((0..101).map(|number| (format!("zebra_{number}"), json!(1))).collect())),
        case("missing_argument", &with_model, json!({"model": null})),
        case("missing_argument", &["login"], json!({"method": null})),
        case("missing_argument", &["login"], json!({"username": null})),
        case("missing_argument", &["get_onchange"], json!({"changed_field": "email"})),
        case("wrong_type", &with_model, json!({"model": 7})),
        case("wrong_type", &["list_models"], json!({"filter": true})),
        case("wrong_type", &["login"], json!({"credential": 7})),
        case("wrong_type", &["search_read"], json!({"limit": "5", "fields": "name", "domain": "[('name', '=', 'x')]"})),
        case("wrong_value", &["search_read"], json!({"format": "csv"})),
        case("wrong_value", &["get_model_fields"], json!({"detail": "all"})),
        case("wrong_value", &["compare_versions"], json!({"from": "16.0"})),
        case("wrong_value", &["compare_versions"], json!({"to": "17.0"})),
        case("wrong_value", &["login"], json!({"method": "oauth"})),
        case("wrong_value", WRITING, json!({"idempotency_key": ""})),
        case("wrong_value", &["bulk_create"], json!({"records": []})),
        case("wrong_value", &["bulk_update"], json!({"updates": []})),
        case("wrong_value", &["bulk_update"], json!({"updates": [{"id": 1, "values": {}}, {"id": 1, "values": {}}]})),
        case("no_records", &["update_record", "delete_record", "run_wizard"], json!({"record_ids": []})),
        case("bad_confirmation", CONFIRMED, json!({"confirm_token": "forged"})),
    ];
    cases.extend(context());
    Stage::new("arguments", cases).variable("MCP_CONFIRM_ABOVE", "0").file("gateway.yaml", "tools: {irreversible: [address_get]}")
}

/// The context is closed as well.
fn context() -> Vec<Case> {
    let tools = every_but(&[
        "list_models",
        "get_model_fields",
        "get_create_requirements",
        "describe_method",
        "compare_versions",
        "whoami",
        "login",
        "logout",
    ]);
    vec![case("unknown_argument", &tools, json!({"context": {"langue": "fr_FR"}}))]
}

/// Bounds that the operator sets.
pub(super) fn limits() -> Stage {
    let two = json!({"record_ids": [999_999_998, 999_999_999]});
    let updates: Vec<Value> = [999_999_998, 999_999_999].map(|id| json!({"id": id, "values": {"name": "x"}})).into();
    let cases = vec![
        case("too_large", EVERY, json!({"zebra": text(2_000)})),
        case("too_many_records", &["update_record", "delete_record", "execute_method", "run_wizard"], two),
        case("too_many_records", &["bulk_create"], json!({"records": [{"name": "x"}, {"name": "y"}]})),
        case("too_many_records", &["bulk_update"], json!({"updates": updates})),
    ];
    Stage::new("limits", cases).variable("MCP_CONFIRM", "off").file("gateway.yaml", "limits: {argument_bytes: 2000, records_per_call: 1}")
}
