//! `GET /mcp/ws`: the methods of MCP over a WebSocket, several at once on one connection. Who calls is read when it is opened, and asked
//! anew for every call: a key that ended or was revoked ends the connection. Its calls end with it.

mod message;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, Interval, interval};
use tokio_util::sync::CancellationToken;

use super::super::authenticate::Caller;
use super::super::listener::Place;
use super::super::refusal::Refusal;
use crate::app::Application;

/// How often a client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(20);

/// How long one may say nothing at all.
const SILENCE: Duration = Duration::from_secs(60);

/// Calls of one connection at once; more wait unread.
const CALLS: usize = 16;

/// What connections open to.
#[derive(Debug, Clone)]
struct Door {
    application: Arc<Application>,
    message_bytes: usize,
    stop: CancellationToken,
}

/// `/mcp/ws`, behind the gate.
pub(in super::super) fn socket(application: Arc<Application>, message_bytes: usize, stop: CancellationToken) -> Router {
    Router::new().route("/mcp/ws", get(open)).with_state(Door { application, message_bytes, stop })
}

async fn open(
    State(door): State<Door>,
    Extension(caller): Extension<Caller>,
    Extension(place): Extension<Place>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match upgrade {
        Ok(upgrade) => {
            let upgrade = upgrade.max_message_size(door.message_bytes).max_frame_size(door.message_bytes);
            upgrade.on_upgrade(move |socket| async move {
                // The connection counts as one as long as it is open.
                let _place = place;
                Connection::new(door, caller).serve(socket).await;
            })
        }
        Err(error) => Refusal::new(error.status(), "bad_request", format!("a WebSocket is opened here: {error}")).into_response(),
    }
}

/// An open connection.
struct Connection {
    door: Door,
    caller: Caller,
    calls: FuturesUnordered<BoxFuture<'static, String>>,
    heard: Instant,
    pings: Interval,
}

/// What happens next.
enum Next {
    Heard(Option<Result<Message, axum::Error>>),
    Answered(String),
    Tick,
    Stop,
}

impl Connection {
    fn new(door: Door, caller: Caller) -> Self {
        Self { door, caller, calls: FuturesUnordered::new(), heard: Instant::now(), pings: interval(PING_EVERY) }
    }

    /// Until either side ends it.
    async fn serve(mut self, mut socket: WebSocket) {
        let mut close = None;
        while close.is_none() {
            let sent = match self.next(&mut socket).await {
                Next::Heard(None | Some(Ok(Message::Close(_)) | Err(_))) => return,
                Next::Heard(Some(Ok(message))) => {
                    close = self.hear(message);
                    Ok(())
                }
                Next::Answered(answer) => {
                    // While as many calls ran as may, nobody listened.
                    if self.calls.len() + 1 == CALLS {
                        self.heard = Instant::now();
                    }
                    socket.send(Message::Text(answer.into())).await
                }
                Next::Tick => {
                    close = self.check();
                    socket.send(Message::Ping(Vec::new().into())).await
                }
                Next::Stop => {
                    close = Some(closing(close_code::AWAY, "the server is stopping"));
                    self.finish(&mut socket).await
                }
            };
            if sent.is_err() {
                return;
            }
        }
        if socket.send(Message::Close(close)).await.is_err() {
            tracing::debug!("a WebSocket was gone before it was closed");
        }
    }

    async fn next(&mut self, socket: &mut WebSocket) -> Next {
        let Self { door, calls, pings, .. } = self;
        tokio::select! {
            biased;
            () = door.stop.cancelled() => Next::Stop,
            Some(answer) = calls.next(), if !calls.is_empty() => Next::Answered(answer),
            _ = pings.tick() => Next::Tick,
            message = socket.recv(), if calls.len() < CALLS => Next::Heard(message),
        }
    }

    /// Begins what a message asks for; why the connection ends, if it does.
    fn hear(&mut self, message: Message) -> Option<CloseFrame> {
        self.heard = Instant::now();
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Some(closing(close_code::UNSUPPORTED, "messages are text")),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return None,
        };
        let refused = self.check();
        if refused.is_none() {
            self.calls.push(Box::pin(message::answer(Arc::clone(&self.door.application), self.caller.anew(), text.as_str().to_owned())));
        }
        refused
    }

    /// Why the connection ends, if it does: its key is not good any more, or nobody is there.
    fn check(&self) -> Option<CloseFrame> {
        match self.caller.check() {
            Err(error) => Some(closing(close_code::POLICY, &error.to_string())),
            Ok(()) if self.calls.len() < CALLS && self.heard.elapsed() > SILENCE => Some(closing(close_code::AWAY, "nothing was heard")),
            Ok(()) => None,
        }
    }

    /// Answers the calls that are on their way.
    async fn finish(&mut self, socket: &mut WebSocket) -> Result<(), axum::Error> {
        while let Some(answer) = self.calls.next().await {
            socket.send(Message::Text(answer.into())).await?;
        }
        Ok(())
    }
}

fn closing(code: u16, reason: &str) -> CloseFrame {
    CloseFrame { code, reason: Utf8Bytes::from(reason) }
}
