//! Totals of documents with lines: sales orders, purchase orders, invoices. Taxes are per cent of the line; rounding is to the cent.

use serde_json::json;

use super::{Compute, link, linked, number};
use crate::orm::{Env, rounded};

/// A document with lines that have a quantity and a price.
trait Document {
    const MODEL: &'static str;
    const LINE: &'static str;
    const LINES: &'static str;
    const QUANTITY: &'static str;
}

struct Sale;
struct Purchase;
struct Invoice;

impl Document for Sale {
    const MODEL: &'static str = "sale.order";
    const LINE: &'static str = "sale.order.line";
    const LINES: &'static str = "order_line";
    const QUANTITY: &'static str = "product_uom_qty";
}

impl Document for Purchase {
    const MODEL: &'static str = "purchase.order";
    const LINE: &'static str = "purchase.order.line";
    const LINES: &'static str = "order_line";
    const QUANTITY: &'static str = "product_qty";
}

impl Document for Invoice {
    const MODEL: &'static str = "account.move";
    const LINE: &'static str = "account.move.line";
    const LINES: &'static str = "invoice_line_ids";
    const QUANTITY: &'static str = "quantity";
}

pub(super) fn compute(model: &str, field: &str) -> Option<Compute> {
    match model {
        "sale.order" | "sale.order.line" => of::<Sale>(model, field),
        "purchase.order" | "purchase.order.line" => of::<Purchase>(model, field),
        "account.move" if field == "amount_residual" => Some(residual),
        "account.move" | "account.move.line" => of::<Invoice>(model, field),
        _ => None,
    }
}

fn of<D: Document>(model: &str, field: &str) -> Option<Compute> {
    Some(match (model == D::MODEL, field) {
        (true, "amount_untaxed") => |env, id| json!(total::<D>(env, id, untaxed::<D>)),
        (true, "amount_tax") => |env, id| json!(total::<D>(env, id, tax::<D>)),
        (true, "amount_total") => |env, id| json!(amount::<D>(env, id)),
        (false, "price_subtotal") => |env, id| json!(untaxed::<D>(env, id)),
        (false, "price_tax") => |env, id| json!(tax::<D>(env, id)),
        (false, "price_total") => |env, id| json!(taxed::<D>(env, id)),
        _ => return None,
    })
}

fn amount<D: Document>(env: &Env<'_>, document: i64) -> f64 {
    total::<D>(env, document, taxed::<D>)
}

fn total<D: Document>(env: &Env<'_>, document: i64, of_line: fn(&Env<'_>, i64) -> f64) -> f64 {
    rounded(linked(env, D::MODEL, document, D::LINES).into_iter().map(|line| of_line(env, line)).sum(), 2)
}

fn untaxed<D: Document>(env: &Env<'_>, line: i64) -> f64 {
    let value = |field| number(env, D::LINE, line, field);
    rounded(value("price_unit") * value(D::QUANTITY) * (1.0 - value("discount") / 100.0), 2)
}

fn taxed<D: Document>(env: &Env<'_>, line: i64) -> f64 {
    rounded(untaxed::<D>(env, line) + tax::<D>(env, line), 2)
}

fn tax<D: Document>(env: &Env<'_>, line: i64) -> f64 {
    let Some(schema) = env.find_schema(D::LINE) else { return 0.0 };
    let field = ["tax_ids", "tax_id", "taxes_id"].into_iter().find(|name| schema.fields.contains_key(*name));
    let taxes = field.map(|field| linked(env, D::LINE, line, field)).unwrap_or_default();
    let percent: f64 = taxes.into_iter().map(|tax| number(env, "account.tax", tax, "amount")).sum();
    rounded(untaxed::<D>(env, line) * percent / 100.0, 2)
}

/// What is still to be paid: nothing of a paid invoice, of any other all that was not paid through the dialog.
fn residual(env: &Env<'_>, invoice: i64) -> serde_json::Value {
    let is_settled = matches!(super::text(env, Invoice::MODEL, invoice, "payment_state").as_str(), "paid" | "reversed");
    let known = link(env, Invoice::MODEL, invoice, "partner_id").is_some();
    let open = amount::<Invoice>(env, invoice) - super::wizard::already_paid(env, invoice);
    json!(if is_settled || !known { 0.0 } else { rounded(open, 2) })
}
