//! Tools from the command line: JSON on standard output, exit codes as documented, the same policy, audit and confirmation as over MCP.

use serde_json::{Value, json};

use super::client::command;
use super::embedded::{key_of, on_every_series};

/// Runs a command; its exit code, its standard output as JSON, and its standard error.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> (i32, Value, String) {
    let output = command(environment).args(arguments).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let json = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout:?}"));
    (output.status.code().unwrap(), json, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_call_prints_its_result() {
    on_every_series(|odoo| {
        let environment = key_of(odoo);
        let search = r#"{"model": "res.partner", "limit": 2}"#;
        let (code, result, _) = run(&["call", "search_read", search, "--arg", "limit=1", "--arg", "fields=[\"name\"]"], &environment);
        assert_eq!((code, &result["count"]), (0, &json!(1)), "{result}");
        let (code, result, stderr) = run(&["call", "search_read", "--arg", "model=res.partnr"], &environment);
        assert_eq!((code, &result["error"]["code"]), (1, &json!("unknown_model")), "{result}");
        assert!(stderr.starts_with("error: ") && stderr.lines().count() == 1, "{stderr}");
    });
}

#[test]
fn what_cannot_be_undone_is_confirmed() {
    on_every_series(|odoo| {
        let environment = key_of(odoo);
        let create = json!({"model": "res.partner", "values": {"name": "Short-lived"}}).to_string();
        let (_, created, _) = run(&["call", "create_record", &create], &environment);
        let delete = json!({"model": "res.partner", "record_ids": [created["id"]]}).to_string();
        let (code, refused, stderr) = run(&["call", "delete_record", &delete], &environment);
        assert_eq!((code, &refused["error"]["code"]), (1, &json!("declined")), "{refused}");
        assert!(stderr.contains("confirm with --yes"), "{stderr}");
        assert_eq!(odoo.executed("res.partner", "unlink"), 0);
        let (code, deleted, _) = run(&["call", "delete_record", &delete, "--yes"], &environment);
        assert_eq!((code, &deleted["deleted"]), (0, &json!([created["id"]])), "{deleted}");
        assert_eq!(odoo.executed("res.partner", "unlink"), 1);
    });
}

#[test]
fn the_policy_and_the_audit_are_those_of_the_server() {
    on_every_series(|odoo| {
        let folder = tempfile::tempdir().unwrap();
        let audit = folder.path().join("audit.jsonl");
        let more = [("MCP_MODE", "readonly"), ("MCP_AUDIT", audit.to_str().unwrap())];
        let environment: Vec<_> = key_of(odoo).into_iter().chain(more).collect();
        let secrets = json!({"model": "ir.config_parameter"}).to_string();
        assert_eq!(run(&["call", "search_read", &secrets], &environment).0, 1);
        let output = command(&environment).args(["call", "create_record", "{}"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "a read-only server has no such tool: {output:?}");
        let lines = std::fs::read_to_string(audit).unwrap();
        assert!(lines.contains("\"tool\":\"search_read\"") && lines.contains("\"decision\":\"deny\""), "{lines}");
    });
}

#[test]
fn models_tools_and_health_are_json() {
    on_every_series(|odoo| {
        let environment = key_of(odoo);
        let (code, models, _) = run(&["models"], &environment);
        let listed = models["models"].as_array().unwrap();
        assert_eq!((code, json!(listed.len())), (0, models["total"].clone()));
        assert!(listed.len() > 100, "page after page: {}", listed.len());
        let (_, partners, _) = run(&["models", "contact"], &environment);
        assert!(partners["models"].as_array().unwrap().iter().any(|model| model["model"] == "res.partner"), "{partners}");
        let (code, health, _) = run(&["health"], &environment);
        assert_eq!((code, &health["status"], &health["odoo"]["series"]), (0, &json!("ok"), &json!(odoo.series().name())));
    });
    let (code, tools, _) = run(&["tools"], &[("MCP_TOOLSETS", "session")]);
    let names: Vec<&str> = tools["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!((code, names), (0, vec!["whoami", "login", "logout"]));
}

#[test]
fn exit_codes_say_what_went_wrong() {
    let nowhere = [("ODOO_URL", "http://127.0.0.1:1"), ("ODOO_DB", "x"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "k")];
    let (code, health, _) = run(&["health"], &nowhere);
    assert_eq!((code, &health["status"]), (3, &json!("unreachable")), "{health}");
    assert_eq!(run(&["call", "whoami"], &nowhere).0, 3);
    let (code, unset, _) = run(&["call", "whoami"], &[]);
    assert_eq!((code, &unset["error"]["code"]), (2, &json!("not_configured")), "{unset}");
    for wrong in [["call", "no_such_tool", "{}"], ["call", "whoami", "[]"]] {
        let output = command(&[]).args(wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let output = command(&[]).args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && ["serve", "call", "models", "health"].iter().all(|name| script.contains(name)), "{shell}");
    }
}
