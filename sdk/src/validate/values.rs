//! The values of a create or a write: which fields may be given, and what each may hold.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::check::Check;
use super::outcome::{Issue, IssueCode};
use super::patch;
use super::path::CallPath;
use super::touch::{Access, Touch, Usage};
use super::unknown::{self, Advised};
use super::words::{quoted, shown};
use super::{commands, links, properties, required, reviewed, scalar, stored};
use crate::schema::{Content, FieldSchema, FieldType, ModelKind, ModelSchema};

/// Set by Odoo on every record and dropped without a word where a caller gives them.
const AUTOMATIC: [&str; 6] = ["id", "create_uid", "create_date", "write_uid", "write_date", "parent_path"];

/// What is done with the values.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode<'a> {
    /// A new record; the link that brought it here fills this field.
    Create {
        /// The inverse of the one2many.
        filled: Option<&'a str>,
    },
    /// A change.
    Write,
    /// What a form holds: nothing is written.
    Form,
}

impl Mode<'_> {
    /// How the fields are used.
    pub(super) fn usage(self) -> Usage {
        match self {
            Self::Create { .. } => Usage::Create,
            Self::Write => Usage::Write,
            Self::Form => Usage::Form,
        }
    }
}

/// The field that a value is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    /// The model that was asked.
    pub(super) model: &'a ModelSchema,
    /// The field's name.
    pub(super) name: &'a str,
    /// The field.
    pub(super) field: &'a FieldSchema,
    /// What is done.
    pub(super) mode: Mode<'a>,
}

impl Slot<'_> {
    /// An issue about this field: `field` and the model are named.
    pub(super) fn issue(&self, code: IssueCode, path: &CallPath<'_>, what: &str) -> Issue {
        let message = format!("{} of `{}` {what}", quoted(self.name), self.model.model);
        Issue::new(code, path, message).about(&self.model.model)
    }

    /// The value is of another type.
    pub(super) fn expects(&self, path: &CallPath<'_>, what: &str, value: &Value) -> Issue {
        self.issue(IssueCode::WrongType, path, &format!("expects {what}, got {}", shown(value)))
    }
}

pub(super) fn create(check: &mut Check<'_>, model: &str, values: &Value) {
    written(check, model, &[], values);
    let Some(schema) = check.reach(model, Access::Create, &CallPath::root("model")) else { return };
    if check.judges && schema.kind == ModelKind::Abstract {
        let message = format!("`{}` is abstract and has no records", schema.model);
        check.report(Issue::new(IssueCode::AbstractModel, &CallPath::root("model"), message).about(&schema.model));
        return;
    }
    delegated_to(check, &schema, &CallPath::root("model"));
    some(check, &schema, values, Mode::Create { filled: None }, &CallPath::root("values"));
}

/// Says which records are written, for one object of values or each of a list.
pub(super) fn written(check: &mut Check<'_>, model: &str, ids: &[i64], values: &Value) {
    let each = values.as_array().map_or(std::slice::from_ref(values), Vec::as_slice);
    for values in each.iter().filter_map(Value::as_object) {
        check.touch(Touch::Written { model, ids, values }, &CallPath::root("values"));
    }
}

/// One object of values, or a list of them.
pub(super) fn some(check: &mut Check<'_>, schema: &Arc<ModelSchema>, values: &Value, mode: Mode<'_>, path: &CallPath<'_>) {
    match values {
        Value::Array(records) if !records.is_empty() => {
            for (at, record) in records.iter().enumerate() {
                one(check, schema, record, mode, &path.index(at));
            }
        }
        single => one(check, schema, single, mode, path),
    }
}

/// A new record makes those that it delegates to.
pub(super) fn delegated_to(check: &mut Check<'_>, model: &ModelSchema, path: &CallPath<'_>) {
    for parent in model.inherits.keys() {
        check.touch(Touch::Delegated { model, parent }, path);
    }
}

pub(super) fn write(check: &mut Check<'_>, model: &str, ids: Option<&Value>, values: &Value) {
    let known: Vec<i64> = ids.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect();
    written(check, model, &known, values);
    let Some(schema) = check.reach(model, Access::Write, &CallPath::root("model")) else { return };
    if let Some(ids) = ids {
        links::ids(check, ids, &CallPath::root("ids"));
    }
    one(check, &schema, values, Mode::Write, &CallPath::root("values"));
}

pub(super) fn form(check: &mut Check<'_>, model: &str, values: &Value) {
    let Some(schema) = check.reach(model, Access::Read, &CallPath::root("model")) else { return };
    one(check, &schema, values, Mode::Form, &CallPath::root("values"));
}

pub(super) fn one(check: &mut Check<'_>, schema: &Arc<ModelSchema>, values: &Value, mode: Mode<'_>, path: &CallPath<'_>) {
    match values {
        Value::Object(values) => record(check, schema, values, mode, path),
        other => {
            let message = format!("expected an object of fields and values, got {}", shown(other));
            check.report(Issue::new(IssueCode::WrongShape, path, message));
        }
    }
}

/// The values of one record, at the top or inside an x2many command.
pub(super) fn record(check: &mut Check<'_>, model: &ModelSchema, values: &Map<String, Value>, mode: Mode<'_>, path: &CallPath<'_>) {
    let mut meant = Vec::new();
    for (name, value) in values {
        let path = path.key(name);
        if !check.enter(&path) {
            return;
        }
        if !check.field(model, name, mode.usage(), &path) {
            continue;
        }
        match model.fields.get(name) {
            Some(field) => field_value(check, &Slot { model, name, field, mode }, value, &path),
            None => meant.extend(unknown_field(check, model, name, values, &path).map(|meant| (meant, value.clone()))),
        }
    }
    if let (Mode::Create { filled }, true) = (mode, check.judges) {
        // A field whose name is misspelt is not missing.
        let mut given = Cow::Borrowed(values);
        if !meant.is_empty() {
            given.to_mut().extend(meant);
        }
        required::check(check, model, &given, filled, path);
    }
}

