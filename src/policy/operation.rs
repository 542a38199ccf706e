//! What a call does to a model, in the five kinds that rules tell apart.

/// A kind of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    /// Reads, searches, counts.
    Read,
    /// Makes records.
    Create,
    /// Changes records.
    Write,
    /// Deletes records.
    Delete,
    /// Runs a business method, which may do anything.
    Call,
}

impl Operation {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Call => "call",
        }
    }

    /// Whether it changes nothing.
    pub(crate) fn is_read(self) -> bool {
        self == Self::Read
    }
}
