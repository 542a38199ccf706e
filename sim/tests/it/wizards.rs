//! Dialogs: opened by a method or on a context, answered, and what is there afterwards. A dialog without its context is refused or does
//! nothing, as on a real server.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};

use crate::setup::{fails, ok, start};

async fn read(sim: &RunningSim, model: &str, id: &Value, fields: &[&str]) -> Value {
    ok(sim, model, "read", json!([[id], fields]), json!({ "load": "" })).await[0].clone()
}

async fn first(sim: &RunningSim, model: &str, domain: Value) -> Value {
    ok(sim, model, "search", json!([domain]), json!({ "limit": 1 })).await[0].clone()
}

/// Opens a dialog on a context, answers and presses a button.
async fn press(sim: &RunningSim, model: &str, context: &Value, answers: Value, button: &str) -> Value {
    let kwargs = json!({ "context": context });
    let id = ok(sim, model, "create", json!([answers]), kwargs.clone()).await;
    ok(sim, model, button, json!([[id]]), kwargs).await
}

/// The context in which a client opens a dialog on records.
fn on(model: &str, ids: &[&Value]) -> Value {
    json!({ "active_model": model, "active_ids": ids, "active_id": ids[0] })
}

async fn defaults(sim: &RunningSim, model: &str, context: &Value) -> Value {
    let names: Vec<String> =
        ok(sim, model, "fields_get", json!([]), json!({ "attributes": ["type"] })).await.as_object().unwrap().keys().cloned().collect();
    ok(sim, model, "default_get", json!([names]), json!({ "context": context })).await
}

async fn confirmed_order(sim: &RunningSim) -> Value {
    let order = first(sim, "sale.order", json!([["state", "=", "draft"]])).await;
    ok(sim, "sale.order", "action_confirm", json!([[order]]), json!({})).await;
    order
}

#[tokio::test]
async fn an_order_is_invoiced_once() {
    const WIZARD: &str = "sale.advance.payment.inv";
    for series in Series::ALL {
        let sim = start(series).await;
        let order = confirmed_order(&sim).await;
        let context = on("sale.order", &[&order]);
        assert_eq!(defaults(&sim, WIZARD, &context).await["sale_order_ids"], json!([[6, 0, [order]]]));
        let action = press(&sim, WIZARD, &context, json!({}), "create_invoices").await;
        assert_eq!((&action["res_model"], &action["target"]), (&json!("account.move"), &json!("current")));
        let shown = read(&sim, "sale.order", &order, &["amount_total", "invoice_status", "invoice_ids", "name"]).await;
        assert_eq!((&shown["invoice_status"], &shown["invoice_ids"]), (&json!("invoiced"), &json!([action["res_id"]])), "{series}");
        let invoice = read(&sim, "account.move", &action["res_id"], &["state", "amount_total", "invoice_origin"]).await;
        assert_eq!((&invoice["amount_total"], &invoice["invoice_origin"]), (&shown["amount_total"], &shown["name"]));
        assert_eq!(invoice["state"], "draft");
        let id = ok(&sim, WIZARD, "create", json!([{}]), json!({ "context": context })).await;
        assert_eq!(fails(&sim, "admin", WIZARD, "create_invoices", json!([[id]]), json!({})).await.0, "odoo.exceptions.UserError");
    }
}

#[tokio::test]
async fn a_down_payment_is_taken_off_the_last_invoice() {
    const WIZARD: &str = "sale.advance.payment.inv";
    for series in Series::ALL {
        let sim = start(series).await;
        for (answers, share) in [
            (json!({ "advance_payment_method": "percentage", "amount": 30 }), 0.3),
            (json!({ "advance_payment_method": "fixed", "fixed_amount": 50 }), 0.0),
        ] {
            let order = confirmed_order(&sim).await;
            let context = on("sale.order", &[&order]);
            let total = read(&sim, "sale.order", &order, &["amount_total"]).await["amount_total"].as_f64().unwrap();
            let advance = press(&sim, WIZARD, &context, answers, "create_invoices").await["res_id"].clone();
            let rest = press(&sim, WIZARD, &context, json!({}), "create_invoices").await["res_id"].clone();
            let mut amounts = Vec::new();
            for invoice in [&advance, &rest] {
                amounts.push(read(&sim, "account.move", invoice, &["amount_total"]).await["amount_total"].as_f64().unwrap());
            }
            let expected = if share > 0.0 { total * share } else { 50.0 };
            assert!(
                (amounts[0] - expected).abs() < 0.02 && (amounts[0] + amounts[1] - total).abs() < 0.02,
                "{series}: {amounts:?} of {total}"
            );
            assert_eq!(read(&sim, "sale.order", &order, &["invoice_status"]).await["invoice_status"], "invoiced");
        }
        let order = confirmed_order(&sim).await;
        let kwargs = json!({ "context": on("sale.order", &[&order]) });
        let id = ok(&sim, WIZARD, "create", json!([{ "advance_payment_method": "fixed", "fixed_amount": 0 }]), kwargs.clone()).await;
        assert_eq!(fails(&sim, "admin", WIZARD, "create_invoices", json!([[id]]), kwargs).await.0, "odoo.exceptions.UserError");
    }
}

