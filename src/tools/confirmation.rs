//! Confirmation before what cannot be undone: the person is asked where the client has a way, else whoever calls does so twice.

use std::sync::{Arc, OnceLock};

use super::channel::{ClientChannel, ConfirmationMode, Reply};
use super::failure::{Failure, Origin, Unconfirmed};
use super::seal::{NotTaken, Seal};
use crate::error_code::ErrorCode;

/// What confirms one call.
#[derive(Debug)]
pub(crate) struct Confirmation {
    /// `None` where the system has no randomness: nothing can be confirmed then.
    pub(crate) seal: Option<Arc<Seal>>,
    pub(crate) channel: Arc<dyn ClientChannel>,
    /// The token that the call carries.
    pub(crate) token: Option<String>,
    /// Tool and arguments, as a digest; `None` for a tool that takes no confirmation.
    pub(crate) digest: Option<Arc<str>>,
    /// The token that was used up in this call, with what it is bound to.
    pub(crate) used: OnceLock<(String, String)>,
    /// What was confirmed is all that the call does, so that no part of it asks again.
    pub(crate) covering: OnceLock<()>,
}

impl Confirmation {
    /// Goes on only if this very call was confirmed by `identity`.
    pub(super) async fn given(&self, question: &str, identity: &str) -> Result<(), Failure> {
        let Some(digest) = &self.digest else { return Err(takes_none()) };
        let question = &plain(question);
        let binding = format!("{identity}|{digest}");
        if let Some((reply, state)) = self.channel.resumed_state() {
            return self.redeem(state, &binding).await.and_then(|()| answered(reply));
        }
        if let Some(token) = &self.token {
            return self.redeem(token, &binding).await;
        }
        match self.channel.confirmation_mode() {
            ConfirmationMode::Elicit => answered(self.channel.ask(question).await),
            ConfirmationMode::InputRequired | ConfirmationMode::Token => Err(self.unconfirmed(question, &binding)),
        }
    }

    /// A call that never left keeps its confirmation: it may come again once what stopped it is put right.
    pub(crate) async fn give_back(&self) {
        if let (Some(seal), Some((token, binding))) = (&self.seal, self.used.get()) {
            seal.give_back(token, binding).await;
        }
    }

    /// Whether a token was used up in this call, for one question of it.
    pub(crate) fn is_used(&self) -> bool {
        self.used.get().is_some() && !self.covers_all()
    }

    /// Lets what was confirmed stand for all that the call does.
    pub(crate) fn cover_all(&self) {
        // The first word holds.
        let _ = self.covering.set(());
    }

    /// Whether it does.
    pub(super) fn covers_all(&self) -> bool {
        self.covering.get().is_some()
    }

    async fn redeem(&self, token: &str, binding: &str) -> Result<(), Failure> {
        let seal = self.seal.as_ref().ok_or_else(no_randomness)?;
        seal.redeem(token, binding).await.map_err(|error| match error {
            NotTaken::NotGood => Failure::new(ErrorCode::BadConfirmation, Origin::Caller, error.to_string())
                .hint("leave `confirm_token` out to get a new one; the other arguments must stay as they were when it was given"),
            NotTaken::Unknown(_) => Failure::new(ErrorCode::Internal, Origin::Gateway, error.to_string())
                .hint("call again in some seconds, with the same `confirm_token`"),
        })?;
        // One question a call: a second one is asked in a call of its own.
        let _ = self.used.set((token.to_owned(), binding.to_owned()));
        Ok(())
    }

    fn unconfirmed(&self, question: &str, binding: &str) -> Failure {
        match self.seal.as_ref().and_then(|seal| seal.issue(binding)) {
            Some(token) => Failure::unconfirmed(Unconfirmed { question: question.to_owned(), token }),
            None => no_randomness(),
        }
    }
}

fn answered(reply: Reply) -> Result<(), Failure> {
    let declined =
        |message: &str| Failure::new(ErrorCode::Declined, Origin::Policy, message).hint("do not try again unless the user asks for it");
    match reply {
        Reply::Yes => Ok(()),
        Reply::No => Err(declined("the user declined; nothing was sent")),
        Reply::TimedOut => Err(declined("nobody confirmed in time; nothing was sent")),
    }
}

fn no_randomness() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the operating system returned no random numbers, so nothing can be confirmed")
}

fn takes_none() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the tool asks for a confirmation that its class does not declare")
}

/// A question as it is read: names of records stand in it, and none of them moves or hides a part of it.
fn plain(question: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let shown = question.chars().map(|c| if c.is_control() { ' ' } else { c });
    shown.filter(|c| !turns(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_turn_the_question_round() {
        let check = |question: &str, expected: &str| assert_eq!(plain(question), expected);
        check("Delete 1 record: a\u{202e}gpj.exe\u{2066}?", "Delete 1 record: agpj.exe?");
        check("Delete x\n\nConfirmed by the administrator\r?", "Delete x  Confirmed by the administrator ?");
        check("Delete École \u{200b}Ümit 東京?", "Delete École Ümit 東京?");
    }
}
