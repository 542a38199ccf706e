//! Files as people have them: what is written, and what stays.

use super::*;

fn entry() -> Entry {
    let arguments = ["--env-file", "/c/odoo.env", "serve"].map(str::to_owned).to_vec();
    Entry { name: "odoo".to_owned(), kind: None, command: "/bin/odoo-gateway".to_owned(), arguments }
}

const LINES: &str = r#""odoo": {
      "command": "/bin/odoo-gateway",
      "args": ["--env-file", "/c/odoo.env", "serve"]
    }"#;

fn added(text: &str) -> String {
    with_entry(text, true, "mcpServers", &entry()).unwrap()
}

/// Added, added again, removed.
fn check(before: &str, after: &str) {
    assert_eq!(added(before), after);
    assert_eq!(added(after), after, "a second time changes nothing");
    assert_eq!(without_entry(after, true, "mcpServers", "odoo").unwrap(), before, "removing it restores the file");
}

#[test]
fn the_entry_joins_other_servers_and_every_other_byte_stays() {
    let before = "// mine\n{\n  \"theme\": 'x',\n";
    assert!(with_entry(before, true, "mcpServers", &entry()).is_err());
    let before = "// mine\r\n{\r\n\t\"a\" : 1.50, // one and a half\r\n\t\"mcpServers\": {\r\n\t\t\"git\": {\"command\":\"git-mcp\"}\r\n\t},\r\n\t\"z\": [ ]\r\n}\r\n";
    let after = added(before);
    assert!(
        after.starts_with("// mine\r\n{\r\n\t\"a\" : 1.50, // one and a half\r\n") && after.ends_with("\r\n\t},\r\n\t\"z\": [ ]\r\n}\r\n"),
        "{after}"
    );
    assert!(!after.replace("\r\n", "").contains('\n'), "{after:?}");
    check(before, &after);
}

#[test]
fn indents_and_trailing_commas_are_those_of_the_file() {
    let before = "{\n  \"mcpServers\": {\n    \"git\": { \"command\": \"git-mcp\" }, // keep\n  },\n}\n";
    let after = format!("{{\n  \"mcpServers\": {{\n    \"git\": {{ \"command\": \"git-mcp\" }}, // keep\n    {LINES},\n  }},\n}}\n");
    check(before, &after.replace("\"serve\"]\n", "\"serve\"],\n"));
}

#[test]
fn a_missing_section_is_made_and_removed_again() {
    check("{\n  \"a\": 1\n}\n", &format!("{{\n  \"a\": 1,\n  \"mcpServers\": {{\n    {LINES}\n  }}\n}}\n"));
    assert_eq!(added(""), format!("{{\n  \"mcpServers\": {{\n    {LINES}\n  }}\n}}\n"));
    assert_eq!(added("\u{feff}{}"), format!("\u{feff}{{\n  \"mcpServers\": {{\n    {LINES}\n  }}\n}}"));
}

#[test]
fn an_entry_that_is_there_keeps_what_the_user_set() {
    let before = r#"{"mcpServers": {"odoo": {"command": "odoo-gateway", "disabled": true, "args": ["serve"],
        "env": {"ODOO_API_KEY": "old", "MCP_MODE": "readonly"}}}}"#;
    let after: Value = serde_json::from_str(&with_entry(before, false, "mcpServers", &entry()).unwrap()).unwrap();
    let odoo = &after["mcpServers"]["odoo"];
    assert_eq!((&odoo["disabled"], &odoo["env"]), (&json!(true), &json!({"MCP_MODE": "readonly"})));
    assert_eq!(odoo["args"], json!(["--env-file", "/c/odoo.env", "serve"]));
}

#[test]
fn another_program_of_that_name_is_neither_replaced_nor_removed() {
    let before = r#"{"mcpServers": {"odoo": {"command": "uvx", "args": ["mcp-server-odoo"]}}}"#;
    let taken = EditError::Taken { name: "odoo".to_owned() };
    assert_eq!(with_entry(before, false, "mcpServers", &entry()).unwrap_err(), taken);
    assert_eq!(without_entry(before, false, "mcpServers", "odoo").unwrap_err(), taken);
}

#[test]
fn what_the_client_cannot_read_is_refused_with_its_place() {
    let at = |text: &str, comments: bool| with_entry(text, comments, "mcpServers", &entry()).unwrap_err().to_string();
    assert!(at("{\n  \"a\": 1\n  \"b\": 2\n}", true).starts_with("line 2, column "), "{}", at("{\n  \"a\": 1\n  \"b\": 2\n}", true));
    assert!(at("{\n  // no comments here\n}", false).starts_with("line 2, column 3: "));
    assert!(at("{\"a\": [1,]}", false).starts_with("line 1, column "));
    assert_eq!(at("[]", true), "the file is not an object");
    assert_eq!(at("{\"mcpServers\": []}", true), "`mcpServers` is not an object");
    assert_eq!(at("{\"mcpServers\": {\"odoo\": 1}}", true), "`odoo` is not an object");
}

#[test]
fn the_snippet_is_what_would_be_written() {
    let with_kind = Entry { kind: Some("stdio"), ..entry() };
    let written: Value = serde_json::from_str(&with_entry("", false, "servers", &with_kind).unwrap()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&snippet("servers", &with_kind)).unwrap(), written);
}
