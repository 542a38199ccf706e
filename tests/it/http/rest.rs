//! Plain HTTP: tools by Odoo's names and by those of older servers, and keys that programs get for themselves.

use odoo_sim::accounts::DEMO;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::server::{OPERATOR, Server, body};
use super::users::Place;

async fn post(server: &Server, path: &str, key: &str, content: &Value) -> (StatusCode, Value) {
    let response = server.request(Method::POST, path).header("x-api-key", key).body(content.to_string()).send().await.unwrap();
    (response.status(), body(response).await)
}

async fn result(server: &Server, tool: &str, arguments: Value) -> Value {
    let (status, answer) = post(server, "/tools/call", OPERATOR, &json!({"name": tool, "arguments": arguments})).await;
    assert_eq!(status, StatusCode::OK, "{tool}: {answer}");
    answer["result"].clone()
}

#[tokio::test]
async fn odoos_own_names_answer_as_odoo_does() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let model = "res.partner";
    let ids = result(&server, "search", json!({"model": model, "limit": 3, "order": "id"})).await;
    assert!(ids.as_array().unwrap().len() == 3 && ids[0].is_u64(), "{ids}");
    let turned = json!([ids[2], ids[0]]);
    let read = result(&server, "read", json!({"model": model, "ids": turned, "fields": ["name"]})).await;
    assert_eq!((&read[0]["id"], &read[1]["id"]), (&ids[2], &ids[0]));
    let records = result(&server, "search_read", json!({"model": model, "fields": ["name"], "limit": 2})).await;
    assert!(records[1]["name"].is_string(), "{records}");
    assert!(result(&server, "search_count", json!({"model": model})).await.as_u64().unwrap() > 3);
    let fields = result(&server, "fields_get", json!({"model": model, "fields": ["name"]})).await;
    assert!(fields["name"].is_object() && fields["email"].is_null(), "{fields}");
    assert!(result(&server, "default_get", json!({"model": model, "fields": ["type"]})).await.is_object());
    let id = result(&server, "create", json!({"model": model, "values": {"name": "Rest"}})).await;
    assert_eq!(result(&server, "write", json!({"model": model, "ids": [id], "values": {"name": "Rest 2"}})).await, true);
    let unlink = json!({"model": model, "ids": [id]});
    let (status, asked) = post(&server, "/tools/call", OPERATOR, &json!({"name": "unlink", "arguments": unlink})).await;
    assert_eq!((status, &asked["status"]), (StatusCode::CONFLICT, &json!("permission_denied")));
    let confirmed = json!({"model": model, "ids": [id], "confirm_token": asked["details"]["confirm_token"]});
    assert_eq!(result(&server, "unlink", confirmed).await, true);
    let (_, page) = post(&server, "/tools/call", OPERATOR, &json!({"name": "search", "arguments": {"model": model, "limit": 2}})).await;
    assert_eq!((&page["has_more"], &page["next_offset"]), (&json!(true), &json!(2)));
}

