//! Several Odoos behind one server: the operator chooses in each call, a gateway key is for one of them.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use odoo_sim::accounts::ADMIN;
use reqwest::Method;
use serde_json::{Value, json};

use super::identity::{keygen, token};
use super::server::{OPERATOR, Server, body};
use crate::embedded::builder;

fn entry(name: &str, odoo: &RunningSim, more: &str) -> String {
    format!(
        "  {name}:\n    url: {}\n    database: {}\n    username: admin\n    api_key: {}\n{more}",
        odoo.url(),
        odoo.database(),
        ADMIN.api_key
    )
}

fn series(answer: &Value) -> &Value {
    &answer["odoo"]["series"]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_chooses_and_a_gateway_key_is_for_one() {
    let (old, new) = (builder(Series::V17).start().await.unwrap(), builder(Series::V19).start().await.unwrap());
    let (folder, ring) = (tempfile::tempdir().unwrap(), keygen());
    let text = format!("instances:\n{}{}", entry("new", &new, ""), entry("old", &old, "    mode: readonly\n"));
    std::fs::write(folder.path().join("gateway.yaml"), text).unwrap();
    let (config, state) = (folder.path().to_str().unwrap(), folder.path().join("state"));
    let environment =
        [("CONFIG_DIR", config), ("ENCRYPTION_KEY", &ring), ("MCP_STATE_FOLDER", state.to_str().unwrap()), ("API_KEY", OPERATOR)];
    let issued = tokio::task::block_in_place(|| token(&environment, &["issue", "--instance", "old"], ""));
    let key = issued.1.trim();
    let (code, _, said) = tokio::task::block_in_place(|| token(&environment, &["issue", "--instance", "odl"], ""));
    assert!(code == Some(2) && said.contains("expected one of `new`, `old`"), "{said}");
    let server = Server::start(&environment);
    assert_eq!(series(&server.call(OPERATOR, "whoami", json!({})).await), "19.0");
    assert_eq!(series(&server.call(OPERATOR, "whoami", json!({"instance": "old"})).await), "17.0");
    let over_rest = json!({"name": "search_count", "arguments": {"model": "res.partner", "instance": "old"}}).to_string();
    let request = server.request(Method::POST, "/tools/call").header("x-api-key", OPERATOR).body(over_rest);
    let counted = body(request.send().await.unwrap()).await;
    assert!(counted["result"].as_u64() > Some(0), "{counted}");
    // The key knows its own Odoo, under the rules of that Odoo, and no other.
    assert_eq!(series(&server.call(key, "whoami", json!({})).await), "17.0");
    assert_eq!(server.call(key, "whoami", json!({"instance": "new"})).await["error"]["code"], "unknown_argument");
    let create = json!({"model": "res.partner", "values": {"name": "New"}});
    assert_eq!(server.call(key, "create_record", create.clone()).await["error"]["code"], "mode_read_only");
    assert!(server.call(OPERATOR, "create_record", create).await["id"].is_number());
    let both = server.call(OPERATOR, "search_across_instances", json!({"model": "res.partner", "limit": 1})).await;
    assert_eq!(both["results"].as_array().map(Vec::len), Some(2), "{both}");
}
