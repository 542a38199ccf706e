//! Quotations, leads and contacts.

use anyhow::{Context, Result, ensure};
use odoo_sdk::Series;
use serde_json::{Value, json};

use super::desk::{Desk, first, made, same};

pub(super) fn customer(desk: &Desk<'_>) -> Result<i64> {
    desk.make("res.partner", json!({"name": format!("Customer {}", desk.mark), "email": "customer@example.com"}))
}

pub(super) fn service(desk: &Desk<'_>) -> Result<i64> {
    let values = json!({"name": format!("Desk {}", desk.mark), "type": "service", "list_price": 100, "taxes_id": [[5]],
        "supplier_taxes_id": [[5]], "invoice_policy": "order"});
    desk.make("product.product", values)
}

/// An order of 200.
pub(super) fn order(desk: &Desk<'_>) -> Result<i64> {
    let line = json!({"product_id": service(desk)?, "product_uom_qty": 2, "price_unit": 100});
    desk.make("sale.order", json!({"partner_id": customer(desk)?, "order_line": [[0, 0, line]]}))
}

pub(super) fn quotation(desk: &mut Desk<'_>) -> Result<()> {
    customer(desk)?;
    service(desk)?;
    let named = |name: &str, desk: &Desk<'_>| json!([["name", "=", format!("{name} {}", desk.mark)]]);
    let partner = first(&desk.call("search_read", json!({"model": "res.partner", "domain": named("Customer", desk), "limit": 1}))?)?;
    let product = first(&desk.call("search_read", json!({"model": "product.product", "domain": named("Desk", desk), "limit": 1}))?)?;
    let line = json!({"product_id": product, "product_uom_qty": 3, "price_unit": 100, "discount": 10});
    let created =
        desk.call("create_record", json!({"model": "sale.order", "values": {"partner_id": partner, "order_line": [[0, 0, line]]}}))?;
    let id = created.get("id").and_then(Value::as_i64).context("no id")?;
    desk.call("execute_method", json!({"model": "sale.order", "method": "action_confirm", "record_ids": [id]}))?;
    same("state", &desk.value("sale.order", id, "state")?, &json!("sale"))?;
    same("amount", &desk.value("sale.order", id, "amount_untaxed")?, &json!(270))
}

pub(super) fn invoice_order(desk: &mut Desk<'_>) -> Result<()> {
    let id = order(desk)?;
    desk.run("sale.order", "action_confirm", id)?;
    let asked = json!({"model": "sale.order", "method": "sale.advance.payment.inv", "record_ids": [id], "press": "create_invoices"});
    let invoice = made(&desk.call("run_wizard", asked)?)?;
    same("invoices", &desk.value("sale.order", id, "invoice_ids")?, &json!([invoice]))
}

pub(super) fn send(desk: &mut Desk<'_>) -> Result<()> {
    let id = order(desk)?;
    let shown = desk.call("run_wizard", json!({"model": "sale.order", "method": "action_quotation_send", "record_ids": [id]}))?;
    let handle = shown.pointer("/dialog/handle").cloned().context("no dialog was opened")?;
    desk.call("run_wizard", json!({"dialog": handle, "press": "action_send_mail"}))?;
    same("state", &desk.value("sale.order", id, "state")?, &json!("sent"))
}

pub(super) fn cancel(desk: &mut Desk<'_>) -> Result<()> {
    let id = order(desk)?;
    desk.run("sale.order", "action_confirm", id)?;
    let answer = desk.call("execute_method", json!({"model": "sale.order", "method": "action_cancel", "record_ids": [id]}))?;
    if let Some(handle) = answer.pointer("/dialog/handle") {
        desk.call("run_wizard", json!({"dialog": handle, "press": "action_cancel"}))?;
    }
    same("state", &desk.value("sale.order", id, "state")?, &json!("cancel"))
}

pub(super) fn convert(desk: &mut Desk<'_>) -> Result<()> {
    let lead = desk.make("crm.lead", json!({"name": desk.mark, "type": "lead", "contact_name": "Jo", "partner_name": desk.mark}))?;
    let answers = json!({"name": "convert", "action": "create"});
    let opened = desk.call("run_wizard", json!({"model": "crm.lead", "method": "crm.lead2opportunity.partner", "record_ids": [lead]}))?;
    let handle = opened.pointer("/dialog/handle").cloned().context("no dialog was opened")?;
    desk.call("run_wizard", json!({"dialog": handle, "answers": answers, "press": "action_apply"}))?;
    same("type", &desk.value("crm.lead", lead, "type")?, &json!("opportunity"))?;
    ensure!(desk.value("crm.lead", lead, "partner_id")?.is_number(), "the opportunity has no customer");
    Ok(())
}

