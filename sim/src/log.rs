//! What was asked of the server: every request with the call it carried, so that a test can tell that exactly one came.

use std::sync::{Mutex, PoisonError};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `POST`, `GET`.
    pub http_method: String,
    /// The path, without a query.
    pub path: String,
    /// The model that was called, if one was.
    pub model: Option<String>,
    /// The method: of the model, or of the `common` service.
    pub method: Option<String>,
    /// Whether the server came to carry it out; a fault may have answered instead.
    pub executed: bool,
}

/// Every request since the start or the last clearing.
#[derive(Debug, Default)]
pub(crate) struct Log {
    requests: Mutex<Vec<Request>>,
}

impl Log {
    fn open(&self) -> std::sync::MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request and gives its number.
    pub(crate) fn add(&self, request: Request) -> usize {
        let mut requests = self.open();
        requests.push(request);
        requests.len() - 1
    }

    pub(crate) fn executed(&self, number: usize) {
        if let Some(request) = self.open().get_mut(number) {
            request.executed = true;
        }
    }

    pub(crate) fn all(&self) -> Vec<Request> {
        self.open().clone()
    }

    pub(crate) fn clear(&self) {
        self.open().clear();
    }
}
