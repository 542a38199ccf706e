//! What a judgement asks about records.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::policy::Question;

/// The questions about records that a judgement asks, each with the answer; `None` where Odoo is not asked and the answer is taken for no.
#[derive(Debug, Default)]
pub(super) struct Questions(Mutex<Vec<(Question, Option<bool>)>>);

impl Questions {
    /// The answer, as far as it is known.
    pub(super) fn answer(&self, question: &Question) -> Option<bool> {
        self.known().iter().find(|(known, _)| known == question).and_then(|(_, answer)| *answer)
    }

    pub(super) fn note(&self, question: &Question, answer: Option<bool>) {
        let mut known = self.known();
        if !known.iter().any(|(known, _)| known == question) {
            known.push((question.clone(), answer));
        }
    }

    fn known(&self) -> MutexGuard<'_, Vec<(Question, Option<bool>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line each.
    pub(super) fn lines(&self) -> Vec<(&'static str, String, String)> {
        let line = |(question, answer): &(Question, Option<bool>)| {
            let says = format!("{}: one with {}", question.model, question.domain());
            let origin = match answer {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not asked, taken for no",
            };
            ("record", says, format!("question: {origin}"))
        };
        self.known().iter().map(line).collect()
    }
}
