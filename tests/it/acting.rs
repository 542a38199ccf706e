//! What a write, a method and a dialog do and say: on every embedded series what needs no dialog, on a real Odoo the dialogs too, each
//! result read from Odoo by another call.

use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live::environment_of_key;

/// A create and an update show the record as it is now, and are one request each.
#[test]
fn a_write_answers_with_the_record_as_it_is_now() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        odoo.clear_requests();
        let values = json!({"model": "res.partner", "values": {"name": "Now", "city": "Ghent"}, "fields": ["city"]});
        let created = gateway.good("create_record", values);
        assert_eq!((&created["record"]["display_name"], &created["record"]["city"]), (&json!("Now"), &json!("Ghent")), "{created}");
        let update = json!({"model": "res.partner", "record_ids": [created["id"]], "values": {"name": "Then"}});
        let updated = gateway.good("update_record", update);
        assert_eq!(updated["records"][0]["display_name"], "Then", "{updated}");
        let of = |method: &str| odoo.calls("res.partner", method);
        assert_eq!((of("web_save"), of("create"), of("write"), of("read")), (2, 0, 0, 0), "written and read in one request");
    });
}

/// A method answers with the record as it is now, and never with a truth value that says nothing.
#[test]
fn a_method_answers_with_the_record_as_it_is_now() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Buyer"}}))["id"].clone();
        let order = gateway.good("create_record", json!({"model": "sale.order", "values": {"partner_id": partner}}))["id"].clone();
        let confirm = json!({"model": "sale.order", "method": "action_confirm", "record_ids": [order]});
        let confirmed = gateway.good("execute_method", confirm);
        assert_eq!(confirmed["records"][0]["state"], "sale", "{confirmed}");
        assert!(confirmed.get("result").is_none(), "{confirmed}");
    });
}

/// A state is moved by its methods; creating with one stays free, for imports.
#[test]
fn a_workflow_is_not_written_past() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        for (values, named) in [(json!({"state": "sale"}), "`action_confirm`"), (json!({"amount_total": 5}), "`order_line`")] {
            let refused = gateway.bad("update_record", json!({"model": "sale.order", "record_ids": [1], "values": values}));
            assert_eq!(refused["code"], "field_readonly", "{refused}");
            assert!(refused["hint"].as_str().unwrap().contains(named), "{refused}");
            let many = json!({"model": "sale.order", "updates": [{"id": 1, "values": values}]});
            assert!(gateway.bad("bulk_update", many)["path"].as_str().unwrap().starts_with("updates[0].values."));
        }
        let values = json!({"partner_id": 1, "state": "sale"});
        gateway.good("create_record", json!({"model": "sale.order", "values": values, "dry_run": true}));
    });
}

/// A question names the record; the token for it is good for that call alone, once.
#[test]
fn a_question_names_the_record_and_its_token_is_good_once() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let id = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Kept"}}))["id"].clone();
        let delete = |token: &Value| json!({"model": "res.partner", "record_ids": [id], "confirm_token": token});
        let asked = gateway.bad("delete_record", json!({"model": "res.partner", "record_ids": [id]}));
        assert!(asked["message"].as_str().unwrap().contains("(Kept)"), "{asked}");
        let unsent =
            gateway.bad("delete_record", json!({"model": "res.partner", "record_ids": [1], "confirm_token": asked["confirm_token"]}));
        assert_eq!(unsent["code"], "bad_confirmation");
        assert_eq!(gateway.good("delete_record", delete(&asked["confirm_token"]))["deleted"], json!([id]));
        assert_eq!(gateway.bad("delete_record", delete(&asked["confirm_token"]))["code"], "bad_confirmation", "sent once");
    });
}

/// An activity belongs to whoever plans it, also where Odoo would leave it to nobody.
#[test]
fn an_activity_belongs_to_the_caller() {
    super::texts::everywhere(|gateway| {
        let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Planned"}}))["id"].clone();
        let kwargs = json!({"act_type_xmlid": "mail.mail_activity_data_call", "summary": "Ring"});
        let plan = json!({"model": "res.partner", "method": "activity_schedule", "record_ids": [partner], "kwargs": kwargs});
        gateway.good("execute_method", plan);
        let domain = json!([["res_model", "=", "res.partner"], ["res_id", "=", partner]]);
        let planned = gateway.good("search_read", json!({"model": "mail.activity", "domain": domain, "fields": ["user_id"]}));
        let me = gateway.good("whoami", json!({}))["user"]["id"].clone();
        assert_eq!(planned["records"][0]["user_id"]["id"], me, "{planned}");
    });
}

/// A dialog is not made or pressed without what belongs to it.
#[test]
fn a_dialog_without_its_context_is_refused_with_the_way() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        let made = gateway.bad("create_record", json!({"model": "account.payment.register", "values": {}}));
        let pressed = json!({"model": "account.payment.register", "method": "action_create_payments", "record_ids": [1]});
        for refused in [made, gateway.bad("execute_method", pressed)] {
            assert_eq!(refused["code"], "has_a_tool", "{refused}");
            assert!(refused["hint"].as_str().unwrap().contains("run_wizard"), "{refused}");
        }
        assert_eq!(odoo.calls("account.payment.register", "create"), 0);
    });
}

