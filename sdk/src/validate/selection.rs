//! Values of selections: which ones are known, and which one was meant.

use std::sync::Arc;

use serde_json::Value;

use super::check::Check;
use super::outcome::{Issue, IssueCode, Note};
use super::path::CallPath;
use super::suggest;
use super::unknown;
use super::values::Slot;
use super::words::{listed, quoted, shown};
use crate::schema::{FieldSchema, ModelSchema, Selection};

/// A value that is written.
pub(super) fn check(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let end = related_end(check, &slot.model.model, slot.field);
    let Some(known) = known(slot.field, end.as_ref()) else {
        if !value.is_string() {
            check.report(slot.expects(path, "one of its values, a text", value));
        }
        return;
    };
    if !value.as_str().is_some_and(|text| has(known, text)) {
        let issue = bad_selection(check, slot, known, value, path);
        check.report(issue);
    }
}

/// A value that is searched for. Odoo takes any text and finds nothing, which is unlikely to be intended.
pub(super) fn search(check: &mut Check<'_>, model: &ModelSchema, name: &str, text: &str, path: &CallPath<'_>) {
    let Some(field) = model.fields.get(name) else { return };
    let end = related_end(check, &model.model, field);
    let Some(known) = known(field, end.as_ref()).filter(|known| !has(known, text)) else { return };
    let message = format!("{} of `{}` never is {}", quoted(name), model.model, quoted(text));
    let hint = match (unknown::value(check, &model.model, name, text), meant(known, text)) {
        (Some(reported), _) => reported.advice(check.series),
        (None, Ok(key)) => format!("did you mean {}", quoted(key)),
        (None, Err(_)) => format!("it is one of {}", keys(known)),
    };
    check.remark(Note { path: path.dotted(), message, hint });
}

/// The field's own static values, or those of the field it is related to.
fn known<'a>(field: &'a FieldSchema, end: Option<&'a (Arc<ModelSchema>, String)>) -> Option<&'a Selection> {
    let followed = end.and_then(|(model, name)| model.fields.get(name)?.selection.as_ref());
    [field.selection.as_ref(), followed].into_iter().flatten().find(|selection| !selection.dynamic)
}

fn has(known: &Selection, text: &str) -> bool {
    known.values.iter().any(|(key, _)| key == text)
}

fn keys(known: &Selection) -> String {
    listed(known.values.iter().map(|(key, _)| key.as_str()), 12)
}

fn bad_selection(check: &Check<'_>, slot: &Slot<'_>, known: &Selection, value: &Value, path: &CallPath<'_>) -> Issue {
    let issue = slot.issue(IssueCode::BadSelection, path, &format!("has no value {}, expected one of {}", shown(value), keys(known)));
    let Some(text) = value.as_str() else {
        let text = value.to_string();
        let key = known.values.iter().find(|(key, _)| value.is_number() && *key == text);
        return match key {
            Some((key, _)) => issue.replace(path, key.as_str()),
            None => issue,
        };
    };
    if let Some(reported) = unknown::value(check, &slot.model.model, slot.name, text) {
        let issue = issue.hint(reported.advice(check.series));
        return match reported.name().filter(|key| has(known, key)) {
            Some(key) => issue.replace(path, key),
            None => issue,
        };
    }
    match meant(known, text) {
        Ok(key) => issue.hint(format!("did you mean {}", quoted(key))).replace(path, key),
        Err(close) => suggest::did_you_mean(issue, &close),
    }
}

/// The key whose label was given, or that was misspelt.
fn meant<'a>(known: &'a Selection, text: &str) -> Result<&'a str, suggest::Close<'a>> {
    let same = |label: &str| label.trim().to_lowercase() == text.trim().to_lowercase();
    let mut labelled = known.values.iter().filter(|(_, label)| same(label)).map(|(key, _)| key.as_str());
    if let (Some(key), None) = (labelled.next(), labelled.next()) {
        return Ok(key);
    }
    let close = suggest::closest(text, known.values.iter().map(|(key, _)| key.as_str()));
    close.meant().ok_or(close)
}

/// A related selection has no rows of its own; those of the field at the end of the path count.
fn related_end(check: &Check<'_>, model: &str, field: &FieldSchema) -> Option<(Arc<ModelSchema>, String)> {
    let mut path = field.related.clone().filter(|_| field.selection.as_ref().is_none_or(|selection| selection.dynamic))?;
    let mut model = check.loaded(model)?;
    // Related fields may be related again; Odoo knows no circle, and this loop ends in any case.
    for _ in 0..8 {
        let (name, rest) = path.split_once('.').map_or((path.as_str(), None), |(name, rest)| (name, Some(rest)));
        let field = model.fields.get(name)?;
        path = match (rest, &field.related) {
            (Some(rest), _) => {
                let rest = rest.to_owned();
                model = check.loaded(field.relation.as_deref()?)?;
                rest
            }
            (None, Some(related)) => related.clone(),
            (None, None) => return Some((model, path)),
        };
    }
    None
}
