//! What the records of one call answered to the policy's questions: asked once, believed for the call alone.

use std::sync::{Mutex, PoisonError};

use crate::policy::Question;

/// The answers so far.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<Vec<(Question, bool)>>);

impl Answers {
    /// What is known.
    pub(super) fn known(&self, question: &Question) -> Option<bool> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().find(|(known, _)| known == question).map(|(_, answer)| *answer)
    }

    pub(super) fn note(&self, question: Question, answer: bool) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((question, answer));
    }
}
