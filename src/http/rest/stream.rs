//! `POST /mcp/stream/tools/call`: a call answered as server-sent events: start, chunks, end. A search is read page by page, the next page
//! when the client has taken the last one, so that a large one needs no more memory than a small one. A client that goes away takes the
//! call with it.

mod channel;
mod pages;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::super::authenticate::Caller;
use super::answer::{body_of, failure};
use super::routes::{CallBody, left_out, read, unknown};
use crate::app::{Application, Outcome, ToolCall};
use crate::tools::Named;
use channel::EventChannel;
use pages::Pages;

/// How long nothing is sent: proxies take a silent connection for a dead one.
const SILENCE: Duration = Duration::from_secs(15);

/// What proxies are asked not to do.
const BUFFERING: (HeaderName, HeaderValue) = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// Starts a call and streams what comes of it.
pub(super) async fn stream_call(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Response {
    let CallBody { name, arguments } = match read(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    let mut named = Named::new(&name, arguments);
    let is_there = application.registry().get(&named.tool).is_some() && caller.offers_named(&application, &named.tool);
    // Where the sign-in does not reach the tool, the answer is replaced by the challenge.
    if !is_there || !caller.reaches(&application, &named.tool) {
        return unknown(&named.tool);
    }
    let left_out = left_out(&application, &named.tool, &mut named.arguments);
    let (sender, events) = mpsc::channel(1);
    let call = Streamed { application, caller, events: sender, left_out };
    let body = Body::from_stream(frames(events, call.run(name, named)));
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("text/event-stream")), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (headers, [BUFFERING], body).into_response()
}

/// A call whose outcome goes to a stream.
struct Streamed {
    application: Arc<Application>,
    caller: Caller,
    events: mpsc::Sender<Value>,
    left_out: Vec<&'static str>,
}

impl Streamed {
    async fn run(self, name: String, named: Named) {
        let mut start = json!({"type": "start", "tool": name, "timestamp": now()});
        if let Some(start) = start.as_object_mut().filter(|_| !self.left_out.is_empty()) {
            start.insert("left_out".to_owned(), json!(self.left_out));
        }
        self.send(start).await;
        let ended = match Pages::of(&named) {
            Some(pages) => self.run_pages(&named, pages).await,
            None => self.run_once(named).await,
        };
        self.send(ended.unwrap_or_else(|error| error)).await;
    }

    /// One call: what it answers is one chunk.
    async fn run_once(&self, named: Named) -> Result<Value, Value> {
        let Named { tool, arguments, shape } = named;
        let content = self.call(&tool, arguments).await?;
        let result = shape.body(content).as_object_mut().and_then(|body| body.remove("result")).unwrap_or_default();
        let data = if result.is_array() { result } else { json!([result]) };
        self.send(json!({"type": "chunk", "data": data, "progress": {"current": 1, "total": 1}})).await;
        Ok(end())
    }

    /// A search: a chunk a page.
    async fn run_pages(&self, named: &Named, mut pages: Pages) -> Result<Value, Value> {
        while let Some(arguments) = pages.next(&named.arguments) {
            let content = self.page(&named.tool, &arguments).await?;
            let chunk = pages.take(&named.shape, content);
            self.send(chunk).await;
        }
        Ok(end())
    }

    /// A page. One that comes sooner than the caller's budget allows waits.
    async fn page(&self, tool: &str, arguments: &Map<String, Value>) -> Result<Map<String, Value>, Value> {
        loop {
            let answer = self.call(tool, arguments.clone()).await;
            let is_limit = |error: &Value| error.pointer("/details/code").is_some_and(|code| code == "rate_limited");
            let is_early = arguments.contains_key("offset") && answer.as_ref().is_err_and(is_limit);
            if !is_early {
                return answer;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Runs a call; what failed is the event that ends the stream.
    async fn call(&self, tool: &str, arguments: Map<String, Value>) -> Result<Map<String, Value>, Value> {
        if let Err(error) = self.caller.check() {
            return Err(self.error(json!({"error": error.to_string(), "status": "auth_failed"})));
        }
        let channel = Arc::new(EventChannel::new(self.caller.request.clone(), self.events.clone()));
        match self.caller.run(&self.application, ToolCall { tool: tool.to_owned(), arguments, channel }).await {
            Outcome::Done(output) if output.incomplete => Err(self.error(body_of(&output))),
            Outcome::Done(output) => Ok(output.content),
            Outcome::Failed(failed) => Err(self.error(failure(&failed).1)),
            Outcome::UnknownTool(name) => {
                Err(self.error(json!({"error": format!("there is no tool `{name}`"), "status": "tool_not_found"})))
            }
        }
    }

    fn error(&self, mut body: Value) -> Value {
        if let Some(members) = body.as_object_mut() {
            members.insert("type".to_owned(), json!("error"));
            members.insert("timestamp".to_owned(), json!(now()));
            members.extend(self.caller.request.as_ref().map(|id| ("request".to_owned(), json!(id.0))));
        }
        body
    }

    async fn send(&self, event: Value) {
        if self.events.send(event).await.is_err() {
            tracing::debug!("nobody reads the stream any more");
        }
    }
}

fn end() -> Value {
    json!({"type": "end", "timestamp": now()})
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// The events as they are sent. The call goes on as long as somebody reads them, and no faster.
fn frames(events: mpsc::Receiver<Value>, call: impl Future<Output = ()> + Send + 'static) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let sent = stream::unfold(events, |mut events| async move {
        match tokio::time::timeout(SILENCE, events.recv()).await {
            Ok(Some(event)) => Some((Ok(Bytes::from(format!("data: {event}\n\n"))), events)),
            Ok(None) => None,
            Err(_) => Some((Ok(Bytes::from_static(b": still at work\n\n")), events)),
        }
    });
    stream::select(sent, stream::once(call).filter_map(|()| async { None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_silent_call_shows_that_it_lives_and_ends_with_its_reader() {
        let (sender, events) = mpsc::channel(1);
        let (alive, mut ended) = mpsc::channel::<()>(1);
        let call = async move {
            let _alive = alive;
            sender.send(json!({"type": "start"})).await.unwrap();
            std::future::pending::<()>().await;
        };
        let mut frames = Box::pin(frames(events, call));
        let mut next = async || String::from_utf8(frames.next().await.unwrap().unwrap().to_vec()).unwrap();
        assert_eq!(next().await, "data: {\"type\":\"start\"}\n\n");
        assert!(next().await.starts_with(": "));
        drop(frames);
        assert_eq!(ended.recv().await, None);
    }

    #[tokio::test]
    async fn a_call_goes_no_faster_than_its_reader() {
        let (sender, events) = mpsc::channel(1);
        let sent = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = Arc::clone(&sent);
        let call = async move {
            for number in 0..100 {
                sender.send(json!(number)).await.unwrap();
                counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        };
        let mut frames = Box::pin(frames(events, call));
        for _ in 0..10 {
            frames.next().await.unwrap().unwrap();
        }
        assert!(sent.load(std::sync::atomic::Ordering::Relaxed) <= 13);
        assert_eq!(frames.count().await, 90);
    }
}
