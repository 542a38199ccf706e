//! A request has one number: in its answer, in what is wrong with it, in the audit and in the log.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::server::{OPERATOR, Server};

#[tokio::test]
async fn calls_are_counted_on_a_listener_of_its_own_without_users_and_models() {
    let server = Server::demo(&[("API_KEY", OPERATOR), ("MCP_METRICS", "127.0.0.1:0")]);
    server.call(OPERATOR, "search_count", json!({"model": "res.partner"})).await;
    server.call(OPERATOR, "search_count", json!({"model": "res.partner"})).await;
    server.call(OPERATOR, "search_read", json!({"model": "ir.config_parameter"})).await;
    let text = server.client.get(server.metrics().unwrap()).send().await.unwrap().text().await.unwrap();
    let count = |labels: &str| format!("odoo_gateway_call_duration_seconds_count{{{labels},series=\"19.0\"}}");
    let ok = format!("{} 2", count("tool=\"search_count\",outcome=\"ok\""));
    let refused = format!("{} 1", count("tool=\"search_read\",outcome=\"model_blocked\""));
    assert!(text.contains(&ok) && text.contains(&refused), "{text}");
    assert!(!["partner", "parameter", "admin", "demo", OPERATOR].iter().any(|word| text.contains(word)), "{text}");
    let at_the_door = server.request(Method::GET, "/metrics").bearer_auth(OPERATOR).send().await.unwrap();
    assert_eq!(at_the_door.status(), StatusCode::NOT_FOUND);
    assert!(Server::demo(&[("API_KEY", OPERATOR)]).metrics().is_none());
}

/// The number of a request and its answer.
async fn answered(response: Response) -> (String, StatusCode, Value) {
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (status, text) = (response.status(), response.text().await.unwrap());
    (id, status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
}

#[tokio::test]
async fn the_answer_its_error_the_audit_and_the_log_name_the_same_request() {
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.jsonl");
    let environment = [("API_KEY", OPERATOR), ("MCP_AUDIT", audit.to_str().unwrap()), ("MCP_LOG_LEVEL", "info")];
    let server = Server::demo(&environment);
    let blocked = json!({"name": "search_read", "arguments": {"model": "ir.config_parameter"}});
    let mut ids = Vec::new();
    let over_mcp = server.message("tools/call", blocked.clone()).bearer_auth(OPERATOR).send().await.unwrap();
    let (id, _, answer) = answered(over_mcp).await;
    assert_eq!(answer["result"]["structuredContent"]["error"]["request"], json!(id), "{answer}");
    ids.push(id);
    for (path, at) in [("/mcp/tools/call", "/structuredContent/error/request"), ("/tools/call", "/request")] {
        let response = server.request(Method::POST, path).bearer_auth(OPERATOR).body(blocked.to_string()).send().await.unwrap();
        let (id, _, answer) = answered(response).await;
        assert_eq!(answer.pointer(at), Some(&json!(id)), "{path}: {answer}");
        ids.push(id);
    }
    let (id, status, answer) = answered(server.message("tools/list", json!({})).send().await.unwrap()).await;
    assert_eq!((status, &answer["request"]), (StatusCode::UNAUTHORIZED, &json!(id)), "{answer}");
    server.terminate();
    let (_, said) = server.wait();
    let lines: Vec<Value> = std::fs::read_to_string(&audit).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for id in &ids {
        assert!(lines.iter().any(|line| line["request"] == json!(id) && line["decision"] == "deny"), "{id}: {lines:?}");
        let is_said = |line: &&str| line.contains(&format!("id=\"{id}\"")) && line.contains("refused");
        assert!(said.lines().any(|line| is_said(&line)), "{id}: {said}");
    }
}
