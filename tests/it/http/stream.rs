//! A call answered as server-sent events: page after page of a search, one chunk of any other call, and nothing more once the client has
//! gone.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::StreamExt;
use odoo_sdk::Series;
use odoo_sim::{Fault, FaultRule, RunningSim};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::server::{OPERATOR, Server, body};
use crate::embedded::{builder, key_of};

/// An Odoo with so many more partners, and a gateway to it.
async fn place(more: usize) -> (RunningSim, Server) {
    let odoo = builder(Series::V19).start().await.unwrap();
    let unlimited = [("API_KEY", OPERATOR), ("RATE_LIMIT_GLOBAL", "0")];
    let server = Server::start(&[&key_of(&odoo)[..], &unlimited].concat());
    let partners: Vec<Value> = (0..more).map(|number| json!({"name": format!("Partner {number}")})).collect();
    let create = server.client.post(format!("{}/json/2/res.partner/create", odoo.url())).bearer_auth(odoo.api_key("admin").unwrap());
    let created = create.body(json!({"vals_list": partners}).to_string()).header("content-type", "application/json").send().await.unwrap();
    assert_eq!(created.status(), StatusCode::OK);
    odoo.clear_requests();
    (odoo, server)
}

fn stream(server: &Server, tool: &str, arguments: Value) -> RequestBuilder {
    let request = server.request(Method::POST, "/mcp/stream/tools/call").header("x-api-key", OPERATOR);
    request.body(json!({"name": tool, "arguments": arguments}).to_string())
}

fn events_of(text: &str) -> Vec<Value> {
    let events = text.split("\n\n").filter_map(|event| event.strip_prefix("data: "));
    events.map(|event| serde_json::from_str(event).unwrap()).collect()
}

async fn events(server: &Server, tool: &str, arguments: Value) -> Vec<Value> {
    let response = stream(server, tool, arguments).send().await.unwrap();
    assert_eq!((response.status(), response.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "text/event-stream"));
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    events_of(&response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_comes_page_by_page_and_whole() {
    let (odoo, server) = place(1_200).await;
    let events = events(&server, "odoo_search", json!({"model": "res.partner", "fields": ["name"]})).await;
    let [start, chunks @ .., end] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&start["type"], &start["tool"], &end["type"]), (&json!("start"), &json!("odoo_search"), &json!("end")));
    assert!(start["timestamp"].as_str().unwrap().ends_with('Z') && end["timestamp"].is_string());
    let total = chunks[0]["progress"]["total"].as_u64().unwrap();
    let ids: BTreeSet<u64> =
        chunks.iter().flat_map(|chunk| chunk["data"].as_array().unwrap()).map(|it| it["id"].as_u64().unwrap()).collect();
    assert!(chunks.len() >= 3 && total >= 1_200 && ids.len() as u64 == total, "{} chunks, {total}", chunks.len());
    assert_eq!(chunks.last().unwrap()["progress"], json!({"current": total, "total": total}));
    assert_eq!((odoo.calls("res.partner", "search_read"), odoo.calls("res.partner", "search_count")), (chunks.len(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_read_than_was_asked_for() {
    let (odoo, server) = place(1_200).await;
    let events = events(&server, "search", json!({"model": "res.partner", "limit": 600, "offset": 5})).await;
    let ids: usize = events.iter().filter_map(|event| event["data"].as_array()).map(Vec::len).sum();
    assert_eq!((ids, odoo.calls("res.partner", "search_read")), (600, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn any_other_call_is_one_chunk_and_a_failure_ends_the_stream() {
    let (_odoo, server) = place(1).await;
    let counted = events(&server, "search_count", json!({"model": "res.partner", "toolCallId": "x"})).await;
    assert_eq!(counted.iter().map(|event| event["type"].as_str().unwrap()).collect::<Vec<_>>(), ["start", "chunk", "end"]);
    assert!(counted[0]["left_out"] == json!(["toolCallId"]) && counted[1]["data"][0].is_u64(), "{counted:?}");
    let failed = events(&server, "search", json!({"model": "res.partner", "domain": [["nmae", "=", "x"]]})).await;
    assert_eq!((failed.len(), &failed[1]["type"], &failed[1]["status"]), (2, &json!("error"), &json!("odoo_error")));
    assert!(failed[1]["details"]["code"].is_string() && failed[1]["request"].is_string(), "{failed:?}");
    let unknown = stream(&server, "serach", json!({})).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert_eq!(body(unknown).await["status"], "tool_not_found");
    assert_eq!(server.request(Method::POST, "/mcp/stream/tools/call").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_sent_while_a_call_runs() {
    let (_odoo, server) = place(1_200).await;
    let events = events(&server, "export_records", json!({"model": "res.partner", "fields": ["name"]})).await;
    let is_progress = |event: &Value| event["data"] == json!([]) && event["progress"]["total"].as_u64() > Some(1_200);
    assert!(events.iter().any(is_progress), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_takes_the_search_with_it() {
    let (odoo, server) = place(1_200).await;
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(1))).model("res.partner").method("search_read").after(1).times(1));
    let mut stream = stream(&server, "search", json!({"model": "res.partner"})).send().await.unwrap().bytes_stream();
    let mut heard = String::new();
    while !heard.contains("\"chunk\"") {
        heard.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    while odoo.calls("res.partner", "search_read") < 2 {
        tokio::task::yield_now().await;
    }
    drop(stream);
    // By the time that this one is answered the second page is there, and a third one would have been asked for.
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(2))).model("res.country").method("search_count").times(1));
    let other = server.call(OPERATOR, "search_count", json!({"model": "res.country"})).await;
    assert!(other["count"].is_u64(), "{other}");
    assert_eq!(odoo.calls("res.partner", "search_read"), 2);
}
