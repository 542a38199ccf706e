//! Invoices from orders: what was ordered and not invoiced yet, or a down payment; vendor bills from purchase orders. What was ordered
//! counts as delivered.

use serde_json::{Value, json};

use super::{active_ids, create, exactly};
use crate::business::{action, link, linked, number, sale, text};
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

const WIZARD: &str = "sale.advance.payment.inv";
const ORDER: &str = "sale.order";
const LINE: &str = "sale.order.line";

pub(super) fn defaults(env: &Env<'_>) -> Value {
    json!({
        "advance_payment_method": "delivered", "sale_order_ids": exactly(&active_ids(env)), "deduct_down_payments": true,
        "consolidated_billing": true,
    })
}

pub(super) fn computed(env: &Env<'_>, id: i64) -> Value {
    let orders = linked(env, WIZARD, id, "sale_order_ids");
    let lines = orders.iter().flat_map(|order| linked(env, ORDER, *order, "order_line"));
    let down_payments = lines.filter(|line| is_down_payment(env, *line)).count();
    json!({ "count": orders.len(), "currency_id": 1, "company_id": 1, "has_down_payments": down_payments > 0 })
}

/// The button of the dialog.
pub(super) fn create_invoices(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let orders = linked(env, WIZARD, id, "sale_order_ids");
    let invoices = match text(env, WIZARD, id, "advance_payment_method").as_str() {
        "delivered" => orders.iter().map(|order| invoice(env, *order)).collect::<Outcome<Vec<_>>>()?,
        "percentage" => advances(env, &orders, number(env, WIZARD, id, "amount"), share)?,
        _ => advances(env, &orders, number(env, WIZARD, id, "fixed_amount"), untaxed)?,
    };
    let partner = orders.first().and_then(|order| link(env, ORDER, *order, "partner_id"));
    match invoices.is_empty() {
        true => Err(nothing()),
        false => Ok(action::invoices(env, &invoices, partner)),
    }
}

fn nothing() -> OdooError {
    OdooError::user("Nothing can be invoiced: no line is waiting for an invoice.")
}

pub(super) fn view_invoices(env: &Env<'_>, orders: &[i64]) -> Value {
    let invoices: Vec<i64> = orders.iter().flat_map(|order| sale::invoices(env, *order)).collect();
    let partner = orders.first().and_then(|order| link(env, ORDER, *order, "partner_id"));
    action::invoices(env, &invoices, partner)
}

/// The invoice of all that waits for one; down payments are taken off.
fn invoice(env: &mut Env<'_>, order: i64) -> Outcome<i64> {
    let waiting = |env: &Env<'_>, line: &i64| sale::to_invoice(env, *line);
    let lines: Vec<i64> = linked(env, ORDER, order, "order_line");
    let lines: Vec<(i64, f64)> = lines.into_iter().map(|line| (line, waiting(env, &line))).filter(|(_, open)| *open != 0.0).collect();
    if !lines.iter().any(|(line, open)| *open > 0.0 && !is_down_payment(env, *line)) {
        return Err(nothing());
    }
    let lines: Vec<Value> = lines.into_iter().map(|(line, open)| invoice_line(env, line, open)).collect();
    draft(env, order, &lines)
}

fn invoice_line(env: &Env<'_>, line: i64, quantity: f64) -> Value {
    let taxes =
        ["tax_ids", "tax_id"].into_iter().find(|name| env.find_schema(LINE).is_some_and(|schema| schema.fields.contains_key(*name)));
    let taxes = taxes.map(|name| linked(env, LINE, line, name)).unwrap_or_default();
    json!([0, 0, {
        "product_id": link(env, LINE, line, "product_id"), "name": text(env, LINE, line, "name"), "quantity": quantity,
        "price_unit": number(env, LINE, line, "price_unit"), "discount": number(env, LINE, line, "discount"),
        "tax_ids": exactly(&taxes), "sale_line_ids": exactly(&[line]),
    }])
}

