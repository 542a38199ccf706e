//! What a tool has at hand: the call it serves, and Odoo behind the policy.

mod call;
mod check;
mod judged;
mod odoo;
mod user;

use super::failure::Failure;

pub(crate) use call::CallContext;
pub(crate) use check::{Operation, has_records};
pub(crate) use odoo::{Odoo, WriteSent};
pub(crate) use user::Users;

/// What a tool has at hand.
#[derive(Debug)]
pub(crate) struct ToolContext {
    pub(crate) call: CallContext,
    pub(crate) odoo: Odoo,
}

impl ToolContext {
    /// Goes on only if this very call was confirmed, or confirmations are switched off.
    pub(crate) async fn confirm(&self, question: &str) -> Result<(), Failure> {
        if !self.call.must_confirm() {
            return Ok(());
        }
        self.call.confirmation().given(question, &self.odoo.identity().await?).await
    }

    /// Confirms a write of so many records where that is more than one call may write by itself.
    pub(crate) async fn confirm_many(&self, count: usize, what: &str) -> Result<(), Failure> {
        if count <= self.call.settings().confirm_above {
            return Ok(());
        }
        let records = if count == 1 { "record" } else { "records" };
        self.confirm(&format!("{what} {count} {records}?")).await
    }
}
