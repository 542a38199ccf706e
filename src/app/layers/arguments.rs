//! Layer: the arguments against the tool's schema, and the common ones taken out.

use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value};

use crate::tools::{CommonArguments, Failure, Problem, ToolDefinition, check_arguments};

/// Refuses what the tool does not take, all faults at once.
pub(super) fn check(tool: &ToolDefinition, given: &Map<String, Value>) -> Result<(), Failure> {
    check_arguments(tool.argument_schema(), given)
}

/// Takes the common arguments out; the tool's own stay.
pub(super) fn take_common(tool: &ToolDefinition, given: &mut Map<String, Value>) -> Result<CommonArguments, Failure> {
    let unreadable = |error: serde_json::Error| Failure::invalid(vec![Problem::new(IssueCode::WrongType, "", error.to_string())]);
    let common = CommonArguments::take(given, tool.class.common_arguments()).map_err(unreadable)?;
    common.context.check()?;
    Ok(common)
}
