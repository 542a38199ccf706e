//! The codes of errors, what they mean and which tools can answer with them: those of the check of a call are the validator's, the
//! others are here.

use std::fmt;

use odoo_sdk::validate::IssueCode;

use By::{All, AllBut, Only};

/// The tools that can answer with a code.
#[derive(Debug, Clone, Copy)]
enum By {
    All,
    AllBut(&'static [&'static str]),
    /// Where there are none the code stands in the audit alone.
    Only(&'static [&'static str]),
}

/// Without a connection.
const OFFLINE: &[&str] = &["compare_versions", "logout"];
/// Those, and all that tell one model's schema: an Odoo that refuses to describe a model is one that does not have it.
const TELLING: &[&str] = &["compare_versions", "describe_method", "get_create_requirements", "get_model_fields", "logout"];
const DOMAINS: &[&str] = &["search_read", "search_count", "name_search", "read_group"];
const GROUPS: &[&str] = &["read_group"];
const METHODS: &[&str] = &["execute_method"];
const CREATING: &[&str] = &["create_record", "bulk_create"];
/// Values that are written.
const WRITTEN: &[&str] = &["create_record", "update_record", "bulk_create", "bulk_update"];
/// Those, and those of a form.
const VALUES: &[&str] = &["get_onchange", "create_record", "update_record", "bulk_create", "bulk_update"];
const WRITING: &[&str] = &["create_record", "update_record", "delete_record", "bulk_create", "bulk_update", "execute_method"];
const CONFIRMED: &[&str] = &["update_record", "delete_record", "bulk_create", "bulk_update", "execute_method"];
/// Domains and values.
const CHECKED: &[&str] = &[
    "search_read",
    "search_count",
    "name_search",
    "read_group",
    "get_onchange",
    "create_record",
    "update_record",
    "bulk_create",
    "bulk_update",
];
/// Those, and `fields`.
const NAMING_FIELDS: &[&str] = &[
    "search_read",
    "get_record",
    "search_count",
    "name_search",
    "read_group",
    "get_defaults",
    "get_onchange",
    "create_record",
    "update_record",
    "bulk_create",
    "bulk_update",
];
/// Everything that asks for records or writes them.
const SENDING: By = AllBut(&[
    "list_models",
    "get_model_fields",
    "get_create_requirements",
    "describe_method",
    "compare_versions",
    "whoami",
    "login",
    "logout",
]);
/// Those, and those that tell a model's schema.
const OF_MODELS: By = AllBut(&["list_models", "compare_versions", "whoami", "login", "logout"]);
/// With an argument whose values are told apart here.
const CHOOSING: &[&str] = &[
    "get_model_fields",
    "compare_versions",
    "search_read",
    "create_record",
    "update_record",
    "delete_record",
    "bulk_create",
    "bulk_update",
    "execute_method",
    "login",
];

/// Codes beside those of the check of a call.
const CODES: &[(&str, &str, By)] = &[
    ("access", "The Odoo user lacks the right.", AllBut(&["compare_versions", "list_models", "login", "logout"])),
    ("admin_only", "Only an administrator of Odoo reaches the model.", OF_MODELS),
    ("admin_write_only", "Only an administrator of Odoo changes the model.", Only(WRITING)),
    ("argument_refused", "An argument of a method reaches what is blocked or speaks in another's name.", Only(METHODS)),
    ("audit_failed", "The audit cannot be written, so nothing is sent.", SENDING),
    ("auth", "Odoo refused the login.", AllBut(OFFLINE)),
    ("bad_confirmation", "The confirmation is not of this call, is used up or is too old.", Only(CONFIRMED)),
    ("cancelled", "The client gave the call up.", Only(&[])),
    ("confirmation_needed", "The call has to be confirmed: send it again with its `confirm_token`.", Only(CONFIRMED)),
    ("connection", "Odoo could not be reached or did not answer in time.", AllBut(OFFLINE)),
    ("context_key", "The context has a key that is not let through.", Only(METHODS)),
    ("declined", "The person who was asked said no.", Only(CONFIRMED)),
    ("field_hidden", "The field is hidden from the caller, by every way.", Only(NAMING_FIELDS)),
    ("field_never_written", "The field is never written through the gateway.", Only(WRITTEN)),
    ("has_a_tool", "Another tool does this, with checks of its own.", Only(METHODS)),
    ("internal", "The gateway failed.", All),
    ("invalid_call", "The arguments are wrong: `errors` has all that is, each with a code of its own.", All),
    ("key_reused", "The idempotency key was used for another call.", Only(WRITING)),
    ("locked_out", "Too many logins failed; the message says until when.", AllBut(OFFLINE)),
    ("method_blocked", "The method is never called through the gateway.", Only(METHODS)),
    ("method_not_allowed", "A rule of this server does not let the method be called.", Only(METHODS)),
    ("method_of_orm", "The method is the ORM's: a tool does the same, with checks of its own.", Only(METHODS)),
    ("method_private", "The method is private.", Only(METHODS)),
    ("missing", "The record does not exist, or the user may not see it.", AllBut(OFFLINE)),
    ("mode_read_only", "The server or the session is read-only.", Only(WRITING)),
    ("model_blocked", "A rule of this server blocks the model, by every way.", OF_MODELS),
    ("model_read_only", "A rule of this server makes the model read-only.", Only(WRITING)),
    ("no_records", "No ids are given.", Only(&["update_record", "delete_record"])),
    ("not_configured", "The server is not told which Odoo to use, or as whom.", AllBut(OFFLINE)),
    ("not_logged_in", "The session is closed: call `login`.", AllBut(&["compare_versions", "login", "logout"])),
    ("not_understood", "The argument cannot be read, so it cannot be judged.", Only(METHODS)),
    ("out_of_scope", "The scope of the server or the session does not have the model or the right.", SENDING),
    ("protocol", "What answered is not the Odoo that was expected.", AllBut(OFFLINE)),
    ("rate_limited", "The calls or writes of this minute are used up; the message says when to try again.", All),
    ("server", "Odoo failed while running the call.", AllBut(OFFLINE)),
    ("session_expired", "The session is over: log in again.", AllBut(OFFLINE)),
    ("too_many_groups", "The groups are too many to be given at once.", Only(GROUPS)),
    ("too_many_records", "One call writes more records than a rule of this server lets it.", Only(CONFIRMED)),
    ("tool_disabled", "The operator switched the tool off.", All),
    ("tool_not_allowed", "The user is in none of the groups that the tool asks for.", All),
    ("undecided", "The call reaches more than could be found out, so it is not sent.", Only(DOMAINS)),
    ("unknown_outcome", "A write was sent and no answer came: read before trying again.", Only(WRITING)),
    ("unknown_signature", "The names of the method's arguments are not known.", Only(METHODS)),
    ("user", "Odoo refused this in the record's present state.", AllBut(TELLING)),
    ("validation", "Odoo's own rule refused the values.", AllBut(TELLING)),
    ("version", "This Odoo has no such model, method or API.", AllBut(TELLING)),
    ("wrong_value", "The argument is none of the values it may have.", Only(CHOOSING)),
];

