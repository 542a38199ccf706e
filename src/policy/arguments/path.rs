//! A dotted path that a caller wrote: each field on it, and each model it goes through.

use std::sync::Arc;

use odoo_sdk::schema::{FieldType, ModelSchema};

use super::super::inspection::{Inspection, Use, shown};
use super::super::operation::Operation;
use super::super::place::Place;

/// Follows a path, judging as it goes; what its last field is a relation to, where it is one.
pub(super) fn follow(inspection: &mut Inspection<'_>, model: &Arc<ModelSchema>, text: &str, place: &Place<'_>) -> Option<String> {
    let mut model = Arc::clone(model);
    let mut segments = text.split('.').peekable();
    while let Some(name) = segments.next() {
        if !is_name(name) {
            inspection.unclear(place, &format!("`{}` is no path of fields", shown(text)));
            return None;
        }
        if !inspection.field(&model, name, Use::Read, place) {
            return None;
        }
        let field = model.fields.get(name)?;
        let relation = field.relation.clone();
        if segments.peek().is_none() {
            return relation;
        }
        // What follows a date or a property is a part of it, not a field.
        if relation.is_none() || matches!(field.field_type, FieldType::Properties | FieldType::PropertiesDefinition) {
            return parts(inspection, segments, place);
        }
        let relation = relation?;
        if !inspection.model(&relation, Operation::Read, place) {
            return None;
        }
        model = inspection.schema(&relation, place)?;
    }
    None
}

fn parts<'t>(inspection: &mut Inspection<'_>, segments: impl Iterator<Item = &'t str>, place: &Place<'_>) -> Option<String> {
    for segment in segments {
        if !is_name(segment) {
            inspection.unclear(place, "a part of a field is a plain name");
        }
    }
    None
}

/// Whether a text may be the name of a field: Python's identifiers in ASCII, as Odoo's column names are.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 256 && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
