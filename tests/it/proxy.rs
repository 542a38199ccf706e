//! A way to an Odoo that says when the gateway gives up a request: it closes the connection before the answer came.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A running proxy; it ends with the process.
pub(crate) struct Proxy {
    url: String,
    given_up: Receiver<()>,
}

impl Proxy {
    /// Starts one on a free port, to the server at `url`.
    pub(crate) fn to(url: &str) -> Self {
        let server = url.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (report, given_up) = channel();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&server).unwrap();
                carry(client, server, report.clone());
            }
        });
        Self { url, given_up }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Waits until a request was given up; whether one was within the bound, which is there only for the test to end.
    pub(crate) fn saw_a_request_given_up(&self) -> bool {
        self.given_up.recv_timeout(Duration::from_secs(10)).is_ok()
    }

    /// Whether none was so far.
    pub(crate) fn saw_none(&self) -> bool {
        self.given_up.try_recv().is_err()
    }
}

/// Carries bytes both ways until one side closes.
fn carry(client: TcpStream, server: TcpStream, report: Sender<()>) {
    let waits = Arc::new(AtomicBool::new(false));
    let (asked, answered) = (Arc::clone(&waits), waits);
    let (from_client, to_client) = (client.try_clone().unwrap(), client);
    let (from_server, to_server) = (server.try_clone().unwrap(), server);
    std::thread::spawn(move || {
        copy(from_client, &to_server, || asked.store(true, Ordering::SeqCst));
        if asked.load(Ordering::SeqCst) {
            let _ = report.send(());
        }
        let _ = to_server.shutdown(Shutdown::Both);
    });
    std::thread::spawn(move || {
        copy(from_server, &to_client, || answered.store(false, Ordering::SeqCst));
        let _ = to_client.shutdown(Shutdown::Both);
    });
}

fn copy(mut from: TcpStream, mut to: &TcpStream, each: impl Fn()) {
    let mut bytes = [0; 16_384];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 {
            return;
        }
        each();
        if to.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}
