//! Proof that the policy has judged a value.

/// A value that the policy permits.
#[derive(Debug)]
pub(crate) struct Permitted<T> {
    value: T,
    /// What it does beside what it says.
    beside: Beside,
}

/// Records that a call makes or deletes by commands in its values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Made, and for a create the new record itself.
    pub(crate) made: usize,
    /// Deleted.
    pub(crate) deleted: usize,
}

impl<T> Permitted<T> {
    // INVARIANT: called from `Policy::permit` only, at its one place; a test counts the places.
    pub(super) fn new(value: T, beside: Beside) -> Self {
        Self { value, beside }
    }

    /// What it does beside what it says.
    pub(crate) fn beside(&self) -> Beside {
        self.beside
    }

    /// The value, to look at.
    #[cfg(test)]
    pub(crate) fn get(&self) -> &T {
        &self.value
    }

    /// The value, to be sent.
    pub(crate) fn into_inner(self) -> T {
        self.value
    }
}
