//! What Odoo answered to a permitted call, until the policy has dropped from it what is hidden from the caller.

use serde_json::Value;

/// An answer as it came. Nothing but the policy sees what is in it.
#[derive(Debug)]
pub(crate) struct Unredacted(Value);

impl Unredacted {
    /// The answer to a permitted call.
    pub(crate) fn new(answer: Value) -> Self {
        Self(answer)
    }

    pub(super) fn open(self) -> Value {
        self.0
    }
}
