//! Connections: slow ones do not hold others up, and a server that is asked to stop finishes what it has begun.

use std::time::Duration;

use odoo_sdk::Series;
use odoo_sim::{Fault, FaultRule};
use reqwest::{Method, StatusCode, Version};
use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::server::{OPERATOR, Server};
use crate::embedded::{builder, key_of};

#[tokio::test]
async fn connections_that_say_nothing_or_speak_slowly_do_not_stop_others() {
    let server = Server::demo(&[]);
    let mut silent = Vec::new();
    for number in 0..500 {
        let mut connection = TcpStream::connect(server.authority()).await.unwrap();
        if number % 2 == 0 {
            connection.write_all(b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.unwrap();
        }
        silent.push(connection);
    }
    let response = server.message("tools/list", json!({})).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    // Each of them is closed when its time for the headers is over, whatever it sent.
    for mut connection in silent.into_iter().take(4) {
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(30), connection.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "a connection without a request stays open");
    }
}

#[tokio::test]
async fn both_versions_of_http_are_spoken() {
    let server = Server::demo(&[]);
    let client = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let response = client.get(format!("http://{}/health", server.authority())).send().await.unwrap();
    assert_eq!((response.version(), response.status()), (Version::HTTP_2, StatusCode::OK));
    let response = server.request(Method::GET, "/health").send().await.unwrap();
    assert_eq!(response.version(), Version::HTTP_11);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_on_its_way_is_answered_when_the_server_is_reported_to_stop() {
    let odoo = builder(Series::V19).start().await.unwrap();
    let server = Server::start(&key_of(&odoo));
    let count = || server.message("tools/call", json!({"name": "search_count", "arguments": {"model": "res.partner"}}));
    assert_eq!(count().send().await.unwrap().status(), StatusCode::OK);
    odoo.clear_requests();
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(2))).model("res.partner").method("search_count").times(1));
    let call = tokio::spawn(count().send());
    while odoo.calls("res.partner", "search_count") == 0 {
        tokio::task::yield_now().await;
    }
    server.terminate();
    let response = call.await.unwrap().unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.text().await.unwrap().contains("\"count\""));
    assert!(server.wait().0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_rust_client_has_a_whole_session() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let config = StreamableHttpClientTransportConfig::with_uri(server.url().to_owned()).auth_header(OPERATOR);
    let client = ().serve(StreamableHttpClientTransport::from_config(config)).await.unwrap();
    let tools = client.list_all_tools().await.unwrap();
    assert!(tools.len() >= 18, "{}", tools.len());
    let call = |name: &'static str, arguments: serde_json::Value| {
        let parameters = CallToolRequestParams::new(name).with_arguments(arguments.as_object().unwrap().clone());
        let client = &client;
        async move { client.call_tool(parameters).await.unwrap().structured_content.unwrap() }
    };
    assert_eq!(call("search_read", json!({"model": "res.partner", "limit": 2})).await["count"], 2);
    let created = call("create_record", json!({"model": "res.partner", "values": {"name": "Client"}})).await;
    let delete = json!({"model": "res.partner", "record_ids": [created["id"]]});
    let asked = call("delete_record", delete.clone()).await;
    let mut confirmed = delete;
    confirmed["confirm_token"] = asked["error"]["confirm_token"].clone();
    assert_eq!(call("delete_record", confirmed).await["deleted"], json!([created["id"]]));
    client.cancel().await.unwrap();
}
