//! What Odoo's own models do on any schema: search, read, write. One operation a file; business rules are in `business`.

pub(crate) mod access;
mod commands;
mod condition;
mod copy;
mod create;
pub(crate) mod dates;
mod defaults;
mod domain;
mod fields_get;
mod group;
mod hierarchy;
mod kept;
mod language;
mod leaf;
mod name;
mod onchange;
mod order;
mod properties;
mod read;
mod relations;
mod search;
mod unlink;
mod values;
mod web;
mod write;
mod zone;

use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value};

use crate::accounts::Account;
use crate::database::Database;
use crate::error::{OdooError, Outcome};

pub(crate) use group::{Formatted, GroupCall};
pub(crate) use search::Page;
pub(crate) use values::rounded;

/// One call's view of the database: who asks, and in which context.
#[derive(Debug)]
pub(crate) struct Env<'a> {
    pub(crate) db: &'a mut Database,
    pub(crate) account: Account,
    pub(crate) context: Map<String, Value>,
    /// No access checks: the server's own work.
    pub(crate) sudo: bool,
}

impl Env<'_> {
    pub(crate) fn series(&self) -> Series {
        self.db.schemas.series
    }

    /// A model's schema where there is one.
    pub(crate) fn find_schema(&self, model: &str) -> Option<Arc<ModelSchema>> {
        self.db.schemas.model(model)
    }

    /// A model's schema; a `KeyError` where a field points to a model that the snapshot does not have.
    pub(crate) fn schema(&self, model: &str) -> Outcome<Arc<ModelSchema>> {
        self.find_schema(model).ok_or_else(|| OdooError::new(crate::error::Kind::KeyError, model))
    }

    /// The co-model of a relational field.
    pub(crate) fn co_schema(&self, field: &FieldSchema) -> Outcome<Arc<ModelSchema>> {
        self.schema(field.relation.as_deref().unwrap_or_default())
    }

    /// Runs something as the server itself.
    pub(crate) fn as_server<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.sudo, true);
        let result = work(self);
        self.sudo = before;
        result
    }

    /// Whether archived records are left out: `active_test` of the context, on unless switched off.
    pub(crate) fn tests_active(&self) -> bool {
        self.context.get("active_test").is_none_or(crate::python::is_true)
    }
}

/// What a field holds where nothing was stored.
pub(crate) fn empty(field_type: FieldType) -> Value {
    match field_type {
        FieldType::Integer | FieldType::Many2oneReference => Value::from(0),
        FieldType::Float | FieldType::Monetary => Value::from(0.0),
        FieldType::One2many | FieldType::Many2many => Value::Array(Vec::new()),
        _ => Value::Bool(false),
    }
}

/// The ids in a stored value: one for a many2one, any number for an x2many.
pub(crate) fn ids_of(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_i64).collect(),
        other => other.as_i64().into_iter().collect(),
    }
}

/// The error each series gives for a field that does not exist, when reading, ordering or grouping.
pub(crate) fn unknown_field(model: &str, field: &str) -> OdooError {
    OdooError::value(format!("Invalid field '{field}' on model '{model}'"))
}
