//! Properties: fields that users define on a parent record, each with its own type.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The properties of a record, as Odoo reads them: a list of definitions with their values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Properties(Vec<Value>);

/// One property.
#[derive(Debug, Clone, Copy)]
pub struct Property<'a>(&'a Map<String, Value>);

impl Properties {
    /// Properties to write: pairs of technical name and value. Only these are changed.
    pub fn set<N: Into<String>>(values: impl IntoIterator<Item = (N, Value)>) -> Self {
        Self(values.into_iter().map(|(name, value)| json!({"name": name.into(), "value": value})).collect())
    }

    /// Every property.
    pub fn iter(&self) -> impl Iterator<Item = Property<'_>> {
        self.0.iter().filter_map(Value::as_object).map(Property)
    }

    /// The property of that technical name or label.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Property<'_>> {
        self.iter().find(|property| property.name() == name || property.label() == name)
    }

    /// A list, or a mapping of names to values; anything else is not one.
    pub(in crate::model) fn read(value: Value) -> Option<Self> {
        match value {
            Value::Array(list) => Some(Self(list)),
            Value::Object(map) => Some(Self::set(map)),
            _ => None,
        }
    }

    /// As Odoo takes it.
    #[must_use]
    pub fn into_value(self) -> Value {
        Value::Array(self.0)
    }
}

impl<'a> Property<'a> {
    fn text(self, key: &str) -> &'a str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The technical name, made up by Odoo: `aa3b1c…`.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.text("name")
    }

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'a str {
        self.text("string")
    }

    /// The type: `char`, `selection`, `many2one`, ….
    #[must_use]
    pub fn kind(self) -> &'a str {
        self.text("type")
    }

    /// The value; `None` where it is empty.
    #[must_use]
    pub fn value(self) -> Option<&'a Value> {
        let boolean = self.kind() == "boolean";
        self.0.get("value").filter(|value| !value.is_null() && (boolean || **value != Value::Bool(false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_by_name_and_label() {
        let list = json!([{"name": "a1", "string": "Depth", "type": "integer", "value": 3}, {"name": "b2", "string": "Note", "type": "char", "value": false}]);
        let properties = Properties::read(list).unwrap();
        assert_eq!(properties.get("Depth").and_then(Property::value), Some(&json!(3)));
        assert_eq!(properties.get("b2").and_then(Property::value), None);
        assert_eq!(properties.iter().count(), 2);
    }
}
