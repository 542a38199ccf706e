//! What may be done. Nothing reaches Odoo but as a [`Permitted`] value, and only this module makes one.

mod mode;
mod permitted;

pub(crate) use mode::Mode;
pub(crate) use permitted::Permitted;

use odoo_sdk::{Call, Effect};

/// The rules of this server, the same for every call.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Policy {
    mode: Mode,
}

/// A call that the policy refuses, with the rule that did.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Denial {
    /// Something that changes data, on a server in read-only mode.
    #[error("this server is read-only: `{method}` on `{model}` was not sent")]
    ReadOnly {
        /// The model.
        model: String,
        /// The method.
        method: String,
    },
}

impl Policy {
    /// A policy in this mode.
    pub(crate) fn new(mode: Mode) -> Self {
        Self { mode }
    }

    /// Its mode.
    pub(crate) fn mode(self) -> Mode {
        self.mode
    }

    /// Judges a call; the only way to a [`Permitted`] one.
    pub(crate) fn permit(self, call: Call) -> Result<Permitted<Call>, Denial> {
        match (self.mode, call.effect) {
            (Mode::ReadOnly, Effect::Write) => Err(Denial::ReadOnly { model: call.model, method: call.method }),
            (Mode::ReadWrite, _) | (Mode::ReadOnly, Effect::Read) => Ok(Permitted::new(call)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_server_sends_no_write() {
        let policy = Policy::new(Mode::ReadOnly);
        assert!(policy.permit(Call::new("res.partner", "search_read").read()).is_ok());
        let denial = policy.permit(Call::new("res.partner", "write")).unwrap_err();
        assert_eq!(denial.to_string(), "this server is read-only: `write` on `res.partner` was not sent");
        assert!(Policy::new(Mode::ReadWrite).permit(Call::new("res.partner", "write")).is_ok());
    }
}
