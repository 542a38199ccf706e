//! The tools of the apps, one body for every Odoo: the embedded 17, 18 and 19 as administrator and as an employee, and a real one where
//! the environment names it.

pub(crate) mod documented;
mod hr;
mod messages;
mod offered;
mod project;
mod sales;
mod tickets;
mod workflow;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use odoo_sim::RunningSim;
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::on_every_series;
use super::live::environment_of_key;

/// The environment of an account with a key.
fn key_of<'a>(odoo: &'a RunningSim, login: &'a str) -> [(&'a str, &'a str); 4] {
    [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", login), ("ODOO_API_KEY", odoo.api_key(login).unwrap())]
}

/// Runs a check as the administrator and as the employee of each embedded Odoo, and on a real one.
fn everywhere(check: impl Fn(&mut Gateway)) {
    on_every_series(|odoo| {
        for login in ["admin", "demo"] {
            let ran = catch_unwind(AssertUnwindSafe(|| check(&mut Gateway::start(&key_of(odoo, login)))));
            ran.unwrap_or_else(|panic| {
                eprintln!("as {login} on {}", odoo.series());
                resume_unwind(panic)
            });
        }
    });
    live(check);
}

/// Runs a check on a real Odoo.
fn live(check: impl Fn(&mut Gateway)) {
    let Some(environment) = environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    check(&mut Gateway::start(&environment));
}

/// A new contact.
fn partner(gateway: &mut Gateway, name: &str) -> Value {
    gateway.good("create_record", json!({"model": "res.partner", "values": {"name": name}}))["id"].clone()
}

/// A new quotation for a new contact, with a line.
fn quotation(gateway: &mut Gateway) -> (Value, String) {
    let partner = partner(gateway, "Apps");
    let product = json!({"model": "product.product", "domain": [["sale_ok", "=", true]], "fields": ["name"], "limit": 1});
    let product = gateway.good("search_read", product)["records"][0]["id"].clone();
    let line = json!([0, 0, {"product_id": product, "product_uom_qty": 3, "price_unit": 500}]);
    let me = gateway.good("whoami", json!({}))["user"]["id"].clone();
    let order = json!({"model": "sale.order", "values": {"partner_id": partner, "user_id": me, "order_line": [line]}});
    let made = gateway.good("create_record", order);
    (made["id"].clone(), made["record"]["display_name"].as_str().unwrap().to_owned())
}

/// A refusal with this code.
fn refused(gateway: &mut Gateway, tool: &str, arguments: Value, code: &str) -> Value {
    let error = gateway.bad(tool, arguments);
    assert_eq!(error["code"], code, "{tool}: {error}");
    error
}
