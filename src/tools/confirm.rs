//! Confirmation before what cannot be undone: the person is asked where the client has a way, else the model calls twice.

use super::caller::{Reply, Way};
use super::context::ToolContext;
use super::failure::{Failure, Origin};
use crate::error_code::ErrorCode;

/// A call that waits for a yes.
#[derive(Debug, Clone)]
pub(crate) struct Unconfirmed {
    /// What a person is asked.
    pub(crate) question: String,
    /// What the repeated call brings back.
    pub(crate) token: String,
}

impl ToolContext {
    /// Whether what cannot be undone has to be confirmed on this server.
    pub(crate) fn must_confirm(&self) -> bool {
        self.settings().confirm
    }

    /// Goes on only if this very call was confirmed, or confirmations are switched off.
    pub(crate) async fn confirm(&self, question: &str) -> Result<(), Failure> {
        if !self.must_confirm() {
            return Ok(());
        }
        let binding = self.binding().await?;
        if let Some((reply, state)) = self.request.caller.brought() {
            return self.redeem(state, &binding).and_then(|()| answered(reply));
        }
        if let Some(token) = &self.request.shared.confirm_token {
            return self.redeem(token, &binding);
        }
        match self.request.caller.way() {
            Way::Ask => answered(self.request.caller.ask(question).await),
            Way::Retry | Way::Token => Err(self.unconfirmed(question, &binding)),
        }
    }

    /// Confirms a write of so many records where that is more than one call may write by itself.
    pub(crate) async fn confirm_many(&self, count: usize, what: &str) -> Result<(), Failure> {
        if count <= self.settings().confirm_above {
            return Ok(());
        }
        let records = if count == 1 { "record" } else { "records" };
        self.confirm(&format!("{what} {count} {records}?")).await
    }

    /// What a confirmation is good for: this principal, this tool, these arguments.
    async fn binding(&self) -> Result<String, Failure> {
        Ok(format!("{}|{}|{}", self.principal().await?, self.request.tool, self.request.arguments))
    }

    fn redeem(&self, token: &str, binding: &str) -> Result<(), Failure> {
        let seal = self.server.seal.as_ref().ok_or_else(no_randomness)?;
        seal.redeem(token, binding).map_err(|error| {
            Failure::new(ErrorCode::BadConfirmation, Origin::Caller, error.to_string())
                .hint("leave `confirm_token` out to get a new one; the other arguments must stay as they were when it was given")
        })
    }

    fn unconfirmed(&self, question: &str, binding: &str) -> Failure {
        match self.server.seal.as_ref().and_then(|seal| seal.issue(binding)) {
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
        Reply::Silence => Err(declined("nobody confirmed in time; nothing was sent")),
    }
}

fn no_randomness() -> Failure {
    Failure::new(ErrorCode::Internal, Origin::Gateway, "the system gives no random numbers, so nothing can be confirmed")
}
