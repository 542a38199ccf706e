//! A domain that a record keeps as a text: read as a literal, and every path in it named to the observer.

use serde_json::Value;

use super::check::Check;
use super::literal;
use super::path::CallPath;
use super::touch::Touch;
use crate::schema::ModelSchema;

/// Reads the text of a domain that `model` keeps.
pub(super) fn domain(check: &mut Check<'_>, model: &ModelSchema, text: &str, path: &CallPath<'_>) {
    let literal = literal::read(text);
    let is_literal = literal.as_ref().is_some_and(is_domain);
    if !check.touch(Touch::StoredDomain { model, text, is_literal }, path) {
        return;
    }
    if let Some(domain) = literal.filter(is_domain) {
        leaves(check, model, &domain, path);
    }
}

/// Whether a value is a list of leaves and prefix operators, or of nothing.
fn is_domain(value: &Value) -> bool {
    let is_item = |item: &Value| match item {
        Value::String(word) => matches!(word.as_str(), "&" | "|" | "!"),
        Value::Array(parts) => parts.len() == 3 && parts.first().is_some_and(|field| field.is_string() || field.is_number()),
        _ => false,
    };
    value.as_array().is_some_and(|items| items.iter().all(is_item))
}

fn leaves(check: &mut Check<'_>, model: &ModelSchema, domain: &Value, path: &CallPath<'_>) {
    for leaf in domain.as_array().into_iter().flatten().filter_map(Value::as_array) {
        let [Value::String(field), _, value] = leaf.as_slice() else { continue };
        let goes_on = value.as_array().is_some_and(|items| !items.is_empty()) && is_domain(value);
        if check.enter(path) && check.touch(Touch::StoredPath { model, path: field, goes_on }, path) && goes_on {
            leaves(check, model, value, path);
        }
    }
}