/// A file of an export is saved once, by who made it.
#[tokio::test]
async fn an_export_is_downloaded_once() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let call = json!({"name": "export_records", "arguments": {"model": "res.partner", "fields": ["name"]}});
    let (_, made) = post(&server, "/mcp/tools/call", OPERATOR, &call).await;
    let uri = made["structuredContent"]["uri"].as_str().unwrap_or_else(|| panic!("{made}"));
    let path = format!("/exports/{}", uri.rsplit('/').next().unwrap());
    let get = async || server.request(Method::GET, &path).header("x-api-key", OPERATOR).send().await.unwrap();
    assert_eq!(server.request(Method::GET, &path).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let file = get().await;
    assert_eq!((file.status(), file.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "text/csv"));
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"res.partner.csv\"");
    assert!(file.text().await.unwrap().starts_with("id,name\r\n"));
    assert_eq!(get().await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn errors_have_a_status_and_one_of_six_names() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let check = async |path: &str, key: &str, content: Value, status: StatusCode, name: &str| {
        let (found, answer) = post(&server, path, key, &content).await;
        assert_eq!((found, answer["status"].as_str()), (status, Some(name)), "{content}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
    };
    let call = |name: &str, arguments: Value| json!({"name": name, "arguments": arguments});
    check("/tools/call", "a-key-of-nobody-here", call("search", json!({})), StatusCode::UNAUTHORIZED, "auth_failed").await;
    check("/tools/call", OPERATOR, call("serach", json!({})), StatusCode::NOT_FOUND, "tool_not_found").await;
    let misspelt = json!({"model": "res.partner", "domain": [["nmae", "=", "x"]]});
    check("/tools/call", OPERATOR, call("search", misspelt), StatusCode::UNPROCESSABLE_ENTITY, "odoo_error").await;
    let blocked = json!({"model": "ir.config_parameter"});
    check("/tools/call", OPERATOR, call("search", blocked), StatusCode::FORBIDDEN, "permission_denied").await;
    check("/tools/call", OPERATOR, json!("nothing"), StatusCode::BAD_REQUEST, "odoo_error").await;
    let many = json!({"model": "res.partner", "method": "unlink", "args": [[1], 2]});
    check("/odoo/query", OPERATOR, many, StatusCode::BAD_REQUEST, "odoo_error").await;
    for path in ["/tools/list", "/mcp/tools/call", "/odoo/query", "/auth/validate"] {
        assert_eq!(server.request(Method::POST, path).send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn the_names_of_an_older_server_answer_as_over_mcp() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let (_, tools) = post(&server, "/mcp/tools/list", OPERATOR, &json!({})).await;
    assert!(tools["tools"].as_array().unwrap().iter().any(|tool| tool["name"] == "search_read" && tool["inputSchema"].is_object()));
    let search = json!({"method": "odoo_search", "params": {"model": "res.partner", "limit": 1}});
    let (_, found) = post(&server, "/mcp/tools/call", OPERATOR, &search).await;
    assert_eq!(found["structuredContent"]["count"], 1, "{found}");
    let wrong = json!({"name": "odoo_search", "arguments": {"model": "res.partner", "limt": 1}});
    let (status, refused) = post(&server, "/mcp/tools/call", OPERATOR, &wrong).await;
    assert_eq!((status, &refused["isError"]), (StatusCode::OK, &json!(true)));
    let query = json!({"model": "res.partner", "method": "search_read", "args": [[], ["name"]], "kwargs": {"limit": 1}});
    let (_, records) = post(&server, "/odoo/query", OPERATOR, &query).await;
    assert!(records["result"][0]["name"].is_string(), "{records}");
    let get = async |path: &str| body(server.request(Method::GET, path).header("x-api-key", OPERATOR).send().await.unwrap()).await;
    assert!(get("/odoo/models").await["result"]["models"].is_array());
    assert!(get("/odoo/models/res.partner/fields").await["result"]["fields"]["name"].is_object());
    assert_eq!(get("/mcp/mode").await["mode"], "readwrite");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_a_key_for_a_login_that_odoo_confirms_and_no_other() {
    let place = Place::new().await;
    let server = Server::start(&place.environment());
    let login = |password: &str, scope: &str| json!({"url": place.odoo.url(), "database": place.odoo.database(), "username": "demo", "password": password, "scope": scope});
    for password in ["demo", DEMO.api_key] {
        let (status, made) = post(&server, "/auth/generate", "", &login(password, "res.partner:R")).await;
        assert_eq!((status, &made["user"]), (StatusCode::OK, &json!("demo")), "{made}");
        let key = made["api_key"].as_str().unwrap();
        let (_, valid) = post(&server, "/auth/validate", key, &json!({})).await;
        assert_eq!((&valid["valid"], &valid["scope"], &valid["expires"]), (&json!(true), &json!("res.partner:R"), &made["expires"]));
        let beyond = json!({"name": "search", "arguments": {"model": "sale.order"}});
        assert_eq!(post(&server, "/tools/call", key, &beyond).await.0, StatusCode::FORBIDDEN);
    }
    let (status, refused) = post(&server, "/auth/generate", "", &login("wrong", "*:R")).await;
    assert_eq!((status, &refused["status"]), (StatusCode::UNAUTHORIZED, &json!("auth_failed")));
    let (status, refused) = post(&server, "/auth/generate", "", &login("demo", "res.partner:X")).await;
    assert_eq!((status, &refused["status"]), (StatusCode::BAD_REQUEST, &json!("scope_invalid")));
    let mut elsewhere = login("demo", "*:R");
    elsewhere["url"] = json!("http://169.254.169.254/");
    assert_eq!(post(&server, "/auth/generate", "", &elsewhere).await.0, StatusCode::FORBIDDEN);
    // Guessing ends in a lockout, before Odoo is asked again.
    for _ in 0..4 {
        post(&server, "/auth/generate", "", &login("wrong", "*:R")).await;
    }
    assert_eq!(post(&server, "/auth/generate", "", &login("demo", "*:R")).await.0, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn what_n8n_adds_is_left_out_and_said_and_a_fifth_name_is_refused() {
    let server = Server::demo(&[]);
    let call = async |arguments: Value| {
        let request = server.message("tools/call", json!({"name": "search_count", "arguments": arguments}));
        body(request.send().await.unwrap()).await["result"].clone()
    };
    let n8n = json!({"model": "res.partner", "toolCallId": "1", "sessionId": "2", "action": "3", "chatInput": "4"});
    let found = call(n8n).await;
    assert!(found["structuredContent"]["count"].is_number(), "{found}");
    let said = found["content"].to_string();
    assert!(["toolCallId", "sessionId", "action", "chatInput"].iter().all(|name| said.contains(name)), "{said}");
    let refused = call(json!({"model": "res.partner", "toolCallId": "1", "requestId": "5"})).await;
    assert_eq!(refused["isError"], true);
    assert!(refused["structuredContent"].to_string().contains("requestId"), "{refused}");
}

#[tokio::test]
async fn a_request_may_ask_for_less_and_never_gets_more() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let call = async |tool: &str, arguments: Value, header: (&str, &str)| {
        let request = server.message("tools/call", json!({"name": tool, "arguments": arguments})).bearer_auth(OPERATOR);
        body(request.header(header.0, header.1).send().await.unwrap()).await
    };
    let create = json!({"model": "res.partner", "values": {"name": "No"}});
    let refused = call("create_record", create, ("x-mcp-readonly", "true")).await;
    assert_eq!(refused["result"]["structuredContent"]["error"]["code"], "mode_read_only", "{refused}");
    let refused = call("search_count", json!({"model": "sale.order"}), ("x-mcp-scope", "res.partner:R")).await;
    assert_eq!(refused["result"]["structuredContent"]["error"]["code"], "out_of_scope", "{refused}");
    let refused = call("search_count", json!({"model": "sale.order"}), ("x-mcp-toolsets", "schema")).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("there is no tool"), "{refused}");
    let list = server.message("tools/list", json!({})).bearer_auth(OPERATOR).header("x-mcp-toolsets", "schema");
    assert!(body(list.send().await.unwrap()).await["result"]["tools"].as_array().unwrap().len() < 8);
    for (name, value) in [("x-mcp-readonly", "maybe"), ("x-mcp-scope", "res.partner"), ("x-mcp-toolsets", "shcema")] {
        let request = server.message("tools/list", json!({})).bearer_auth(OPERATOR).header(name, value);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{name}");
    }
}

#[tokio::test]
async fn the_methods_of_mcp_are_plain_posts() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let post = async |path: &str, sent: &str| {
        let response = server.request(Method::POST, path).header("x-api-key", OPERATOR).body(sent.to_owned()).send().await.unwrap();
        (response.status(), body(response).await)
    };
    let (status, answer) = post("/mcp/initialize", "").await;
    assert_eq!((status, &answer["serverInfo"]["name"]), (StatusCode::OK, &json!("odoo-gateway")), "{answer}");
    assert!(answer["capabilities"]["tools"].is_object() && answer["instructions"].is_string(), "{answer}");
    for (path, list) in [("/mcp/resources/list", "resources"), ("/mcp/resources/templates/list", "resourceTemplates")] {
        for sent in ["", "{}"] {
            let (status, answer) = post(path, sent).await;
            assert_eq!((status, answer[list].as_array().unwrap().is_empty()), (StatusCode::OK, false), "{answer}");
        }
        assert_eq!(post(path, "{\"cursor\": \"nonsense\"}").await.0, StatusCode::BAD_REQUEST);
    }
    let (status, answer) = post("/mcp/resources/read", "{\"uri\": \"odoo://models/res.partner\"}").await;
    assert_eq!((status, &answer["contents"][0]["uri"]), (StatusCode::OK, &json!("odoo://models/res.partner")), "{answer}");
    let (status, answer) = post("/mcp/resources/read", "{\"uri\": \"odoo://nothing\"}").await;
    assert_eq!((status, &answer["status"]), (StatusCode::NOT_FOUND, &json!("tool_not_found")), "{answer}");
}

#[tokio::test]
async fn what_n8n_adds_is_left_out_and_a_fifth_unknown_name_is_refused() {
    let server = Server::demo(&[("API_KEY", OPERATOR)]);
    let added = json!({"toolCallId": "x", "sessionId": "x", "action": "x", "chatInput": "x"});
    for (path, name) in [("/tools/call", "search_count"), ("/mcp/tools/call", "search_count"), ("/tools/call", "search_read")] {
        let mut arguments = added.clone();
        arguments["model"] = json!("res.partner");
        let send = async |arguments: &Value| {
            let sent = json!({"name": name, "arguments": arguments}).to_string();
            server.request(Method::POST, path).header("x-api-key", OPERATOR).body(sent).send().await.unwrap().text().await.unwrap()
        };
        let answer = send(&arguments).await;
        assert!(["toolCallId", "sessionId", "action", "chatInput"].iter().all(|name| answer.contains(name)), "{path}: {answer}");
        assert!(answer.contains("left"), "{path}: {answer}");
        arguments["another"] = json!("x");
        let refused = send(&arguments).await;
        assert!(refused.contains("unknown_argument") && refused.contains("another"), "{path}: {refused}");
    }
}
