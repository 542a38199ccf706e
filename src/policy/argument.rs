//! Arguments of a business method, of which only the shapes are known: names of what is blocked or hidden do not belong in them.

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::{Access, CallPath};
use serde_json::Value;

use super::built_in;
use super::decision::{Reason, Step};
use super::inspection::{Inspection, shown};
use super::tier::Answer;
use crate::error_code::ErrorCode;

/// Longest text that may be a name or a path.
const LONGEST_NAME: usize = 256;

/// Arguments by which a method is given what is blocked, or whom it shall speak for.
const KEPT_ARGUMENTS: &[&str] = &[
    "attachment_ids",
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

/// The name of a model that is blocked.
fn names(inspection: &mut Inspection<'_>, text: &str, place: &CallPath<'_>) {
    let name = text.split(',').next().unwrap_or(text).trim();
    let is_model = name.contains('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    let lower = name.to_ascii_lowercase();
    if is_model && built_in::ALWAYS_BLOCKED.binary_search(&lower.as_str()).is_ok()
        || is_model && inspection.rules.tiers.iter().any(|(pattern, _, _)| pattern.name() == Some(&lower)) && blocked(inspection, &lower)
    {
        inspection.refuse(refused(format!("an argument names the model `{name}`, which is blocked by a rule of this server")).at(place));
    }
}

fn blocked(inspection: &Inspection<'_>, model: &str) -> bool {
    inspection.rules.tier(model, Access::Read).0 == Answer::No
}

pub(super) fn refused(message: String) -> Reason {
    Reason::new(Step::Arguments, ErrorCode::ArgumentRefused, message)
}
