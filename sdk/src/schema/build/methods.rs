//! Public methods of a model in the two shapes they come in: the recorded data, and `/doc-bearer/<model>.json` of Odoo 19.
//!
//! Only what a call needs is kept; docstrings, annotations and returns are not.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::method::{MethodSchema, Parameter, ParameterKind};

/// Reads `{name: {module, api, readonly, params: [{name, kind, default}]}}`, as recorded from a server.
#[must_use]
pub fn recorded_methods(methods: &Map<String, Value>) -> BTreeMap<String, MethodSchema> {
    methods.iter().map(|(name, method)| (name.clone(), recorded(method))).collect()
}

/// Reads the `methods` of `/doc-bearer/<model>.json`: `{name: {api, module, parameters, signature}}`.
///
/// The parameters stand there in the order of the alphabet; their real order is read from the signature.
#[must_use]
pub fn documented_methods(methods: &Map<String, Value>) -> BTreeMap<String, MethodSchema> {
    methods.iter().map(|(name, method)| (name.clone(), documented(method))).collect()
}

fn recorded(method: &Value) -> MethodSchema {
    let list = method.get("params").and_then(Value::as_array).into_iter().flatten();
    MethodSchema {
        parameters: list.filter_map(|entry| Some(parameter(entry.get("name")?.as_str()?, entry))).collect(),
        model: method.get("api").is_some_and(|api| marked(api, "model")),
        readonly: method.get("readonly") == Some(&Value::Bool(true)),
        module: module(method),
    }
}

fn documented(method: &Value) -> MethodSchema {
    let api = method.get("api").unwrap_or(&Value::Null);
    MethodSchema {
        parameters: documented_parameters(method),
        model: marked(api, "model"),
        readonly: marked(api, "readonly"),
        module: module(method),
    }
}

fn documented_parameters(method: &Value) -> Vec<Parameter> {
    let entries = method.get("parameters").and_then(Value::as_object);
    let signature = method.get("signature").and_then(Value::as_str).unwrap_or_default();
    let named = signature_names(signature);
    let ordered = named.iter().filter_map(|(name, optional)| {
        let mut built = parameter(name, entries?.get(*name)?);
        if *optional && built.default.is_none() {
            built.default = Some(Value::Null);
        }
        Some(built)
    });
    let rest = entries.into_iter().flatten().filter(|(name, _)| !named.iter().any(|(known, _)| known == name));
    ordered.chain(rest.map(|(name, entry)| parameter(name, entry))).collect()
}

/// `model` for the recorded shape, `["model", "readonly"]` for the documented one.
fn marked(api: &Value, mark: &str) -> bool {
    match api {
        Value::Array(marks) => marks.iter().any(|entry| entry == mark),
        other => other == mark,
    }
}

fn module(method: &Value) -> String {
    method.get("module").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn parameter(name: &str, entry: &Value) -> Parameter {
    let kind = entry.get("kind").and_then(Value::as_str).unwrap_or_default();
    Parameter { name: name.to_owned(), kind: parameter_kind(kind), default: entry.get("default").cloned() }
}

fn parameter_kind(name: &str) -> ParameterKind {
    match name {
        "POSITIONAL_ONLY" => ParameterKind::PositionalOnly,
        "KEYWORD_ONLY" => ParameterKind::KeywordOnly,
        "VAR_POSITIONAL" => ParameterKind::VarPositional,
        "VAR_KEYWORD" => ParameterKind::VarKeyword,
        _ => ParameterKind::PositionalOrKeyword,
    }
}

/// The names of `(domain, groupby=(), *, limit=None, **options) -> list` in order, each with whether it has a default.
fn signature_names(signature: &str) -> Vec<(&str, bool)> {
    let Some(inner) = signature.strip_prefix('(') else { return Vec::new() };
    split_parameters(inner).into_iter().filter_map(parameter_name).collect()
}

fn parameter_name(text: &str) -> Option<(&str, bool)> {
    let text = text.trim().trim_start_matches('*');
    let end = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty()).then_some((name, rest.contains('=')))
}

/// Splits at the commas that stand in no bracket and no quotes, up to the closing bracket of the whole.
fn split_parameters(inner: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, c) in inner.char_indices() {
        let top = depth == 0 && quote.is_none();
        if top && matches!(c, ',' | ')') {
            parts.extend(inner.get(start..at));
            start = at + 1;
            if c == ')' {
                break;
            }
        } else if let Some(open) = quote {
            quote = Some(open).filter(|open| *open != c);
        } else {
            match c {
                '\'' | '"' => quote = Some(c),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(reader: fn(&Map<String, Value>) -> BTreeMap<String, MethodSchema>, methods: Value) -> BTreeMap<String, MethodSchema> {
        reader(methods.as_object().unwrap())
    }

    #[test]
    fn reads_the_recorded_shape() {
        let methods = json!({"search": {"api": "model", "readonly": true, "module": "base", "params": [
            {"name": "domain", "kind": "POSITIONAL_OR_KEYWORD"}, {"name": "limit", "kind": "KEYWORD_ONLY", "default": null}]}});
        let methods = read(recorded_methods, methods);
        let search = &methods["search"];
        assert!(search.model && search.readonly);
        assert_eq!(search.parameters[0].default, None);
        assert_eq!(search.parameters[1].default, Some(Value::Null));
        assert_eq!(search.parameters[1].kind, ParameterKind::KeywordOnly);
    }

    #[test]
    fn takes_the_order_from_the_signature() {
        let methods = json!({"formatted_read_group": {"api": ["model", "readonly"], "model": "base", "module": "web",
            "doc": "<p>never kept</p>", "signature": "(domain, groupby=(), aggregates=(), label='a, (b', order=None, options) -> list[dict]",
            "parameters": {"aggregates": {"annotation": "Sequence[str]", "default": []}, "domain": {"annotation": "DomainType"},
                "groupby": {"default": []}, "label": {}, "options": {"kind": "VAR_KEYWORD"}, "order": {"default": null}}}});
        let methods = read(documented_methods, methods);
        let method = &methods["formatted_read_group"];
        assert!(method.model && method.readonly);
        let names: Vec<&str> = method.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(names, ["domain", "groupby", "aggregates", "label", "order", "options"]);
        assert_eq!(method.parameters[3].default, Some(Value::Null), "a default that JSON cannot say");
        assert_eq!(method.parameters[5].kind, ParameterKind::VarKeyword);
    }

    #[test]
    fn reads_record_methods_without_marks() {
        let methods =
            read(documented_methods, json!({"unlink": {"signature": "() -> typing.Literal[True]", "parameters": {}, "module": "core"}}));
        assert_eq!(methods["unlink"], MethodSchema { module: "core".to_owned(), ..MethodSchema::default() });
    }
}
