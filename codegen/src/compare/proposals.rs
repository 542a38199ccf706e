//! Finds fields that look renamed: one went and one came with the same label, type and relation, and no other of either.

use std::collections::BTreeMap;

use odoo_sdk::schema::{FieldType, ModelSchema};

use super::model::field_names;
use crate::renames::{Names, StepRenames};

type Likeness<'a> = (&'a str, FieldType, Option<&'a str>);

/// The proposals for a model that the list does not answer.
pub(super) fn unreviewed(before: &ModelSchema, after: &ModelSchema, renames: &StepRenames) -> Vec<String> {
    let answered = |old: &str| stands(&renames.fields, &before.model, old) || stands(&renames.different, &before.model, old);
    let (removed, added) = (only_in(before, after), only_in(after, before));
    let pairs = removed.iter().filter_map(|(likeness, old)| Some((single(old)?, single(added.get(likeness)?)?)));
    pairs.filter(|(old, _)| !answered(old)).map(|(old, new)| format!("`{}`: `{old}` to `{new}`", before.model)).collect()
}

/// Fields of `model` that `other` lacks, by what they look like.
fn only_in<'a>(model: &'a ModelSchema, other: &ModelSchema) -> BTreeMap<Likeness<'a>, Vec<&'a str>> {
    let mut alike: BTreeMap<Likeness<'a>, Vec<&'a str>> = BTreeMap::new();
    for name in field_names(model).into_iter().filter(|name| !other.fields.contains_key(*name)) {
        if let Some(field) = model.fields.get(name) {
            alike.entry((field.label.as_str(), field.field_type, field.relation.as_deref())).or_default().push(name);
        }
    }
    alike
}

/// Whether a list answers for a name of a model.
pub(super) fn stands(list: &BTreeMap<String, Names>, model: &str, old: &str) -> bool {
    list.get(model).is_some_and(|names| names.contains_key(old))
}

/// The only one.
pub(super) fn single<'a>(names: &[&'a str]) -> Option<&'a str> {
    if let [only] = names { Some(only) } else { None }
}
