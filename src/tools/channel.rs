//! The way back to whoever called: it can be shown how far the work is, gives the call up and, where it has a way, is asked. Tools know
//! no more of a door than this.

use std::fmt::Debug;
use std::sync::Arc;

use futures_util::future::BoxFuture;

/// The number of the request that brought a call over a network; the log, the audit and the answer name it.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// How a client confirms something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfirmationMode {
    /// It is asked while the call waits.
    Elicit,
    /// It is asked by the answer, and calls again with a reply.
    InputRequired,
    /// It cannot be asked: whoever calls does so again with a token.
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
    TimedOut,
}

/// The other end of one call.
pub(crate) trait ClientChannel: Debug + Send + Sync {
    /// How it confirms.
    fn confirmation_mode(&self) -> ConfirmationMode;

    /// The request that brought the call; `None` where there is one client alone.
    fn request(&self) -> Option<&RequestId> {
        None
    }

    /// Asks now; only for [`ConfirmationMode::Elicit`].
    fn ask<'a>(&'a self, question: &'a str) -> BoxFuture<'a, Reply>;

    /// The reply and the sealed state that a repeated call carries; only for [`ConfirmationMode::InputRequired`].
    fn resumed_state(&self) -> Option<(Reply, &str)> {
        None
    }

    /// Reports how far the work is.
    fn progress<'a>(&'a self, done: usize, total: usize, message: &'a str) -> BoxFuture<'a, ()>;

    /// Ends when the client gives the call up.
    fn cancelled(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}
