//! Names of fields wherever they stand: to read, to group, to aggregate, to sort, to specify.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value};

use super::super::inspection::{Inspection, Use, shown};
use super::super::operation::Operation;
use super::super::place::Place;
use super::path;

/// A list of names to read.
pub(super) fn names(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    each_text(inspection, value, place, |inspection, text, place| drop(path::follow(inspection, model, text, place)));
}

/// One name.
pub(super) fn name(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, how: Use, place: &Place<'_>) {
    match value.as_str() {
        Some(name) => drop(inspection.field(model, name, how, place)),
        None => inspection.unclear(place, "a field's name is a text"),
    }
}

/// `field`, `path.of.fields`, `date:month`.
pub(super) fn groups(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    each_text(inspection, value, place, |inspection, text, place| {
        let field = text.split_once(':').map_or(text, |(field, _)| field);
        drop(path::follow(inspection, model, field, place));
    });
}

/// `field:sum`, `__count`, and the forms of `read_group`: `field`, `name:sum(field)`.
pub(super) fn aggregates(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    each_text(inspection, value, place, |inspection, text, place| aggregate(inspection, model, text, place));
}

/// The names that `name:sum(field)` gives; a field's own name is none.
pub(in crate::policy) fn aliases(model: &ModelSchema, value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    let named = texts.filter_map(|text| text.split_once(':').filter(|(_, function)| function.ends_with(')')).map(|(name, _)| name));
    named.filter(|name| path::is_name(name) && !model.fields.contains_key(*name)).map(str::to_owned).collect()
}

/// One aggregate.
pub(super) fn aggregate(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, text: &str, place: &Place<'_>) {
    if text == "__count" || inspection.aliases.iter().any(|alias| alias == text) {
        return;
    }
    let (name, function) = text.split_once(':').unwrap_or((text, ""));
    let inner = function.split_once('(').map(|(_, rest)| rest.strip_suffix(')').unwrap_or(rest));
    drop(path::follow(inspection, model, inner.unwrap_or(name), place));
}

/// `field desc, "other" asc nulls last`; the terms of a group's order may be aggregates.
pub(super) fn order(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    let Some(text) = value.as_str() else { return inspection.unclear(place, "an order is a text") };
    for term in text.split(',').map(str::trim).filter(|term| !term.is_empty()) {
        let (name, direction) = term.split_once(char::is_whitespace).unwrap_or((term, ""));
        let is_direction = |word: &str| ["asc", "desc", "nulls", "first", "last"].iter().any(|known| word.eq_ignore_ascii_case(known));
        if !inspection.enter(place) {
            return;
        }
        if direction.split_whitespace().all(is_direction) {
            aggregate(inspection, model, name.trim_matches('"'), place);
        } else {
            inspection.unclear(place, &format!("`{}` is no term of an order", shown(term)));
        }
    }
}

/// `{"field": {}, "lines": {"fields": {…}, "order": …, "context": …}}`.
pub(super) fn specification(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, value: &Value, place: &Place<'_>) {
    let Value::Object(members) = value else { return inspection.unclear(place, "a specification is an object") };
    for (name, below) in members {
        let place = place.key(name);
        if !inspection.enter(&place) || !inspection.field(model, name, Use::Read, &place) {
            continue;
        }
        match below {
            Value::Object(below) if below.is_empty() => {}
            Value::Object(below) => co_model(inspection, model, name, below, &place),
            _ => inspection.unclear(&place, "a field's specification is an object"),
        }
    }
}

fn co_model(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, below: &Map<String, Value>, place: &Place<'_>) {
    let relation = model.fields.get(name).and_then(|field| field.relation.clone());
    let Some(relation) = relation else { return inspection.unclear(place, "no fields are below this one") };
    if !is_display_only(below) && !inspection.model(&relation, Operation::Read, place) {
        return;
    }
    let Some(schema) = inspection.schema(&relation, place) else { return };
    for (key, value) in below {
        let place = place.key(key);
        match key.as_str() {
            "fields" => specification(inspection, &schema, value, &place),
            "order" => order(inspection, &schema, value, &place),
            "limit" | "offset" => {}
            "context" if value.as_object().is_some_and(Map::is_empty) => {}
            _ => inspection.unclear(&place, "this part of a specification is not taken"),
        }
    }
}

/// The name of a record beside its id is what every reference shows.
fn is_display_only(below: &Map<String, Value>) -> bool {
    let fields = below.get("fields").and_then(Value::as_object);
    below.len() == 1 && fields.is_some_and(|fields| fields.keys().all(|name| name == "display_name"))
}

fn each_text(
    inspection: &mut Inspection<'_>,
    value: &Value,
    place: &Place<'_>,
    mut each: impl FnMut(&mut Inspection<'_>, &str, &Place<'_>),
) {
    let items = match value {
        Value::String(text) => return each(inspection, text, place),
        Value::Array(items) => items,
        _ => return inspection.unclear(place, "expected names of fields"),
    };
    for (at, item) in items.iter().enumerate() {
        let place = place.index(at);
        match item.as_str() {
            Some(text) if inspection.enter(&place) => each(inspection, text, &place),
            Some(_) => return,
            None => inspection.unclear(&place, "expected the name of a field"),
        }
    }
}
