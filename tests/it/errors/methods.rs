//! Methods that are not called, and arguments that they do not take.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::case::{Case, Stage, case};

fn execute(code: &'static str, with: Value) -> Case {
    case(code, &["execute_method"], with)
}

pub(super) fn stage() -> Stage {
    let context = |context: Value| json!({"kwargs": {"context": context}});
    let mut unknown_method = case("unknown_method", &["describe_method"], json!({"method": "adress_get"}));
    unknown_method.tools.push("execute_method");
    let cases = vec![
        unknown_method,
        execute("has_a_tool", json!({"method": "write"})),
        execute("has_a_tool", json!({"method": "exists"})),
        execute("private_method", json!({"method": "_compute_display_name"})),
        execute("method_blocked", json!({"method": "sudo"})),
        execute("method_not_allowed", json!({"model": "res.country", "method": "get_address_fields"})),
        execute("private_method", json!({"model": "res.country", "method": "_get_name"})),
        execute("ids_needed", json!({"record_ids": null})),
        execute("ids_refused", json!({"method": "find_or_create", "kwargs": {"email": "x@example.com"}})),
        execute("bad_id", json!({"record_ids": [0]})),
        execute("missing_argument", json!({"method": "find_or_create", "record_ids": null})),
        execute(
            "unknown_argument",
            json!({"method": "find_or_create", "record_ids": null, "kwargs": {"email": "x@example.com", "mail": 1}}),
        ),
        execute("too_many_arguments", json!({"method": "find_or_create", "record_ids": null, "args": ["x@example.com", false, 3]})),
        execute("argument_refused", json!({"model": "crm.lead", "method": "message_post", "kwargs": {"body": "x", "author_id": 1}})),
        execute("context_key", context(json!({"mail_create_nosubscribe": true}))),
        execute("wrong_shape", context(json!({"active_model": 7}))),
        execute("unreadable_argument", json!({"method": "address get"})),
        execute("unknown_signature", json!({"model": "x_trip", "method": "plan", "args": [1]})).only(&[Series::V19]).embedded(),
    ];
    Stage::new("methods", cases).file(
        "model_access.yaml",
        "model_access: {allowed_methods: {res.country: [_get_name], res.partner: [address_get, find_or_create], x_trip: [plan]}}",
    )
}
