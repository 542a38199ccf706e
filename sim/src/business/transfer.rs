//! Transfers with moves: reserved from what is in stock, validated in full or in part, the rest in a backorder or given up. Packages
//! are left out.

mod lots;

use odoo_sdk::schema::ModelSchema;
use serde_json::{Map, Value, json};

use super::wizard::set;
use super::{action, link, linked, number, text};
use crate::call::Arguments;
use crate::database::Row;
use crate::error::{OdooError, Outcome};
use crate::orm::{Env, ids_of};
use crate::python::{is_none, is_true};

const PICKING: &str = "stock.picking";
const MOVE: &str = "stock.move";
const QUANT: &str = "stock.quant";
const WIZARD: &str = "stock.backorder.confirmation";

/// Carries out a method of a transfer that has moves, of the dialog that it may open, or of stock.
pub(super) fn call(env: &mut Env<'_>, schema: &ModelSchema, method: &str, call: &Arguments) -> Option<Outcome<Value>> {
    let ids = call.ids.as_slice();
    let has_moves = schema.model == PICKING && ids.iter().any(|id| !moves(env, *id).is_empty());
    Some(match (schema.model.as_str(), method) {
        (PICKING, "action_confirm") if has_moves => confirm(env, ids),
        (PICKING, "action_assign") if has_moves => ids.iter().try_for_each(|id| reserve(env, *id)).map(|()| json!(true)),
        (PICKING, "action_cancel") if has_moves => cancel(env, ids),
        (PICKING, "button_validate") if has_moves => validate(env, ids),
        (WIZARD, "process") => process(env, ids, true),
        (WIZARD, "process_cancel_backorder") => process(env, ids, false),
        (QUANT, "action_apply_inventory") => apply_inventory(env, ids),
        _ => return None,
    })
}

/// What a move takes from its transfer and its product.
pub(super) fn complete_move(env: &Env<'_>, row: &mut Row) {
    let picking = row.get("picking_id").and_then(Value::as_i64);
    let of_picking = |field: &str| picking.and_then(|id| link(env, PICKING, id, field)).map(Value::from);
    let product = row.get("product_id").and_then(Value::as_i64);
    let mut set = |field: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|_| row.get(field).is_none_or(is_none)) {
            row.insert(field.to_owned(), value);
        }
    };
    set("location_id", of_picking("location_id"));
    set("location_dest_id", of_picking("location_dest_id"));
    set("product_uom", product.and_then(|id| link(env, "product.product", id, "uom_id")).map(Value::from));
    set("company_id", Some(json!(1)));
    set("state", Some(json!("draft")));
}

/// Places and number of a transfer follow its type.
pub(super) fn complete_picking(env: &Env<'_>, row: &mut Row) {
    const TYPE: &str = "stock.picking.type";
    let Some(kind) = row.get("picking_type_id").and_then(Value::as_i64) else { return };
    for (field, source) in [("location_id", "default_location_src_id"), ("location_dest_id", "default_location_dest_id")] {
        if let Some(place) = link(env, TYPE, kind, source).filter(|_| row.get(field).is_none_or(is_none)) {
            row.insert(field.to_owned(), json!(place));
        }
    }
    if row.get("name").is_none_or(|name| is_none(name) || name == "/") {
        let same = env.db.rows(PICKING).filter(|(_, row)| row.get("picking_type_id").and_then(Value::as_i64) == Some(kind)).count();
        row.insert("name".to_owned(), json!(format!("WH/{}/{:05}", text(env, TYPE, kind, "sequence_code"), same + 1)));
    }
}

fn moves(env: &Env<'_>, picking: i64) -> Vec<i64> {
    linked(env, PICKING, picking, "move_ids").into_iter().filter(|id| text(env, MOVE, *id, "state") != "cancel").collect()
}

fn advance(env: &mut Env<'_>, pickings: &[i64], state: &str) -> Outcome<()> {
    for picking in pickings {
        let moves = moves(env, *picking);
        set(env, MOVE, &moves, &json!({ "state": state }))?;
    }
    set(env, PICKING, pickings, &json!({ "state": state }))
}

/// What is confirmed is reserved at once.
fn confirm(env: &mut Env<'_>, pickings: &[i64]) -> Outcome<Value> {
    advance(env, pickings, "confirmed")?;
    pickings.iter().try_for_each(|id| reserve(env, *id)).map(|()| json!(true))
}

