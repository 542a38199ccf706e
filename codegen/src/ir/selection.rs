//! The values of a selection as constants of a type.

use odoo_sdk::schema::{FieldSchema, FieldType};

use super::field::title;
use crate::names::{self, Names};

/// One static selection of a model; fields with the same values share it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SelectionIr {
    pub(crate) type_name: String,
    pub(crate) label: String,
    pub(crate) values: Vec<ValueIr>,
}

/// One value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ValueIr {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) doc: String,
    pub(crate) const_name: String,
}

/// The selections of a model, as they are met.
#[derive(Debug, Default)]
pub(super) struct Selections(pub(super) Vec<SelectionIr>);

impl Selections {
    /// The type for a field's values; `None` where the database makes them up (or there are none).
    pub(super) fn claim(&mut self, field: &str, schema: &FieldSchema) -> Option<String> {
        let selection = schema.selection.as_ref().filter(|selection| !selection.dynamic && !selection.values.is_empty())?;
        if schema.field_type != FieldType::Selection {
            return None;
        }
        let taken: Vec<&str> = self.0.iter().map(|known| known.type_name.as_str()).chain(["Record"]).collect();
        let type_name = Names::without(&taken).claim(names::type_name(field), "");
        self.0.push(SelectionIr { type_name: type_name.clone(), label: title(&schema.label, field), values: values(&selection.values) });
        Some(type_name)
    }
}

fn values(pairs: &[(String, String)]) -> Vec<ValueIr> {
    let mut consts = Names::default();
    let value = |(value, label): &(String, String)| ValueIr {
        value: value.clone(),
        label: label.clone(),
        doc: title(label, value),
        const_name: consts.claim(names::value_const(value), "_"),
    };
    pairs.iter().map(value).collect()
}
