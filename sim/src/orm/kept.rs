//! Computed values that are kept with the record: one that is written holds until what it is computed from changes. A mark beside the
//! value (`=name`) says so.

use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::{Map, Value};

use super::{Env, ids_of};
use crate::business;
use crate::database::Row;

impl Env<'_> {
    /// Marks the written values that would otherwise be computed.
    pub(super) fn mark_written(&mut self, schema: &ModelSchema, values: &Map<String, Value>, row: &mut Row) {
        let is_kept = |name: &&String| {
            let stored = schema.fields.get(*name).is_some_and(|field| field.store);
            stored && business::compute(&schema.model, name).is_some() && business::inverse(&schema.model, name, &Value::Null).is_none()
        };
        let marks: Vec<_> = values.keys().filter(is_kept).map(|name| (mark(name), Value::Bool(true))).collect();
        self.db.has_written |= !marks.is_empty();
        row.extend(marks);
    }

    /// Whether a value was written that would otherwise be computed.
    pub(super) fn is_written(&self, schema: &ModelSchema, id: i64, name: &str) -> bool {
        self.db.row(&schema.model, id).is_some_and(|row| row.get(&mark(name)) == Some(&Value::Bool(true)))
    }

    /// What follows from changed fields is computed anew: of the records themselves, and of those that they are lines of.
    pub(super) fn recompute(&mut self, schema: &ModelSchema, ids: &[i64], changed: &[&str]) {
        for id in ids.iter().filter(|_| self.db.has_written).collect::<Vec<_>>() {
            self.unmark(schema, *id, changed);
            for (parent, above, lines) in self.above(schema, *id) {
                self.unmark(&parent, above, &[lines.as_str()]);
            }
        }
    }

    fn unmark(&mut self, schema: &ModelSchema, id: i64, changed: &[&str]) {
        let Some(row) = self.db.row(&schema.model, id) else { return };
        let marked = row.iter().filter(|(_, value)| **value == Value::Bool(true)).filter_map(|(name, _)| name.strip_prefix('='));
        let follows = |name: &&str| {
            let depends = schema.fields.get(*name).map(|field| field.depends.as_slice()).unwrap_or_default();
            !changed.contains(name) && depends.iter().any(|path| changed.contains(&path.split('.').next().unwrap_or(path)))
        };
        let stale: Vec<_> = marked.filter(follows).map(|name| (mark(name), Value::Null)).collect();
        self.db.update(&schema.model, id, stale);
    }

    /// The records that a record is a line of, with the field that lists it.
    fn above(&self, schema: &ModelSchema, id: i64) -> Vec<(std::sync::Arc<ModelSchema>, i64, String)> {
        let links = schema.fields.iter().filter(|(_, field)| field.store && field.inverse.is_none() && field.required);
        let found = links.filter_map(|(name, field)| {
            let parent = self.find_schema(field.relation.as_deref()?)?;
            let is_list = |own: &FieldSchema| own.inverse.as_deref() == Some(name) && own.relation.as_deref() == Some(&schema.model);
            let lists: Vec<String> = parent.fields.iter().filter(|(_, own)| is_list(own)).map(|(list, _)| list.clone()).collect();
            let above = ids_of(&self.value(schema, id, name)).first().copied()?;
            Some(lists.into_iter().map(move |list| (parent.clone(), above, list)).collect::<Vec<_>>())
        });
        found.flatten().collect()
    }
}

/// Where it is marked that a value was written.
fn mark(name: &str) -> String {
    format!("={name}")
}