pub(super) fn give_lead(desk: &mut Desk<'_>) -> Result<()> {
    let lead = desk.make("crm.lead", json!({"name": desk.mark}))?;
    let users = desk.find("res.users", &json!([["login", "=", "demo"]]), &["name"])?;
    let user = users.first().context("no clerk")?;
    let found = desk.call("name_search", json!({"model": "res.users", "name": user.get("name")}))?;
    let id = user.get("id").cloned().unwrap_or_default();
    ensure!(found.to_string().contains(&format!("\"id\":{id}")), "the colleague is not found: {found}");
    desk.call("update_record", json!({"model": "crm.lead", "record_ids": [lead], "values": {"user_id": id}}))?;
    same("salesperson", &desk.value("crm.lead", lead, "user_id")?, &id)
}

pub(super) fn raise_prices(desk: &mut Desk<'_>) -> Result<()> {
    let product = service(desk)?;
    let domain = json!([["id", "=", product]]);
    desk.call("search_read", json!({"model": "product.product", "domain": domain, "fields": ["list_price"]}))?;
    let update = |dry_run: bool| json!({"model": "product.product", "updates": [{"id": product, "values": {"list_price": 105}}], "dry_run": dry_run});
    desk.call("bulk_update", update(true))?;
    same("price", &desk.value("product.product", product, "list_price")?, &json!(100))?;
    desk.call("bulk_update", update(false))?;
    same("price", &desk.value("product.product", product, "list_price")?, &json!(105))
}

pub(super) fn meeting(desk: &mut Desk<'_>) -> Result<()> {
    let values = json!({"name": desk.mark, "start": "2026-12-03 14:00:00", "stop": "2026-12-03 15:00:00"});
    let created = desk.call("create_record", json!({"model": "calendar.event", "values": values}))?;
    let id = created.get("id").and_then(Value::as_i64).context("no id")?;
    same("start", &desk.value("calendar.event", id, "start")?, &json!("2026-12-03 14:00:00"))
}

pub(super) fn deliver_part(desk: &mut Desk<'_>) -> Result<()> {
    let storable =
        if desk.series() == Series::V17 { json!({"detailed_type": "product"}) } else { json!({"type": "consu", "is_storable": true}) };
    let mut values = json!({"name": desk.mark});
    if let (Some(values), Some(more)) = (values.as_object_mut(), storable.as_object()) {
        values.extend(more.clone());
    }
    let product = desk.make("product.product", values)?;
    let kinds =
        desk.find("stock.picking.type", &json!([["code", "=", "outgoing"]]), &["default_location_src_id", "default_location_dest_id"])?;
    let kind = kinds.first().context("no deliveries")?;
    let (from, to) = (kind.get("default_location_src_id"), kind.get("default_location_dest_id"));
    let quant = desk.make("stock.quant", json!({"product_id": product, "location_id": from, "inventory_quantity": 1}))?;
    desk.run("stock.quant", "action_apply_inventory", quant)?;
    let mut line = json!({"product_id": product, "product_uom_qty": 3, "location_id": from, "location_dest_id": to});
    if let (true, Some(line)) = (desk.series() != Series::V19, line.as_object_mut()) {
        line.insert("name".to_owned(), json!("Lamp"));
    }
    let values = json!({"picking_type_id": kind.get("id"), "location_id": from, "location_dest_id": to, "move_ids": [[0, 0, line]]});
    let picking = desk.make("stock.picking", values)?;
    desk.run("stock.picking", "action_confirm", picking)?;
    desk.run("stock.picking", "action_assign", picking)?;
    let opened = desk.call("execute_method", json!({"model": "stock.picking", "method": "button_validate", "record_ids": [picking]}))?;
    let handle = opened.pointer("/dialog/handle").cloned().context("no dialog was opened")?;
    desk.call("run_wizard", json!({"dialog": handle, "press": "process"}))?;
    same("state", &desk.value("stock.picking", picking, "state")?, &json!("done"))?;
    same("back orders", &json!(desk.find("stock.picking", &json!([["backorder_id", "=", picking]]), &["id"])?.len()), &json!(1))
}
