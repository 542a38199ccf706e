//! Sales orders: numbers, totals with per-cent taxes, confirm, cancel, back to draft. Deliveries and invoices are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::{Compute, Method, link, linked, number, text};
use crate::call::Arguments;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of, rounded};
use crate::python::is_none;

const ORDER: &str = "sale.order";
const LINE: &str = "sale.order.line";

pub(super) fn compute(model: &str, field: &str) -> Option<Compute> {
    Some(match (model, field) {
        (ORDER, "amount_untaxed") => |env, id| json!(total(env, id, untaxed)),
        (ORDER, "amount_tax") => |env, id| json!(total(env, id, tax)),
        (ORDER, "amount_total") => |env, id| json!(total(env, id, |env, line| untaxed(env, line) + tax(env, line))),
        (LINE, "price_subtotal") => |env, id| json!(untaxed(env, id)),
        (LINE, "price_tax") => |env, id| json!(tax(env, id)),
        (LINE, "price_total") => |env, id| json!(rounded(untaxed(env, id) + tax(env, id), 2)),
        _ => return None,
    })
}

fn total(env: &Env<'_>, order: i64, of_line: fn(&Env<'_>, i64) -> f64) -> f64 {
    rounded(linked(env, ORDER, order, "order_line").into_iter().map(|line| of_line(env, line)).sum(), 2)
}

fn untaxed(env: &Env<'_>, line: i64) -> f64 {
    let value = |field| number(env, LINE, line, field);
    rounded(value("price_unit") * value("product_uom_qty") * (1.0 - value("discount") / 100.0), 2)
}

fn tax(env: &Env<'_>, line: i64) -> f64 {
    let field = if env.series() == Series::V19 { "tax_ids" } else { "tax_id" };
    let percent: f64 = linked(env, LINE, line, field).into_iter().map(|tax| number(env, "account.tax", tax, "amount")).sum();
    rounded(untaxed(env, line) * percent / 100.0, 2)
}

/// `[E-COM01] Corner Desk`.
pub(super) fn product_name(env: &Env<'_>, id: i64) -> String {
    let name = text(env, "product.product", id, "name");
    match text(env, "product.product", id, "default_code") {
        code if code.is_empty() => name,
        code => format!("[{code}] {name}"),
    }
}

/// The number, and the addresses that follow the customer.
pub(super) fn complete_order(env: &Env<'_>, row: &mut Row) {
    if row.get("name").is_none_or(|name| is_none(name) || name == "New") {
        let last = env.db.rows(ORDER).map(|(id, _)| id).max().unwrap_or_default();
        row.insert("name".to_owned(), json!(format!("S{:05}", last + 1)));
    }
    let partner = row.get("partner_id").cloned().unwrap_or(Value::Bool(false));
    for address in ["partner_invoice_id", "partner_shipping_id"] {
        if row.get(address).is_none_or(is_none) {
            row.insert(address.to_owned(), partner.clone());
        }
    }
}

/// The text and the price that follow the product.
pub(super) fn complete_line(env: &Env<'_>, row: &mut Row) {
    let Some(product) = row.get("product_id").map(ids_of).and_then(|ids| ids.first().copied()) else { return };
    if row.get("name").is_none_or(is_none) {
        row.insert("name".to_owned(), json!(product_name(env, product)));
    }
    if !row.contains_key("price_unit") {
        row.insert("price_unit".to_owned(), json!(number(env, "product.product", product, "lst_price")));
    }
    let (unit, from) = if env.series() == Series::V19 { ("product_uom_id", "uom_id") } else { ("product_uom", "uom_id") };
    if row.get(unit).is_none_or(is_none)
        && let Some(id) = link(env, "product.product", product, from)
    {
        row.insert(unit.to_owned(), json!(id));
    }
}

pub(super) fn before_unlink(env: &Env<'_>, ids: &[i64]) -> Outcome<()> {
    let kept = |id: &&i64| !matches!(text(env, ORDER, **id, "state").as_str(), "draft" | "cancel");
    match ids.iter().find(kept) {
        Some(_) => Err(OdooError::user("You can not delete a sent quotation or a confirmed sales order. You must first cancel it.")),
        None => Ok(()),
    }
}

pub(super) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "action_confirm" => confirm,
        "action_cancel" => |env, schema, call| change_state(env, schema, call, "cancel", &["draft", "sent", "sale"]),
        "action_draft" => |env, schema, call| change_state(env, schema, call, "draft", &["cancel", "sent"]),
        "action_quotation_sent" => |env, schema, call| change_state(env, schema, call, "sent", &["draft"]),
        _ => return None,
    })
}

fn confirm(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let ready = |id: &&i64| matches!(text(env, ORDER, **id, "state").as_str(), "draft" | "sent");
    if let Some(id) = call.ids.iter().find(|id| !ready(id)) {
        return Err(OdooError::user(match env.series() {
            Series::V17 => format!("The following orders are not in a state requiring confirmation: {}", text(env, ORDER, *id, "name")),
            Series::V18 | Series::V19 => "Some orders are not in a state requiring confirmation.".to_owned(),
        }));
    }
    change_state(env, schema, call, "sale", &["draft", "sent"])
}

/// Moves the orders that are in one of the given states, as Odoo filters them.
fn change_state(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments, state: &str, from: &[&str]) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let ids: Vec<i64> = call.ids.iter().copied().filter(|id| from.contains(&text(env, ORDER, *id, "state").as_str())).collect();
    env.write(schema, &ids, &Map::from_iter([("state".to_owned(), json!(state))]))?;
    Ok(Value::Bool(true))
}
