//! Which Cargo features a module of Odoo stands for: a reviewed table, in an order where a module follows those it depends on.
//!
//! A feature is an app of Odoo. A module that joins apps (`sale_stock`) stands for all of them together. What has no app
//! (`base`, `web`, …) is always there. A module that the table does not know is a feature of its own name.

/// Module, and the features it stands for together.
const MODULES: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("web", &[]),
    ("base_setup", &[]),
    ("base_import", &[]),
    ("base_import_module", &[]),
    ("base_geolocalize", &[]),
    ("rpc", &[]),
    ("api_doc", &[]),
    ("bus", &[]),
    ("iap", &[]),
    ("iot_base", &[]),
    ("web_tour", &[]),
    ("web_hierarchy", &[]),
    ("web_unsplash", &[]),
    ("http_routing", &[]),
    ("html_editor", &[]),
    ("web_editor", &[]),
    ("html_builder", &[]),
    ("onboarding", &[]),
    ("resource", &[]),
    ("utm", &[]),
    ("barcodes", &[]),
    ("barcodes_gs1_nomenclature", &[]),
    ("attachment_indexation", &[]),
    ("auth_totp", &[]),
    ("auth_signup", &[]),
    ("auth_passkey", &[]),
    ("google_recaptcha", &[]),
    ("google_address_autocomplete", &[]),
    ("social_media", &[]),
    ("mail", &["mail"]),
    ("mail_bot", &["mail"]),
    ("base_install_request", &["mail"]),
    ("auth_totp_mail", &["mail"]),
    ("google_gmail", &["mail"]),
    ("microsoft_outlook", &["mail"]),
    ("iap_mail", &["mail"]),
    ("phone_validation", &["mail"]),
    ("sms", &["mail"]),
    ("snailmail", &["mail"]),
    ("rating", &["mail"]),
    ("portal", &["mail"]),
    ("portal_rating", &["mail"]),
    ("auth_totp_portal", &["mail"]),
    ("auth_passkey_portal", &["mail"]),
    ("digest", &["mail"]),
    ("partner_autocomplete", &["mail"]),
    ("privacy_lookup", &["mail"]),
    ("resource_mail", &["mail"]),
    ("contacts", &["mail"]),
    ("calendar", &["calendar"]),
    ("calendar_sms", &["calendar"]),
    ("gamification", &["gamification"]),
    ("spreadsheet", &["spreadsheet"]),
    ("spreadsheet_dashboard", &["spreadsheet"]),
    ("uom", &["product"]),
    ("product", &["product"]),
    ("analytic", &["account"]),
    ("account", &["account"]),
    ("account_add_gln", &["account"]),
    ("account_check_printing", &["account"]),
    ("account_edi_ubl_cii", &["account"]),
    ("snailmail_account", &["account"]),
    ("spreadsheet_account", &["spreadsheet", "account"]),
    ("spreadsheet_dashboard_account", &["spreadsheet", "account"]),
    ("l10n_us", &["l10n_us"]),
    ("l10n_us_account", &["l10n_us", "account"]),
    ("payment", &["payment"]),
    ("payment_custom", &["payment"]),
    ("account_payment", &["account", "payment"]),
    ("sales_team", &["sales_team"]),
    ("crm", &["crm"]),
    ("crm_sms", &["crm"]),
    ("crm_iap_enrich", &["crm"]),
    ("crm_iap_mine", &["crm"]),
    ("iap_crm", &["crm"]),
    ("sale", &["sale"]),
    ("sale_async_emails", &["sale"]),
    ("sale_sms", &["sale"]),
    ("sale_service", &["sale"]),
    ("sale_edi_ubl", &["sale"]),
    ("sale_management", &["sale"]),
    ("sale_pdf_quote_builder", &["sale"]),
    ("sale_product_configurator", &["sale"]),
    ("sale_crm", &["sale", "crm"]),
    ("gamification_sale_crm", &["sale", "crm", "gamification"]),
    ("spreadsheet_dashboard_sale", &["spreadsheet", "sale"]),
    ("stock", &["stock"]),
    ("stock_sms", &["stock"]),
    ("stock_account", &["stock", "account"]),
    ("spreadsheet_dashboard_stock_account", &["spreadsheet", "stock", "account"]),
    ("sale_stock", &["sale", "stock"]),
    ("delivery", &["delivery"]),
    ("stock_delivery", &["stock", "delivery"]),
    ("purchase", &["purchase"]),
    ("purchase_edi_ubl_bis3", &["purchase"]),
    ("spreadsheet_dashboard_purchase", &["spreadsheet", "purchase"]),
    ("purchase_stock", &["purchase", "stock"]),
    ("spreadsheet_dashboard_purchase_stock", &["spreadsheet", "purchase", "stock"]),
    ("sale_purchase", &["sale", "purchase"]),
    ("sale_purchase_stock", &["sale", "purchase", "stock"]),
    ("mrp", &["mrp"]),
    ("mrp_account", &["mrp"]),
    ("sale_mrp", &["sale", "mrp"]),
    ("purchase_mrp", &["purchase", "mrp"]),
    ("repair", &["repair"]),
    ("mrp_repair", &["mrp", "repair"]),
    ("purchase_repair", &["purchase", "repair"]),
    ("fleet", &["fleet"]),
    ("account_fleet", &["account", "fleet"]),
    ("maintenance", &["maintenance"]),
    ("stock_maintenance", &["stock", "maintenance"]),
    ("hr", &["hr"]),
    ("mail_bot_hr", &["hr"]),
    ("hr_org_chart", &["hr"]),
    ("hr_hourly_cost", &["hr"]),
    ("hr_skills", &["hr"]),
    ("hr_homeworking", &["hr"]),
    ("hr_calendar", &["hr", "calendar"]),
    ("hr_homeworking_calendar", &["hr", "calendar"]),
    ("hr_gamification", &["hr", "gamification"]),
    ("hr_fleet", &["hr", "fleet"]),
    ("hr_maintenance", &["hr", "maintenance"]),
    ("hr_attendance", &["hr_attendance"]),
    ("hr_holidays", &["hr_holidays"]),
    ("hr_holidays_attendance", &["hr_holidays", "hr_attendance"]),
    ("hr_holidays_homeworking", &["hr_holidays"]),
    ("hr_expense", &["hr_expense"]),
    ("spreadsheet_dashboard_hr_expense", &["spreadsheet", "hr_expense"]),
    ("sale_expense", &["sale", "hr_expense"]),
    ("survey", &["survey"]),
    ("survey_crm", &["survey", "crm"]),
    ("hr_skills_survey", &["hr", "survey"]),
    ("hr_recruitment", &["hr_recruitment"]),
    ("hr_recruitment_skills", &["hr_recruitment"]),
    ("hr_recruitment_sms", &["hr_recruitment"]),
    ("project", &["project"]),
    ("project_todo", &["project"]),
    ("project_sms", &["project"]),
    ("project_account", &["project", "account"]),
    ("project_hr_expense", &["project", "hr_expense"]),
    ("project_sale_expense", &["project", "sale", "hr_expense"]),
    ("project_purchase", &["project", "purchase"]),
    ("project_stock", &["project", "stock"]),
    ("project_stock_account", &["project", "stock", "account"]),
    ("project_purchase_stock", &["project", "purchase", "stock"]),
    ("project_mrp", &["project", "mrp"]),
    ("project_mrp_account", &["project", "mrp"]),
    ("sale_project", &["sale", "project"]),
    ("project_mrp_sale", &["project", "mrp", "sale"]),
    ("sale_purchase_project", &["sale", "purchase", "project"]),
    ("sale_project_stock", &["sale", "project", "stock"]),
    ("sale_project_stock_account", &["sale", "project", "stock", "account"]),
    ("hr_timesheet", &["hr_timesheet"]),
    ("hr_timesheet_attendance", &["hr_timesheet", "hr_attendance"]),
    ("project_timesheet_holidays", &["hr_timesheet", "hr_holidays"]),
    ("spreadsheet_dashboard_hr_timesheet", &["spreadsheet", "hr_timesheet"]),
    ("sale_timesheet", &["sale", "hr_timesheet"]),
    ("spreadsheet_dashboard_sale_timesheet", &["spreadsheet", "sale", "hr_timesheet"]),
    ("event", &["event"]),
    ("event_sms", &["event"]),
    ("event_crm", &["event", "crm"]),
    ("event_product", &["event", "product"]),
    ("event_sale", &["event", "sale"]),
    ("event_crm_sale", &["event", "crm", "sale"]),
    ("hr_skills_event", &["hr", "event"]),
    ("spreadsheet_dashboard_event_sale", &["spreadsheet", "event", "sale"]),
    ("point_of_sale", &["point_of_sale"]),
    ("pos_epson_printer", &["point_of_sale"]),
    ("pos_online_payment", &["point_of_sale", "payment"]),
    ("pos_sms", &["point_of_sale"]),
    ("pos_hr", &["point_of_sale", "hr"]),
    ("pos_mrp", &["point_of_sale", "mrp"]),
    ("pos_repair", &["point_of_sale", "repair"]),
    ("pos_event", &["point_of_sale", "event"]),
    ("pos_sale", &["point_of_sale", "sale"]),
    ("pos_sale_product_configurator", &["point_of_sale", "sale"]),
    ("pos_event_sale", &["point_of_sale", "event", "sale"]),
    ("spreadsheet_dashboard_pos_hr", &["spreadsheet", "point_of_sale", "hr"]),
    ("website", &["website"]),
    ("website_mail", &["website"]),
    ("website_sms", &["website"]),
    ("website_payment", &["website", "payment"]),
    ("website_crm", &["website", "crm"]),
    ("website_crm_sms", &["website", "crm"]),
    ("website_project", &["website", "project"]),
    ("website_form_project", &["website", "project"]),
    ("website_timesheet", &["website", "hr_timesheet"]),
    ("website_hr_recruitment", &["website", "hr_recruitment"]),
    ("website_sale", &["website_sale"]),
    ("website_sale_autocomplete", &["website_sale"]),
    ("website_sale_comparison", &["website_sale"]),
    ("website_sale_wishlist", &["website_sale"]),
    ("website_sale_comparison_wishlist", &["website_sale"]),
    ("website_sale_product_configurator", &["website_sale"]),
    ("website_sale_stock", &["website_sale", "stock"]),
    ("website_sale_stock_wishlist", &["website_sale", "stock"]),
    ("website_sale_mrp", &["website_sale", "mrp"]),
    ("spreadsheet_dashboard_website_sale", &["spreadsheet", "website_sale"]),
];

