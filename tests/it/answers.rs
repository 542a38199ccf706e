//! Every answer that any test here sees is compared with what the reference says that the tool returns: each member is named, of the type
//! that stands there, and those that are always there are.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::client::Gateway;

/// Member, type, and whether it is always there.
type Members = Vec<(String, String, bool)>;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::read(include_str!("../../docs/tools.md")));

struct Reference {
    tools: HashMap<String, Members>,
    /// Members that any answer can have.
    common: Members,
}

impl Reference {
    fn read(text: &str) -> Self {
        let mut reference = Self { tools: HashMap::new(), common: Vec::new() };
        let mut tool = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("### `") {
                tool = name.strip_suffix('`');
            } else if let (Some(returns), Some(tool)) = (line.strip_prefix("Returns "), tool) {
                reference.tools.insert(tool.to_owned(), members(returns));
            } else if line.starts_with("Any answer") || line.starts_with("An answer") {
                reference.common.extend(members(line));
            }
        }
        reference
    }
}

/// Of a line such as "Returns `count` (integer), `total`? (integer)."
fn members(line: &str) -> Members {
    let described = |part: &str| {
        let (name, rest) = part.split_once('`')?;
        let (kind, _) = rest.split_once('(')?.1.split_once(')')?;
        Some((name.to_owned(), kind.to_owned(), !rest.starts_with('?')))
    };
    line.split(", `").enumerate().filter_map(|(at, part)| described(if at == 0 { part.split_once('`')?.1 } else { part })).collect()
}

/// Compares the result of a call with the reference, where it did not fail.
pub(crate) fn check(tool: &str, result: &Value) {
    let (Some(content), Some(members)) = (result["structuredContent"].as_object(), REFERENCE.tools.get(tool)) else { return };
    if result["isError"] == true {
        return;
    }
    let mut faults = String::new();
    for (name, value) in content {
        let known = members.iter().chain(&REFERENCE.common).find(|(known, ..)| known == name);
        match known {
            None => faults += &format!("`{name}` is not in the reference; "),
            Some((_, kind, _)) if !is_of(value, kind) => faults += &format!("`{name}` is not of type {kind}: {value}; "),
            Some(_) => {}
        }
    }
    for (name, ..) in members.iter().filter(|(name, _, always)| *always && !content.contains_key(name)) {
        faults += &format!("`{name}` is missing; ");
    }
    assert!(faults.is_empty(), "{tool}: {faults}");
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "array" => value.is_array(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => true,
    }
}

#[test]
fn the_reference_is_read_as_it_stands() {
    assert_eq!(REFERENCE.common.len(), 5);
    assert_eq!(REFERENCE.tools["search_count"][1], ("count".to_owned(), "integer".to_owned(), true));
    assert!(REFERENCE.tools.len() > 40 && REFERENCE.tools.values().all(|members| !members.is_empty()));
}

/// The schemas that are listed where the operator wants them, are those of the reference.
#[test]
fn output_schemas_name_every_member() {
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &[("MCP_OUTPUT_SCHEMAS", "on")]);
    let listed = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    for tool in listed.as_array().unwrap() {
        let (name, properties) = (tool["name"].as_str().unwrap(), tool["outputSchema"]["properties"].as_object().unwrap());
        let known = REFERENCE.tools[name].iter().chain(REFERENCE.common.iter().take(3));
        for (member, kind, _) in known {
            let schema = if kind == "any" { json!({}) } else { json!({"type": kind}) };
            assert_eq!(properties.get(member), Some(&schema), "{name}: {member}");
        }
    }
}
