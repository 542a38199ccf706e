//! MCP's methods over a WebSocket: who may open one, several calls at once, and how it ends.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use odoo_sdk::Series;
use odoo_sim::accounts::DEMO;
use odoo_sim::{Fault, FaultRule};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::identity::token;
use super::server::{OPERATOR, Server};
use super::users::Place;
use crate::embedded::{builder, key_of};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn open(server: &Server, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{}/mcp/ws", server.authority()).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn send(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.unwrap();
}

/// The next message that is not a ping.
async fn next(socket: &mut Socket) -> Result<Value, Option<CloseFrame>> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(frame))) => return Err(frame),
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) | None => return Err(None),
        }
    }
}

fn call(id: Value, tool: &str, arguments: Value) -> Value {
    json!({"method": "tools/call", "params": {"name": tool, "arguments": arguments}, "id": id})
}

#[tokio::test(flavor = "multi_thread")]
async fn several_calls_run_at_once_and_each_answer_has_its_id() {
    let odoo = builder(Series::V19).start().await.unwrap();
    let server = Server::start(&[&key_of(&odoo)[..], &[("API_KEY", OPERATOR)]].concat());
    let mut socket = open(&server, &[("x-api-key", OPERATOR)]).await.unwrap();
    send(&mut socket, call(json!("warm"), "search_count", json!({"model": "res.partner"}))).await;
    assert!(next(&mut socket).await.unwrap()["result"]["structuredContent"]["count"].is_u64());
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(1))).model("res.partner").method("search_count").times(1));
    send(&mut socket, call(json!("slow"), "search_count", json!({"model": "res.partner"}))).await;
    while odoo.calls("res.partner", "search_count") < 2 {
        tokio::task::yield_now().await;
    }
    send(&mut socket, call(json!(2), "odoo_search", json!({"model": "res.country", "limit": 1}))).await;
    let (first, second) = (next(&mut socket).await.unwrap(), next(&mut socket).await.unwrap());
    assert_eq!((&first["id"], &second["id"]), (&json!(2), &json!("slow")));
    assert_eq!(first["result"]["structuredContent"]["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_answer_as_over_plain_http_and_what_is_wrong_is_said() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let mut socket = open(&server, &[("authorization", &format!("Bearer {OPERATOR}"))]).await.unwrap();
    let mut ask = async |message: Value| {
        send(&mut socket, message).await;
        next(&mut socket).await.unwrap()
    };
    assert_eq!(ask(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize"})).await["result"]["serverInfo"]["name"], "odoo-gateway");
    assert_eq!(ask(json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})).await, json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
    assert!(ask(json!({"id": 2, "method": "tools/list"})).await["result"]["tools"][0]["inputSchema"].is_object());
    assert!(ask(json!({"id": 3, "method": "resources/list"})).await["result"]["resources"].is_array());
    assert!(ask(json!({"id": 4, "method": "resources/templates/list"})).await["result"]["resourceTemplates"].is_array());
    let read = json!({"id": 5, "method": "resources/read", "params": {"uri": "odoo://models/res.partner"}});
    assert_eq!(ask(read).await["result"]["contents"][0]["uri"], "odoo://models/res.partner");
    let failed = ask(call(json!(6), "search_count", json!({"model": "res.partnr"}))).await;
    assert_eq!(failed["result"]["isError"], true);
    for (message, code) in [
        (json!([]), -32_600),
        (json!({"id": 7, "method": "tools/destroy"}), -32_601),
        (json!({"id": 7, "method": "tools/call", "params": {"arguments": {}}}), -32_602),
        (call(json!(7), "serach", json!({})), -32_602),
        (json!({"id": 7, "method": "resources/read", "params": {"uri": "odoo://nothing"}}), -32_602),
    ] {
        let answer = ask(message.clone()).await;
        assert_eq!(answer["error"]["code"], code, "{message}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_one_without_a_key_or_from_another_page() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let refused = async |headers: &[(&'static str, &str)]| match open(&server, headers).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&[]).await, 401);
    assert_eq!(refused(&[("x-api-key", "a-key-of-nobody-here")]).await, 401);
    assert_eq!(refused(&[("x-api-key", OPERATOR), ("origin", "https://evil.example.com")]).await, 403);
    let plain = server.request(reqwest::Method::GET, "/mcp/ws").header("x-api-key", OPERATOR).send().await.unwrap();
    assert!(plain.status().is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_or_no_text_ends_the_connection() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let mut socket = open(&server, &[("x-api-key", OPERATOR)]).await.unwrap();
    // What is sent meets a closed connection at some point.
    let _ = socket.send(Message::text("x".repeat(8 << 20))).await;
    assert!(next(&mut socket).await.is_err());
    let mut socket = open(&server, &[("x-api-key", OPERATOR)]).await.unwrap();
    socket.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(u16::from(next(&mut socket).await.unwrap_err().unwrap().code), 1_003);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_revoked_ends_the_connection_at_its_next_call() {
    let place = Place::new().await;
    let key = place.key("demo", DEMO.api_key, &["--scope", "*:R"]).await;
    let server = Server::start(&place.environment());
    let mut socket = open(&server, &[("x-api-key", &key)]).await.unwrap();
    send(&mut socket, call(json!(1), "whoami", json!({}))).await;
    assert!(next(&mut socket).await.unwrap()["result"].to_string().contains("demo"));
    let environment: Vec<(String, String)> =
        place.environment().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let revoked = tokio::task::spawn_blocking(move || {
        let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (_, listed, _) = token(&environment, &["list"], "");
        let id = serde_json::from_str::<Value>(&listed).unwrap()["id"].as_str().unwrap().to_owned();
        token(&environment, &["revoke", &id], "").0
    });
    assert_eq!(revoked.await.unwrap(), Some(0));
    let closed = loop {
        if socket.send(Message::text(json!({"id": 2, "method": "ping"}).to_string())).await.is_err() {
            break None;
        }
        match next(&mut socket).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(frame) => break frame,
        }
    };
    let closed = closed.expect("a close frame");
    assert_eq!((u16::from(closed.code), closed.reason.as_str()), (1_008, "the key was revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_answers_what_it_has_begun_and_says_goodbye() {
    let odoo = builder(Series::V19).start().await.unwrap();
    let server = Server::start(&[&key_of(&odoo)[..], &[("API_KEY", OPERATOR)]].concat());
    let mut socket = open(&server, &[("x-api-key", OPERATOR)]).await.unwrap();
    odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(1))).model("res.partner").method("search_count").times(1));
    send(&mut socket, call(json!(1), "search_count", json!({"model": "res.partner"}))).await;
    while odoo.calls("res.partner", "search_count") == 0 {
        tokio::task::yield_now().await;
    }
    server.terminate();
    assert!(next(&mut socket).await.unwrap()["result"]["structuredContent"]["count"].is_u64());
    assert_eq!(u16::from(next(&mut socket).await.unwrap_err().unwrap().code), 1_001);
    drop(socket);
    let (is_good, _) = tokio::task::spawn_blocking(|| server.wait()).await.unwrap();
    assert!(is_good);
}
