//! Cancelling an order: 17 and 18 ask first where the order is not a draft, 19 does it.

use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use crate::business::thread::{Message, post};
use crate::business::{action, link, text};
use crate::error::{OdooError, Outcome};
use crate::orm::Env;
use crate::python::is_true;

const WIZARD: &str = "sale.order.cancel";
const ORDER: &str = "sale.order";

/// Whether a dialog comes before an order is cancelled.
pub(super) fn asks(env: &Env<'_>, orders: &[i64]) -> bool {
    let is_sure = env.context.get("disable_cancel_warning").is_some_and(is_true);
    let is_open = |id: &i64| matches!(text(env, ORDER, *id, "state").as_str(), "sent" | "sale");
    env.series() != Series::V19 && !is_sure && orders.iter().any(is_open)
}

pub(super) fn open(env: &Env<'_>, order: i64) -> Value {
    let is_quotation = text(env, ORDER, order, "state") == "sent";
    let name = if is_quotation { "Cancel Quotation" } else { "Cancel Sales Order" };
    action::dialog(name, WIZARD, &json!({ "default_order_id": order, "mark_so_as_canceled": true }))
}

/// The buttons of the dialog: cancel, with or without a word to the customer.
pub(super) fn cancel(env: &mut Env<'_>, id: i64, says: bool) -> Outcome<Value> {
    let order = link(env, WIZARD, id, "order_id").ok_or_else(|| OdooError::user("The order is gone."))?;
    let schema = env.schema(ORDER)?;
    if says {
        let body = text(env, WIZARD, id, "body");
        let partners = link(env, ORDER, order, "partner_id").into_iter().collect();
        let message = Message {
            body: &body,
            is_html: true,
            subject: json!(text(env, WIZARD, id, "subject")),
            kind: "comment",
            partners,
            files: Vec::new(),
        };
        post(env, &schema, order, &message)?;
    }
    env.write(&schema, &[order], &Map::from_iter([("state".to_owned(), json!("cancel"))]))?;
    Ok(Value::Bool(true))
}