fn cancel(env: &mut Env<'_>, pickings: &[i64]) -> Outcome<Value> {
    if pickings.iter().any(|id| text(env, PICKING, *id, "state") == "done") {
        return Err(OdooError::user("The transfer is done and stays so."));
    }
    for line in pickings.iter().flat_map(|id| moves(env, *id)).collect::<Vec<_>>() {
        release(env, line, -number(env, MOVE, line, "quantity"));
    }
    advance(env, pickings, "cancel").map(|()| json!(true))
}

/// The stock of a move's product at the place it leaves from.
fn stock(env: &Env<'_>, line: i64) -> Option<i64> {
    let (product, place) = (link(env, MOVE, line, "product_id"), link(env, MOVE, line, "location_id"));
    let is_there =
        |row: &Row| row.get("product_id").and_then(Value::as_i64) == product && row.get("location_id").and_then(Value::as_i64) == place;
    env.db.rows(QUANT).find(|(_, row)| is_there(row)).map(|(id, _)| id)
}

/// Changes what is reserved of a move's stock.
fn release(env: &mut Env<'_>, line: i64, by: f64) {
    let Some(quant) = stock(env, line) else { return };
    let reserved = number(env, QUANT, quant, "reserved_quantity") + by;
    env.db.update(QUANT, quant, [("reserved_quantity".to_owned(), json!(reserved))]);
}

/// Reserves what is there; goods from a supplier are always there.
fn reserve(env: &mut Env<'_>, picking: i64) -> Outcome<()> {
    for line in moves(env, picking) {
        let (wanted, held) = (number(env, MOVE, line, "product_uom_qty"), number(env, MOVE, line, "quantity"));
        let free = match stock(env, line) {
            Some(quant) => number(env, QUANT, quant, "quantity") - number(env, QUANT, quant, "reserved_quantity"),
            None if comes_from_outside(env, line) => wanted,
            None => 0.0,
        };
        let more = (wanted - held).min(free).max(0.0);
        release(env, line, more);
        let state = if held + more >= wanted {
            "assigned"
        } else if held + more > 0.0 {
            "partially_available"
        } else {
            "confirmed"
        };
        set(env, MOVE, &[line], &json!({ "quantity": held + more, "state": state }))?;
        lots::prepare(env, picking, line)?;
    }
    let is_ready = moves(env, picking).iter().any(|line| number(env, MOVE, *line, "quantity") > 0.0);
    set(env, PICKING, &[picking], &json!({ "state": if is_ready { "assigned" } else { "confirmed" } }))
}

fn comes_from_outside(env: &Env<'_>, line: i64) -> bool {
    link(env, MOVE, line, "location_id").is_some_and(|place| text(env, "stock.location", place, "usage") != "internal")
}

/// Carries transfers out; where less than ordered is moved, asks what becomes of the rest.
fn validate(env: &mut Env<'_>, pickings: &[i64]) -> Outcome<Value> {
    let open = |env: &Env<'_>, id: &i64| matches!(text(env, PICKING, *id, "state").as_str(), "done" | "cancel");
    if pickings.iter().any(|id| open(env, id)) {
        return Err(OdooError::user("The transfer is done or cancelled."));
    }
    let all: Vec<i64> = pickings.iter().flat_map(|id| moves(env, *id)).collect();
    lots::check(env, &all)?;
    let total = |id: &i64| moves(env, *id).iter().map(|line| number(env, MOVE, *line, "quantity")).sum::<f64>();
    if pickings.iter().any(|id| total(id) <= 0.0) {
        return Err(OdooError::user("A transfer of nothing cannot be validated: set or reserve quantities first."));
    }
    let is_short = |line: &i64| number(env, MOVE, *line, "quantity") < number(env, MOVE, *line, "product_uom_qty");
    let short: Vec<i64> = pickings.iter().copied().filter(|id| moves(env, *id).iter().any(is_short)).collect();
    let is_sure = env.context.get("skip_backorder").is_some_and(is_true);
    if short.is_empty() || is_sure {
        return finish(env, pickings, true).map(|()| json!(true));
    }
    let links: Vec<Value> = short.iter().map(|id| json!([4, id])).collect();
    let context =
        json!({ "button_validate_picking_ids": pickings, "default_show_transfers": pickings.len() > 1, "default_pick_ids": links });
    Ok(action::dialog("Create Backorder?", WIZARD, &context))
}

/// The transfers that the dialog is about, each with a line that says whether the rest follows.
pub(super) fn defaults(env: &Env<'_>) -> Value {
    let links = env.context.get("default_pick_ids").and_then(Value::as_array);
    let pickings: Vec<i64> = links.into_iter().flatten().filter_map(|link| link.get(1).unwrap_or(link).as_i64()).collect();
    let line = |id: &i64| json!([0, 0, { "to_backorder": true, "picking_id": id }]);
    match pickings.is_empty() {
        true => json!({}),
        false => json!({
            "pick_ids": [[6, 0, pickings]], "backorder_confirmation_line_ids": pickings.iter().map(line).collect::<Vec<_>>(),
        }),
    }
}

