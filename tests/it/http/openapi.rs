//! The OpenAPI document and its page: every endpoint of it is there, wants a key where it says so, and nothing is loaded from elsewhere.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::server::{OPERATOR, Server, body};

/// Each operation of the document: method, path, itself.
async fn operations(server: &Server) -> Vec<(Method, String, Value)> {
    let document = body(server.request(Method::GET, "/openapi.json").send().await.unwrap()).await;
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, operations): (&String, &Value)| {
        let one = |(method, operation): (&String, &Value)| (method.to_uppercase().parse().unwrap(), path.clone(), operation.clone());
        operations.as_object().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

#[tokio::test]
async fn every_endpoint_of_the_document_is_there_and_wants_a_key_where_it_says_so() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let operations = operations(&server).await;
    for path in ["/tools/call", "/mcp/tools/call", "/odoo/query", "/auth/generate", "/health", "/exports/{handle}"] {
        assert!(operations.iter().any(|(_, known, _)| known == path), "{path}");
    }
    for (method, path, operation) in operations {
        let asked = path.replace("{model}", "res.partner").replace("{handle}", "x");
        let status = server.request(method.clone(), &asked).send().await.unwrap().status();
        let is_open = operation["security"] == json!([]);
        assert_eq!(status == StatusCode::UNAUTHORIZED, !is_open, "{method} {path}: {status}");
        let with_key = server.request(method.clone(), &asked).header("x-api-key", OPERATOR).body("[]").send().await.unwrap();
        let status = with_key.status();
        assert!(operation["responses"][status.as_str()].is_object(), "{method} {path}: {status}");
        assert_eq!(server.request(Method::PUT, &asked).send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn the_page_loads_its_own_style_alone_and_what_is_not_there_is_said_as_json() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let page = server.request(Method::GET, "/docs").send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("style-src 'self'") && !policy.contains("script"), "{policy}");
    let page = page.text().await.unwrap();
    assert!(page.contains("POST /tools/call") && !page.contains("<script"), "{page}");
    let style = page.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(server.request(Method::GET, style).send().await.unwrap().headers()["content-type"], "text/css; charset=utf-8");
    let absent = server.request(Method::GET, "/openapi").send().await.unwrap();
    assert_eq!(absent.status(), StatusCode::NOT_FOUND);
    assert_eq!(body(absent).await["status"], "not_found");
    let unreadable = server.request(Method::GET, "/odoo/models/%ff/fields").header("x-api-key", OPERATOR).send().await.unwrap();
    assert_eq!(unreadable.status(), StatusCode::BAD_REQUEST);
    assert!(body(unreadable).await["request"].is_string());
}
