//! `copy`: the stored values that Odoo copies, with the lines of one2many fields that are copied too.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::{Env, ids_of};
use crate::business;
use crate::error::Outcome;

impl Env<'_> {
    /// Duplicates a record, with other values for some fields.
    pub(crate) fn copy(&mut self, schema: &ModelSchema, id: i64, other: &Map<String, Value>) -> Outcome<i64> {
        let values = self.copy_values(schema, id, other)?;
        self.create(schema, &values)
    }

    /// The values a copy gets, with other ones for some fields.
    pub(crate) fn copy_values(&self, schema: &ModelSchema, id: i64, other: &Map<String, Value>) -> Outcome<Map<String, Value>> {
        self.check_exist(schema, &[id])?;
        let mut values = self.copy_data(schema, id, None);
        if let Some(name) = schema.rec_name.as_deref().filter(|name| business::marks_copies(&schema.model) && !other.contains_key(*name))
            && let Some(Value::String(text)) = values.get_mut(name)
        {
            text.push_str(" (copy)");
        }
        values.extend(other.clone());
        Ok(values)
    }

    /// The values of a copy. `inverse` is the field that ties a line to its parent, which gets a new one.
    fn copy_data(&self, schema: &ModelSchema, id: i64, inverse: Option<&str>) -> Map<String, Value> {
        let copied = schema.fields.iter().filter(|(name, field)| is_copied(name, field) && inverse != Some(name.as_str()));
        let values = copied.filter_map(|(name, field)| Some((name.clone(), self.copied_value(schema, id, name, field)?)));
        values.collect()
    }

    fn copied_value(&self, schema: &ModelSchema, id: i64, name: &str, field: &FieldSchema) -> Option<Value> {
        let value = self.value(schema, id, name);
        match field.field_type {
            FieldType::Many2many => Some(json!([[6, 0, ids_of(&value)]])),
            FieldType::One2many => {
                let (lines, inverse) = (self.co_schema(field).ok()?, field.inverse.as_deref()?);
                let copies = ids_of(&value).into_iter().map(|line| json!([0, 0, self.copy_data(&lines, line, Some(inverse))]));
                Some(copies.collect())
            }
            _ => Some(value),
        }
    }
}

fn is_copied(name: &str, field: &FieldSchema) -> bool {
    let magic = matches!(name, "id" | "create_uid" | "create_date" | "write_uid" | "write_date" | "display_name" | "parent_path");
    let history = name.starts_with("message_") || name.starts_with("activity_") || name.starts_with("website_message");
    let inherited = field.related.as_deref().is_some_and(|path| path.ends_with(&format!(".{name}")));
    let own = field.store && field.related.is_none() && !(field.computed && field.readonly);
    field.copied && !magic && !history && (own || (inherited && !field.readonly))
}
