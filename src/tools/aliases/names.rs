//! Tools by the names that other servers have for them, with Odoo's own names of arguments. What is not renamed goes on as it is, and is
//! checked like every call.

use serde_json::{Map, Value, json};

use super::shape::Shape;

/// A call by the names of this server, and the form of its result.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) tool: String,
    pub(crate) arguments: Map<String, Value>,
    pub(crate) shape: Shape,
}

/// Names that are accepted, with what they stand for.
pub(crate) const NAMES: [(&str, &str); 17] = [
    ("search", "search_read"),
    ("read", "search_read"),
    ("search_read", "search_read"),
    ("search_count", "search_count"),
    ("fields_get", "get_model_fields"),
    ("default_get", "get_defaults"),
    ("create", "create_record"),
    ("write", "update_record"),
    ("unlink", "delete_record"),
    ("odoo_search", "search_read"),
    ("odoo_create", "create_record"),
    ("odoo_write", "update_record"),
    ("odoo_unlink", "delete_record"),
    ("odoo_call", "execute_method"),
    ("odoo_fields_get", "get_model_fields"),
    ("odoo_search_count", "search_count"),
    ("odoo_report", "render_report"),
];

impl Named {
    /// A call by whatever name.
    pub(crate) fn new(name: &str, mut arguments: Map<String, Value>) -> Self {
        let Some((_, tool)) = NAMES.iter().find(|(known, _)| *known == name) else {
            return Self { tool: name.to_owned(), arguments, shape: Shape::Tool };
        };
        let shape = match name.strip_prefix("odoo_").unwrap_or(name) {
            "search" if name == "search" => ids_only(&mut arguments),
            "search" | "search_read" => Shape::Records,
            "read" => by_ids(&mut arguments),
            "search_count" => Shape::Member("count"),
            "fields_get" => whole_fields(&mut arguments),
            "default_get" => Shape::Member("values"),
            "create" => Shape::Member("id"),
            "call" => method(&mut arguments),
            "report" => report(&mut arguments),
            _ => on_records(&mut arguments),
        };
        Self { tool: (*tool).to_owned(), arguments, shape }
    }
}

fn ids_only(arguments: &mut Map<String, Value>) -> Shape {
    arguments.entry("fields").or_insert_with(|| json!(["id"]));
    Shape::Ids
}

/// Records by their ids, archived ones as well.
fn by_ids(arguments: &mut Map<String, Value>) -> Shape {
    let ids = list(arguments.remove("ids"));
    arguments.insert("domain".to_owned(), json!([["id", "in", ids]]));
    arguments.insert("limit".to_owned(), json!(ids.len().max(1)));
    arguments.insert("context".to_owned(), json!({"active_test": false}));
    Shape::InOrder(ids)
}

fn whole_fields(arguments: &mut Map<String, Value>) -> Shape {
    let names = list(arguments.remove("fields").or_else(|| arguments.remove("allfields")));
    arguments.remove("attributes");
    arguments.insert("detail".to_owned(), json!("full"));
    Shape::Fields(names)
}

fn on_records(arguments: &mut Map<String, Value>) -> Shape {
    if let Some(ids) = arguments.remove("ids") {
        arguments.insert("record_ids".to_owned(), list(Some(ids)).into());
    }
    Shape::Done
}

/// The first positional argument of a method on records is their ids.
fn method(arguments: &mut Map<String, Value>) -> Shape {
    let is_id = |value: &Value| value.is_u64();
    let first = arguments.get("args").and_then(Value::as_array).and_then(|args| args.first());
    let has_ids = first.is_some_and(|first| is_id(first) || first.as_array().is_some_and(|ids| !ids.is_empty() && ids.iter().all(is_id)));
    if has_ids && let Some(args) = arguments.get_mut("args").and_then(Value::as_array_mut) {
        let ids = list(Some(args.remove(0)));
        arguments.insert("record_ids".to_owned(), ids.into());
    }
    if arguments.get("model") == Some(&json!("account.move")) && arguments.get("method") == Some(&json!("post")) {
        arguments.insert("method".to_owned(), json!("action_post"));
    }
    Shape::Tool
}

/// A report by its name alone; the only form is PDF.
fn report(arguments: &mut Map<String, Value>) -> Shape {
    if let Some(name) = arguments.remove("report_name") {
        arguments.insert("report".to_owned(), name);
    }
    if arguments.get("format").is_some_and(|format| !format.is_string() || format == "pdf") {
        arguments.remove("format");
    }
    if let Some(ids) = arguments.remove("record_ids") {
        arguments.insert("record_ids".to_owned(), list(Some(ids)).into());
    }
    Shape::Tool
}

/// Several, or one.
fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(values)) => values,
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, arguments: Value, tool: &str, expected: Value, shape: &Shape) {
        let named = Named::new(name, arguments.as_object().unwrap().clone());
        assert_eq!((named.tool.as_str(), Value::Object(named.arguments), &named.shape), (tool, expected, shape), "{name}");
    }

    #[test]
    fn each_name_stands_for_a_tool() {
        let model = "res.partner";
        check("search", json!({"model": model}), "search_read", json!({"model": model, "fields": ["id"]}), &Shape::Ids);
        let ids = json!([["id", "in", [3, 1]]]);
        let read = json!({"model": model, "domain": ids, "limit": 2, "context": {"active_test": false}});
        check("read", json!({"model": model, "ids": [3, 1]}), "search_read", read, &Shape::InOrder(vec![json!(3), json!(1)]));
        let full = json!({"model": model, "detail": "full"});
        check("fields_get", json!({"model": model, "attributes": ["type"]}), "get_model_fields", full, &Shape::Fields(Vec::new()));
        let write = json!({"model": model, "record_ids": [1], "values": {}});
        check("odoo_write", json!({"model": model, "ids": 1, "values": {}}), "update_record", write, &Shape::Done);
        check(
            "odoo_search",
            json!({"model": model, "fields": ["name"]}),
            "search_read",
            json!({"model": model, "fields": ["name"]}),
            &Shape::Records,
        );
        let post = json!({"model": "account.move", "method": "action_post", "args": [], "record_ids": [7]});
        check("odoo_call", json!({"model": "account.move", "method": "post", "args": [[7]]}), "execute_method", post, &Shape::Tool);
        let plain = json!({"model": model, "method": "x", "args": ["a", 1]});
        check("odoo_call", plain.clone(), "execute_method", plain, &Shape::Tool);
        let named = json!({"report": "sale.report_saleorder", "record_ids": [7]});
        let pdf = json!({"report_name": "sale.report_saleorder", "record_ids": 7, "format": "pdf"});
        check("odoo_report", pdf, "render_report", named, &Shape::Tool);
        let html = json!({"report_name": "r", "format": "html"});
        check("odoo_report", html, "render_report", json!({"report": "r", "format": "html"}), &Shape::Tool);
        check("whoami", json!({"x": 1}), "whoami", json!({"x": 1}), &Shape::Tool);
    }
}
