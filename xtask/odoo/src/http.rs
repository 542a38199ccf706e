//! The few plain HTTP requests that tell whether Odoo answers and takes a key: HTTP/1.0 to loopback, only the status is looked at.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The first request to a database loads all of its modules.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Asks for a page and returns the status.
pub(crate) fn get(port: u16, path: &str) -> Result<u16> {
    exchange(port, &format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n"))
}

/// Sends JSON with a bearer key and returns the status.
pub(crate) fn post(port: u16, path: &str, key: &str, body: &str) -> Result<u16> {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nAuthorization: bearer {key}\r\n");
    exchange(port, &format!("{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"))
}

fn exchange(port: u16, request: &str) -> Result<u16> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let send = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, CONNECT_TIMEOUT)?;
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = send().with_context(|| format!("no answer from {address}"))?;
    status(&answer).with_context(|| format!("{address} does not answer in HTTP"))
}

fn status(answer: &str) -> Option<u16> {
    let (version, rest) = answer.lines().next()?.split_once(' ')?;
    version.starts_with("HTTP/").then_some(())?;
    rest.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_in_the_first_line() {
        assert_eq!(status("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n404 body"), Some(200));
        assert_eq!(status("HTTP/1.0 404\r\n\r\n"), Some(404));
        assert_eq!(status("SSH-2.0-x 200"), None);
        assert_eq!(status(""), None);
    }
}
