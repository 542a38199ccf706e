//! A whole database as it was pulled: `fields_get` of every model, the tables of `ir.model*`, `default_get` and the methods.
//!
//! The shape is that of the recorded data (`tables`, `fields_get`, `default_get`; `models` and `common_methods` apart), and
//! the one way from it to schemas, so that snapshots, tests and the agreement report all build the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};
use thiserror::Error;

use super::{BuildError, RawModel, build_model, recorded_methods, text};
use crate::Series;
use crate::schema::{Lookup, MethodSchema, ModelSchema, SchemaSource, derive_links};

/// Why a recording could not be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RecordingError {
    /// A part that must be there is not.
    #[error("the recording has no `{0}`")]
    Missing(&'static str),
    /// A model could not be built.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// The schemas of one recorded database.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// Models by name.
    pub models: BTreeMap<String, Arc<ModelSchema>>,
    /// Methods that every model has.
    pub common_methods: BTreeMap<String, MethodSchema>,
}

impl Recording {
    /// Builds every model of `pulled`; `methods` is the second file, where there is one.
    ///
    /// # Errors
    ///
    /// Where `fields_get` is missing or a model cannot be built.
    pub fn read(series: Series, pulled: &Value, methods: Option<&Value>) -> Result<Self, RecordingError> {
        let fields_get = object(pulled, "fields_get").ok_or(RecordingError::Missing("fields_get"))?;
        let tables = Tables::read(pulled);
        let mut models = BTreeMap::new();
        for (model, fields) in fields_get {
            let fields = fields.as_object().ok_or(RecordingError::Missing("fields_get"))?;
            let raw = RawModel {
                ir_model: tables.models.get(model.as_str()).copied(),
                ir_model_fields: tables.has_fields.then(|| tables.fields_of(model)),
                static_selections: tables.selections.as_ref().map(|selections| selections.get(model.as_str()).unwrap_or(&NONE)),
                default_get: object(pulled, "default_get").and_then(|all| all.get(model)?.as_object()),
                methods: methods.and_then(|all| methods_of(all, model)),
                ..RawModel::live(model, series, fields)
            };
            models.insert(model.clone(), build_model(raw)?);
        }
        derive_links(&mut models);
        let common = methods.and_then(|all| object(all, "common_methods")).map(recorded_methods);
        Ok(Self {
            models: models.into_iter().map(|(name, model)| (name, Arc::new(model))).collect(),
            common_methods: common.unwrap_or_default(),
        })
    }
}

impl SchemaSource for Recording {
    fn lookup(&self, model: &str) -> Lookup {
        self.models.lookup(model)
    }

    fn common_methods(&self) -> Option<&BTreeMap<String, MethodSchema>> {
        (!self.common_methods.is_empty()).then_some(&self.common_methods)
    }
}

static NONE: BTreeSet<String> = BTreeSet::new();

/// The rows of the tables, by model.
struct Tables<'a> {
    models: BTreeMap<&'a str, &'a Value>,
    fields: BTreeMap<&'a str, Vec<&'a Value>>,
    has_fields: bool,
    selections: Option<BTreeMap<&'a str, BTreeSet<String>>>,
}

impl<'a> Tables<'a> {
    fn read(pulled: &'a Value) -> Self {
        let rows = |table: &str| pulled.get("tables").and_then(|tables| tables.get(table)).and_then(Value::as_array);
        let mut fields: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for row in rows("ir.model.fields").into_iter().flatten() {
            fields.entry(text(row, "model").unwrap_or_default()).or_default().push(row);
        }
        let models = rows("ir.model").into_iter().flatten().filter_map(|row| Some((text(row, "model")?, row))).collect();
        let selections = rows("ir.model.fields.selection").map(|rows| static_selections(&fields, rows));
        Self { models, has_fields: !fields.is_empty(), fields, selections }
    }

    fn fields_of(&self, model: &str) -> &[&'a Value] {
        self.fields.get(model).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The fields that have rows in `ir.model.fields.selection`, whose `field_id` is `[id, label]` or an id.
fn static_selections<'a>(fields: &BTreeMap<&'a str, Vec<&'a Value>>, rows: &[Value]) -> BTreeMap<&'a str, BTreeSet<String>> {
    let field_id = |row: &Value| row.get("field_id").and_then(|id| id.get(0).unwrap_or(id).as_i64());
    let chosen: BTreeSet<i64> = rows.iter().filter_map(field_id).collect();
    let mut selections: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (model, rows) in fields {
        let named = rows.iter().filter(|row| row.get("id").and_then(Value::as_i64).is_some_and(|id| chosen.contains(&id)));
        selections.insert(model, named.filter_map(|row| text(row, "name")).map(str::to_owned).collect());
    }
    selections
}

fn object<'a>(value: &'a Value, key: &str) -> Option<&'a Map<String, Value>> {
    value.get(key).and_then(Value::as_object)
}

fn methods_of(all: &Value, model: &str) -> Option<BTreeMap<String, MethodSchema>> {
    all.get("models")?.get(model)?.get("methods")?.as_object().map(recorded_methods)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tells_static_selections_from_dynamic_ones() {
        let pulled = json!({
            "fields_get": {"x.model": {"id": {"type": "integer"},
                "state": {"type": "selection", "selection": [["a", "A"]]}, "lang": {"type": "selection", "selection": [["en", "English"]]}}},
            "default_get": {},
            "tables": {"ir.model": [{"model": "x.model", "name": "X", "modules": "b, a", "transient": true}],
                "ir.model.fields": [{"id": 7, "model": "x.model", "name": "state", "modules": "a", "copied": false}, {"id": 8, "model": "x.model", "name": "lang"}],
                "ir.model.fields.selection": [{"field_id": [7, "State"], "value": "a"}]}});
        let recording = Recording::read(Series::V17, &pulled, None).unwrap();
        let model = &recording.models["x.model"];
        assert_eq!(model.modules, ["a", "b"]);
        assert!(!model.fields["state"].selection.as_ref().unwrap().dynamic && model.fields["lang"].selection.as_ref().unwrap().dynamic);
        assert!(!model.fields["state"].copied && model.fields["lang"].copied);
    }
}
