//! Builds a [`ModelSchema`] from what RPC reports of a model: a pure function, the same for snapshots and live discovery.
//!
//! Only `fields_get` is needed; the rows of `ir.model` and `ir.model.fields`, the static selections, the answer of
//! `default_get` and the methods each add what it does not report. What stays unknown is marked so on the model
//! ([`Unknown`](super::Unknown)), and the validator then demands nothing that rests on it. Facts that need other
//! models (`inherits`, `parent_name`) are added by [`derive_links`](super::derive_links).

mod content;
mod field;
mod methods;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use thiserror::Error;

pub use methods::{documented_methods, recorded_methods};

use super::access::ModelFacts;
use super::field::{FieldSchema, FieldType};
use super::method::MethodSchema;
use super::model::{ModelKind, ModelSchema, Unknown};
use crate::Series;

/// The attributes of `fields_get` that a schema is built from. A field's `domain` is not among them: it may hold a None, which XML-RPC
/// cannot carry.
pub const FIELD_ATTRIBUTES: [&str; 27] = [
    "aggregator",
    "allow_hierachy_operators",
    "company_dependent",
    "currency_field",
    "definition_record",
    "definition_record_field",
    "depends",
    "digits",
    "group_operator",
    "groupable",
    "groups",
    "model_field",
    "readonly",
    "related",
    "relation",
    "relation_field",
    "required",
    "sanitize",
    "searchable",
    "selectable",
    "selection",
    "size",
    "sortable",
    "store",
    "string",
    "translate",
    "type",
];

/// What was pulled of one model. All but `fields_get` may be missing.
#[derive(Debug, Clone)]
pub struct RawModel<'a> {
    /// Technical name.
    pub model: &'a str,
    /// Series of the server that answered.
    pub series: Series,
    /// The answer of `fields_get()`, every attribute.
    pub fields_get: &'a Map<String, Value>,
    /// The model's row of `ir.model`: `name`, `modules`, `transient`, and `abstract` where 19 reports it.
    pub ir_model: Option<&'a Value>,
    /// The model's rows of `ir.model.fields`, for `modules` and `copied`.
    pub ir_model_fields: Option<&'a [&'a Value]>,
    /// Names of the fields with rows in `ir.model.fields.selection`. `None` means not asked: every selection is then
    /// taken at its word, as is right where the values were read from the very database they are used with.
    pub static_selections: Option<&'a BTreeSet<String>>,
    /// The answer of `default_get` for the required fields. `None` where it was not asked or failed.
    pub default_get: Option<&'a Map<String, Value>>,
    /// The model's own public methods, without the common ones.
    pub methods: Option<BTreeMap<String, MethodSchema>>,
    /// Whether to keep `help`.
    pub with_help: bool,
}

impl<'a> RawModel<'a> {
    /// A model of which only `fields_get` is known, as live discovery begins.
    #[must_use]
    pub fn live(model: &'a str, series: Series, fields_get: &'a Map<String, Value>) -> Self {
        Self {
            model,
            series,
            fields_get,
            ir_model: None,
            ir_model_fields: None,
            static_selections: None,
            default_get: None,
            methods: None,
            with_help: false,
        }
    }
}

/// Why an answer is not a model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BuildError {
    /// A field's entry in `fields_get` is not an object.
    #[error("`fields_get` of `{model}` returns no attributes of `{field}`")]
    NoAttributes {
        /// The model.
        model: String,
        /// The field.
        field: String,
    },
    /// A field's entry has no `type`.
    #[error("`fields_get` of `{model}` returns no type of `{field}`; ask for all attributes")]
    NoType {
        /// The model.
        model: String,
        /// The field.
        field: String,
    },
}

/// Builds the schema of one model.
///
/// # Errors
///
/// Where a field has no attributes or no type.
pub fn build_model(raw: RawModel<'_>) -> Result<ModelSchema, BuildError> {
    let mut fields = BTreeMap::new();
    for (name, attributes) in raw.fields_get {
        fields.insert(name.clone(), build_field(&raw, name, attributes)?);
    }
    for row in raw.ir_model_fields.unwrap_or_default() {
        if let Some(field) = text(row, "name").and_then(|name| fields.get_mut(name)) {
            field::add_row(field, row);
        }
    }
    let rec_name = rec_name(&raw, &fields);
    content::classify(&mut fields, rec_name.as_deref(), &BTreeMap::new());
    Ok(ModelSchema {
        model: raw.model.to_owned(),
        label: raw.ir_model.and_then(|row| text(row, "name")).unwrap_or_default().to_owned(),
        modules: raw.ir_model.map(modules).unwrap_or_default(),
        kind: kind(&raw, &fields),
        rec_name,
        unknown: unknown(&raw, &fields),
        fields,
        methods: raw.methods.unwrap_or_default(),
        ..ModelSchema::default()
    })
}

/// Adds what is known of a model beside its fields and methods. What the facts do not know stays as it is.
pub fn add_facts(model: &mut ModelSchema, facts: ModelFacts) {
    content::classify(&mut model.fields, model.rec_name.as_deref(), &facts.widgets);
    model.access = facts.access.or(model.access.take());
    model.buttons = facts.buttons.or(model.buttons.take());
}

