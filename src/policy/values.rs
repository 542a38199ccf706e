//! What a field is set to: links to what is kept, and texts that the server later runs.

use odoo_sdk::schema::{Content, FieldSchema, FieldType, ModelKind, ModelSchema};
use odoo_sdk::validate::{CallPath, Usage};
use serde_json::Value;

use super::argument::refused;
use super::built_in;
use super::decision::{Reason, Step};
use super::files::ATTACHMENTS;
use super::inspection::Inspection;
use super::profile::Profile;
use super::{json, markup, stored, templates};
use crate::error_code::ErrorCode;

/// Judges the value of a field that holds no list of commands.
pub(super) fn judge(
    inspection: &mut Inspection<'_>,
    model: &ModelSchema,
    name: &str,
    field: &FieldSchema,
    usage: Usage,
    value: &Value,
    at: &CallPath<'_>,
) {
    let named = value.as_str().and_then(|text| text.split_once(',')).map(|(model, _)| model);
    if usage.writes() && matches!(field.field_type, FieldType::Many2one | FieldType::Reference) {
        match field.relation.as_deref() {
            Some(templates::MODEL) => templates::judge(inspection, model, name, value, at),
            relation => link(inspection, relation.or(named), at),
        }
    }
    if let Value::String(text) = value {
        stored::judge(inspection, model, name, text, at);
        if usage.writes() && field.field_type == FieldType::Html && markup::is_active(text) {
            let message = format!("`{name}` of `{}` holds HTML, and this would run in browsers", model.model);
            inspection.refuse(
                refused(message).at(at).hint("write it without scripts, frames, handlers such as `onclick` and template directives"),
            );
        }
    }
    if usage.writes() && field.field_type == FieldType::Json && inspection.rules.profile != Profile::Open {
        json::judge(inspection, model, name, value, at);
    }
    if usage == Usage::Form {
        form(inspection, model, name, field, at);
    }
}

/// A form is only looked at, but that of a dialog may render a template or look a record up while Odoo fills it in: which model or
/// template it is about is said by what Odoo itself opened.
fn form(inspection: &mut Inspection<'_>, model: &ModelSchema, name: &str, field: &FieldSchema, at: &CallPath<'_>) {
    let is_opened = inspection.caller.is_in_dialog(&model.model);
    let is_kept = field.content == Some(Content::Model)
        || field.field_type == FieldType::Reference
        || field.relation.as_deref().is_some_and(|relation| built_in::NEVER_LINKED.contains(&relation));
    if model.kind == ModelKind::Transient && !is_opened && is_kept {
        let message = format!("`{name}` of `{}` says what the dialog renders, so it is not filled in from here", model.model);
        inspection.refuse(refused(message).at(at).hint("`run_wizard` opens the dialog on a record"));
    }
}

/// Whether a field may be set at all, by what it holds.
pub(super) fn may_hold(
    inspection: &mut Inspection<'_>,
    model: &ModelSchema,
    name: &str,
    field: Option<&FieldSchema>,
    at: &CallPath<'_>,
) -> bool {
    let Some(field) = field else { return true };
    if inspection.rules.profile == Profile::Open {
        return true;
    }
    let is_switch = name.starts_with("module_") && matches!(field.field_type, FieldType::Boolean | FieldType::Selection);
    let why = match field.content {
        Some(Content::Code) => "holds code that the server runs",
        Some(Content::Html) => "holds HTML that reaches browsers as it is",
        // A file says which record it hangs on: the one that the tool was let at.
        Some(Content::Model) if model.model == ATTACHMENTS && name == "res_model" && inspection.caller.files.is_some() => return true,
        Some(Content::Model) if field.field_type != FieldType::Reference => "says which model a record is about",
        _ if is_switch => "installs an app",
        _ if model.access.is_none() && !is_plain(field) => "is not a plain value, and nothing is known of who may write this model",
        _ => return true,
    };
    let message = format!("`{name}` of `{}` {why}, so it is not written through this server", model.model);
    inspection.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(at).hint("leave it out"));
    false
}

/// Whether a field holds data and nothing that could be more.
fn is_plain(field: &FieldSchema) -> bool {
    !matches!(
        field.field_type,
        FieldType::Html
            | FieldType::One2many
            | FieldType::Json
            | FieldType::Properties
            | FieldType::PropertiesDefinition
            | FieldType::Reference
    )
}

/// What a link may not be set to, whoever the record belongs to.
pub(super) fn link(inspection: &mut Inspection<'_>, relation: Option<&str>, at: &CallPath<'_>) {
    if let Some(relation) = relation.filter(|relation| built_in::NEVER_LINKED.contains(relation)) {
        let message = format!("nothing is made to refer to a record of `{relation}` through this server");
        inspection.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(at).hint("leave it out"));
    }
}
