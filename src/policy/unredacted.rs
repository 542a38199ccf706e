//! What Odoo answered to a permitted call, until the policy has dropped from it what is hidden from the caller.

use odoo_sdk::client::Part;

/// An answer as it came. Nothing but the policy sees what is in it.
#[derive(Debug)]
pub(crate) struct Unredacted(Part);

impl Unredacted {
    /// The answer to a permitted call.
    pub(crate) fn new(answer: Part) -> Self {
        Self(answer)
    }

    pub(super) fn open(self) -> Part {
        self.0
    }
}
