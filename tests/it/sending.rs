//! Documents by e-mail, from one body on the embedded 17, 18 and 19 and on a real 19: a quotation, a purchase order and an invoice, and
//! what is not sent.

use odoo_sim::accounts;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::on_every_series;
use super::live::environment_of_key;
use super::more::unique;

const ENOUGH: [(&str, &str); 2] = [("RATE_LIMIT_WRITE", "0"), ("RATE_LIMIT_GLOBAL", "0")];

fn as_user(odoo: &odoo_sim::RunningSim, account: &accounts::Account) -> Gateway {
    let base =
        [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", account.login), ("ODOO_API_KEY", account.api_key)];
    Gateway::start(&base.into_iter().chain(ENOUGH).collect::<Vec<_>>())
}

fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| {
        for account in [accounts::ADMIN, accounts::DEMO] {
            check(&mut as_user(odoo, &account));
        }
    });
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).chain(ENOUGH).collect();
    check(&mut Gateway::start(&environment));
}

fn new(gateway: &mut Gateway, model: &str, values: Value) -> Value {
    gateway.good("create_record", json!({"model": model, "values": values}))["id"].clone()
}

/// A customer with an address of their own; the id and the address.
fn customer(gateway: &mut Gateway) -> (Value, String) {
    let address = format!("{}@example.com", unique("to").replace(' ', "-"));
    (new(gateway, "res.partner", json!({"name": "Addressee", "email": address})), address)
}

fn product(gateway: &mut Gateway) -> Value {
    let product = json!({"model": "product.product", "domain": [["sale_ok", "=", true]], "fields": ["name"], "limit": 1});
    gateway.good("search_read", product)["records"][0]["id"].clone()
}

fn order(gateway: &mut Gateway, model: &str, partner: &Value) -> Value {
    let product = product(gateway);
    let quantity = if model == "sale.order" { "product_uom_qty" } else { "product_qty" };
    let line = json!([0, 0, {"product_id": product, quantity: 2, "price_unit": 50}]);
    new(gateway, model, json!({"partner_id": partner, "order_line": [line]}))
}

/// What was posted on a record under a subject.
fn posted(gateway: &mut Gateway, model: &str, id: &Value, subject: &str) -> Vec<Value> {
    let domain = json!([["model", "=", model], ["res_id", "=", id], ["subject", "=", subject]]);
    let said = gateway.good("search_read", json!({"model": "mail.message", "domain": domain, "fields": ["partner_ids", "body"]}));
    said["records"].as_array().unwrap().clone()
}

#[test]
fn an_order_goes_to_its_contact_after_a_yes() {
    everywhere(|gateway| {
        for model in ["sale.order", "purchase.order"] {
            let (partner, address) = customer(gateway);
            let order = order(gateway, model, &partner);
            let subject = unique("Offer");
            let mut call = json!({"model": model, "record_id": order, "subject": subject, "body": "Dear customer,\nsee <this>."});
            call["dry_run"] = json!(true);
            let tried = gateway.good("send_document", call.clone());
            assert_eq!((&tried["to"][0]["id"], &tried["to"][0]["email"]), (&partner, &json!(address)), "{tried}");
            assert_eq!((&tried["subject"], &tried["record"]["state"]), (&json!(subject), &json!("draft")), "{tried}");
            call.as_object_mut().unwrap().remove("dry_run");
            let asked = gateway.bad("send_document", call.clone());
            let question = asked["message"].as_str().unwrap();
            assert!(question.contains("Addressee") && question.contains(&subject), "{asked}");
            assert!(posted(gateway, model, &order, &subject).is_empty(), "nothing is sent before the yes");
            let sent = gateway.confirmed("send_document", call);
            assert_eq!(sent["record"]["state"], "sent", "{sent}");
            let said = posted(gateway, model, &order, &subject);
            assert!(said.len() == 1 && said[0]["partner_ids"] == json!([partner]), "{said:?}");
            assert!(said[0]["body"].as_str().unwrap().contains("see <this>."), "{said:?}");
        }
    });
}

#[test]
fn an_invoice_is_sent_once_it_is_posted() {
    everywhere(|gateway| {
        let (partner, address) = customer(gateway);
        let product = product(gateway);
        let line = json!([0, 0, {"product_id": product, "quantity": 1, "price_unit": 80}]);
        let values = json!({"move_type": "out_invoice", "partner_id": partner, "invoice_date": "2026-11-20", "invoice_line_ids": [line]});
        let invoice = new(gateway, "account.move", values);
        let call = json!({"model": "account.move", "record_id": invoice});
        let draft = gateway.bad("send_document", call.clone());
        assert!(draft["code"] == "wrong_value" && draft["message"].as_str().unwrap().contains("not posted"), "{draft}");
        gateway.confirmed("execute_method", json!({"model": "account.move", "method": "action_post", "record_ids": [invoice]}));
        let sent = gateway.confirmed("send_document", call);
        assert_eq!((&sent["to"][0]["email"], sent["subject"].as_str().unwrap().is_empty()), (&json!(address), false), "{sent}");
        assert_eq!(posted(gateway, "account.move", &invoice, sent["subject"].as_str().unwrap()).len(), 1);
    });
}

#[test]
fn what_cannot_be_sent_is_said_before() {
    everywhere(|gateway| {
        let without = new(gateway, "res.partner", json!({"name": "No address"}));
        let order = order(gateway, "sale.order", &without);
        let call = json!({"model": "sale.order", "record_id": order});
        let error = gateway.bad("send_document", call);
        assert!(error["code"] == "wrong_value" && error["message"].as_str().unwrap().contains("No address has no e-mail"), "{error}");
        let (partner, address) = customer(gateway);
        let other =
            gateway.good("send_document", json!({"model": "sale.order", "record_id": order, "partner_ids": [partner], "dry_run": true}));
        assert_eq!(other["to"][0]["email"], address.as_str(), "{other}");
        let missing = json!({"model": "sale.order", "record_id": 4_000_000});
        assert_eq!(gateway.bad("send_document", missing)["code"], "record_not_found");
        let nobody = json!({"model": "sale.order", "record_id": order, "partner_ids": [4_000_000]});
        assert_eq!(gateway.bad("send_document", nobody)["path"], "partner_ids");
        assert_eq!(gateway.bad("send_document", json!({"model": "res.partner", "record_id": partner}))["code"], "wrong_value");
    });
}

#[test]
fn a_clerk_and_a_customer_send_nothing() {
    on_every_series(|odoo| {
        let mut admin = as_user(odoo, &accounts::ADMIN);
        let (partner, _) = customer(&mut admin);
        let order = order(&mut admin, "sale.order", &partner);
        let call = json!({"model": "sale.order", "record_id": order});
        let mut clerk = as_user(odoo, &accounts::CLERK);
        let asked = clerk.bad("send_document", call.clone());
        assert_eq!(asked["code"], "confirmation_needed", "{asked}");
        let mut agreed = call.clone();
        agreed["confirm_token"] = asked["confirm_token"].clone();
        assert_eq!(clerk.bad("send_document", agreed)["code"], "access_denied");
        assert_eq!(as_user(odoo, &accounts::PORTAL).bad("send_document", call)["code"], "record_not_found");
    });
}
