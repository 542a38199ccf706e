//! A network and servers that misbehave: one clear line each, nothing followed, nothing read without end.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use odoo_sdk::{Call, Client, Error, ErrorKind};
use serde_json::json;
use tokio::sync::Barrier;

use crate::server::{Answer, Server, http, json_answer, options, options_with, result};

fn write() -> Call {
    Call::unlink("res.partner", [1])
}

fn read() -> Call {
    Call::search_count("res.partner", json!([]))
}

/// What a client makes of this answer to a write.
async fn outcome(answer: fn() -> Answer) -> (Error, String) {
    let server = Server::odoo("18.0", move |_| answer()).await;
    let client = server.web_client(options()).await.unwrap();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!(server.calls(), 1, "a write is sent once: {error}");
    let message = error.message().replace(server.authority(), "HERE");
    (error, message)
}

async fn check(answer: fn() -> Answer, kind: ErrorKind, expected: &str) -> Error {
    let (error, message) = outcome(answer).await;
    assert_eq!((error.kind(), message.as_str()), (kind, expected));
    assert!(!error.did_not_run());
    error
}

#[tokio::test]
async fn a_refused_connection_ran_nothing() {
    let place = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = Client::connect(format!("http://{place}/odoo")).options(options()).password("a", "b").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Connection, format!("{place} refused the connection: check host and port").as_str())
    );
    assert!(error.did_not_run() && error.retryable());
}

#[tokio::test]
async fn a_name_that_does_not_resolve() {
    let error = Client::connect("http://no-such-host.invalid").options(options()).version().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Connection, "the name of no-such-host.invalid:80 cannot be resolved"));
    assert!(error.did_not_run());
}

#[tokio::test]
async fn a_port_that_speaks_no_tls() {
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = plain.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 4096]).await;
    });
    let error = Client::connect(format!("https://{place}")).options(options()).version().await.unwrap_err();
    let expected = format!("no secure connection to {place}: it does not speak TLS on this port: try `http://`");
    assert_eq!((error.kind(), error.message()), (ErrorKind::Connection, expected.as_str()));
    assert!(error.did_not_run() && !error.retryable());
}

#[tokio::test]
async fn what_is_no_answer_of_odoo_is_named() {
    let page = || Answer::Keep(http(200, "text/html; charset=utf-8", "", b"<html>login"));
    check(page, ErrorKind::Protocol, "expected JSON-RPC from HERE, got an HTML page (HTTP 200)").await;
    let text = || Answer::Keep(http(200, "text/plain", "", b"{}"));
    check(text, ErrorKind::Protocol, "expected JSON-RPC from HERE, got `text/plain` (HTTP 200)").await;
    let cut = || Answer::Keep(http(200, "application/json", "", b"{\"jsonrpc\": \"2.0\", \"res"));
    check(cut, ErrorKind::Protocol, "expected a JSON-RPC answer from HERE, got 23 bytes that are not (HTTP 200)").await;
    let other = || Answer::Keep(http(200, "application/json", "", b"{\"hello\": 1}"));
    check(other, ErrorKind::Protocol, "expected a JSON-RPC answer from HERE, got 12 bytes that are not (HTTP 200)").await;
}

#[tokio::test]
async fn a_connection_that_breaks_may_have_run_the_call() {
    let silent = || Answer::Close(Vec::new());
    let error = check(silent, ErrorKind::Connection, "HERE closed the connection without an answer").await;
    assert!(error.retryable());
    let half = || Answer::Close(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"json".to_vec());
    check(half, ErrorKind::Connection, "HERE closed the connection in the middle of its answer").await;
    let garbage = || Answer::Close(b"\0\0\0\0\0\0".to_vec());
    check(garbage, ErrorKind::Connection, "HERE closed the connection without an answer").await;
}

