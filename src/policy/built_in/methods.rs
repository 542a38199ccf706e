//! Methods that are never called.

/// Methods of every model whose arguments or answers no rule judges: nobody calls them. Sorted.
pub(crate) const UNSUPPORTED_METHODS: &[&str] = &[
    "browse",
    "check_access",
    "check_field_access_rights",
    "clear_caches",
    "concat",
    "copy_data",
    "copy_multi",
    "copy_translations",
    "ensure_one",
    "export_data",
    "fetch",
    "filtered",
    "filtered_domain",
    "flush_model",
    "formatted_read_grouping_sets",
    "get_empty_list_help",
    "get_external_id",
    "get_formview_action",
    "get_formview_id",
    "get_metadata",
    "get_property_definition",
    "get_view",
    "get_views",
    "grouped",
    "invalidate_model",
    "is_transient",
    "load",
    "mapped",
    "modified",
    "name_create",
    "new",
    "pool",
    "read_progress_bar",
    "search_fetch",
    "search_panel_select_multi_range",
    "search_panel_select_range",
    "sorted",
    "union",
    "update",
    "user_has_groups",
    "view_header_get",
    "web_name_search",
    "web_override_translations",
    "web_read_group",
    "web_resequence",
    "web_save",
    "web_save_multi",
];

/// Methods that nobody calls on any model, whatever a file says. Sorted.
pub(crate) const NEVER_CALLED: &[&str] = &[
    "_auto_init",
    "_create",
    "_read",
    "_read_group_raw",
    "_read_progress_bar",
    "_register_hook",
    "_search",
    "_search_panel_domain_image",
    "_search_panel_select_multi_range",
    "_search_panel_select_range",
    "_setup_base",
    "_setup_complete",
    "_setup_fields",
    "_sql",
    "_table_query",
    "_write",
    "action_create_user",
    "action_create_users",
    "action_create_users_confirmation",
    "action_get_share_url",
    "action_grant_access",
    "action_invite_again",
    "action_preview_sale_order",
    "action_reset_password",
    "action_revoke_access",
    "action_save_as_template",
    "action_share",
    "action_signup_prepare",
    "change_password",
    "create_mail_template",
    "execute_import",
    "export_data",
    "flush_recordset",
    "generate_api_key",
    "get_acknowledge_url",
    "get_barcodes_and_pin_hashed",
    "get_confirm_url",
    "get_kiosk_url",
    "get_portal_url",
    "get_print_url",
    "get_start_short_url",
    "get_start_url",
    "get_update_url",
    "import_data",
    "init",
    "install_demo",
    "install_l10n_modules",
    "install_lang",
    "install_more_provider",
    "install_pos_restaurant",
    "invalidate_recordset",
    "lang_install",
    "load",
    "load_data",
    "load_pos_data",
    "message_change_thread",
    "message_mail_with_source",
    "message_new",
    "message_post_with_source",
    "message_post_with_template",
    "message_post_with_view",
    "message_process",
    "message_route",
    "message_update",
    "method_direct_trigger",
    "name_create",
    "open_template_creation_wizard",
    "preference_change_password",
    "preview_invoice",
    "regenerate_attendance_kiosk_key",
    "reset_asset",
    "revoke_all_devices",
    "save_asset",
    "send_reminder_preview",
    "signup_cancel",
    "signup_get_auth_param",
    "signup_prepare",
    "signup_retrieve_info",
    "sudo",
    "try_loading",
    "web_create_users",
    "with_company",
    "with_context",
    "with_env",
    "with_prefetch",
    "with_user",
];

/// Whether nobody calls a method of that name, whatever a file says.
pub(crate) fn is_never_called(method: &str) -> bool {
    NEVER_CALLED.binary_search(&method).is_ok() || UNSUPPORTED_METHODS.binary_search(&method).is_ok()
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;
    use odoo_sdk::schema::Pack;
    use odoo_sdk::validate::orm_method;

    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(UNSUPPORTED_METHODS.is_sorted() && NEVER_CALLED.is_sorted());
    }

    #[test]
    fn a_renamed_method_is_called_or_not_in_every_series() {
        let is_never_called = |name: &str| NEVER_CALLED.contains(&name) || UNSUPPORTED_METHODS.contains(&name);
        for changes in odoo_models::CHANGES.steps.iter().flat_map(|step| step.models) {
            for (old, new) in changes.methods_renamed {
                assert_eq!(is_never_called(old), is_never_called(new), "{}.{old} is {new}", changes.model);
            }
        }
    }

    /// A new method of every model must be thought of before it can be called.
    #[test]
    fn every_common_method_of_every_series_is_judged_or_refused() {
        for series in Series::ALL {
            let pack: Pack<'static> = crate::catalog::embedded_pack(series).unwrap();
            for name in pack.common_methods().unwrap().keys() {
                let name = name.as_str();
                let known = orm_method(name).is_some() || UNSUPPORTED_METHODS.contains(&name) || NEVER_CALLED.contains(&name);
                assert!(known, "{series}: `{name}`");
            }
        }
    }
}
