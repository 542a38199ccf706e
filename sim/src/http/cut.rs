//! A connection that can be set to break after a number of bytes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How many bytes may still be written; shared between a connection and its requests.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    left: Arc<AtomicUsize>,
}

impl Default for Cut {
    fn default() -> Self {
        Self { left: Arc::new(AtomicUsize::new(usize::MAX)) }
    }
}

impl Cut {
    /// Breaks the connection after that many more bytes.
    pub(super) fn after(&self, bytes: usize) {
        self.left.store(bytes, Ordering::SeqCst);
    }

    pub(super) fn over(&self, stream: TcpStream) -> CutStream {
        CutStream { stream, left: Arc::clone(&self.left) }
    }
}

/// The stream under a [`Cut`].
#[derive(Debug)]
pub(super) struct CutStream {
    stream: TcpStream,
    left: Arc<AtomicUsize>,
}

impl AsyncRead for CutStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CutStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let left = self.left.load(Ordering::SeqCst);
        let allowed = buffer.get(..left.min(buffer.len())).unwrap_or_default();
        if allowed.is_empty() && !buffer.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(cx, allowed))?;
        if left != usize::MAX {
            self.left.fetch_sub(written, Ordering::SeqCst);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