/// The buttons of the dialog. Without the transfers in its context it does nothing, and says that all is well.
fn process(env: &mut Env<'_>, ids: &[i64], keeps_rest: bool) -> Outcome<Value> {
    let pickings = ids_of(env.context.get("button_validate_picking_ids").unwrap_or(&Value::Null));
    let [wizard] = ids else { return Err(OdooError::value("Expected singleton")) };
    let lines = linked(env, WIZARD, *wizard, "backorder_confirmation_line_ids");
    let schema = env.schema("stock.backorder.confirmation.line")?;
    let is_given_up = |line: &i64| env.value(&schema, *line, "to_backorder") != json!(true);
    let given_up: Vec<i64> =
        lines.iter().filter(|line| is_given_up(line)).filter_map(|line| link(env, &schema.model, *line, "picking_id")).collect();
    for picking in pickings {
        finish(env, &[picking], keeps_rest && !given_up.contains(&picking))?;
    }
    Ok(json!(true))
}

/// Moves what is there; the rest goes to a backorder or is given up.
fn finish(env: &mut Env<'_>, pickings: &[i64], keeps_rest: bool) -> Outcome<()> {
    for picking in pickings {
        let mut rest = Vec::new();
        for line in moves(env, *picking) {
            let (wanted, moved) = (number(env, MOVE, line, "product_uom_qty"), number(env, MOVE, line, "quantity"));
            take(env, line, moved);
            lots::keep(env, line)?;
            set(env, MOVE, &[line], &json!({ "state": "done", "picked": true, "product_uom_qty": moved }))?;
            if wanted > moved {
                rest.push((line, wanted - moved));
            }
        }
        let now = env.db.clock.now_text();
        set(env, PICKING, &[*picking], &json!({ "state": "done", "date_done": now }))?;
        if !rest.is_empty() {
            keep_rest(env, *picking, &rest, keeps_rest)?;
        }
    }
    Ok(())
}

/// What leaves the stock.
fn take(env: &mut Env<'_>, line: i64, moved: f64) {
    release(env, line, -moved);
    if let Some(quant) = stock(env, line) {
        let left = number(env, QUANT, quant, "quantity") - moved;
        env.db.update(QUANT, quant, [("quantity".to_owned(), json!(left))]);
    }
}

/// The rest waits in a transfer of its own, or is cancelled with this one.
fn keep_rest(env: &mut Env<'_>, picking: i64, rest: &[(i64, f64)], waits: bool) -> Outcome<()> {
    let owner = if waits { backorder(env, picking)? } else { picking };
    let schema = env.schema(MOVE)?;
    for (line, quantity) in rest {
        let other = json!({
            "picking_id": owner, "product_uom_qty": quantity, "quantity": 0.0, "picked": false,
            "state": if waits { "confirmed" } else { "cancel" },
        });
        copy(env, &schema, *line, other)?;
    }
    Ok(())
}

fn backorder(env: &mut Env<'_>, picking: i64) -> Outcome<i64> {
    let schema = env.schema(PICKING)?;
    let other = json!({ "backorder_id": picking, "state": "confirmed", "name": "/", "move_ids": [] });
    copy(env, &schema, picking, other)
}

fn copy(env: &mut Env<'_>, schema: &ModelSchema, id: i64, other: Value) -> Outcome<i64> {
    let known: Map<String, Value> =
        other.as_object().cloned().unwrap_or_default().into_iter().filter(|(name, _)| schema.fields.contains_key(name)).collect();
    env.as_server(|env| {
        let mut values = env.copy_values(schema, id, &known)?;
        values.retain(|name, _| !name.starts_with("move_line") && name != "move_ids_without_package");
        env.create(schema, &values)
    })
}

/// What was counted is what is there.
fn apply_inventory(env: &mut Env<'_>, ids: &[i64]) -> Outcome<Value> {
    for quant in ids {
        let counted = number(env, QUANT, *quant, "inventory_quantity");
        env.db.update(QUANT, *quant, [("quantity".to_owned(), json!(counted)), ("inventory_quantity".to_owned(), json!(0.0))]);
    }
    Ok(Value::Null)
}

/// What is there and not reserved.
pub(super) fn available(env: &Env<'_>, id: i64) -> Value {
    json!(number(env, QUANT, id, "quantity") - number(env, QUANT, id, "reserved_quantity"))
}
