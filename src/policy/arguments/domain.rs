//! Domains: every leaf's path, every domain inside a leaf, and searches by the names of blocked records.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use serde_json::Value;

use super::super::decision::{Reason, Step};
use super::super::inspection::Inspection;
use super::super::operation::Operation;
use super::super::place::Place;
use super::super::tier::Answer;
use super::{fields, path};
use crate::error_code::ErrorCode;

/// The operators of all series.
const OPERATORS: &[&str] = &[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "=?",
    "==",
    "<>",
    "in",
    "not in",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "=like",
    "=ilike",
    "not =like",
    "not =ilike",
    "child_of",
    "parent_of",
    "any",
    "not any",
];

/// Judges a domain on a model.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, domain: &Value, place: &Place<'_>) {
    let Value::Array(items) = domain else { return inspection.unclear(place, "a domain is a list") };
    for (at, item) in items.iter().enumerate() {
        let place = place.index(at);
        if !inspection.enter(&place) {
            return;
        }
        match item {
            Value::String(word) if is_prefix(word) => {}
            Value::Array(parts) => leaf(inspection, model, parts, &place),
            _ => inspection.unclear(&place, "this is no part of a domain"),
        }
    }
}

fn is_prefix(word: &str) -> bool {
    matches!(word, "&" | "|" | "!")
}

fn leaf(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, parts: &[Value], place: &Place<'_>) {
    match parts {
        [Value::Number(_), Value::String(operator), Value::Number(_)] if operator == "=" => {}
        [Value::String(field), Value::String(operator), operand] if OPERATORS.contains(&operator.to_ascii_lowercase().as_str()) => {
            let relation = path::follow(inspection, model, field, &place.index(0));
            if field == "display_name" {
                inspection.names(model, true, &place.index(0));
            }
            self::operand(inspection, relation.as_deref(), &operator.to_ascii_lowercase(), operand, &place.index(2));
        }
        _ => inspection.unclear(place, "this is no leaf of a domain"),
    }
}

fn operand(inspection: &mut Inspection<'_>, relation: Option<&str>, operator: &str, operand: &Value, place: &Place<'_>) {
    let Some(relation) = relation else { return flat(inspection, operand, place) };
    if matches!(operator, "any" | "not any") {
        if inspection.model(relation, Operation::Read, place)
            && let Some(schema) = inspection.schema(relation, place)
        {
            judge(inspection, &schema, operand, place);
        }
    } else {
        flat(inspection, operand, place);
        by_name(inspection, relation, operand, place);
    }
}

/// A text compared with a relation is compared with the names of its records. Users are found by name everywhere; nothing else
/// that is blocked is.
fn by_name(inspection: &mut Inspection<'_>, relation: &str, operand: &Value, place: &Place<'_>) {
    let has_text = match operand {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(Value::is_string),
        _ => false,
    };
    if has_text && let Some(schema) = inspection.known(relation) {
        inspection.names(&schema, true, place);
    }
    if !has_text || relation == "res.users" || inspection.rules.tier(relation, Operation::Read).0 == Answer::Yes {
        return;
    }
    let message = format!("the records of `{relation}` are not searched by name: the model is blocked by a rule of this server");
    inspection.refuse(Reason::new(Step::Tier, ErrorCode::ModelBlocked, message).at(place).hint("compare with an id"));
}

/// An operand that is no domain is a value or a flat list of values.
fn flat(inspection: &mut Inspection<'_>, operand: &Value, place: &Place<'_>) {
    match operand {
        Value::Object(_) => inspection.unclear(place, "an operand is a value or a list of values"),
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            inspection.unclear(place, "an operand is a value or a list of values");
        }
        _ => {}
    }
}

/// A domain whose leaves ask about aggregates.
pub(super) fn having(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, domain: &Value, place: &Place<'_>) {
    let Value::Array(items) = domain else { return inspection.unclear(place, "a having is a list") };
    for (at, item) in items.iter().enumerate() {
        let place = place.index(at);
        match item {
            Value::String(word) if is_prefix(word) => {}
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(aggregate), Value::String(_), operand] => {
                    fields::aggregate(inspection, model, aggregate, &place.index(0));
                    flat(inspection, operand, &place.index(2));
                }
                _ => inspection.unclear(&place, "this is no leaf of a having"),
            },
            _ => inspection.unclear(&place, "this is no part of a having"),
        }
    }
}
