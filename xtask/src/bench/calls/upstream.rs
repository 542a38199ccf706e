//! An Odoo 17 that answers at once, whatever it is asked: enough of `/jsonrpc` for the gateway to work with it, on plain threads.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

/// A server that runs until the process ends.
pub(in crate::bench) struct Upstream {
    url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    calls: AtomicUsize,
    milliseconds: AtomicU64,
    /// How many small records a search answers; 0 for ten of the usual size.
    rows: AtomicUsize,
}

impl Upstream {
    /// Starts it on a free port of 127.0.0.1.
    pub(in crate::bench) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::<State>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(connection, &state));
            }
        });
        Ok(Self { url, state })
    }

    /// Its address.
    pub(in crate::bench) fn url(&self) -> &str {
        &self.url
    }

    /// How many model calls came.
    pub(super) fn calls(&self) -> usize {
        self.state.calls.load(Ordering::Relaxed)
    }

    /// How long each answer takes from now on.
    pub(super) fn slow_down(&self, time: Duration) {
        self.state.milliseconds.store(u64::try_from(time.as_millis()).unwrap_or(0), Ordering::Relaxed);
    }

    /// How many small records a search answers from now on.
    pub(super) fn flood(&self, rows: usize) {
        self.state.rows.store(rows, Ordering::Relaxed);
    }
}

/// So many small records.
pub(super) fn small_records(count: usize) -> String {
    let rows: Vec<String> = (0..count).map(|id| format!("{{\"id\":{id},\"name\":\"xyz\"}}")).collect();
    format!("[{}]", rows.join(","))
}

/// Answers one connection until it closes; what cannot be read ends it.
fn serve(connection: TcpStream, state: &State) {
    let _ = connection.set_nodelay(true);
    let Ok(mut output) = connection.try_clone() else { return };
    let mut input = BufReader::new(connection);
    while let Some(request) = read(&mut input) {
        let wait = state.milliseconds.load(Ordering::Relaxed);
        if wait > 0 {
            std::thread::sleep(Duration::from_millis(wait));
        }
        let rows = state.rows.load(Ordering::Relaxed);
        let is_search = request.pointer("/params/args/4").is_some_and(|method| method == "search_read");
        let result = if is_search && rows > 0 { small_records(rows) } else { answer(&request, state).to_string() };
        let body = format!("{{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {result}}}");
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        if output.write_all(format!("{head}{body}").as_bytes()).is_err() {
            return;
        }
    }
}

/// The body of one request.
fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn answer(request: &Value, state: &State) -> Value {
    let parameters = request.get("params").unwrap_or(&Value::Null);
    let service = parameters.get("service").and_then(Value::as_str).unwrap_or_default();
    let arguments = parameters.get("args").and_then(Value::as_array).cloned().unwrap_or_default();
    if service != "object" {
        let is_login = service == "common" && parameters.get("method").is_some_and(|method| method != "version");
        return if is_login { json!(2) } else { version() };
    }
    state.calls.fetch_add(1, Ordering::Relaxed);
    let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default();
    match (text(3), text(4)) {
        ("ir.module.module", _) => json!([{"id": 1, "name": "base"}]),
        (_, "context_get") => json!({"lang": "en_US", "tz": "Europe/Brussels", "uid": 2}),
        (_, "fields_get") => fields(),
        (_, "search_read") => (1..=10).map(|id| json!({"id": id, "name": "A partner", "email": "partner@example.com"})).collect(),
        (_, "create") => json!([7]),
        (_, "web_save") => json!([{"id": 7, "display_name": "A partner"}]),
        _ => json!(true),
    }
}

fn version() -> Value {
    json!({"server_version": "17.0", "server_version_info": [17, 0, 0, "final", 0, ""], "server_serie": "17.0", "protocol_version": 1})
}

fn fields() -> Value {
    let text = json!({"type": "char", "string": "Text", "store": true, "searchable": true, "sortable": true});
    let flag = json!({"type": "boolean", "string": "Flag", "store": true, "searchable": true, "sortable": true});
    json!({"name": text, "email": text, "display_name": text, "is_company": flag})
}
