//! A built-in tool inside of another: a step of a declared tool, a write of a batch. It is judged as if it were called by itself.

use odoo_sdk::validate::{ARCHIVING, orm_method};
use serde_json::{Map, Value};

use super::failure::{Failure, Origin, Problem};
use super::{ToolContext, ToolOutput, arguments, registry};
use crate::error_code::ErrorCode;

/// Tools whose method comes with the call: the ORM's methods have tools of their own.
const FREE_METHODS: [&str; 2] = ["execute_method", "run_wizard"];

/// Runs a built-in tool with arguments that are checked as those of a caller are.
pub(super) async fn run(context: &ToolContext, tool: &str, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let found = registry::built_in().iter().find(|known| *known.definition().name == *tool);
    let found = found.ok_or_else(|| Failure::new(ErrorCode::Internal, Origin::Gateway, format!("there is no tool `{tool}`")))?;
    context.odoo.admit_as(tool).await?;
    arguments::check(found.definition().argument_schema(), &given)?;
    let method = given.get("method").and_then(Value::as_str).filter(|_| FREE_METHODS.contains(&tool)).unwrap_or_default();
    if orm_method(&method.to_ascii_lowercase()).is_some() && !ARCHIVING.contains(&method) {
        let problem = Problem::new(ErrorCode::HasATool, "method", format!("`{method}` has a tool of its own"));
        return Err(Failure::invalid(vec![problem.hint("use the tool that reads, searches or writes")]));
    }
    found.run(context, given).await
}
