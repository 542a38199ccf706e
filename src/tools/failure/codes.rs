//! The codes of errors and what they mean: those of the check of a call are the validator's, the others are here.

use odoo_sdk::validate::IssueCode;

/// Codes beside those of the check of a call.
const CODES: &[(&str, &str)] = &[
    ("access", "The Odoo user lacks the right."),
    ("admin_only", "Only an administrator of Odoo reaches the model."),
    ("admin_write_only", "Only an administrator of Odoo changes the model."),
    ("argument_refused", "An argument of a method reaches what is blocked or speaks in another's name."),
    ("audit_failed", "The audit cannot be written, so nothing is sent."),
    ("auth", "Odoo refused the login."),
    ("bad_confirmation", "The confirmation is not of this call, is used up or is too old."),
    ("cancelled", "The client gave the call up."),
    ("confirmation_needed", "The call has to be confirmed: send it again with its `confirm_token`."),
    ("connection", "Odoo could not be reached or did not answer in time."),
    ("context_key", "The context has a key that is not let through."),
    ("declined", "The person who was asked said no."),
    ("field_hidden", "The field is hidden from the caller, by every way."),
    ("field_never_written", "The field is never written through the gateway."),
    ("has_a_tool", "Another tool does this, with checks of its own."),
    ("internal", "The gateway failed."),
    ("invalid_call", "Several things are wrong, `errors` has them all."),
    ("key_reused", "The idempotency key was used for another call."),
    ("locked_out", "Too many logins failed; the message says until when."),
    ("method_blocked", "The method is never called through the gateway."),
    ("method_not_allowed", "A rule of this server does not let the method be called."),
    ("method_of_orm", "The method is the ORM's: a tool does the same, with checks of its own."),
    ("method_private", "The method is private."),
    ("missing", "The record does not exist, or the user may not see it."),
    ("mode_read_only", "The server or the session is read-only."),
    ("model_blocked", "A rule of this server blocks the model, by every way."),
    ("model_read_only", "A rule of this server makes the model read-only."),
    ("no_records", "No ids are given."),
    ("not_configured", "The server is not told which Odoo to use, or as whom."),
    ("not_logged_in", "The session is closed: call `login`."),
    ("not_understood", "The argument cannot be read, so it cannot be judged."),
    ("out_of_scope", "The scope of the server or the session does not have the model or the right."),
    ("protocol", "What answered is not the Odoo that was expected."),
    ("rate_limited", "The calls or writes of this minute are used up; the message says when to try again."),
    ("refused", "A rule of this server refuses the call."),
    ("server", "Odoo failed while running the call."),
    ("session_expired", "The session is over: log in again."),
    ("too_many_groups", "The groups are too many to be given at once."),
    ("too_many_records", "One call writes more records than a rule of this server lets it."),
    ("tool_disabled", "The operator switched the tool off."),
    ("tool_not_allowed", "The user is in none of the groups that the tool asks for."),
    ("undecided", "What the call reaches could not be found out, so it is not sent."),
    ("unknown_outcome", "A write was sent and no answer came: read before trying again."),
    ("unknown_signature", "The names of the method's arguments are not known."),
    ("user", "Odoo refused this in the record's present state."),
    ("validation", "Odoo's own rule refused the values."),
    ("version", "This Odoo has no such model, method or API."),
    ("wrong_value", "The argument is none of the values it may have."),
];

/// Every code with what it means, by name.
pub(crate) fn codes() -> Vec<(&'static str, &'static str)> {
    let checked = IssueCode::ALL.iter().map(|code| (code.name(), code.meaning()));
    let mut codes: Vec<_> = CODES.iter().copied().chain(checked).collect();
    codes.sort_unstable();
    codes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sources::without_tests;

    /// The code that stands behind a marker.
    fn code_after<'a>(marker: &str, text: &'a str) -> Option<&'a str> {
        let text = if marker == "Reason::new(" { text.split_once(',')?.1 } else { text };
        text.trim_start().strip_prefix('"')?.split_once('"').map(|(code, _)| code)
    }

    #[test]
    fn every_code_has_a_meaning_and_is_used() {
        let sources = without_tests();
        let told: BTreeSet<&str> = codes().into_iter().map(|(code, _)| code).collect();
        assert_eq!(told.len(), codes().len());
        let mut used = BTreeSet::new();
        for marker in ["Failure::new(", "Problem::new(", "Reason::new(", "Self::new(", "never("] {
            let behind = sources.iter().flat_map(|(_, text)| text.split(marker).skip(1));
            used.extend(behind.filter_map(|text| code_after(marker, text)));
        }
        let unknown: Vec<_> = used.difference(&told).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let stands = |code: &str| {
            let quoted = format!("\"{code}\"");
            sources.iter().filter(|(path, _)| !path.ends_with("failure/codes.rs")).any(|(_, text)| text.contains(&quoted))
        };
        let unused: Vec<_> = CODES.iter().map(|(code, _)| *code).filter(|code| !stands(code)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
