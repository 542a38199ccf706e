//! Properties: the values with the record, their names and types with the record above it. Writing replaces all values; what the
//! definition does not know is gone without a word.

use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, ids_of};
use crate::error::{Kind, OdooError, Outcome};
use crate::python::is_none;

/// The values by name that a client sends as a mapping or as a list of definitions with values.
pub(super) fn values(sent: &Value) -> Outcome<Value> {
    match sent {
        Value::Object(_) => Ok(sent.clone()),
        Value::Array(items) => Ok(Value::Object(items.iter().filter_map(named).collect())),
        Value::String(_) => Err(OdooError::new(Kind::JsonDecode, "Expecting value: line 1 column 1 (char 0)")),
        _ => Ok(json!({})),
    }
}

fn named(item: &Value) -> Option<(String, Value)> {
    Some((item.get("name")?.as_str()?.to_owned(), item.get("value")?.clone()))
}

impl Env<'_> {
    /// Each property of the definition, with its value where it has one.
    pub(super) fn properties(&self, schema: &ModelSchema, field: &FieldSchema, id: i64, stored: &Value) -> Value {
        let Some((link, definition)) = &field.definition else { return stored.clone() };
        let parent = schema.fields.get(link).and_then(|field| field.relation.as_deref()).and_then(|model| self.find_schema(model));
        let above = ids_of(&self.value(schema, id, link)).first().copied();
        let (Some(parent), Some(above)) = (parent, above) else { return json!([]) };
        let known = self.value(&parent, above, definition);
        known.as_array().into_iter().flatten().filter_map(|entry| Some(with_value(entry.as_object()?, stored))).collect()
    }
}

fn with_value(entry: &Map<String, Value>, stored: &Value) -> Value {
    let mut shown = entry.clone();
    let value = entry.get("name").and_then(Value::as_str).and_then(|name| stored.get(name));
    if let Some(value) = value.or_else(|| entry.get("default").filter(|value| !is_none(value))) {
        let is_text = entry.get("type").and_then(Value::as_str) == Some("char");
        let shown_value = if is_text && !value.is_string() { json!(false) } else { value.clone() };
        shown.insert("value".to_owned(), shown_value);
    }
    Value::Object(shown)
}
