//! What a method returned, in one shape on every series and over every API.

use serde_json::{Map, Value};

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Returned {
    /// Nothing that says anything: `true`, `false` and `null` of a method that acts.
    Nothing,
    /// An action, which a client would open.
    Action(Map<String, Value>),
    /// Records: of a model where that is known.
    Records { model: Option<String>, ids: Vec<i64> },
    /// Any other value.
    Value(Value),
}

/// Methods of every thread whose ids are of another model.
const MODELS: &[(&str, &str)] = &[
    ("activity_feedback", "mail.message"),
    ("activity_schedule", "mail.activity"),
    ("message_notify", "mail.message"),
    ("message_post", "mail.message"),
];

/// Reads what a method returned.
pub(super) fn read(method: &str, result: Value) -> Returned {
    match result {
        Value::Null | Value::Bool(_) if acts(method) => Returned::Nothing,
        Value::Null => Returned::Nothing,
        Value::Object(action) if is_action(&action) => Returned::Action(action),
        Value::String(text) => match records_of_text(&text) {
            Some((model, ids)) => Returned::Records { model: Some(model), ids },
            None => Returned::Value(Value::String(text)),
        },
        other => match ids_of(&other) {
            Some(ids) if !ids.is_empty() => Returned::Records { model: model_of(method), ids },
            _ => Returned::Value(other),
        },
    }
}

/// Whether a method does something, so that a truth value it returns is not an answer to a question.
fn acts(method: &str) -> bool {
    ["action_", "button_", "do_", "message_", "process"].iter().any(|prefix| method.starts_with(prefix))
}

fn is_action(value: &Map<String, Value>) -> bool {
    value.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("ir.actions."))
}

fn model_of(method: &str) -> Option<String> {
    MODELS.iter().find(|(known, _)| *known == method).map(|(_, model)| (*model).to_owned())
}

/// Whole positive numbers alone.
fn ids_of(value: &Value) -> Option<Vec<i64>> {
    let id = |value: &Value| value.as_i64().filter(|id| *id > 0);
    match value {
        Value::Array(items) => items.iter().map(id).collect(),
        one => id(one).map(|id| vec![id]),
    }
}

/// `mail.activity(109,)`: a record as Odoo writes it where it has no better way.
fn records_of_text(text: &str) -> Option<(String, Vec<i64>)> {
    let (model, ids) = text.strip_suffix(')')?.split_once('(')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    if !model.contains('.') || !model.bytes().all(is_name) {
        return None;
    }
    let ids: Result<Vec<i64>, _> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::parse).collect();
    Some((model.to_owned(), ids.ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_thing_has_one_shape() {
        let message = |ids: Vec<i64>| Returned::Records { model: Some("mail.message".to_owned()), ids };
        assert_eq!(read("message_post", json!([2305])), message(vec![2305]));
        assert_eq!(read("message_post", json!(2305)), message(vec![2305]));
        let activity = Returned::Records { model: Some("mail.activity".to_owned()), ids: vec![109] };
        assert_eq!(read("activity_schedule", json!("mail.activity(109,)")), activity);
        assert_eq!(read("activity_schedule", json!([109])), activity);
        for nothing in [json!(true), json!(false), Value::Null] {
            assert_eq!(read("action_post", nothing), Returned::Nothing);
        }
    }

    #[test]
    fn an_answer_stays_one() {
        for answer in [json!(false), json!("a text (with 1, 2)"), json!(1.5), json!({"type": "x"}), json!([]), json!([1, "a"])] {
            assert_eq!(read("get_something", answer.clone()), Returned::Value(answer));
        }
    }
}
