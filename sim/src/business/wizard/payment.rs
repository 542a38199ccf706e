//! Payments of invoices, in full or in part. A payment is matched at once; entries on accounts are left out, so that what is paid are the
//! lines of the invoice.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::{active_of, create, exactly, set};
use crate::business::{action, link, linked, number, text};
use crate::clock::date_text;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, rounded};

const WIZARD: &str = "account.payment.register";
const MOVE: &str = "account.move";
const LINE: &str = "account.move.line";
/// How much of an invoice was paid, beside its values.
const PAID: &str = "#paid";

/// The dialog on posted invoices: what it works on are their lines.
pub(super) fn open(env: &Env<'_>, invoices: &[i64]) -> Outcome<Value> {
    if invoices.iter().any(|id| text(env, MOVE, *id, "state") != "posted") {
        return Err(OdooError::user("Only posted entries can be paid."));
    }
    let lines: Vec<i64> = invoices.iter().flat_map(|id| linked(env, MOVE, *id, "line_ids")).collect();
    Ok(action::dialog("Pay", WIZARD, &json!({ "active_model": LINE, "active_ids": lines })))
}

pub(super) fn defaults(env: &Env<'_>) -> Outcome<Value> {
    let mut lines = active_of(env, LINE);
    lines.extend(active_of(env, MOVE).iter().flat_map(|id| linked(env, MOVE, *id, "line_ids")));
    if lines.is_empty() && !env.context.contains_key("default_line_ids") {
        return Err(OdooError::user("The payment dialog works on entries or their lines: open it from them."));
    }
    let open: Vec<i64> = lines.into_iter().filter(|line| move_of(env, *line).is_some_and(|id| remaining(env, id) > 0.0)).collect();
    if open.is_empty() {
        return Err(OdooError::user("There is nothing left to pay on the selected entries."));
    }
    Ok(json!({ "payment_date": date_text(env.db.clock.today()), "writeoff_label": "Write-Off", "line_ids": exactly(&open) }))
}

fn move_of(env: &Env<'_>, line: i64) -> Option<i64> {
    link(env, LINE, line, "move_id")
}

fn moves(env: &Env<'_>, wizard: i64) -> Vec<i64> {
    let mut all: Vec<i64> = linked(env, WIZARD, wizard, "line_ids").into_iter().filter_map(|line| move_of(env, line)).collect();
    all.dedup();
    all
}

fn is_of_customers(env: &Env<'_>, invoice: i64) -> bool {
    text(env, MOVE, invoice, "move_type").starts_with("out_")
}

fn journal(env: &Env<'_>) -> Option<i64> {
    env.db.rows("account.journal").find(|(_, row)| row.get("type") == Some(&json!("bank"))).map(|(id, _)| id)
}

/// What is still to be paid of an invoice.
fn remaining(env: &Env<'_>, invoice: i64) -> f64 {
    number(env, MOVE, invoice, "amount_residual")
}

pub(super) fn computed(env: &Env<'_>, id: i64) -> Value {
    let moves = moves(env, id);
    let amount = rounded(moves.iter().map(|id| remaining(env, *id)).sum(), 2);
    let customers = moves.first().is_none_or(|id| is_of_customers(env, *id));
    let names: Vec<String> = moves.iter().map(|id| text(env, MOVE, *id, "name")).collect();
    json!({
        "amount": amount, "source_amount": amount, "source_amount_currency": amount, "currency_id": 1, "company_id": 1,
        "journal_id": journal(env), "payment_difference_handling": "open", "communication": names.join(", "),
        "partner_id": moves.first().and_then(|id| link(env, MOVE, *id, "partner_id")), "can_edit_wizard": true,
        "can_group_payments": moves.len() > 1, "payment_type": if customers { "inbound" } else { "outbound" },
        "partner_type": if customers { "customer" } else { "supplier" },
    })
}

/// What the amount leaves open.
pub(in crate::business) fn difference(env: &Env<'_>, id: i64) -> Value {
    json!(rounded(number(env, WIZARD, id, "source_amount") - number(env, WIZARD, id, "amount"), 2))
}

/// The button of the dialog: one payment an invoice.
pub(super) fn pay(env: &mut Env<'_>, id: i64) -> Outcome<Value> {
    let mut left = number(env, WIZARD, id, "amount");
    let mut payments = Vec::new();
    for invoice in moves(env, id) {
        let amount = rounded(left.min(remaining(env, invoice)), 2);
        if amount > 0.0 {
            payments.push(payment(env, id, invoice, amount)?);
            settle(env, invoice, amount)?;
            left -= amount;
        }
    }
    if payments.is_empty() {
        return Err(OdooError::user("There is nothing left to pay."));
    }
    Ok(action::window(env, "Payments", "account.payment", &payments, &json!({ "create": false })))
}

fn payment(env: &mut Env<'_>, wizard: i64, invoice: i64, amount: f64) -> Outcome<i64> {
    let last = env.db.rows("account.payment").count() + 1;
    let said = text(env, MOVE, invoice, "name");
    let values = json!({
        "name": format!("PBNK1/{}/{last:05}", env.db.clock.today().year()), "amount": amount, "date": text(env, WIZARD, wizard, "payment_date"),
        "payment_type": text(env, WIZARD, wizard, "payment_type"), "partner_type": text(env, WIZARD, wizard, "partner_type"),
        "partner_id": link(env, WIZARD, wizard, "partner_id"), "journal_id": link(env, WIZARD, wizard, "journal_id"), "currency_id": 1,
        "company_id": 1, "memo": said, "ref": said, "is_reconciled": true, "invoice_ids": exactly(&[invoice]),
        "state": if env.series() == Series::V17 { "posted" } else { "in_process" },
    });
    let made = create(env, "account.payment", &values)?;
    set(env, MOVE, &[invoice], &json!({ "matched_payment_ids": [[4, made]] }))?;
    Ok(made)
}

fn settle(env: &mut Env<'_>, invoice: i64, amount: f64) -> Outcome<()> {
    let paid = already_paid(env, invoice) + amount;
    env.db.update(MOVE, invoice, [(PAID.to_owned(), json!(paid))]);
    let state = if remaining(env, invoice) <= 0.0 { "paid" } else { "partial" };
    set(env, MOVE, &[invoice], &json!({ "payment_state": state }))?;
    if state == "paid" && env.series() != Series::V17 {
        let payments = linked(env, MOVE, invoice, "matched_payment_ids");
        set(env, "account.payment", &payments, &json!({ "state": "paid" }))?;
    }
    Ok(())
}

/// How much of an invoice was paid through the dialog.
pub(in crate::business) fn already_paid(env: &Env<'_>, invoice: i64) -> f64 {
    env.db.row(MOVE, invoice).and_then(|row| row.get(PAID)).and_then(Value::as_f64).unwrap_or_default()
}
