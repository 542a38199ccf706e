//! Faults as a client meets them, and that a fault decides whether the call is carried out.

use std::time::{Duration, Instant};

use odoo_sdk::Series;
use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::{Value, json};

use crate::http::{Response, exchange, send};
use crate::setup::{builder, ok, start};

const JSON: [(&str, &str); 2] =
    [("content-type", "application/json"), ("authorization", "bearer a1d0000000000000000000000000000000000001")];

async fn create(sim: &RunningSim) -> Response {
    send(sim.url(), "POST", "/json/2/res.partner/create", &JSON, br#"{"vals_list": [{"name": "Once"}]}"#).await
}

async fn stored(sim: &RunningSim) -> Value {
    sim.faults().clear();
    ok(sim, "res.partner", "search_count", json!([[["name", "=", "Once"]]]), json!({})).await
}

#[tokio::test]
async fn statuses_and_pages_come_instead_of_the_call() {
    let sim = start(Series::V19).await;
    sim.faults().add(FaultRule::new(Fault::Status(429, Some(7))).method("create").times(1));
    sim.faults().add(FaultRule::new(Fault::Html(502)).path("/json/2/res.partner").after(1).times(1));
    let (busy, page, done) = (create(&sim).await, create(&sim).await, create(&sim).await);
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("7")));
    assert_eq!((page.status, page.header("content-type")), (502, Some("text/html; charset=utf-8")));
    assert_eq!(done.status, 200);
    assert_eq!((sim.calls("res.partner", "create"), sim.executed("res.partner", "create")), (3, 1));
    assert_eq!(stored(&sim).await, json!(1));
}

#[tokio::test]
async fn a_connection_may_drop_at_any_byte_with_the_call_carried_out() {
    let sim = start(Series::V19).await;
    let body = br#"{"vals_list": [{"name": "Once"}]}"#;
    for bytes in [0, 1, 40, 200] {
        sim.faults().add(FaultRule::new(Fault::DropAfter(bytes)).method("create").times(1));
        let raw = exchange(sim.url(), "POST", "/json/2/res.partner/create", &JSON, body).await;
        assert!(raw.len() <= bytes, "{bytes}: {}", String::from_utf8_lossy(&raw));
    }
    sim.faults().add(FaultRule::new(Fault::HangUp).method("create").times(1));
    assert!(exchange(sim.url(), "POST", "/json/2/res.partner/create", &JSON, body).await.is_empty());
    assert_eq!(stored(&sim).await, json!(4));
}

#[tokio::test]
async fn bodies_are_cut_trickled_flooded_and_emptied() {
    let sim = start(Series::V19).await;
    sim.faults().add(FaultRule::new(Fault::Truncate(1)).times(1));
    assert_eq!(create(&sim).await.text(), "[");
    sim.faults().add(FaultRule::new(Fault::Trickle(2, Duration::from_millis(5))).times(1));
    let begun = Instant::now();
    assert!(create(&sim).await.json().is_array());
    assert!(begun.elapsed() >= Duration::from_millis(5));
    sim.faults().add(FaultRule::new(Fault::Oversized(3_000_000)).times(1));
    assert!(create(&sim).await.body.len() > 3_000_000);
    sim.faults().add(FaultRule::new(Fault::NoneResult).times(1));
    assert_eq!(create(&sim).await.json(), Value::Null);
    sim.faults().add(FaultRule::new(Fault::Delay(Duration::from_millis(30))).times(1));
    let begun = Instant::now();
    assert_eq!(create(&sim).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(30));
    assert_eq!(stored(&sim).await, json!(4));
}

#[tokio::test]
async fn sessions_expire_for_some_calls_or_for_good() {
    for series in Series::ALL {
        let sim = builder(series).start().await.unwrap();
        let client = odoo_sdk::Client::connect(sim.url()).database(sim.database()).password("admin", "admin").await.unwrap();
        let count = || odoo_sdk::Call::search_count("res.partner", json!([]));
        sim.faults().add(FaultRule::new(Fault::SessionExpired).path("/web/dataset").times(1));
        assert!(client.send(count()).await.is_ok(), "{series}: logs in again");
        sim.expire_sessions();
        assert!(client.send(count()).await.is_ok(), "{series}: logs in again");
    }
}

#[tokio::test]
async fn xml_rpc_cannot_carry_none() {
    for series in Series::ALL {
        let sim = start(series).await;
        sim.faults().add(FaultRule::new(Fault::NoneResult).path("/xmlrpc/2/common").times(1));
        let call = b"<methodCall><methodName>version</methodName><params></params></methodCall>";
        let answer = send(sim.url(), "POST", "/xmlrpc/2/common", &[("content-type", "text/xml")], call).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains("<int>1</int>") && answer.text().contains("cannot marshal None"), "{}", answer.text());
    }
}

#[tokio::test]
async fn an_aborted_delay_leaves_the_call_undone() {
    let sim = start(Series::V19).await;
    sim.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(60))).method("create"));
    let impatient = tokio::time::timeout(Duration::from_millis(100), create(&sim)).await;
    assert!(impatient.is_err());
    assert_eq!((sim.calls("res.partner", "create"), sim.executed("res.partner", "create")), (1, 0));
    assert_eq!(stored(&sim).await, json!(0));
}
