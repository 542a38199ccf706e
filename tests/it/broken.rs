//! Servers that are not there, or not what they should be: one clear line, the right exit code or tool error, no secret anywhere.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::json;

use super::client::{Gateway, command};

const SECRET: &str = "s3cr3t-k3y-0123456789";

/// A server that answers every request with these bytes and closes; its address.
fn server(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let Ok(mut connection) = connection else { return };
            let mut request = [0; 4096];
            let _ = connection.read(&mut request);
            let _ = connection.write_all(&answer);
        }
    });
    address
}

fn response(content_type: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// The address of a port that nobody listens on.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Both ways in: `check` exits with 3 and one line, a tool answers with an error that does not say where Odoo is, and neither shows the
/// secret.
fn check(url: &str, code: &str, expected: &str) {
    let environment = [("ODOO_URL", url), ("ODOO_DB", "acme"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", SECRET)];
    let output = command(&environment).arg("check").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{url}: {stderr}");
    assert_eq!(stderr.lines().count(), 1, "{url}: {stderr}");
    assert!(stderr.starts_with("error: ") && stderr.contains(expected), "{url}: {stderr}");
    assert!(output.stdout.is_empty() && !stderr.contains(SECRET));
    let mut gateway = Gateway::start(&environment);
    let error = gateway.bad("search_count", json!({"model": "res.partner"}));
    assert_eq!((error["code"].as_str(), error["origin"].as_str()), (Some(code), Some("odoo")), "{url}: {error}");
    let host = url.strip_prefix("http://").unwrap();
    let said = if host.contains(expected) { "(address)" } else { expected };
    assert!(error["message"].as_str().unwrap().contains(said) && !error.to_string().contains(SECRET), "{url}: {error}");
    assert!(!error.to_string().contains(host), "{url}: {error}");
    let log = gateway.stop();
    assert!(!log.contains(SECRET) && !log.contains("panic"), "{log}");
}

#[test]
fn a_server_that_is_down() {
    let url = nobody();
    check(&url, "connection_failed", url.strip_prefix("http://").unwrap());
}

#[test]
fn a_name_that_does_not_exist() {
    check("http://no-such-host.invalid", "connection_failed", "no-such-host.invalid");
}

#[test]
fn html_instead_of_json() {
    let page = b"<html><title>It works</title></html>";
    check(&server(response("text/html", page.len(), page)), "unexpected_answer", "JSON");
}

#[test]
fn half_a_response() {
    check(&server(response("application/json", 1000, b"{\"jsonrpc\": \"2.0\", \"resu")), "connection_failed", "127.0.0.1");
}

#[test]
fn half_of_the_json() {
    let half = b"{\"jsonrpc\": \"2.0\", \"resu";
    check(&server(response("application/json", half.len(), half)), "unexpected_answer", "JSON");
}

#[test]
fn a_response_of_50_megabytes() {
    let body = vec![b' '; 50 << 20];
    check(&server(response("application/json", body.len(), &body)), "unexpected_answer", "larger than");
}

#[test]
fn a_redirect_is_not_followed() {
    let target = server(response("application/json", 2, b"{}"));
    let head = format!("HTTP/1.1 303 See Other\r\nLocation: {target}/web/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    check(&server(head.into_bytes()), "unexpected_answer", "redirect");
}

#[test]
fn an_odoo_of_another_series() {
    let version = r#"{"jsonrpc": "2.0", "id": 1, "result": {"server_version": "16.0", "server_version_info": [16, 0, 0, "final", 0, ""], "server_serie": "16.0", "protocol_version": 1}}"#;
    check(&server(response("application/json", version.len(), version.as_bytes())), "not_in_this_odoo", "16.0");
}

#[test]
fn a_url_that_is_none() {
    let environment = [("ODOO_URL", "acme example"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", SECRET)];
    let output = command(&environment).arg("check").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("must begin with `http://` or `https://`") && stderr.lines().count() == 1, "{stderr}");
}
