//! Properties: fields that a record defines for others. Their definition may name any model, and a domain on it.

use serde_json::{Map, Value};

use odoo_sdk::schema::ModelSchema;

use super::super::inspection::Inspection;
use super::super::operation::Operation;
use super::super::place::Place;
use super::stored;

/// Judges properties, or the definition of some.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, value: &Value, place: &Place<'_>) {
    for (at, property) in value.as_array().into_iter().flatten().enumerate() {
        let place = place.index(at);
        if !inspection.enter(&place) {
            return;
        }
        if let Value::Object(property) = property {
            self::property(inspection, model, property, &place);
        }
    }
}

/// A property of users is an ordinary one: it shows their names.
fn property(inspection: &mut Inspection<'_>, model: &ModelSchema, property: &Map<String, Value>, place: &Place<'_>) {
    let comodel = property.get("comodel").and_then(Value::as_str);
    if let Some(comodel) = comodel.filter(|comodel| *comodel != "res.users") {
        inspection.model(comodel, Operation::Read, &place.key("comodel"));
    }
    if let Some(Value::String(domain)) = property.get("domain") {
        stored::domain(inspection, model, domain, &place.key("domain"));
    }
}
