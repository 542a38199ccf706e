//! Turning what a client sends for a field into what is stored, with Python's and PostgreSQL's complaints. Odoo stores some nonsense
//! (a dict in a char, `"yes"` in a boolean) without a word; so does this.

use odoo_sdk::Series;
use odoo_sdk::schema::{Digits, FieldSchema, FieldType, ModelSchema};
use serde_json::Value;

use super::{Env, dates};
use crate::business;
use crate::database::Row;
use crate::error::{Kind, OdooError, Outcome};
use crate::python::{is_none, is_true, repr, text, type_name};

impl Env<'_> {
    /// A value of a field that is not an x2many, as it is stored.
    pub(super) fn stored_value(&self, schema: &ModelSchema, name: &str, field: &FieldSchema, value: &Value) -> Outcome<Value> {
        let content = self.db.schemas.pose.as_ref().filter(|_| field.field_type == FieldType::Binary);
        let content = content.and_then(|pose| pose.written_binary(value));
        let value = content.as_ref().unwrap_or(value);
        match field.field_type {
            FieldType::Boolean => Ok(Value::from(is_true(value))),
            FieldType::Integer | FieldType::Many2oneReference => integer(value),
            FieldType::Float | FieldType::Monetary => float(value, field.digits.as_ref()),
            FieldType::Properties => super::properties::values(value),
            FieldType::Json | FieldType::PropertiesDefinition => Ok(value.clone()),
            _ if is_none(value) => Ok(Value::Bool(false)),
            FieldType::Char => Ok(Value::from(cut(&text(value), field.size))),
            FieldType::Html => Ok(Value::from(html(&text(value)))),
            FieldType::Date => day(value),
            FieldType::Datetime => moment(value),
            FieldType::Selection => selection(schema, name, field, value),
            FieldType::Reference => self.reference(schema, name, field, value),
            FieldType::Many2one => many2one(value),
            _ => Ok(Value::from(text(value))),
        }
    }

    fn reference(&self, schema: &ModelSchema, name: &str, field: &FieldSchema, value: &Value) -> Outcome<Value> {
        let written = text(value);
        if written.is_empty() {
            return Ok(Value::Bool(false));
        }
        let (model, _) = written.split_once(',').ok_or_else(|| OdooError::value("not enough values to unpack (expected 2, got 1)"))?;
        let known = field.selection.as_ref().is_none_or(|models| models.dynamic || models.values.iter().any(|(known, _)| known == model));
        if known && self.find_schema(model).is_some() { Ok(Value::from(written)) } else { Err(wrong_value(schema, name, value)) }
    }

    /// Refuses links to records that are not there; the database looks at them last.
    pub(super) fn check_links(&self, schema: &ModelSchema, row: &Row) -> Outcome<()> {
        if self.is_drafting() {
            return Ok(());
        }
        for (name, value) in row {
            let stamped = matches!(name.as_str(), "create_uid" | "write_uid");
            let relation = schema.fields.get(name).filter(|field| !stamped && field.field_type == FieldType::Many2one);
            let Some(relation) = relation.and_then(|field| field.relation.as_deref()) else { continue };
            if let Some(id) = value.as_i64().filter(|id| !self.db.exists(relation, *id)) {
                return Err(self.no_such_record(schema, name, relation, id));
            }
        }
        Ok(())
    }

    /// Where Odoo's code looks into the record while creating it meets the hole first, else the database's foreign key does.
    fn no_such_record(&self, schema: &ModelSchema, name: &str, relation: &str, id: i64) -> OdooError {
        match business::looks_into(&schema.model, name) {
            true => OdooError::missing(relation, id, self.account.user_id),
            false => self.foreign_key(schema, name),
        }
    }

    /// The error of a link that leads nowhere, or would.
    pub(super) fn foreign_key(&self, schema: &ModelSchema, name: &str) -> OdooError {
        let (model, label) = (&schema.model, &schema.label);
        OdooError::validation(match self.series() {
            Series::V17 | Series::V18 => format!(
                "The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\n\
                 Model: {label} ({model})\nConstraint: {}_{name}_fkey\n",
                model.replace('.', "_")
            ),
            Series::V19 => format!(
                "The operation cannot be completed: Another model is using the record you are trying to delete.\n\n\
                 The troublemaker is: '{label}' ({model})\nThanks to the following constraint: '{}' ({name})\n\
                 How about archiving the record instead?",
                schema.fields.get(name).map_or(name, |field| field.label.as_str())
            ),
        })
    }
}

/// The id in a value of a many2one; 0 is none.
fn many2one(value: &Value) -> Outcome<Value> {
    let id = match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(truncated)).unwrap_or_default(),
        Value::Bool(_) => 1,
        Value::Object(_) => return Err(OdooError::new(Kind::Programming, "can't adapt type 'dict'")),
        Value::Array(items) => match items.as_slice() {
            [] => 0,
            [Value::Number(id)] => id.as_i64().unwrap_or_default(),
            several => return Err(invalid_integer(&text(several.last().unwrap_or(value)))),
        },
        other => return Err(invalid_integer(&text(other))),
    };
    Ok(if id == 0 { Value::Bool(false) } else { Value::from(id) })
}

