//! The codes of errors: one enum, one table of names and meanings. What the check of a call finds has the validator's codes; the
//! others are here. Clients branch on the names, so a name never changes its meaning.

use std::fmt;

use odoo_sdk::validate::IssueCode;
use serde::{Serialize, Serializer};

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// Why a call failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum ErrorCode {
            /// The check of the call found it.
            Check(IssueCode),
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ErrorCode {
            /// Every code that is not the validator's.
            const OWN: &[Self] = &[$(Self::$variant),+];

            /// The stable name, for example `unknown_field`.
            pub(crate) fn name(self) -> &'static str {
                match self { Self::Check(code) => code.name(), $(Self::$variant => $name,)+ }
            }

            /// What it means, a sentence.
            pub(crate) fn meaning(self) -> &'static str {
                match self { Self::Check(code) => code.meaning(), $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

error_codes! {
    /// The Odoo user lacks the access right.
    AccessDenied = "access_denied",
    /// Only an administrator of Odoo may use the model.
    AdminOnly = "admin_only",
    /// Only an administrator of Odoo may change the model.
    AdminWriteOnly = "admin_write_only",
    /// An argument reaches something blocked or hidden, or acts in another user's name.
    ArgumentRefused = "argument_refused",
    /// The audit log cannot be written, so nothing is sent.
    AuditFailed = "audit_failed",
    /// The confirmation belongs to another call, was used already or has expired.
    BadConfirmation = "bad_confirmation",
    /// The client cancelled the call.
    Cancelled = "cancelled",
    /// The call has to be confirmed: repeat it with its `confirm_token`.
    ConfirmationNeeded = "confirmation_needed",
    /// Odoo could not be reached, or did not answer in time.
    ConnectionFailed = "connection_failed",
    /// The context has a key that is not allowed.
    ContextKey = "context_key",
    /// The person who was asked to confirm declined.
    Declined = "declined",
    /// The field is hidden from this user, in arguments and in answers.
    FieldHidden = "field_hidden",
    /// The field is never written through this gateway.
    FieldNeverWritten = "field_never_written",
    /// Another tool does this, with checks of its own.
    HasATool = "has_a_tool",
    /// The gateway failed.
    Internal = "internal",
    /// The idempotency key was used for another call.
    KeyReused = "key_reused",
    /// Too many logins failed; the message says until when logins are refused.
    LockedOut = "locked_out",
    /// Odoo refused the login.
    LoginRefused = "login_refused",
    /// The method is never called through this gateway.
    MethodBlocked = "method_blocked",
    /// A rule of this server does not allow the method.
    MethodNotAllowed = "method_not_allowed",
    /// The server or the session is read-only.
    ModeReadOnly = "mode_read_only",
    /// A rule of this server blocks the model.
    ModelBlocked = "model_blocked",
    /// A rule of this server makes the model read-only.
    ModelReadOnly = "model_read_only",
    /// No record ids are given.
    NoRecords = "no_records",
    /// The server is not configured with an Odoo, or with a user.
    NotConfigured = "not_configured",
    /// This Odoo does not have the model, the method or the API.
    NotInThisOdoo = "not_in_this_odoo",
    /// The session is closed or has expired: call `login`.
    NotLoggedIn = "not_logged_in",
    /// Odoo failed while it ran the call.
    OdooFailed = "odoo_failed",
    /// Odoo refused the call; the message says why.
    OdooRefused = "odoo_refused",
    /// The scope of the server or of the session does not include the model or the operation.
    OutOfScope = "out_of_scope",
    /// The calls or writes of this minute are used up; the message says when to try again.
    RateLimited = "rate_limited",
    /// The record does not exist, or the user may not see it.
    RecordNotFound = "record_not_found",
    /// There are too many groups for one answer.
    TooManyGroups = "too_many_groups",
    /// The call writes more records than this server allows in one call.
    TooManyRecords = "too_many_records",
    /// The operator switched the tool off.
    ToolDisabled = "tool_disabled",
    /// The user is in none of the groups that the tool requires.
    ToolNotAllowed = "tool_not_allowed",
    /// What answered is not the Odoo that was expected.
    UnexpectedAnswer = "unexpected_answer",
    /// A write was sent and no answer came: read the records before trying again.
    UnknownOutcome = "unknown_outcome",
    /// The names of the method's parameters are not known.
    UnknownSignature = "unknown_signature",
    /// The argument cannot be read, so no rule can check it.
    UnreadableArgument = "unreadable_argument",
    /// Odoo's own constraint refused the values.
    ValidationFailed = "validation_failed",
    /// The value is not one of those that the argument takes.
    WrongValue = "wrong_value",
}

impl ErrorCode {
    /// Every code.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        IssueCode::ALL.iter().copied().map(Self::Check).chain(Self::OWN.iter().copied())
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl From<IssueCode> for ErrorCode {
    fn from(code: IssueCode) -> Self {
        Self::Check(code)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own_and_a_sentence() {
        let names: BTreeSet<&str> = ErrorCode::all().map(ErrorCode::name).collect();
        assert_eq!(names.len(), ErrorCode::all().count());
        for code in ErrorCode::all() {
            assert!(code.meaning().ends_with('.') && code.meaning().len() > 15, "{code}");
        }
    }
}
