//! Methods that have a tool of their own.

use crate::error_code::ErrorCode;
use crate::policy::tool_in_place_of;
use crate::tools::failure::{Failure, Problem};

/// Refuses a method that every model has and that has a tool.
pub(in crate::tools::write) fn check(method: &str) -> Result<(), Failure> {
    let Some(tool) = tool_in_place_of(method) else { return Ok(()) };
    let problem = Problem::new(ErrorCode::HasATool, "method", format!("`{method}` is not called through this tool"));
    Err(Failure::invalid(vec![problem.hint(format!("use `{tool}`"))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orm_has_its_own_tools() {
        assert!(check("action_confirm").is_ok());
        assert!(check("action_print_pdf").is_ok(), "a button that prints is judged by its model");
        assert_eq!(check("load").unwrap_err().to_json()["hint"], "use `import_records`");
        assert_eq!(check("write").unwrap_err().to_json()["hint"], "use `update_record`");
    }

    #[test]
    fn every_tool_in_place_of_something_is_there() {
        for (method, tool) in crate::policy::METHODS_WITH_TOOLS {
            assert!(crate::tools::is_built_in(tool), "`{tool}` in place of `{method}`");
        }
    }
}
