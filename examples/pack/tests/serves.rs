//! The binary of the example serves its tool beside the built-in ones, on the embedded Odoo.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::process::Command;

use serde_json::Value;

/// Calls a tool from the command line; whether it went well, and what was printed.
fn call(tool: &str, arguments: &str) -> (bool, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pack-example"));
    let output = command.env_clear().args(["call", "--demo", tool, arguments]).output().unwrap();
    (output.status.success(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn the_tool_answers_within_the_rules_of_the_gateway() {
    let (is_good, answer) = call("credit_check", r#"{"partner_id": 18, "amount": 500}"#);
    assert!(is_good && answer["may_order"].is_boolean() && answer["customer"].is_string(), "{answer}");
    for wrong in [r#"{"partner_id": 18}"#, r#"{"partner_id": 18, "amount": 500, "limt": 3}"#, r#"{"partner_id": 4000000, "amount": 1}"#] {
        assert!(!call("credit_check", wrong).0, "{wrong}");
    }
    assert!(call("search_count", r#"{"model": "res.partner"}"#).0);
}
