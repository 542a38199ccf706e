//! Work about any record: its history, files, texts, copies, imports, and stock.

use anyhow::{Context, Result, ensure};
use odoo_sdk::Series;
use serde_json::{Map, Value, json};

use super::desk::{Desk, same};
use super::selling;

pub(super) fn history(desk: &mut Desk<'_>) -> Result<()> {
    let id = selling::order(desk)?;
    desk.run("sale.order", "action_confirm", id)?;
    let answer = desk.call("get_history", json!({"model": "sale.order", "record_id": id}))?;
    let entries = answer.get("entries").and_then(Value::as_array).context("no entries")?;
    let messages = desk.find("mail.message", &json!([["model", "=", "sale.order"], ["res_id", "=", id]]), &["author_id"])?;
    same("entries", &json!(messages.len()), &json!(entries.len()))
}

pub(super) fn translate(desk: &mut Desk<'_>) -> Result<()> {
    let active = ["en_US", "fr_FR"].map(|code| desk.find("res.lang", &json!([["code", "=", code]]), &["code"]));
    let [Ok(english), Ok(french)] = active else { anyhow::bail!("languages cannot be read") };
    let (product, french) = (desk.make("product.template", json!({"name": desk.mark}))?, !french.is_empty());
    ensure!(!english.is_empty(), "English is not active");
    let english = [("en_US".to_owned(), json!(format!("Desk {}", desk.mark)))];
    let french = french.then(|| ("fr_FR".to_owned(), json!(format!("Bureau {}", desk.mark))));
    let texts: Map<String, Value> = english.into_iter().chain(french).collect();
    desk.call("set_translations", json!({"model": "product.template", "record_id": product, "field": "name", "translations": texts}))?;
    same("name", &desk.value("product.template", product, "name")?, &json!(format!("Desk {}", desk.mark)))
}

pub(super) fn import(desk: &mut Desk<'_>) -> Result<()> {
    let known = format!("3@{}.example", desk.mark.replace(' ', "-"));
    desk.make("res.partner", json!({"name": "Known already", "email": known}))?;
    let row =
        |number: i64| json!({"name": format!("Contact {number}"), "email": format!("{number}@{}.example", desk.mark.replace(' ', "-"))});
    let rows: Vec<Value> = (0..30).map(row).collect();
    let answer = desk.call("import_records", json!({"model": "res.partner", "match": ["email"], "rows": rows}))?;
    same("created", answer.get("created").unwrap_or(&Value::Null), &json!(29))?;
    let ending = format!("@{}.example", desk.mark.replace(' ', "-"));
    same("contacts", &json!(desk.find("res.partner", &json!([["email", "like", ending]]), &["id"])?.len()), &json!(30))
}

pub(super) fn everything(desk: &mut Desk<'_>) -> Result<()> {
    let id = selling::order(desk)?;
    let name = desk.value("sale.order", id, "name")?;
    let answer = desk.call("search_all", json!({"text": format!("Customer {}", desk.mark)}))?;
    ensure!(answer.get("not_searched").is_none(), "{answer}");
    ensure!(answer.to_string().contains(name.as_str().context("no name")?), "the order is not named: {answer}");
    Ok(())
}

pub(super) fn attach(desk: &mut Desk<'_>) -> Result<()> {
    let id = selling::customer(desk)?;
    let file = json!({"model": "res.partner", "record_id": id, "name": "plan.txt", "text": "Measure twice"});
    let made = desk.call("upload_attachment", file)?;
    let there = desk.find("ir.attachment", &json!([["res_model", "=", "res.partner"], ["res_id", "=", id]]), &["name"])?;
    same("files", &json!(there.iter().map(|file| file.get("id").cloned()).collect::<Vec<_>>()), &json!([made.get("id")]))
}

pub(super) fn duplicate(desk: &mut Desk<'_>) -> Result<()> {
    let id = selling::order(desk)?;
    let copy = desk.call("copy_record", json!({"model": "sale.order", "record_id": id}))?;
    let copy = copy.get("id").and_then(Value::as_i64).context("no id")?;
    ensure!(copy != id, "the same order");
    same("amount", &desk.value("sale.order", copy, "amount_untaxed")?, &json!(200))
}

