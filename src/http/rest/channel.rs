//! A client of plain HTTP: it cannot be asked while a call runs and hears of no progress. A call that it leaves is dropped with its
//! connection.

use futures_util::future::BoxFuture;

use crate::tools::{ClientChannel, ConfirmationMode, Reply, RequestId};

/// The way back, which there is not.
#[derive(Debug)]
pub(in super::super) struct RestChannel(pub(in super::super) Option<RequestId>);

impl ClientChannel for RestChannel {
    fn request(&self) -> Option<&RequestId> {
        self.0.as_ref()
    }

    fn confirmation_mode(&self) -> ConfirmationMode {
        ConfirmationMode::Token
    }

    fn ask<'a>(&'a self, _question: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(async { Reply::TimedOut })
    }

    fn progress<'a>(&'a self, _done: usize, _total: usize, _message: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}
