//! Goods that come back: a transfer the other way round, of as much as the dialog says.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::{active_of, create};
use crate::business::{action, link, linked, number, text};
use crate::error::{OdooError, Outcome};
use crate::orm::Env;

const WIZARD: &str = "stock.return.picking";
const LINE: &str = "stock.return.picking.line";
const PICKING: &str = "stock.picking";
const MOVE: &str = "stock.move";

/// A line for each move that was done. 17 proposes what was moved, later series nothing.
pub(super) fn defaults(env: &Env<'_>) -> Value {
    let Some(picking) = active_of(env, PICKING).first().copied() else { return json!({}) };
    let done = linked(env, PICKING, picking, "move_ids").into_iter().filter(|id| text(env, MOVE, *id, "state") == "done");
    let line = |id: i64| {
        let quantity = if env.series() == Series::V17 { number(env, MOVE, id, "quantity") } else { 0.0 };
        json!([0, 0, { "product_id": link(env, MOVE, id, "product_id"), "move_id": id, "quantity": quantity, "to_refund": true }])
    };
    json!({ "picking_id": picking, "product_return_moves": done.map(line).collect::<Vec<_>>() })
}

/// The button; `all` returns everything, whatever the lines say.
pub(super) fn create_return(env: &mut Env<'_>, id: i64, all: bool) -> Outcome<Value> {
    let picking = link(env, WIZARD, id, "picking_id").ok_or_else(|| OdooError::user("There is no transfer to return."))?;
    let mut moves = Vec::new();
    for line in linked(env, WIZARD, id, "product_return_moves") {
        let Some(origin) = link(env, LINE, line, "move_id") else { continue };
        let quantity = if all { number(env, MOVE, origin, "quantity") } else { number(env, LINE, line, "quantity") };
        if quantity > 0.0 {
            moves.push(json!([0, 0, back(env, origin, quantity)]));
        }
    }
    if moves.is_empty() {
        return Err(OdooError::user("Nothing is returned: give at least one quantity."));
    }
    let values = json!({
        "picking_type_id": link(env, PICKING, picking, "picking_type_id"), "partner_id": link(env, PICKING, picking, "partner_id"),
        "location_id": link(env, PICKING, picking, "location_dest_id"), "location_dest_id": link(env, PICKING, picking, "location_id"),
        "origin": format!("Return of {}", text(env, PICKING, picking, "name")), "return_id": picking, "state": "assigned",
        "move_ids": moves,
    });
    let back = create(env, PICKING, &values)?;
    Ok(action::window(env, "Returned Picking", PICKING, &[back], &json!({})))
}

/// A move the other way round; its name where the series gives moves one.
fn back(env: &Env<'_>, origin: i64, quantity: f64) -> Value {
    let mut values = json!({
        "product_id": link(env, MOVE, origin, "product_id"), "product_uom_qty": quantity, "quantity": quantity,
        "location_id": link(env, MOVE, origin, "location_dest_id"), "location_dest_id": link(env, MOVE, origin, "location_id"),
        "origin_returned_move_id": origin, "state": "assigned",
    });
    let has_name = env.find_schema(MOVE).is_some_and(|schema| schema.fields.contains_key("name"));
    if let Some(values) = values.as_object_mut().filter(|_| has_name) {
        values.insert("name".to_owned(), json!(text(env, MOVE, origin, "name")));
    }
    values
}
