//! Two processes of one gateway and the Redis that they share: whatever one of them counted, used up or wrote is so at the other; and what
//! becomes of calls where Redis or one of them is gone.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use odoo_sdk::Series;
use odoo_sim::accounts::{ADMIN, DEMO};
use odoo_sim::{Fault, FaultRule, RunningSim};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::identity::{keygen, token};
use super::oauth::{Client, origin};
use super::redis::Redis;
use super::server::{OPERATOR, Server, body};
use crate::client::command;
use crate::embedded::{builder, key_of};

/// An Odoo, a Redis, and what two gateways have in common; they share no folder.
struct Place {
    odoo: RunningSim,
    redis: Redis,
    url: String,
    ring: String,
}

impl Place {
    async fn new() -> Option<Self> {
        let redis = Redis::start().await?;
        let (odoo, ring) = tokio::join!(async { builder(Series::V19).start().await.unwrap() }, async { keygen() });
        Some(Self { odoo, url: redis.url(), redis, ring })
    }

    fn environment(&self) -> Vec<(&str, &str)> {
        let redis = [("REDIS_URL", self.url.as_str()), ("MCP_REPLICAS", "2"), ("REDIS_TIMEOUT_MS", "5000")];
        let shared = [("ENCRYPTION_KEY", self.ring.as_str()), ("API_KEY", OPERATOR)];
        [&key_of(&self.odoo)[..], &shared, &redis].concat()
    }

    fn server(&self, more: &[(&str, &str)]) -> Server {
        Server::start(&[self.environment().as_slice(), more].concat())
    }

    fn two(&self) -> [Server; 2] {
        [self.server(&[]), self.server(&[])]
    }

    fn writes(&self) -> usize {
        self.odoo.executed("res.partner", "web_save")
    }
}

fn create(name: &str, key: Option<&str>) -> Value {
    let mut arguments = json!({"model": "res.partner", "values": {"name": name}});
    if let Some(key) = key {
        arguments["idempotency_key"] = json!(key);
    }
    arguments
}

