//! x2many values: lists of commands, checked down into the values they carry.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::Check;
use super::links;
use super::outcome::{Issue, IssueCode};
use super::path::CallPath;
use super::touch::{Access, Touch};
use super::values::{self, Mode, Slot};
use super::words::shown;
use crate::schema::{FieldType, ModelSchema};

const FORMS: &str = "commands are `[0, 0, {values}]` create, `[1, id, {values}]` update, `[2, id]` delete, `[3, id]` unlink, \
    `[4, id]` link, `[5]` clear, `[6, 0, [ids]]` set";

pub(super) fn check(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let Value::Array(items) = value else {
        not_a_list(check, slot, value, path);
        return;
    };
    if !items.is_empty() && items.iter().all(|item| matches!(links::id(item), links::Id::Plain)) {
        linked(check, slot, true, path);
        let message = "a list of ids is the command that sets them".to_owned();
        check.normalise(path, json!([[6, 0, items]]), message);
        return;
    }
    for (at, item) in items.iter().enumerate() {
        let path = path.index(at);
        if !check.enter(&path) {
            return;
        }
        match item {
            Value::Array(command) => self::command(check, slot, command, &path),
            other => not_a_command(check, slot, other, &path),
        }
    }
}

fn not_a_list(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let issue = slot.issue(IssueCode::BadCommand, path, &format!("expects a list of commands, got {}", shown(value))).hint(FORMS);
    check.report(match links::id(value) {
        links::Id::Plain => issue.replace(path, json!([[6, 0, [value]]])),
        _ => issue,
    });
}

fn not_a_command(check: &mut Check<'_>, slot: &Slot<'_>, item: &Value, path: &CallPath<'_>) {
    let issue = slot.issue(IssueCode::BadCommand, path, &format!("expects a command, got {}", shown(item))).hint(FORMS);
    check.report(match item {
        Value::Object(values) if !values.contains_key("id") => issue.replace(path, json!([0, 0, item])),
        _ => issue,
    });
}

fn command(check: &mut Check<'_>, slot: &Slot<'_>, command: &[Value], path: &CallPath<'_>) {
    let wrong = |what: &str| slot.issue(IssueCode::BadCommand, path, what).hint(FORMS);
    let code = command.first().and_then(Value::as_i64);
    match code {
        Some(2) => drop(slot.field.relation.as_deref().map(|model| check.touch(Touch::Records { model, access: Access::Delete }, path))),
        Some(code @ 3..=6) => linked(check, slot, code != 4, path),
        _ => {}
    }
    match (code, command) {
        (Some(0), [_, id, Value::Object(_)]) if is_placeholder(id) => nested(check, slot, command, path),
        (Some(1), [_, id, Value::Object(_)]) => {
            links::one_of_ids(check, id, &path.index(1));
            nested(check, slot, command, path);
        }
        (Some(2..=4), [_, id] | [_, id, Value::Null | Value::Bool(false) | Value::Number(_)]) => {
            links::one_of_ids(check, id, &path.index(1))
        }
        (Some(5), [_] | [_, _] | [_, _, _]) => {}
        (Some(6), [_, id, Value::Array(_)]) if is_placeholder(id) => {
            if let Some(ids) = command.get(2) {
                links::ids(check, ids, &path.index(2));
            }
        }
        (Some(0 | 1), _) => check.report(wrong("has a create or update command that is not `[code, id, {values}]`")),
        (Some(2..=4), _) => check.report(wrong("has a command that is not `[code, id]`")),
        (Some(6), _) => check.report(wrong("has a set command that is not `[6, 0, [ids]]`")),
        (Some(code), _) => check.report(wrong(&format!("has a command with the unknown code `{code}`"))),
        (None, _) => check.report(wrong("has a list that is not a command: its first item is not a code from 0 to 6")),
    }
}

/// Records are linked or let go. In a one2many that changes them, and deletes those let go that cannot be without the link.
fn linked(check: &mut Check<'_>, slot: &Slot<'_>, lets_go: bool, path: &CallPath<'_>) {
    let Slot { model, name, field, mode } = *slot;
    check.touch(Touch::Linked { model, name, field }, path);
    if let (FieldType::One2many, Some(model)) = (field.field_type, field.relation.as_deref()) {
        let access = if lets_go && mode.usage().writes() { Access::Delete } else { Access::Write };
        check.touch(Touch::Records { model, access }, path);
    }
}

/// Where a command takes no id: 0, nothing, or the client's own name for a new record.
fn is_placeholder(id: &Value) -> bool {
    matches!(id, Value::Null | Value::Bool(false) | Value::String(_)) || id.as_i64() == Some(0)
}

/// The values of a create or update command, against the co-model.
fn nested(check: &mut Check<'_>, slot: &Slot<'_>, command: &[Value], path: &CallPath<'_>) {
    let Some(Value::Object(values)) = command.get(2) else { return };
    let is_new = command.first().and_then(Value::as_i64) == Some(0);
    let access = if is_new { Access::Create } else { Access::Write };
    if let Some(model) = slot.field.relation.as_deref().filter(|_| slot.mode.usage().writes()) {
        let ids: Vec<i64> = command.get(1).and_then(Value::as_i64).into_iter().filter(|_| !is_new).collect();
        check.touch(Touch::Written { model, ids: &ids, values }, path);
    }
    let Some(co_model) = co_model(check, slot, access, path) else { return };
    if is_new {
        values::delegated_to(check, &co_model, path);
    }
    let mode = match is_new {
        true => Mode::Create { filled: slot.field.inverse.as_deref().filter(|_| slot.field.field_type == FieldType::One2many) },
        false => Mode::Write,
    };
    values::record(check, &co_model, values, mode, &path.index(2));
}

fn co_model(check: &mut Check<'_>, slot: &Slot<'_>, access: Access, path: &CallPath<'_>) -> Option<Arc<ModelSchema>> {
    match &slot.field.relation {
        Some(relation) => check.reach(relation, access, path),
        None => {
            check.report(
                Issue::new(IssueCode::UnknownModel, path, format!("no co-model of `{}` is known", slot.name)).about(&slot.model.model),
            );
            None
        }
    }
}
