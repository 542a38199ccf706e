//! A call that its client cancels is given up all the way: the connection that carries it to Odoo is closed, and a write is not
//! sent again.

use std::time::Duration;

use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::proxy::Proxy;

fn through<'a>(odoo: &'a RunningSim, proxy: &'a Proxy) -> [(&'a str, &'a str); 4] {
    key_of(odoo).map(|(name, value)| if name == "ODOO_URL" { (name, proxy.url()) } else { (name, value) })
}

/// Cancels one call on its way to Odoo, which would take longer than any test.
fn cancels(odoo: &RunningSim, tool: &str, method: &str, arguments: Value) {
    let proxy = Proxy::to(odoo.url());
    let mut gateway = Gateway::start(&through(odoo, &proxy));
    gateway.good("search_count", json!({"model": "res.partner"}));
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(600))).model("res.partner").method(method).times(1));
    odoo.clear_requests();
    assert!(proxy.saw_none(), "what is answered is not given up");
    gateway.call_cancelling(tool, arguments, || odoo.calls("res.partner", method) == 1);
    assert!(proxy.saw_a_request_given_up(), "{method}: the connection stays open");
    gateway.good("search_read", json!({"model": "res.country", "limit": 1}));
    assert_eq!(odoo.calls("res.partner", method), 1, "{method}: sent again");
}

#[test]
fn a_cancelled_call_closes_its_connection_and_is_not_repeated() {
    on_every_series(|odoo| {
        cancels(odoo, "search_read", "search_read", json!({"model": "res.partner", "limit": 1}));
        cancels(odoo, "create_record", "web_save", json!({"model": "res.partner", "values": {"name": "Cancelled"}}));
        cancels(odoo, "update_record", "web_save", json!({"model": "res.partner", "record_ids": [1], "values": {"color": 3}}));
    });
}

#[test]
fn a_bulk_write_that_is_cancelled_sends_no_more_of_it() {
    on_every_series(|odoo| {
        let proxy = Proxy::to(odoo.url());
        let mut gateway = Gateway::start_with(&["serve", "--no-confirm"], &through(odoo, &proxy));
        gateway.good("search_count", json!({"model": "res.partner"}));
        odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(600))).method("create").after(1).times(1));
        let records: Vec<Value> = (0..350).map(|number| json!({"name": format!("Bulk {number}")})).collect();
        odoo.clear_requests();
        let bulk = json!({"model": "res.partner", "records": records});
        gateway.call_cancelling("bulk_create", bulk, || odoo.calls("res.partner", "create") == 2);
        assert!(proxy.saw_a_request_given_up(), "the connection stays open");
        gateway.good("search_count", json!({"model": "res.partner"}));
        assert_eq!(odoo.calls("res.partner", "create"), 2);
    });
}
