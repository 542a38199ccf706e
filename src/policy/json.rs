//! Values of JSON fields. What such a field means is its module's own: shares, numbers and texts are taken, and nothing that names a
//! record of a model that is not known.

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::CallPath;
use serde_json::Value;

use super::argument::{self, refused};
use super::inspection::{Inspection, shown};

/// Judges a value of a JSON field, to its end.
pub(super) fn judge(inspection: &mut Inspection<'_>, model: &ModelSchema, field: &str, value: &Value, at: &CallPath<'_>) {
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| judge(inspection, model, field, item, &at.index(index))),
        Value::Object(members) => {
            for (name, value) in members {
                let at = at.key(name);
                if names_record(name) {
                    let message = format!(
                        "`{field}` of `{}` names a record here by `{}`, and it is not known of which model",
                        model.model,
                        shown(name)
                    );
                    inspection.refuse(refused(message).at(at).hint("leave it out"));
                }
                argument::name(inspection, model, name, value, &at);
                judge(inspection, model, field, value, &at);
            }
        }
        Value::String(text) => argument::text(inspection, model, text, at),
        _ => {}
    }
}

fn names_record(name: &str) -> bool {
    matches!(name, "id" | "ids" | "res_id") || name.ends_with("_id") || name.ends_with("_ids")
}
