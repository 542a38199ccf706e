//! `child_of` and `parent_of`: the records below or above some others, over the model's parent field.

use std::collections::BTreeSet;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::Value;

use super::condition::Written;
use super::{Env, ids_of};
use crate::error::{Kind, OdooError, Outcome};

impl Env<'_> {
    /// What `child_of` stands for.
    pub(super) fn descendants(
        &self,
        schema: &ModelSchema,
        name: &str,
        field: &FieldSchema,
        written: &Written<'_>,
    ) -> Outcome<BTreeSet<i64>> {
        let (target, parent) = self.hierarchy(schema, name, field)?;
        let mut found = self.roots(&target, written.value);
        let mut grown = true;
        while grown {
            let below = |id: &i64| ids_of(&self.value(&target, *id, &parent)).iter().any(|id| found.contains(id));
            let children: BTreeSet<i64> = self.db.rows(&target.model).map(|(id, _)| id).filter(below).collect();
            let before = found.len();
            found.extend(children);
            grown = found.len() > before;
        }
        Ok(found)
    }

    /// What `parent_of` stands for.
    pub(super) fn ancestors(&self, schema: &ModelSchema, name: &str, field: &FieldSchema, written: &Written<'_>) -> Outcome<BTreeSet<i64>> {
        let (target, parent) = self.hierarchy(schema, name, field)?;
        let mut found = self.roots(&target, written.value);
        let mut open: Vec<i64> = found.iter().copied().collect();
        while let Some(id) = open.pop() {
            open.extend(ids_of(&self.value(&target, id, &parent)).into_iter().filter(|above| found.insert(*above)));
        }
        Ok(found)
    }

    /// Whose hierarchy it is, and the field that makes it.
    fn hierarchy(&self, schema: &ModelSchema, name: &str, field: &FieldSchema) -> Outcome<(Arc<ModelSchema>, String)> {
        let target = if name == "id" { self.schema(&schema.model)? } else { self.co_schema(field)? };
        let parent = target.parent_name.clone().unwrap_or_else(|| "parent_id".to_owned());
        let own = target.fields.get(&parent).filter(|field| field.store && field.relation.as_deref() == Some(target.model.as_str()));
        match (own, target.fields.contains_key(&parent), self.series()) {
            (Some(_), _, _) | (None, true, Series::V19) => Ok((target, parent)),
            (None, true, _) => Err(OdooError::value(format!("Invalid parent field: {}.{parent}", target.model))),
            (None, false, Series::V19) => {
                Err(OdooError::value(format!("Invalid field {}.{parent} in condition ('{parent}', 'in', OrderedSet([]))", target.model)))
            }
            (None, false, _) => Err(OdooError::new(Kind::KeyError, format!("'{parent}'"))),
        }
    }

    /// The records to start from: ids, or records by name.
    fn roots(&self, target: &ModelSchema, value: &Value) -> BTreeSet<i64> {
        match value {
            Value::String(name) => {
                let by_name = |id: &i64| self.display_name(target, *id).to_lowercase().contains(&name.to_lowercase());
                self.db.rows(&target.model).map(|(id, _)| id).filter(by_name).collect()
            }
            other => ids_of(other).into_iter().collect(),
        }
    }
}
