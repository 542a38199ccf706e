//! MCP over lines of JSON. Whatever a client sends gets an answer: what is not JSON, or is not a message, is answered with the error of
//! JSON-RPC that says so, with the id of the request where one can be read.

mod message;
mod scan;

use std::io;
use std::sync::Arc;

use bytes::{Buf, BytesMut};
use futures_util::future::BoxFuture;
use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::Mutex;

use message::{Read, read, too_long};
pub(crate) use message::{fault, wrong_parameters};

/// Longest line, in bytes.
const LONGEST_LINE: usize = 16 << 20;

/// A client at the other end of two pipes.
pub(crate) struct Lines<R, W> {
    input: BufReader<R>,
    line: Vec<u8>,
    /// The rest of a line that is too long is passed over.
    passes_over: bool,
    output: Arc<Mutex<Output<W>>>,
    /// An answer that is on its way; kept here, since receiving may be given up and begun again.
    answering: Option<BoxFuture<'static, io::Result<()>>>,
}

/// What is written, with what was not taken yet: a write that is given up goes on with the next.
struct Output<W> {
    write: Option<W>,
    pending: BytesMut,
}

/// What a part of the input came to.
enum Part {
    More,
    Line,
    TooLong,
    End,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Send + Unpin + 'static> Lines<R, W> {
    /// Over these pipes.
    pub(crate) fn new((read, write): (R, W)) -> Self {
        let output = Arc::new(Mutex::new(Output { write: Some(write), pending: BytesMut::new() }));
        Self { input: BufReader::new(read), line: Vec::new(), passes_over: false, output, answering: None }
    }

    /// Reads on; nothing is lost where it is given up, since nothing is awaited between taking and keeping.
    async fn part(&mut self) -> io::Result<Part> {
        let available = self.input.fill_buf().await?;
        if available.is_empty() {
            return Ok(Part::End);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let (is_end, taken) = (end.is_some(), end.map_or(available.len(), |at| at + 1));
        let room = LONGEST_LINE.saturating_sub(self.line.len());
        let is_too_long = !self.passes_over && taken > room;
        if !self.passes_over {
            self.line.extend(available.iter().take(taken.min(room)));
        }
        self.input.consume(taken);
        let is_passed_over = self.passes_over;
        self.passes_over = (is_passed_over || is_too_long) && !is_end;
        Ok(match is_end {
            _ if is_too_long => Part::TooLong,
            true if !is_passed_over => Part::Line,
            _ => Part::More,
        })
    }

    fn answer(&mut self, text: String) {
        self.answering = Some(Box::pin(written(Arc::clone(&self.output), text)));
    }
}

/// Writes a line as a whole.
async fn written<W: AsyncWrite + Send + Unpin>(output: Arc<Mutex<Output<W>>>, text: String) -> io::Result<()> {
    let mut output = output.lock().await;
    let Output { write, pending } = &mut *output;
    let write = write.as_mut().ok_or_else(|| io::Error::new(io::ErrorKind::NotConnected, "the client is gone"))?;
    pending.extend_from_slice(text.as_bytes());
    pending.extend_from_slice(b"\n");
    while !pending.is_empty() {
        match write.write(pending).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            taken => pending.advance(taken),
        }
    }
    write.flush().await
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(&mut self, item: TxJsonRpcMessage<RoleServer>) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let (text, output) = (serde_json::to_string(&item), Arc::clone(&self.output));
        async move { written(output, text.map_err(io::Error::other)?).await }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(answering) = self.answering.as_mut() {
                let sent = answering.await;
                self.answering = None;
                sent.inspect_err(|error| tracing::error!("the client cannot be answered: {error}")).ok()?;
            }
            let part = self.part().await.inspect_err(|error| tracing::error!("the client cannot be read: {error}")).ok()?;
            let read = match part {
                Part::End => return None,
                Part::More => continue,
                Part::Line => read(&self.line),
                Part::TooLong => too_long(&self.line, LONGEST_LINE),
            };
            self.line.clear();
            match read {
                Read::Nothing => {}
                Read::Message(message) => return Some(*message),
                Read::Fault(answer) => {
                    tracing::debug!(answer, "a line is not a message");
                    self.answer(answer);
                }
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        drop(self.output.lock().await.write.take());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
