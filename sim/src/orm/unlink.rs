//! `unlink`: what points to a record goes with it, is emptied, or forbids it. A snapshot does not report `ondelete`; the rule is that
//! lines of a one2many go, other required links forbid, the rest is emptied.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Value, json};

use super::access::Operation;
use super::create::needs_value;
use super::{Env, ids_of};
use crate::business;
use crate::error::Outcome;

/// Links that forbid deletion although they may be empty, or although a one2many shows them.
const RESTRICTED: [(&str, &str); 5] = [
    ("sale.order.line", "product_id"),
    ("res.country.state", "country_id"),
    ("res.users", "partner_id"),
    ("res.users", "company_id"),
    ("account.move", "partner_id"),
];

/// A field somewhere that points to the model of a record being deleted.
struct Pointer {
    schema: std::sync::Arc<ModelSchema>,
    name: String,
}

impl Env<'_> {
    /// Deletes records.
    pub(crate) fn unlink(&mut self, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
        self.check_access(schema, Operation::Unlink)?;
        self.check_exist(schema, ids)?;
        self.check_records(schema, ids, Operation::Unlink)?;
        business::before_unlink(self, schema, ids)?;
        self.recompute(schema, ids, &[]);
        self.as_server(|env| ids.iter().try_for_each(|id| env.unlink_one(schema, *id)))
    }

    fn unlink_one(&mut self, schema: &ModelSchema, id: i64) -> Outcome<()> {
        if !self.db.exists(&schema.model, id) {
            return Ok(());
        }
        self.db.remove(&schema.model, id);
        for pointer in self.pointers(schema) {
            self.release(schema, id, &pointer)?;
        }
        Ok(())
    }

    /// Every field of a model with records that points to this model.
    fn pointers(&self, schema: &ModelSchema) -> Vec<Pointer> {
        let mut found = Vec::new();
        for model in self.db.filled_models() {
            let Some(other) = self.find_schema(&model) else { continue };
            let points = |field: &FieldSchema| {
                field.store && (field.relation.as_deref() == Some(&schema.model) || field.field_type == FieldType::Many2oneReference)
            };
            let names: Vec<String> = other.fields.iter().filter(|(_, field)| points(field)).map(|(name, _)| name.clone()).collect();
            found.extend(names.into_iter().map(|name| Pointer { schema: other.clone(), name }));
        }
        found
    }

    fn release(&mut self, schema: &ModelSchema, id: i64, pointer: &Pointer) -> Outcome<()> {
        let Some(field) = pointer.schema.fields.get(&pointer.name) else { return Ok(()) };
        let model = &pointer.schema.model;
        let points = |row: &crate::database::Row| row.get(&pointer.name).is_some_and(|value| ids_of(value).contains(&id));
        let rows: Vec<i64> = self.db.rows(model).filter(|(_, row)| points(row)).map(|(other, _)| other).collect();
        for other in rows {
            match field.field_type {
                FieldType::Many2many => self.shorten(model, other, &pointer.name, id),
                FieldType::Many2one => self.release_many2one(schema, pointer, field, other)?,
                FieldType::Many2oneReference if self.refers(schema, model, other, field) => self.unlink_one(&pointer.schema, other)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn release_many2one(&mut self, schema: &ModelSchema, pointer: &Pointer, field: &FieldSchema, other: i64) -> Outcome<()> {
        let restricted = RESTRICTED.contains(&(pointer.schema.model.as_str(), pointer.name.as_str()));
        if !restricted && !needs_value(field) && !business::goes_with(&pointer.schema.model, &pointer.name) {
            self.db.update(&pointer.schema.model, other, [(pointer.name.clone(), Value::Bool(false))]);
            return Ok(());
        }
        if business::goes_with(&pointer.schema.model, &pointer.name) {
            return self.unlink_one(&pointer.schema, other);
        }
        let is_line =
            |own: &FieldSchema| own.relation.as_deref() == Some(&pointer.schema.model) && own.inverse.as_deref() == Some(&pointer.name);
        if !restricted && schema.fields.values().any(is_line) {
            return self.unlink_one(&pointer.schema, other);
        }
        Err(self.foreign_key(&pointer.schema, &pointer.name))
    }

    fn shorten(&mut self, model: &str, other: i64, name: &str, id: i64) {
        let ids = self.db.row(model, other).and_then(|row| row.get(name)).map(ids_of).unwrap_or_default();
        let ids: Vec<i64> = ids.into_iter().filter(|known| *known != id).collect();
        self.db.update(model, other, [(name.to_owned(), json!(ids))]);
    }

    fn refers(&self, schema: &ModelSchema, model: &str, other: i64, field: &FieldSchema) -> bool {
        let named = field.model_field.as_deref().and_then(|name| self.db.row(model, other)?.get(name)?.as_str());
        named == Some(&schema.model)
    }
}
