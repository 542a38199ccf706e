//! Quotations and orders.

use serde_json::json;

use super::{everywhere, quotation, refused};

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
