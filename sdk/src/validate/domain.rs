//! Domains: prefix operators whose operands add up, and leaves that each are `[field, operator, operand]`.
//!
//! Several expressions side by side are joined by an implicit and, as in Odoo. Nothing is dropped and nothing reordered.

mod leaf;
mod operand;
mod operator;
mod series;
mod target;

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::words::{quoted, shown};
use crate::schema::ModelSchema;

pub(super) use operator::{is_operator, unknown as unknown_operator};
pub(super) use target::{Part, Target, follow, resolve};

/// Checks a domain on `model`.
pub(super) fn check(check: &mut Check<'_>, model: &Arc<ModelSchema>, domain: &Value, path: &CallPath<'_>) {
    let Some(items) = items(check, domain, path) else { return };
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        match item {
            Value::Array(parts) => leaf::check(check, model, parts, &path),
            Value::String(word) if is_prefix(word) => {}
            other => check.report(not_an_item(other, &path)),
        }
    }
    arity(check, items, path);
}

/// The items of a domain; a text and a lone leaf are near enough to be fixed.
pub(super) fn items<'a>(check: &mut Check<'_>, domain: &'a Value, path: &CallPath<'_>) -> Option<&'a [Value]> {
    let wrong = |what: String| Issue::new(IssueCode::BadDomain, path, what);
    match domain {
        Value::Array(items) if is_lone_leaf(items) => {
            let issue = wrong("a domain is a list of leaves, this is one leaf".to_owned());
            check.report(issue.hint("put it into a list").replace(path, json!([domain])));
            None
        }
        Value::Array(items) => Some(items),
        other => {
            let issue = wrong(format!("expected a domain, a list of leaves, got {}", shown(other)));
            let parsed = other.as_str().filter(|text| text.len() < 65536).and_then(|text| serde_json::from_str(text).ok());
            check.report(match (parsed, leaf_of(other)) {
                (Some(Value::Array(items)), _) => issue.hint("give the list itself, not its text").replace(path, items),
                (_, Some(leaf)) => issue.hint("put the leaf into a list").replace(path, json!([leaf])),
                _ => issue,
            });
            None
        }
    }
}

/// The leaf that an object such as `{"field": …, "operator": …, "value": …}` spells.
fn leaf_of(object: &Value) -> Option<Value> {
    let members = object.as_object().filter(|members| members.len() == 3)?;
    let any = |names: &[&str]| names.iter().find_map(|name| members.get(*name));
    let field = any(&["field", "name", "left"])?.as_str()?;
    let operator = any(&["operator", "op", "comparator"])?.as_str()?;
    let value = any(&["value", "operand", "right"]).filter(|value| is_flat(value))?;
    Some(json!([field, operator, value]))
}

/// Whether a value is a plain one or a list of such, and so is copied in no time however large the call.
fn is_flat(value: &Value) -> bool {
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    is_plain(value) || value.as_array().is_some_and(|items| items.iter().all(is_plain))
}

/// `["name", "=", "x"]` where a list of such was meant.
fn is_lone_leaf(items: &[Value]) -> bool {
    match items {
        [Value::String(field), Value::String(operator), _] => !is_prefix(field) && !is_prefix(operator),
        _ => false,
    }
}

fn is_prefix(word: &str) -> bool {
    matches!(word, "&" | "|" | "!")
}

fn not_an_item(item: &Value, path: &CallPath<'_>) -> Issue {
    let message = format!("expected a leaf `[field, operator, operand]` or one of `&`, `|`, `!`, got {}", shown(item));
    let issue = Issue::new(IssueCode::BadDomain, path, message);
    match item.as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("and" | "&&") => issue.hint("and is `&`").replace(path, "&"),
        Some("or" | "||") => issue.hint("or is `|`").replace(path, "|"),
        Some("not") => issue.hint("not is `!`").replace(path, "!"),
        _ => match leaf_of(item) {
            Some(leaf) => issue.hint("a leaf is a list").replace(path, leaf),
            None => issue,
        },
    }
}

/// Counts as Odoo does: each expression stands for itself, and `&` and `|` need two of them, `!` one.
pub(super) fn arity(check: &mut Check<'_>, items: &[Value], path: &CallPath<'_>) {
    let mut expected = 1_usize;
    for item in items {
        if expected == 0 {
            expected = 1;
        }
        match item.as_str() {
            Some("&" | "|") => expected += 1,
            Some("!") => {}
            // A word that is not a prefix operator is reported already and takes the place of one.
            Some(word) if !is_prefix(word) => return,
            _ => expected -= 1,
        }
    }
    if expected > 0 && !items.is_empty() {
        let operators: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
        let named = operators.first().copied().unwrap_or("&");
        let message = format!("the prefix operators want {expected} more, an operand of {} is missing", quoted(named));
        check.report(
            Issue::new(IssueCode::BadDomain, path, message)
                .hint("`&` and `|` stand before the two they join, `!` before the one it negates"),
        );
    }
}
