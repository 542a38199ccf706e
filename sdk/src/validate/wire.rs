//! A call in the form in which it is sent, read by the same walk that checks what a caller gave.
//!
//! Nothing of a value is judged here, only what it touches; what is not understood is an issue, whoever made the call.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::arguments::Called;
use super::check::Check;
use super::domain;
use super::orm::{self, OrmMethod, Role};
use super::outcome::{Issue, IssueCode, Outcome};
use super::path::CallPath;
use super::touch::{Access, Observer, Touch, Usage};
use super::values::{self, Mode, Slot};
use super::words::{quoted, shown};
use super::{arguments, fields, group, order};
use crate::schema::{ModelSchema, SchemaSource};
use crate::{Call, Series};

/// Reads a call as it is to be sent, and reports what it touches to `observer`. The outcome has an issue for what was not understood, and
/// the models without whose schema it cannot be.
#[must_use]
pub fn read_call(call: &Call, series: Series, schemas: &dyn SchemaSource, observer: &mut dyn Observer) -> Outcome {
    let mut check = Check::reading(series, schemas, observer);
    read(&mut check, call);
    check.finish()
}

fn read(check: &mut Check<'_>, call: &Call) {
    let (model, method) = (call.model.as_str(), call.method.as_str());
    if !check.touch(Touch::Method { model, method }, &CallPath::root("method")) {
        return;
    }
    let known = orm::find(method);
    let access = if finds_by_name(call) { Access::Name } else { known.map_or(Access::Call, |known| known.access) };
    if matches!(access, Access::Create | Access::Write) {
        let ids = call.ids.as_deref().unwrap_or_default();
        each_argument(call, |name, values| {
            if matches!(name, "vals" | "vals_list" | "values" | "default") {
                values::written(check, model, ids, values);
            }
        });
    }
    let Some(schema) = check.reach(model, access, &CallPath::root("model")) else { return };
    match known {
        Some(known) => of_orm(check, &schema, known, call),
        None => {
            let signature = schema.methods.get(method).or_else(|| check.schemas.common_methods()?.get(method));
            let called = Called { model: &schema, method, signature };
            each_argument(call, |name, value| arguments::argument(check, called, name, value, &CallPath::root(name)));
        }
    }
    if let Some(context) = &call.context {
        arguments::context(check, &schema, context, &CallPath::root("context"));
    }
}

fn each_argument<'c>(call: &'c Call, mut each: impl FnMut(&'c str, &'c Value)) {
    call.positional.iter().for_each(|(name, value)| each(name, value));
    call.named.iter().for_each(|(name, value)| each(name, value));
}

/// What the arguments of a method are of.
#[derive(Clone, Copy)]
struct Of<'a> {
    model: &'a Arc<ModelSchema>,
    /// What is done with values.
    mode: Mode<'a>,
    /// Names that the call itself gives to aggregates.
    aliases: &'a [&'a str],
    /// The field that translations are of.
    translated: &'a str,
}

fn of_orm(check: &mut Check<'_>, model: &Arc<ModelSchema>, method: &OrmMethod, call: &Call) {
    if method.access == Access::Create {
        values::delegated_to(check, model, &CallPath::root("model"));
    }
    if orm::ARCHIVING.contains(&method.name) {
        arguments::archiving(check, model, method.name);
    }
    if matches!(method.name, "read" | "search_read" | "default_get") && !names_fields(call) {
        check.touch(Touch::EveryField { model }, &CallPath::root("fields"));
    }
    let aggregates = call.positional.iter().find(|(name, _)| name == "fields").map(|(_, value)| value).or(call.named.get("fields"));
    let aliases = aggregates.filter(|_| method.name == "read_group").map_or_else(Vec::new, |value| group::aliases(model, value));
    let mode = if method.access == Access::Create { Mode::Create { filled: None } } else { Mode::Write };
    let mut translated = "";
    each_argument(call, |name, value| {
        if name == "field_name" {
            translated = value.as_str().unwrap_or_default();
        }
    });
    let of = Of { model, mode, aliases: &aliases, translated };
    each_argument(call, |name, value| {
        let path = CallPath::root(name);
        match method.arguments.iter().find(|(known, _)| *known == name) {
            Some((_, role)) => by_role(check, of, *role, value, &path),
            None => {
                let message = format!("{} takes no argument {}", quoted(method.name), quoted(name));
                check.report(Issue::new(IssueCode::UnknownArgument, &path, message));
            }
        }
    });
}

/// Whether a call finds records by a name and by nothing else.
fn finds_by_name(call: &Call) -> bool {
    let is_plain = |name: &str, value: &Value| match name {
        "domain" | "args" => value.as_array().is_some_and(Vec::is_empty),
        name => matches!(name, "name" | "limit" | "operator"),
    };
    let mut only = call.method == "name_search";
    each_argument(call, |name, value| only &= is_plain(name, value));
    only
}

/// Whether a call names the fields that come back.
#[must_use]
pub fn names_fields(call: &Call) -> bool {
    let is_list = |value: &Value| value.as_array().is_some_and(|names| !names.is_empty());
    let mut named = false;
    each_argument(call, |name, value| named |= matches!(name, "fields" | "fields_list") && is_list(value));
    named
}

