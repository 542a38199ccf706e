//! JSON Schemas of what plain HTTP reads and answers. What is read comes from the types that read it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The schema of a type, whole.
pub(in super::super) fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(members) = schema.as_object_mut() {
        members.remove("title");
    }
    schema
}

/// A refusal.
pub(in super::super) fn error() -> Value {
    object(
        json!({
            "error": {"type": "string", "description": "What is wrong, in one sentence."},
            "status": {"enum": [
                "auth_failed", "scope_invalid", "connection_failed", "permission_denied", "tool_not_found", "odoo_error", "bad_request",
                "not_found", "stopping", "timeout", "too_large",
            ]},
            "request": {"type": "string", "description": "The number of the request, as in the log and in the audit."},
            "details": {"type": "object", "description": "The error as over MCP: code, place, hint, `confirm_token`."},
        }),
        &["error", "status", "request"],
    )
}

/// Tools with their schemas.
pub(in super::super) fn tools() -> Value {
    let tool = object(
        json!({"name": {"type": "string"}, "description": {"type": "string"}, "inputSchema": {"type": "object"}}),
        &["name", "description", "inputSchema"],
    );
    object(json!({"tools": {"type": "array", "items": tool}}), &["tools"])
}

/// The result of a call in Odoo's own form.
pub(in super::super) fn result() -> Value {
    object(
        json!({
            "result": {"description": "What the tool answers; under Odoo's own names what Odoo answers."},
            "has_more": {"type": "boolean"},
            "next_offset": {"type": "integer"},
            "left_out": {"type": "array", "items": {"type": "string"}, "description": "Arguments that were left out."},
        }),
        &["result"],
    )
}

/// The result of a call as over MCP.
pub(in super::super) fn mcp_result() -> Value {
    object(
        json!({
            "content": {"type": "array", "items": {"type": "object"}},
            "structuredContent": {"type": "object"},
            "isError": {"type": "boolean"},
        }),
        &["content"],
    )
}

/// One of the server-sent events.
pub(in super::super) fn events() -> Value {
    let description = "An object whose `type` is `start`, `chunk` (`data`, `progress`), `end` or `error`.";
    object(json!({"data": {"type": "string", "contentMediaType": "application/json", "description": description}}), &["data"])
}

/// What the server is.
pub(in super::super) fn initialized() -> Value {
    object(
        json!({
            "protocolVersion": {"type": "string"},
            "capabilities": {"type": "object"},
            "serverInfo": {"type": "object"},
            "instructions": {"type": "string"},
        }),
        &["protocolVersion", "capabilities", "serverInfo"],
    )
}

/// Resources.
pub(in super::super) fn resources() -> Value {
    list_of("resources")
}

/// Templates of resources.
pub(in super::super) fn resource_templates() -> Value {
    list_of("resourceTemplates")
}

fn list_of(name: &str) -> Value {
    object(json!({name: {"type": "array", "items": {"type": "object"}}, "nextCursor": {"type": "string"}}), &[name])
}

/// A resource that was read.
pub(in super::super) fn contents() -> Value {
    object(json!({"contents": {"type": "array", "items": {"type": "object"}}}), &["contents"])
}

/// What may be changed.
pub(in super::super) fn mode() -> Value {
    let names = json!({"type": "array", "items": {"type": "string"}});
    object(json!({"mode": {"enum": ["readonly", "readwrite"]}, "allowed": names, "forbidden": names}), &["mode", "allowed", "forbidden"])
}

/// A file.
pub(in super::super) fn file() -> Value {
    json!({"type": "string", "contentMediaType": "text/csv"})
}

/// Whose a key is.
pub(in super::super) fn validated() -> Value {
    let text = json!({"type": ["string", "null"]});
    object(
        json!({"valid": {"const": true}, "user": text, "database": text, "scope": text, "expires": text}),
        &["valid", "user", "database", "scope", "expires"],
    )
}

/// A key that was made.
pub(in super::super) fn generated() -> Value {
    let expires = json!({"type": ["string", "null"], "format": "date-time"});
    object(json!({"api_key": {"type": "string"}, "expires": expires, "user": {"type": "string"}}), &["api_key", "expires", "user"])
}

/// Whether the process lives.
pub(in super::super) fn health() -> Value {
    object(json!({"status": {"const": "ok"}, "version": {"type": "string"}}), &["status", "version"])
}

/// Whether it takes calls.
pub(in super::super) fn ready() -> Value {
    object(json!({"status": {"const": "ready"}}), &["status"])
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required})
}
