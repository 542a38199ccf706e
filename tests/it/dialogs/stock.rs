//! Transfers: less than ordered, and what comes back.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::others;
use super::site::{Site, made};

/// A transfer of ten of which some are in stock, reserved.
fn delivery(site: &Site, in_stock: u32) -> Value {
    let storable =
        if site.series() == Series::V17 { json!({"detailed_type": "product"}) } else { json!({"type": "consu", "is_storable": true}) };
    let mut values = json!({"name": format!("Lamp {}", site.mark)});
    values.as_object_mut().unwrap().extend(storable.as_object().unwrap().clone());
    let product = site.make("product.product", values);
    let fields = ["default_location_src_id", "default_location_dest_id"];
    let kind = site.find("stock.picking.type", json!([["code", "=", "outgoing"]]), &fields)[0].clone();
    let (from, to) = (&kind["default_location_src_id"], &kind["default_location_dest_id"]);
    let counted = json!({"product_id": product, "location_id": from, "inventory_quantity": in_stock});
    let quant = site.make("stock.quant", counted);
    site.run("stock.quant", "action_apply_inventory", &[&quant]);
    let mut line = json!({"product_id": product, "product_uom_qty": 10, "location_id": from, "location_dest_id": to});
    if site.series() != Series::V19 {
        line["name"] = json!("Lamp");
    }
    let values = json!({"partner_id": others::customer(site), "picking_type_id": kind["id"], "location_id": from, "location_dest_id": to, "move_ids": [[0, 0, line]]});
    let picking = site.make("stock.picking", values);
    site.run("stock.picking", "action_confirm", &[&picking]);
    site.run("stock.picking", "action_assign", &[&picking]);
    picking
}

pub(super) fn back_order(site: &mut Site, button: &str, backorders: usize) {
    let picking = delivery(site, 7);
    let waits = site.does("execute_method", json!({"model": "stock.picking", "method": "button_validate", "record_ids": [picking]}));
    assert!(!waits.to_string().contains("button_validate_picking_ids"), "the context stays in the gateway: {waits}");
    assert_eq!(site.read("stock.picking", &picking, &["state"])["state"], "assigned", "nothing was done yet");
    let done = site.does("run_wizard", json!({"dialog": waits["dialog"]["handle"], "press": button}));
    assert_eq!(done["records"][0]["state"], "done", "{done}");
    let shown = site.read("stock.picking", &picking, &["state", "backorder_ids"]);
    assert_eq!((&shown["state"], shown["backorder_ids"].as_array().unwrap().len()), (&json!("done"), backorders), "{shown}");
    let moved = site.find("stock.move", json!([["picking_id", "=", picking], ["state", "=", "done"]]), &["quantity"]);
    assert_eq!(moved.iter().filter_map(|line| line["quantity"].as_f64()).sum::<f64>(), 7.0);
}

/// Two of ten come back.
pub(super) fn returns(site: &mut Site) {
    let picking = delivery(site, 10);
    assert_eq!(site.run("stock.picking", "button_validate", &[&picking]), true);
    let button = if site.series() == Series::V17 { "create_returns" } else { "action_create_returns" };
    let answers = json!({"product_return_moves": [{"line": 1, "quantity": 2}]});
    let done = site.finishes("stock.picking", "stock.return.picking", &[&picking], answers, button);
    let back = made(&done, "stock.picking");
    let moves = site.find("stock.move", json!([["picking_id", "=", back]]), &["product_uom_qty", "origin_returned_move_id"]);
    assert_eq!((moves.len(), moves[0]["product_uom_qty"].as_f64()), (1, Some(2.0)), "{moves:?}");
    assert!(moves[0]["origin_returned_move_id"].is_number(), "{moves:?}");
}