#[tokio::test]
async fn a_proxy_that_is_busy_says_when() {
    for status in [502, 503, 504] {
        let server = Server::odoo("18.0", move |_| Answer::Keep(http(status, "text/html", "", b"<html>"))).await;
        let error = server.web_client(options()).await.unwrap().send(write()).await.unwrap_err();
        assert_eq!((error.kind(), error.http_status(), error.retryable()), (ErrorKind::Connection, Some(status), true));
    }
    let busy = || Answer::Keep(http(429, "text/plain", "retry-after: 30\r\n", b"slow down"));
    let error = check(busy, ErrorKind::Connection, "HERE is not available now (HTTP 429)").await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(|_| json_answer(&result(json!(1)))).await;
    let target = format!("location: {}/web/login?token=hunter2\r\n", other.url);
    let server = Server::odoo("18.0", move |_| Answer::Keep(http(303, "text/html", &target, b""))).await;
    let client = server.web_client(options()).await.unwrap();
    let error = client.send(read()).await.unwrap_err();
    let expected =
        format!("{} redirects to `{}/web/login`, and redirects are not followed: give Odoo's own address", server.authority(), other.url);
    assert_eq!((error.kind(), error.message()), (ErrorKind::Protocol, expected.as_str()));
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn an_answer_too_large_is_not_read() {
    const LARGE: usize = 50 * 1024 * 1024;
    let announced = || {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {LARGE}\r\n\r\n");
        Answer::Keep([head.as_bytes(), &vec![b' '; LARGE]].concat())
    };
    let expected = "the answer of HERE is larger than the 33554432 bytes allowed";
    check(announced, ErrorKind::Protocol, expected).await;
    let chunked = || {
        let chunk = [format!("{LARGE:x}\r\n").as_bytes(), &vec![b' '; LARGE], b"\r\n0\r\n\r\n"].concat();
        Answer::Keep([b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n", &*chunk].concat())
    };
    check(chunked, ErrorKind::Protocol, expected).await;
    let bomb = || Answer::Keep(http(200, "application/json", "content-encoding: gzip\r\n", &gzip(&vec![b' '; LARGE])));
    check(bomb, ErrorKind::Protocol, expected).await;
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn compressed_answers_are_read() {
    let server = Server::odoo("18.0", |seen| {
        assert!(seen.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip")));
        Answer::Keep(http(200, "application/json", "content-encoding: gzip\r\n", &gzip(result(json!("ok")).to_string().as_bytes())))
    })
    .await;
    assert_eq!(server.web_client(options()).await.unwrap().send(read()).await.unwrap(), "ok");
    let broken = || Answer::Keep(http(200, "application/json", "content-encoding: gzip\r\n", b"not gzip at all"));
    check(broken, ErrorKind::Protocol, "the answer of HERE cannot be decompressed").await;
}

/// A call that is sent, and then only time passes, on a clock that does not wait.
async fn given_up(server: &Server, client: Client, call: Call) -> Error {
    let before = server.calls();
    let call = tokio::spawn(async move { client.send(call).await });
    while server.calls() == before {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    let error = call.await.unwrap().unwrap_err();
    tokio::time::resume();
    error
}

#[tokio::test]
async fn silence_ends_in_time() {
    let server = Server::odoo("18.0", |_| Answer::Hang).await;
    let silent = options_with(|options| options.read_timeout = Duration::from_secs(30));
    let error = given_up(&server, server.web_client(silent).await.unwrap(), write()).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::Connection, format!("{} did not answer in time", server.authority()).as_str()));
    assert!(!error.did_not_run());
    let slow = options_with(|options| (options.total_timeout, options.retries) = (Duration::from_secs(20), 0));
    let error = given_up(&server, server.web_client(slow).await.unwrap(), read()).await;
    assert_eq!(error.message(), format!("{} did not answer within 20 s", server.authority()));
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn a_call_given_up_closes_its_connection() {
    let server = Server::odoo("18.0", |_| Answer::Hang).await;
    let client = server.web_client(options()).await.unwrap();
    let call = tokio::spawn(async move { client.send(read()).await });
    while server.calls() == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    server.gone.notified().await;
    assert!(call.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn connections_are_kept_and_shared() {
    let server = Server::odoo("18.0", |_| json_answer(&result(json!(1)))).await;
    let client = server.web_client(options()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(client.clone().send(write()).await.unwrap(), 1);
    }
    assert!(server.seen().iter().all(|seen| seen.connection == 0));
}

#[tokio::test]
async fn calls_run_in_parallel() {
    const CALLS: usize = 16;
    let barrier = Arc::new(Barrier::new(CALLS));
    let server = Server::odoo("18.0", move |_| {
        let barrier = barrier.clone();
        Answer::After(Box::pin(async move { _ = barrier.wait().await }), Box::new(json_answer(&result(json!(1)))))
    })
    .await;
    let client = server.web_client(options()).await.unwrap();
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { client.send(write()).await }
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
}

#[tokio::test]
async fn requests_say_who_they_are_and_go_below_the_path() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/odoo/web/webclient/version_info" => json_answer(&result(json!({"server_serie": "17.0"}))),
        _ => Answer::Close(Vec::new()),
    })
    .await;
    let version = Client::connect(format!("{}/odoo/", server.url)).version().await.unwrap();
    assert_eq!(version.text, "17.0");
    let seen = server.seen();
    assert!(seen[0].header("user-agent").is_some_and(|agent| agent.starts_with("odoo-sdk/")));
    assert_eq!(seen[0].header("referer"), None);
}
