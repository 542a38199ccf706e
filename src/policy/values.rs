//! What a field is set to: links to what is kept, and texts that the server later runs.

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::{CallPath, Usage};
use serde_json::Value;

use super::built_in;
use super::decision::{Reason, Step};
use super::inspection::Inspection;
use super::stored;
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
    if usage == Usage::Write && matches!(field.field_type, FieldType::Many2one | FieldType::Reference) {
        link(inspection, field.relation.as_deref().or(named), at);
    }
    if let Value::String(text) = value {
        stored::judge(inspection, model, name, text, at);
    }
}

/// What a link may not be set to, whoever the record belongs to.
pub(super) fn link(inspection: &mut Inspection<'_>, relation: Option<&str>, at: &CallPath<'_>) {
    if let Some(relation) = relation.filter(|relation| built_in::NEVER_LINKED.contains(relation)) {
        let message = format!("nothing is made to refer to a record of `{relation}` through this server");
        inspection.refuse(Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message).at(at).hint("leave it out"));
    }
}
