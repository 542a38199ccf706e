//! From the JSON of a read to Rust values: `false` is Odoo's word for none.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use thiserror::Error;

use super::Id;
use super::value::{Binary, Many2many, Many2one, Monetary, One2many, Properties, Reference, Selection, read_date, read_datetime};

/// A record that is not what its model says.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The answer has no such field.
    #[error("Odoo's answer has no `{field}` of `{model}`")]
    Missing {
        /// The model.
        model: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The field holds something else.
    #[error("`{field}` of `{model}` is {found}, expected {expected}")]
    Unexpected {
        /// The model.
        model: &'static str,
        /// The field.
        field: String,
        /// What was expected.
        expected: &'static str,
        /// What came: its kind, never its content.
        found: &'static str,
    },
    /// The answer is not a list of records.
    #[error("expected {expected} of `{model}` in Odoo's answer, got {found}")]
    Answer {
        /// The model.
        model: &'static str,
        /// What was expected.
        expected: &'static str,
        /// What came: its kind.
        found: &'static str,
    },
}

/// The kind of a JSON value in words.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(false) => "false",
        Value::Bool(true) => "true",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// A Rust type that a field can be read as.
pub trait FieldValue: Sized {
    /// What is expected, in words.
    const EXPECTED: &'static str;

    /// Reads the value; `None` where it is something else.
    fn read(value: Value) -> Option<Self>;

    /// Stands in for a value that could not be read, until the error is reported. Never seen by callers.
    fn absent() -> Self;
}

/// Odoo's none: false, and null on some APIs.
pub(crate) fn is_none(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

impl<T: FieldValue> FieldValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: Value) -> Option<Self> {
        if is_none(&value) { Some(None) } else { T::read(value).map(Some) }
    }

    fn absent() -> Self {
        None
    }
}

/// Writes one reader: the type, what it expects, a stand-in and how to read it.
macro_rules! readers {
    ($($(@$generic:ident)? $type:ty, $expected:literal, $absent:expr, $read:expr;)+) => {$(
        impl$(<$generic>)? FieldValue for $type {
            const EXPECTED: &'static str = $expected;

            fn read(value: Value) -> Option<Self> {
                ($read)(value)
            }

            fn absent() -> Self {
                $absent
            }
        }
    )+};
}

readers! {
    Value, "anything", Value::Null, Some;
    bool, "true or false", false, |value: Value| value.as_bool();
    String, "a text", String::new(), text;
    i64, "a whole number", 0, |value: Value| if is_none(&value) { Some(0) } else { whole(&value) };
    f64, "a number", 0.0, |value: Value| if is_none(&value) { Some(0.0) } else { value.as_f64() };
    Monetary, "an amount", Self::ZERO, |value: Value| if is_none(&value) { Some(Self::ZERO) } else { Self::from_json(&value) };
    Date, "a date as `2026-11-20`", Self::ZERO, |value: Value| read_date(value.as_str()?);
    Timestamp, "a datetime as `2026-11-20 08:30:00`", Self::UNIX_EPOCH, |value: Value| read_datetime(value.as_str()?);
    Binary, "base64 text", Self::default(), |value| Some(Self::from_value(value));
    Reference, "a reference as `res.partner,3`", Self { model: String::new(), id: 0 }, |value: Value| Self::read(value.as_str()?);
    Properties, "a list of properties", Self::default(), properties;
    @M Id<M>, "an id", Self::new(0), |value: Value| value.as_i64().map(Self::new);
    @M Many2one<M>, "a record's id and name", Self { id: Id::new(0), display_name: String::new() }, many2one;
    @M One2many<M>, "a list of ids", Self(Vec::new()), |value| ids(&value).map(Self);
    @M Many2many<M>, "a list of ids", Self(Vec::new()), |value| ids(&value).map(Self);
    @S Selection<S>, "a selection's value", Self::known(""), |value| choice(value).map(Self::new);
}

fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

/// A whole number; 3.0 is one, as XML-RPC has no other way for large ones.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the range, as the line above sees to")]
        Some(float as i64)
    })
}

/// Keys of a few selections are numbers in Odoo's own code.
fn choice(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn properties(value: Value) -> Option<Properties> {
    if is_none(&value) { Some(Properties::default()) } else { Properties::read(value) }
}

/// `[7, "Azure Interior"]`, `{"id": 7, "display_name": …}`, or the id alone.
fn many2one<M>(value: Value) -> Option<Many2one<M>> {
    let (id, name) = match value {
        Value::Number(number) => (number.as_i64()?, None),
        Value::Array(pair) => {
            let mut pair = pair.into_iter();
            (pair.next()?.as_i64()?, pair.next())
        }
        Value::Object(mut record) => (record.get("id")?.as_i64()?, record.remove("display_name")),
        _ => return None,
    };
    Some(Many2one { id: Id::new(id), display_name: name.and_then(text).unwrap_or_default() })
}

fn ids<M>(value: &Value) -> Option<Vec<Id<M>>> {
    value.as_array()?.iter().map(|id| id.as_i64().map(Id::new)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn false_is_none_but_for_booleans_and_numbers() {
        assert_eq!(Option::<String>::read(json!(false)), Some(None));
        assert_eq!(String::read(json!(false)), None);
        assert_eq!(bool::read(json!(false)), Some(false));
        assert_eq!(i64::read(json!(false)), Some(0));
        assert_eq!(Option::<Date>::read(json!("2026-02-30")), None);
    }

    #[test]
    fn a_many2one_comes_in_three_shapes() {
        for shape in [json!([7, "Azure"]), json!({"id": 7, "display_name": "Azure"})] {
            let partner = Many2one::<()>::read(shape).unwrap();
            assert_eq!((partner.id.get(), partner.display_name.as_str()), (7, "Azure"));
        }
        assert_eq!(Many2one::<()>::read(json!(7)).map(|partner| partner.id.get()), Some(7));
        assert_eq!(Many2one::<()>::read(json!("7")), None);
        assert_eq!(Many2one::<()>::read(json!([])), None);
    }

    #[test]
    fn whole_numbers_only() {
        assert_eq!(i64::read(json!(3.0)), Some(3));
        assert_eq!(i64::read(json!(3.5)), None);
        assert_eq!(One2many::<()>::read(json!([1, 2])).map(|ids| ids.len()), Some(2));
    }
}
