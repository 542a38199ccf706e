//! JSON Schemas (2020-12) of what `create` and `write` of a model take, made from the model's schema.
//!
//! One document a model: its root is what `create` takes, `#/$defs/write` what `write` takes. It is made when it is asked for,
//! in microseconds, from the schema that is at hand anyway; so a program that embeds the packed snapshots has every JSON
//! Schema for no bytes at all, and has them for custom models too. The files in `schemas/json/` are written by the same function.
//!
//! A JSON Schema says less than the validator: it closes the names, types, values of static selections and the shape of
//! commands. It demands only what nothing in Odoo could fill, and leaves the values of nested records to their own model,
//! which `x-odoo-model` names. What it refuses Odoo refuses or ignores.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::reviewed;
use crate::Series;
use crate::schema::{FieldSchema, FieldType, ModelSchema, Unknown};

/// Fields that Odoo itself keeps.
const KEPT_BY_ODOO: [&str; 6] = ["id", "create_uid", "create_date", "write_uid", "write_date", "display_name"];

/// The document of one model.
#[must_use]
pub fn json_schema(series: Series, model: &ModelSchema) -> Value {
    let writable = || model.fields.iter().filter(|(name, field)| is_writable(name, field));
    let properties: Map<String, Value> = writable().map(|(name, field)| (name.clone(), property(name, field))).collect();
    let required: Vec<&str> =
        writable().filter(|(name, field)| is_demanded(series, model, name, field)).map(|(name, _)| name.as_str()).collect();
    let used: BTreeSet<&str> = writable().filter_map(|(_, field)| shared(field)).collect();
    let mut definitions: Map<String, Value> = used.into_iter().map(|name| (name.to_owned(), definition(name))).collect();
    definitions.insert("write".to_owned(), json!({"type": "object", "additionalProperties": false, "properties": properties}));
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:odoo:{series}:{}", model.model),
        "title": model.label,
        "$ref": "#/$defs/write",
        "$defs": definitions,
    });
    if let Some(object) = document.as_object_mut().filter(|_| !required.is_empty()) {
        object.insert("required".to_owned(), required.into());
    }
    document
}

/// A value written to a field that is readonly and has no column is ignored by Odoo; a few of those are in the values that
/// Odoo itself makes for a copy, so that they must be allowed.
fn is_writable(name: &str, field: &FieldSchema) -> bool {
    !KEPT_BY_ODOO.contains(&name) && (field.store || !field.readonly || field.copied)
}

/// A column with no default, no compute, no path and no delegation that could fill it. Columns that point to users, companies
/// and the like are left out: the models mostly fill those themselves.
fn is_demanded(series: Series, model: &ModelSchema, name: &str, field: &FieldSchema) -> bool {
    let filled = field.has_default || field.computed || field.related.is_some() || !field.depends.is_empty();
    let ambient = matches!(field.relation.as_deref(), Some("res.company" | "res.users" | "res.currency" | "res.lang" | "website"));
    let linked = model.inherits.values().any(|link| link == name);
    let filled_given = |all: bool| reviewed::is_filled(series, &model.model, name, |_| all) == Some(true);
    let by_create = filled_given(true) || filled_given(false);
    let known = !model.unknown.contains(&Unknown::Defaults);
    known && field.required && field.store && !filled && !by_create && !ambient && !linked && !field.field_type.is_x2many()
}

fn property(name: &str, field: &FieldSchema) -> Value {
    let mut property = value_of(field);
    if let Some(object) = property.as_object_mut() {
        if !field.label.is_empty() && field.label.to_lowercase() != name.replace('_', " ") {
            object.insert("title".to_owned(), field.label.clone().into());
        }
        if let Some(relation) = &field.relation {
            object.insert("x-odoo-model".to_owned(), relation.clone().into());
        }
    }
    property
}

