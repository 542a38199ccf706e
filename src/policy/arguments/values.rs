//! Values to be written: every field, and every x2many command down into the records it makes, changes or deletes.

use std::sync::Arc;

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value};

use super::super::built_in;
use super::super::decision::{Reason, Step};
use super::super::inspection::{Inspection, Use};
use super::super::operation::Operation;
use super::super::place::Place;
use super::{properties, stored};
use crate::error_code::ErrorCode;

/// One object of values, or a list of them.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    match value {
        Value::Object(values) => record(inspection, model, values, place),
        Value::Array(records) => {
            for (at, values) in records.iter().enumerate() {
                match values {
                    Value::Object(values) => record(inspection, model, values, &place.index(at)),
                    _ => inspection.unclear(&place.index(at), "the values of a record are an object"),
                }
            }
        }
        _ => inspection.unclear(place, "the values of a record are an object"),
    }
}

/// The values of a form: nothing is written, but what a rule hides or keeps from writing does not belong there either.
/// A form holds every field of a record, so references to what is read-only stay.
pub(super) fn form(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    let Value::Object(values) = value else { return inspection.unclear(place, "the values of a form are an object") };
    for (name, value) in values {
        let place = place.key(name);
        if inspection.enter(&place) && inspection.field(model, name, Use::Read, &place) {
            let membership = model.fields.get(name).is_some_and(|field| field.relation.as_deref() == Some("res.groups"));
            match model.fields.get(name) {
                Some(field) if field.field_type.is_x2many() && !membership => commands(inspection, field, value, &place),
                _ => stored::judge(inspection, model, name, value, &place),
            }
        }
    }
}

/// A default in a context: `default_name`. One that the model does not have goes to the records made on the way, of which
/// nothing is known but the name.
pub(super) fn default(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, name: &str, value: &Value, place: &Place<'_>) {
    match model.fields.get(name) {
        Some(field) => self::value(inspection, model, name, field, value, place),
        None => inspection.unclear(place, "a default of a field that the model does not have"),
    }
}

fn record(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, values: &Map<String, Value>, place: &Place<'_>) {
    for (name, value) in values {
        let place = place.key(name);
        if !inspection.enter(&place) {
            return;
        }
        match model.fields.get(name) {
            Some(field) => self::value(inspection, model, name, field, value, &place),
            None => drop(inspection.field(model, name, Use::Write, &place)),
        }
    }
}

fn value(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, field: &FieldSchema, value: &Value, place: &Place<'_>) {
    if !inspection.field(model, name, Use::Write, place) {
        return;
    }
    if is_reference(field.field_type) && !is_empty(value) {
        reference(inspection, field, value, place);
    }
    match field.field_type {
        FieldType::Properties | FieldType::PropertiesDefinition => properties::judge(inspection, model, value, place),
        kind if kind.is_x2many() => commands(inspection, field, value, place),
        _ => stored::judge(inspection, model, name, value, place),
    }
}

fn is_reference(field_type: FieldType) -> bool {
    matches!(field_type, FieldType::Many2one | FieldType::Many2many | FieldType::Reference)
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || value.as_array().is_some_and(Vec::is_empty)
}

/// What a reference may not be set to, whoever the record belongs to.
fn reference(inspection: &mut Inspection<'_>, field: &FieldSchema, value: &Value, place: &Place<'_>) {
    let named = value.as_str().and_then(|text| text.split_once(',')).map(|(model, _)| model);
    let Some(relation) = field.relation.as_deref().or(named) else { return };
    if built_in::NEVER_LINKED.contains(&relation) {
        let message = format!("nothing is made to refer to a record of `{relation}` through this server");
        inspection.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(place).hint("leave it out"));
    }
}

fn commands(inspection: &mut Inspection<'_>, field: &FieldSchema, value: &Value, place: &Place<'_>) {
    let Value::Array(items) = value else { return };
    for (at, item) in items.iter().enumerate() {
        let place = place.index(at);
        if !inspection.enter(&place) {
            return;
        }
        match item {
            Value::Array(parts) => command(inspection, field, parts, &place),
            // An id in place of a command links, as a list of ids does.
            Value::Number(_) => link(inspection, field, &place),
            _ => inspection.unclear(&place, "this is no x2many command"),
        }
    }
}

fn command(inspection: &mut Inspection<'_>, field: &FieldSchema, parts: &[Value], place: &Place<'_>) {
    let Some(relation) = field.relation.as_deref() else { return inspection.unclear(place, "no co-model is known") };
    let operation = match parts.first().and_then(Value::as_i64) {
        Some(0) => Operation::Create,
        Some(1) => Operation::Write,
        Some(2) => Operation::Delete,
        Some(3..=6) => return link(inspection, field, place),
        _ => return inspection.unclear(place, "an x2many command begins with a code from 0 to 6"),
    };
    if !inspection.model(relation, operation, place) || operation == Operation::Delete {
        return;
    }
    let Some(schema) = inspection.schema(relation, place) else { return };
    if operation == Operation::Create {
        inspection.delegated(&schema, place);
    }
    match parts.get(2) {
        Some(Value::Object(values)) => record(inspection, &schema, values, &place.index(2)),
        _ => inspection.unclear(place, "this command has no values"),
    }
}

/// Linking and unlinking in a one2many writes the co-model's own field; in a many2many only the link.
fn link(inspection: &mut Inspection<'_>, field: &FieldSchema, place: &Place<'_>) {
    if let (FieldType::One2many, Some(relation)) = (field.field_type, field.relation.as_deref()) {
        inspection.model(relation, Operation::Write, place);
    }
}
