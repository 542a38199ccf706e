//! Who called: can be told of progress and, where its protocol has a way, asked. Tools know no more of MCP than this.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

/// Something that takes a while.
pub(crate) type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How a caller can be asked to confirm something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is asked while the call waits.
    Ask,
    /// It is asked by an answer, and calls again with a reply.
    Retry,
    /// It cannot be asked: the model calls again with a token.
    Token,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Go ahead.
    Yes,
    /// Do not.
    No,
    /// Nothing came in time.
    Silence,
}

/// The other end of one call.
pub(crate) trait Caller: Debug + Send + Sync {
    /// How it can be asked.
    fn way(&self) -> Way;

    /// Asks now; only for [`Way::Ask`].
    fn ask<'a>(&'a self, question: &'a str) -> Soon<'a, Reply>;

    /// The reply and the sealed state that a repeated call brought; only for [`Way::Retry`].
    fn brought(&self) -> Option<(Reply, &str)>;

    /// Tells how far the work is.
    fn progress<'a>(&'a self, done: usize, total: usize, message: &'a str) -> Soon<'a, ()>;
}
