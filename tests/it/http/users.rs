//! Several Odoo users at once, each by a gateway key of their own.

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use odoo_sim::accounts::{ADMIN, CLERK, DEMO};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::identity::{keygen, token};
use super::server::{OPERATOR, Server, body};
use crate::embedded::builder;

/// An Odoo, a key ring, a state folder.
pub(super) struct Place {
    pub(super) odoo: RunningSim,
    pub(super) ring: String,
    folder: tempfile::TempDir,
}

impl Place {
    pub(super) async fn new() -> Self {
        Self::of(builder(Series::V19).start().await.unwrap())
    }

    pub(super) fn of(odoo: RunningSim) -> Self {
        Self { odoo, ring: keygen(), folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn environment(&self) -> Vec<(&str, &str)> {
        let state = self.folder.path().to_str().unwrap();
        let odoo = [("ODOO_URL", self.odoo.url()), ("ODOO_DB", self.odoo.database())];
        [odoo.as_slice(), &[("ENCRYPTION_KEY", self.ring.as_str()), ("MCP_STATE_FOLDER", state)]].concat()
    }

    /// The state folder.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A gateway key of a user.
    pub(super) async fn key(&self, login: &str, odoo_key: &str, more: &[&str]) -> String {
        let (environment, login, odoo_key) = (owned(&self.environment()), login.to_owned(), odoo_key.to_owned());
        let more: Vec<String> = more.iter().map(|argument| (*argument).to_owned()).collect();
        let issue = move || {
            let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let arguments: Vec<&str> = ["issue", "--login", &login].into_iter().chain(more.iter().map(String::as_str)).collect();
            token(&environment, &arguments, &odoo_key)
        };
        let (code, key, said) = tokio::task::spawn_blocking(issue).await.unwrap();
        assert_eq!(code, Some(0), "{said}");
        key.trim_end().to_owned()
    }
}

fn owned(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_are_two_odoo_users_that_never_see_each_other() {
    let place = Place::new().await;
    let (admin, clerk) = (place.key("admin", ADMIN.api_key, &[]).await, place.key("clerk", CLERK.api_key, &[]).await);
    let server = Server::start(&place.environment());
    let calls = (0..40).map(|number| {
        let (key, login) = if number % 2 == 0 { (&admin, "admin") } else { (&clerk, "clerk") };
        let server = &server;
        async move { (login, server.call(key, "whoami", json!({})).await) }
    });
    for (login, answer) in futures(calls).await {
        assert!(answer.to_string().contains(&format!("\"{login}\"")), "{login}: {answer}");
    }
    // What one confirmed, and the key of one's idempotency, are nothing to the other.
    let create = json!({"model": "res.partner", "values": {"name": "Once"}, "idempotency_key": "k"});
    let created = server.call(&admin, "create_record", create.clone()).await;
    assert!(created["id"].is_number(), "{created}");
    assert_eq!(server.call(&admin, "create_record", create.clone()).await["repeated"], true);
    let refused = server.call(&clerk, "create_record", create).await;
    assert_eq!(refused["error"]["code"], "access_denied", "{refused}");
    let delete = json!({"model": "res.partner", "record_ids": [created["id"]]});
    let asked = server.call(&admin, "delete_record", delete.clone()).await;
    let mut confirmed = delete;
    confirmed["confirm_token"] = asked["error"]["confirm_token"].clone();
    assert!(confirmed["confirm_token"].is_string(), "{asked}");
    let stolen = server.call(&clerk, "delete_record", confirmed.clone()).await;
    assert!(stolen["error"]["code"] != Value::Null && stolen["deleted"] == Value::Null, "{stolen}");
    assert_eq!(server.call(&admin, "delete_record", confirmed).await["deleted"], json!([created["id"]]));
}

async fn futures<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(calls).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_never_reaches_more_than_its_scope_and_a_read_only_one_changes_nothing() {
    let place = Place::new().await;
    let narrow = place.key("demo", DEMO.api_key, &["--scope", "res.partner:R"]).await;
    let reader = place.key("demo", DEMO.api_key, &["--read-only"]).await;
    let server = Server::start(&place.environment());
    assert!(server.call(&narrow, "search_count", json!({"model": "res.partner"})).await["count"].is_number());
    let beyond = server.call(&narrow, "search_count", json!({"model": "sale.order"})).await;
    assert_eq!(beyond["error"]["code"], "out_of_scope", "{beyond}");
    assert!(server.call(&reader, "search_count", json!({"model": "sale.order"})).await["count"].is_number());
    for key in [&narrow, &reader] {
        let write = server.call(key, "create_record", json!({"model": "res.partner", "values": {"name": "No"}})).await;
        assert!(write["error"]["code"].is_string(), "{write}");
    }
    assert_eq!(place.odoo.executed("res.partner", "web_save"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_outlives_a_restart_and_a_revoked_one_is_refused_by_a_running_server() {
    let place = Place::new().await;
    let key = place.key("demo", DEMO.api_key, &["--name", "n8n", "--scope", "*:R"]).await;
    let list = |server: &Server| server.message("tools/list", json!({})).bearer_auth(&key).send();
    let server = Server::start(&place.environment());
    assert_eq!(list(&server).await.unwrap().status(), StatusCode::OK);
    drop(server);
    let server = Server::start(&place.environment());
    assert_eq!(list(&server).await.unwrap().status(), StatusCode::OK);
    let (environment, sealed) = (owned(&place.environment()), key.clone());
    let id = tokio::task::spawn_blocking(move || {
        let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (_, shown, _) = token(&environment, &["inspect"], &sealed);
        let (_, listed, _) = token(&environment, &["list"], "");
        assert!(!format!("{shown}{listed}").contains(DEMO.api_key));
        let (shown, listed): (Value, Value) = (serde_json::from_str(&shown).unwrap(), serde_json::from_str(&listed).unwrap());
        assert_eq!((&shown["user"], &shown["scope"], &shown["id"]), (&json!("demo"), &json!("*:R"), &listed["id"]));
        let id = shown["id"].as_str().unwrap().to_owned();
        assert_eq!(token(&environment, &["revoke", &id], "").0, Some(0));
        id
    });
    assert!(!id.await.unwrap().is_empty());
    let refused = loop {
        let response = list(&server).await.unwrap();
        if response.status() != StatusCode::OK {
            break response;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(body(refused).await["error"], "the key was revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_sealed_for_a_credential_that_odoo_refuses_or_for_another_odoo() {
    let place = Place::new().await;
    let environment = owned(&place.environment());
    let refused = tokio::task::spawn_blocking(move || {
        let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        token(&environment, &["issue", "--login", "demo"], "0000000000000000000000000000000000000000")
    });
    let (code, printed, said) = refused.await.unwrap();
    assert_eq!((code, printed.as_str()), (Some(4), ""), "{said}");
    let key = place.key("demo", DEMO.api_key, &[]).await;
    let other = builder(Series::V19).start().await.unwrap();
    let mut environment = place.environment();
    environment[0].1 = other.url();
    let server = Server::start(&environment);
    let response = server.message("tools/list", json!({})).bearer_auth(&key).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(body(response).await["error"].as_str().unwrap().contains("ODOO_ALLOWED_URLS"));
}

/// A key of Odoo decides who acts: beside the login of another user it is refused wherever it is brought, and the key is not repeated.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_odoo_that_is_of_another_user_is_refused_with_the_reason() {
    let place = Place::new().await;
    let reason = "the API key belongs to another user than `demo`";
    let environment = owned(&place.environment());
    let issued = tokio::task::spawn_blocking(move || {
        let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        token(&environment, &["issue", "--login", "demo"], ADMIN.api_key)
    });
    let (code, printed, said) = issued.await.unwrap();
    assert!(code == Some(4) && printed.is_empty() && said.contains(reason), "{code:?} {said}");

    let operator = [("API_KEY", OPERATOR), ("ODOO_USERNAME", "demo"), ("ODOO_API_KEY", ADMIN.api_key)];
    let server = Server::start(&[&place.environment()[..], &operator].concat());
    let login = json!({"url": place.odoo.url(), "database": place.odoo.database(), "username": "demo", "password": ADMIN.api_key});
    let call = json!({"name": "whoami", "arguments": {}});
    for (path, key, content) in [("/auth/generate", "", login), ("/tools/call", OPERATOR, call)] {
        let response = server.request(reqwest::Method::POST, path).header("x-api-key", key).body(content.to_string()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        let refused = body(response).await;
        assert_eq!(refused["status"], "auth_failed", "{path}: {refused}");
        assert!(refused["error"].as_str().unwrap().contains(reason) && !refused.to_string().contains(ADMIN.api_key), "{path}: {refused}");
    }
    let over_mcp = server.call(OPERATOR, "whoami", json!({})).await;
    assert!(over_mcp["error"]["message"].as_str().unwrap().contains(reason), "{over_mcp}");
    assert_eq!(place.odoo.executed("res.partner", "web_save"), 0);
}
