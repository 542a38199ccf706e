//! Methods that have a tool of their own.

use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Problem};

/// Methods of the ORM, and the tool that does the same with checks of its own.
const HAVE_TOOLS: [(&str, &str); 23] = [
    ("copy", "create_record"),
    ("create", "create_record"),
    ("default_get", "get_defaults"),
    ("export_data", "search_read"),
    ("fields_get", "get_model_fields"),
    ("formatted_read_group", "read_group"),
    ("get_field_translations", "get_translations"),
    ("load", "bulk_create"),
    ("name_create", "create_record"),
    ("name_get", "name_search"),
    ("name_search", "name_search"),
    ("onchange", "get_onchange"),
    ("read", "get_record"),
    ("read_group", "read_group"),
    ("search", "search_read"),
    ("search_count", "search_count"),
    ("search_fetch", "search_read"),
    ("search_read", "search_read"),
    ("unlink", "delete_record"),
    ("update_field_translations", "set_translations"),
    ("web_read", "get_record"),
    ("web_save", "update_record"),
    ("write", "update_record"),
];

/// Refuses a method that has a tool.
pub(in crate::tools::write) fn check(method: &str) -> Result<(), Failure> {
    let Some((_, tool)) = HAVE_TOOLS.iter().find(|(name, _)| *name == method) else { return Ok(()) };
    let problem = Problem::new(ErrorCode::HasATool, "method", format!("`{method}` is not called through this tool"));
    Err(Failure::invalid(vec![problem.hint(format!("use `{tool}`"))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orm_has_its_own_tools() {
        assert!(check("action_confirm").is_ok());
        assert_eq!(check("write").unwrap_err().to_json()["hint"], "use `update_record`");
    }
}
