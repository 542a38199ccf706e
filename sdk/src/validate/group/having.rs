//! A having: a domain over the aggregates of a grouped call.

use std::sync::Arc;

use serde_json::Value;

use super::aggregate;
use crate::Series;
use crate::schema::{FieldSchema, FieldType, ModelSchema};
use crate::validate::check::Check;
use crate::validate::domain;
use crate::validate::outcome::{Issue, IssueCode};
use crate::validate::path::CallPath;
use crate::validate::words::{quoted, shown};

/// A domain whose leaves ask about aggregates.
pub(in crate::validate) fn having(check: &mut Check<'_>, model: &Arc<ModelSchema>, value: &Value, path: &CallPath<'_>) {
    let Some(items) = domain::items(check, value, path) else { return };
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        match item {
            Value::Array(parts) => having_leaf(check, model, parts, &path),
            Value::String(word) if matches!(word.as_str(), "&" | "|" | "!") => {}
            other => check.report(Issue::new(
                IssueCode::BadDomain,
                &path,
                format!("expected `[aggregate, operator, number]`, got {}", shown(other)),
            )),
        }
    }
    domain::arity(check, items, path);
}

fn having_leaf(check: &mut Check<'_>, model: &Arc<ModelSchema>, parts: &[Value], path: &CallPath<'_>) {
    let [Value::String(name), word @ Value::String(operator), operand] = parts else {
        check.report(Issue::new(IssueCode::BadDomain, path, "expected `[aggregate, operator, number]`".to_owned()));
        return;
    };
    aggregate(check, model, name, &path.index(0));
    let several = matches!(operator.as_str(), "in" | "not in");
    if several && check.series >= Series::V19 {
        let message = format!("Odoo {} fails on {} in a having", check.series, quoted(operator));
        check.report(Issue::new(IssueCode::BadOperator, &path.index(1), message).hint("join leaves with `|`, or negated with `&`"));
        return;
    }
    if !several && !matches!(operator.as_str(), "=" | "!=" | "<" | "<=" | ">" | ">=") {
        check.report(domain::unknown_operator(word, check.series, &path.index(1)));
    }
    let place = path.index(2);
    if several != operand.is_array() || matches!(operand, Value::Object(_)) {
        check.report(Issue::new(IssueCode::BadOperand, &place, format!("{} cannot be used with {}", shown(operand), quoted(operator))));
        return;
    }
    if is_of_moments(model, name) {
        moment(check, name, operand, &place);
    } else if !is_of_text(model, name) {
        match operand {
            Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| number(check, name, item, &place.index(at))),
            single => number(check, name, single, &place),
        }
    }
}

/// Whether an aggregate may be something else than a number: the first or last of texts and times.
fn is_of_text(model: &ModelSchema, aggregate: &str) -> bool {
    let (name, function) = aggregate.split_once(':').unwrap_or((aggregate, ""));
    let field = model.fields.get(name).map(|field| field.field_type);
    !function.starts_with("count")
        && field.is_some_and(|field| !matches!(field, FieldType::Integer | FieldType::Float | FieldType::Monetary))
}

/// Whether an aggregate is the first or last of dates or times.
fn is_of_moments(model: &ModelSchema, aggregate: &str) -> bool {
    let Some((name, function)) = aggregate.split_once(':') else { return false };
    let is_moment = |field: &FieldSchema| matches!(field.field_type, FieldType::Date | FieldType::Datetime);
    !function.starts_with("count") && model.fields.get(name).is_some_and(is_moment)
}

/// A date is compared with a date: with a number 17 and 18 find no group, and 19 fails.
fn moment(check: &mut Check<'_>, aggregate: &str, operand: &Value, path: &CallPath<'_>) {
    let is_number = |value: &Value| value.is_number() || *value == Value::Bool(true);
    if is_number(operand) || operand.as_array().is_some_and(|items| items.iter().any(is_number)) {
        let message = format!("{} is compared with a date such as `2026-01-31`, got {}", quoted(aggregate), shown(operand));
        check.report(Issue::new(IssueCode::BadOperand, path, message));
    }
}

/// A sum or a count is compared with a number: with a text 17 and 18 find no group, and 19 fails.
fn number(check: &mut Check<'_>, aggregate: &str, operand: &Value, path: &CallPath<'_>) {
    let Value::String(text) = operand else { return };
    let message = format!("{} is compared with a number, got {}", quoted(aggregate), shown(operand));
    let issue = Issue::new(IssueCode::BadOperand, path, message);
    let meant = serde_json::from_str::<Value>(text.trim()).ok().filter(Value::is_number);
    check.report(match meant {
        Some(meant) => issue.replace(path, meant),
        None => issue,
    });
}
