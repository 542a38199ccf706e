//! Positional arguments of Odoo's own methods, by the names that they have there.

use serde_json::{Map, Value};

/// Names of the positional arguments of the methods that are tools here.
const NAMES: [(&str, &[&str]); 9] = [
    ("search", &["domain", "offset", "limit", "order"]),
    ("search_read", &["domain", "fields", "offset", "limit", "order"]),
    ("search_count", &["domain", "limit"]),
    ("read", &["ids", "fields"]),
    ("fields_get", &["fields", "attributes"]),
    ("default_get", &["fields"]),
    ("create", &["values"]),
    ("write", &["ids", "values"]),
    ("unlink", &["ids"]),
];

/// Why a call cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{method}` takes {most} positional arguments at most, got {given}")]
pub(super) struct TooMany {
    method: String,
    most: usize,
    given: usize,
}

/// The arguments of a method by name; `None` for a method that is not a tool of its own.
pub(super) fn named(method: &str, args: &[Value], kwargs: Map<String, Value>) -> Result<Option<Map<String, Value>>, TooMany> {
    let Some((_, names)) = NAMES.iter().find(|(known, _)| *known == method) else { return Ok(None) };
    if args.len() > names.len() {
        return Err(TooMany { method: method.to_owned(), most: names.len(), given: args.len() });
    }
    let given = names.iter().zip(args).filter(|(_, value)| !value.is_null());
    let mut arguments: Map<String, Value> = given.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    arguments.extend(kwargs.into_iter().map(|(name, value)| (if name == "vals" { "values".to_owned() } else { name }, value)));
    Ok(Some(arguments))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn positions_become_names_and_too_many_are_refused() {
        let kwargs = json!({"limit": 5}).as_object().unwrap().clone();
        let read = named("search_read", &[json!([]), json!(["name"]), Value::Null], kwargs).unwrap().unwrap();
        assert_eq!(Value::Object(read), json!({"domain": [], "fields": ["name"], "limit": 5}));
        assert_eq!(named("action_confirm", &[json!([1])], Map::new()), Ok(None));
        let error = named("unlink", &[json!([1]), json!(2)], Map::new()).unwrap_err();
        assert_eq!(error.to_string(), "`unlink` takes 1 positional arguments at most, got 2");
    }
}
