//! Methods: those of every model, and those that look renamed: one went and one came with the same signature, and no other of either.

use std::collections::BTreeMap;

use odoo_sdk::schema::{MethodSchema, ModelSchema, Snapshot};

use super::proposals::{single, stands};
use super::{CompareError, NameChanges};
use crate::renames::{Names, StepRenames};

type Methods<'a> = BTreeMap<&'a str, &'a MethodSchema>;

/// The methods of every model in two series, and what happened to them.
pub(super) struct Common<'a> {
    pub(super) old: Methods<'a>,
    pub(super) new: Methods<'a>,
    pub(super) changes: NameChanges,
}

impl<'a> Common<'a> {
    pub(super) fn new(old: &'a Snapshot, new: &'a Snapshot, renames: &StepRenames, strict: bool) -> Result<Self, CompareError> {
        let (old, new) = (of_every_model(old), of_every_model(new));
        let (old_names, new_names) = (old.keys().copied().collect(), new.keys().copied().collect());
        let none = Names::new();
        let renamed = renames.methods.get("").unwrap_or(&none);
        let changes = NameChanges::new("methods of every model", old_names, new_names, renamed, strict)?;
        Ok(Self { old, new, changes })
    }

    /// Whether what happened to a method is reported for every model.
    pub(super) fn reports(&self, name: &str) -> bool {
        let NameChanges { removed, added, renamed } = &self.changes;
        removed.contains(name) || added.contains(name) || renamed.iter().any(|(old, new)| old == name || new == name)
    }

    /// Methods of every model that look renamed and are not reviewed.
    pub(super) fn unreviewed(&self, renames: &StepRenames) -> Vec<String> {
        let only = |these: &Methods<'a>, those: &Methods<'a>| -> Methods<'a> {
            these.iter().filter(|(name, _)| !those.contains_key(*name)).map(|(name, method)| (*name, *method)).collect()
        };
        proposals("", &only(&self.old, &self.new), &only(&self.new, &self.old), renames)
    }

    /// A model's own methods that look renamed and are not reviewed.
    pub(super) fn unreviewed_of(&self, before: &ModelSchema, after: &ModelSchema, renames: &StepRenames) -> Vec<String> {
        proposals(&before.model, &self.only_in(before, after, &self.new), &self.only_in(after, before, &self.old), renames)
    }

    fn only_in<'m>(&self, model: &'m ModelSchema, other: &ModelSchema, others: &Methods<'_>) -> Methods<'m> {
        let elsewhere = |name: &str| other.methods.contains_key(name) || others.contains_key(name) || self.reports(name);
        model.methods.iter().map(|(name, method)| (name.as_str(), method)).filter(|(name, _)| !elsewhere(name)).collect()
    }
}

/// The methods kept once for a series, and those that every model has as its own.
fn of_every_model(snapshot: &Snapshot) -> Methods<'_> {
    let first = snapshot.models.values().next().into_iter().flat_map(|model| &model.methods);
    let shared = first.filter(|(name, _)| snapshot.models.values().all(|model| model.methods.contains_key(*name)));
    snapshot.common_methods.iter().chain(shared).map(|(name, method)| (name.as_str(), method)).collect()
}

fn proposals(model: &str, removed: &Methods<'_>, added: &Methods<'_>, renames: &StepRenames) -> Vec<String> {
    let reviewed = |old: &str| stands(&renames.methods, model, old) || stands(&renames.different_methods, model, old);
    let pairs =
        removed.iter().filter_map(|(old, method)| single(&alike(method, removed)).and(single(&alike(method, added))).map(|new| (old, new)));
    pairs.filter(|(old, _)| !reviewed(old)).map(|(old, new)| format!("method of `{model}`: `{old}` to `{new}`")).collect()
}

/// Those that take the same, on records or on the model alike.
fn alike<'a>(method: &MethodSchema, methods: &Methods<'a>) -> Vec<&'a str> {
    let same = |other: &MethodSchema| other.parameters == method.parameters && other.model == method.model;
    methods.iter().filter(|(_, other)| same(other)).map(|(name, _)| *name).collect()
}
