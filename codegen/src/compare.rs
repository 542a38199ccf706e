//! What changed between two snapshots: computed, with the reviewed renames laid over it.

mod methods;
mod model;
mod proposals;

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::schema::{FieldType, Snapshot};
use thiserror::Error;

use crate::renames::{Names, StepRenames};

/// What changed between two series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Names of models: removed, added, renamed.
    pub models: NameChanges,
    /// Models that stayed and changed, by old name. The model `` stands for the methods of every model.
    pub changed: BTreeMap<String, ModelComparison>,
}

/// What became of a set of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameChanges {
    /// Only in the old series.
    pub removed: BTreeSet<String>,
    /// Only in the new one.
    pub added: BTreeSet<String>,
    /// Old to new name. The same name twice: it stays where all others of that name are gone.
    pub renamed: Names,
}

/// What changed in a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelComparison {
    /// Its fields.
    pub fields: NameChanges,
    /// Fields, by old name, with old and new type; relations report the co-model too.
    pub retyped: BTreeMap<String, (TypeOf, TypeOf)>,
    /// Values of static selections, by old name of the field.
    pub values: BTreeMap<String, NameChanges>,
    /// Its methods.
    pub methods: NameChanges,
}

/// A field's type, and where it points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeOf {
    /// The type.
    pub field_type: FieldType,
    /// The co-model, for relations.
    pub relation: Option<String>,
}

/// Why the list of renames does not fit the snapshots.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CompareError {
    /// An entry that renames nothing.
    #[error("`{old}: {new}` of {place} renames nothing: the snapshots do not have both, or still have the old one")]
    NoRename {
        /// Where it stands.
        place: String,
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// Fields and methods that look renamed and were not reviewed.
    #[error("not reviewed: {}; put each under `fields` or `different`, a method under `methods` or `different_methods`", .0.join(", "))]
    NotReviewed(Vec<String>),
}

impl NameChanges {
    /// Compares two sets of names, with some of the old known to be renamed.
    fn new(place: &str, old: BTreeSet<&str>, new: BTreeSet<&str>, renames: &Names, strict: bool) -> Result<Self, CompareError> {
        let fits = |from: &String, to: &String| old.contains(from.as_str()) && !new.contains(from.as_str()) && new.contains(to.as_str());
        let unfit = renames.iter().find(|(from, to)| !fits(from, to));
        if let Some((old, new)) = unfit.filter(|_| strict) {
            return Err(CompareError::NoRename { place: place.to_owned(), old: old.clone(), new: new.clone() });
        }
        let renames: Names = renames.iter().filter(|(from, to)| fits(from, to)).map(|(from, to)| (from.clone(), to.clone())).collect();
        let renamed: BTreeSet<&str> = renames.iter().flat_map(|(from, to)| [from.as_str(), to.as_str()]).collect();
        let only = |here: &BTreeSet<&str>, there: &BTreeSet<&str>| {
            here.iter().filter(|name| !there.contains(*name) && !renamed.contains(*name)).map(|name| (*name).to_owned()).collect()
        };
        Ok(Self { removed: only(&old, &new), added: only(&new, &old), renamed: renames })
    }

    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.renamed.is_empty()
    }
}

impl ModelComparison {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.retyped.is_empty() && self.values.is_empty() && self.methods.is_empty()
    }
}

/// Compares two snapshots, the older one first. `strict` is for neighbouring series: there every rename must fit and every
/// proposal must be reviewed, while over two steps a renamed field may be gone in the end.
///
/// # Errors
/// [`CompareError`], if strict.
pub fn compare(old: &Snapshot, new: &Snapshot, renames: &StepRenames, strict: bool) -> Result<Comparison, CompareError> {
    let names = |snapshot: &Snapshot| -> BTreeSet<String> { snapshot.models.keys().cloned().collect() };
    let (old_names, new_names) = (names(old), names(new));
    let models = NameChanges::new("models", borrowed(&old_names), borrowed(&new_names), &renames.models, strict)?;
    let common = methods::Common::new(old, new, renames, strict)?;
    let mut changed = BTreeMap::new();
    let mut proposals = common.unreviewed(renames);
    for (name, before) in &old.models {
        let Some(after) = new.models.get(renames.models.get(name).unwrap_or(name)) else { continue };
        let comparison = model::Pair { before, after, renames, common: &common, strict }.compare()?;
        proposals.extend(proposals::unreviewed(before, after, renames));
        proposals.extend(common.unreviewed_of(before, after, renames));
        if !comparison.is_empty() {
            changed.insert(name.clone(), comparison);
        }
    }
    if strict && !proposals.is_empty() {
        return Err(CompareError::NotReviewed(proposals));
    }
    if !common.changes.is_empty() {
        changed.insert(String::new(), ModelComparison { methods: common.changes, ..ModelComparison::default() });
    }
    Ok(Comparison { models, changed })
}

fn borrowed(names: &BTreeSet<String>) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}
