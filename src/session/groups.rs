//! Which groups the user of a session is in, as Odoo says; asked again after a while, so that a right that was taken away is gone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use odoo_sdk::Error;
use tokio::time::Instant;

use crate::odoo::Discovery;

/// How long an answer is believed.
const BELIEVED: Duration = Duration::from_secs(300);

/// The answers so far.
#[derive(Debug, Default)]
pub(super) struct Groups {
    answers: Mutex<HashMap<String, (bool, Instant)>>,
}

impl Groups {
    /// What is known.
    pub(super) fn known(&self, group: &str) -> Option<bool> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(group).filter(|(_, asked)| asked.elapsed() < BELIEVED).map(|(answer, _)| *answer)
    }

    /// Asks Odoo.
    pub(super) async fn ask(&self, discovery: &Discovery, group: &str) -> Result<(), Error> {
        let answer = discovery.has_group(group).await?;
        self.note(group, answer);
        Ok(())
    }

    fn note(&self, group: &str, answer: bool) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(group.to_owned(), (answer, Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_believed_for_a_while_only() {
        let groups = Groups::default();
        groups.note("base.group_system", true);
        assert_eq!((groups.known("base.group_system"), groups.known("base.group_user")), (Some(true), None));
        tokio::time::advance(BELIEVED).await;
        assert_eq!(groups.known("base.group_system"), None);
    }
}