/// The integer in a text, as Python's `int()` reads it.
pub(super) fn integer_text(text: &str) -> Outcome<Value> {
    let parsed = text.trim().replace('_', "").parse::<i64>();
    parsed.map(Value::from).map_err(|_| OdooError::value(format!("invalid literal for int() with base 10: '{text}'")))
}

/// The number in a text, as Python's `float()` reads it.
pub(super) fn float_text(text: &str) -> Outcome<Value> {
    let parsed = text.trim().parse::<f64>();
    parsed.map(Value::from).map_err(|_| OdooError::value(format!("could not convert string to float: '{text}'")))
}

fn integer(value: &Value) -> Outcome<Value> {
    if !is_true(value) {
        return Ok(Value::from(0));
    }
    let number = match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(truncated)),
        Value::Bool(_) => Some(1),
        Value::String(text) => integer_text(text)?.as_i64(),
        other => {
            let what = "int() argument must be a string, a bytes-like object or a real number";
            return Err(OdooError::type_error(format!("{what}, not '{}'", type_name(other))));
        }
    };
    number
        .filter(|number| i32::try_from(*number).is_ok())
        .map(Value::from)
        .ok_or_else(|| OdooError::new(Kind::OutOfRange, "integer out of range\n"))
}

#[expect(clippy::cast_possible_truncation, reason = "Python's int() cuts the fraction, the range is checked by the caller")]
fn truncated(number: f64) -> i64 {
    number.trunc() as i64
}

fn float(value: &Value, digits: Option<&Digits>) -> Outcome<Value> {
    let number = match value {
        Value::Null | Value::Bool(false) => 0.0,
        Value::Bool(true) => 1.0,
        Value::Number(number) => number.as_f64().unwrap_or_default(),
        Value::String(text) if text.is_empty() => 0.0,
        Value::String(text) => float_text(text)?.as_f64().unwrap_or_default(),
        other => {
            return Err(OdooError::type_error(format!("float() argument must be a string or a real number, not '{}'", type_name(other))));
        }
    };
    let decimals = match digits {
        Some(Digits::Fixed(_, decimals) | Digits::Decimals(decimals)) => *decimals,
        None => return Ok(Value::from(number)),
    };
    Ok(Value::from(rounded(number, decimals)))
}

/// A number rounded half away from zero, as Odoo rounds money.
pub(crate) fn rounded(number: f64, decimals: u32) -> f64 {
    let factor = 10_f64.powi(i32::try_from(decimals).unwrap_or(2));
    let scaled = number * factor;
    (scaled + scaled.signum() * 1e-7).round() / factor
}

fn day(value: &Value) -> Outcome<Value> {
    match value {
        Value::String(text) if text.is_empty() => Ok(Value::Bool(false)),
        Value::String(text) => dates::date_value(text).map(Value::from),
        other => Err(OdooError::type_error(format!("'{}' object is not subscriptable", type_name(other)))),
    }
}

fn moment(value: &Value) -> Outcome<Value> {
    match value {
        Value::String(text) if text.is_empty() => Ok(Value::Bool(false)),
        Value::String(text) => dates::datetime_value(text).map(Value::from),
        other => Err(OdooError::type_error(format!("object of type '{}' has no len()", type_name(other)))),
    }
}

fn selection(schema: &ModelSchema, name: &str, field: &FieldSchema, value: &Value) -> Outcome<Value> {
    let Some(choices) = field.selection.as_ref().filter(|choices| !choices.dynamic) else { return Ok(Value::from(text(value))) };
    match value {
        Value::String(text) if text.is_empty() => Ok(Value::Bool(false)),
        Value::String(text) if choices.values.iter().any(|(choice, _)| choice == text) => Ok(value.clone()),
        _ => Err(wrong_value(schema, name, value)),
    }
}

pub(super) fn wrong_value(schema: &ModelSchema, name: &str, value: &Value) -> OdooError {
    OdooError::value(format!("Wrong value for {}.{name}: {}", schema.model, repr(value)))
}

pub(super) fn invalid_integer(text: &str) -> OdooError {
    OdooError::new(Kind::InvalidText, format!("invalid input syntax for type integer: \"{text}\"\n"))
}

fn cut(text: &str, size: Option<u32>) -> String {
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
    text.chars().take(size.unwrap_or(usize::MAX)).collect()
}

/// Plain text in an HTML field becomes a paragraph.
fn html(text: &str) -> String {
    if text.is_empty() || text.trim_start().starts_with('<') { text.to_owned() } else { format!("<p>{}</p>", text.replace('&', "&amp;")) }
}
