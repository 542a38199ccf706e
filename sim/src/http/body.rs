//! A response body: sent at once, in slow pieces, or a flood of filler.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

const FILLER: &[u8] = &[b'x'; 16 * 1024];

/// What is left to send.
#[derive(Debug)]
pub(super) struct ReplyBody {
    data: Bytes,
    /// Bytes of filler after the data.
    filler: u64,
    slow: Option<Slow>,
}

#[derive(Debug)]
struct Slow {
    piece: usize,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl ReplyBody {
    pub(super) fn whole(data: Bytes) -> Self {
        Self { data, filler: 0, slow: None }
    }

    pub(super) fn flooded(data: Bytes, filler: u64) -> Self {
        Self { data, filler, slow: None }
    }

    pub(super) fn slow(data: Bytes, piece: usize, pause: Duration) -> Self {
        Self { data, filler: 0, slow: Some(Slow { piece: piece.max(1), pause, waiting: None }) }
    }

    fn next_piece(&mut self) -> Option<Bytes> {
        if !self.data.is_empty() {
            let piece = self.slow.as_ref().map_or(self.data.len(), |slow| slow.piece.min(self.data.len()));
            return Some(self.data.split_to(piece));
        }
        let length = self.filler.min(FILLER.len() as u64);
        self.filler -= length;
        let filler = FILLER.get(..usize::try_from(length).unwrap_or_default()).unwrap_or_default();
        (length > 0).then(|| Bytes::from_static(filler))
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(slow) = &mut self.slow {
            let pause = slow.pause;
            ready!(slow.waiting.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(cx));
            slow.waiting = None;
        }
        Poll::Ready(self.next_piece().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.filler == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.len() as u64 + self.filler)
    }
}
