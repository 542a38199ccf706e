//! What a call returned, as the caller's own type: Odoo's `false` is `None` where an `Option` is expected, and `()` takes anything.

use std::fmt::{self, Display};

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;
use thiserror::Error;

/// Why an answer is not of the expected type: kinds and names, never the content of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct AnswerError(String);

/// Reads an answer of Odoo as `T`. An `Option<bool>` cannot tell false from none: ask for a `bool`.
///
/// ```
/// # use serde_json::json;
/// let rows: Vec<(i64, Option<String>)> = odoo_sdk::call::answer(json!([[7, "Azure"], [8, false]]))?;
/// assert_eq!(rows, [(7, Some("Azure".to_owned())), (8, None)]);
/// # Ok::<(), odoo_sdk::call::AnswerError>(())
/// ```
///
/// # Errors
/// [`AnswerError`] where it is something else.
pub fn answer<T: DeserializeOwned>(value: Value) -> Result<T, AnswerError> {
    T::deserialize(Answer(value))
}

struct Answer(Value);

impl<'de> Deserializer<'de> for Answer {
    type Error = AnswerError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, AnswerError> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(Answer));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(map) => {
                let mut map = MapDeserializer::new(map.into_iter().map(|(name, value)| (name, Answer(value))));
                let read = visitor.visit_map(&mut map)?;
                map.end().map(|()| read)
            }
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::String(text) => visitor.visit_string(text),
            Value::Number(number) => {
                number.deserialize_any(visitor).map_err(|_: serde_json::Error| AnswerError("a number that does not fit".to_owned()))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, AnswerError> {
        match self.0 {
            Value::Null | Value::Bool(false) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, AnswerError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, AnswerError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, AnswerError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, AnswerError> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.into_deserializer()),
            other => Err(de::Error::invalid_type(unexpected(&other), &"a text that names one of several")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

impl IntoDeserializer<'_, AnswerError> for Answer {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(flag) => Unexpected::Bool(*flag),
        Value::Number(_) => Unexpected::Other("a number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

impl de::Error for AnswerError {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("expected {expected}, got {}", Kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("expected {expected}, got another {}", Kind(found)))
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("expected one of {}, got another text", expected.join(", ")))
    }
}

/// The kind of what was found, without its content.
struct Kind<'a>(Unexpected<'a>);

impl Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Unexpected::Bool(true) => "true",
            Unexpected::Bool(false) => "false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "number",
            Unexpected::Char(_) | Unexpected::Str(_) => "text",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Seq => "list",
            Unexpected::Map => "mapping",
            _ => "value",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Partner {
        id: i64,
        email: Option<String>,
        parent_id: Option<(i64, String)>,
        #[serde(default)]
        nickname: Option<String>,
        active: bool,
        credit: f64,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum State {
        Draft,
        Sale,
    }

    #[test]
    fn false_is_none_where_nothing_may_be() {
        let row = json!({"id": 7, "email": false, "parent_id": [3, "Azure"], "active": false, "credit": 2, "more": [1, {"x": false}]});
        let expected = Partner { id: 7, email: None, parent_id: Some((3, "Azure".to_owned())), nickname: None, active: false, credit: 2.0 };
        assert_eq!(answer(row), Ok(expected));
        assert_eq!(answer::<BTreeMap<String, Option<i64>>>(json!({"a": 1, "b": false, "c": null})).unwrap()["b"], None);
        assert_eq!(answer::<Value>(json!({"a": [false, null, 1.5]})), Ok(json!({"a": [false, null, 1.5]})));
        assert_eq!(answer::<(Vec<State>, Option<State>)>(json!([["draft", "sale"], false])), Ok((vec![State::Draft, State::Sale], None)));
    }

    #[test]
    fn nothing_is_expected_of_what_nobody_reads() {
        for value in [json!(null), json!(true), json!({"type": "ir.actions.act_window"})] {
            assert_eq!(answer::<()>(value), Ok(()));
        }
    }

    #[test]
    fn errors_name_kinds_and_no_content() {
        let error = |value| answer::<Vec<(i64, String)>>(value).unwrap_err().to_string();
        assert_eq!(error(json!([["hunter2", "x"]])), "expected i64, got text");
        assert_eq!(error(json!([[1, false]])), "expected a string, got false");
        assert_eq!(error(json!({"hunter2": 1})), "expected a sequence, got mapping");
        assert!(!error(json!([[1, "hunter2", "more"]])).contains("hunter2"));
        assert_eq!(answer::<State>(json!("hunter2")).unwrap_err().to_string(), "expected one of draft, sale, got another text");
        assert_eq!(answer::<u8>(json!(300)).unwrap_err().to_string(), "a number that does not fit");
    }
}
