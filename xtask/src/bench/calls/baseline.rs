//! The same search without a gateway: one connection, one request after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use anyhow::{Context, Result};
use serde_json::json;

use super::upstream::Upstream;

/// A connection of its own to the upstream.
pub(super) struct Direct {
    output: TcpStream,
    input: BufReader<TcpStream>,
    request: String,
}

impl Direct {
    /// Connects.
    pub(super) fn to(upstream: &Upstream) -> Result<Self> {
        let address = upstream.url().trim_start_matches("http://");
        let output = TcpStream::connect(address)?;
        output.set_nodelay(true)?;
        let input = BufReader::new(output.try_clone()?);
        let arguments = json!(["db", 2, "key", "res.partner", "search_read", [[["is_company", "=", true]]], {"fields": ["name", "email"], "limit": 10}]);
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "call",
            "params": {"service": "object", "method": "execute_kw", "args": arguments}})
        .to_string();
        let request = format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Ok(Self { output, input, request })
    }

    /// One search.
    pub(super) fn search(&mut self) -> Result<()> {
        self.output.write_all(self.request.as_bytes())?;
        receive(&mut self.input)
    }
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
