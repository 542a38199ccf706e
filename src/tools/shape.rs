//! How records look in an answer: one shape on every series and over every API.

use odoo_sdk::schema::{FieldType, ModelSchema};
use odoo_sdk::validate::Change;
use serde_json::{Map, Value, json};

/// Most fields shown where none were asked for.
const DEFAULT_FIELDS: usize = 12;

/// Fields that people look at first, wherever a model has them.
const TELLING: [&str; 14] = [
    "state",
    "stage_id",
    "partner_id",
    "user_id",
    "date",
    "date_order",
    "date_deadline",
    "amount_total",
    "email",
    "phone",
    "default_code",
    "list_price",
    "country_id",
    "active",
];

/// The fields shown where none were asked for: the display name, then what is required and stored, then what people look at
/// first; never binaries, long texts or x2many.
pub(super) fn default_fields(schema: &ModelSchema) -> Vec<String> {
    let has = |name: &str| schema.fields.contains_key(name);
    let mut names: Vec<String> = ["display_name", "name"].into_iter().filter(|name| has(name)).take(1).map(str::to_owned).collect();
    let fits = |name: &str| schema.fields.get(name).is_some_and(|field| is_short(field.field_type));
    let required = schema.fields.iter().filter(|(_, field)| field.required && field.store).map(|(name, _)| name.as_str());
    for name in TELLING.into_iter().chain(required) {
        let is_shown = names.iter().any(|known| known == name) || schema.rec_name.as_deref() == Some(name);
        if names.len() < DEFAULT_FIELDS && fits(name) && !is_shown {
            names.push(name.to_owned());
        }
    }
    names
}

fn is_short(field_type: FieldType) -> bool {
    match field_type {
        FieldType::Boolean
        | FieldType::Char
        | FieldType::Date
        | FieldType::Datetime
        | FieldType::Float
        | FieldType::Integer
        | FieldType::Many2one
        | FieldType::Monetary
        | FieldType::Reference
        | FieldType::Selection => true,
        FieldType::Binary
        | FieldType::Html
        | FieldType::Json
        | FieldType::Many2many
        | FieldType::Many2oneReference
        | FieldType::One2many
        | FieldType::Properties
        | FieldType::PropertiesDefinition
        | FieldType::Text => false,
    }
}

/// The context of every read: binaries as their size, never their content.
pub(super) fn reading_context() -> Map<String, Value> {
    Map::from_iter([("bin_size".to_owned(), Value::Bool(true))])
}

/// Adds to an answer how the call was normalised, where it was.
pub(super) fn tell(answer: &mut Value, changes: &[Change]) {
    if !changes.is_empty() {
        answer["normalised"] = changes.iter().map(|change| json!({"path": change.path, "message": change.message})).collect();
    }
}

/// Records as Odoo gave them, in the shape of an answer.
pub(super) fn records(schema: &ModelSchema, answer: Value) -> Vec<Value> {
    match answer {
        Value::Array(rows) => rows.into_iter().map(|row| record(schema, row)).collect(),
        _ => Vec::new(),
    }
}

fn record(schema: &ModelSchema, row: Value) -> Value {
    let Value::Object(row) = row else { return row };
    let shaped = |(name, value): (String, Value)| {
        let value = match schema.fields.get(&name) {
            Some(field) => field_value(field.field_type, value),
            None => value,
        };
        (name, value)
    };
    Value::Object(row.into_iter().map(shaped).collect::<Map<_, _>>())
}

/// `false` is null but for booleans; a many2one is an object; a datetime says that it is UTC; a binary is its size.
fn field_value(field_type: FieldType, value: Value) -> Value {
    match (field_type, value) {
        (FieldType::Boolean, value) => value,
        (_, Value::Bool(false)) => Value::Null,
        (FieldType::Many2one, Value::Array(pair)) => many2one(pair),
        (FieldType::Datetime, Value::String(text)) => Value::String(utc(&text)),
        (FieldType::Binary, Value::String(size)) => json!({"size": size}),
        (_, value) => value,
    }
}

fn many2one(pair: Vec<Value>) -> Value {
    let mut parts = pair.into_iter();
    json!({"id": parts.next(), "name": parts.next()})
}

/// `2026-11-20 10:00:00`, which Odoo means in UTC, as `2026-11-20T10:00:00Z`.
fn utc(text: &str) -> String {
    match text.split_once(' ') {
        Some((date, time)) => format!("{date}T{time}Z"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::schema::FieldSchema;

    use super::*;

    #[test]
    fn values_have_one_shape() {
        let check = |field_type, value, expected| assert_eq!(field_value(field_type, value), expected);
        check(FieldType::Boolean, json!(false), json!(false));
        check(FieldType::Char, json!(false), Value::Null);
        check(FieldType::Many2one, json!([7, "Azure"]), json!({"id": 7, "name": "Azure"}));
        check(FieldType::Many2one, json!(false), Value::Null);
        check(FieldType::Datetime, json!("2026-11-20 10:00:00"), json!("2026-11-20T10:00:00Z"));
        check(FieldType::Date, json!("2026-11-20"), json!("2026-11-20"));
        check(FieldType::Integer, json!(0), json!(0));
        check(FieldType::Binary, json!("12.00 Kb"), json!({"size": "12.00 Kb"}));
    }

    #[test]
    fn default_fields_are_few_and_never_heavy() {
        let mut schema = ModelSchema::default();
        for (name, field_type) in
            [("display_name", FieldType::Char), ("state", FieldType::Selection), ("image", FieldType::Binary), ("note", FieldType::Text)]
        {
            schema.fields.insert(name.to_owned(), FieldSchema { required: true, ..FieldSchema::new(field_type) });
        }
        assert_eq!(default_fields(&schema), ["display_name", "state"]);
    }
}
