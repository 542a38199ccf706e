//! Defaults and `default_get`. A snapshot says that a required field has a default, not which: the plainest value of the type is
//! taken, unless `business` knows better.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value};

use super::Env;
use crate::business;
use crate::clock::date_text;
use crate::error::Outcome;

impl Env<'_> {
    /// `default_get`: the fields asked for that have a default.
    pub(crate) fn default_get(&self, schema: &ModelSchema, names: &Value) -> Outcome<Value> {
        self.check_access(schema, super::access::Operation::Create)?;
        let known = names_of(names).filter_map(|name| schema.fields.get(name).map(|field| (name, field)));
        let defaults = known.filter(|(_, field)| self.sees(field)).filter_map(|(name, field)| {
            let value = self.default_value(schema, name, field)?;
            Some((name.to_owned(), value))
        });
        let mut all: Map<String, Value> = defaults.collect();
        let asked = |name: &str| names_of(names).any(|known| known == name) && schema.fields.contains_key(name);
        all.extend(business::wizard::defaults(self, &schema.model)?.into_iter().filter(|(name, _)| asked(name)));
        Ok(Value::Object(all))
    }

    /// The defaults of the fields that a new record's values leave out.
    pub(super) fn defaults(&self, schema: &ModelSchema, given: &Map<String, Value>) -> Map<String, Value> {
        let left_out = schema.fields.iter().filter(|(name, _)| !given.contains_key(*name));
        left_out.filter_map(|(name, field)| Some((name.clone(), self.default_value(schema, name, field)?))).collect()
    }

    fn default_value(&self, schema: &ModelSchema, name: &str, field: &FieldSchema) -> Option<Value> {
        if let Some(value) = self.context.get(&format!("default_{name}")) {
            return Some(value.clone());
        }
        if let Some(value) = business::default(&schema.model, name) {
            return Some(value);
        }
        let plain_selection = field.field_type == FieldType::Selection && field.related.is_none();
        match name {
            "active" if field.field_type == FieldType::Boolean && field.related.is_none() => Some(Value::Bool(true)),
            "state" if plain_selection && field.store => first_choice(field),
            _ if field.required && field.has_default && field.store && field.related.is_none() => self.plainest(field),
            _ => None,
        }
    }

    fn plainest(&self, field: &FieldSchema) -> Option<Value> {
        match field.field_type {
            FieldType::Selection => first_choice(field),
            FieldType::Date => Some(Value::from(date_text(self.db.clock.today()))),
            FieldType::Datetime => Some(Value::from(self.db.clock.now_text())),
            FieldType::Char => Some(Value::from("New")),
            FieldType::Many2one => self.first_record(field.relation.as_deref()?),
            _ => None,
        }
    }

    fn first_record(&self, relation: &str) -> Option<Value> {
        match relation {
            "res.users" => Some(Value::from(self.account.user_id)),
            _ => self.db.rows(relation).next().map(|(id, _)| Value::from(id)),
        }
    }
}

fn names_of(names: &Value) -> impl Iterator<Item = &str> {
    names.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn first_choice(field: &FieldSchema) -> Option<Value> {
    let choices = field.selection.as_ref().filter(|choices| !choices.dynamic)?;
    choices.values.first().map(|(choice, _)| Value::from(choice.clone()))
}
