//! What is to be said of a call that was accepted.

use odoo_sdk::validate::{Change, Note};

/// What is to be said of a call that was accepted.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// How it was normalised.
    pub(crate) changes: Vec<Change>,
    /// What in it is most likely a mistake.
    pub(crate) notes: Vec<Note>,
}
