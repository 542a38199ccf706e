//! The few habits of Python that show at the wire: truth, `repr` and `int()`. Only for JSON values.

use serde_json::Value;

/// Whether Python takes the value for true.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// The mark of a result that is records of a model, which not every protocol can carry.
const RECORDS: &str = "sim.records";

/// Records as a method of 17 and 18 returns them.
pub(crate) fn records(model: &str, ids: &[i64]) -> Value {
    let ids: Vec<Value> = ids.iter().copied().map(Value::from).collect();
    Value::Object([(RECORDS.to_owned(), Value::from(format!("{model}{}", repr_tuple(&ids))))].into_iter().collect())
}

/// The text of records that a method returned.
pub(crate) fn as_records(result: &Value) -> Option<&str> {
    result.get(RECORDS)?.as_str()
}

/// Whether the value stands for "nothing": `None` or `False`.
pub(crate) fn is_none(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// The value as `repr` shows it.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => repr_text(text),
        Value::Array(items) => format!("[{}]", join(items.iter().map(repr))),
        Value::Object(map) => format!("{{{}}}", join(map.iter().map(|(key, item)| format!("{}: {}", repr_text(key), repr(item))))),
    }
}

/// A list as a tuple's `repr`.
pub(crate) fn repr_tuple(items: &[Value]) -> String {
    match items {
        [only] => format!("({},)", repr(only)),
        _ => format!("({})", join(items.iter().map(repr))),
    }
}

/// The value as `str` shows it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// The name of the value's type.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            '\\' => shown.push_str("\\\\"),
            _ if character == quote => shown.extend(['\\', quote]),
            _ => shown.push(character),
        }
    }
    shown.push(quote);
    shown
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shows_values_as_python_does() {
        assert_eq!(repr(&json!(["a", 1, 1.5, null, true, {"k": "it's"}])), r#"['a', 1, 1.5, None, True, {'k': "it's"}]"#);
        assert_eq!(repr_tuple(&[json!("nope"), json!("="), json!(1)]), "('nope', '=', 1)");
    }
}
