//! Sales and purchase orders: numbers, addresses that follow the customer, lines that follow the product, confirming. Deliveries and
//! invoices that would follow are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::{Compute, link, number, text};
use crate::call::Arguments;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of};
use crate::python::is_none;

const ORDER: &str = "sale.order";
const LINE: &str = "sale.order.line";
const INVOICE_LINE: &str = "account.move.line";

/// `[E-COM01] Corner Desk`.
pub(super) fn product_name(env: &Env<'_>, id: i64) -> String {
    let name = text(env, "product.product", id, "name");
    match text(env, "product.product", id, "default_code") {
        code if code.is_empty() => name,
        code => format!("[{code}] {name}"),
    }
}

/// The next number of an order.
pub(super) fn number_order(env: &Env<'_>, model: &str, prefix: &str, row: &mut Row) {
    if row.get("name").is_none_or(|name| is_none(name) || name == "New") {
        let last = env.db.rows(model).map(|(id, _)| id).max().unwrap_or_default();
        row.insert("name".to_owned(), json!(format!("{prefix}{:05}", last + 1)));
    }
}

/// The number, and the addresses that follow the customer.
pub(super) fn complete_order(env: &Env<'_>, row: &mut Row) {
    number_order(env, ORDER, "S", row);
    let partner = row.get("partner_id").cloned().unwrap_or(Value::Bool(false));
    follow_customer(env, &partner, row);
    for (address, kind) in [("partner_invoice_id", "invoice"), ("partner_shipping_id", "delivery")] {
        if row.get(address).is_none_or(is_none) {
            let own = partner.as_i64().and_then(|partner| address_of(env, partner, kind)).map(Value::from);
            row.insert(address.to_owned(), own.unwrap_or_else(|| partner.clone()));
        }
    }
}

/// The customer's address of a kind, where there is one.
fn address_of(env: &Env<'_>, partner: i64, kind: &str) -> Option<i64> {
    let mut contacts = super::linked(env, "res.partner", partner, "child_ids").into_iter();
    contacts.find(|contact| text(env, "res.partner", *contact, "type") == kind)
}

pub(super) fn compute(field: &str) -> Option<Compute> {
    Some(match field {
        "invoice_status" => invoice_status,
        "invoice_ids" => |env, id| json!(invoices(env, id)),
        "invoice_count" => |env, id| json!(invoices(env, id).len()),
        "qty_invoiced" => |env, id| json!(invoiced(env, id)),
        "qty_to_invoice" => |env, id| json!(to_invoice(env, id)),
        _ => return None,
    })
}

/// A confirmed order waits for its invoice as long as one of its lines does. The same of a line.
fn invoice_status(env: &Env<'_>, id: i64) -> Value {
    let lines = super::linked(env, ORDER, id, "order_line");
    let is_confirmed = text(env, ORDER, id, "state") == "sale" && !lines.is_empty();
    let waits = lines.into_iter().any(|line| to_invoice(env, line) > 0.0);
    json!(match (is_confirmed, waits) {
        (true, true) => "to invoice",
        (true, false) => "invoiced",
        (false, _) => "no",
    })
}

/// The lines of invoices that an order's line has.
fn invoice_lines(env: &Env<'_>, line: i64) -> impl Iterator<Item = i64> {
    let is_its = move |row: &Row| row.get("sale_line_ids").is_some_and(|lines| ids_of(lines).contains(&line));
    env.db.rows(INVOICE_LINE).filter(move |(_, row)| is_its(row)).map(|(id, _)| id)
}

/// The invoices of an order, the newest first.
pub(super) fn invoices(env: &Env<'_>, order: i64) -> Vec<i64> {
    let lines = super::linked(env, ORDER, order, "order_line");
    let found = lines.into_iter().flat_map(|line| invoice_lines(env, line)).filter_map(|line| link(env, INVOICE_LINE, line, "move_id"));
    let found: std::collections::BTreeSet<i64> = found.collect();
    found.into_iter().rev().collect()
}

/// How much of a line was invoiced; what was credited counts back.
fn invoiced(env: &Env<'_>, line: i64) -> f64 {
    let quantity = |id: i64| {
        let invoice = link(env, INVOICE_LINE, id, "move_id").unwrap_or_default();
        let sign = match (text(env, "account.move", invoice, "state").as_str(), text(env, "account.move", invoice, "move_type").as_str()) {
            ("cancel", _) => 0.0,
            (_, "out_refund") => -1.0,
            _ => 1.0,
        };
        sign * number(env, INVOICE_LINE, id, "quantity")
    };
    invoice_lines(env, line).map(quantity).sum()
}

/// How much of a line of a confirmed order waits for its invoice: what is ordered counts.
pub(super) fn to_invoice(env: &Env<'_>, line: i64) -> f64 {
    let order = link(env, LINE, line, "order_id").unwrap_or_default();
    match text(env, ORDER, order, "state").as_str() {
        "sale" => number(env, LINE, line, "product_uom_qty") - invoiced(env, line),
        _ => 0.0,
    }
}