fn draft(env: &mut Env<'_>, order: i64, lines: &[Value]) -> Outcome<i64> {
    let partner = link(env, ORDER, order, "partner_invoice_id").or_else(|| link(env, ORDER, order, "partner_id"));
    let values = json!({
        "move_type": "out_invoice", "partner_id": partner, "invoice_origin": text(env, ORDER, order, "name"),
        "invoice_line_ids": lines, "state": "draft",
    });
    create(env, "account.move", &values)
}

/// What of an order's untaxed total a down payment is.
type Part = fn(&Env<'_>, i64, f64) -> f64;

fn share(env: &Env<'_>, order: i64, percent: f64) -> f64 {
    number(env, ORDER, order, "amount_untaxed") * percent / 100.0
}

/// A fixed down payment is meant with its taxes.
fn untaxed(env: &Env<'_>, order: i64, amount: f64) -> f64 {
    let total = number(env, ORDER, order, "amount_total");
    if total == 0.0 { amount } else { amount * number(env, ORDER, order, "amount_untaxed") / total }
}

fn advances(env: &mut Env<'_>, orders: &[i64], amount: f64, part: Part) -> Outcome<Vec<i64>> {
    if amount <= 0.0 {
        return Err(OdooError::user("A down payment has to be greater than zero."));
    }
    orders.iter().map(|order| advance(env, *order, part(env, *order, amount))).collect()
}

/// A line of the order for the down payment, ordered none of, and its invoice.
fn advance(env: &mut Env<'_>, order: i64, price: f64) -> Outcome<i64> {
    let taxes: Vec<i64> = linked(env, ORDER, order, "order_line").first().map(|line| line_taxes(env, *line)).unwrap_or_default();
    let values = json!({
        "order_id": order, "name": "Down Payment", "is_downpayment": true, "product_uom_qty": 0.0, "price_unit": price,
        "tax_ids": exactly(&taxes), "tax_id": exactly(&taxes),
    });
    let line = create(env, LINE, &values)?;
    let line = invoice_line(env, line, 1.0);
    draft(env, order, &[line])
}

fn line_taxes(env: &Env<'_>, line: i64) -> Vec<i64> {
    let schema = env.find_schema(LINE);
    let name = ["tax_ids", "tax_id"].into_iter().find(|name| schema.as_ref().is_some_and(|schema| schema.fields.contains_key(*name)));
    name.map(|name| linked(env, LINE, line, name)).unwrap_or_default()
}

fn is_down_payment(env: &Env<'_>, line: i64) -> bool {
    env.find_schema(LINE).is_some_and(|schema| env.value(&schema, line, "is_downpayment") == Value::Bool(true))
}

/// The vendor bills of purchase orders; a line is billed once.
pub(super) fn bill(env: &mut Env<'_>, orders: &[i64]) -> Outcome<Value> {
    let mut bills = Vec::new();
    for order in orders {
        let open: Vec<i64> = linked(env, "purchase.order", *order, "order_line");
        let open: Vec<i64> = open.into_iter().filter(|line| !is_billed(env, *line)).collect();
        if text(env, "purchase.order", *order, "state") != "purchase" || open.is_empty() {
            return Err(nothing());
        }
        let lines: Vec<Value> = open.iter().map(|line| bill_line(env, *line)).collect();
        let values = json!({
            "move_type": "in_invoice", "partner_id": link(env, "purchase.order", *order, "partner_id"), "state": "draft",
            "invoice_origin": text(env, "purchase.order", *order, "name"), "invoice_line_ids": lines,
        });
        bills.push(create(env, "account.move", &values)?);
    }
    Ok(action::window(env, "Bills", "account.move", &bills, &json!({ "default_move_type": "in_invoice" })))
}

fn bill_line(env: &Env<'_>, line: i64) -> Value {
    const LINE: &str = "purchase.order.line";
    json!([0, 0, {
        "product_id": link(env, LINE, line, "product_id"), "name": text(env, LINE, line, "name"), "purchase_line_id": line,
        "quantity": number(env, LINE, line, "product_qty"), "price_unit": number(env, LINE, line, "price_unit"),
    }])
}

fn is_billed(env: &Env<'_>, line: i64) -> bool {
    env.db.rows("account.move.line").any(|(_, row)| row.get("purchase_line_id").and_then(Value::as_i64) == Some(line))
}
