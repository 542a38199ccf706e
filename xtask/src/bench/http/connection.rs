//! One connection that stays open: a request that was written before is sent, and its answer read.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// An open connection.
pub(super) struct Connection {
    output: TcpStream,
    input: BufReader<TcpStream>,
}

/// A POST as it is sent, with further headers, each with its line end.
pub(super) fn request(url: &str, path: &str, headers: &str, body: &Value) -> Result<Vec<u8>> {
    let (authority, body) = (authority(url)?, body.to_string());
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    Ok([head.into_bytes(), body.into_bytes()].concat())
}

fn authority(url: &str) -> Result<&str> {
    url.split('/').nth(2).context("an address without a host")
}

impl Connection {
    /// To the host of an address.
    pub(super) fn open(url: &str) -> Result<Self> {
        let output = TcpStream::connect(authority(url)?)?;
        output.set_nodelay(true)?;
        Ok(Self { input: BufReader::new(output.try_clone()?), output })
    }

    /// Sends a request; the body of its answer.
    pub(super) fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.output.write_all(request)?;
        let (mut status, mut length, mut line) = (String::new(), None, String::new());
        self.input.read_line(&mut status)?;
        loop {
            line.clear();
            ensure!(self.input.read_line(&mut line)? > 0, "the connection was closed");
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((_, value)) = header.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
                length = Some(value.trim().parse::<usize>()?);
            }
        }
        let mut body = vec![0; length.context("an answer without a length")?];
        self.input.read_exact(&mut body)?;
        ensure!(status.starts_with("HTTP/1.1 200"), "{}: {}", status.trim_end(), String::from_utf8_lossy(&body));
        Ok(body)
    }
}
