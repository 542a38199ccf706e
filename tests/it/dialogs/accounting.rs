//! Invoices, payments, credit notes and bills.

use odoo_sdk::Series;
use serde_json::{Value, json};

use super::others;
use super::site::{Site, made};

const INVOICING: &str = "sale.advance.payment.inv";

/// A service of 100 without taxes, invoiced as ordered.
fn service(site: &Site) -> Value {
    let values = json!({"name": format!("Service {}", site.mark), "type": "service", "list_price": 100, "taxes_id": [[5]], "supplier_taxes_id": [[5]], "invoice_policy": "order"});
    site.make("product.product", values)
}

/// An order of 200.
pub(super) fn order(site: &Site) -> Value {
    let line = json!({"product_id": service(site), "product_uom_qty": 2, "price_unit": 100});
    site.make("sale.order", json!({"partner_id": others::customer(site), "order_line": [[0, 0, line]]}))
}

/// An invoice of 200 that is posted.
fn invoice(site: &Site) -> Value {
    let line = json!({"product_id": service(site), "quantity": 2, "price_unit": 100, "tax_ids": [[5]]});
    let values = json!({"move_type": "out_invoice", "partner_id": others::customer(site), "invoice_line_ids": [[0, 0, line]]});
    let invoice = site.make("account.move", values);
    site.run("account.move", "action_post", &[&invoice]);
    invoice
}

pub(super) fn invoices_order(site: &mut Site, answers: Value, expected: f64) {
    let order = order(site);
    site.run("sale.order", "action_confirm", &[&order]);
    let done = site.finishes("sale.order", INVOICING, &[&order], answers, "create_invoices");
    let invoice = made(&done, "account.move");
    let invoices = site.read("sale.order", &order, &["invoice_ids"])["invoice_ids"].clone();
    assert_eq!(invoices, json!([invoice]), "{done}");
    let shown = site.read("account.move", &invoice, &["amount_untaxed", "state", "move_type"]);
    assert_eq!((shown["amount_untaxed"].as_f64(), &shown["state"]), (Some(expected), &json!("draft")), "{shown}");
}

pub(super) fn pays(site: &mut Site) {
    let invoice = invoice(site);
    for (answers, paid, left, states) in
        [(json!({"amount": 80}), 80.0, 120.0, ["partial", ""]), (json!({}), 120.0, 0.0, ["paid", "in_payment"])]
    {
        let done = site.finishes("account.move", "action_register_payment", &[&invoice], answers, "action_create_payments");
        let payment = made(&done, "account.payment");
        assert_eq!(site.read("account.payment", &payment, &["amount"])["amount"].as_f64(), Some(paid), "{done}");
        let shown = site.read("account.move", &invoice, &["amount_residual", "payment_state"]);
        assert_eq!(shown["amount_residual"].as_f64(), Some(left), "{shown}");
        assert!(states.contains(&shown["payment_state"].as_str().unwrap()), "{shown}");
        assert_eq!(done["records"][0]["payment_state"], shown["payment_state"], "{done}");
    }
}

pub(super) fn credits(site: &mut Site, kind: &str, button: &str) {
    let invoice = invoice(site);
    let done = site.finishes("account.move", "action_reverse", &[&invoice], json!({"reason": "broken"}), button);
    let shown = site.read("account.move", &made(&done, "account.move"), &["move_type", "state", "amount_total"]);
    assert_eq!((&shown["move_type"], &shown["state"], shown["amount_total"].as_f64()), (&json!(kind), &json!("draft"), Some(200.0)));
    let notes = site.find("account.move", json!([["reversed_entry_id", "=", invoice]]), &["move_type"]);
    assert!(notes.len() == 1 && notes[0]["move_type"] == "out_refund", "{notes:?}");
}

/// Ordered, billed once, dated and posted; the note on the bill never asks to repeat.
pub(super) fn bills(site: &mut Site) {
    let line = json!({"product_id": service(site), "product_qty": 3, "price_unit": 10});
    let order = site.make("purchase.order", json!({"partner_id": others::customer(site), "order_line": [[0, 0, line]]}));
    site.run("purchase.order", "button_confirm", &[&order]);
    let received = site.read("purchase.order", &order, &["order_line"])["order_line"][0].clone();
    site.write("purchase.order.line", &received, json!({"qty_received": 3}));
    let billed = site.does("execute_method", json!({"model": "purchase.order", "method": "action_create_invoice", "record_ids": [order]}));
    let bill = made(&billed, "account.move");
    site.does("update_record", json!({"model": "account.move", "record_ids": [bill], "values": {"invoice_date": "2026-11-20"}}));
    site.does("execute_method", json!({"model": "account.move", "method": "action_post", "record_ids": [bill]}));
    let shown = site.read("account.move", &bill, &["move_type", "state", "amount_untaxed", "invoice_date"]);
    assert_eq!(
        (&shown["move_type"], &shown["state"], shown["amount_untaxed"].as_f64()),
        (&json!("in_invoice"), &json!("posted"), Some(30.0)),
        "{shown}"
    );
}

pub(super) fn sends_invoice(site: &mut Site) {
    let invoice = invoice(site);
    let method = if site.series() == Series::V17 { "action_invoice_sent" } else { "action_send_and_print" };
    let dialog = site.opens("account.move", method, &[&invoice]);
    let finish = json!({"dialog": dialog["handle"], "press": "action_send_and_print"});
    let asked = site.gateway.bad("run_wizard", finish);
    assert_eq!(asked["code"], "confirmation_needed", "{asked}");
    others::names_customer(site, &asked);
    let mut finish = json!({"dialog": dialog["handle"], "press": "action_send_and_print"});
    finish["confirm_token"] = asked["confirm_token"].clone();
    site.gateway.good("run_wizard", finish);
    assert_eq!(site.read("account.move", &invoice, &["is_move_sent"])["is_move_sent"], true);
}
