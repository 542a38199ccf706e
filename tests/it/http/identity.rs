//! Who is let in, and what the others get as an answer.

use std::io::Write;
use std::process::Stdio;

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::server::{OPERATOR, Server, body};
use crate::client::command;

#[tokio::test]
async fn without_a_key_every_way_to_mcp_answers_401_with_how_to_bring_one() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    for path in ["/mcp", "/mcp/"] {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let response = server.request(method.clone(), path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
            assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer "), "{method} {path}");
        }
        let request = server.message("tools/list", json!({})).bearer_auth(OPERATOR);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{path}");
    }
    let wrong = server.message("tools/list", json!({})).bearer_auth("another-key-of-the-tests").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.headers()["www-authenticate"].to_str().unwrap().contains("error=\"invalid_token\""));
    let basic = server.message("tools/list", json!({})).basic_auth("admin", Some("admin")).send().await.unwrap();
    assert_eq!(basic.status(), StatusCode::UNAUTHORIZED);
    assert!(body(basic).await["error"].as_str().unwrap().contains("Odoo logins are not accepted here"));
}

#[tokio::test]
async fn the_key_is_read_on_every_request_and_a_key_in_the_address_is_none() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let client = json!({"name": "test", "version": "1"});
    let initialize = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
    let response = server.message("initialize", initialize).header("x-api-key", OPERATOR).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().get("mcp-session-id").is_none());
    let next = server.message("tools/list", json!({})).send().await.unwrap();
    assert_eq!(next.status(), StatusCode::UNAUTHORIZED);
    let path = format!("/mcp?access_token={OPERATOR}&api_key={OPERATOR}");
    let response = server.request(Method::POST, &path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_keeps_guessing_waits() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let mut statuses = Vec::new();
    for number in 0..40 {
        let response = server.message("tools/list", json!({})).bearer_auth(format!("guess-{number}-of-the-tests")).send().await.unwrap();
        statuses.push(response.status());
    }
    assert_eq!(statuses[0], StatusCode::UNAUTHORIZED);
    let last = server.message("tools/list", json!({})).bearer_auth(OPERATOR).send().await.unwrap();
    assert_eq!((statuses[39], last.status()), (StatusCode::TOO_MANY_REQUESTS, StatusCode::TOO_MANY_REQUESTS));
    assert!(last.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_server_without_authentication_answers_no_proxy_and_offers_no_login() {
    let server = Server::demo(&[]);
    let forwarded = server.message("tools/list", json!({})).header("x-forwarded-for", "203.0.113.1").send().await.unwrap();
    assert_eq!(forwarded.status(), StatusCode::FORBIDDEN);
    assert!(body(forwarded).await["error"].as_str().unwrap().contains("API_KEY"));
    let tools = body(server.message("tools/list", json!({})).send().await.unwrap()).await;
    let names: Vec<_> = tools["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"whoami") && !names.contains(&"login") && !names.contains(&"logout"), "{names:?}");
}

#[test]
fn another_address_without_authentication_is_refused_at_the_start() {
    let check = |environment: &[(&str, &str)], expected: &str| {
        let environment = [&[("MCP_PORT", "0"), ("MCP_HOST", "0.0.0.0")], environment].concat();
        let output = command(&environment).args(["serve", "--demo", "--transport", "http"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected), "{said}");
    };
    check(&[], "without authentication");
    check(&[("API_KEY", OPERATOR)], "without a name");
    check(&[("API_KEY", "short"), ("MCP_PUBLIC_URL", "https://mcp.example.com")], "API_KEY has fewer");
    check(&[("MCP_TRANSPORT", "websocket")], "MCP_TRANSPORT");
}

#[tokio::test]
async fn no_key_is_written_anywhere_not_even_at_trace() {
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.jsonl");
    let ring = keygen();
    let environment =
        [("API_KEY", OPERATOR), ("ENCRYPTION_KEY", ring.as_str()), ("MCP_LOG_LEVEL", "trace"), ("MCP_AUDIT", audit.to_str().unwrap())];
    let server = Server::demo(&environment);
    assert!(server.call(OPERATOR, "search_count", json!({"model": "res.partner"})).await["count"].is_number());
    for bad in ["ogk_s3cret_token", "s3cret-token-of-nobody"] {
        let response = server.message("tools/list", json!({})).bearer_auth(bad).send().await.unwrap();
        assert!(!response.text().await.unwrap().contains("s3cret"));
    }
    server.terminate();
    let (ended_well, said) = server.wait();
    assert!(ended_well && said.contains("TRACE"));
    let written = said + &std::fs::read_to_string(&audit).unwrap();
    assert!(!written.contains(OPERATOR) && !written.contains("s3cret") && !written.contains(&ring));
}

/// A new key for the key ring, as the command line makes it.
pub(super) fn keygen() -> String {
    let output = command(&[]).args(["token", "keygen"]).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// Runs `token` with something on standard input; its exit code and what it printed.
pub(super) fn token(environment: &[(&str, &str)], arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut command = command(environment);
    command.arg("token").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}
