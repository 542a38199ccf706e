//! The command line: help, exit codes, and both eras of MCP at the start.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use super::client::{Gateway, command};

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let output = command(environment).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn help_names_every_command_variable_and_exit_code() {
    let (code, help, _) = run(&["--help"], &[]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(help);
}

#[test]
fn a_wrong_command_line_or_configuration_is_2() {
    assert_eq!(run(&["serv"], &[]).0, Some(2));
    let (code, _, error) = run(&["check"], &[]);
    assert_eq!(
        (code, error.as_str()),
        (Some(2), "error: no connection is configured: set ODOO_URL, ODOO_USERNAME, ODOO_API_KEY (or ODOO_PASSWORD)\n")
    );
    let (code, _, error) = run(&["serve"], &[("MCP_MODE", "readony")]);
    assert_eq!((code, error.as_str()), (Some(2), "error: MCP_MODE: found `readony`, expected one of `readwrite`, `readonly`\n"));
    let (code, _, error) = run(&["--env-file", "nowhere.env", "check"], &[]);
    assert_eq!(code, Some(2));
    assert!(error.starts_with("error: cannot read `nowhere.env`: "), "{error}");
}

#[test]
fn without_a_configuration_it_serves_and_every_tool_says_what_is_missing() {
    let mut gateway = Gateway::start(&[]);
    assert_eq!(gateway.request("tools/list", json!({}))["result"]["tools"].as_array().unwrap().len(), 32);
    let error = gateway.bad("search_count", json!({"model": "res.partner"}));
    assert_eq!((error["code"].as_str(), error["origin"].as_str()), (Some("not_configured"), Some("gateway")));
    assert!(gateway.request("tools/call", json!({"name": "no_such_tool", "arguments": {}}))["error"].is_object());
    gateway.stop();
}

#[test]
fn a_read_only_server_offers_no_writes() {
    let mut gateway = Gateway::start(&[("MCP_MODE", "readonly")]);
    let tools = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    let of_session = |tool: &serde_json::Value| tool["name"] == "login" || tool["name"] == "logout";
    assert!(tools.as_array().unwrap().iter().all(|tool| of_session(tool) || tool["annotations"]["readOnlyHint"] == true), "{tools}");
    assert!(gateway.request("tools/call", json!({"name": "create_record", "arguments": {}}))["error"].is_object());
}

#[test]
fn the_stateless_era_needs_no_handshake() {
    let mut gateway = Gateway::spawn(&[]);
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
    let found = gateway.request("server/discover", json!({"_meta": meta}));
    assert!(found["result"]["capabilities"]["tools"].is_object(), "{found}");
    let tools = gateway.request("tools/list", json!({"_meta": meta}));
    assert_eq!(tools["result"]["tools"].as_array().map(Vec::len), Some(32), "{tools}");
    assert!(tools["result"]["ttlMs"].as_u64() > Some(0), "{tools}");
    let called = gateway.request("tools/call", json!({"_meta": meta, "name": "search_count", "arguments": {"model": "res.partner"}}));
    assert_eq!(called["result"]["isError"], true, "{called}");
}

#[test]
fn a_client_that_leaves_before_the_handshake_is_no_error() {
    let mut process = command(&[]).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"").unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stdout.is_empty() && !String::from_utf8_lossy(&output.stderr).contains("ERROR"), "{output:?}");
}

#[test]
fn calls_are_checked_offline_line_by_line() {
    let mut process = command(&[]).args(["validate", "--series", "17"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = [
        r#"{"op": "create", "model": "res.partner", "values": {"name": "x"}}"#,
        "not a call",
        "",
        r#"{"op": "search", "model": "res.partner", "domain": [["display_name.x", "=", 1]]}"#,
    ];
    process.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    let verdicts: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words: Vec<&str> = verdicts.iter().map(|verdict| verdict["verdict"].as_str().unwrap()).collect();
    assert_eq!(words, ["accept", "error", "reject"]);
    assert_eq!(verdicts[1]["line"], 2);
    let (code, _, error) = run(&["validate", "--series", "17", "--schemas", "/nowhere"], &[]);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("cannot use the snapshot in `/nowhere/17.0`") && error.lines().count() == 1, "{error}");
    assert_eq!(run(&["validate", "--series", "16"], &[]).0, Some(2));
}
