//! Which tools can answer with which error code, for the reference.

use std::fmt;

use odoo_sdk::validate::IssueCode;

use crate::error_code::ErrorCode;

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

/// Who answers with a code. `None` is a code that the schemas of the tools leave to the check offline.
fn tools_with(code: ErrorCode) -> Option<By> {
    Some(match code {
        ErrorCode::Check(code) => return of_check(code),
        ErrorCode::AccessDenied => AllBut(&["compare_versions", "list_models", "login", "logout"]),
        ErrorCode::AdminOnly | ErrorCode::ModelBlocked => OF_MODELS,
        ErrorCode::AdminWriteOnly
        | ErrorCode::KeyReused
        | ErrorCode::ModeReadOnly
        | ErrorCode::ModelReadOnly
        | ErrorCode::UnknownOutcome => Only(WRITING),
        ErrorCode::ArgumentRefused
        | ErrorCode::ContextKey
        | ErrorCode::HasATool
        | ErrorCode::MethodBlocked
        | ErrorCode::MethodNotAllowed
        | ErrorCode::UnreadableArgument
        | ErrorCode::UnknownSignature => Only(METHODS),
        ErrorCode::AuditFailed | ErrorCode::OutOfScope => SENDING,
        ErrorCode::LoginRefused
        | ErrorCode::ConnectionFailed
        | ErrorCode::LockedOut
        | ErrorCode::RecordNotFound
        | ErrorCode::NotConfigured
        | ErrorCode::UnexpectedAnswer
        | ErrorCode::OdooFailed => AllBut(OFFLINE),
        ErrorCode::BadConfirmation | ErrorCode::ConfirmationNeeded | ErrorCode::Declined | ErrorCode::TooManyRecords => Only(CONFIRMED),
        ErrorCode::Cancelled => Only(&[]),
        ErrorCode::FieldHidden => Only(NAMING_FIELDS),
        ErrorCode::FieldNeverWritten => Only(WRITTEN),
        ErrorCode::Internal | ErrorCode::RateLimited | ErrorCode::ToolDisabled | ErrorCode::ToolNotAllowed => All,
        ErrorCode::NoRecords => Only(&["update_record", "delete_record"]),
        ErrorCode::NotLoggedIn => AllBut(OFFLINE),
        ErrorCode::TooManyGroups => Only(GROUPS),
        ErrorCode::OdooRefused | ErrorCode::ValidationFailed | ErrorCode::NotInThisOdoo => AllBut(TELLING),
        ErrorCode::WrongValue => Only(CHOOSING),
    })
}

/// Who answers with a code of the check of a call.
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
    let code = |code: ErrorCode| Some(Code { name: code.name(), meaning: code.meaning(), tools: tools_with(code)?.to_string() });
    let mut codes: Vec<_> = ErrorCode::all().filter_map(code).collect();
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
    use super::*;

    #[test]
    fn codes_name_tools_that_there_are() {
        let codes = codes();
        let named = codes.iter().flat_map(|code| code.tools.split('`').skip(1).step_by(2));
        let unknown: Vec<&str> = named.filter(|tool| !crate::tools::names().contains(tool)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
