//! What became of a set of names.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::adapter::Fate;

/// Names that are in one series only, and those that have another name in the other.
#[derive(Debug)]
pub(super) struct NameChanges<'a> {
    /// Only in the old one.
    pub(super) gone: Vec<&'a str>,
    /// Only in the new one.
    pub(super) came: Vec<&'a str>,
    /// Old to new.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
}

impl<'a> NameChanges<'a> {
    /// Compares by what the tables tell of each name. A name of which they are silent belongs to one database (`in_group_7`) or stands
    /// elsewhere in the other series; it is left out.
    pub(super) fn new(
        old: impl Iterator<Item = &'a String>,
        new: impl Iterator<Item = &'a String>,
        forth: impl Fn(&str) -> Fate,
        back: impl Fn(&str) -> Fate,
    ) -> Self {
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.map(String::as_str).collect(), new.map(String::as_str).collect());
        let renamed: BTreeMap<&str, &str> =
            old.difference(&new).filter_map(|name| Some((*name, *new.get(forth(name).name(name)?)?))).collect();
        let gone = old.difference(&new).filter(|name| forth(name) == Fate::Gone).copied().collect();
        let came = new.difference(&old).filter(|name| back(name) == Fate::Gone).copied().collect();
        Self { gone, came, renamed }
    }

    /// Nothing changed.
    pub(super) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.came.is_empty() && self.renamed.is_empty()
    }
}
