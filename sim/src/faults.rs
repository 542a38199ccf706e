//! Faults on demand: what to do to which requests, how often. Rules may be added and cleared while the server runs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::{Kind, OdooError};
use crate::log::Request;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Waits, then carries the call out.
    Delay(Duration),
    /// Closes the connection without an answer and without carrying the call out.
    HangUp,
    /// Carries the call out, sends that many bytes of the response (head included), and closes the connection.
    DropAfter(usize),
    /// Carries the call out and cuts the body to that many bytes, in a response that is whole as HTTP.
    Truncate(usize),
    /// An HTML page instead of the answer, with this status; the call is not carried out.
    Html(u16),
    /// An empty error status such as 502, 503 or 429, with `Retry-After` in seconds where given; not carried out.
    Status(u16, Option<u64>),
    /// The session has expired; only on the web client's paths, not carried out.
    SessionExpired,
    /// An exception of Odoo's, in the words of the API that was asked; the call is not carried out.
    Raise(Exception),
    /// A user error with these words; the call is not carried out.
    Refuse(String),
    /// This JSON as the result, over an API that speaks JSON; the call is not carried out.
    Answer(Arc<str>),
    /// Carries the call out and answers None.
    NoneResult,
    /// Carries the call out and sends the body in pieces of that many bytes with a pause before each.
    Trickle(usize, Duration),
    /// A well-formed beginning and that many bytes of text; not carried out.
    Oversized(u64),
}

/// An exception that Odoo raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exception {
    /// The credential is not good any more.
    AccessDenied,
    /// The user lacks a right.
    AccessError,
    /// A record is gone.
    MissingError,
    /// There is no such model or method.
    NotFound,
    /// Business logic says no.
    UserError,
    /// A constraint is broken.
    ValidationError,
    /// A defect: an exception that is not meant for users.
    ValueError,
}

impl From<Exception> for OdooError {
    fn from(exception: Exception) -> Self {
        let said = |kind| Self::new(kind, "The embedded Odoo was set up to refuse this.");
        match exception {
            Exception::AccessDenied => Self::denied(),
            Exception::AccessError => said(Kind::AccessError),
            Exception::MissingError => said(Kind::MissingError),
            Exception::NotFound => Self::rpc_not_found(),
            Exception::UserError => said(Kind::UserError),
            Exception::ValidationError => said(Kind::ValidationError),
            Exception::ValueError => said(Kind::ValueError),
        }
    }
}

/// Which requests a fault meets, and how many of them.
#[derive(Debug, Clone)]
pub struct FaultRule {
    fault: Fault,
    path: Option<String>,
    model: Option<String>,
    method: Option<String>,
    skipped: usize,
    left: Option<usize>,
}

impl FaultRule {
    /// A fault of every request.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self { fault, path: None, model: None, method: None, skipped: 0, left: None }
    }

    /// Only of paths that begin so.
    #[must_use]
    pub fn path(mut self, prefix: impl Into<String>) -> Self {
        self.path = Some(prefix.into());
        self
    }

    /// Only of calls of this model.
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Only of calls of this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Lets that many fitting requests pass first.
    #[must_use]
    pub fn after(mut self, requests: usize) -> Self {
        self.skipped = requests;
        self
    }

    /// Meets that many requests, then no more.
    #[must_use]
    pub fn times(mut self, requests: usize) -> Self {
        self.left = Some(requests);
        self
    }

    fn fits(&self, request: &Request) -> bool {
        self.path.as_deref().is_none_or(|prefix| request.path.starts_with(prefix))
            && self.model.as_deref().is_none_or(|model| request.model.as_deref() == Some(model))
            && self.method.as_deref().is_none_or(|method| request.method.as_deref() == Some(method))
    }

    /// Whether this request is met; counts it.
    fn meets(&mut self, request: &Request) -> bool {
        if !self.fits(request) || self.left == Some(0) {
            return false;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return false;
        }
        self.left = self.left.map(|left| left - 1);
        true
    }
}

/// The faults in force. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Arc<Mutex<Vec<FaultRule>>>,
}

impl Faults {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule; several may meet the same request.
    pub fn add(&self, rule: FaultRule) {
        self.open().push(rule);
    }

    /// Adds a rule and gives the whole back, for building.
    #[must_use]
    pub fn with(self, rule: FaultRule) -> Self {
        self.add(rule);
        self
    }

    /// Removes every rule.
    pub fn clear(&self) {
        self.open().clear();
    }

    /// The faults that meet a request.
    pub(crate) fn meet(&self, request: &Request) -> Vec<Fault> {
        self.open()
            .iter_mut()
            .filter(|rule| rule.left != Some(0))
            .filter_map(|rule| rule.meets(request).then(|| rule.fault.clone()))
            .collect()
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Vec<FaultRule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, method: &str) -> Request {
        let text = |text: &str| Some(text.to_owned());
        Request { http_method: "POST".to_owned(), path: path.to_owned(), model: text("res.partner"), method: text(method), executed: false }
    }

    #[test]
    fn a_rule_meets_what_it_names_as_often_as_it_says() {
        let faults = Faults::new().with(FaultRule::new(Fault::HangUp).method("write").after(1).times(2));
        let met = |method| !faults.meet(&request("/jsonrpc", method)).is_empty();
        assert_eq!(
            [met("read"), met("write"), met("write"), met("read"), met("write"), met("write")],
            [false, false, true, false, true, false]
        );
    }
}
