//! What a tool has at hand: the call it serves, and Odoo behind the policy.

mod answers;
mod authorize;
mod call;
mod check;
mod companies;
mod files;
mod models;
mod odoo;
mod people;
mod printed;
mod times;
mod user;

use super::failure::Failure;
use crate::policy::Beside;

pub(crate) use call::CallContext;
pub(crate) use check::{Operation, has_records};
pub(crate) use files::{base64_of, content_of};
pub(crate) use odoo::{Odoo, WriteSent};
pub(crate) use printed::no_session;
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
        if !self.call.must_confirm() || self.call.confirmation().covers_all() {
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

    /// Confirms a write of so many records, whatever their number where commands in it delete some.
    pub(crate) async fn confirm_write(&self, count: usize, beside: &Beside, what: &str) -> Result<(), Failure> {
        if beside.deleted == 0 {
            return self.confirm_many(count, what).await;
        }
        let count = count.max(1);
        self.confirm(&format!(
            "{what} {count} {}? Commands in it may delete records for good.",
            if count == 1 { "record" } else { "records" }
        ))
        .await
    }
}