pub(super) fn stock_on_a_date(desk: &mut Desk<'_>) -> Result<()> {
    let template = json!({"name": desk.mark, "is_storable": true, "type": "consu"});
    let template = if desk.series() == odoo_sdk::Series::V17 { json!({"name": desk.mark, "detailed_type": "product"}) } else { template };
    desk.make("product.product", template)?;
    let answer = desk.call("get_stock", json!({"product": desk.mark, "date": "2027-12-31"}))?;
    let products = answer.get("products").and_then(Value::as_array).context("no products")?;
    same("products", &json!(products.len()), &json!(1))
}

pub(super) fn below_minimum(desk: &mut Desk<'_>) -> Result<()> {
    let answer = desk
        .call("search_read", json!({"model": "stock.warehouse.orderpoint", "fields": ["product_id", "product_min_qty"], "total": true}))?;
    let there = desk.find("stock.warehouse.orderpoint", &json!([]), &["id"])?.len();
    same("rules", &json!(there), answer.get("total").unwrap_or(&Value::Null))
}

pub(super) fn archive(desk: &mut Desk<'_>) -> Result<()> {
    let id = desk.make("res.partner", json!({"name": desk.mark}))?;
    let domain = json!([["email", "=", false], ["sale_order_ids", "=", false], ["name", "=", desk.mark]]);
    let found = desk.call("search_read", json!({"model": "res.partner", "domain": domain, "fields": ["name"]}))?;
    ensure!(found.pointer("/records/0/id") == Some(&json!(id)), "{found}");
    desk.call("execute_method", json!({"model": "res.partner", "method": "action_archive", "record_ids": [id]}))?;
    same("active", &desk.value("res.partner", id, "active")?, &json!(false))
}

pub(super) fn merge(desk: &mut Desk<'_>) -> Result<()> {
    let (one, other) = (desk.make("res.partner", json!({"name": desk.mark}))?, desk.make("res.partner", json!({"name": desk.mark}))?);
    let wizard = "base.partner.merge.automatic.wizard";
    desk.call("run_wizard", json!({"model": "res.partner", "method": wizard, "record_ids": [one, other], "press": "action_merge"}))?;
    same("contacts", &json!(desk.find("res.partner", &json!([["name", "=", desk.mark]]), &["id"])?.len()), &json!(1))
}

/// From 19 on the quantity of the product is written, before that it is counted.
pub(super) fn set_stock(desk: &mut Desk<'_>) -> Result<()> {
    let storable = if desk.series() == Series::V17 { json!({"detailed_type": "product"}) } else { json!({"is_storable": true}) };
    let mut values = json!({"name": desk.mark});
    merge_into(&mut values, storable);
    let product = desk.make("product.product", values)?;
    if desk.series() == Series::V19 {
        desk.call("update_record", json!({"model": "product.product", "record_ids": [product], "values": {"qty_available": 50}}))?;
        ensure!(desk.calls == 1, "{} calls", desk.calls);
        return same("quantity", &desk.value("product.product", product, "qty_available")?, &json!(50));
    }
    let place = desk.find("stock.location", &json!([["usage", "=", "internal"]]), &["id"])?;
    let place = place.first().and_then(|place| place.get("id")).context("no place for stock")?;
    let counted = json!({"product_id": product, "location_id": place, "inventory_quantity": 50});
    let made = desk.call("create_record", json!({"model": "stock.quant", "values": counted}))?;
    let quant = made.get("id").and_then(Value::as_i64).context("no count was made")?;
    desk.call("execute_method", json!({"model": "stock.quant", "method": "action_apply_inventory", "record_ids": [quant]}))?;
    same("quantity", &desk.value("stock.quant", quant, "quantity")?, &json!(50))
}

fn merge_into(values: &mut Value, more: Value) {
    if let (Some(values), Value::Object(more)) = (values.as_object_mut(), more) {
        values.extend(more);
    }
}
