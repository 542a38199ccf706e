//! What is sent again and what is not: a read may be, a write never is once it may have been run.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use odoo_sdk::{Call, ErrorKind};
use serde_json::json;

use crate::server::{Answer, Server, http, json_answer, options, options_with, raised, result};

fn write() -> Call {
    Call::unlink("res.partner", [1])
}

fn read() -> Call {
    Call::search_count("res.partner", json!([]))
}

/// A server that fails so many times and then answers.
async fn fails_first(times: usize, failure: fn() -> Answer) -> Server {
    let failed = AtomicUsize::new(0);
    Server::odoo("18.0", move |_| if failed.fetch_add(1, Ordering::SeqCst) < times { failure() } else { json_answer(&result(json!(1))) })
        .await
}

const FAILURES: [fn() -> Answer; 5] = [
    || Answer::Close(Vec::new()),
    || Answer::Close(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{".to_vec()),
    || Answer::Keep(http(502, "text/html", "", b"")),
    || Answer::Keep(http(500, "text/html; charset=utf-8", "", b"<h1>Internal Server Error</h1>")),
    || json_answer(&raised("psycopg2.pool.PoolError", "The Connection Pool Is Full")),
];

#[tokio::test]
async fn a_read_is_sent_again_until_it_succeeds() {
    for failure in FAILURES {
        let server = fails_first(2, failure).await;
        assert_eq!(server.web_client(options()).await.unwrap().send(read()).await.unwrap(), 1);
        assert_eq!(server.calls(), 3);
    }
}

#[tokio::test]
async fn a_read_is_given_up_after_its_retries() {
    for (retries, sent) in [(0, 1), (1, 2), (2, 3)] {
        let server = fails_first(usize::MAX, FAILURES[0]).await;
        let client = server.web_client(options_with(|options| options.retries = retries)).await.unwrap();
        assert_eq!(client.send(read()).await.unwrap_err().kind(), ErrorKind::Connection);
        assert_eq!(server.calls(), sent);
    }
}

#[tokio::test]
async fn a_write_is_never_sent_twice() {
    for failure in FAILURES {
        let server = fails_first(1, failure).await;
        let error = server.web_client(options()).await.unwrap().send(write()).await.unwrap_err();
        assert_eq!((error.kind(), error.did_not_run(), server.calls()), (ErrorKind::Connection, false, 1));
    }
}

#[tokio::test]
async fn what_odoo_refused_is_not_asked_again() {
    let server = Server::odoo("18.0", |_| json_answer(&raised("odoo.exceptions.UserError", "no"))).await;
    let error = server.web_client(options()).await.unwrap().send(read()).await.unwrap_err();
    assert_eq!((error.kind(), error.message(), server.calls()), (ErrorKind::User, "no", 1));
}

/// A server that closes each connection after one answer without saying so: the next request meets a connection that is
/// gone or just going. Whatever happens to it, it must not arrive twice.
#[tokio::test]
async fn a_stale_connection_never_doubles_a_write() {
    let server = Server::odoo("18.0", |_| Answer::Close(http(200, "application/json", "", result(json!(1)).to_string().as_bytes()))).await;
    let client = server.web_client(options()).await.unwrap();
    let mut lost = 0;
    for id in 0..200 {
        lost += usize::from(client.send(Call::unlink("res.partner", [id])).await.is_err());
    }
    let bodies: Vec<_> = server.seen().into_iter().filter(|seen| seen.path.contains("call_kw")).map(|seen| seen.body).collect();
    assert_eq!(bodies.iter().collect::<HashSet<_>>().len(), bodies.len());
    assert!(lost < 20, "{lost} of 200 writes met a closing connection");
}

/// The worst moment: the server takes the second request on a kept connection and closes. The write may have run.
#[tokio::test]
async fn a_connection_closed_on_arrival_is_reported_for_a_write_and_fixed_for_a_read() {
    for (call, sent) in [(write(), 1), (read(), 2)] {
        let server =
            Server::odoo("18.0", |seen| if seen.connection == 0 { Answer::Close(Vec::new()) } else { json_answer(&result(json!(1))) })
                .await;
        let client = server.web_client(options()).await.unwrap();
        assert_eq!(client.send(call).await.is_ok(), sent == 2);
        assert_eq!(server.calls(), sent);
    }
}

#[tokio::test]
async fn the_breaker_opens_and_calls_fail_at_once() {
    let server = fails_first(usize::MAX, FAILURES[0]).await;
    let limited = options_with(|options| (options.breaker_failures, options.breaker_delay) = (3, Duration::from_secs(3600)));
    let client = server.web_client(limited).await.unwrap();
    for _ in 0..3 {
        assert!(client.send(write()).await.is_err());
    }
    for call in [write(), read()] {
        let error = client.send(call).await.unwrap_err();
        assert_eq!((error.kind(), error.did_not_run()), (ErrorKind::Connection, true));
        assert!(error.retry_after().unwrap() > Duration::from_secs(3500));
    }
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn the_breaker_closes_when_the_server_is_back() {
    let server = fails_first(3, FAILURES[2]).await;
    let client =
        server.web_client(options_with(|options| (options.breaker_failures, options.breaker_delay) = (1, Duration::ZERO))).await.unwrap();
    for _ in 0..3 {
        assert!(client.send(write()).await.is_err());
    }
    assert_eq!(client.send(write()).await.unwrap(), 1);
    assert_eq!(client.send(write()).await.unwrap(), 1);
}

#[tokio::test]
async fn errors_of_odoo_do_not_open_the_breaker() {
    let server = Server::odoo("18.0", |_| json_answer(&raised("builtins.ValueError", "bad"))).await;
    let client = server.web_client(options_with(|options| options.breaker_failures = 1)).await.unwrap();
    for _ in 0..5 {
        assert_eq!(client.send(read()).await.unwrap_err().kind(), ErrorKind::Server);
    }
}
