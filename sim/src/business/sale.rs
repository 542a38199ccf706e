//! Sales and purchase orders: numbers, addresses that follow the customer, lines that follow the product, confirming. Deliveries and
//! invoices that would follow are left out.

use odoo_sdk::Series;
use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::{link, number, text};
use crate::call::Arguments;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of};
use crate::python::is_none;

const ORDER: &str = "sale.order";

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

/// A confirmed order with lines waits for its invoice.
pub(super) fn invoice_status(env: &Env<'_>, order: i64) -> Value {
    let waits = text(env, ORDER, order, "state") == "sale" && !super::linked(env, ORDER, order, "order_line").is_empty();
    json!(if waits { "to invoice" } else { "no" })
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

/// The text, the price and the unit that follow the product.
pub(super) fn complete_line(env: &Env<'_>, schema: &ModelSchema, price: &str, row: &mut Row) {
    let Some(product) = row.get("product_id").map(ids_of).and_then(|ids| ids.first().copied()) else { return };
    if row.get("name").is_none_or(is_none) {
        row.insert("name".to_owned(), json!(product_name(env, product)));
    }
    if !row.contains_key("price_unit") {
        row.insert("price_unit".to_owned(), json!(number(env, "product.product", product, price)));
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

/// Confirms quotations; one that is none spoils all, with the series' own words.
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
