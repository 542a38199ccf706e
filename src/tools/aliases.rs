//! The tools by the names of other servers, with Odoo's own names of arguments: plain HTTP takes them, and MCP lists them where the operator
//! wants it. A call by such a name is a call of the tool that it stands for, under the rules of that tool.

mod names;
mod shape;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::registry;

pub(crate) use names::Named;
pub(crate) use shape::Shape;

/// A name that is listed.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: &'static str,
    /// The tool that it stands for.
    pub(crate) tool: &'static str,
    pub(crate) description: String,
    pub(crate) input_schema: Map<String, Value>,
}

/// Arguments of each name, in Odoo's words; `*` must be given.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("search", &["model*", "domain", "limit", "offset", "order"]),
    ("read", &["model*", "ids*", "fields"]),
    ("create", &["model*", "values*"]),
    ("write", &["model*", "ids*", "values*"]),
    ("unlink", &["model*", "ids*"]),
    ("fields_get", &["model*", "fields"]),
    ("default_get", &["model*", "fields"]),
    ("odoo_search", &["model*", "domain", "fields", "limit", "offset", "order"]),
    ("odoo_create", &["model*", "values*"]),
    ("odoo_write", &["model*", "ids*", "values*"]),
    ("odoo_unlink", &["model*", "ids*"]),
    ("odoo_call", &["model*", "method*", "args", "kwargs"]),
    ("odoo_fields_get", &["model*", "fields"]),
    ("odoo_report", &["report_name*", "record_ids*", "format"]),
];

/// Every name that is listed.
pub(crate) fn aliases() -> &'static [Alias] {
    static ALIASES: LazyLock<Vec<Alias>> =
        LazyLock::new(|| ARGUMENTS.iter().filter_map(|(name, arguments)| alias(name, arguments)).collect());
    &ALIASES
}

fn alias(name: &'static str, arguments: &[&str]) -> Option<Alias> {
    let (_, tool) = names::NAMES.iter().find(|(known, _)| *known == name)?;
    let definition = registry::built_in().iter().find(|known| *known.definition().name == **tool)?.definition();
    let of_tool = |name: &str| definition.argument_schema().get("properties").and_then(|properties| properties.get(name)).cloned();
    let property = |name: &str| match name {
        "ids" => json!({"type": "array", "items": {"type": "integer"}, "description": "Ids of the records."}),
        "fields" => json!({"type": "array", "items": {"type": "string"}, "description": "Names of fields."}),
        name => of_tool(name).unwrap_or_else(|| json!({"type": "string"})),
    };
    let own = arguments.iter().map(|argument| argument.trim_end_matches('*'));
    let common = definition.class.common_arguments().iter().copied().filter(|name| *name != "context");
    let properties: Map<String, Value> = own.chain(common).map(|name| (name.to_owned(), property(name))).collect();
    let required: Vec<&str> = arguments.iter().filter_map(|argument| argument.strip_suffix('*')).collect();
    let schema = json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
    let description = format!("Another name of `{tool}`, with Odoo's own arguments.");
    Some(Alias { name, tool, description, input_schema: schema.as_object().cloned().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_a_tool_and_takes_what_that_tool_takes() {
        assert_eq!(aliases().len(), ARGUMENTS.len());
        for alias in aliases() {
            let given = alias.input_schema["properties"].as_object().unwrap().keys().map(|name| (name.clone(), json!([]))).collect();
            let named = Named::new(alias.name, given);
            assert_eq!(named.tool, alias.tool);
            let tool = registry::built_in().iter().find(|tool| *tool.definition().name == *alias.tool).unwrap();
            for name in named.arguments.keys().filter(|name| *name != "context") {
                assert!(tool.definition().takes(name), "{}: {name}", alias.name);
            }
        }
        assert!(aliases().iter().all(|alias| registry::built_in().iter().all(|tool| *tool.definition().name != *alias.name)));
    }
}
