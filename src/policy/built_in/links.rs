//! Names of relations that lead to what is blocked, for texts of which the model is not known: a domain that a record keeps.

/// Lead to a blocked model and to no other, in any series. Sorted.
pub(crate) const TO_BLOCKED: &[&str] = &[
    "action_server_id",
    "address_view_id",
    "alias_model_id",
    "alias_parent_model_id",
    "attachment_id",
    "attachment_ids",
    "author_guest_id",
    "batch_distinctive_field",
    "binding_model_id",
    "callback_model_id",
    "cart_recovery_mail_template_id",
    "certification_mail_template_id",
    "confirmation_email_template_id",
    "displayed_image_id",
    "document_ids",
    "external_report_layout_id",
    "field_date_id",
    "field_id",
    "guest_id",
    "icon_id",
    "inherit_children_ids",
    "inherit_id",
    "invoice_pdf_report_id",
    "ir_attachment_id",
    "mail_ids",
    "mail_mail_id",
    "mail_server_id",
    "mail_template_id",
    "mail_template_ids",
    "main_data_model_ids",
    "message_main_attachment_id",
    "model_access",
    "model_data_id",
    "model_inherited_ids",
    "module_id",
    "module_ids",
    "online_payment_provider_ids",
    "original_id",
    "page_view_id",
    "parent_res_model_id",
    "parent_wizard_id",
    "payment_provider_id",
    "payment_token_id",
    "payment_token_ids",
    "pending_email_template_id",
    "properties_field_id",
    "provider_id",
    "provider_ids",
    "rating_template_id",
    "record_view_id",
    "report_template_id",
    "res_model_id",
    "return_label_ids",
    "rule_groups",
    "search_view_id",
    "stock_mail_confirmation_template_id",
    "suitable_payment_token_ids",
    "supported_attachment_ids",
    "template_model_id",
    "theme_id",
    "token_id",
    "tracking_value_ids",
    "trigger_id",
    "ubl_cii_xml_id",
    "uninstalled_l10n_module_ids",
    "view_access",
    "view_id",
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use odoo_sdk::Series;

    use super::*;
    use crate::policy::is_always_blocked;

    /// The models that every relation leads to, by its name.
    fn relations() -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for series in Series::ALL {
            let pack = crate::catalog::embedded_pack(series).unwrap();
            for model in pack.model_names().filter(|name| !is_always_blocked(name)) {
                for (name, field) in pack.model(model).unwrap().unwrap().fields {
                    found.entry(name).or_default().extend(field.relation);
                }
            }
        }
        found
    }

    #[test]
    fn the_table_is_what_the_snapshots_say() {
        let leads =
            |models: &BTreeSet<String>| !models.is_empty() && models.iter().all(|model| model != "res.users" && is_always_blocked(model));
        let relations = relations();
        let expected: Vec<&str> = relations.iter().filter(|(_, models)| leads(models)).map(|(name, _)| name.as_str()).collect();
        assert_eq!(TO_BLOCKED, expected);
    }
}