/// Refuses a field that is not there; the name that it stands for.
fn unknown_field(
    check: &mut Check<'_>,
    model: &ModelSchema,
    name: &str,
    values: &Map<String, Value>,
    path: &CallPath<'_>,
) -> Option<String> {
    let message = format!("`{}` has no field {}", model.model, quoted(name));
    let issue = Issue::new(IssueCode::UnknownField, path, message).about(&model.model);
    let target = |to: &str| [patch::rename(path.pointer(), path.sibling(to).pointer())];
    let Advised { issue, meant } = unknown::field(check, model, name, model.fields.keys().map(String::as_str), issue);
    let meant = meant.filter(|meant| !values.contains_key(meant));
    check.report(match &meant {
        Some(meant) => issue.fix(target(meant)),
        None => issue,
    });
    meant
}

/// One value for one field.
pub(super) fn field_value(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    if check.judges
        && let Some(issue) = ignored(check, slot, path)
    {
        check.report(issue);
        return;
    }
    let empty = value.is_null() || (value == &Value::Bool(false) && slot.field.field_type != FieldType::Boolean);
    if empty {
        no_value(check, slot, value, path);
        return;
    }
    if !slot.field.field_type.is_x2many() {
        let Slot { model, name, field, mode } = *slot;
        check.touch(Touch::Value { model, name, field, usage: mode.usage(), value }, path);
        if let (Some(Content::Domain), Value::String(text)) = (field.content, value) {
            stored::domain(check, model, text, path);
        }
    }
    match slot.field.field_type {
        FieldType::Many2one => links::many2one(check, slot, value, path),
        FieldType::Many2oneReference => links::many2one_reference(check, slot, value, path),
        FieldType::Reference => links::reference(check, slot, value, path),
        FieldType::One2many | FieldType::Many2many => commands::check(check, slot, value, path),
        FieldType::Properties => properties::values(check, slot, value, path),
        FieldType::PropertiesDefinition => properties::definition(check, slot, value, path),
        FieldType::Json => {}
        _ => scalar::check(check, slot, value, path),
    }
}

/// `false` and `null` empty a field, but not a required column, and a to-many list only by a command.
fn no_value(check: &mut Check<'_>, slot: &Slot<'_>, value: &Value, path: &CallPath<'_>) {
    let field = slot.field;
    if field.field_type.is_x2many() {
        if matches!(slot.mode, Mode::Write | Mode::Form) && check.judges {
            let issue = slot.issue(IssueCode::BadCommand, path, &format!("expects a list of commands, got {}", shown(value)));
            check.report(issue.hint("to empty it, write the set command `[[6, 0, []]]`"));
        }
    } else if field.required && is_column(check, slot) {
        let issue = slot.issue(IssueCode::EmptyRequired, path, &format!("is required and cannot be {}", shown(value)));
        let advice = if field.has_default { "leave it out to get its default" } else { "give it a value" };
        check.report(issue.hint(advice));
    }
}

/// Whether an empty value would meet a column that must not be empty: the field's own or the delegated record's.
fn is_column(check: &Check<'_>, slot: &Slot<'_>) -> bool {
    required::has_column(slot.field) || delegated(check, slot.model, slot.name, slot.field).is_some_and(|(_, base)| base)
}

/// What stands behind a delegated field: whether it is read only there, and whether it is a column.
fn delegated(check: &Check<'_>, model: &ModelSchema, name: &str, field: &FieldSchema) -> Option<(bool, bool)> {
    let (link, target) = field.related.as_deref()?.split_once('.')?;
    let (co_model, _) = model.inherits.iter().find(|(_, own)| own.as_str() == link && target == name)?;
    let base = check.loaded(co_model)?;
    let base = base.fields.get(name)?;
    Some((base.readonly, base.store))
}

/// What Odoo would drop without a word.
fn ignored(check: &Check<'_>, slot: &Slot<'_>, path: &CallPath<'_>) -> Option<Issue> {
    if AUTOMATIC.contains(&slot.name) && (slot.field.readonly || slot.name == "parent_path") {
        return Some(slot.issue(IssueCode::ReadOnly, path, "is set by Odoo itself and cannot be written").hint("leave it out"));
    }
    let field = slot.field;
    if field.store || !field.readonly || is_taken_on_create(check, slot) {
        return None;
    }
    let issue = slot.issue(IssueCode::ReadOnly, path, "is computed and not stored, Odoo would ignore what is written to it");
    if let Some(advice) = reviewed::instead(&slot.model.model, slot.name) {
        return Some(issue.hint(advice));
    }
    Some(match sources(field) {
        Some(sources) => issue.hint(format!("it follows from {sources}")),
        None => issue.hint("leave it out"),
    })
}

/// A create hands delegated values to the delegated record, and takes whatever a copy of a record would carry.
fn is_taken_on_create(check: &Check<'_>, slot: &Slot<'_>) -> bool {
    let base = || delegated(check, slot.model, slot.name, slot.field);
    matches!(slot.mode, Mode::Create { .. }) && (slot.field.copied || base().is_some_and(|(readonly, store)| store || !readonly))
}

fn sources(field: &FieldSchema) -> Option<String> {
    match (&field.related, field.depends.as_slice()) {
        (Some(related), _) => Some(quoted(related)),
        (None, []) => None,
        (None, depends) => Some(super::words::listed(depends.iter().map(String::as_str), 3)),
    }
}
