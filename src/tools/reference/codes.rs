//! Which tools can answer with which code of an error: it follows from their classes.

use odoo_sdk::validate::IssueCode;

use crate::error_code::ErrorCode;
use crate::tools::class::{Connection, Effect, Use};
use crate::tools::definition::ToolDefinition;
use crate::tools::settings::Toolset;

/// A code as the reference shows it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    /// The tools that can answer with it.
    pub(crate) tools: String,
}

/// Every code, by name.
pub(crate) fn codes(tools: &[&ToolDefinition]) -> Vec<Code> {
    let code = |code: ErrorCode| Code { name: code.name(), meaning: code.meaning(), tools: named(tools, |tool| can_fail(tool, code)) };
    let mut codes: Vec<_> = ErrorCode::all().map(code).collect();
    codes.sort_unstable();
    codes
}

/// The names of some tools; of all but a few, those few.
fn named(tools: &[&ToolDefinition], is_one: impl Fn(&ToolDefinition) -> bool) -> String {
    let (some, others): (Vec<&ToolDefinition>, Vec<&ToolDefinition>) = tools.iter().partition(|tool| is_one(tool));
    let names = |tools: &[&ToolDefinition]| tools.iter().map(|tool| format!("`{}`", tool.name)).collect::<Vec<_>>().join(", ");
    match (some.len(), others.len()) {
        (_, 0) => "all".to_owned(),
        (0, _) => "none: in the audit only".to_owned(),
        (some_are, others_are) if others_are < some_are => format!("all but {}", names(&others)),
        _ => names(&some),
    }
}

/// Whether a tool can answer with a code.
fn can_fail(tool: &ToolDefinition, code: ErrorCode) -> bool {
    let class = &tool.class;
    let uses = |what| class.uses(what);
    let connects = class.connection != Connection::None;
    let works_connected = matches!(class.connection, Connection::Needs | Connection::Several);
    match code {
        ErrorCode::Check(code) => can_fail_check(tool, code),
        ErrorCode::AccessDenied => works_connected && (uses(Use::Schema) || uses(Use::Records) || class.toolset == Toolset::Session),
        ErrorCode::AdminOnly | ErrorCode::ModelBlocked => works_connected && tool.takes("model"),
        ErrorCode::AdminWriteOnly | ErrorCode::KeyReused | ErrorCode::ModelReadOnly | ErrorCode::UnknownOutcome => class.writes(),
        ErrorCode::ModeReadOnly => class.writes() || uses(Use::Form) || class.toolset == Toolset::Reports,
        ErrorCode::ArgumentRefused => calls_methods(tool) || uses(Use::Domain) || uses(Use::Values),
        ErrorCode::ContextKey
        | ErrorCode::HasATool
        | ErrorCode::MethodBlocked
        | ErrorCode::MethodNotAllowed
        | ErrorCode::UnreadableArgument
        | ErrorCode::UnknownSignature => calls_methods(tool),
        ErrorCode::AuditFailed => uses(Use::Records),
        ErrorCode::OutOfScope => uses(Use::Records) || works_connected && tool.takes("model"),
        ErrorCode::LoginRefused
        | ErrorCode::ConnectionFailed
        | ErrorCode::LockedOut
        | ErrorCode::RecordNotFound
        | ErrorCode::NotConfigured
        | ErrorCode::NotLoggedIn
        | ErrorCode::UnexpectedAnswer
        | ErrorCode::OdooFailed => connects,
        ErrorCode::BadConfirmation | ErrorCode::ConfirmationNeeded | ErrorCode::Declined | ErrorCode::TooManyRecords => {
            uses(Use::Confirmation)
        }
        ErrorCode::Cancelled => false,
        ErrorCode::FieldHidden => names_fields(tool),
        ErrorCode::FieldNeverWritten => class.writes() && uses(Use::Values),
        ErrorCode::Internal | ErrorCode::RateLimited | ErrorCode::ToolDisabled | ErrorCode::ToolNotAllowed => true,
        ErrorCode::NoRecords => tool.takes("record_ids") && !uses(Use::Method),
        ErrorCode::TooManyGroups => uses(Use::Groups),
        ErrorCode::OdooRefused | ErrorCode::ValidationFailed | ErrorCode::NotInThisOdoo => connects && !uses(Use::Schema),
        ErrorCode::WrongValue => class.writes() || uses(Use::Choice),
    }
}

/// Whether the check of its arguments can find this.
fn can_fail_check(tool: &ToolDefinition, code: IssueCode) -> bool {
    let class = &tool.class;
    let uses = |what| class.uses(what);
    match code {
        IssueCode::WrongShape => calls_methods(tool),
        IssueCode::UnknownArgument | IssueCode::TooLarge | IssueCode::TooManyIssues => true,
        IssueCode::WrongType => tool.has_arguments(),
        // What runs a method needs to know of which records, one way or another.
        IssueCode::MissingArgument => tool.has_required() || tool.class.effect == Effect::Executes,
        IssueCode::UnknownModel => tool.takes("model"),
        IssueCode::UnknownField => names_fields(tool),
        IssueCode::BadDate | IssueCode::BadText | IssueCode::TooDeep => uses(Use::Domain) || uses(Use::Values),
        IssueCode::AbstractModel | IssueCode::MissingRequired => class.effect == Effect::Adds && uses(Use::Values),
        IssueCode::OutOfRange
        | IssueCode::TooLong
        | IssueCode::BadSelection
        | IssueCode::BadBase64
        | IssueCode::BadReference
        | IssueCode::BadCommand
        | IssueCode::BadProperties
        | IssueCode::EmptyRequired
        | IssueCode::ReadOnly => uses(Use::Values),
        IssueCode::BadId => uses(Use::Values) || calls_methods(tool),
        IssueCode::BadDomain
        | IssueCode::BadOperator
        | IssueCode::BadOperand
        | IssueCode::Unsearchable
        | IssueCode::NotRelational
        | IssueCode::NotHierarchical => uses(Use::Domain),
        IssueCode::BadOrder => uses(Use::Order),
        IssueCode::Unsortable => uses(Use::Order) && !uses(Use::Groups),
        IssueCode::Ungroupable | IssueCode::BadGranularity | IssueCode::BadAggregate => uses(Use::Groups),
        IssueCode::UnknownMethod => uses(Use::Method),
        IssueCode::PrivateMethod | IssueCode::TooManyArguments | IssueCode::IdsNeeded | IssueCode::IdsRefused => calls_methods(tool),
    }
}

fn names_fields(tool: &ToolDefinition) -> bool {
    [Use::Fields, Use::Domain, Use::Values].into_iter().any(|what| tool.class.uses(what))
}

fn calls_methods(tool: &ToolDefinition) -> bool {
    tool.class.uses(Use::Method) && tool.class.writes()
}