/// From the quotation to the credit note on a real Odoo, by its own dialogs.
#[test]
fn the_dialogs_of_a_sale_are_finished_on_a_real_odoo() {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut gateway = Gateway::start(&environment);
    let (order, picking) = half_in_stock(&mut gateway);
    back_order(&mut gateway, &picking);
    let open = |method: &str, model: &str, id: &Value| json!({"model": model, "method": method, "record_ids": [id]});
    let mut invoicing = open("sale.advance.payment.inv", "sale.order", &order);
    let shown = gateway.good("run_wizard", invoicing.clone());
    assert_eq!(shown["dialog"]["fields"][0]["name"], "advance_payment_method", "{shown}");
    invoicing["press"] = json!("create_invoices");
    let invoice = gateway.good("run_wizard", invoicing)["made"][0]["ids"][0].clone();
    let posted = gateway.confirmed("execute_method", open("action_post", "account.move", &invoice));
    assert_eq!(posted["records"][0]["state"], "posted", "{posted}");
    pays_in_two_parts(&mut gateway, &invoice);
    let mut reversing = open("action_reverse", "account.move", &invoice);
    (reversing["answers"], reversing["press"]) = (json!({"reason": "broken"}), json!("refund_moves"));
    let credit = gateway.confirmed("run_wizard", reversing)["made"][0]["ids"][0].clone();
    let read = json!({"model": "account.move", "record_id": credit, "fields": ["move_type", "reversed_entry_id"]});
    let read = gateway.good("get_record", read)["record"].clone();
    assert_eq!((&read["move_type"], &read["reversed_entry_id"]["id"]), (&json!("out_refund"), &invoice), "{read}");
}

/// An order of three of which two are in stock, confirmed; its id and that of its transfer.
fn half_in_stock(gateway: &mut Gateway) -> (Value, Value) {
    let partner = gateway.good("create_record", json!({"model": "res.partner", "values": {"name": "Dialogs"}}))["id"].clone();
    let storable = json!({"name": "Lamp", "type": "consu", "is_storable": true, "list_price": 100, "invoice_policy": "order"});
    let product = gateway.good("create_record", json!({"model": "product.product", "values": storable}))["id"].clone();
    let warehouse = json!({"model": "stock.warehouse", "fields": ["lot_stock_id"], "limit": 1});
    let stock = gateway.good("search_read", warehouse)["records"][0]["lot_stock_id"]["id"].clone();
    let counted = json!({"product_id": product, "location_id": stock, "inventory_quantity": 2});
    let quant = gateway.good("create_record", json!({"model": "stock.quant", "values": counted}))["id"].clone();
    gateway.confirmed("execute_method", json!({"model": "stock.quant", "method": "action_apply_inventory", "record_ids": [quant]}));
    let values = json!({"partner_id": partner, "order_line": [[0, 0, {"product_id": product, "product_uom_qty": 3}]]});
    let order = gateway.good("create_record", json!({"model": "sale.order", "values": values}))["id"].clone();
    gateway.good("execute_method", json!({"model": "sale.order", "method": "action_confirm", "record_ids": [order]}));
    let transfers = json!({"model": "stock.picking", "domain": [["sale_id", "=", order]], "fields": ["name"]});
    (order, gateway.good("search_read", transfers)["records"][0]["id"].clone())
}

/// The transfer waits for an answer and is not called done before it came.
fn back_order(gateway: &mut Gateway, picking: &Value) {
    let waits =
        gateway.confirmed("execute_method", json!({"model": "stock.picking", "method": "button_validate", "record_ids": [picking]}));
    assert_eq!((&waits["dialog"]["model"], &waits["records"][0]["state"]), (&json!("stock.backorder.confirmation"), &json!("assigned")));
    assert!(!waits.to_string().contains("button_validate_picking_ids"), "the context stays here: {waits}");
    let finish = json!({"dialog": waits["dialog"]["handle"], "press": "process"});
    let done = gateway.confirmed("run_wizard", finish.clone());
    assert_eq!(done["records"][0]["state"], "done", "{done}");
    let rest = json!({"model": "stock.picking", "domain": [["backorder_id", "=", picking]]});
    assert_eq!(gateway.good("search_count", rest)["count"], 1);
    assert_eq!(gateway.bad("run_wizard", finish)["code"], "record_not_found", "a dialog is answered once");
}

fn pays_in_two_parts(gateway: &mut Gateway, invoice: &Value) {
    for (answers, expected) in [(json!({"amount": 100}), "partial"), (json!({}), "paid")] {
        let pay = json!({"model": "account.move", "method": "action_register_payment", "record_ids": [invoice], "answers": answers,
            "press": "action_create_payments"});
        let paid = gateway.confirmed("run_wizard", pay);
        assert_eq!(
            (&paid["records"][0]["payment_state"], &paid["made"][0]["model"]),
            (&json!(expected), &json!("account.payment")),
            "{paid}"
        );
    }
}
