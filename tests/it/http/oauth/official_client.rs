//! The official SDK's client signs in by itself: it finds the server from the challenge, registers, asks, redeems, calls and renews.

use reqwest::Method;
use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{AuthClient, AuthorizationRequest, OAuthState};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;

use super::super::server::Server;
use super::client::{Client, Page, REDIRECT, form_of, opened};

/// What a person does with the address that a client opens: where the browser ends up.
async fn person(server: &Server, address: &str) -> String {
    let (cookie, html) = opened(server.client.get(address).send().await.unwrap()).await;
    let page = Page { cookie, form: form_of(&html) };
    let response = Client { server, id: String::new() }.submit(&page, "demo", "demo", "allow").await;
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_does_the_whole_flow_and_renews_its_token() {
    let server = Server::demo(&[("MCP_AUTH", "oauth")]);
    let refused = server.request(Method::POST, "/mcp").send().await.unwrap();
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
    let mut state = OAuthState::new(server.url(), None).await.unwrap();
    let request = AuthorizationRequest::new(REDIRECT).with_client_name("Official client").with_challenge(challenge);
    state.start_authorization(request).await.unwrap();
    let answer = person(&server, &state.get_authorization_url().await.unwrap()).await;
    state.handle_callback_url(&answer).await.unwrap();
    let manager = state.into_authorization_manager().unwrap();
    let first = manager.get_access_token().await.unwrap();
    manager.refresh_token().await.unwrap();
    assert_ne!(manager.get_access_token().await.unwrap(), first);
    let client = AuthClient::new(reqwest::Client::builder().no_proxy().build().unwrap(), manager);
    let config = StreamableHttpClientTransportConfig::with_uri(server.url().to_owned());
    let client = ().serve(StreamableHttpClientTransport::with_client(client, config)).await.unwrap();
    let answer = client.call_tool(CallToolRequestParams::new("whoami")).await.unwrap();
    assert!(answer.structured_content.unwrap().to_string().contains("\"demo\""));
    let tools = client.list_all_tools().await.unwrap();
    assert!(tools.iter().any(|tool| tool.name == "create_record"));
    client.cancel().await.unwrap();
}