/// What a field takes. `false` empties it, where it may be empty.
fn value_of(field: &FieldSchema) -> Value {
    if let Some(values) = static_values(field) {
        let empty = (!is_column_required(field)).then_some(Value::Bool(false));
        return json!({"enum": values.into_iter().map(Value::from).chain(empty).collect::<Vec<_>>()});
    }
    match (shared(field), field.size.filter(|_| field.field_type == FieldType::Char)) {
        (Some(name), None) => json!({"$ref": format!("#/$defs/{name}")}),
        (Some(name), Some(size)) => json!({"$ref": format!("#/$defs/{name}"), "maxLength": size}),
        (None, _) => json!({}),
    }
}

fn static_values(field: &FieldSchema) -> Option<Vec<&str>> {
    let selection = field.selection.as_ref().filter(|selection| field.field_type == FieldType::Selection && !selection.dynamic)?;
    (!selection.values.is_empty()).then(|| selection.values.iter().map(|(value, _)| value.as_str()).collect())
}

fn is_column_required(field: &FieldSchema) -> bool {
    field.required && field.store && !field.company_dependent
}

/// The shared definition a field's values follow; none where anything goes.
fn shared(field: &FieldSchema) -> Option<&'static str> {
    let required = is_column_required(field);
    let either = |given, or_false| Some(if required { given } else { or_false });
    match field.field_type {
        FieldType::Char | FieldType::Text | FieldType::Html => either("text", "text_or_false"),
        FieldType::Selection if static_values(field).is_none() => either("text", "text_or_false"),
        FieldType::Selection | FieldType::Json | FieldType::Properties | FieldType::PropertiesDefinition => None,
        FieldType::Integer | FieldType::Many2oneReference => either("integer", "integer_or_false"),
        FieldType::Many2one => either("id", "id_or_false"),
        FieldType::Float | FieldType::Monetary => either("number", "number_or_false"),
        FieldType::Boolean => Some("boolean"),
        FieldType::Date => either("date", "date_or_false"),
        FieldType::Datetime => either("datetime", "datetime_or_false"),
        FieldType::Binary => Some("base64_or_false"),
        FieldType::Reference => either("reference", "reference_or_false"),
        FieldType::One2many | FieldType::Many2many => Some("commands"),
    }
}

fn definition(name: &str) -> Value {
    if let Some(given) = name.strip_suffix("_or_false") {
        return json!({"anyOf": [definition(given), {"const": false}]});
    }
    match name {
        "text" => json!({"type": "string"}),
        "integer" => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
        "id" => json!({"type": "integer", "minimum": 1, "maximum": i32::MAX}),
        "number" => json!({"type": "number"}),
        "boolean" => json!({"type": "boolean"}),
        "date" => json!({"type": "string", "pattern": "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"}),
        "datetime" => {
            json!({"type": "string", "pattern": "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])( ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d)?$"})
        }
        "base64" => json!({"type": "string", "contentEncoding": "base64"}),
        "reference" => json!({"type": "string", "pattern": "^[A-Za-z0-9_.]+,[1-9]\\d*$"}),
        _ => commands(),
    }
}

/// `[0, 0, values]`, `[1, id, values]`, `[2..4, id, _]`, `[5, …]`, `[6, _, ids]`; or ids alone, which Odoo takes as `[6, 0, ids]`.
fn commands() -> Value {
    let id = json!({"type": "integer", "minimum": 1});
    let command = |code: Value, second: Value, rest: Value, least: u32| json!({"prefixItems": [code, second, rest], "items": false, "minItems": least});
    let any = json!({});
    json!({"anyOf": [
        {"const": false},
        {"type": "array", "items": id.clone()},
        {"type": "array", "items": {"type": "array", "anyOf": [
            command(json!({"const": 0}), any.clone(), json!({"type": "object"}), 3),
            command(json!({"const": 1}), id.clone(), json!({"type": "object"}), 3),
            command(json!({"enum": [2, 3, 4]}), id.clone(), any.clone(), 2),
            command(json!({"const": 5}), any.clone(), any.clone(), 1),
            command(json!({"const": 6}), any, json!({"type": "array", "items": id}), 3),
        ]}},
    ]})
}
