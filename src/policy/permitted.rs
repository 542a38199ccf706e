//! Proof that the policy has judged a value.

/// A value that the policy permits.
#[derive(Debug)]
pub(crate) struct Permitted<T>(T);

impl<T> Permitted<T> {
    // INVARIANT: called from `Policy::permit` only, at its one place; a test counts the places.
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, to look at.
    #[cfg(test)]
    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    /// The value, to be sent.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}