/// Who answers with a code of the check of a call. `None` is a code that the schemas of the tools leave to the check offline.
fn of_check(code: IssueCode) -> Option<By> {
    Some(match code {
        IssueCode::WrongShape => return None,
        IssueCode::UnknownArgument | IssueCode::TooLarge | IssueCode::TooManyIssues => All,
        IssueCode::WrongType => AllBut(&["whoami", "logout"]),
        IssueCode::MissingArgument => AllBut(&["list_models", "whoami", "logout"]),
        IssueCode::UnknownModel => AllBut(&["list_models", "whoami", "login", "logout"]),
        IssueCode::UnknownField => Only(NAMING_FIELDS),
        IssueCode::BadDate | IssueCode::BadText | IssueCode::TooDeep => Only(CHECKED),
        IssueCode::AbstractModel | IssueCode::MissingRequired => Only(CREATING),
        IssueCode::OutOfRange
        | IssueCode::TooLong
        | IssueCode::BadSelection
        | IssueCode::BadBase64
        | IssueCode::BadReference
        | IssueCode::BadCommand
        | IssueCode::BadProperties
        | IssueCode::EmptyRequired
        | IssueCode::ReadOnly => Only(VALUES),
        IssueCode::BadId => Only(&["get_onchange", "create_record", "update_record", "bulk_create", "bulk_update", "execute_method"]),
        IssueCode::BadDomain
        | IssueCode::BadOperator
        | IssueCode::BadOperand
        | IssueCode::Unsearchable
        | IssueCode::NotRelational
        | IssueCode::NotHierarchical => Only(DOMAINS),
        IssueCode::BadOrder => Only(&["search_read", "read_group"]),
        IssueCode::Unsortable => Only(&["search_read"]),
        IssueCode::Ungroupable | IssueCode::BadGranularity | IssueCode::BadAggregate => Only(GROUPS),
        IssueCode::UnknownMethod => Only(&["describe_method", "execute_method"]),
        IssueCode::PrivateMethod | IssueCode::TooManyArguments | IssueCode::IdsNeeded | IssueCode::IdsRefused => Only(METHODS),
    })
}

/// A code as the reference tells it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    /// The tools that can answer with it.
    pub(crate) tools: String,
}

/// Every code, by name.
pub(crate) fn codes() -> Vec<Code> {
    let checked = IssueCode::ALL.iter().filter_map(|code| Some((code.name(), code.meaning(), of_check(*code)?)));
    let code = |(name, meaning, by): (_, _, By)| Code { name, meaning, tools: by.to_string() };
    let mut codes: Vec<_> = CODES.iter().copied().chain(checked).map(code).collect();
    codes.sort_unstable();
    codes
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |tools: &[&str]| tools.iter().map(|tool| format!("`{tool}`")).collect::<Vec<_>>().join(", ");
        match self {
            All => f.write_str("all"),
            AllBut(tools) => write!(f, "all but {}", named(tools)),
            Only([]) => f.write_str("none: in the audit only"),
            Only(tools) => f.write_str(&named(tools)),
        }
    }
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
        let told: BTreeSet<&str> = codes().iter().map(|code| code.name).collect();
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
        let unused: Vec<_> = CODES.iter().map(|(code, _, _)| *code).filter(|code| !stands(code)).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn codes_name_tools_that_there_are() {
        let codes = codes();
        let named = codes.iter().flat_map(|code| code.tools.split('`').skip(1).step_by(2));
        let unknown: Vec<&str> = named.filter(|tool| !crate::tools::names().contains(tool)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
