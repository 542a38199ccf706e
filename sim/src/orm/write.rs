//! `write`: own columns, relations, values of linked records; the checks Odoo's database and models make after it.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value};

use super::access::Operation;
use super::commands::check_commands;
use super::create::needs_value;
use super::{Env, ids_of};
use crate::business;
use crate::error::{OdooError, Outcome};
use crate::python::is_none;

impl Env<'_> {
    /// Writes the same values to several records.
    pub(crate) fn write(&mut self, schema: &ModelSchema, ids: &[i64], values: &Map<String, Value>) -> Outcome<()> {
        if !self.is_preference(schema, ids, values) {
            self.check_access(schema, Operation::Write)?;
        }
        self.check_names(schema, values, Operation::Write)?;
        self.check_exist(schema, ids)?;
        self.check_records(schema, ids, Operation::Write)?;
        check_commands(schema, values)?;
        let mut row = self.columns(schema, values)?;
        self.check_not_emptied(schema, &row)?;
        self.check_links(schema, &row)?;
        self.check_whole_ids(schema, values)?;
        self.mark_written(schema, values, &mut row);
        self.keep_translations(schema, &mut row, false);
        self.stamp(&mut row, false);
        let changed: Vec<&str> = values.keys().map(String::as_str).collect();
        self.recompute(schema, ids, &changed);
        for id in ids {
            self.db.update(&schema.model, *id, row.clone());
            self.finish_values(schema, *id, values)?;
        }
        self.check_rules(schema, ids)?;
        business::after_write(self, schema, ids)
    }

    /// Refuses ids without a record.
    pub(crate) fn check_exist(&self, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
        match ids.iter().find(|id| !self.db.exists(&schema.model, **id)) {
            Some(id) => Err(OdooError::missing(&schema.model, *id, self.account.user_id)),
            None => Ok(()),
        }
    }

    /// A link that the other side lists is followed while it is written, which a float does not survive.
    fn check_whole_ids(&self, schema: &ModelSchema, values: &Map<String, Value>) -> Outcome<()> {
        for (name, _) in values.iter().filter(|(_, value)| value.is_f64()) {
            let field = schema.fields.get(name).filter(|field| field.field_type == FieldType::Many2one);
            let target = field.and_then(|field| self.co_schema(field).ok());
            let lists = |own: &FieldSchema| own.inverse.as_deref() == Some(name) && own.relation.as_deref() == Some(&schema.model);
            if target.is_some_and(|target| target.fields.values().any(lists)) {
                return Err(OdooError::type_error("'float' object is not iterable"));
            }
        }
        Ok(())
    }

    fn check_not_emptied(&self, schema: &ModelSchema, row: &crate::database::Row) -> Outcome<()> {
        if self.is_drafting() {
            return Ok(());
        }
        for (name, _) in row.iter().filter(|(_, value)| is_none(value)) {
            if let Some(field) = schema.fields.get(name).filter(|field| needs_value(field) && field.related.is_none()) {
                return Err(self.not_null(schema, name, field));
            }
        }
        Ok(())
    }

    /// No loops over the parent field, no duplicates where the model forbids them.
    pub(super) fn check_rules(&self, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
        if let Some(parent) = &schema.parent_name
            && ids.iter().any(|id| self.is_in_loop(schema, parent, *id))
        {
            return Err(in_a_loop(schema));
        }
        business::check_unique(self, schema, ids)
    }

    fn is_in_loop(&self, schema: &ModelSchema, parent: &str, id: i64) -> bool {
        let mut above = ids_of(&self.value(schema, id, parent));
        let mut steps = 0;
        while let Some(next) = above.first().copied() {
            if next == id || steps > 100 {
                return true;
            }
            steps += 1;
            above = ids_of(&self.value(schema, next, parent));
        }
        false
    }
}

/// The error of a record above itself; models with a stored path meet it in Odoo's own code first.
fn in_a_loop(schema: &ModelSchema) -> OdooError {
    match schema.model.as_str() {
        "res.partner" => OdooError::validation("You cannot create recursive Partner hierarchies."),
        _ if schema.fields.contains_key("parent_path") => OdooError::user("Recursion Detected."),
        _ => OdooError::validation("A record cannot be above itself."),
    }
}
