//! Arguments of a business method, of which only the shapes are known: names of what is blocked or hidden do not belong in them.

use odoo_sdk::schema::{ModelSchema, Parameter, ParameterKind};
use odoo_sdk::validate::{Access, CallPath};
use serde_json::Value;

use super::built_in::{self, Kind};
use super::decision::{Reason, Step};
use super::inspection::{Inspection, shown};
use super::profile::Profile;
use super::tier::Answer;
use crate::error_code::ErrorCode;

/// Longest text that may be a name or a path.
const LONGEST_NAME: usize = 256;

/// The files of a message: those of the record that it is posted on, which the tool has read as such.
const FILES: &str = "attachment_ids";

/// Arguments by which a method is given what is blocked, or whom it shall speak for.
const KEPT_ARGUMENTS: &[&str] = &[
    FILES,
    "attachment_tokens",
    "attachments",
    "author_guest_id",
    "author_id",
    "email_from",
    "mail_server_id",
    "mail_template_id",
    "source_ref",
    "template_xmlid",
];

/// Judges an argument of a method; whether what is in it has to be looked at.
pub(super) fn judge(
    inspection: &mut Inspection<'_>,
    model: &ModelSchema,
    method: &str,
    name: &str,
    value: &Value,
    place: &CallPath<'_>,
) -> bool {
    if name == FILES && inspection.caller.files.is_some_and(|files| files.are_seen(value)) {
        return false;
    }
    if inspection.rules.profile == Profile::Business && !inspection.rules.is_named_method(&model.model, method) {
        by_kind(inspection, model, method, name, value, place);
        return false;
    }
    self::name(inspection, model, name, value, place);
    true
}

/// An argument of a method that facts permit: a button takes none, a reviewed method those of its line.
fn by_kind(inspection: &mut Inspection<'_>, model: &ModelSchema, method: &str, name: &str, value: &Value, place: &CallPath<'_>) {
    let kinds = built_in::reviewed_method(&model.model, method).unwrap_or_default();
    let kind = kinds.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    let names: Vec<String> = kinds.iter().map(|(name, _)| format!("`{name}`")).collect();
    let takes = if names.is_empty() { "it is called without arguments".to_owned() } else { format!("it takes {}", names.join(", ")) };
    match kind {
        Some(kind) if is_of_kind(kind, value) => {}
        Some(kind) => {
            let message = format!("the argument `{name}` of `{method}` is not {}", described(kind));
            inspection.refuse(refused(message).at(place));
        }
        // The check of a caller's words reports it, with the argument that was meant; what is sent is judged again.
        None if inspection.is_checked && is_unknown(inspection, model, method, name) => {}
        None => {
            let message = format!("the argument `{}` of `{method}` is not taken through this server", shown(name));
            inspection.refuse(refused(message).at(place).hint(takes));
        }
    }
}

/// Whether the method has no argument of that name, as far as its signature is known.
fn is_unknown(inspection: &Inspection<'_>, model: &ModelSchema, method: &str, name: &str) -> bool {
    let of_all = inspection.schemas().common_methods();
    let signature = model.methods.get(method).or_else(|| of_all?.get(method));
    let may_be = |parameter: &Parameter| {
        parameter.name == name || matches!(parameter.kind, ParameterKind::VarKeyword | ParameterKind::VarPositional)
    };
    !name.is_empty() && signature.is_some_and(|signature| !signature.parameters.iter().any(may_be))
}

