//! Invoices, payments, credit notes and purchases.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, made, same};
use super::selling::{customer, service};

/// A posted invoice of 200.
fn invoice(desk: &Desk<'_>) -> Result<i64> {
    let line = json!({"product_id": service(desk)?, "quantity": 2, "price_unit": 100, "tax_ids": [[5]]});
    let id =
        desk.make("account.move", json!({"move_type": "out_invoice", "partner_id": customer(desk)?, "invoice_line_ids": [[0, 0, line]]}))?;
    desk.run("account.move", "action_post", id)?;
    Ok(id)
}

fn pay(desk: &mut Desk<'_>, answers: Value, left: i64) -> Result<()> {
    let id = invoice(desk)?;
    let opened = desk.call("run_wizard", json!({"model": "account.move", "method": "action_register_payment", "record_ids": [id]}))?;
    let handle = opened.pointer("/dialog/handle").cloned().context("no dialog was opened")?;
    desk.call("run_wizard", json!({"dialog": handle, "answers": answers, "press": "action_create_payments"}))?;
    same("left to pay", &desk.value("account.move", id, "amount_residual")?, &json!(left))
}

pub(super) fn in_full(desk: &mut Desk<'_>) -> Result<()> {
    pay(desk, json!({}), 0)
}

pub(super) fn in_part(desk: &mut Desk<'_>) -> Result<()> {
    pay(desk, json!({"amount": 80}), 120)
}

pub(super) fn credit(desk: &mut Desk<'_>) -> Result<()> {
    let id = invoice(desk)?;
    let opened = desk.call("run_wizard", json!({"model": "account.move", "method": "action_reverse", "record_ids": [id]}))?;
    let handle = opened.pointer("/dialog/handle").cloned().context("no dialog was opened")?;
    let done = desk.call("run_wizard", json!({"dialog": handle, "answers": {"reason": "broken"}, "press": "refund_moves"}))?;
    let note = made(&done)?;
    same("credited", &desk.value("account.move", note, "reversed_entry_id")?, &json!(id))?;
    same("kind", &desk.value("account.move", note, "move_type")?, &json!("out_refund"))
}

pub(super) fn purchase(desk: &mut Desk<'_>) -> Result<()> {
    let (partner, product) = (customer(desk)?, service(desk)?);
    let found = |model: &str, name: &str, desk: &Desk<'_>| json!({"model": model, "name": format!("{name} {}", desk.mark)});
    desk.call("name_search", found("res.partner", "Customer", desk))?;
    desk.call("name_search", found("product.product", "Desk", desk))?;
    let line = json!({"product_id": product, "product_qty": 12, "price_unit": 10});
    let values = json!({"partner_id": partner, "order_line": [[0, 0, line]]});
    let created = desk.call("create_record", json!({"model": "purchase.order", "values": values}))?;
    let id = created.get("id").and_then(Value::as_i64).context("no id")?;
    same("amount", &desk.value("purchase.order", id, "amount_untaxed")?, &json!(120))
}

pub(super) fn bill(desk: &mut Desk<'_>) -> Result<()> {
    let line = json!({"product_id": service(desk)?, "product_qty": 3, "price_unit": 10});
    let order = desk.make("purchase.order", json!({"partner_id": customer(desk)?, "order_line": [[0, 0, line]]}))?;
    desk.run("purchase.order", "button_confirm", order)?;
    let lines = desk.find("purchase.order.line", &json!([["order_id", "=", order]]), &["id"])?;
    let line = lines.first().and_then(|line| line.get("id")?.as_i64()).context("no line")?;
    desk.write("purchase.order.line", line, json!({"qty_received": 3}))?;
    let billed =
        desk.call("execute_method", json!({"model": "purchase.order", "method": "action_create_invoice", "record_ids": [order]}))?;
    let bill = made(&billed)?;
    desk.call("update_record", json!({"model": "account.move", "record_ids": [bill], "values": {"invoice_date": "2026-11-20"}}))?;
    desk.call("execute_method", json!({"model": "account.move", "method": "action_post", "record_ids": [bill]}))?;
    same("state", &desk.value("account.move", bill, "state")?, &json!("posted"))?;
    same("amount", &desk.value("account.move", bill, "amount_untaxed")?, &json!(30))
}

/// The document itself is beside the answer; Odoo keeps the same records.
pub(super) fn printed(desk: &mut Desk<'_>) -> Result<()> {
    let invoice = invoice(desk)?;
    let print = json!({"model": "account.move", "record_ids": [invoice]});
    let answer = desk.in_session(|session| session.call("render_report", print))?;
    let printed = answer.get("report").and_then(Value::as_str).context("no report")?;
    ensure!(answer.get("size").and_then(Value::as_u64).is_some_and(|size| size > 0), "{answer}");
    let known = desk.find("ir.actions.report", &json!([["model", "=", "account.move"], ["report_name", "=", printed]]), &["name"])?;
    same("reports of that name", &json!(known.len().min(1)), &json!(1))
}
