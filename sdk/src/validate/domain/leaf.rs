//! One leaf of a domain.

use std::sync::Arc;

use serde_json::Value;

use super::super::check::Check;
use super::super::outcome::{Issue, IssueCode};
use super::super::path::CallPath;
use super::super::touch::Touch;
use super::super::words::{listed, shown};
use super::is_flat;
use super::operator::Operator;
use super::target::{Part, Target, resolve};
use super::{operand, operator, series};
use crate::schema::{FieldType, ModelSchema};

pub(super) fn check(check: &mut Check<'_>, model: &Arc<ModelSchema>, parts: &[Value], path: &CallPath<'_>) {
    let [field, operator, value] = parts else {
        let message = format!("a leaf is `[field, operator, operand]`, this has {} parts", parts.len());
        let issue = Issue::new(IssueCode::BadDomain, path, message);
        check.report(match parts {
            [inner @ Value::Array(leaf)] if leaf.iter().all(is_flat) => issue.hint("one list less around it").replace(path, inner.clone()),
            _ if parts.iter().any(Value::is_array) => {
                issue.hint("a domain is flat: write the leaves of a group side by side, their `&` and `|` before them")
            }
            _ => issue,
        });
        return;
    };
    if is_constant(field, operator, value) {
        return;
    }
    let Some(name) = field.as_str() else {
        let message = format!("a leaf begins with a field name, got {}", shown(field));
        check.report(Issue::new(IssueCode::BadDomain, path, message).hint("`[1, \"=\", 1]` is always true and `[0, \"=\", 1]` never"));
        return;
    };
    let operator = operator::read(check, operator, &path.index(1));
    let before = path.index(0);
    let Some(target) = resolve(check, model, name, &before) else { return };
    let Some(operator) = operator else { return };
    named(check, &target, value, path);
    compared(check, &target, parts.get(1), value, path);
    if target.is_searchable() {
        property(check, &target, &before);
        let word = parts.get(1).and_then(Value::as_str).unwrap_or_default();
        if !series::refuses(check, &target, &series::Leaf { operator, word, value }, path) {
            operand::check(check, &target, operator, value, path);
        }
    } else {
        check.report(unsearchable(&target, name, operator, &before));
    }
}

/// A text that is compared with a record is compared with its name.
fn named(check: &mut Check<'_>, target: &Target<'_>, value: &Value, path: &CallPath<'_>) {
    let has_text = match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(Value::is_string),
        _ => false,
    };
    let place = path.index(2);
    if target.name == "display_name" {
        check.touch(Touch::Named { model: &target.model.model }, &path.index(0));
    }
    if let (Some(model), true) = (target.relation(), has_text) {
        check.touch(Touch::Named { model }, &place);
    }
}

/// What the end of the path is compared with.
fn compared(check: &mut Check<'_>, target: &Target<'_>, operator: Option<&Value>, value: &Value, path: &CallPath<'_>) {
    let operator = operator.and_then(Value::as_str).unwrap_or_default();
    check.touch(Touch::Compared { model: &target.model, name: target.name, operator, value }, &path.index(2));
}

/// Odoo's leaves for all and none.
fn is_constant(field: &Value, operator: &Value, value: &Value) -> bool {
    operator == "=" && value.as_i64() == Some(1) && matches!(field.as_i64(), Some(0 | 1))
}

/// Odoo asks about one property at a time.
fn property(check: &mut Check<'_>, target: &Target<'_>, path: &CallPath<'_>) {
    if target.field_type() == FieldType::Properties && target.part == Part::Whole {
        let message = format!("`{}` of `{}` is asked about one property", target.name, target.model.model);
        let issue = Issue::new(IssueCode::BadOperand, path, message).about(&target.model.model);
        check.report(issue.hint(format!("write `{}.property`", target.name)));
    }
}

fn unsearchable(target: &Target<'_>, name: &str, operator: Operator, path: &CallPath<'_>) -> Issue {
    let message = format!("`{}` of `{}` cannot be searched", target.name, target.model.model);
    let issue = Issue::new(IssueCode::Unsearchable, path, message).about(&target.model.model);
    if target.name != "display_name" {
        return match target.field().and_then(|field| field.related.as_deref()) {
            Some(related) => issue.hint(format!("it is `{related}`")),
            None => issue.hint(match read_by(target) {
                Some(names) => format!("it is computed and not stored; search on what it is computed from: {names}"),
                None => "it is computed and not stored; search on what it is computed from".to_owned(),
            }),
        };
    }
    // A relation itself is searched by the names of its records.
    let relation = name.strip_suffix(".display_name").filter(|_| operator.is_textual());
    let own = target.model.rec_name.as_deref().filter(|_| operator.is_textual());
    match (relation, own) {
        (Some(relation), _) => issue.hint(format!("search on `{relation}` itself, it is compared by name")).replace(path, relation),
        (None, Some(own)) if target.model.fields.get(own).is_some_and(|field| field.searchable) => {
            issue.hint(format!("its names come from `{own}`")).replace(path, own)
        }
        _ => issue,
    }
}

/// The first fields that a compute reads.
fn read_by(target: &Target<'_>) -> Option<String> {
    let depends = &target.field()?.depends;
    (!depends.is_empty()).then(|| listed(depends.iter().map(String::as_str), 5))
}
