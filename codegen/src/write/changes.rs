//! The tables of changes as Rust.

use std::collections::BTreeSet;
use std::fmt::Write;

use odoo_sdk::Series;

use super::{PREAMBLE, literal};
use crate::compare::{Comparison, ModelComparison, NameChanges};
use crate::renames::Names;

/// `src/changes.rs`.
pub(crate) fn file(steps: &[(Series, Series, Comparison)]) -> String {
    let mut text = format!("//! What changed between the series.\n//!\n//! {PREAMBLE} From `schemas/` and `schemas/renames.yaml`.\n\n");
    text.push_str("use odoo_sdk::Series;\nuse odoo_sdk::adapter::{Changes, ModelChanges as M, Step, ValueChanges as V};\nuse odoo_sdk::schema::FieldType as T;\n");
    text.push_str("\n/// What came, went, was renamed or changed type, from each series to the next.\npub static CHANGES: Changes = Changes {\n    steps: &[\n");
    for (from, to, comparison) in steps {
        step(&mut text, *from, *to, comparison);
    }
    text.push_str("    ],\n};\n");
    text
}

fn step(text: &mut String, from: Series, to: Series, comparison: &Comparison) {
    let names = &comparison.models;
    let _ = write!(text, "        Step {{\n{}", parts("            ", "", names));
    text.push_str("            models: &[\n");
    for (name, model) in &comparison.changed {
        let _ = write!(text, "                M {{\n{}", model_parts(model));
        let _ = write!(text, "                    ..M::none({})\n                }},\n", literal(name));
    }
    let _ = write!(text, "            ],\n            ..Step::none(Series::{from:?}, Series::{to:?})\n        }},\n");
}

fn model_parts(model: &ModelComparison) -> String {
    let indent = "                    ";
    let mut text = parts(indent, "", &model.fields);
    if !model.retyped.is_empty() {
        let each =
            model.retyped.iter().map(|(name, (old, new))| format!("({}, T::{:?}, T::{:?})", literal(name), old.field_type, new.field_type));
        let _ = writeln!(text, "{indent}retyped: &[{}],", each.collect::<Vec<_>>().join(", "));
    }
    if !model.values.is_empty() {
        let each = model
            .values
            .iter()
            .map(|(field, values)| format!("V {{ {}..V::none({}) }}", parts("", "", values).replace('\n', " "), literal(field)));
        let _ = writeln!(text, "{indent}values: &[{}],", each.collect::<Vec<_>>().join(", "));
    }
    text.push_str(&parts(indent, "methods_", &model.methods));
    text
}

/// `gone`, `came` and `renamed`, those that hold anything.
fn parts(indent: &str, prefix: &str, names: &NameChanges) -> String {
    let mut text = String::new();
    for (part, names) in [("gone", &names.gone), ("came", &names.came)] {
        if !names.is_empty() {
            let _ = writeln!(text, "{indent}{prefix}{part}: &[{}],", list(names));
        }
    }
    if !names.renamed.is_empty() {
        let _ = writeln!(text, "{indent}{prefix}renamed: &[{}],", pairs(&names.renamed));
    }
    text
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| literal(name)).collect::<Vec<_>>().join(", ")
}

fn pairs(names: &Names) -> String {
    names.iter().map(|(old, new)| format!("({}, {})", literal(old), literal(new))).collect::<Vec<_>>().join(", ")
}