/// Feature, and the features it brings along, as the apps depend on each other in Odoo.
const IMPLIED: &[(&str, &[&str])] = &[
    ("account", &["mail", "product"]),
    ("calendar", &["mail"]),
    ("crm", &["calendar", "mail", "sales_team"]),
    ("delivery", &["sale"]),
    ("event", &["mail"]),
    ("fleet", &["mail"]),
    ("gamification", &["mail"]),
    ("hr", &["mail"]),
    ("hr_attendance", &["hr"]),
    ("hr_expense", &["account", "hr"]),
    ("hr_holidays", &["calendar", "hr"]),
    ("hr_recruitment", &["calendar", "hr"]),
    ("hr_timesheet", &["account", "hr", "project"]),
    ("maintenance", &["mail"]),
    ("mrp", &["account", "stock"]),
    ("payment", &["mail"]),
    ("point_of_sale", &["account", "stock"]),
    ("product", &["mail"]),
    ("project", &["account"]),
    ("purchase", &["account"]),
    ("repair", &["sale", "stock"]),
    ("sale", &["account", "payment", "sales_team"]),
    ("sales_team", &["mail"]),
    ("stock", &["product"]),
    ("survey", &["gamification"]),
    ("website", &["mail"]),
    ("website_sale", &["delivery", "website"]),
];