fn by_role(check: &mut Check<'_>, of: Of<'_>, role: Role, value: &Value, path: &CallPath<'_>) {
    let Of { model, mode, aliases, translated } = of;
    if value.is_null() || value == &Value::Bool(false) {
        return;
    }
    match (role, value) {
        (Role::Domain, _) => domain::check(check, model, value, path),
        (Role::Having, _) => group::having(check, model, value, path),
        (Role::Fields, _) => fields::check(check, model, value, path),
        (Role::GroupBy, _) => group::for_each_text(check, value, path, |check, text, path| group::read_groupby(check, model, text, path)),
        (Role::Aggregates, _) => {
            group::for_each_text(check, value, path, |check, text, path| group::read_aggregate(check, model, text, path))
        }
        (Role::FieldToRead, Value::String(name)) => drop(check.field(model, name, Usage::Read, path)),
        (Role::FieldToWrite, Value::String(name)) => drop(check.field(model, name, Usage::Write, path)),
        (Role::Order, Value::String(text)) => order::check(check, model, text, path),
        (Role::GroupOrder, Value::String(text)) => group::read_order(check, model, aliases, text, path),
        (Role::Name, Value::String(text)) => name(check, model, text, path),
        (Role::Values, _) => values::some(check, model, value, mode, path),
        (Role::Translations, _) => translations(check, model, translated, value, path),
        (Role::FormValues, _) => values::one(check, model, value, Mode::Form, path),
        (Role::Specification, _) => specification(check, model, value, path),
        (Role::Plain, _) => arguments::plain(check, value, path),
        (Role::FieldToRead | Role::FieldToWrite | Role::Order | Role::GroupOrder | Role::Name, other) => {
            check.report(Issue::new(IssueCode::WrongShape, path, format!("expected a text, got {}", shown(other))));
        }
    }
}

/// `{"fr_FR": "…"}`, or `{"fr_FR": {"term": "…"}}`: each text is a value of the field.
fn translations(check: &mut Check<'_>, model: &ModelSchema, name: &str, value: &Value, path: &CallPath<'_>) {
    if !check.enter(path) {
        return;
    }
    match (value, model.fields.get(name)) {
        (Value::Object(members), _) => members.iter().for_each(|(key, value)| translations(check, model, name, value, &path.key(key))),
        (Value::Null | Value::Bool(false), _) => {}
        (Value::String(_), Some(field)) => {
            values::field_value(check, &Slot { model, name, field, mode: Mode::Write }, value, path);
        }
        (other, _) => {
            check.report(Issue::new(IssueCode::WrongShape, path, format!("expected the text of a translation, got {}", shown(other))));
        }
    }
}

fn name(check: &mut Check<'_>, model: &ModelSchema, text: &str, path: &CallPath<'_>) {
    let model = model.model.as_str();
    check.touch(if text.is_empty() { Touch::Shown { model } } else { Touch::Named { model } }, path);
}

/// `{"field": {}, "lines": {"fields": {…}, "order": …, "context": …}}`.
fn specification(check: &mut Check<'_>, model: &Arc<ModelSchema>, value: &Value, path: &CallPath<'_>) {
    let Value::Object(members) = value else {
        return check.report(Issue::new(IssueCode::WrongShape, path, format!("expected a specification, got {}", shown(value))));
    };
    for (name, below) in members {
        let path = path.key(name);
        if !check.enter(&path) || !check.field(model, name, Usage::Read, &path) {
            continue;
        }
        match (model.fields.get(name), below) {
            (None, _) => {
                let message = format!("`{}` has no field {}", model.model, quoted(name));
                check.report(Issue::new(IssueCode::UnknownField, &path, message).about(&model.model));
            }
            (_, Value::Object(below)) if below.is_empty() => {}
            (Some(field), Value::Object(below)) => co_model(check, field.relation.as_deref(), below, &path),
            (_, other) => {
                check.report(Issue::new(IssueCode::WrongShape, &path, format!("expected an object, got {}", shown(other))));
            }
        }
    }
}

fn co_model(check: &mut Check<'_>, relation: Option<&str>, below: &Map<String, Value>, path: &CallPath<'_>) {
    let unclear = |path: &CallPath<'_>, what: &str| Issue::new(IssueCode::WrongShape, path, what.to_owned());
    let Some(relation) = relation else { return check.report(unclear(path, "no fields are below this one")) };
    // The name of a record beside its id is what every reference shows.
    if is_display_only(below) {
        return;
    }
    let Some(schema) = check.reach(relation, Access::Read, path) else { return };
    for (key, value) in below {
        let path = path.key(key);
        match (key.as_str(), value) {
            ("fields", _) => specification(check, &schema, value, &path),
            ("order", Value::String(text)) => order::check(check, &schema, text, &path),
            ("limit" | "offset", Value::Number(_)) => {}
            ("context", Value::Object(context)) if context.is_empty() => {}
            _ => check.report(unclear(&path, "this part of a specification is not understood")),
        }
    }
}

fn is_display_only(below: &Map<String, Value>) -> bool {
    let fields = below.get("fields").and_then(Value::as_object);
    below.len() == 1 && fields.is_some_and(|fields| fields.keys().all(|name| name == "display_name"))
}
