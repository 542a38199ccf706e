//! A field in few words: what is as usual is left out.

use odoo_sdk::schema::FieldSchema;
use serde_json::{Map, Value, json};

/// Selections of more values are cut in a compact description.
const MOST_VALUES: usize = 20;

/// What a caller must know of a field to use it rightly.
pub(super) fn field(name: &str, field: &FieldSchema) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(field.field_type));
    if !says_the_same(name, &field.label) {
        map.insert("label".to_owned(), json!(field.label));
    }
    let marks = [
        ("required", field.required),
        ("readonly", field.readonly),
        ("has_default", field.has_default),
        ("not_searchable", !field.searchable),
        ("not_sortable", !field.sortable),
        ("not_stored", !field.store),
    ];
    map.extend(marks.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (name.to_owned(), json!(true))));
    map.extend(field.relation.as_ref().map(|relation| ("relation".to_owned(), json!(relation))));
    map.extend(field.size.map(|size| ("size".to_owned(), json!(size))));
    if let Some(selection) = &field.selection {
        let values = selection.values.iter().take(MOST_VALUES).map(|(value, label)| (value.clone(), json!(label)));
        map.insert("selection".to_owned(), Value::Object(values.collect()));
        if selection.values.len() > MOST_VALUES {
            map.insert("more_values".to_owned(), json!(selection.values.len() - MOST_VALUES));
        }
    }
    map
}

/// Everything that is known of a field.
pub(super) fn whole(name: &str, field: &FieldSchema) -> Map<String, Value> {
    let mut map = self::field(name, field);
    map.extend(serde_json::to_value(field).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default());
    // Dotted names of a compute and modules of an add-on are for programmers; a caller of the API never needs them.
    // The marks of the short description stand here under their own names.
    for name in ["depends", "modules", "not_searchable", "not_sortable", "not_stored"] {
        map.remove(name);
    }
    if let Some(selection) = &field.selection {
        map.insert(
            "selection".to_owned(),
            Value::Object(selection.values.iter().map(|(value, label)| (value.clone(), json!(label))).collect()),
        );
        map.remove("more_values");
    }
    map
}

/// Whether the label is the name in other letters: `Partner` for `partner_id`.
fn says_the_same(name: &str, label: &str) -> bool {
    let bare = name.strip_suffix("_ids").or_else(|| name.strip_suffix("_id")).unwrap_or(name);
    let words = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
    words(bare) == words(label) || words(name) == words(label)
}
