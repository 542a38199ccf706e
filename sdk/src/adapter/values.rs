//! Values to write in the words of the other series.

use serde_json::{Map, Value};

use super::call::Work;
use super::loss::LossKind;
use crate::schema::FieldType;

/// Translates the values of one record of `model`.
pub(super) fn translate(work: &mut Work<'_>, model: &str, values: &mut Value) {
    let Value::Object(values) = values else { return };
    let given = std::mem::take(values);
    for (field, mut value) in given {
        if let Value::String(text) = &mut value {
            *text = work.selection(model, &field, text);
        }
        commands(work, model, &field, &mut value);
        values.insert(work.field(model, &field, true), value);
    }
}

/// The values inside `[0, 0, {…}]` and `[1, id, {…}]`.
fn commands(work: &mut Work<'_>, model: &str, field: &str, value: &mut Value) {
    let lines = value.as_array_mut().into_iter().flatten().filter_map(Value::as_array_mut);
    for line in lines {
        let Some(nested) = line.get_mut(2).filter(|nested| nested.as_object().is_some_and(|map| !Map::is_empty(map))) else { continue };
        match (work.co_model)(model, field) {
            Some(co_model) => translate(work, &co_model, nested),
            None => return work.lose(model, LossKind::Path(field.to_owned())),
        }
    }
}

/// Whether a value of one type means the same in the other.
pub(super) fn alike(from: FieldType, to: FieldType) -> bool {
    let family = |field_type| match field_type {
        FieldType::Char | FieldType::Text | FieldType::Html => 1,
        FieldType::Float | FieldType::Monetary => 2,
        FieldType::One2many | FieldType::Many2many => 3,
        FieldType::Integer | FieldType::Many2oneReference => 4,
        _ => 0,
    };
    from == to || (family(from) != 0 && family(from) == family(to))
}
