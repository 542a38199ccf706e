//! The way back of a streamed call: how far it is goes out as chunks without data.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::tools::{ClientChannel, ConfirmationMode, Reply, RequestId};

/// To the events of a stream.
#[derive(Debug)]
pub(super) struct EventChannel {
    request: Option<RequestId>,
    events: mpsc::Sender<Value>,
}

impl EventChannel {
    /// Of a request.
    pub(super) fn new(request: Option<RequestId>, events: mpsc::Sender<Value>) -> Self {
        Self { request, events }
    }
}

impl ClientChannel for EventChannel {
    fn request(&self) -> Option<&RequestId> {
        self.request.as_ref()
    }

    fn confirmation_mode(&self) -> ConfirmationMode {
        ConfirmationMode::Token
    }

    fn ask<'a>(&'a self, _question: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(async { Reply::TimedOut })
    }

    /// A reader that is slower than the work misses some of it; the work does not wait for it.
    fn progress<'a>(&'a self, done: usize, total: usize, message: &'a str) -> BoxFuture<'a, ()> {
        let event = json!({"type": "chunk", "data": [], "progress": {"current": done, "total": total}, "message": message});
        if self.events.try_send(event).is_err() {
            tracing::trace!("progress was left out: the reader is slower");
        }
        Box::pin(async {})
    }
}
