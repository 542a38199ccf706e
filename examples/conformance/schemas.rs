//! Input schemas of fixture tools.

use serde_json::{Map, Value, json};

/// The tool whose schema has keywords of every kind.
pub(crate) const KEYWORDS: &str = "json_schema_2020_12_tool";

/// The tool with an argument that is repeated in a header.
pub(crate) const HEADERS: &str = "test_custom_header";

pub(crate) fn of(tool: &str) -> Map<String, Value> {
    let schema = match tool {
        KEYWORDS => keywords(),
        HEADERS => json!({ "type": "object", "properties": { "region": { "type": "string", "x-mcp-header": "Region" } } }),
        _ => json!({ "type": "object", "properties": {} }),
    };
    schema.as_object().cloned().unwrap_or_default()
}

fn keywords() -> Value {
    let street = json!({ "$anchor": "addressDef", "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": street },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" },
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    })
}
