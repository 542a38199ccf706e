//! One model in two series.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::adapter::is_database_specific;
use odoo_sdk::schema::{FieldSchema, ModelSchema, Selection};

use super::methods::Common;
use super::{CompareError, ModelComparison, NameChanges, TypeOf};
use crate::renames::{Names, StepRenames};

/// A model that both series have.
pub(super) struct Pair<'a> {
    pub(super) before: &'a ModelSchema,
    pub(super) after: &'a ModelSchema,
    pub(super) renames: &'a StepRenames,
    pub(super) common: &'a Common<'a>,
    pub(super) strict: bool,
}

/// The names of fields that mean the same in every database.
pub(super) fn field_names(model: &ModelSchema) -> BTreeSet<&str> {
    model.fields.keys().map(String::as_str).filter(|name| !is_database_specific(name)).collect()
}

impl Pair<'_> {
    pub(super) fn compare(&self) -> Result<ModelComparison, CompareError> {
        let none = Names::new();
        let model = &self.before.model;
        let renamed = self.renames.fields.get(model).unwrap_or(&none);
        let fields =
            NameChanges::new(&format!("fields of {model}"), field_names(self.before), field_names(self.after), renamed, self.strict)?;
        let (mut retyped, mut values) = (BTreeMap::new(), BTreeMap::new());
        for (name, old) in &self.before.fields {
            let Some(new) = self.after.fields.get(fields.renamed.get(name).unwrap_or(name)) else { continue };
            if let Some(types) = self.types(old, new) {
                retyped.insert(name.clone(), types);
            }
            let changes = self.values(name, old, new)?;
            if !changes.is_empty() {
                values.insert(name.clone(), changes);
            }
        }
        Ok(ModelComparison { fields, retyped, values, methods: self.methods()? })
    }

    /// A relation whose co-model was renamed points to the same as before.
    fn types(&self, old: &FieldSchema, new: &FieldSchema) -> Option<(TypeOf, TypeOf)> {
        let of = |field: &FieldSchema| TypeOf { field_type: field.field_type, relation: field.relation.clone() };
        let here = old.relation.as_ref().map(|model| self.renames.models.get(model).unwrap_or(model));
        let same = old.field_type == new.field_type && here == new.relation.as_ref();
        (!same).then(|| (of(old), of(new)))
    }

    fn values(&self, name: &str, old: &FieldSchema, new: &FieldSchema) -> Result<NameChanges, CompareError> {
        let fixed = |field: &'_ FieldSchema| field.selection.clone().filter(|selection| !selection.dynamic && !selection.values.is_empty());
        let Some((old, new)) = fixed(old).zip(fixed(new)) else { return Ok(NameChanges::default()) };
        let renamed = self.renames.values.get(&self.before.model).and_then(|fields| fields.get(name)).cloned().unwrap_or_default();
        NameChanges::new(&format!("values of {name} of {}", self.before.model), value_names(&old), value_names(&new), &renamed, self.strict)
    }

    /// What is reported for every model is not reported again. A method that is gone (or new) for all but this model is reported as one
    /// that keeps its name.
    fn methods(&self) -> Result<NameChanges, CompareError> {
        let old: BTreeSet<&str> = self.before.methods.keys().map(String::as_str).chain(self.common.old.keys().copied()).collect();
        let new: BTreeSet<&str> = self.after.methods.keys().map(String::as_str).chain(self.common.new.keys().copied()).collect();
        let both: BTreeSet<&str> = old.intersection(&new).copied().collect();
        let renamed = self.renames.methods.get(&self.before.model).cloned().unwrap_or_default();
        let mut changes = NameChanges::new(&format!("methods of {}", self.before.model), old, new, &renamed, self.strict)?;
        changes.removed.retain(|name| !self.common.reports(name));
        changes.added.retain(|name| !self.common.reports(name));
        let NameChanges { removed, added, .. } = &self.common.changes;
        let kept = removed.iter().chain(added).filter(|name| both.contains(name.as_str()));
        changes.renamed.extend(kept.map(|name| (name.clone(), name.clone())));
        Ok(changes)
    }
}

fn value_names(selection: &Selection) -> BTreeSet<&str> {
    selection.values.iter().map(|(value, _)| value.as_str()).collect()
}
