//! Arguments of methods: those of a business method, of which only the shapes are known, and the context that any call may have.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::touch::{Access, Touch, Usage};
use super::values::{self, Mode, Slot};
use super::words::{quoted, shown};
use crate::schema::ModelSchema;

/// One argument of a business method, with all that is in it.
pub(super) fn argument(check: &mut Check<'_>, model: &Arc<ModelSchema>, name: &str, value: &Value, path: &CallPath<'_>) {
    match value {
        Value::Object(members) if name == "context" => context(check, model, members, path),
        _ if check.touch(Touch::Argument { model, name, value }, path) => inside(check, model, value, path),
        _ => {}
    }
}

fn inside(check: &mut Check<'_>, model: &Arc<ModelSchema>, value: &Value, path: &CallPath<'_>) {
    if !check.enter(path) {
        return;
    }
    match value {
        Value::String(text) => drop(check.touch(Touch::Text { model, text }, path)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| inside(check, model, item, &path.index(at))),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            let path = path.key(name);
            if check.touch(Touch::Argument { model, name, value: member }, &path) {
                inside(check, model, member, &path);
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A context. A default in it is a value that will be written.
pub(super) fn context(check: &mut Check<'_>, model: &Arc<ModelSchema>, context: &Map<String, Value>, path: &CallPath<'_>) {
    for (key, value) in context {
        let path = path.key(key);
        match key.strip_prefix("default_") {
            Some(name) => default(check, model, name, value, &path),
            None if key == "active_model" => active_model(check, value, &path),
            None if check.touch(Touch::Context { key, value }, &path) => plain(check, value, &path),
            None => {}
        }
    }
}

/// A default of a field that the model does not have goes to records that are made on the way, of which nothing is known.
fn default(check: &mut Check<'_>, model: &ModelSchema, name: &str, value: &Value, path: &CallPath<'_>) {
    if !check.field(model, name, Usage::Write, path) {
        return;
    }
    match model.fields.get(name) {
        Some(field) => values::field_value(check, &Slot { model, name, field, mode: Mode::Write }, value, path),
        None => {
            let message = format!("`{}` has no field {} that could have a default", model.model, quoted(name));
            check.report(Issue::new(IssueCode::UnknownField, path, message).about(&model.model));
        }
    }
}

fn active_model(check: &mut Check<'_>, value: &Value, path: &CallPath<'_>) {
    match value.as_str() {
        Some(model) => drop(check.touch(Touch::Records { model, access: Access::Read }, path)),
        None => check.report(Issue::new(IssueCode::WrongShape, path, format!("expected the name of a model, got {}", shown(value)))),
    }
}

/// What names no field: texts, numbers, lists of them, and translations, which are an object of texts by language.
pub(super) fn plain(check: &mut Check<'_>, value: &Value, path: &CallPath<'_>) {
    if !check.enter(path) {
        return;
    }
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| plain(check, item, &path.index(at))),
        Value::Object(members)
            if members.values().any(|member| !matches!(member, Value::String(_) | Value::Bool(_) | Value::Object(_))) =>
        {
            check.report(Issue::new(IssueCode::WrongShape, path, "expected texts, got an object of something else".to_owned()));
        }
        _ => {}
    }
}

/// Archiving sets `active`, or `x_active` where a model has that instead.
pub(super) fn archiving(check: &mut Check<'_>, model: &ModelSchema, method: &str) {
    let path = CallPath::root("method");
    match ["active", "x_active"].into_iter().find(|name| model.fields.contains_key(*name)) {
        Some(name) => drop(check.field(model, name, Usage::Write, &path)),
        None => {
            let message = format!("{} sets `active`, which `{}` does not have", quoted(method), model.model);
            check.report(Issue::new(IssueCode::UnknownMethod, &path, message).about(&model.model));
        }
    }
}
