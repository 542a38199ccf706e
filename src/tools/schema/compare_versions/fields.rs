//! What became different of the fields that both series have.

use odoo_sdk::schema::FieldSchema;
use serde_json::{Map, Value, json};

use super::Pair;
use super::names::NameChanges;

/// By old name: each difference with its value before and after, and what happened to the values of a selection.
pub(super) fn changed(pair: &Pair, fields: &NameChanges<'_>) -> Map<String, Value> {
    let both = pair.old.fields.iter().filter_map(|(name, before)| {
        let there = fields.renamed.get(name.as_str()).copied().unwrap_or(name);
        Some((name, differences(pair, name, before, pair.new.fields.get(there)?)))
    });
    both.filter(|(_, differences)| !differences.is_empty()).map(|(name, differences)| (name.clone(), Value::Object(differences))).collect()
}

fn differences(pair: &Pair, name: &str, before: &FieldSchema, after: &FieldSchema) -> Map<String, Value> {
    // A co-model that was only renamed is the same.
    let relation = before.relation.as_ref().map(|model| pair.forth.model_name(model));
    let reported = [
        ("type", json!(before.field_type), json!(after.field_type)),
        ("required", json!(before.required), json!(after.required)),
        ("relation", json!(relation), json!(after.relation)),
        ("store", json!(before.store), json!(after.store)),
        ("searchable", json!(before.searchable), json!(after.searchable)),
    ];
    let reported = reported.into_iter().filter(|(_, before, after)| before != after);
    let mut map: Map<String, Value> = reported.map(|(name, before, after)| (name.to_owned(), json!([before, after]))).collect();
    map.extend(values(pair, name, before, after));
    map
}

/// What became of the values of a selection that is the same in every database.
fn values(pair: &Pair, name: &str, before: &FieldSchema, after: &FieldSchema) -> Option<(String, Value)> {
    let (old, new) = static_values(before).zip(static_values(after))?;
    let changes = NameChanges::new(old, new, |value| pair.forth.value(&pair.old.model, name, value));
    let reported = json!({"added": changes.added, "removed": changes.removed, "renamed": changes.renamed});
    (!changes.is_empty()).then(|| ("values".to_owned(), reported))
}

fn static_values(field: &FieldSchema) -> Option<impl Iterator<Item = &String>> {
    let selection = field.selection.as_ref().filter(|selection| !selection.dynamic && !selection.values.is_empty())?;
    Some(selection.values.iter().map(|(value, _)| value))
}
