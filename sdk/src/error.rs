//! The one error of a call to Odoo: a kind to act on, a message fit for a user, and the facts behind them kept apart.
//!
//! Kinds come from the exception's class name and the HTTP status, never from text that Odoo translates.
//! The message never holds an address with credentials, SQL, a path or a traceback.

mod kind;
#[cfg(feature = "client")]
mod raised;
#[cfg(feature = "client")]
pub(crate) mod text;

use std::error::Error as StdError;
use std::time::Duration;

use thiserror::Error as ThisError;

pub use kind::ErrorKind;
#[cfg(feature = "client")]
pub(crate) use raised::{Raised, no_object};

/// Why a call to Odoo gave no answer.
#[derive(Debug, ThisError)]
#[error("{}", .detail.message)]
pub struct Error {
    detail: Box<Detail>,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What an [`Error`] knows; boxed, so that results stay small.
#[derive(Debug)]
struct Detail {
    kind: ErrorKind,
    message: String,
    odoo_name: Option<String>,
    odoo_message: Option<String>,
    http_status: Option<u16>,
    did_not_run: bool,
    retryable: bool,
    of_other_user: bool,
    retry_after: Option<Duration>,
}

impl Error {
    /// An error of `kind`, neither retryable nor known not to have run. `message` is one clean line, lower case, no final stop.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let detail = Detail {
            kind,
            message: message.into(),
            odoo_name: None,
            odoo_message: None,
            http_status: None,
            did_not_run: false,
            retryable: false,
            of_other_user: false,
            retry_after: None,
        };
        Self { detail: Box::new(detail), source: None }
    }

    /// What to do about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.detail.kind
    }

    /// What to tell the user: Odoo's own words for the kinds that are meant for users, ours for the rest.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.detail.message
    }

    /// The class of the exception Odoo raised, as in `odoo.exceptions.UserError` or `builtins.ValueError`.
    /// `None` where Odoo raised none or the API does not name it.
    #[must_use]
    pub fn odoo_name(&self) -> Option<&str> {
        self.detail.odoo_name.as_deref()
    }

    /// The exception's own short text. For [`ErrorKind::Server`] it may hold field names, values, SQL or host names:
    /// it is for logs and for callers who decide to show it; whoever prints the [`StdError::source`]s shows it. Never a traceback.
    #[must_use]
    pub fn odoo_message(&self) -> Option<&str> {
        self.detail.odoo_message.as_deref()
    }

    /// The HTTP status of the answer, where there was one. The JSON-RPC APIs answer 200 to errors too.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.detail.http_status
    }

    /// Whether it is known that Odoo did not execute the call, so that even a write may be sent again.
    #[must_use]
    pub fn did_not_run(&self) -> bool {
        self.detail.did_not_run
    }

    /// Whether the same call may succeed a little later. A write should only be sent again if it also [`Self::did_not_run`].
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.detail.retryable
    }

    /// Whether the credential is good and belongs to another user than the one that was named.
    #[must_use]
    pub fn is_of_other_user(&self) -> bool {
        self.detail.of_other_user
    }

    /// How long to wait before the next attempt, where the server or the circuit breaker says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.detail.retry_after
    }

    /// Marks that Odoo did not execute the call.
    #[must_use]
    pub fn never_ran(mut self) -> Self {
        self.detail.did_not_run = true;
        self
    }

    /// Marks that the credential belongs to another user.
    #[must_use]
    pub fn other_user(mut self) -> Self {
        self.detail.of_other_user = true;
        self
    }

    /// Marks that the same call may succeed later, after `wait` where that is known.
    #[must_use]
    pub fn transient(mut self, wait: Option<Duration>) -> Self {
        self.detail.retryable = true;
        self.detail.retry_after = wait;
        self
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.detail.http_status = Some(status);
        self
    }

    /// Adds the exception that Odoo raised.
    #[must_use]
    pub fn raised(mut self, name: impl Into<String>, message: impl Into<String>) -> Self {
        self.detail.odoo_name = Some(name.into());
        self.detail.odoo_message = Some(message.into());
        self
    }

    /// The same without a secret that the server repeated.
    #[cfg(feature = "client")]
    pub(crate) fn without(mut self, secret: &str) -> Self {
        // A shorter one is a word that messages may hold anyway.
        if secret.len() >= 8 {
            let mask = |text: &mut String| *text = text.replace(secret, "(credential)");
            mask(&mut self.detail.message);
            self.detail.odoo_message.as_mut().map(mask);
        }
        self
    }

    /// Adds the error behind this one; [`StdError::source`] returns it and not in the message.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_told_apart_from_the_message() {
        let error = Error::new(ErrorKind::Protocol, "expected JSON").caused_by(std::io::Error::other("eof"));
        assert_eq!(error.to_string(), "expected JSON");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("eof"));
    }

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 24);
    }
}
