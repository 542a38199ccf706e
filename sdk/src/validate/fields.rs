//! Lists of field names to read.

use std::sync::Arc;

use serde_json::Value;

use super::check::Check;
use super::domain::follow;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::touch::Usage;
use super::unknown::{self, Advised};
use super::words::{quoted, shown};
use crate::schema::{FieldType, ModelSchema};

pub(super) fn check(check: &mut Check<'_>, model: &Arc<ModelSchema>, fields: &Value, path: &CallPath<'_>) {
    let Value::Array(items) = fields else {
        let issue = Issue::new(IssueCode::WrongShape, path, format!("expected a list of field names, got {}", shown(fields)));
        check.report(match fields {
            Value::String(_) => issue.replace(path, vec![fields.clone()]),
            _ => issue,
        });
        return;
    };
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        match item.as_str() {
            Some(name) if !name.contains('.') && !check.field(model, name, Usage::Read, &path) => {}
            Some(name) if model.fields.contains_key(name) || name == "id" => {}
            Some(name) => unknown_field(check, model, name, &path),
            None => check.report(Issue::new(IssueCode::WrongShape, &path, format!("expected a field name, got {}", shown(item)))),
        }
    }
}

fn unknown_field(check: &mut Check<'_>, model: &Arc<ModelSchema>, name: &str, path: &CallPath<'_>) {
    if name.contains('.') {
        follow(check, model, name, path);
    }
    let issue = Issue::new(IssueCode::UnknownField, path, format!("`{}` has no field {}", model.model, quoted(name))).about(&model.model);
    if let Some((first, rest)) = name.split_once('.').filter(|(first, _)| model.fields.contains_key(*first)) {
        let is_link = model.fields.get(first).is_some_and(|field| field.field_type == FieldType::Many2one);
        check.report(match rest {
            "name" | "display_name" if is_link => issue.hint(format!("{} is read with its name", quoted(first))).replace(path, first),
            "id" => issue.hint(format!("{} is read with its id", quoted(first))).replace(path, first),
            _ => issue.hint(format!("a path cannot be read; read {} and then its records", quoted(first))),
        });
        return;
    }
    if matches!(name, "*" | "all" | "__all__") {
        check.report(issue.hint("name the fields that are wanted"));
        return;
    }
    let Advised { issue, meant } = unknown::field(check, model, name, model.fields.keys().map(String::as_str), issue);
    check.report(match meant {
        Some(meant) => issue.replace(path, meant),
        None => issue,
    });
}
