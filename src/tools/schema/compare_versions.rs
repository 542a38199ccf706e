//! `compare_versions`: how a standard model differs between two series.

use std::collections::BTreeMap;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelSchema};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::catalog::standard_model;
use crate::tools::failure::{Failure, Problem};
use crate::tools::settings::Toolset;
use crate::tools::shared::{NOTHING, Takes};
use crate::tools::tool::Returns;
use crate::tools::{Answer, Hints, Tool, ToolContext};

/// The tool.
pub(crate) struct CompareVersions;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// As `res.users`.
    model: String,
    /// `17.0`, `18.0` or `19.0`.
    from: String,
    /// Another of them.
    to: String,
}

impl Tool for CompareVersions {
    const NAME: &'static str = "compare_versions";
    const TITLE: &'static str = "Compare Odoo versions";
    const DESCRIPTION: &'static str = "See which fields and methods of a standard model came, went, changed or were perhaps renamed.";
    const HINTS: Hints = Hints::Reads;
    const TOOLSET: Toolset = Toolset::Schema;
    const TAKES: Takes = NOTHING;
    const RETURNS: Returns = &[("fields_added", "array", true), ("fields_removed", "array", true), ("fields_changed", "object", true)];
    type Arguments = Arguments;

    async fn run(_context: ToolContext, arguments: Arguments) -> Result<Answer, Failure> {
        let Arguments { model, from, to } = arguments;
        let (old, new) = (find(&model, &from, "from")?, find(&model, &to, "to")?);
        let (added, removed) = (only(&new.fields, &old.fields), only(&old.fields, &new.fields));
        let renamed = renamed(&old, &new, &removed, &added);
        let summary = format!("{model}: {} fields came and {} went between {from} and {to}", added.len(), removed.len());
        let answer = json!({
            "model": model, "from": from, "to": to,
            "fields_added": added, "fields_removed": removed,
            "fields_changed": changed(&old, &new), "perhaps_renamed": renamed,
            "methods_added": only(&new.methods, &old.methods), "methods_removed": only(&old.methods, &new.methods),
        });
        Ok(Answer::new(answer, summary))
    }
}

fn find(model: &str, series: &str, argument: &str) -> Result<Arc<ModelSchema>, Failure> {
    let invalid = |problem| Failure::invalid(vec![problem]);
    let known: Series = series
        .parse()
        .map_err(|error: odoo_sdk::series::UnknownSeries| invalid(Problem::new("wrong_value", argument, error.to_string())))?;
    let missing = || Problem::new("unknown_model", "model", format!("a standard Odoo {known} has no model `{model}`"));
    standard_model(known, model)
        .ok_or_else(|| invalid(missing().hint("the model may be new or gone; only standard models can be compared")))
}

/// Names that the first has and the second has not.
fn only<'a, T>(these: &'a BTreeMap<String, T>, those: &BTreeMap<String, T>) -> Vec<&'a str> {
    these.keys().filter(|name| !those.contains_key(*name)).map(String::as_str).collect()
}

/// What became different of the fields that both have.
fn changed(old: &ModelSchema, new: &ModelSchema) -> Map<String, Value> {
    let both = old.fields.iter().filter_map(|(name, before)| Some((name, differences(before, new.fields.get(name)?))));
    both.filter(|(_, differences)| !differences.is_empty()).map(|(name, differences)| (name.clone(), Value::Object(differences))).collect()
}

fn differences(before: &FieldSchema, after: &FieldSchema) -> Map<String, Value> {
    let values = |field: &FieldSchema| {
        let selection = field.selection.as_ref().filter(|selection| !selection.dynamic);
        selection.map(|selection| selection.values.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>())
    };
    let told = [
        ("type", json!(before.field_type), json!(after.field_type)),
        ("required", json!(before.required), json!(after.required)),
        ("relation", json!(before.relation), json!(after.relation)),
        ("store", json!(before.store), json!(after.store)),
        ("searchable", json!(before.searchable), json!(after.searchable)),
        ("selection", json!(values(before)), json!(values(after))),
    ];
    told.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| (name.to_owned(), json!([before, after])))
        .collect()
}

/// Of the fields that went, those with exactly one that came with the same label, type and relation.
fn renamed(old: &ModelSchema, new: &ModelSchema, removed: &[&str], added: &[&str]) -> Map<String, Value> {
    let same = |a: &FieldSchema, b: &FieldSchema| a.label == b.label && a.field_type == b.field_type && a.relation == b.relation;
    let successor = |name: &str| {
        let before = old.fields.get(name)?;
        let mut alike = added.iter().filter(|candidate| new.fields.get(**candidate).is_some_and(|after| same(before, after)));
        let found = alike.next()?;
        alike.next().is_none().then_some(*found)
    };
    removed.iter().filter_map(|name| Some(((*name).to_owned(), json!(successor(name)?)))).collect()
}
