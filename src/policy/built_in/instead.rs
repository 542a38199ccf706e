//! What does in order what is refused: the tool in place of a model or of a method. A table each; what is not in one has no other way.

use odoo_sdk::validate::Access;

/// What to use in place of models that are blocked.
const MODELS: &[(&[&str], &str)] = &[
    (&["res.users"], "people are found by `name_search` on `res.users`, and a domain compares a field that links to them with a name"),
    (&["ir.attachment"], "`list_attachments`, `read_attachment` and `upload_attachment` reach the files of a record"),
    (&["ir.model", "ir.module.module"], "`list_models` lists the models of the installed apps"),
    (&["ir.model.fields", "ir.model.fields.selection"], "`get_model_fields` describes the fields of a model"),
    (&["ir.access", "ir.model.access", "ir.rule"], "`explain_access` says what the user may do with a model"),
    (&["ir.default"], "`get_defaults` returns the values that a new record begins with"),
    (&["ir.exports", "ir.exports.line"], "`search_read` with `format: \"columns\"` returns records as a table"),
    (&["base_import.import", "base_import.mapping"], "`import_records` imports rows, matched by fields"),
    (&["mail.mail", "mail.scheduled.message", "mail.template"], "`post_message` sends a message about a record"),
    (&["mail.tracking.value"], "`get_history` says what was changed on a record"),
    (&["ir.ui.view"], "`get_model_fields` describes the fields of a model"),
];

/// Said where nothing else does it.
const NO_OTHER_WAY: &str = "tell the user that it is for administrators, in Odoo itself; do not look for another way";

/// Methods of every model, and the tool that does the same with checks of its own. Sorted.
pub(crate) const METHODS: &[(&str, &str)] = &[
    ("browse", "get_record"),
    ("check_access", "explain_access"),
    ("check_access_rights", "explain_access"),
    ("copy", "copy_record"),
    ("copy_data", "copy_record"),
    ("copy_multi", "copy_record"),
    ("copy_translations", "set_translations"),
    ("create", "create_record"),
    ("default_get", "get_defaults"),
    ("execute_import", "import_records"),
    ("export_data", "search_read"),
    ("fetch", "search_read"),
    ("fields_get", "get_model_fields"),
    ("filtered_domain", "search_read"),
    ("formatted_read_group", "read_group"),
    ("formatted_read_grouping_sets", "read_group"),
    ("get_field_translations", "get_translations"),
    ("get_property_definition", "get_model_fields"),
    ("get_view", "get_model_fields"),
    ("get_views", "get_model_fields"),
    ("has_access", "explain_access"),
    ("import_data", "import_records"),
    ("load", "import_records"),
    ("message_post_with_source", "post_message"),
    ("message_post_with_template", "post_message"),
    ("message_post_with_view", "post_message"),
    ("name_create", "create_record"),
    ("name_get", "name_search"),
    ("name_search", "name_search"),
    ("onchange", "get_onchange"),
    ("read", "get_record"),
    ("read_group", "read_group"),
    ("read_progress_bar", "read_group"),
    ("search", "search_read"),
    ("search_count", "search_count"),
    ("search_fetch", "search_read"),
    ("search_panel_select_multi_range", "read_group"),
    ("search_panel_select_range", "read_group"),
    ("search_read", "search_read"),
    ("unlink", "delete_record"),
    ("update", "update_record"),
    ("update_field_translations", "set_translations"),
    ("web_name_search", "name_search"),
    ("web_override_translations", "set_translations"),
    ("web_read", "get_record"),
    ("web_read_group", "read_group"),
    ("web_resequence", "bulk_update"),
    ("web_save", "update_record"),
    ("web_save_multi", "bulk_update"),
    ("web_search_read", "search_read"),
    ("write", "update_record"),
];

/// Advice in place of a blocked model.
pub(crate) fn of_blocked(model: &str) -> &'static str {
    MODELS.iter().find(|(names, _)| names.contains(&model)).map_or(NO_OTHER_WAY, |(_, advice)| advice)
}

/// Advice in place of writing to a model that is read-only by itself.
pub(crate) fn of_read_only(model: &str, access: Access) -> Option<&'static str> {
    Some(match (model, access) {
        ("mail.activity", Access::Create) => "`schedule_activity` plans an activity on a record",
        ("mail.activity", _) => "`finish_activity` marks an activity as done",
        ("mail.message" | "mail.compose.message", _) => "`post_message` writes on the record that it is about",
        ("mail.followers", _) => "`execute_method` calls `message_subscribe` on the record that is followed",
        _ => return None,
    })
}

/// The tool in place of a method that every model has.
pub(crate) fn of_common_method(method: &str) -> Option<&'static str> {
    METHODS.binary_search_by_key(&method, |(name, _)| name).ok().and_then(|at| METHODS.get(at)).map(|(_, tool)| *tool)
}

/// The tool in place of a method, on whatever model.
pub(crate) fn of_method(method: &str) -> Option<&'static str> {
    of_common_method(method).or_else(|| prints(method).then_some("render_report"))
}

/// Whether a method prints, by its name.
fn prints(method: &str) -> bool {
    method.split('_').any(|word| word == "print")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::built_in::{ALWAYS_BLOCKED, NEVER_CALLED, UNSUPPORTED_METHODS};

    #[test]
    fn what_does_it_is_found_by_name() {
        assert!(METHODS.is_sorted());
        assert!(of_blocked("ir.model.fields.selection").contains("get_model_fields"));
        assert_eq!((of_blocked("ir.config_parameter"), of_blocked("res.users.apikeys")), (NO_OTHER_WAY, NO_OTHER_WAY));
        assert_eq!((of_method("action_invoice_print"), of_method("load")), (Some("render_report"), Some("import_records")));
        assert_eq!(of_method("action_confirm"), None);
    }

    /// A line for a model or a method that is not refused would never be read.
    #[test]
    fn every_line_is_about_something_that_is_refused() {
        for name in MODELS.iter().flat_map(|(names, _)| names.iter()) {
            assert!(ALWAYS_BLOCKED.contains(name), "{name}");
        }
        for (method, _) in METHODS {
            let is_refused = NEVER_CALLED.contains(method) || UNSUPPORTED_METHODS.contains(method);
            let is_orm = odoo_sdk::validate::orm_method(method).is_some();
            assert!(is_refused || is_orm || matches!(*method, "name_get" | "check_access_rights" | "has_access"), "{method}");
        }
    }
}
