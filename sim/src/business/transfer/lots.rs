//! Lots: what is tracked moves by lines that name a lot, a known one or a new one by its name. Serial numbers count one each, and
//! packages are left out.

use serde_json::{Value, json};

use super::super::wizard::{create, set};
use super::{MOVE, link, number, text};
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

const LINE: &str = "stock.move.line";
const LOT: &str = "stock.lot";
const PRODUCT: &str = "product.product";

fn is_tracked(env: &Env<'_>, line: i64) -> bool {
    link(env, MOVE, line, "product_id").is_some_and(|product| matches!(text(env, PRODUCT, product, "tracking").as_str(), "lot" | "serial"))
}

/// The lines of a move.
fn lines(env: &Env<'_>, of: i64) -> Vec<i64> {
    let is_of = |row: &crate::database::Row| row.get("move_id").and_then(Value::as_i64) == Some(of);
    env.db.rows(LINE).filter(|(_, row)| is_of(row)).map(|(id, _)| id).collect()
}

/// A line for what is reserved of a tracked product.
pub(super) fn prepare(env: &mut Env<'_>, picking: i64, of: i64) -> Outcome<()> {
    let quantity = number(env, MOVE, of, "quantity");
    if !is_tracked(env, of) || quantity <= 0.0 || !lines(env, of).is_empty() {
        return Ok(());
    }
    let linked = |field: &str| link(env, MOVE, of, field);
    let values = json!({
        "picking_id": picking, "move_id": of, "product_id": linked("product_id"), "quantity": quantity,
        "product_uom_id": linked("product_uom"), "location_id": linked("location_id"), "location_dest_id": linked("location_dest_id"),
        "company_id": 1, "state": "assigned",
    });
    create(env, LINE, &values).map(drop)
}

/// The lines say how much is moved; each names a lot.
pub(super) fn check(env: &mut Env<'_>, moves: &[i64]) -> Outcome<()> {
    for of in moves.iter().copied().filter(|of| is_tracked(env, *of)).collect::<Vec<_>>() {
        let lines = lines(env, of);
        let moved: f64 = lines.iter().map(|line| number(env, LINE, *line, "quantity")).sum();
        let is_named = |line: &i64| link(env, LINE, *line, "lot_id").is_some() || !text(env, LINE, *line, "lot_name").is_empty();
        if moved > 0.0 && !lines.iter().all(is_named) {
            let product = link(env, MOVE, of, "product_id").map(|id| text(env, PRODUCT, id, "name")).unwrap_or_default();
            return Err(OdooError::user(format!("A lot is missing for:\n- {product}")));
        }
        set(env, MOVE, &[of], &json!({ "quantity": moved }))?;
    }
    Ok(())
}

/// New names become lots.
pub(super) fn keep(env: &mut Env<'_>, of: i64) -> Outcome<()> {
    for line in lines(env, of) {
        let product = link(env, MOVE, of, "product_id");
        let lot = match link(env, LINE, line, "lot_id") {
            Some(lot) => lot,
            None => create(env, LOT, &json!({ "name": text(env, LINE, line, "lot_name"), "product_id": product, "company_id": 1 }))?,
        };
        set(env, LINE, &[line], &json!({ "lot_id": lot, "state": "done", "picked": true }))?;
    }
    Ok(())
}
