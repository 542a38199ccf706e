//! A stand-in for a server on port 0: it keeps what it was sent, and answers as the test says, well or badly.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use odoo_sdk::client::{ClientOptions, Connect};
use odoo_sdk::{Client, Error};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Which connection it came on, counted from 0.
    pub(crate) connection: usize,
    pub(crate) path: String,
    /// The head in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    /// The value of a header, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// What the server does with a request.
pub(crate) enum Answer {
    /// Writes these bytes and keeps the connection.
    Keep(Vec<u8>),
    /// Writes these bytes and closes the connection.
    Close(Vec<u8>),
    /// Says nothing until the client goes away.
    Hang,
    /// Waits for this, then does that.
    After(Pin<Box<dyn Future<Output = ()> + Send>>, Box<Answer>),
}

/// An answer of this status, type and body, with further header lines.
pub(crate) fn http(status: u16, content_type: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub(crate) fn json_answer(value: &Value) -> Answer {
    Answer::Keep(http(200, "application/json", "", value.to_string().as_bytes()))
}

pub(crate) fn result(value: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "result": value})
}

pub(crate) fn raised(name: &str, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": message}}})
}

pub(crate) fn expired() -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 100, "message": "x", "data": {"name": "odoo.http.SessionExpiredException", "message": "Session expired"}}})
}

type Handler = dyn Fn(&Seen) -> Answer + Send + Sync;

/// A running server; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Told each time a client goes away.
    pub(crate) gone: Arc<Notify>,
}

impl Server {
    pub(crate) async fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, seen: Arc::default(), gone: Arc::default() };
        let (seen, gone, handler) = (server.seen.clone(), server.gone.clone(), Arc::new(handler) as Arc<Handler>);
        tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let (seen, gone, handler) = (seen.clone(), gone.clone(), handler.clone());
                tokio::spawn(async move {
                    serve(stream, connection, &seen, &*handler).await;
                    gone.notify_one();
                });
            }
        });
        server
    }

    /// An Odoo of `series` that takes any login; what else it is asked, `handler` answers.
    pub(crate) async fn odoo(series: &str, handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let version = result(json!({"server_serie": series, "server_version": series}));
        Self::start(move |seen| match seen.path.as_str() {
            "/web/webclient/version_info" => json_answer(&version),
            "/web/session/authenticate" => session_answer("first"),
            "/json/2/res.users/context_get" => json_answer(&json!({"uid": 7, "lang": "en_US", "tz": false})),
            "/json/2/res.users/read" => json_answer(&json!([{"id": 7, "login": "bot", "name": "Bot"}])),
            "/jsonrpc" if seen.body.contains("authenticate") => json_answer(&result(json!(7))),
            "/xmlrpc/2/common" => Answer::Keep(http(200, "text/xml", "", xml("<value><int>7</int></value>").as_bytes())),
            _ => handler(seen),
        })
        .await
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests came for a path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// How many calls came, over any API.
    pub(crate) fn calls(&self) -> usize {
        let is_call = |seen: &&Seen| seen.path.contains("/call_kw") || seen.path == "/xmlrpc/2/object" || seen.body.contains("execute_kw");
        self.seen().iter().filter(is_call).count()
    }

    pub(crate) fn connect(&self) -> Connect {
        Client::connect(&self.url).database("db").options(options())
    }

    /// Logged in over the web API.
    pub(crate) async fn web_client(&self, options: ClientOptions) -> Result<Client, Error> {
        self.connect().password("bot", "hunter2").options(options).await
    }

    /// `host:port`.
    pub(crate) fn authority(&self) -> &str {
        self.url.trim_start_matches("http://")
    }
}

/// Options for tests: retries come at once.
pub(crate) fn options() -> ClientOptions {
    let mut options = ClientOptions::default();
    options.retry_delay = std::time::Duration::from_millis(1);
    options.breaker_failures = 0;
    options.environment_proxy = false;
    options
}

/// The same but for this.
pub(crate) fn options_with(change: impl FnOnce(&mut ClientOptions)) -> ClientOptions {
    let mut options = options();
    change(&mut options);
    options
}

/// The answer to a login, with this session id.
pub(crate) fn session_answer(id: &str) -> Answer {
    let info = result(json!({"uid": 7, "db": "db", "username": "bot", "name": "Bot", "user_context": {"lang": "en_US", "tz": "UTC"}}));
    Answer::Keep(http(200, "application/json", &format!("set-cookie: session_id={id}; HttpOnly; Path=/\r\n"), info.to_string().as_bytes()))
}

pub(crate) fn xml(value: &str) -> String {
    format!("<?xml version='1.0'?><methodResponse><params><param>{value}</param></params></methodResponse>")
}

async fn serve(mut stream: TcpStream, connection: usize, seen: &Mutex<Vec<Seen>>, handler: &Handler) {
    while let Some(request) = read_request(&mut stream, connection).await {
        seen.lock().unwrap().push(request.clone());
        let mut answer = handler(&request);
        while let Answer::After(wait, then) = answer {
            wait.await;
            answer = *then;
        }
        match answer {
            Answer::Keep(bytes) => _ = stream.write_all(&bytes).await,
            Answer::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            _ => {
                let _ = stream.read(&mut [0]).await;
                return;
            }
        }
    }
}

/// The next request; `None` when the client is gone.
async fn read_request(stream: &mut TcpStream, connection: usize) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        read_some(stream, &mut bytes).await?;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut seen = Seen { connection, path, head: head.to_ascii_lowercase(), body: String::new() };
    let length: usize = seen.header("content-length").map_or(0, |length| length.trim().parse().unwrap());
    while bytes.len() < end + 4 + length {
        read_some(stream, &mut bytes).await?;
    }
    seen.body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
    Some(seen)
}

async fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let count = stream.read_buf(bytes).await.ok()?;
    (count > 0).then_some(())
}
