//! The canonical text of a snapshot's files: JSON with one entry a line, sorted.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::snapshot::{Manifest, Methods};
use super::{Groups, MethodSchema, ModelSchema};

/// A model: its own facts a line each, then rights, buttons, fields and methods.
pub(super) fn model(model: &ModelSchema) -> String {
    let mut text = format!("{{\n\"model\":{}", json(&model.model));
    let facts = ModelSchema { fields: BTreeMap::new(), methods: BTreeMap::new(), access: None, buttons: None, ..model.clone() };
    for (name, value) in entries(&facts) {
        if name != "model" && name != "fields" {
            text.push_str(&format!(",\n{}:{}", json(&name), json(&value)));
        }
    }
    for (name, block) in [("access", model.access.as_ref().map(block)), ("buttons", model.buttons.as_ref().map(block))] {
        if let Some(block) = block {
            text.push_str(&format!(",\n{}:{block}", json(&name)));
        }
    }
    text.push_str(&format!(",\n\"fields\":{}", block(&model.fields)));
    if !model.methods.is_empty() {
        text.push_str(&format!(",\n\"methods\":{}", block(&model.methods)));
    }
    text.push_str("\n}\n");
    text
}

/// Methods, one a line.
pub(super) fn methods(methods: &Methods) -> String {
    format!("{}\n", block::<MethodSchema>(methods))
}

/// Groups, one a line.
pub(super) fn groups(groups: &Groups) -> String {
    format!("{}\n", block(&groups.0))
}

/// The manifest, one fact a line and one module a line.
pub(super) fn manifest(manifest: &Manifest) -> String {
    let mut text = String::from("{\n");
    for (name, value) in entries(manifest) {
        if name != "modules" {
            text.push_str(&format!("{}:{},\n", json(&name), json(&value)));
        }
    }
    text.push_str(&format!("\"modules\":{}\n}}\n", block(&manifest.modules)));
    text
}

/// The entries of a structure, sorted by name.
fn entries<T: Serialize>(value: &T) -> BTreeMap<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

/// A map as JSON, one entry a line.
fn block<T: Serialize>(map: &BTreeMap<String, T>) -> String {
    let lines: Vec<String> = map.iter().map(|(name, value)| format!("{}:{}", json(name), json(value))).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{}\n}}", lines.join(",\n")) }
}

/// Compact JSON. Our own types have string keys only, so that serialising cannot fail.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
