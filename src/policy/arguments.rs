//! Step: the arguments of a call, each by what it holds; and a whole call by its method.

mod domain;
mod fields;
mod free;
mod path;
mod properties;
mod stored;
mod values;

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value};

use super::built_in::Role;
use super::decision::{Reason, Step};
use super::inspection::{Inspection, Use};
use super::operation::Operation;
use super::place::Place;
use crate::error_code::ErrorCode;

pub(super) use fields::aliases;
pub(super) use free::argument as free;

/// Keys of a context that only say how an answer looks or whose companies count.
const HARMLESS_CONTEXT: &[&str] =
    &["active_id", "active_ids", "active_test", "allowed_company_ids", "bin_size", "lang", "tracking_disable", "tz"];

/// Judges one argument of an ORM method.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, role: Role, name: &str, value: &Value) {
    let place = Place::root(name);
    if value.is_null() || value == &Value::Bool(false) {
        return;
    }
    match role {
        Role::Domain => domain::judge(inspection, model, value, &place),
        Role::Having => domain::having(inspection, model, value, &place),
        Role::Fields => fields::names(inspection, model, value, &place),
        Role::FieldToRead => fields::name(inspection, model, value, Use::Read, &place),
        Role::FieldToWrite => fields::name(inspection, model, value, Use::Write, &place),
        Role::GroupBy => fields::groups(inspection, model, value, &place),
        Role::Aggregates => fields::aggregates(inspection, model, value, &place),
        Role::Order => fields::order(inspection, model, value, &place),
        Role::Values => values::judge(inspection, model, value, &place),
        Role::FormValues => values::form(inspection, model, value, &place),
        Role::Specification => fields::specification(inspection, model, value, &place),
        Role::Plain => plain(inspection, value, &place),
    }
}

/// Judges a context. A default in it is a value that will be written.
pub(super) fn context(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, context: &Map<String, Value>) {
    let root = Place::root("context");
    for (key, value) in context {
        let place = root.key(key);
        match key.strip_prefix("default_") {
            Some(field) => values::default(inspection, model, field, value, &place),
            None if key == "active_model" => active_model(inspection, value, &place),
            None if HARMLESS_CONTEXT.contains(&key.as_str()) => plain(inspection, value, &place),
            None => inspection.refuse(context_key(key).at(place)),
        }
    }
}

fn context_key(key: &str) -> Reason {
    let message = format!("the context key `{}` is not taken", super::inspection::shown(key));
    Reason::new(Step::Arguments, ErrorCode::ContextKey, message).hint("`lang`, `tz`, `active_test` and `allowed_company_ids` are")
}

fn active_model(inspection: &mut Inspection<'_>, value: &Value, place: &Place<'_>) {
    match value.as_str() {
        Some(model) => drop(inspection.model(model, Operation::Read, place)),
        None => inspection.unclear(place, "a model's name is a text"),
    }
}

/// What names no field: texts, numbers, flat lists of them.
fn plain(inspection: &mut Inspection<'_>, value: &Value, place: &Place<'_>) {
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| plain(inspection, item, &place.index(at))),
        // Translations are an object of texts by language.
        Value::Object(members) => members.values().for_each(|member| {
            if !matches!(member, Value::String(_) | Value::Bool(_) | Value::Object(_)) {
                inspection.unclear(place, "an object stands here");
            }
        }),
        _ => {}
    }
    inspection.enter(place);
}
