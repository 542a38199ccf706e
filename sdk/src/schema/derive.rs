//! Facts about a model that RPC does not report and other models reveal: delegation (`_inherits`) and the parent field.
//!
//! Decided by rule, with no list of models; a test holds the rules against what real servers said.

use std::collections::{BTreeMap, BTreeSet};

use super::field::{FieldSchema, FieldType};
use super::model::ModelSchema;

/// Adds `inherits` and `parent_name` to every model of a database.
pub fn derive_links(models: &mut BTreeMap<String, ModelSchema>) {
    let hierarchical = hierarchical_models(models.values());
    let derived: Vec<_> = models
        .values()
        .map(|model| (inherits(model, |name| models.get(name)), parent_name(model, hierarchical.contains(model.model.as_str()))))
        .collect();
    for (model, (inherits, parent_name)) in models.values_mut().zip(derived) {
        model.inherits = inherits;
        model.parent_name = parent_name;
    }
}

/// Adds them to one model, as live discovery does: `co_models` answers for the co-models that are loaded.
pub fn derive_links_of<'a>(model: &mut ModelSchema, co_models: impl Fn(&str) -> Option<&'a ModelSchema>) {
    model.inherits = inherits(model, co_models);
    let hierarchical = hierarchical_models(std::iter::once(&*model)).contains(model.model.as_str());
    model.parent_name = parent_name(model, hierarchical);
}

/// Models that `child_of` is allowed on, as the fields that point to them show (from 18 on).
fn hierarchical_models<'a>(models: impl Iterator<Item = &'a ModelSchema>) -> BTreeSet<String> {
    let fields = models.flat_map(|model| model.fields.values());
    fields.filter(|field| field.hierarchy == Some(true)).filter_map(|field| field.relation.clone()).collect()
}

/// The links a model delegates through.
///
/// Odoo gives the child every field of the co-model that it does not define itself, as a related field without a column
/// that is as required and as copied as the original. A plain related field is neither, and a model that only happens to
/// share a few related names lacks the others.
fn inherits<'a>(model: &ModelSchema, co_models: impl Fn(&str) -> Option<&'a ModelSchema>) -> BTreeMap<String, String> {
    let links = model.fields.iter().filter(|(_, field)| field.field_type == FieldType::Many2one && field.required);
    let delegating = links.filter_map(|(link, field)| {
        let name = field.relation.as_deref().filter(|name| *name != model.model)?;
        delegates(model, link, co_models(name)?).then(|| (name.to_owned(), link.clone()))
    });
    delegating.collect()
}

fn delegates(model: &ModelSchema, link: &str, co_model: &ModelSchema) -> bool {
    if !co_model.fields.keys().all(|name| model.fields.contains_key(name)) {
        return false;
    }
    let through = |field: &FieldSchema, name: &str| {
        field.related.as_deref().and_then(|path| path.strip_prefix(link)?.strip_prefix('.')).is_some_and(|target| target == name)
    };
    let pairs = co_model.fields.iter().filter_map(|(name, original)| Some((name, original, model.fields.get(name)?)));
    let related: Vec<_> = pairs.filter(|(name, _, field)| through(field, name)).collect();
    let inherited = related.iter().filter(|(_, original, field)| is_inherited(original, field)).count();
    inherited > 0 && inherited * 4 >= related.len() * 3
}

fn is_inherited(original: &FieldSchema, field: &FieldSchema) -> bool {
    !field.store && field.required == original.required && field.copied == original.copied
}

/// Odoo's default is `parent_id`. Another name is used only where the model has no `parent_id` at all and still is a tree.
fn parent_name(model: &ModelSchema, hierarchical: bool) -> Option<String> {
    if let Some(parent) = model.fields.get("parent_id") {
        return points_to_itself(model, parent).then(|| "parent_id".to_owned());
    }
    if !hierarchical && !model.fields.contains_key("parent_path") {
        return None;
    }
    only(&own_links(model, |name| is_inverse(model, name))).or_else(|| only(&own_links(model, |_| true)))
}

fn points_to_itself(model: &ModelSchema, field: &FieldSchema) -> bool {
    field.field_type == FieldType::Many2one && field.store && field.relation.as_deref() == Some(model.model.as_str())
}

fn own_links(model: &ModelSchema, keep: impl Fn(&str) -> bool) -> Vec<&str> {
    let named = |name: &str| !matches!(name, "create_uid" | "write_uid");
    let links = model.fields.iter().filter(|(name, field)| points_to_itself(model, field) && named(name) && keep(name));
    links.map(|(name, _)| name.as_str()).collect()
}

/// Whether a one2many of the model to itself lists the children by this field.
fn is_inverse(model: &ModelSchema, name: &str) -> bool {
    let mut lists = model.fields.values().filter(|field| field.field_type == FieldType::One2many);
    lists.any(|field| field.relation.as_deref() == Some(model.model.as_str()) && field.inverse.as_deref() == Some(name))
}

/// The only one, or the only one that calls itself a parent.
fn only(names: &[&str]) -> Option<String> {
    let parents: Vec<&str> = names.iter().copied().filter(|name| name.contains("parent")).collect();
    match (names, parents.as_slice()) {
        ([name], _) | (_, [name]) => Some((*name).to_owned()),
        _ => None,
    }
}