fn build_field(raw: &RawModel<'_>, name: &str, attributes: &Value) -> Result<FieldSchema, BuildError> {
    let place = || (raw.model.to_owned(), name.to_owned());
    let Some(attributes) = attributes.as_object() else {
        let (model, field) = place();
        return Err(BuildError::NoAttributes { model, field });
    };
    let Some(mut built) = field::from_attributes(attributes, raw.series, raw.with_help) else {
        let (model, field) = place();
        return Err(BuildError::NoType { model, field });
    };
    if let (Some(known), Some(selection)) = (raw.static_selections, built.selection.as_mut()) {
        selection.dynamic = !known.contains(name);
    }
    if let Some(default) = raw.default_get.and_then(|defaults| defaults.get(name)) {
        built.has_default = is_given(built.field_type, default);
    }
    Ok(built)
}

/// `false` is Odoo's "nothing" for every type but booleans.
fn is_given(field_type: FieldType, default: &Value) -> bool {
    match default {
        Value::Null => false,
        Value::Bool(false) => field_type == FieldType::Boolean,
        _ => true,
    }
}

/// Abstract models have no `id` before 19; 19 lists one but reports `abstract` in `ir.model`.
fn kind(raw: &RawModel<'_>, fields: &BTreeMap<String, FieldSchema>) -> ModelKind {
    let marked = |key| raw.ir_model.and_then(|row| row.get(key)).is_some_and(field::truthy);
    if marked("abstract") || !fields.contains_key("id") {
        ModelKind::Abstract
    } else if marked("transient") {
        ModelKind::Transient
    } else {
        ModelKind::Regular
    }
}

/// Odoo appends the naming field to what `display_name` depends on, so the last one is it; without one, `name`.
fn rec_name(raw: &RawModel<'_>, fields: &BTreeMap<String, FieldSchema>) -> Option<String> {
    let depends = raw.fields_get.get("display_name").and_then(|attributes| attributes.get("depends"));
    let last = depends.and_then(Value::as_array).and_then(|names| names.last()).and_then(Value::as_str);
    let names = |name: &&str| fields.get(*name).is_some_and(|field| can_name(field.field_type));
    last.into_iter().chain(["name", "x_name"]).find(names).map(str::to_owned)
}

fn can_name(field_type: FieldType) -> bool {
    !field_type.is_x2many() && !matches!(field_type, FieldType::Boolean | FieldType::Binary | FieldType::Html)
}

/// A model with no required field needs no defaults.
fn unknown(raw: &RawModel<'_>, fields: &BTreeMap<String, FieldSchema>) -> BTreeSet<Unknown> {
    let facts = [
        (raw.default_get.is_none() && fields.values().any(|field| field.required), Unknown::Defaults),
        (raw.methods.is_none(), Unknown::Methods),
        (raw.ir_model_fields.is_none(), Unknown::Copied),
    ];
    facts.into_iter().filter(|(missing, _)| *missing).map(|(_, fact)| fact).collect()
}

fn text<'a>(row: &'a Value, key: &str) -> Option<&'a str> {
    row.get(key).and_then(Value::as_str)
}

/// `modules` is one text: `account, sale`.
fn modules(row: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        text(row, "modules").unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn build(fields_get: Value, raw: impl FnOnce(&mut RawModel<'_>)) -> ModelSchema {
        let map = fields_get.as_object().cloned().unwrap();
        let mut model = RawModel::live("x.model", Series::V18, &map);
        raw(&mut model);
        build_model(model).unwrap()
    }

    #[test]
    fn live_model_marks_what_it_does_not_know() {
        let model = build(json!({"id": {"type": "integer"}, "name": {"type": "char", "required": true}}), |_| ());
        assert_eq!(model.rec_name.as_deref(), Some("name"));
        assert_eq!(model.kind, ModelKind::Regular);
        assert_eq!(model.unknown.len(), 3);
    }

    #[test]
    fn rec_name_is_the_last_dependency_of_display_name() {
        let fields = json!({"id": {"type": "integer"}, "acc_number": {"type": "char"}, "name": {"type": "char"},
            "display_name": {"type": "char", "depends": ["name", "acc_number"]}});
        assert_eq!(build(fields, |_| ()).rec_name.as_deref(), Some("acc_number"));
    }

    #[test]
    fn default_of_false_counts_for_booleans_only() {
        let defaults = json!({"a": false, "b": false, "c": null, "d": 0}).as_object().cloned().unwrap();
        let fields = json!({"a": {"type": "boolean"}, "b": {"type": "char"}, "c": {"type": "char"}, "d": {"type": "integer"}});
        let map = fields.as_object().cloned().unwrap();
        let raw = RawModel { default_get: Some(&defaults), ..RawModel::live("x.model", Series::V18, &map) };
        let model = build_model(raw).unwrap();
        let given: Vec<&str> = model.fields.iter().filter(|(_, field)| field.has_default).map(|(name, _)| name.as_str()).collect();
        assert_eq!(given, ["a", "d"]);
        assert_eq!(model.kind, ModelKind::Abstract);
    }

    #[test]
    fn a_field_without_a_type_is_an_error() {
        let map = json!({"name": {"string": "Name"}}).as_object().cloned().unwrap();
        let error = build_model(RawModel::live("x.model", Series::V17, &map)).unwrap_err();
        assert_eq!(error.to_string(), "`fields_get` of `x.model` returns no type of `name`; ask for all attributes");
    }
}