#[tokio::test]
async fn an_invoice_is_paid_in_part_and_in_full() {
    const WIZARD: &str = "account.payment.register";
    for series in Series::ALL {
        let sim = start(series).await;
        let (name, _) = fails(&sim, "admin", WIZARD, "create", json!([{}]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError", "without its context");
        let unpaid = json!([["state", "=", "posted"], ["payment_state", "=", "not_paid"]]);
        let invoice = first(&sim, "account.move", unpaid).await;
        let total = read(&sim, "account.move", &invoice, &["amount_residual"]).await["amount_residual"].as_f64().unwrap();
        let action = ok(&sim, "account.move", "action_register_payment", json!([[invoice]]), json!({})).await;
        assert_eq!((&action["res_model"], &action["target"]), (&json!(WIZARD), &json!("new")));
        let context = action["context"].clone();
        let kwargs = json!({ "context": context });
        let id = ok(&sim, WIZARD, "create", json!([{}]), kwargs.clone()).await;
        let shown = read(&sim, WIZARD, &id, &["amount", "payment_type", "communication", "payment_difference", "journal_id"]).await;
        assert_eq!((shown["amount"].as_f64(), &shown["payment_type"]), (Some(total), &json!("inbound")), "{series}: {shown}");
        ok(&sim, WIZARD, "write", json!([[id], { "amount": total - 10.0 }]), json!({})).await;
        assert_eq!(read(&sim, WIZARD, &id, &["payment_difference"]).await["payment_difference"], json!(10.0));
        let paid = ok(&sim, WIZARD, "action_create_payments", json!([[id]]), kwargs).await;
        assert_eq!(paid["res_model"], "account.payment");
        let payment = read(&sim, "account.payment", &paid["res_id"], &["amount", "state", "partner_id"]).await;
        assert_eq!(payment["amount"].as_f64(), Some(total - 10.0));
        assert_eq!(payment["state"], if series == Series::V17 { "posted" } else { "in_process" }, "the invoice is not paid yet");
        let part = read(&sim, "account.move", &invoice, &["amount_residual", "payment_state"]).await;
        assert_eq!((&part["amount_residual"], &part["payment_state"]), (&json!(10.0), &json!("partial")), "{series}");
        press(&sim, WIZARD, &context, json!({}), "action_create_payments").await;
        let payment = read(&sim, "account.payment", &paid["res_id"], &["state"]).await;
        assert_eq!(payment["state"], if series == Series::V17 { "posted" } else { "paid" });
        let full = read(&sim, "account.move", &invoice, &["amount_residual", "payment_state"]).await;
        assert_eq!((&full["amount_residual"], &full["payment_state"]), (&json!(0.0), &json!("paid")));
        let (name, _) = fails(&sim, "admin", WIZARD, "create", json!([{}]), json!({ "context": context })).await;
        assert_eq!(name, "odoo.exceptions.UserError", "nothing is left to pay");
    }
}

#[tokio::test]
async fn an_invoice_is_taken_back_by_a_credit_note() {
    const WIZARD: &str = "account.move.reversal";
    for series in Series::ALL {
        let sim = start(series).await;
        let invoice = first(&sim, "account.move", json!([["state", "=", "posted"]])).await;
        let context = on("account.move", &[&invoice]);
        let original = read(&sim, "account.move", &invoice, &["journal_id", "amount_total", "name"]).await;
        let kwargs = json!({ "context": context });
        let (name, text) = fails(&sim, "admin", WIZARD, "create", json!([{ "reason": "broken" }]), kwargs.clone()).await;
        assert_eq!(name, "odoo.exceptions.ValidationError");
        assert!(text.contains("journal_id"), "{text}");
        let form = json!([[], {}, [], { "journal_id": {}, "reason": {} }]);
        let first_values = ok(&sim, WIZARD, "onchange", form, kwargs).await["value"].clone();
        assert_eq!(first_values["journal_id"], original["journal_id"], "{series}: a form has the journal");
        let answers = json!({ "reason": "broken", "journal_id": original["journal_id"] });
        let action = press(&sim, WIZARD, &context, answers.clone(), "refund_moves").await;
        let fields = ["move_type", "state", "amount_total", "reversed_entry_id", "ref"];
        let credit = read(&sim, "account.move", &action["res_id"], &fields).await;
        assert_eq!((&credit["move_type"], &credit["state"]), (&json!("out_refund"), &json!("draft")));
        assert_eq!((&credit["reversed_entry_id"], &credit["amount_total"]), (&invoice, &original["amount_total"]), "{series}");
        assert_eq!(credit["ref"], format!("Reversal of: {}, broken", original["name"].as_str().unwrap()));
        let action = press(&sim, WIZARD, &context, answers, "modify_moves").await;
        let again = read(&sim, "account.move", &action["res_id"], &["move_type", "state"]).await;
        assert_eq!((&again["move_type"], &again["state"]), (&json!("out_invoice"), &json!("draft")));
        assert_eq!(read(&sim, "account.move", &invoice, &["payment_state"]).await["payment_state"], "reversed");
    }
}

#[tokio::test]
async fn a_short_delivery_leaves_a_backorder_or_none() {
    const WIZARD: &str = "stock.backorder.confirmation";
    for series in Series::ALL {
        for (button, backorders) in [("process", 1), ("process_cancel_backorder", 0)] {
            let sim = start(series).await;
            let picking = first(&sim, "stock.picking", json!([["name", "=", "WH/OUT/00004"]])).await;
            let action = ok(&sim, "stock.picking", "button_validate", json!([[picking]]), json!({})).await;
            assert_eq!((&action["res_model"], &action["target"]), (&json!(WIZARD), &json!("new")), "{series}: {action}");
            assert_eq!(action["context"]["button_validate_picking_ids"], json!([picking]));
            let id = ok(&sim, WIZARD, "create", json!([{ "pick_ids": [[6, 0, [picking]]] }]), json!({})).await;
            assert_eq!(ok(&sim, WIZARD, button, json!([[id]]), json!({})).await, true, "without its context it only says so");
            assert_eq!(read(&sim, "stock.picking", &picking, &["state"]).await["state"], "assigned", "{series}");
            assert_eq!(press(&sim, WIZARD, &action["context"], json!({}), button).await, true);
            let shown = read(&sim, "stock.picking", &picking, &["state", "backorder_ids"]).await;
            assert_eq!((&shown["state"], shown["backorder_ids"].as_array().map(Vec::len)), (&json!("done"), Some(backorders)), "{series}");
            let moves = ok(
                &sim,
                "stock.move",
                "search_read",
                json!([[], ["state", "product_uom_qty", "picking_id"]]),
                json!({ "order": "id", "load": "" }),
            )
            .await;
            assert_eq!((&moves[0]["state"], &moves[0]["product_uom_qty"]), (&json!("done"), &json!(7.0)));
            let rest = if backorders == 1 { "confirmed" } else { "cancel" };
            assert_eq!((&moves[1]["state"], &moves[1]["product_uom_qty"]), (&json!(rest), &json!(3.0)), "{series} {button}: {moves}");
            let product = json!([["product_id.default_code", "=", "LGT-001"]]);
            let stock = ok(&sim, "stock.quant", "search_read", json!([product, ["quantity", "reserved_quantity"]]), json!({})).await;
            assert_eq!((&stock[0]["quantity"], &stock[0]["reserved_quantity"]), (&json!(0.0), &json!(0.0)));
            if backorders == 1 {
                let next = shown["backorder_ids"][0].clone();
                ok(&sim, "stock.picking", "action_assign", json!([[next]]), json!({})).await;
                let (name, _) = fails(&sim, "admin", "stock.picking", "button_validate", json!([[next]]), json!({})).await;
                assert_eq!(name, "odoo.exceptions.UserError", "there is nothing to move");
                let quant = stock[0]["id"].clone();
                ok(&sim, "stock.quant", "write", json!([[quant], { "inventory_quantity": 5 }]), json!({})).await;
                ok(&sim, "stock.quant", "action_apply_inventory", json!([[quant]]), json!({})).await;
                ok(&sim, "stock.picking", "action_assign", json!([[next]]), json!({})).await;
                assert_eq!(ok(&sim, "stock.picking", "button_validate", json!([[next]]), json!({})).await, true);
            }
        }
    }
}

#[tokio::test]
async fn a_lead_becomes_an_opportunity_with_a_customer_or_without() {
    const WIZARD: &str = "crm.lead2opportunity.partner";
    for series in Series::ALL {
        let sim = start(series).await;
        let (name, text) = fails(&sim, "admin", WIZARD, "create", json!([{}]), json!({})).await;
        assert!(name == "odoo.exceptions.ValidationError" && text.contains("lead_id"), "{text}");
        // 19 has no third way: who takes no known customer gets none.
        let none = if series == Series::V19 { json!({ "action": "exist", "partner_id": false }) } else { json!({ "action": "nothing" }) };
        for (answers, has_customer) in [(json!({}), true), (none, false)] {
            let lead = json!({ "name": "Stools", "type": "lead", "contact_name": "Jo Field", "partner_name": "Field Ltd", "email_from": "jo@field.example" });
            let lead = ok(&sim, "crm.lead", "create", json!([lead]), json!({})).await;
            let context = on("crm.lead", &[&lead]);
            let action = press(&sim, WIZARD, &context, answers, "action_apply").await;
            assert_eq!((&action["res_model"], &action["res_id"]), (&json!("crm.lead"), &lead));
            let shown = read(&sim, "crm.lead", &lead, &["type", "partner_id", "date_conversion"]).await;
            assert_eq!((&shown["type"], shown["partner_id"].is_number()), (&json!("opportunity"), has_customer), "{series}");
            if has_customer {
                let partner = read(&sim, "res.partner", &shown["partner_id"], &["display_name", "email"]).await;
                assert_eq!((&partner["display_name"], &partner["email"]), (&json!("Field Ltd, Jo Field"), &json!("jo@field.example")));
                ok(&sim, "res.partner", "write", json!([[shown["partner_id"]], { "email": "other@field.example" }]), json!({})).await;
            }
        }
    }
}

#[tokio::test]
async fn an_order_is_cancelled_with_a_question_before_19() {
    const WIZARD: &str = "sale.order.cancel";
    for series in Series::ALL {
        let sim = start(series).await;
        let order = confirmed_order(&sim).await;
        let answer = ok(&sim, "sale.order", "action_cancel", json!([[order]]), json!({})).await;
        let state = || async { read(&sim, "sale.order", &order, &["state"]).await["state"].clone() };
        if series == Series::V19 {
            assert_eq!((answer, state().await), (json!(true), json!("cancel")));
            continue;
        }
        assert_eq!((&answer["res_model"], state().await), (&json!(WIZARD), json!("sale")), "{series}");
        press(&sim, WIZARD, &answer["context"], json!({}), "action_cancel").await;
        assert_eq!(state().await, "cancel");
        let order = confirmed_order(&sim).await;
        let sure = json!({ "context": { "disable_cancel_warning": true } });
        assert_eq!(ok(&sim, "sale.order", "action_cancel", json!([[order]]), sure).await, true);
    }
}

#[tokio::test]
async fn contacts_that_are_the_same_become_one() {
    const WIZARD: &str = "base.partner.merge.automatic.wizard";
    for series in Series::ALL {
        let sim = start(series).await;
        let twins =
            json!([[{ "name": "Twin", "email": "twin@example.com" }, { "name": "Twin", "email": "twin@example.com", "phone": "12" }]]);
        let twins = ok(&sim, "res.partner", "create", twins, json!({})).await;
        let lead = ok(&sim, "crm.lead", "create", json!([{ "name": "Theirs", "partner_id": twins[0] }]), json!({})).await;
        let context = on("res.partner", &[&twins[0], &twins[1]]);
        let values = defaults(&sim, WIZARD, &context).await;
        assert_eq!((&values["state"], &values["dst_partner_id"]), (&json!("selection"), &twins[1]), "{series}");
        press(&sim, WIZARD, &context, json!({}), "action_merge").await;
        let left = ok(&sim, "res.partner", "search", json!([[["id", "in", twins]]]), json!({})).await;
        assert_eq!(left, json!([twins[1]]));
        assert_eq!(read(&sim, "crm.lead", &lead, &["partner_id"]).await["partner_id"], twins[1]);
        assert_eq!(defaults(&sim, WIZARD, &json!({})).await["state"], "option");
    }
}

#[tokio::test]
async fn a_quotation_and_an_invoice_are_sent() {
    for series in Series::ALL {
        let sim = start(series).await;
        let order = first(&sim, "sale.order", json!([["state", "=", "draft"]])).await;
        let customer = read(&sim, "sale.order", &order, &["partner_id"]).await["partner_id"].clone();
        let action = ok(&sim, "sale.order", "action_quotation_send", json!([[order]]), json!({})).await;
        assert_eq!(action["res_model"], "mail.compose.message");
        let id = ok(&sim, "mail.compose.message", "create", json!([{}]), json!({ "context": action["context"] })).await;
        let composed = read(&sim, "mail.compose.message", &id, &["partner_ids", "subject", "res_ids"]).await;
        assert_eq!((&composed["partner_ids"], &composed["res_ids"]), (&json!([customer]), &json!(format!("[{order}]"))), "{series}");
        ok(&sim, "mail.compose.message", "action_send_mail", json!([[id]]), json!({ "context": action["context"] })).await;
        assert_eq!(read(&sim, "sale.order", &order, &["state"]).await["state"], "sent");
        let invoice = first(&sim, "account.move", json!([["state", "=", "posted"]])).await;
        let action = ok(&sim, "account.move", "action_send_and_print", json!([[invoice]]), json!({})).await;
        let wizard = if series == Series::V17 { "account.move.send" } else { "account.move.send.wizard" };
        assert_eq!(action["res_model"], wizard);
        press(&sim, wizard, &action["context"], json!({}), "action_send_and_print").await;
        assert_eq!(read(&sim, "account.move", &invoice, &["is_move_sent"]).await["is_move_sent"], true, "{series}");
        let said = json!([[["model", "in", ["sale.order", "account.move"]]], ["subject", "partner_ids"]]);
        let said = ok(&sim, "mail.message", "search_read", said, json!({})).await;
        assert!(
            said.as_array().unwrap().iter().all(|message| message["partner_ids"].as_array().map(Vec::len) == Some(1)),
            "{series}: {said}"
        );
    }
}

#[tokio::test]
async fn a_purchase_order_is_billed_once() {
    for series in Series::ALL {
        let sim = start(series).await;
        let order = first(&sim, "purchase.order", json!([["state", "=", "purchase"]])).await;
        let action = ok(&sim, "purchase.order", "action_create_invoice", json!([[order]]), json!({})).await;
        let bill = read(&sim, "account.move", &action["res_id"], &["move_type", "state", "amount_untaxed"]).await;
        let ordered = read(&sim, "purchase.order", &order, &["amount_untaxed"]).await["amount_untaxed"].clone();
        assert_eq!(
            (&bill["move_type"], &bill["state"], &bill["amount_untaxed"]),
            (&json!("in_invoice"), &json!("draft"), &ordered),
            "{series}"
        );
        let (name, _) = fails(&sim, "admin", "purchase.order", "action_create_invoice", json!([[order]]), json!({})).await;
        assert_eq!(name, "odoo.exceptions.UserError");
    }
}

#[tokio::test]
async fn the_form_of_a_dialog_names_its_fields_and_buttons() {
    for series in Series::ALL {
        let sim = start(series).await;
        let names = ok(&sim, "ir.model", "search_read", json!([[["transient", "=", true]], ["model"]]), json!({})).await;
        let known: Vec<&str> = names.as_array().unwrap().iter().map(|model| model["model"].as_str().unwrap()).collect();
        let mut with_buttons = 0;
        for model in [
            "sale.advance.payment.inv",
            "account.payment.register",
            "account.move.reversal",
            "stock.backorder.confirmation",
            "stock.return.picking",
            "crm.lead2opportunity.partner",
            "sale.order.cancel",
            "base.partner.merge.automatic.wizard",
            "mail.compose.message",
            "account.move.send",
            "account.move.send.wizard",
        ] {
            if !known.contains(&model) {
                continue;
            }
            let answer = ok(&sim, model, "get_views", json!([[[false, "form"]]]), json!({})).await;
            let arch = answer["views"]["form"]["arch"].as_str().unwrap();
            let fields = if series == Series::V17 { &answer["models"][model] } else { &answer["models"][model]["fields"] };
            for name in arch
                .replace("<list>", "</list>")
                .split("</list>")
                .step_by(2)
                .flat_map(|part| part.split("<field name=\"").skip(1))
                .map(|rest| rest.split('"').next().unwrap())
            {
                assert!(fields[name].is_object(), "{series} {model}.{name}");
            }
            let methods: Vec<&str> = arch.split("<button name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            assert!(!methods.is_empty() && arch.contains("special=\"cancel\""), "{series} {model}: {arch}");
            let described = crate::setup::snapshot(series).models[model].methods.clone();
            assert!(methods.iter().all(|method| described.contains_key(*method)), "{series} {model}: {methods:?}");
            with_buttons += 1;
        }
        assert_eq!(with_buttons, if series == Series::V19 { 9 } else { 10 }, "{series}: 19 has no dialog that cancels an order");
    }
}
