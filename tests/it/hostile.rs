//! An Odoo that is not what it says: what it repeats of a credential and what it answers in place of numbers is not passed on.

use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::json;

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

fn answers(odoo: &RunningSim, method: &str, fault: Fault) {
    odoo.faults().add(FaultRule::new(fault).model("res.partner").method(method));
}

/// The credential of every way in, in Odoo's own words for users.
#[test]
fn a_credential_that_odoo_repeats_is_not_passed_on() {
    on_every_series(|odoo| {
        for api in ["jsonrpc", "xmlrpc", "json2"] {
            if api == "json2" && odoo.series() != odoo_sdk::Series::V19 {
                continue;
            }
            let mut environment = key_of(odoo).to_vec();
            let secret = odoo.api_key("admin").unwrap().to_owned();
            environment.push(("ODOO_API", api));
            odoo.faults().clear();
            answers(odoo, "search_count", Fault::Refuse(format!("No such key: {secret}, try {secret}!")));
            let mut gateway = Gateway::start(&environment);
            let error = gateway.bad("search_count", json!({"model": "res.partner"}));
            assert_eq!(error["message"], "No such key: (credential), try (credential)!", "{api}: {error}");
            let log = gateway.stop();
            assert!(!log.contains(&secret), "{log}");
        }
    });
}

#[test]
fn what_is_no_number_is_not_passed_on_as_one() {
    on_every_series(|odoo| {
        for markup in ["\"<b>many</b>\"", "{\"count\": 3}", "[[\"<b>7</b>\"]]", "1.5"] {
            odoo.faults().clear();
            answers(odoo, "search_count", Fault::Answer(markup.into()));
            let mut gateway = Gateway::start(&key_of(odoo));
            let error = gateway.bad("search_count", json!({"model": "res.partner"}));
            assert_eq!(error["code"], "unexpected_answer", "{markup}: {error}");
            assert!(!error.to_string().contains("<b>"), "{error}");
            gateway.stop();
        }
    });
}

/// A write was sent, so that nobody knows what became of it.
#[test]
fn a_new_record_without_a_number_may_be_there() {
    on_every_series(|odoo| {
        for method in ["create", "web_save"] {
            answers(odoo, method, Fault::Answer("[{\"id\": \"<b>7</b>\"}]".into()));
        }
        let mut gateway = Gateway::start(&key_of(odoo));
        let error = gateway.bad("create_record", json!({"model": "res.partner", "values": {"name": "x"}}));
        assert!(error["code"] == "unknown_outcome" && !error.to_string().contains("<b>"), "{error}");
        gateway.stop();
    });
}
