//! Whose account a write would change. Whoever holds the mailbox of a contact can ask for a new password of the user behind it, so the
//! address of a contact that belongs to another user is not written, by whatever field; of one's own account a few fields are.

use odoo_sdk::Call;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sdk::validate::CallPath;
use serde_json::{Map, Value, json};

use super::built_in;
use super::decision::{Reason, Step};
use super::inspection::Inspection;
use super::question::Question;
use crate::error_code::ErrorCode;

/// The contact of a person or a company.
const CONTACT: &str = "res.partner";

/// Judges that values are written to records, or to a new one.
pub(super) fn written(inspection: &mut Inspection<'_>, model: &str, ids: &[i64], values: &Map<String, Value>, at: &CallPath<'_>) {
    inspection.own = is_own(inspection, model, ids, values).then(|| model.to_owned());
    let emails = || values.iter().filter(|(name, _)| name.contains("email"));
    if emails().next().is_none() {
        return;
    }
    let Some(schema) = inspection.schema_at_hand(model) else { return };
    for (name, email) in emails() {
        for path in contacts(&schema, name) {
            let is_anothers = linked(&path, values).is_some_and(|id| belongs(inspection, CONTACT, &[id], "", email))
                || !ids.is_empty() && belongs(inspection, model, ids, &path, email)
                || built_in::contact_is_of_user(model).is_some_and(|user| is_other(inspection, values.get(user)));
            if is_anothers {
                inspection.refuse(refused(&format!("`{name}` of `{model}`")).at(at.key(name)));
            }
        }
    }
}

/// Judges that contacts are merged: one takes the address of another.
pub(super) fn merged(inspection: &mut Inspection<'_>, call: &Call) {
    let Some(field) = built_in::merged(&call.model, &call.method) else { return };
    let ids = call.ids.as_deref().unwrap_or_default();
    if ids.is_empty() || belongs(inspection, &call.model, ids, field, &Value::Null) {
        inspection.refuse(refused("a contact in this merge"));
    }
}

fn refused(what: &str) -> Reason {
    let message = format!("{what} belongs to another user: who holds that address can ask for a new password");
    Reason::new(Step::Arguments, ErrorCode::FieldNeverWritten, message)
        .hint("an administrator changes the address of a user in Odoo itself")
}

/// The paths from a model to the contacts whose address a field of it sets: `` for the contact itself.
fn contacts(schema: &ModelSchema, name: &str) -> Vec<String> {
    if schema.model == CONTACT && name == "email" {
        return vec![String::new()];
    }
    let Some(field) = schema.fields.get(name).filter(|field| field.field_type == FieldType::Char && sets_elsewhere(field)) else {
        return Vec::new();
    };
    let is_contact = |name: &&str| schema.fields.get(*name).is_some_and(|field| field.relation.as_deref() == Some(CONTACT));
    let paths = field.depends.iter().chain(&field.related);
    let mut found: Vec<String> = paths.filter_map(|path| path.split('.').next()).filter(is_contact).map(str::to_owned).collect();
    found.dedup();
    found
}

/// A field that Odoo computes and that is written nevertheless may write what it is computed from.
fn sets_elsewhere(field: &FieldSchema) -> bool {
    field.related.is_some() || field.computed && !field.readonly
}

/// The contact that the same values link.
fn linked(path: &str, values: &Map<String, Value>) -> Option<i64> {
    values.get(path).and_then(Value::as_i64)
}

fn is_other(inspection: &Inspection<'_>, user: Option<&Value>) -> bool {
    user.is_some_and(|user| user.as_i64().is_some() && user.as_i64() != inspection.caller.uid)
}

/// Whether a contact behind these records is of a user who is not the one of the session, and has another address than `email`.
fn belongs(inspection: &mut Inspection<'_>, model: &str, ids: &[i64], path: &str, email: &Value) -> bool {
    let field = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let uid = inspection.caller.uid.unwrap_or_default();
    // A user whom the caller may not see is one nevertheless: an internal one leaves its mark on the contact.
    let mut leaves = vec![
        json!("|"),
        json!([field("user_ids"), "any", [["id", "!=", uid]]]),
        json!("&"),
        json!([field("partner_share"), "=", false]),
        json!([field("user_ids"), "not in", [uid]]),
    ];
    if let Value::String(email) = email {
        leaves.push(json!([field("email"), "!=", email]));
    }
    inspection.holds(Question::new(model, ids, leaves))
}

/// Whether this writes fields of one's own account or of one's own activities that a person sets for themselves.
fn is_own(inspection: &mut Inspection<'_>, model: &str, ids: &[i64], values: &Map<String, Value>) -> bool {
    let Some((fields, owner)) = built_in::own_fields(model) else { return false };
    let Some(uid) = inspection.caller.uid else { return false };
    let are_known = !ids.is_empty() && !values.is_empty() && values.keys().all(|name| fields.contains(&name.as_str()));
    are_known
        && match owner {
            "id" => ids == [uid],
            owner => !inspection.holds(Question::new(model, ids, vec![json!([owner, "!=", uid])])),
        }
}
