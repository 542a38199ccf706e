//! What breaks sign-ins in practice, and what attackers try.

use std::time::Duration;

use odoo_sdk::Series;
use odoo_sim::Company;
use odoo_sim::accounts::{CLERK, DEMO};
use odoo_sim::faults::{Exception, Fault, FaultRule};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::server::Server;
use super::super::users::Place;
use super::client::{Bodies, Client, Page, another, environment, origin, sent_back};
use crate::embedded::builder;

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_and_at_another_replica_client_tokens_and_their_renewal_go_on() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read offline_access", "demo", DEMO.api_key).await;
    let page = client.open("odoo:read").await;
    let public = origin(&server);
    let replica = Server::start(&another(&place, &public));
    let there = client.at(&replica);
    assert_eq!(there.status(tokens["access_token"].as_str().unwrap()).await, StatusCode::OK);
    let (status, renewed) = there.renew(&tokens["refresh_token"]).await;
    assert_eq!(status, StatusCode::OK, "{renewed}");
    assert_eq!(client.status(renewed["access_token"].as_str().unwrap()).await, StatusCode::OK);
    // A form that one showed is taken by the other.
    let pairs = sent_back(&there.submit(&page, "demo", DEMO.api_key, "allow").await);
    assert!(pairs.iter().any(|(name, _)| name == "code"), "{pairs:?}");
    drop(server);
    assert_eq!(there.tokens("odoo:read", "demo", DEMO.api_key).await["scope"], "odoo:read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_or_a_refresh_token_that_comes_twice_ends_the_grant_and_a_lost_answer_does_not() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let code = client.code("odoo:read", "demo", DEMO.api_key).await;
    let (_, first) = client.redeem(&code).await;
    let access = first["access_token"].as_str().unwrap();
    assert_eq!(client.status(access).await, StatusCode::OK);
    assert_eq!(client.redeem(&code).await.1["error"], "invalid_grant");
    assert_eq!(client.status(access).await, StatusCode::UNAUTHORIZED);
    let first = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    assert_eq!(client.renew(&first["refresh_token"]).await.0, StatusCode::OK);
    // The answer was lost: the old one is good until the new one was used.
    let (status, second) = client.renew(&first["refresh_token"]).await;
    assert_eq!(status, StatusCode::OK, "{second}");
    let (_, third) = client.renew(&second["refresh_token"]).await;
    let (status, refused) = client.renew(&first["refresh_token"]).await;
    assert_eq!((status, &refused["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    assert_eq!(client.renew(&third["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.status(third["access_token"].as_str().unwrap()).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_and_a_refresh_token_that_were_used_are_known_after_a_restart() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let code = client.code("odoo:read", "demo", DEMO.api_key).await;
    let (_, first) = client.redeem(&code).await;
    let (_, second) = client.renew(&first["refresh_token"]).await;
    let (_, third) = client.renew(&second["refresh_token"]).await;
    let other = client.tokens("odoo:read", "clerk", CLERK.api_key).await;
    let (public, id) = (origin(&server), client.id.clone());
    drop(server);
    let restarted = Server::start(&another(&place, &public));
    let client = Client { server: &restarted, id };
    assert_eq!(client.renew(&first["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.redeem(&code).await.1["error"], "invalid_grant");
    assert_eq!(client.renew(&third["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.renew(&other["refresh_token"]).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_one_thing_at_one_server() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    let code = client.code("odoo:read", "demo", DEMO.api_key).await;
    let page = client.open("odoo:read").await;
    for wrong in [refresh, code.as_str(), client.id.as_str(), page.form.as_str()] {
        assert_eq!(client.status(wrong).await, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    for wrong in [access, client.id.as_str(), page.form.as_str()] {
        assert_eq!(client.renew(&json!(wrong)).await.1["error"], "invalid_grant", "{wrong}");
        assert_eq!(client.redeem(wrong).await.1["error"], "invalid_grant", "{wrong}");
    }
    // The same keys at another address, and other keys at the same one.
    let elsewhere = Server::start(&environment(&place));
    assert_eq!(client.at(&elsewhere).status(access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(client.at(&elsewhere).renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    let (ring, public) = (super::super::identity::keygen(), origin(&server));
    let mut environment = another(&place, &public);
    environment.iter_mut().filter(|(name, _)| *name == "ENCRYPTION_KEY").for_each(|(_, value)| *value = &ring);
    let other_keys = Server::start(&environment);
    assert_eq!(client.at(&other_keys).status(access).await, StatusCode::UNAUTHORIZED);
    let (status, answer) = client.at(&other_keys).renew(&tokens["refresh_token"]).await;
    assert_eq!((status, &answer["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
    // A token of ours is no header of others, and not in the address.
    let in_address = server.request(Method::POST, &format!("/mcp?access_token={access}")).send().await.unwrap();
    assert_eq!(in_address.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_redirected_before_client_and_redirect_are_good_and_every_redirect_has_one_issuer() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let show = async |change: (&'static str, &str)| {
        let change_one = |(name, value)| (name, if name == change.0 { change.1.to_owned() } else { value });
        let mut query: Vec<_> = client.query("odoo:read").into_iter().map(change_one).collect();
        query.extend(query.iter().all(|(name, _)| *name != change.0).then(|| (change.0, change.1.to_owned())));
        client.show(query).await
    };
    for change in [
        ("client_id", "ogi_00000000_AAAA"),
        ("client_id", "https://localhost/client.json"),
        ("client_id", "https://169.254.169.254/client.json"),
        ("redirect_uri", "http://127.0.0.1.evil.example/callback"),
        ("redirect_uri", "http://localhost.evil.example/callback"),
        ("redirect_uri", "http://evil@127.0.0.1:4711/callback"),
        ("redirect_uri", "http://127.0.0.1:4711/callback#fragment"),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "javascript:alert(1)"),
        ("redirect_uri", "//evil.example/callback"),
    ] {
        let response = show(change).await;
        assert!(response.status().is_client_error(), "{change:?}: {}", response.status());
        assert!(response.headers().get("location").is_none(), "{change:?}");
    }
    for (change, error) in [
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "openid"), "invalid_scope"),
        (("resource", "https://evil.example/mcp"), "invalid_target"),
    ] {
        let pairs = sent_back(&show(change).await);
        let all = |name: &str| pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
        assert_eq!((all("error"), all("iss"), all("state")), (vec![error], vec![origin(&server).as_str()], vec!["a&b"]), "{change:?}");
    }
    // The port of this machine is chosen anew at every start.
    for redirect in ["http://127.0.0.1:9/callback", "http://127.0.0.1/callback"] {
        assert_eq!(show(("redirect_uri", redirect)).await.status(), StatusCode::OK, "{redirect}");
    }
    for resource in [format!("{}/mcp", origin(&server)), format!("{}/mcp/", origin(&server))] {
        assert_eq!(show(("resource", &resource)).await.status(), StatusCode::OK, "{resource}");
    }
    let twice: Vec<_> = client.query("odoo:read").into_iter().chain([("redirect_uri", "https://evil.example/".to_owned())]).collect();
    assert_eq!(client.show(twice).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_client_signs_in_where_its_document_cannot_be_had() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client { server: &server, id: "https://claude.ai/oauth/claude-code-client-metadata".to_owned() };
    let (cookie, html) = super::client::opened(client.show(client.query("odoo:read")).await).await;
    assert!(html.contains("Claude Code"), "{html}");
    let page = Page { cookie, form: super::client::form_of(&html) };
    let pairs = sent_back(&client.submit(&page, "demo", DEMO.api_key, "allow").await);
    let code = &pairs.iter().find(|(name, _)| name == "code").unwrap().1;
    let (status, tokens) = client.redeem(code).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    // Another client does not redeem its code or renew its token.
    let other = Client::register(&server).await;
    assert_eq!(other.renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.renew(&tokens["refresh_token"]).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_odoo_no_longer_accepts_signs_out_for_good_and_an_odoo_that_is_down_does_not() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    let access = tokens["access_token"].as_str().unwrap();
    let call = json!({"name": "search_count", "arguments": {"model": "res.partner"}});
    let send = async |access: &str| server.message("tools/call", call.clone()).bearer_auth(access).send().await.unwrap();
    place.odoo.faults().add(FaultRule::new(Fault::Status(503, None)));
    let down = send(access).await;
    assert_eq!(down.status(), StatusCode::OK);
    assert!(down.text().await.unwrap().contains("connection_failed"));
    place.odoo.faults().clear();
    let (status, tokens) = client.renew(&tokens["refresh_token"]).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let access = tokens["access_token"].as_str().unwrap();
    place.odoo.faults().add(FaultRule::new(Fault::Raise(Exception::AccessDenied)));
    let refused = send(access).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.contains("error=\"invalid_token\"") && challenge.contains("resource_metadata="), "{challenge}");
    // Never a loop: the refresh token is dead, and a new one is not had without a person.
    assert_eq!(client.renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    place.odoo.faults().clear();
    assert_eq!(send(access).await.status(), StatusCode::UNAUTHORIZED);
}

/// A company where the keys of `demo` end then.
fn keys_end_at(end: jiff::Timestamp) -> Company {
    let end = end.strftime("%Y-%m-%d %H:%M:%S");
    let keys = format!("{{ name: client, scope: rpc, user_id: demo, expiration_date: '{end}' }}");
    Company::from_yaml(&format!("res.users.apikeys:\n  first: {keys}\n  second: {}\n", keys.replace("client", "other"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_an_odoo_key_is_shown_and_obeyed() {
    let end = jiff::Timestamp::now() + Duration::from_secs(900);
    for series in [Series::V18, Series::V19] {
        let place = Place::of(builder(series).company(keys_end_at(end)).start().await.unwrap());
        let server = Server::start(&environment(&place));
        let client = Client::register(&server).await;
        let tokens = client.tokens("odoo:read offline_access", "demo", DEMO.api_key).await;
        let access = tokens["access_token"].as_str().unwrap();
        let validated = server.request(Method::POST, "/auth/validate").bearer_auth(access).send().await.unwrap();
        // By the clock of the server, which a moved clock sets at its own start.
        let now = jiff::fmt::rfc2822::parse(validated.headers()["date"].to_str().unwrap()).unwrap().timestamp();
        let (left, seconds) = (end.duration_since(now).as_secs(), tokens["expires_in"].as_i64().unwrap());
        assert!(seconds < 3_600 && (left - 5..=left + 60).contains(&seconds), "{series}: {left} {tokens}");
        assert_eq!(super::super::server::body(validated).await["expires"], end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let me = server.call(access, "whoami", json!({})).await;
        assert_eq!(me["user"]["api_key_ends"], end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), "{series}: {me}");
        // Nobody else's keys count, and a password has no such end.
        assert_eq!(client.tokens("odoo:read", "clerk", CLERK.api_key).await["expires_in"], 3_600);
        assert_eq!(client.tokens("odoo:read", "demo", DEMO.password()).await["expires_in"], 3_600);
        let browser = super::account::Browser::sign_in(&client, "demo", DEMO.api_key).await;
        assert!(browser.page().await.contains(&end.strftime("%Y-%m-%d %H:%M").to_string()));
    }
    let ended = jiff::Timestamp::now() - Duration::from_secs(86_400);
    let place = Place::of(builder(Series::V19).company(keys_end_at(ended)).start().await.unwrap());
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let code = client.code("odoo:read", "demo", DEMO.api_key).await;
    assert_eq!(client.redeem(&code).await.1["error"], "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_good_for_its_own_browser_and_no_other_page_sends_it() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let page = client.open("odoo:read").await;
    let form = page.form.as_str();
    for (cookie, form) in [("", form), ("odoo-sign-in=other", form), (&page.cookie, "ogf_00000000_AAAA"), (&page.cookie, &client.id)] {
        let page = Page { cookie: cookie.to_owned(), form: form.to_owned() };
        let response = client.submit(&page, "demo", DEMO.api_key, "allow").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(response.headers().get("location").is_none());
    }
    let members = [("request", form), ("login", "demo"), ("secret", DEMO.api_key), ("decision", "allow")];
    let of_other = client.form("/oauth/authorize", &page.cookie, &members).header("sec-fetch-site", "cross-site");
    assert_eq!(of_other.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let of_other = server.request(Method::POST, "/oauth/authorize").header("origin", "https://evil.example");
    let response = of_other.header("cookie", &page.cookie).form_text(&members).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    place.odoo.clear_requests();
    let pairs = sent_back(&client.submit(&page, "", "", "deny").await);
    let error = ("error".to_owned(), "access_denied".to_owned());
    assert!(pairs.contains(&error) && pairs.contains(&("iss".to_owned(), origin(&server))), "{pairs:?}");
    assert!(place.odoo.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_reads_the_same_and_a_lockout_is_asked_before_odoo_and_shuts_out_nobody_else() {
    let place = Place::new().await;
    let trusted = [environment(&place).as_slice(), &[("TRUSTED_PROXIES", "127.0.0.1")]].concat();
    let server = Server::start(&trusted);
    let client = Client::register(&server).await;
    let page = client.open("odoo:read").await;
    let mut pages = Vec::new();
    for (login, secret) in
        [("demo", "wrong"), ("nobody", "wrong"), ("demo", "0000000000000000000000000000000000000000"), ("demo", CLERK.api_key)]
    {
        let response = client.submit(&page, login, secret, "allow").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        pages.push(response.text().await.unwrap().replace("value=\"nobody\"", "value=\"demo\""));
    }
    assert!(pages.iter().all(|text| *text == pages[0] && text.contains("did not accept") && !text.contains("wrong")), "{}", pages[0]);
    for _ in 0..5 {
        client.submit(&page, "demo", "wrong", "allow").await;
    }
    place.odoo.clear_requests();
    let locked = client.submit(&page, "demo", DEMO.api_key, "allow").await;
    assert_eq!(locked.status(), StatusCode::UNAUTHORIZED);
    assert!(place.odoo.requests().is_empty());
    assert_eq!(locked.text().await.unwrap(), pages[0]);
    sent_back(&client.submit(&page, "clerk", CLERK.api_key, "allow").await);
    // The same person from elsewhere is not shut out by who guesses here.
    let members = [("request", page.form.as_str()), ("login", "demo"), ("secret", DEMO.api_key), ("decision", "allow")];
    let elsewhere = client.form("/oauth/authorize", &page.cookie, &members).header("x-forwarded-for", "198.51.100.7");
    sent_back(&elsewhere.send().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_a_log_an_address_or_the_state_folder() {
    let place = Place::new().await;
    let server = Server::start(&[environment(&place).as_slice(), &[("MCP_LOG_LEVEL", "trace")]].concat());
    let client = Client::register(&server).await;
    let page = client.open("odoo:read offline_access").await;
    client.submit(&page, "demo", "a-wrong-secret", "allow").await;
    let tokens = client.tokens("odoo:read offline_access", "demo", DEMO.api_key).await;
    let access = tokens["access_token"].as_str().unwrap().to_owned();
    server.call(&access, "search_count", json!({"model": "res.partner"})).await;
    let (_, renewed) = client.renew(&tokens["refresh_token"]).await;
    assert!(renewed["access_token"].is_string());
    let secrets =
        [DEMO.api_key, "a-wrong-secret", &access, tokens["refresh_token"].as_str().unwrap(), &page.form, &place.ring].map(str::to_owned);
    server.terminate();
    let (_, said) = server.wait();
    assert!(said.contains("path=\"/oauth/authorize\""), "the log has requests: {said}");
    let state: String =
        std::fs::read_dir(place.folder()).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(state.contains("Test client") && state.contains("\"renewed\""), "{state}");
    for secret in secrets {
        assert!(!said.contains(&secret) && !state.contains(&secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_odoo_delays_is_waited_for_and_one_that_it_cannot_answer_says_so() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let page = client.open("odoo:read").await;
    place.odoo.faults().add(FaultRule::new(Fault::Delay(Duration::from_millis(50))));
    sent_back(&client.submit(&page, "demo", DEMO.api_key, "allow").await);
    place.odoo.faults().clear();
    place.odoo.faults().add(FaultRule::new(Fault::Status(503, None)));
    let response = client.submit(&page, "demo", DEMO.api_key, "allow").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let text = response.text().await.unwrap();
    assert!(text.contains("could not be reached") && !text.contains(DEMO.api_key), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_nothing_ends_no_sign_in() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    let (folder, aside) = (place.folder().to_owned(), place.folder().with_extension("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    let (status, answer) = client.renew(&tokens["refresh_token"]).await;
    assert_eq!((status, &answer["error"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("temporarily_unavailable")));
    std::fs::rename(&aside, &folder).unwrap();
    let (status, answer): (_, Value) = client.renew(&tokens["refresh_token"]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}
