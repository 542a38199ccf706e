//! Credit notes: an invoice taken back as a draft, or taken back at once with a new draft in its place.

use serde_json::{Value, json};

use super::{active_of, create, exactly, set};
use crate::business::{action, link, linked, number, text};
use crate::clock::date_text;
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

const WIZARD: &str = "account.move.reversal";
const MOVE: &str = "account.move";
const LINE: &str = "account.move.line";

/// The dialog; what it works on comes with the context of the window that it is opened from.
pub(super) fn open(_: &Env<'_>) -> Value {
    action::dialog("Credit Note", WIZARD, &json!("{}"))
}

pub(super) fn defaults(env: &Env<'_>) -> Value {
    json!({ "date": date_text(env.db.clock.today()), "company_id": 1, "move_ids": exactly(&active_of(env, MOVE)) })
}

/// The journal follows the entries in a form; who creates the record without one names it.
pub(super) fn computed(env: &Env<'_>, id: i64) -> Value {
    let moves = linked(env, WIZARD, id, "move_ids");
    let first = moves.first().copied();
    json!({
        "journal_id": first.and_then(|id| link(env, MOVE, id, "journal_id")), "currency_id": 1,
        "move_type": first.map(|id| text(env, MOVE, id, "move_type")),
        "residual": moves.iter().map(|id| number(env, MOVE, *id, "amount_residual")).sum::<f64>(),
    })
}

pub(super) fn reverse(env: &mut Env<'_>, id: i64, replaces: bool) -> Outcome<Value> {
    let moves = linked(env, WIZARD, id, "move_ids");
    if moves.is_empty() || moves.iter().any(|id| text(env, MOVE, *id, "state") != "posted") {
        return Err(OdooError::user("Only posted entries can be reversed."));
    }
    let mut made = Vec::new();
    for invoice in moves {
        let credit = copy(env, id, invoice, true)?;
        if replaces {
            set(env, MOVE, &[credit], &json!({ "state": "posted", "name": format!("R{}", text(env, MOVE, invoice, "name")) }))?;
            set(env, MOVE, &[invoice, credit], &json!({ "payment_state": "reversed" }))?;
        }
        made.push(if replaces { copy(env, id, invoice, false)? } else { credit });
    }
    let kind = made.first().map(|id| text(env, MOVE, *id, "move_type"));
    Ok(action::window(env, "Reverse Moves", MOVE, &made, &json!({ "default_move_type": kind })))
}

/// A draft with the entry's lines: its credit note, or an invoice like it.
fn copy(env: &mut Env<'_>, wizard: i64, invoice: i64, reverses: bool) -> Outcome<i64> {
    let kind = text(env, MOVE, invoice, "move_type");
    let kind = if reverses { kind.replace("invoice", "refund") } else { kind };
    let lines = linked(env, MOVE, invoice, "invoice_line_ids");
    let lines: Vec<Value> = lines.into_iter().map(|line| copied_line(env, line)).collect();
    let reason = text(env, WIZARD, wizard, "reason");
    let about = format!("Reversal of: {}", text(env, MOVE, invoice, "name"));
    let values = json!({
        "move_type": kind, "partner_id": link(env, MOVE, invoice, "partner_id"), "journal_id": link(env, WIZARD, wizard, "journal_id"),
        "invoice_date": text(env, WIZARD, wizard, "date"), "state": "draft", "invoice_line_ids": lines,
        "ref": if reason.is_empty() { about } else { format!("{about}, {reason}") },
        "reversed_entry_id": if reverses { json!(invoice) } else { json!(false) },
    });
    create(env, MOVE, &values)
}

fn copied_line(env: &Env<'_>, line: i64) -> Value {
    json!([0, 0, {
        "product_id": link(env, LINE, line, "product_id"), "name": text(env, LINE, line, "name"),
        "quantity": number(env, LINE, line, "quantity"), "price_unit": number(env, LINE, line, "price_unit"),
        "discount": number(env, LINE, line, "discount"), "tax_ids": exactly(&linked(env, LINE, line, "tax_ids")),
        "sale_line_ids": exactly(&linked(env, LINE, line, "sale_line_ids")),
    }])
}
