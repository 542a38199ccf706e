//! Step: the tier of a model, from the built-in tables and from the files; the stricter one wins.

use odoo_sdk::validate::Access;

/// How far a model is open. Later is stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// As Odoo itself allows.
    Open,
    /// Changed by administrators only.
    AdminWriteOnly,
    /// Read by all, changed by nobody.
    ReadOnly,
    /// For administrators only.
    AdminOnly,
    /// For nobody.
    Blocked,
}

/// What a tier says of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Yes.
    Yes,
    /// If the user is an administrator.
    IfAdministrator,
    /// No.
    No,
}

impl Tier {
    /// What it says of an operation.
    pub(crate) fn answer(self, operation: Access) -> Answer {
        match (self, operation.is_read()) {
            (Self::Open, _) | (Self::AdminWriteOnly | Self::ReadOnly, true) => Answer::Yes,
            (Self::AdminWriteOnly, false) | (Self::AdminOnly, _) => Answer::IfAdministrator,
            (Self::ReadOnly, false) | (Self::Blocked, _) => Answer::No,
        }
    }

    /// Its name, as the key of `restrictions.yaml`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AdminWriteOnly => "admin_write_only",
            Self::ReadOnly => "always_read_only",
            Self::AdminOnly => "admin_only",
            Self::Blocked => "always_blocked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_answers_for_reads_and_writes() {
        let check = |tier: Tier, read, write| {
            assert_eq!((tier.answer(Access::Read), tier.answer(Access::Call)), (read, write), "{tier:?}");
        };
        check(Tier::Open, Answer::Yes, Answer::Yes);
        check(Tier::AdminWriteOnly, Answer::Yes, Answer::IfAdministrator);
        check(Tier::ReadOnly, Answer::Yes, Answer::No);
        check(Tier::AdminOnly, Answer::IfAdministrator, Answer::IfAdministrator);
        check(Tier::Blocked, Answer::No, Answer::No);
    }
}