/// The features that `module` stands for together; none where it is always there.
pub(crate) fn features(module: &str) -> Vec<&str> {
    match MODULES.iter().find(|(name, _)| *name == module) {
        Some((_, features)) => features.to_vec(),
        None => vec![module],
    }
}

/// The place of `module` in the order of dependencies; modules that are not known come last.
pub(crate) fn rank(module: &str) -> usize {
    MODULES.iter().position(|(name, _)| *name == module).unwrap_or(MODULES.len())
}

/// The features that `feature` brings along.
pub(crate) fn implied(feature: &str) -> &'static [&'static str] {
    IMPLIED.iter().find(|(name, _)| *name == feature).map_or(&[], |(_, implied)| implied)
}

/// `feature` and all it brings along, directly or not.
pub(crate) fn closure<'a>(features: impl IntoIterator<Item = &'a str>) -> std::collections::BTreeSet<&'a str> {
    let mut all = std::collections::BTreeSet::new();
    let mut waiting: Vec<&str> = features.into_iter().collect();
    while let Some(feature) = waiting.pop() {
        if all.insert(feature) {
            waiting.extend(implied(feature));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_known(module: &str) -> bool {
        rank(module) < MODULES.len()
    }

    #[test]
    fn every_feature_has_a_module_of_its_name() {
        for (module, features) in MODULES {
            assert!(features.iter().all(|feature| is_known(feature)), "{module}");
        }
        for (feature, implied) in IMPLIED {
            assert!(is_known(feature) && implied.iter().all(|feature| is_known(feature)), "{feature}");
        }
    }

    #[test]
    fn no_module_is_listed_twice() {
        for (at, (module, _)) in MODULES.iter().enumerate() {
            assert_eq!(rank(module), at, "{module}");
        }
    }

    #[test]
    fn an_unknown_module_is_its_own_feature() {
        assert_eq!(features("x_custom"), ["x_custom"]);
        assert_eq!(features("sale_stock"), ["sale", "stock"]);
        assert!(features("base").is_empty());
        assert!(closure(["website_sale"]).contains("product"));
    }
}
