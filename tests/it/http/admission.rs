//! What every request passes first: names, origins, addresses, CORS, the size of a body, and the two probes.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::server::{OPERATOR, Server, body};

#[tokio::test]
async fn names_and_origins_of_others_are_refused_and_the_refusal_says_what_to_set() {
    let server = Server::demo(&[]);
    let list = || server.message("tools/list", json!({}));
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"] {
        let response = list().header("host", host).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{host}");
        assert!(body(response).await["error"].as_str().unwrap().contains("MCP_PUBLIC_URL"), "{host}");
    }
    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
        let response = list().header("origin", origin).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
        assert!(response.headers().get("access-control-allow-origin").is_none(), "{origin}");
    }
    let response = list().header("origin", "http://localhost:6274").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["access-control-allow-origin"], "http://localhost:6274");
}

#[tokio::test]
async fn a_preflight_needs_no_key_and_probes_need_neither_key_nor_name() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let preflight = server.request(Method::OPTIONS, "/mcp").header("origin", "http://localhost:3000");
    let response = preflight.header("access-control-request-method", "POST").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let allowed = response.headers()["access-control-allow-headers"].to_str().unwrap();
    for name in ["authorization", "mcp-protocol-version", "mcp-method", "mcp-name", "x-api-key"] {
        assert!(allowed.contains(name), "{name}: {allowed}");
    }
    assert_eq!(response.headers().get_all("access-control-allow-origin").iter().count(), 1);
    for (path, status) in [("/health", "ok"), ("/ready", "ready")] {
        let response = server.request(Method::GET, path).header("host", "10.1.2.3").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(body(response).await["status"], status);
    }
    assert_eq!(server.request(Method::GET, "/nothing").send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_a_request_has_a_number() {
    let server = Server::demo(&[]);
    let response = server.message("tools/call", json!({"name": "x".repeat(5 << 20)})).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // The rest of the body is not read: the connection is closed, and the next request takes another one.
    let again = Server::demo(&[]);
    let other = again.request(Method::GET, "/health").send().await.unwrap();
    assert_ne!(response.headers()["x-request-id"], other.headers()["x-request-id"]);
}

#[tokio::test]
async fn only_allowed_networks_call_and_an_untrusted_peer_cannot_say_where_it_comes_from() {
    let server = Server::demo(&[("ALLOWED_IPS", "198.51.100.0/24"), ("API_KEY", OPERATOR)]);
    let list = || server.message("tools/list", json!({})).bearer_auth(OPERATOR);
    assert_eq!(list().send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(list().header("x-forwarded-for", "198.51.100.7").send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let environment = [("ALLOWED_IPS", "198.51.100.0/24"), ("API_KEY", OPERATOR), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = Server::demo(&environment);
    let list = || server.message("tools/list", json!({})).bearer_auth(OPERATOR);
    assert_eq!(list().header("x-forwarded-for", "198.51.100.7").send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(list().header("x-forwarded-for", "198.51.100.7, 203.0.113.1").send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

/// What is not JSON, or not a message, is answered as JSON-RPC has it.
#[tokio::test]
async fn a_body_that_is_not_a_message_is_answered_in_json_rpc() {
    let server = Server::demo(&[]);
    let of = |params: &str| format!(r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{params}}}"#);
    for (text, status, code, id) in [
        (of(r#"{"name":"\ud800"}"#), 400, -32700, json!(7)),
        ("hello".to_owned(), 400, -32700, json!(null)),
        ("[]".to_owned(), 400, -32600, json!(null)),
        (of("{}").replace("2.0", "1.0"), 400, -32600, json!(7)),
        (of("5"), 400, -32602, json!(7)),
        (of(r#"{"name":"whoami","arguments":"{}"}"#), 200, -32602, json!(7)),
    ] {
        let request = server.message("tools/call", json!({})).build().unwrap();
        let mut sent = server.request(Method::POST, "/mcp").headers(request.headers().clone());
        sent = sent.body(text.clone());
        let response = sent.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{text}");
        let answer = body(response).await;
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{text}: {answer}");
    }
}
