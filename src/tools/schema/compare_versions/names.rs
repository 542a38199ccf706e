//! What became of a set of names.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::adapter::Change;

/// Names that are in one series only, and those that have another name in the other.
#[derive(Debug)]
pub(super) struct NameChanges<'a> {
    /// Only in the old one.
    pub(super) removed: Vec<&'a str>,
    /// Only in the new one.
    pub(super) added: Vec<&'a str>,
    /// Old to new.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
}

impl<'a> NameChanges<'a> {
    /// Compares two sets of names; `forth` is what the tables say of an old one.
    pub(super) fn new(
        old: impl Iterator<Item = &'a String>,
        new: impl Iterator<Item = &'a String>,
        forth: impl Fn(&str) -> Change,
    ) -> Self {
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.map(String::as_str).collect(), new.map(String::as_str).collect());
        let successor = |name: &&'a str| Some((*name, *new.get(forth(name).name(name)?)?));
        let renamed: BTreeMap<&str, &str> = old.difference(&new).filter_map(successor).filter(|(_, now)| !old.contains(now)).collect();
        let removed = old.difference(&new).filter(|name| !renamed.contains_key(*name)).copied().collect();
        let added = new.difference(&old).filter(|name| !renamed.values().any(|now| now == *name)).copied().collect();
        Self { removed, added, renamed }
    }

    /// Leaves names out.
    pub(super) fn without(mut self, is_left_out: impl Fn(&str) -> bool) -> Self {
        self.removed.retain(|name| !is_left_out(name));
        self.added.retain(|name| !is_left_out(name));
        self.renamed.retain(|name, _| !is_left_out(name));
        self
    }

    /// Nothing changed.
    pub(super) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.renamed.is_empty()
    }
}