fn is_of_kind(kind: Kind, value: &Value) -> bool {
    let is_word = |value: &Value| value.as_str().is_some_and(|text| text.len() <= LONGEST_NAME && !text.contains(char::is_whitespace));
    let all = |is_one: fn(&Value) -> bool| value.as_array().is_some_and(|items| items.iter().all(is_one));
    let is_empty = value.is_null() || value == &Value::Bool(false);
    is_empty
        || match kind {
            Kind::Prose => value.is_string(),
            Kind::Word => is_word(value),
            Kind::Words => is_word(value) || value.as_array().is_some_and(|items| items.iter().all(is_word)),
            Kind::Id => value.is_u64(),
            Kind::Ids => all(Value::is_u64),
            Kind::Flag => value.is_boolean(),
            Kind::OneOf(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        }
}

fn described(kind: Kind) -> String {
    match kind {
        Kind::Prose => "a text".to_owned(),
        Kind::Word => "a text without spaces".to_owned(),
        Kind::Words => "a list of texts without spaces".to_owned(),
        Kind::Id => "the id of a record".to_owned(),
        Kind::Ids => "a list of ids".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "),
    }
}

/// A command on records of which model is not known.
pub(super) fn command(inspection: &mut Inspection<'_>, place: &CallPath<'_>) {
    let message = "a command on records stands here, and it is not known on which model";
    inspection.refuse(refused(message.to_owned()).at(place));
}

/// Judges the name of an argument, or of a member inside one.
pub(super) fn name(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, value: &Value, place: &CallPath<'_>) {
    if KEPT_ARGUMENTS.contains(&name) && value != &Value::Null && value != &Value::Bool(false) {
        inspection.refuse(refused(format!("the argument `{name}` is not taken: it names what a rule of this server keeps")).at(place));
    }
    key(inspection, model, name, place);
}

/// A key may be the field of any model: what is never written on some model is not written by way of a method.
fn key(inspection: &mut Inspection<'_>, model: &ModelSchema, key: &str, place: &CallPath<'_>) {
    let field = model.fields.get(key);
    let is_kept = inspection.rules.never_written(&model.model, key, field).is_some();
    if is_kept || inspection.is_hidden(&model.model, key) {
        inspection.refuse(refused(format!("an argument names the field `{}`, which a rule of this server keeps", shown(key))).at(place));
    }
    names(inspection, key, place);
}

/// Judges a text inside an argument.
pub(super) fn text(inspection: &mut Inspection<'_>, model: &ModelSchema, text: &str, place: &CallPath<'_>) {
    let text = text.trim();
    if text.len() > LONGEST_NAME && !is_structured(text) {
        return;
    }
    names(inspection, text, place);
    // Names of fields, and paths of them, as methods take them; with a direction or a function after.
    for word in words(text).filter(|word| !word.is_empty()) {
        if word.split('.').any(|segment| is_kept_name(inspection, model, segment, text)) {
            inspection
                .refuse(refused(format!("an argument names the field `{}`, which a rule of this server hides", shown(word))).at(place));
        }
        reaches(inspection, model, word, place);
    }
}

/// Whether a text is a list, a dictionary or a call, and no sentence.
fn is_structured(text: &str) -> bool {
    text.starts_with(['[', '{', '('])
}

pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '.'))).filter(|word| !word.is_empty())
}

/// A word of a sentence is no field; a text that is one word, or a path, is taken for one.
fn is_kept_name(inspection: &mut Inspection<'_>, model: &ModelSchema, segment: &str, whole: &str) -> bool {
    let is_prose = whole.split_whitespace().count() > 4 && !is_structured(whole);
    !is_prose
        && (segment.contains('_') || model.fields.contains_key(segment) || segment == whole)
        && inspection.is_hidden(&model.model, segment)
}

/// A path from the model into a blocked one.
fn reaches(inspection: &mut Inspection<'_>, model: &ModelSchema, path: &str, place: &CallPath<'_>) {
    let Some((first, _)) = path.split_once('.') else { return };
    let relation = model.fields.get(first).and_then(|field| field.relation.clone());
    if let Some(relation) = relation {
        inspection.model(&relation, Access::Read, place);
    }
}

/// The name of a model: what is named is as good as called.
fn names(inspection: &mut Inspection<'_>, text: &str, place: &CallPath<'_>) {
    let name = text.split(',').next().unwrap_or(text).trim();
    let is_model = name.contains('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    let lower = name.to_ascii_lowercase();
    let is_known = || inspection.rules.tier(&lower, Access::Call).0 != Answer::Yes || inspection.schemas().model_names().contains(&lower);
    if is_model && is_known() {
        inspection.model(&lower, Access::Call, place);
    }
}

pub(super) fn refused(message: String) -> Reason {
    Reason::new(Step::Arguments, ErrorCode::ArgumentRefused, message)
}
