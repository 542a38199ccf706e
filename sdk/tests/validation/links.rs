//! `inherits`, `parent_name` and `rec_name` as derived, against what the servers' own classes said.

use std::collections::BTreeMap;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldType, ModelSchema, derive_links};
use serde::Deserialize;

use crate::support::{fixture, snapshot};

/// What a class said; members at their default are left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Truth {
    #[serde(rename = "abstract")]
    _abstract: bool,
    inherits: BTreeMap<String, String>,
    parent_name: Option<String>,
    rec_name: Option<String>,
}

type Truths = BTreeMap<String, BTreeMap<String, Truth>>;

/// A mixin delegates for its heirs and has no delegated fields itself, so nothing gives it away.
const UNDERIVABLE: &[&str] = &["mail.alias.mixin"];

/// Models that name records by several fields and have no `rec_name`; the last of the several is taken for one.
const MOST_WRONG_NAMES: usize = 9;

fn derived(series: Series) -> BTreeMap<String, ModelSchema> {
    let mut models = snapshot(series).models;
    for model in models.values_mut() {
        model.inherits.clear();
        model.parent_name = None;
    }
    derive_links(&mut models);
    models
}

#[test]
fn delegation_is_derived() {
    let truths: Truths = serde_json::from_str(&fixture("links.json.gz")).unwrap();
    for series in Series::ALL {
        for (name, model) in derived(series) {
            let truth = &truths[series.name()][&name];
            assert_eq!(model.inherits == truth.inherits, !UNDERIVABLE.contains(&name.as_str()), "{series} {name}: {:?}", model.inherits);
        }
    }
}

#[test]
fn parents_are_derived() {
    let truths: Truths = serde_json::from_str(&fixture("links.json.gz")).unwrap();
    for series in Series::ALL {
        for (name, model) in derived(series) {
            let named = truths[series.name()][&name].parent_name.as_deref().unwrap_or("parent_id");
            let usable = model.fields.get(named).is_some_and(|field| {
                field.field_type == FieldType::Many2one && field.store && field.relation.as_deref() == Some(name.as_str())
            });
            assert_eq!(model.parent_name.as_deref(), usable.then_some(named), "{series} {name}");
        }
    }
}

#[test]
fn names_are_derived() {
    let truths: Truths = serde_json::from_str(&fixture("links.json.gz")).unwrap();
    for series in Series::ALL {
        let wrong = snapshot(series).models.into_iter().filter(|(name, model)| model.rec_name != truths[series.name()][name].rec_name);
        let wrong: Vec<String> = wrong.map(|(name, model)| format!("{name}: {:?}", model.rec_name)).collect();
        assert!(wrong.len() <= MOST_WRONG_NAMES, "{series}: {wrong:?}");
    }
}
