//! The same search without a gateway: one connection, one request after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;

use super::upstream::Upstream;

/// How long each of so many searches took.
pub(super) fn searches(upstream: &Upstream, count: usize) -> Result<Vec<Duration>> {
    let address = upstream.url().trim_start_matches("http://");
    let mut connection = TcpStream::connect(address)?;
    connection.set_nodelay(true)?;
    let mut input = BufReader::new(connection.try_clone()?);
    let arguments =
        json!(["db", 2, "key", "res.partner", "search_read", [[["is_company", "=", true]]], {"fields": ["name", "email"], "limit": 10}]);
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "call",
        "params": {"service": "object", "method": "execute_kw", "args": arguments}})
    .to_string();
    let request = format!(
        "POST /jsonrpc HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let began = Instant::now();
        connection.write_all(request.as_bytes())?;
        receive(&mut input)?;
        times.push(began.elapsed());
    }
    Ok(times)
}

fn receive(input: &mut impl BufRead) -> Result<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        input.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().context("a length that is no number")?;
        }
    }
    let mut body = vec![0; length];
    Ok(input.read_exact(&mut body)?)
}
