//! What the server says of itself, whatever clients send.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::server::{Server, body};
use super::client::{Bodies, Client, origin};

#[tokio::test]
async fn who_brings_no_token_hears_where_to_get_one_on_every_way_to_mcp() {
    let server = Server::demo(&[("MCP_AUTH", "oauth")]);
    let origin = origin(&server);
    let metadata = format!("resource_metadata=\"{origin}/.well-known/oauth-protected-resource/mcp\"");
    for path in ["/mcp", "/mcp/"] {
        for method in [Method::POST, Method::GET] {
            let response = server.request(method, path).header("x-forwarded-host", "evil.example").send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            let challenge = response.headers()["www-authenticate"].to_str().unwrap();
            assert!(challenge.contains(&metadata) && challenge.contains("scope=\"odoo:read odoo:write\""), "{challenge}");
            assert!(!challenge.contains("error=") && !challenge.contains("offline_access"), "{challenge}");
        }
    }
    let wrong = server.message("tools/list", json!({})).bearer_auth("oga_00000000_AAAA").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let challenge = wrong.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("error=\"invalid_token\"") && challenge.contains(&metadata), "{challenge}");
    let elsewhere = server.message("tools/list", json!({})).header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::FORBIDDEN);
    assert!(elsewhere.headers().get("www-authenticate").is_none());
}

#[tokio::test]
async fn every_document_says_the_same_whatever_host_and_proxies_say() {
    let public = "https://mcp.example.com";
    let ring = super::super::identity::keygen();
    let server = Server::demo(&[("MCP_AUTH", "oauth"), ("MCP_PUBLIC_URL", public), ("ENCRYPTION_KEY", &ring)]);
    let get = async |path: &str, forwarded: &str| -> Value {
        let request = server.request(Method::GET, path).header("origin", "https://elsewhere.example").header("host", "mcp.example.com");
        let response = request.header("x-forwarded-host", forwarded).header("x-forwarded-proto", "http").send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        body(response).await
    };
    for path in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"] {
        let document = get(path, "evil.example").await;
        assert_eq!(document, get(path, "other.example").await);
        assert_eq!((&document["resource"], &document["authorization_servers"]), (&json!(format!("{public}/mcp")), &json!([public])));
        assert_eq!(document["scopes_supported"], json!(["odoo:read", "odoo:write"]));
    }
    for path in
        ["/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp", "/.well-known/openid-configuration"]
    {
        let document = get(path, "evil.example").await;
        assert_eq!(document, get(path, "other.example").await);
        assert_eq!((&document["issuer"], &document["code_challenge_methods_supported"]), (&json!(public), &json!(["S256"])));
        assert!(document["scopes_supported"].as_array().unwrap().contains(&json!("offline_access")));
        assert_eq!(document["token_endpoint_auth_methods_supported"], json!(["none"]));
        for switch in ["authorization_response_iss_parameter_supported", "client_id_metadata_document_supported"] {
            assert_eq!(document[switch], true, "{switch}");
        }
    }
}

#[tokio::test]
async fn a_server_that_only_reads_offers_reading_alone() {
    let server = Server::demo(&[("MCP_AUTH", "oauth"), ("MCP_MODE", "readonly")]);
    let document = body(server.request(Method::GET, "/.well-known/oauth-protected-resource").send().await.unwrap()).await;
    assert_eq!(document["scopes_supported"], json!(["odoo:read"]));
    let client = Client::register(&server).await;
    let page = client.open("odoo:admin").await;
    assert!(!page.form.is_empty());
    let html = client.show(client.query("odoo:admin")).await.text().await.unwrap();
    assert!(!html.contains("odoo:write") && html.contains("cannot change anything"), "{html}");
}

#[tokio::test]
async fn a_client_registers_what_it_may_and_hears_what_is_wrong() {
    let server = Server::demo(&[("MCP_AUTH", "oauth")]);
    let register = |registration: Value| server.request(Method::POST, "/oauth/register").json_text(&registration).send();
    let cursor = "cursor://anysphere.cursor-mcp/oauth/callback";
    let redirects = json!(["http://localhost:8787/callback", "https://www.cursor.com/agents/mcp/oauth/callback", cursor]);
    let answer = body(register(json!({"redirect_uris": redirects, "client_name": "Cursor"})).await.unwrap()).await;
    assert_eq!((&answer["redirect_uris"], &answer["client_secret_expires_at"]), (&redirects, &json!(0)));
    assert_eq!(answer["token_endpoint_auth_method"], "none");
    for bad in [json!({"redirect_uris": ["javascript:alert(1)"]}), json!({"redirect_uris": []}), json!({}), json!("x")] {
        let response = register(bad.clone()).await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{bad}");
        assert!(body(response).await["error"].as_str().unwrap().starts_with("invalid_"), "{bad}");
    }
    let long = json!({"redirect_uris": ["https://example.com/"], "client_uri": "x".repeat(17_000)});
    assert_eq!(register(long).await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn one_address_does_not_register_without_end() {
    let server = Server::demo(&[("MCP_AUTH", "oauth")]);
    let mut last = None;
    for _ in 0..40 {
        let registration = json!({"redirect_uris": ["https://example.com/"]});
        last = Some(server.request(Method::POST, "/oauth/register").json_text(&registration).send().await.unwrap());
    }
    let last = last.unwrap();
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers().contains_key("retry-after"));
}