async fn partner(server: &Server) -> Value {
    server.call(OPERATOR, "create_record", create("Shared", None)).await["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_of_one_replica_is_good_at_the_other_and_once_in_all() {
    let Some(place) = Place::new().await else { return };
    let [one, other] = place.two();
    let id = partner(&one).await;
    let mut delete = json!({"model": "res.partner", "record_ids": [id]});
    let asked = one.call(OPERATOR, "delete_record", delete.clone()).await;
    delete["confirm_token"] = asked["error"]["confirm_token"].clone();
    assert!(delete["confirm_token"].is_string(), "{asked}");
    assert_eq!(other.call(OPERATOR, "delete_record", delete.clone()).await["deleted"], json!([id]));
    let again = one.call(OPERATOR, "delete_record", delete).await;
    assert_eq!(again["error"]["code"], "bad_confirmation", "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_comes_again_at_the_other_replica_writes_nothing_twice() {
    let Some(place) = Place::new().await else { return };
    let [one, other] = place.two();
    let created = one.call(OPERATOR, "create_record", create("Once", Some("k"))).await;
    let repeated = other.call(OPERATOR, "create_record", create("Once", Some("k"))).await;
    assert_eq!((&repeated["id"], &repeated["repeated"], place.writes()), (&created["id"], &json!(true), 1), "{repeated}");
    let reused = other.call(OPERATOR, "create_record", create("Twice", Some("k"))).await;
    assert_eq!((&reused["error"]["code"], place.writes()), (&json!("key_reused"), 1), "{reused}");
    // Twenty at once, ten at each: one writes.
    let calls =
        (0..20).map(|number| (if number % 2 == 0 { &one } else { &other }).call(OPERATOR, "create_record", create("All", Some("all"))));
    futures_util::future::join_all(calls).await;
    assert_eq!(place.writes(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_is_one_for_both_replicas() {
    let Some(place) = Place::new().await else { return };
    let few = [("RATE_LIMIT_GLOBAL", "6")];
    let servers = [place.server(&few), place.server(&few)];
    let mut answers = Vec::new();
    for number in 0..8 {
        answers.push(servers[number % 2].call(OPERATOR, "search_count", json!({"model": "res.country"})).await);
    }
    let (good, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer["count"].is_u64());
    assert_eq!((good.len(), refused.len()), (6, 2), "{answers:?}");
    assert!(refused.iter().all(|answer| answer["error"]["code"] == "rate_limited"), "{refused:?}");
}

async fn generate(server: &Server, place: &Place, password: &str) -> (StatusCode, Value) {
    let login =
        json!({"url": place.odoo.url(), "database": place.odoo.database(), "username": "demo", "password": password, "scope": "*:R"});
    let response = server.request(Method::POST, "/auth/generate").body(login.to_string()).send().await.unwrap();
    (response.status(), body(response).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_at_both_replicas_shut_out_at_both() {
    let Some(place) = Place::new().await else { return };
    let servers = place.two();
    for number in 0..5 {
        assert_eq!(generate(&servers[number % 2], &place, "wrong").await.0, StatusCode::UNAUTHORIZED, "{number}");
    }
    for server in &servers {
        assert_eq!(generate(server, &place, DEMO.api_key).await.0, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_refused_at_both_and_after_a_restart_of_all() {
    let Some(place) = Place::new().await else { return };
    let servers = place.two();
    let (_, made) = generate(&servers[0], &place, DEMO.api_key).await;
    let key = made["api_key"].as_str().unwrap();
    let status = async |server: &Server| server.message("tools/list", json!({})).bearer_auth(key).send().await.unwrap().status();
    assert_eq!(status(&servers[1]).await, StatusCode::OK);
    let environment: Vec<(String, String)> =
        place.environment().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sealed = key.to_owned();
    let revoked = tokio::task::spawn_blocking(move || {
        let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (_, shown, _) = token(&environment, &["inspect"], &sealed);
        let id = serde_json::from_str::<Value>(&shown).unwrap()["id"].as_str().unwrap().to_owned();
        token(&environment, &["revoke", &id], "")
    });
    let (code, _, said) = revoked.await.unwrap();
    assert_eq!(code, Some(0), "{said}");
    for server in &servers {
        while status(server).await == StatusCode::OK {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(status(&place.server(&[])).await, StatusCode::UNAUTHORIZED);
}

/// The code of a sign-in, and each of its refresh tokens, is good once over all replicas; where that cannot be known nobody is signed out.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_goes_on_at_either_replica_and_a_code_is_good_once() {
    let Some(mut place) = Place::new().await else { return };
    let one = place.server(&[("MCP_AUTH", "oauth")]);
    let public = origin(&one);
    let other = place.server(&[("MCP_AUTH", "oauth"), ("MCP_PUBLIC_URL", &public), ("MCP_ALLOWED_HOSTS", "127.0.0.1")]);
    let client = Client::register(&one).await;
    let there = client.at(&other);
    let code = client.code("odoo:read offline_access", "demo", DEMO.api_key).await;
    let (status, tokens) = there.redeem(&code).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let (status, renewed) = client.renew(&tokens["refresh_token"]).await;
    assert_eq!(status, StatusCode::OK, "{renewed}");
    place.redis.kill();
    let (status, answer) = there.renew(&renewed["refresh_token"]).await;
    assert_eq!((status, &answer["error"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("temporarily_unavailable")));
    place.redis.restart().await;
    while there.renew(&renewed["refresh_token"]).await.0 == StatusCode::SERVICE_UNAVAILABLE {
        tokio::task::yield_now().await;
    }
    // The code again, at the other one: the grant ends at both.
    let (status, answer) = loop {
        let (status, answer) = client.redeem(&code).await;
        if status != StatusCode::SERVICE_UNAVAILABLE {
            break (status, answer);
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    let access = renewed["access_token"].as_str().unwrap();
    for client in [&client, &there] {
        while client.status(access).await == StatusCode::OK {
            tokio::task::yield_now().await;
        }
        assert_eq!(client.status(access).await, StatusCode::UNAUTHORIZED);
    }
}

/// The table of what becomes of each kind of state, row by row.
#[tokio::test(flavor = "multi_thread")]
async fn without_redis_nothing_is_written_twice_and_nobody_is_let_in() {
    let Some(mut place) = Place::new().await else { return };
    let [one, other] = place.two();
    let id = partner(&one).await;
    let mut delete = json!({"model": "res.partner", "record_ids": [id]});
    delete["confirm_token"] = one.call(OPERATOR, "delete_record", delete.clone()).await["error"]["confirm_token"].clone();
    let (_, made) = generate(&one, &place, DEMO.api_key).await;
    let writes = place.writes();
    place.redis.kill();
    // Calls go on, each replica within its share; a key that is known stays good, one that is not stays out.
    assert!(one.call(OPERATOR, "search_count", json!({"model": "res.country"})).await["count"].is_u64());
    assert_eq!(one.call(made["api_key"].as_str().unwrap(), "whoami", json!({})).await["error"], Value::Null);
    let wrong = one.message("tools/list", json!({})).bearer_auth("a-key-of-nobody-here").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    // What would have to be known everywhere is refused, and nothing is sent.
    let refused = one.call(OPERATOR, "create_record", create("No", Some("no"))).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("nothing was sent"), "{refused}");
    let refused = other.call(OPERATOR, "delete_record", delete.clone()).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("nothing was sent"), "{refused}");
    assert_eq!((place.writes(), place.odoo.executed("res.partner", "unlink")), (writes, 0));
    // A lockout comes sooner: each replica counts for itself.
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(generate(&other, &place, "wrong").await.0);
    }
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
    place.redis.restart().await;
    // The confirmation was not used up, and is good once.
    let deleted = loop {
        let answer = other.call(OPERATOR, "delete_record", delete.clone()).await;
        if answer["error"]["code"] != "internal" {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(deleted["deleted"], json!([id]), "{deleted}");
    // A process that starts without Redis would let in whom another one revoked.
    place.redis.kill();
    let started = command(&place.environment()).args(["serve", "--transport", "http"]).env("MCP_PORT", "0").output().unwrap();
    assert!(!started.status.success() && String::from_utf8_lossy(&started.stderr).contains("which keys were revoked"), "{started:?}");
}

/// One replica and Redis are killed while a write is on its way. Whoever asks again hears that it is not known, and nothing is repeated.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_and_redis_that_die_in_the_middle_of_a_write_write_nothing_twice() {
    let Some(mut place) = Place::new().await else { return };
    let [one, other] = place.two();
    assert!(one.call(OPERATOR, "search_count", json!({"model": "res.partner"})).await["count"].is_u64());
    assert!(other.call(OPERATOR, "search_count", json!({"model": "res.partner"})).await["count"].is_u64());
    place.odoo.clear_requests();
    place.odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_secs(2))).model("res.partner").method("web_save").times(1));
    let write = one.message("tools/call", json!({"name": "create_record", "arguments": create("Once", Some("k"))}));
    let write = tokio::spawn(write.bearer_auth(OPERATOR).send());
    while place.odoo.calls("res.partner", "web_save") == 0 {
        tokio::task::yield_now().await;
    }
    drop(one);
    place.redis.kill();
    assert!(write.await.unwrap().is_err());
    let refused = other.call(OPERATOR, "create_record", create("Once", Some("k"))).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("nothing was sent"), "{refused}");
    place.redis.restart().await;
    let answer = loop {
        let answer = other.call(OPERATOR, "create_record", create("Once", Some("k"))).await;
        if answer["error"]["code"] != "internal" {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert!(answer["id"].is_null() && answer["error"]["message"].as_str().unwrap().contains("cut off"), "{answer}");
    assert_eq!(place.odoo.calls("res.partner", "web_save"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_or_personal_is_a_name_in_redis() {
    let Some(place) = Place::new().await else { return };
    let [one, _] = place.two();
    one.call(OPERATOR, "create_record", create("Once", Some("a-key-of-idempotency"))).await;
    generate(&one, &place, "wrong-password").await;
    let (_, made) = generate(&one, &place, DEMO.api_key).await;
    let everything = place.redis.everything();
    assert!(everything.contains("odoo-gateway:{idempotency}:") && everything.contains("odoo-gateway:{lockout}:"), "{everything}");
    let key = made["api_key"].as_str().unwrap();
    for secret in ["a-key-of-idempotency", "wrong-password", DEMO.api_key, ADMIN.api_key, OPERATOR, key, "demo", "127.0.0.1"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[test]
fn several_replicas_without_redis_or_a_key_of_their_own_do_not_start() {
    let check = |environment: &[(&str, &str)], expected: &str| {
        let output = command(environment).args(["serve", "--demo", "--transport", "http"]).env("MCP_PORT", "0").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{said}");
    };
    check(&[("MCP_REPLICAS", "2"), ("ENCRYPTION_KEY", &keygen())], "REDIS_URL is not set");
    check(&[("MCP_REPLICAS", "2"), ("REDIS_URL", "redis://127.0.0.1:1/")], "ENCRYPTION_KEY is not");
    check(&[("REDIS_URL", "nonsense://:s3cret@x"), ("ENCRYPTION_KEY", &keygen())], "REDIS_URL");
}

/// nginx in front of two replicas, each request to the next one.
struct Nginx {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// `None`, and said so, where it is not installed.
    fn start(servers: &[Server; 2]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        // nginx takes no port of the system's choice: this one was free just now.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let upstreams: String = servers.iter().map(|server| format!("server {} max_fails=0;", server.authority())).collect();
        let temporary: String =
            ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {name};")).concat();
        let settings = format!(
            "daemon off; pid nginx.pid; error_log stderr; worker_processes 1; events {{}}\n\
             http {{ access_log off; {temporary} upstream gateways {{ {upstreams} }}\n\
             server {{ listen {address}; location / {{ proxy_pass http://gateways; proxy_http_version 1.1; proxy_buffering off;\n\
             proxy_set_header Host $host:$server_port; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n\
             proxy_set_header Connection \"\"; proxy_next_upstream error timeout; proxy_connect_timeout 5s; }} }} }}\n"
        );
        std::fs::write(folder.path().join("nginx.conf"), settings).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).args(["-c", "nginx.conf"]).stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(process) => Some(Self { process, address, _folder: folder }),
            Err(error) => {
                eprintln!("nginx: skipped (it is not here: {error})");
                None
            }
        }
    }

    async fn answers(&self) {
        while tokio::net::TcpStream::connect(&self.address).await.is_err() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Nginx {
    /// Its worker ends with it.
    fn drop(&mut self) {
        if let Some(pid) = self.process.id().try_into().ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.process.wait();
    }
}

/// A whole conversation, whose every request comes to another replica; then one of them dies, and it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_without_sticky_sessions_it_does_not_matter_which_replica_answers() {
    let Some(place) = Place::new().await else { return };
    let behind = [("TRUSTED_PROXIES", "127.0.0.1"), ("MCP_METRICS", "127.0.0.1:0")];
    let servers = [place.server(&behind), place.server(&behind)];
    let Some(nginx) = Nginx::start(&servers) else { return };
    nginx.answers().await;
    let client = servers[0].client.clone();
    let call = async |tool: &str, arguments: Value| {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
        let request = client.post(format!("http://{}/mcp", nginx.address)).bearer_auth(OPERATOR).body(message.to_string());
        let request = request.header("content-type", "application/json").header("accept", "application/json, text/event-stream");
        body(request.send().await.unwrap()).await["result"]["structuredContent"].clone()
    };
    for number in 0..6 {
        let created = call("create_record", create("Behind nginx", Some(&format!("k{number}")))).await;
        let repeated = call("create_record", create("Behind nginx", Some(&format!("k{number}")))).await;
        assert_eq!((&repeated["id"], &repeated["repeated"]), (&created["id"], &json!(true)), "{created} {repeated}");
        let mut delete = json!({"model": "res.partner", "record_ids": [created["id"]]});
        delete["confirm_token"] = call("delete_record", delete.clone()).await["error"]["confirm_token"].clone();
        assert_eq!(call("delete_record", delete).await["deleted"], json!([created["id"]]));
    }
    assert_eq!(place.writes(), 6);
    for server in &servers {
        let metrics = client.get(server.metrics().unwrap()).send().await.unwrap().text().await.unwrap();
        assert!(metrics.contains("tool=\"create_record\"") && metrics.contains("tool=\"delete_record\""), "{metrics}");
    }
    let [one, other] = servers;
    drop(one);
    let created = call("create_record", create("One left", Some("left"))).await;
    assert!(created["id"].is_u64(), "{created}");
    assert_eq!(call("create_record", create("One left", Some("left"))).await["repeated"], true);
    drop(other);
}
