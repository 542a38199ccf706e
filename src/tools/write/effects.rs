//! Which methods ask a person first: one rule by effect, read from the words of a method's name. What deletes, sends, posts, pays,
//! cancels, merges or moves goods asks; what only prepares or notes does not.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Words of a method's name that say such an effect.
const WORDS: [&str; 22] = [
    "anonymize",
    "cancel",
    "delete",
    "done",
    "email",
    "merge",
    "pay",
    "payment",
    "payments",
    "post",
    "publish",
    "refund",
    "refunds",
    "refuse",
    "reject",
    "reverse",
    "scrap",
    "send",
    "sms",
    "unbuild",
    "unlink",
    "validate",
];

/// Whole names whose effect their words do not say.
const NAMED: [(&str, &str); 2] = [
    // The order binds towards the supplier.
    ("purchase.order", "button_confirm"),
    // The count becomes the stock.
    ("stock.quant", "action_apply_inventory"),
];

/// Methods that open a dialog and do nothing else: the dialog's button asks.
const OPEN_A_DIALOG: [&str; 8] = [
    "action_force_register_payment",
    "action_invoice_sent",
    "action_quotation_send",
    "action_register_payment",
    "action_reverse",
    "action_rfq_send",
    "action_send_and_print",
    "action_send_email",
];

/// Arguments of a message by which it leaves for somebody: without them it is an internal note.
const SENDING: [&str; 4] = ["partner_ids", "email_to", "outgoing_email_to", "subtype_id"];

/// Whether a method asks first.
pub(super) fn asks(model: &str, method: &str, kwargs: &Map<String, Value>, more: &BTreeSet<String>) -> bool {
    if more.contains(method) || NAMED.contains(&(model, method)) {
        return true;
    }
    match method {
        "message_post" => is_sent(kwargs),
        _ if OPEN_A_DIALOG.contains(&method) || is_question(method) => false,
        _ => method.split('_').any(|word| WORDS.contains(&word)),
    }
}

/// A message asks where it goes to somebody: to partners it names, or as a comment to the followers.
fn is_sent(kwargs: &Map<String, Value>) -> bool {
    let is_given =
        |value: &Value| !matches!(value, Value::Null | Value::Bool(false)) && value.as_array().is_none_or(|list| !list.is_empty());
    let is_comment = kwargs.get("subtype_xmlid").and_then(Value::as_str).is_some_and(|subtype| subtype != "mail.mt_note");
    is_comment || SENDING.iter().any(|name| kwargs.get(*name).is_some_and(is_given))
}

/// Methods that only answer or show.
fn is_question(method: &str) -> bool {
    ["get_", "check_", "action_view_", "action_open_", "action_see_", "open_", "view_", "preview_", "has_", "is_"]
        .iter()
        .any(|prefix| method.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_rule_by_effect() {
        let check = |model: &str, method: &str, kwargs: Value, expected: bool| {
            assert_eq!(asks(model, method, kwargs.as_object().unwrap(), &BTreeSet::new()), expected, "{model}.{method} {kwargs}");
        };
        for method in ["button_validate", "action_post", "action_cancel", "force_send", "merge_opportunity", "refund_moves"] {
            check("x", method, json!({}), true);
        }
        for method in [
            "action_confirm",
            "action_archive",
            "action_register_payment",
            "action_quotation_send",
            "action_view_payments",
            "activity_schedule",
        ] {
            check("x", method, json!({}), false);
        }
        check("purchase.order", "button_confirm", json!({}), true);
        check("stock.quant", "action_apply_inventory", json!({}), true);
        check("x", "message_post", json!({"body": "a note"}), false);
        check("x", "message_post", json!({"body": "a note", "partner_ids": []}), false);
        check("x", "message_post", json!({"body": "to you", "partner_ids": [3]}), true);
        check("x", "message_post", json!({"body": "to all", "subtype_xmlid": "mail.mt_comment"}), true);
        assert!(asks("x", "x_burn", &Map::new(), &BTreeSet::from(["x_burn".to_owned()])));
    }
}
