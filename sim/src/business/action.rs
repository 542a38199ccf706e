//! The actions that methods return: a window onto a result, a dialog that waits, the end of a dialog.

use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use crate::orm::Env;

/// A dialog that waits for an answer; what it works on is in its context.
pub(super) fn dialog(name: &str, model: &str, context: &Value) -> Value {
    json!({
        "name": name, "type": "ir.actions.act_window", "res_model": model, "view_mode": "form", "views": [[false, "form"]],
        "target": "new", "context": context,
    })
}

/// A window onto records: a form of one, a list of several.
pub(super) fn window(env: &Env<'_>, name: &str, model: &str, ids: &[i64], context: &Value) -> Value {
    let list = if env.series() == Series::V17 { "tree,form" } else { "list,form" };
    let shown = match ids {
        [id] => json!({ "view_mode": "form", "res_id": id }),
        several => json!({ "view_mode": list, "domain": [["id", "in", several]] }),
    };
    let common = json!({ "name": name, "type": "ir.actions.act_window", "res_model": model, "context": context });
    merged(common, shown)
}

/// The window onto customer invoices. One of them is shown as a form, and the action still carries the domain of all.
pub(super) fn invoices(env: &Env<'_>, ids: &[i64], partner: Option<i64>) -> Value {
    let context = json!({ "default_move_type": "out_invoice", "default_partner_id": partner });
    let domain = match ids {
        [] => return json!({ "type": "ir.actions.act_window_close", "context": context }),
        [_] => json!("[('move_type', 'in', ['out_invoice', 'out_refund'])]"),
        several => json!([["id", "in", several]]),
    };
    let action = window(env, "Invoices", "account.move", ids, &context);
    merged(action, json!({ "target": "current", "domain": domain }))
}

/// The end of a dialog.
pub(super) fn close() -> Value {
    json!({ "type": "ir.actions.act_window_close" })
}

fn merged(first: Value, second: Value) -> Value {
    let members = |value: Value| value.as_object().cloned().unwrap_or_default();
    Value::Object(members(first).into_iter().chain(members(second)).collect::<Map<_, _>>())
}
