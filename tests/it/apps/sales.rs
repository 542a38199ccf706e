//! Quotations and orders.

use serde_json::{Value, json};

use super::super::client::Gateway;
use super::super::embedded::on_every_series;
use super::super::more::unique;
use super::{everywhere, key_of, live, quotation, refused};

#[test]
fn a_quotation_is_shown_with_its_lines_and_confirmed_once() {
    everywhere(|gateway| {
        let (id, name) = quotation(gateway);
        let details = gateway.good("get_order_details", json!({"order": name}));
        assert_eq!((&details["order"]["id"], details["lines"].as_array().unwrap().len()), (&id, 1), "{details}");
        let total = details["order"]["amount_untaxed"].as_str().unwrap();
        assert!(total.starts_with("1,500.00 "), "an amount has its currency: {details}");
        assert!(details["lines"][0]["taxes"].is_array(), "{details}");
        let by_id = gateway.good("get_order_details", json!({"order": id.to_string()}));
        assert_eq!(by_id["order"]["name"], name.as_str());
        let mine = gateway.good("get_my_quotations", json!({}));
        assert!(mine["orders"].as_array().unwrap().iter().any(|order| order["id"] == id), "{mine}");
        assert_eq!(gateway.good("confirm_order", json!({"order": name, "dry_run": true}))["order"]["state"], "draft");
        let confirmed = gateway.good("confirm_order", json!({"order": name}));
        assert_eq!(confirmed["order"]["state"], "sale", "{confirmed}");
        let again = refused(gateway, "confirm_order", json!({"order": name}), "wrong_value");
        assert!(again["message"].as_str().unwrap().contains("not a quotation any more"), "{again}");
        let mine = gateway.good("get_my_quotations", json!({"state": "confirmed"}));
        assert!(mine["orders"].as_array().unwrap().iter().any(|order| order["id"] == id), "{mine}");
    });
}

#[test]
fn an_order_that_is_not_there_and_words_that_are_not_one_are_refused() {
    everywhere(|gateway| {
        for order in ["S99999999", "4000000", "%"] {
            refused(gateway, "get_order_details", json!({"order": order}), "record_not_found");
            refused(gateway, "confirm_order", json!({"order": order}), "record_not_found");
        }
        refused(gateway, "get_order_details", json!({"order": " "}), "wrong_value");
        refused(gateway, "get_my_quotations", json!({"state": "maybe"}), "wrong_value");
        refused(gateway, "get_sales_summary", json!({"period": "always"}), "wrong_value");
    });
}

#[test]
fn sales_of_a_period_are_summed_in_their_currency() {
    everywhere(|gateway| {
        let (_, name) = quotation(gateway);
        gateway.good("confirm_order", json!({"order": name}));
        // The embedded Odoo has a day of its own, which the calendar of whoever asks may have left behind.
        let summary = gateway.good("get_sales_summary", json!({"period": "this_year"}));
        for kind in ["by_state", "by_customer", "by_salesperson"] {
            for group in summary[kind].as_array().unwrap() {
                assert!(group["orders"].is_u64() && group["amount_total"].as_str().unwrap().contains(' '), "{kind}: {group}");
            }
        }
        assert!(summary["from"].as_str() < summary["before"].as_str(), "{summary}");
    });
}

/// A product with a price list: 20 % off from 10 on, 500 from 100 on. As administrator, who may make one.
fn priced(gateway: &mut Gateway, tag: &str) {
    let mut new = |model: &str, values: Value| gateway.good("create_record", json!({"model": model, "values": values}))["id"].clone();
    let product = new("product.product", json!({"name": tag, "list_price": 750, "default_code": format!("{tag}-1")}));
    let all = json!({"applied_on": "3_global", "compute_price": "percentage", "percent_price": 20, "min_quantity": 10});
    let own = json!({"applied_on": "0_product_variant", "product_id": product, "compute_price": "fixed", "fixed_price": 500, "min_quantity": 100});
    new("product.pricelist", json!({"name": format!("List {tag}"), "item_ids": [[0, 0, all], [0, 0, own]]}));
    new("res.partner", json!({"name": format!("Customer {tag}")}));
}

/// The price by quantity and price list, as who sells asks for it.
fn prices(gateway: &mut Gateway, tag: &str) {
    let mut price = |quantity: Value| {
        let call = json!({"product": format!("{tag}-1"), "pricelist": format!("List {tag}"), "quantity": quantity});
        let answer = gateway.good("get_price", call);
        assert_eq!((&answer["list_price"], &answer["pricelist"]["name"]), (&json!(750.0), &answer["pricelist"]["name"]), "{answer}");
        assert!(answer["currency"].is_string() && answer["unit"].is_string(), "{answer}");
        (answer["price"].as_f64().unwrap(), answer["total"].as_f64().unwrap())
    };
    assert_eq!(price(Value::Null), (750.0, 750.0));
    assert_eq!(price(json!(10)), (600.0, 6000.0));
    assert_eq!(price(json!(100)), (500.0, 50_000.0));
    let of_customer = gateway.good("get_price", json!({"product": tag, "customer": format!("Customer {tag}"), "quantity": 2}));
    assert_eq!((&of_customer["price"], &of_customer["total"]), (&json!(750.0), &json!(1500.0)), "{of_customer}");
    assert!(of_customer["customer"]["id"].is_u64(), "{of_customer}");
    refused(gateway, "get_price", json!({"product": "no such product"}), "wrong_value");
    refused(gateway, "get_price", json!({"product": tag, "quantity": 0}), "wrong_value");
    refused(gateway, "get_price", json!({"product": tag, "pricelist": "no such list"}), "wrong_value");
    let several = refused(gateway, "get_price", json!({"product": tag, "customer": "a"}), "wrong_value");
    assert!(several["message"].as_str().unwrap().contains("give one whole name"), "{several}");
}

#[test]
fn a_price_follows_quantity_and_price_list() {
    on_every_series(|odoo| {
        priced(&mut Gateway::start(&key_of(odoo, "admin")), "Zeppelin");
        for login in ["admin", "demo"] {
            prices(&mut Gateway::start(&key_of(odoo, login)), "Zeppelin");
        }
    });
    live(|gateway| {
        let tag = unique("Priced");
        priced(gateway, &tag);
        prices(gateway, &tag);
    });
}
