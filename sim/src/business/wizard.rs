//! Dialogs: transient records that take what they work on from the context they are opened with, and do it when a button is pressed.

mod cancel;
mod compose;
mod credit;
mod invoicing;
mod lead;
mod merge;
mod payment;
mod postpone;
mod returning;
mod view;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::transfer;
use crate::call::Arguments;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of};
use crate::python::is_none;

pub(super) use payment::{already_paid, difference as payment_difference};
pub(crate) use view::{fields, form};

/// What a dialog takes from its context when it is opened.
pub(crate) fn defaults(env: &Env<'_>, model: &str) -> Outcome<Map<String, Value>> {
    let values = match model {
        "sale.advance.payment.inv" => invoicing::defaults(env),
        "account.payment.register" => payment::defaults(env)?,
        "account.move.reversal" => credit::defaults(env),
        "stock.backorder.confirmation" => transfer::defaults(env),
        "stock.return.picking" => returning::defaults(env),
        "crm.lead2opportunity.partner" => lead::defaults(env),
        "base.partner.merge.automatic.wizard" => merge::defaults(env),
        "mail.compose.message" => compose::defaults(env),
        "delivery.postpone.custom" => postpone::defaults(env),
        "account.move.send" => compose::batch_defaults(env),
        "account.move.send.wizard" => compose::invoice_defaults(env)?,
        _ => return Ok(Map::new()),
    };
    Ok(values.as_object().cloned().unwrap_or_default())
}

/// What a dialog works out of its values once it is there.
pub(crate) fn after_create(env: &mut Env<'_>, schema: &ModelSchema, id: i64) {
    let values = match schema.model.as_str() {
        "sale.advance.payment.inv" => invoicing::computed(env, id),
        "account.payment.register" => payment::computed(env, id),
        "account.move.reversal" => credit::computed(env, id),
        "crm.lead2opportunity.partner" => lead::computed(env, id),
        "mail.compose.message" => {
            let printed = compose::print(env, id);
            compose::computed(env, id, printed)
        }
        "account.move.send" | "account.move.send.wizard" => compose::invoice_computed(env, schema, id),
        _ => return,
    };
    fill(env, schema, id, &values);
}

/// Carries out a button of a dialog, or a method that opens one.
pub(crate) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    let ids = call.ids.as_slice();
    Some(match (schema.model.as_str(), method) {
        ("sale.advance.payment.inv", "create_invoices") => only(ids).and_then(|id| invoicing::create_invoices(env, id)),
        ("sale.order", "action_view_invoice") => Ok(invoicing::view_invoices(env, ids)),
        ("purchase.order", "action_create_invoice") => invoicing::bill(env, ids),
        ("account.move", "action_register_payment") => payment::open(env, ids),
        ("account.payment.register", "action_create_payments") => only(ids).and_then(|id| payment::pay(env, id)),
        ("account.move", "action_reverse") => Ok(credit::open(env)),
        ("account.move.reversal", "refund_moves" | "reverse_moves") => only(ids).and_then(|id| credit::reverse(env, id, false)),
        ("account.move.reversal", "modify_moves") => only(ids).and_then(|id| credit::reverse(env, id, true)),
        ("crm.lead2opportunity.partner", "action_apply") => only(ids).and_then(|id| lead::apply(env, id)),
        ("stock.return.picking", "create_returns" | "action_create_returns") => {
            only(ids).and_then(|id| returning::create_return(env, id, false))
        }
        ("stock.return.picking", "action_create_returns_all") => only(ids).and_then(|id| returning::create_return(env, id, true)),
        ("delivery.route.custom", "action_open_postpone") => Ok(postpone::open(ids)),
        ("delivery.postpone.custom", "action_postpone") => only(ids).and_then(|id| postpone::postpone(env, id)),
        ("sale.order", "action_cancel") if cancel::asks(env, ids) => only(ids).map(|id| cancel::open(env, id)),
        ("sale.order.cancel", "action_cancel") => only(ids).and_then(|id| cancel::cancel(env, id, false)),
        ("sale.order.cancel", "action_send_mail_and_cancel") => only(ids).and_then(|id| cancel::cancel(env, id, true)),
        ("base.partner.merge.automatic.wizard", "action_merge") => only(ids).and_then(|id| merge::merge(env, id)),
        ("sale.order", "action_quotation_send") => only(ids).map(|id| compose::open(env, id)),
        ("purchase.order", "action_rfq_send") => only(ids).map(|id| compose::open_purchase(env, id)),
        ("mail.compose.message", "action_send_mail") => only(ids).and_then(|id| compose::send(env, id)),
        ("account.move", "action_invoice_sent" | "action_send_and_print") => Ok(compose::open_invoice(env, ids)),
        ("account.move.send" | "account.move.send.wizard", "action_send_and_print") => {
            only(ids).and_then(|id| compose::send_invoices(env, schema, id))
        }
        _ => return None,
    })
}

fn only(ids: &[i64]) -> Outcome<i64> {
    match ids {
        [id] => Ok(*id),
        _ => Err(OdooError::value("Expected singleton")),
    }
}

/// The records a dialog is opened on.
fn active_ids(env: &Env<'_>) -> Vec<i64> {
    let all = ids_of(env.context.get("active_ids").unwrap_or(&Value::Null));
    if all.is_empty() { ids_of(env.context.get("active_id").unwrap_or(&Value::Null)) } else { all }
}

/// The same where they are of this model.
fn active_of(env: &Env<'_>, model: &str) -> Vec<i64> {
    let is_model = env.context.get("active_model").and_then(Value::as_str) == Some(model);
    if is_model { active_ids(env) } else { Vec::new() }
}

/// The command that makes these records those of a relation.
fn exactly(ids: &[i64]) -> Value {
    json!([[6, 0, ids]])
}

/// Sets values that the record does not have yet, of the fields that the series has.
fn fill(env: &mut Env<'_>, schema: &ModelSchema, id: i64, values: &Value) {
    let has = |name: &str| env.db.row(&schema.model, id).and_then(|row| row.get(name)).is_some_and(|value| !is_none(value));
    let open = |name: &&String| schema.fields.contains_key(*name) && !has(name);
    let values = values.as_object().into_iter().flatten().filter(|(name, _)| open(name));
    let values: Vec<_> = values.map(|(name, value)| (name.clone(), value.clone())).collect();
    env.db.update(&schema.model, id, values);
}

/// Creates a record as the server, from values of which the series may not have all.
pub(super) fn create(env: &mut Env<'_>, model: &str, values: &Value) -> Outcome<i64> {
    let schema = env.schema(model)?;
    let known = values.as_object().into_iter().flatten().filter(|(name, _)| schema.fields.contains_key(*name));
    let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    env.as_server(|env| env.create(&schema, &known))
}

/// Writes values as the server, of the fields that the series has.
pub(super) fn set(env: &mut Env<'_>, model: &str, ids: &[i64], values: &Value) -> Outcome<()> {
    let schema = env.schema(model)?;
    let known = values.as_object().into_iter().flatten().filter(|(name, _)| schema.fields.contains_key(*name));
    let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    env.as_server(|env| env.write(&schema, ids, &known))
}
