//! What the operator sets about tools, by flag, environment and file: the flag wins over the environment, and that over the file.

use serde_json::{Value, json};

use super::client::{Gateway, command};

fn offered(arguments: &[&str], environment: &[(&str, &str)]) -> Vec<String> {
    let tools = Gateway::start_with(arguments, environment).request("tools/list", json!({}))["result"]["tools"].clone();
    tools.as_array().unwrap().iter().map(|tool: &Value| tool["name"].as_str().unwrap().to_owned()).collect()
}

/// A folder with this `gateway.yaml`.
fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gateway.yaml"), text).unwrap();
    folder
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = folder("tools:\n  toolsets: [session]\n  disabled: [logout]\n");
    let config = ("CONFIG_DIR", folder.path().to_str().unwrap());
    let records = ("MCP_TOOLSETS", "records");
    assert_eq!(offered(&["serve"], &[config]), ["whoami", "login"]);
    assert_eq!(offered(&["serve"], &[config, records]).len(), 7);
    assert_eq!(offered(&["serve", "--toolsets", "session"], &[config, records]), ["whoami", "login"]);
    let disabled = ("MCP_DISABLED_TOOLS", "login");
    assert_eq!(offered(&["serve", "--toolsets", "session"], &[config, disabled]), ["whoami"]);
    assert_eq!(offered(&["serve", "--toolsets", "session", "--without", "whoami"], &[config]), ["login"]);
}

#[test]
fn limits_and_confirmations_come_from_the_environment() {
    let folder = folder("tools:\n  default_limit: 3\n  confirm: false\n");
    let config = ("CONFIG_DIR", folder.path().to_str().unwrap());
    let found = |environment: &[(&str, &str)]| {
        let mut gateway = Gateway::start_with(&["serve", "--demo"], environment);
        gateway.good("search_read", json!({"model": "res.partner"}))["count"].clone()
    };
    assert_eq!(found(&[config]), 3);
    assert_eq!(found(&[config, ("MCP_DEFAULT_LIMIT", "2")]), 2);
    let delete = json!({"model": "res.partner", "record_ids": [1]});
    let mut asking = Gateway::start_with(&["serve", "--demo"], &[config, ("MCP_CONFIRM", "on")]);
    assert_eq!(asking.bad("delete_record", delete.clone())["code"], "confirmation_needed");
    let mut not_asking = Gateway::start_with(&["serve", "--demo"], &[config]);
    assert_ne!(not_asking.call("delete_record", delete)["structuredContent"]["error"]["code"], "confirmation_needed");
}

#[test]
fn config_show_lists_them() {
    let output = command(&[("MCP_TOOLSETS", "records"), ("MCP_CONFIRM", "off")]).args(["config", "show"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let value = |name: &str| text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_default().to_owned();
    assert!(value("tools.toolsets").contains(" records "), "{text}");
    assert!(value("tools.confirm").contains(" off "), "{text}");
    assert!(value("tools.default_limit").contains(" 80 "), "{text}");
}

#[test]
fn a_wrong_value_stops_the_start_with_its_name() {
    let wrong = [("MCP_TOOLSETS", "recrods"), ("MCP_DISABLED_TOOLS", "delete_recrod"), ("MCP_CONFIRM", "perhaps")];
    let output = command(&wrong).arg("serve").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for expected in ["MCP_TOOLSETS", "found `recrods`, expected one of `core`", "did you mean `delete_record`", "expected `on` or `off`"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}
