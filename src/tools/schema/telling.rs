//! The important fields of a large model: those shown by default, those that must be given and those that people fill in are described, of
//! the others only the names are listed.

use odoo_sdk::schema::{FieldSchema, ModelSchema};
use serde_json::{Map, Value, json};

use crate::tools::shape::{self, default_fields, is_own};

/// Maximum bytes of the descriptions.
const DESCRIBED: usize = 3_800;

/// Maximum bytes of the other fields' names.
const NAMED: usize = 1_800;

/// Keeps the important fields; the names of the others in one text, where there are others.
pub(super) fn keep(fields: &mut Map<String, Value>, schema: &ModelSchema) -> Option<Value> {
    let shown = default_fields(schema);
    let mut names: Vec<(u8, String)> = schema
        .fields
        .iter()
        .filter(|(name, _)| fields.contains_key(*name))
        .map(|(name, field)| (rank(schema, &shown, name, field), name.clone()))
        .collect();
    names.sort();
    let mut used = 0;
    let others = names.into_iter().filter(|(_, name)| {
        used += name.len() + 4 + fields.get(name).map_or(0, shape::size_of);
        used > DESCRIBED
    });
    let others: Vec<String> = others.map(|(_, name)| name).collect();
    others.iter().for_each(|name| drop(fields.remove(name)));
    (!others.is_empty()).then(|| json!(listed(&others)))
}

/// The names as far as they fit, and how many more there are.
fn listed(names: &[String]) -> String {
    let mut used = 0;
    let fitting = names.iter().take_while(|name| {
        used += name.len() + 2;
        used <= NAMED
    });
    let mut text = fitting.cloned().collect::<Vec<_>>();
    let more = names.len() - text.len();
    if more > 0 {
        text.push(format!("and {more} more"));
    }
    text.join(", ")
}

/// How soon a caller needs a field; 0 first.
fn rank(schema: &ModelSchema, shown: &[String], name: &str, field: &FieldSchema) -> u8 {
    let is_filled_in = field.store && !field.readonly;
    match () {
        () if shown.iter().any(|known| known == name) => 0,
        () if field.required && !field.has_default && is_filled_in => 1,
        () if is_own(schema, field) && is_filled_in => 2,
        () if is_own(schema, field) && field.store => 3,
        () if is_filled_in => 4,
        () => 5,
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;

    use super::*;
    use crate::catalog::embedded_pack;
    use crate::tools::schema::describe;

    /// The largest models of a series, largest first.
    fn largest(series: Series) -> Vec<ModelSchema> {
        let pack = embedded_pack(series).unwrap();
        let mut models: Vec<ModelSchema> = pack.model_names().map(|name| pack.model(name).unwrap().unwrap()).collect();
        models.sort_by_key(|model| std::cmp::Reverse(model.fields.len()));
        models.truncate(10);
        models
    }

    #[test]
    fn the_largest_models_are_described_within_six_kilobytes() {
        for schema in Series::ALL.into_iter().flat_map(largest) {
            let described = |(name, field): (&String, _)| (name.clone(), Value::Object(describe::field(name, field)));
            let mut fields: Map<String, Value> = schema.fields.iter().map(described).collect();
            let others = keep(&mut fields, &schema).unwrap();
            assert!(fields.len() >= 25, "{}: {}", schema.model, fields.len());
            let size = shape::size_of(&Value::Object(fields)) + shape::size_of(&others);
            assert!(size <= 5_900, "{}: {size} bytes", schema.model);
        }
    }
}
