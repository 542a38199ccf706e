//! Transfers: less than ordered, and what comes back.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::others;
use super::site::{Site, made};

/// What makes a product one that is kept in stock.
fn storable(site: &Site) -> Value {
    if site.series() == Series::V17 { json!({"detailed_type": "product"}) } else { json!({"type": "consu", "is_storable": true}) }
}

/// A transfer of ten of which some are in stock, reserved.
fn delivery(site: &Site, in_stock: u32) -> Value {
    let mut values = json!({"name": format!("Lamp {}", site.mark)});
    values.as_object_mut().unwrap().extend(storable(site).as_object().unwrap().clone());
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

/// Four of ten are received under a new lot, the rest later. Without a lot Odoo refuses, and nothing is moved.
pub(super) fn receives_lot(site: &mut Site) {
    let mut values = json!({"name": format!("Battery {}", site.mark), "tracking": "lot"});
    values.as_object_mut().unwrap().extend(storable(site).as_object().unwrap().clone());
    let product = site.make("product.product", values);
    let kind = site.find("stock.picking.type", json!([["code", "=", "incoming"]]), &["default_location_dest_id"])[0].clone();
    let from = site.find("stock.location", json!([["usage", "=", "supplier"]]), &[])[0]["id"].clone();
    let to = kind["default_location_dest_id"].clone();
    let mut line = json!({"product_id": product, "product_uom_qty": 10, "location_id": from, "location_dest_id": to});
    if site.series() != Series::V19 {
        line["name"] = json!("Battery");
    }
    let values = json!({"picking_type_id": kind["id"], "location_id": from, "location_dest_id": to, "move_ids": [[0, 0, line]]});
    let picking = site.make("stock.picking", values);
    site.run("stock.picking", "action_confirm", &[&picking]);

    let validate = json!({"model": "stock.picking", "method": "button_validate", "record_ids": [picking]});
    let refused = site.refused("execute_method", validate.clone());
    assert_eq!(refused["code"], "odoo_refused", "{refused}");
    assert_ne!(site.read("stock.picking", &picking, &["state"])["state"], "done");

    let found = json!({"model": "stock.move.line", "domain": [["picking_id", "=", picking]]});
    let found = site.does("search_read", found);
    assert!(found["records"][0].get("lot_id").is_some() || found.to_string().contains("lot_name"), "the lot is among the fields: {found}");
    let (line, lot) = (found["records"][0]["id"].clone(), format!("LOT {}", site.mark));
    site.does("update_record", json!({"model": "stock.move.line", "record_ids": [line], "values": {"lot_name": lot, "quantity": 4}}));
    let waits = site.does("execute_method", validate);
    let done = site.does("run_wizard", json!({"dialog": waits["dialog"]["handle"], "press": "process"}));
    assert_eq!(done["records"][0]["state"], "done", "{done}");
    let lots = site.find("stock.lot", json!([["name", "=", lot]]), &["product_id"]);
    assert!(lots.len() == 1 && lots[0]["product_id"] == product, "{lots:?}");
    let moved = site.find("stock.move.line", json!([["picking_id", "=", picking]]), &["lot_id", "quantity"]);
    assert!(moved.len() == 1 && moved[0]["lot_id"] == lots[0]["id"] && moved[0]["quantity"].as_f64() == Some(4.0), "{moved:?}");
    assert_eq!(site.find("stock.picking", json!([["backorder_id", "=", picking]]), &[]).len(), 1, "the rest comes later");
}