/// `[DESK] Corner Desk`, of the template itself.
pub(super) fn template_name(env: &Env<'_>, id: i64) -> String {
    let code = super::linked(env, "product.template", id, "product_variant_ids");
    let code = code.first().map(|product| text(env, "product.product", *product, "default_code")).unwrap_or_default();
    let name = text(env, "product.template", id, "name");
    if code.is_empty() { name } else { format!("[{code}] {name}") }
}

/// The terms of payment are the customer's; so is the price list, or it is the first there is.
fn follow_customer(env: &Env<'_>, partner: &Value, row: &mut Row) {
    let Some(partner) = partner.as_i64() else { return };
    let own = |field: &str| link(env, "res.partner", partner, field);
    let price_list = own("property_product_pricelist").or_else(|| env.db.rows("product.pricelist").map(|(id, _)| id).next());
    for (field, id) in [("payment_term_id", own("property_payment_term_id")), ("pricelist_id", price_list)] {
        if let Some(id) = id.filter(|_| row.get(field).is_none_or(is_none)) {
            row.insert(field.to_owned(), json!(id));
        }
    }
}

/// The price by the price list of the line's order: of the rules that the quantity reaches, the one of the product itself before those
/// of its template and of all products, and of those the one for the largest quantity.
fn by_pricelist(env: &Env<'_>, row: &Row, product: i64, listed: f64) -> f64 {
    const RULE: &str = "product.pricelist.item";
    let order = row.get("order_id").map(ids_of).and_then(|ids| ids.first().copied()).unwrap_or_default();
    let Some(list) = link(env, ORDER, order, "pricelist_id") else { return listed };
    let quantity = row.get("product_uom_qty").and_then(Value::as_f64).unwrap_or(1.0);
    let template = link(env, "product.product", product, "product_tmpl_id");
    let is_of = |id: i64| match text(env, RULE, id, "applied_on").as_str() {
        "0_product_variant" => link(env, RULE, id, "product_id") == Some(product),
        "1_product" => link(env, RULE, id, "product_tmpl_id") == template,
        "3_global" => true,
        _ => false,
    };
    let applies =
        |id: &i64| link(env, RULE, *id, "pricelist_id") == Some(list) && number(env, RULE, *id, "min_quantity") <= quantity && is_of(*id);
    let mut rules: Vec<i64> = env.db.rows(RULE).map(|(id, _)| id).filter(applies).collect();
    let rank = |id: i64| (text(env, RULE, id, "applied_on"), -number(env, RULE, id, "min_quantity"));
    rules.sort_by(|one, other| rank(*one).partial_cmp(&rank(*other)).unwrap_or(std::cmp::Ordering::Equal));
    let Some(rule) = rules.first().copied() else { return listed };
    match text(env, RULE, rule, "compute_price").as_str() {
        "fixed" => number(env, RULE, rule, "fixed_price"),
        "percentage" => listed * (1.0 - number(env, RULE, rule, "percent_price") / 100.0),
        _ => listed,
    }
}

/// The text, the price and the unit that follow the product.
pub(super) fn complete_line(env: &Env<'_>, schema: &ModelSchema, price: &str, row: &mut Row) {
    let Some(product) = row.get("product_id").map(ids_of).and_then(|ids| ids.first().copied()) else { return };
    if row.get("name").is_none_or(is_none) {
        row.insert("name".to_owned(), json!(product_name(env, product)));
    }
    if !row.contains_key("price_unit") {
        let listed = number(env, "product.product", product, price);
        row.insert("price_unit".to_owned(), json!(if schema.model == LINE { by_pricelist(env, row, product, listed) } else { listed }));
    }
    let unit = ["product_uom_id", "product_uom"].into_iter().find(|name| schema.fields.contains_key(*name));
    let given = |unit: &&str| row.get(*unit).is_some_and(|value| !is_none(value));
    if let (Some(unit), Some(id)) = (unit.filter(|unit| !given(unit)), link(env, "product.product", product, "uom_id")) {
        row.insert(unit.to_owned(), json!(id));
    }
}

pub(super) fn before_unlink(env: &Env<'_>, ids: &[i64]) -> Outcome<()> {
    let kept = |id: &&i64| !matches!(text(env, ORDER, **id, "state").as_str(), "draft" | "cancel");
    match ids.iter().find(kept) {
        Some(_) => Err(OdooError::user("An order that was sent or confirmed cannot be deleted: cancel it first.")),
        None => Ok(()),
    }
}

/// Confirms quotations; one that is not a quotation spoils all, with the series' own words.
pub(super) fn confirm(env: &mut Env<'_>, schema: &ModelSchema, call: &Arguments) -> Outcome<Value> {
    env.check_exist(schema, &call.ids)?;
    let ready = |id: &&i64| matches!(text(env, ORDER, **id, "state").as_str(), "draft" | "sent");
    if let Some(id) = call.ids.iter().find(|id| !ready(id)) {
        return Err(OdooError::user(match env.series() {
            Series::V17 => format!("The following orders are not in a state requiring confirmation: {}", text(env, ORDER, *id, "name")),
            Series::V18 | Series::V19 => "Some orders are not in a state requiring confirmation.".to_owned(),
        }));
    }
    env.write(schema, &call.ids, &Map::from_iter([("state".to_owned(), json!("sale"))]))?;
    Ok(Value::Bool(true))
}
