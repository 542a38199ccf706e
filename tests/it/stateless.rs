//! The era without sessions: what `server/discover` says, what may be cached, and what `subscriptions/listen` is promised.

use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};

fn with_meta(mut parameters: Value) -> Value {
    parameters["_meta"] = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
    parameters
}

#[test]
fn instructions_are_personal_and_ask_nothing_of_odoo() {
    on_every_series(|odoo| {
        // With a key the start looks whose it is; with a password nothing is asked before the first call.
        let login = [("ODOO_USERNAME", "admin"), ("ODOO_PASSWORD", "admin")];
        let mut gateway = Gateway::spawn(&[&[("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database())][..], &login].concat());
        let mut reported = || {
            let answer = gateway.request("server/discover", with_meta(json!({})))["result"].clone();
            assert_eq!(answer["cacheScope"], "private", "{answer}");
            let text = answer["instructions"].as_str().unwrap().to_owned();
            (text, odoo.requests().len())
        };
        let (before, requests) = reported();
        assert!(before.starts_with(&format!("Odoo, database `{}`, as `admin`, at ", odoo.database())), "{before}");
        assert!(before.contains(" in UTC; `whoami` shows"), "{before}");
        assert_eq!(requests, 0, "nothing is asked of Odoo");
        let list = gateway.request("tools/list", with_meta(json!({})))["result"].clone();
        assert_eq!(list["cacheScope"], "private", "{list}");
        assert!(list["ttlMs"].as_u64() > Some(0), "{list}");
        let count = json!({"name": "search_count", "arguments": {"model": "res.partner"}});
        gateway.request("tools/call", with_meta(count));
        odoo.clear_requests();
        let answer = gateway.request("server/discover", with_meta(json!({})))["result"]["instructions"].clone();
        let expected = format!("Odoo {}, database `{}`, as `admin`, at ", odoo.series(), odoo.database());
        assert!(answer.as_str().unwrap().starts_with(&expected), "{answer}");
        assert_eq!(odoo.requests().len(), 0);
    });
}

/// The list of the core tools does not change while the server runs, so nothing is promised and nothing is sent.
#[test]
fn a_subscription_is_acknowledged_with_what_is_served_which_is_nothing() {
    let mut gateway = Gateway::spawn(&[super::client::CORE]);
    let capabilities = gateway.request("server/discover", with_meta(json!({})))["result"]["capabilities"].clone();
    assert_eq!(capabilities, json!({"completions": {}, "prompts": {"listChanged": true}, "resources": {"subscribe": true}, "tools": {}}));
    let wanted = json!({"notifications": {"toolsListChanged": true, "resourcesListChanged": true}});
    let word = gateway.first_word("subscriptions/listen", with_meta(wanted));
    assert_eq!(word["method"], "notifications/subscriptions/acknowledged", "{word}");
    assert_eq!(word["params"]["notifications"], json!({}), "{word}");
    let list = gateway.request("tools/list", with_meta(json!({})));
    assert!(list["result"]["tools"].is_array(), "the stream is open and other requests are served: {list}");
}

#[test]
fn a_request_listens_to_records_while_it_is_open() {
    on_every_series(|odoo| {
        let environment: Vec<(&str, &str)> = key_of(odoo).into_iter().chain([("RESOURCE_POLL_SECONDS", "1")]).collect();
        let (mut listening, mut writing) = (Gateway::spawn(&environment), Gateway::start(&key_of(odoo)));
        let id = writing.good("create_record", json!({"model": "res.partner", "values": {"name": "Heard of"}}))["id"].clone();
        let uri = format!("odoo://record/res.partner/{id}");
        let wanted = |uri: &str| with_meta(json!({"notifications": {"resourceSubscriptions": [uri]}}));
        let word = listening.first_word("subscriptions/listen", wanted(&uri));
        assert_eq!(word["params"]["notifications"]["resourceSubscriptions"], json!([uri]), "{word}");
        while odoo.executed("res.partner", "search_read") == 0 {
            std::thread::yield_now();
        }
        writing.good("update_record", json!({"model": "res.partner", "record_ids": [id], "values": {"name": "Renamed"}}));
        let heard = listening.receive();
        assert_eq!((&heard["method"], &heard["params"]["uri"]), (&json!("notifications/resources/updated"), &json!(uri)), "{heard}");
        let blocked = listening.request("subscriptions/listen", wanted("odoo://record/ir.cron/1"));
        assert_eq!(blocked["error"]["data"]["code"], "model_blocked", "{blocked}");
    });
}
