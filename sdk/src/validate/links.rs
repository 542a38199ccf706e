//! Values that point to records: many2one, many2one_reference, reference, and lists of ids.

use serde_json::Value;

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::suggest;
use super::values::Slot;
use super::words::{listed, quoted, shown};
use crate::schema::Lookup;

/// What a value says of one record.
pub(super) enum Id<'a> {
    /// An id as Odoo takes it.
    Plain,
    /// `[id, "name"]` or `{"id": 1}`, as Odoo itself reports records: the id in it.
    Wrapped(i64),
    /// A text of digits, or a number that is whole: not what Odoo reports, but readable.
    Spelt(i64),
    /// Zero or less, or too large for a column.
    OutOfRange(&'a Value),
    /// No id.
    None,
}

/// Reads a value as an id.
pub(super) fn id(value: &Value) -> Id<'_> {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => match number.as_i64().filter(is_id) {
            Some(_) => Id::Plain,
            None => Id::OutOfRange(value),
        },
        Value::Number(number) => number.as_f64().and_then(whole).map_or(Id::None, Id::Spelt),
        Value::String(text) => text.parse().ok().filter(|id| is_id(id) && id.to_string() == *text).map_or(Id::None, Id::Spelt),
        Value::Array(pair) => match pair.as_slice() {
            [Value::Number(number), Value::String(_)] => number.as_i64().filter(is_id).map_or(Id::None, Id::Wrapped),
            _ => Id::None,
        },
        Value::Object(record) => record.get("id").and_then(Value::as_i64).filter(is_id).map_or(Id::None, Id::Wrapped),
        _ => Id::None,
    }
}

/// `5.0` is 5.
fn whole(number: f64) -> Option<i64> {
    let text = number.to_string();
    text.parse().ok().filter(is_id)
}

fn is_id(number: &i64) -> bool {
    (1..=i64::from(i32::MAX)).contains(number)
}

pub(super) fn many2one(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let relation = slot.field.relation.as_deref().unwrap_or("record");
    let wrong = |code, got: &Value| slot.issue(code, path, &format!("expects the id of a `{relation}`, got {}", shown(got)));
    match id(value) {
        Id::Plain => {}
        Id::Wrapped(id) => check.normalise(path, id.into(), format!("{} of a record is its id `{id}`", shown_form(value))),
        Id::Spelt(id) => check.report(wrong(IssueCode::WrongType, value).hint(format!("write the number `{id}`")).replace(path, id)),
        Id::OutOfRange(number) => check.report(wrong(IssueCode::BadId, number).hint("to empty it, write `false`")),
        Id::None => check.report(wrong(IssueCode::WrongType, value).hint(format!("find the id by name: `name_search` on `{relation}`"))),
    }
}

fn shown_form(value: &Value) -> &'static str {
    if value.is_array() { "the pair" } else { "the object" }
}

pub(super) fn many2one_reference(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let model = slot.field.model_field.as_deref().unwrap_or("the model field");
    let wrong = |code| slot.issue(code, path, &format!("expects the id of a record of the model in `{model}`, got {}", shown(value)));
    match id(value) {
        Id::Plain => {}
        Id::Wrapped(id) => check.normalise(path, id.into(), format!("{} of a record is its id `{id}`", shown_form(value))),
        Id::Spelt(id) => check.report(wrong(IssueCode::WrongType).replace(path, id)),
        // Odoo itself keeps 0 where there is no record.
        Id::OutOfRange(number) if number.as_i64() == Some(0) => {}
        Id::OutOfRange(_) => check.report(wrong(IssueCode::BadId)),
        Id::None => check.report(wrong(IssueCode::WrongType)),
    }
}

/// `model,id` of one of the models in the field's selection.
pub(super) fn reference(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let form = "expects `model,id`, such as `res.partner,1`";
    let Some(text) = value.as_str() else {
        check.report(slot.issue(IssueCode::WrongType, path, &format!("{form}, got {}", shown(value))));
        return;
    };
    let parts = text.split_once(',').filter(|(_, id)| id.parse().is_ok_and(|id| is_id(&id)));
    let Some((model, _)) = parts else {
        check.report(slot.issue(IssueCode::BadReference, path, &format!("{form}, got {}", quoted(text))));
        return;
    };
    let known = slot.field.selection.as_ref().filter(|selection| !selection.dynamic);
    let allowed = known.is_none_or(|selection| selection.values.iter().any(|(value, _)| value == model));
    if !allowed || matches!(check.schemas.lookup(model), Lookup::Absent) {
        let issue = slot.issue(IssueCode::BadReference, path, &format!("cannot point to {}", quoted(model)));
        let models = slot.field.selection.iter().flat_map(|selection| selection.values.iter().map(|(value, _)| value.as_str()));
        let close = suggest::closest(model, models.clone());
        let issue = if close.names.is_empty() { issue.hint(format!("allowed are {}", listed(models, 8))) } else { issue };
        check.report(suggest::did_you_mean(issue, &close));
    }
}

/// A list of record ids: what `write` and `read` work on.
pub(super) fn ids(check: &mut Check<'_>, value: &Value, path: &CallPath<'_>) {
    let Value::Array(items) = value else {
        let issue = Issue::new(IssueCode::WrongShape, path, format!("expected a list of ids, got {}", shown(value)));
        check.report(match id(value) {
            Id::Plain => issue.replace(path, vec![value.clone()]),
            _ => issue,
        });
        return;
    };
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        one_of_ids(check, item, &path);
    }
}

/// One id in a list.
pub(super) fn one_of_ids(check: &mut Check<'_>, item: &Value, path: &CallPath<'_>) {
    let wrong = || Issue::new(IssueCode::BadId, path, format!("expected a record id, got {}", shown(item)));
    match id(item) {
        Id::Plain => {}
        Id::Wrapped(id) => check.normalise(path, id.into(), format!("{} of a record is its id `{id}`", shown_form(item))),
        Id::Spelt(id) => check.report(wrong().replace(path, id)),
        Id::OutOfRange(_) | Id::None => check.report(wrong()),
    }
}
