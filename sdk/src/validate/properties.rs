//! Properties and their definitions. The definition lies in a record, so only the shape is checked here.

use serde_json::Value;

use super::check::Check;
use super::outcome::IssueCode;
use super::path::CallPath;
use super::stored;
use super::touch::{Access, Touch};
use super::values::Slot;
use super::words::shown;

/// `{"name": value}`, or the list of definitions with values that Odoo itself reports.
pub(super) fn values(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    match value {
        Value::Object(_) => {}
        Value::Array(items) => definitions(check, slot, items, path),
        other => {
            let issue = slot.issue(IssueCode::BadProperties, path, &format!("expects an object of properties, got {}", shown(other)));
            check.report(issue.hint("write `{\"property\": value}` or the list that reading gave"));
        }
    }
}

/// A list of `{"name": …, "type": …}`.
pub(super) fn definition(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    match value {
        Value::Array(items) => definitions(check, slot, items, path),
        other => check.report(slot.issue(IssueCode::BadProperties, path, &format!("expects a list of definitions, got {}", shown(other)))),
    }
}

fn definitions(check: &mut Check<'_>, slot: &Slot<'_>, items: &[Value], path: &CallPath<'_>) {
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        comodel(check, slot, item, &path);
        if !item.get("name").is_some_and(Value::is_string) {
            check.report(slot.issue(IssueCode::BadProperties, &path, "expects objects that each have a `name`"));
        }
    }
}

/// A property may link to any model, whose names it then shows, narrowed by a domain.
fn comodel(check: &mut Check<'_>, slot: &Slot<'_>, property: &Value, path: &CallPath<'_>) {
    let narrowing = property.get("domain").and_then(Value::as_str).filter(|text| !matches!(text.trim(), "" | "[]"));
    if let Some(model) = property.get("comodel").and_then(Value::as_str) {
        check.touch(Touch::Shown { model }, &path.key("comodel"));
        // Narrowed by its fields, its records are searched.
        if narrowing.is_some() {
            check.touch(Touch::Records { model, access: Access::Read }, &path.key("comodel"));
        }
    }
    if let Some(text) = narrowing {
        stored::domain(check, slot.model, text, &path.key("domain"));
    }
}
