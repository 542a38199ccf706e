//! What people come for: they sign in, and their client works as their Odoo user, within what they allowed.

use odoo_sim::accounts::{ADMIN, CLERK, DEMO, PORTAL};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::server::Server;
use super::super::users::Place;
use super::client::{Bodies, Client, another, environment, origin, sent_back};
use crate::live::environments;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_the_client_works_as_their_odoo_user() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    for (account, creates) in [(ADMIN, true), (DEMO, true), (PORTAL, false)] {
        let tokens = client.tokens("odoo:read odoo:write offline_access", account.login, account.api_key).await;
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3_600)), "{tokens}");
        let access = tokens["access_token"].as_str().unwrap();
        let whoami = server.call(access, "whoami", json!({})).await.to_string();
        assert!(whoami.contains(&format!("\"{}\"", account.login)), "{whoami}");
        let created = server.call(access, "create_record", json!({"model": "res.partner", "values": {"name": "Signed in"}})).await;
        assert_eq!(created["id"].is_number(), creates, "{}: {created}", account.login);
    }
    // A password works where Odoo accepts one.
    let tokens = client.tokens("odoo:read", CLERK.login, CLERK.password()).await;
    assert_eq!(tokens["scope"], "odoo:read");
}

#[tokio::test]
async fn the_demo_shows_the_whole_flow() {
    let server = Server::demo(&[("MCP_AUTH", "oauth")]);
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:write", "demo", "demo").await;
    let access = tokens["access_token"].as_str().unwrap();
    assert!(server.call(access, "search_count", json!({"model": "res.partner"})).await["count"].is_number());
    let validated = server.request(Method::POST, "/auth/validate").bearer_auth(access).send().await.unwrap().text().await.unwrap();
    assert!(validated.contains("\"user\":\"demo\""), "{validated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_beyond_its_scope_says_which_scopes_it_takes() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let create = json!({"name": "create_record", "arguments": {"model": "res.partner", "values": {"name": "No"}}});
    let delete = json!({"name": "delete_record", "arguments": {"model": "res.partner", "record_ids": [1]}});
    let by_command = json!({"model": "res.partner", "record_ids": [1], "values": {"category_id": [[2, 1]]}});
    let by_command = json!({"name": "update_record", "arguments": by_command});
    for (granted, call, needed) in [
        ("odoo:read", &create, "odoo:read odoo:write"),
        ("odoo:read", &delete, "odoo:read odoo:write odoo:admin"),
        ("odoo:write", &delete, "odoo:read odoo:write odoo:admin"),
        ("odoo:write", &by_command, "odoo:read odoo:write odoo:admin"),
    ] {
        let tokens = client.tokens(granted, "demo", DEMO.api_key).await;
        let access = tokens["access_token"].as_str().unwrap();
        assert!(server.call(access, "search_count", json!({"model": "res.partner"})).await["count"].is_number());
        let over_mcp = server.message("tools/call", call.clone()).bearer_auth(access);
        let over_http =
            ["/tools/call", "/mcp/tools/call"].map(|path| server.request(Method::POST, path).bearer_auth(access).json_text(call));
        for request in [over_mcp].into_iter().chain(over_http) {
            let response = request.send().await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let text = response.text().await.unwrap();
            assert_eq!(status, StatusCode::FORBIDDEN, "{granted}: {call}: {text}");
            let challenge = headers["www-authenticate"].to_str().unwrap();
            let scope = format!("scope=\"{needed}\"");
            assert!(challenge.contains("error=\"insufficient_scope\"") && challenge.contains(&scope), "{challenge}");
            assert!(challenge.contains("resource_metadata=") && challenge.contains("error_description="), "{challenge}");
        }
    }
    for method in ["create", "unlink", "write"] {
        assert_eq!(place.odoo.executed("res.partner", method), 0, "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_is_never_more_than_was_asked_for() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    // The form of the tests always chooses `odoo:admin`.
    assert_eq!(client.tokens("odoo:read offline_access", "demo", DEMO.api_key).await["scope"], "odoo:read offline_access");
    assert_eq!(client.tokens("odoo:write", "demo", DEMO.api_key).await["scope"], "odoo:read odoo:write");
    let page = client.open("odoo:admin").await;
    let less =
        [("request", page.form.as_str()), ("login", "demo"), ("secret", DEMO.api_key), ("access", "odoo:read"), ("decision", "allow")];
    let pairs = sent_back(&client.form("/oauth/authorize", &page.cookie, &less).send().await.unwrap());
    let code = &pairs.iter().find(|(name, _)| name == "code").unwrap().1;
    assert_eq!(client.redeem(code).await.1["scope"], "odoo:read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_sign_in_is_over_and_stays_so_after_a_restart() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    let access = tokens["access_token"].as_str().unwrap();
    let revoke =
        async |token: &str| server.request(Method::POST, "/oauth/revoke").form_text(&[("token", token)]).send().await.unwrap().status();
    assert_eq!((revoke("nonsense").await, client.status(access).await), (StatusCode::OK, StatusCode::OK));
    assert_eq!(revoke(tokens["refresh_token"].as_str().unwrap()).await, StatusCode::OK);
    assert_eq!(client.status(access).await, StatusCode::UNAUTHORIZED);
    let public = origin(&server);
    let restarted = Server::start(&another(&place, &public));
    let client = client.at(&restarted);
    assert_eq!(client.renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.status(access).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_and_two_clients_of_one_person_never_share_a_confirmation_or_a_key_of_idempotency() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let sign_in = async |login: &str, key: &str| client.tokens("odoo:admin", login, key).await["access_token"].as_str().unwrap().to_owned();
    let (admin, other_client, demo) =
        (sign_in("admin", ADMIN.api_key).await, sign_in("admin", ADMIN.api_key).await, sign_in("demo", DEMO.api_key).await);
    let create = json!({"model": "res.partner", "values": {"name": "Once"}, "idempotency_key": "k"});
    let created = server.call(&admin, "create_record", create.clone()).await;
    assert!(created["id"].is_number(), "{created}");
    for token in [&other_client, &demo] {
        let second = server.call(token, "create_record", create.clone()).await;
        assert!(second["id"].is_number() && second["repeated"] != true, "{second}");
    }
    assert_eq!(server.call(&admin, "create_record", create).await["repeated"], true);
    let delete = json!({"model": "res.partner", "record_ids": [created["id"]]});
    let mut confirmed = delete.clone();
    confirmed["confirm_token"] = server.call(&admin, "delete_record", delete).await["error"]["confirm_token"].clone();
    assert!(confirmed["confirm_token"].is_string());
    for token in [&other_client, &demo] {
        let stolen = server.call(token, "delete_record", confirmed.clone()).await;
        assert_eq!((&stolen["deleted"], stolen["error"]["code"].is_string()), (&Value::Null, true), "{stolen}");
    }
    assert_eq!(server.call(&admin, "delete_record", confirmed).await["deleted"], json!([created["id"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_to_a_real_odoo_by_key_and_by_password() {
    let Some(environments) = environments() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let value = |environment: &[(&str, String)], wanted: &str| {
        environment.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (login, url, database) =
        (value(&environments[0], "ODOO_USERNAME"), value(&environments[0], "ODOO_URL"), value(&environments[0], "ODOO_DB"));
    let ring = super::super::identity::keygen();
    let server = Server::start(&[("ODOO_URL", &url), ("ODOO_DB", &database), ("ENCRYPTION_KEY", &ring), ("MCP_AUTH", "oauth")]);
    let client = Client::register(&server).await;
    for secret in [value(&environments[0], "ODOO_API_KEY"), value(&environments[1], "ODOO_PASSWORD")] {
        let tokens = client.tokens("odoo:read", &login, &secret).await;
        let access = tokens["access_token"].as_str().unwrap();
        assert!(server.call(access, "whoami", json!({})).await.to_string().contains(&format!("\"{login}\"")));
        let write = json!({"name": "create_record", "arguments": {"model": "res.partner", "values": {"name": "No"}}});
        let refused = server.message("tools/call", write).bearer_auth(access).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }
    let page = client.open("odoo:read").await;
    assert_eq!(client.submit(&page, &login, "not the password", "allow").await.status(), StatusCode::UNAUTHORIZED);
}
