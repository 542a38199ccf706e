//! Fields that nobody reads or nobody writes, by meaning: names that hold secrets, and every way to a user's groups.

use odoo_sdk::schema::FieldSchema;

/// Hold a secret, on whatever model. Sorted.
const SECRETS: &[&str] = &[
    "access_token",
    "account_token",
    "api_key",
    "api_key_ids",
    "attendance_kiosk_key",
    "attendance_kiosk_url",
    "callback_hash",
    "client_secret",
    "confirm_password",
    "current_code",
    "db_password",
    "invitation_url",
    "invite_token",
    "new_passwd",
    "new_password",
    "oauth_access_token",
    "oauth_uid",
    "passwd",
    "password",
    "password_crypt",
    "pin",
    "plausible_shared_key",
    "private_key",
    "refresh_token",
    "secret",
    "secret_key",
    "session_link",
    "session_token",
    "share_link",
    "signup_token",
    "signup_url",
    "smtp_pass",
    "survey_start_url",
    "totp_secret",
    "visibility_password_display",
];

/// Ends of names that hold a secret.
const SECRET_ENDINGS: &[&str] =
    &["_api_key", "_client_secret", "_passphrase", "_passwd", "_password", "_private_key", "_secret", "_secret_key", "_token"];

/// Hold a secret on one model only: who knows it may join, as by `invitation_url`.
const SECRETS_OF: &[(&str, &str)] = &[("discuss.channel", "uuid")];

/// Never written, on whatever model: rights, and texts that the server runs or sends to browsers as they are. Sorted.
const NEVER_WRITTEN: &[&str] = &[
    "alias_defaults",
    "amount_python_compute",
    "code_python",
    "compute_code",
    "condition_python",
    "custom_code_footer",
    "custom_code_head",
    "python_applicable",
    "python_code",
    "python_compute",
    "share",
    "signup_expiration",
    "signup_type",
];

/// Models that a reference is never set to: what they hold would leave or run with the record that refers to them.
pub(crate) const NEVER_LINKED: &[&str] = &[
    "base.automation",
    "ir.actions.server",
    "ir.attachment",
    "ir.cron",
    "ir.mail_server",
    "ir.ui.view",
    // The address of another record: which mail makes what is set on the alias itself.
    "mail.alias",
    "mail.template",
    "res.users.role",
];

/// A user's groups, by the names of every series.
pub(crate) const GROUPS: &[&str] = &["all_group_ids", "group_ids", "groups_id", "role_ids", "role_line_ids"];

/// What a `related` field may show of a blocked model: names and the like that Odoo itself shows beside every record.
/// A path that a caller writes shows none of it.
pub(crate) const SAFE_THROUGH_RELATED: &[(&str, &[&str])] = &[
    ("ir.model", &["display_name", "model", "name"]),
    ("ir.model.fields", &["display_name", "field_description", "name"]),
    ("ir.ui.view", &["write_date", "write_uid"]),
    ("mail.template", &["display_name", "model_id", "name"]),
    ("payment.provider", &["code", "company_id", "display_name", "name", "state"]),
    (
        "res.users",
        &[
            "active",
            "company_id",
            "display_name",
            "email",
            "im_status",
            "image_128",
            "image_1920",
            "lang",
            "leave_date_to",
            "mobile",
            "name",
            "partner_id",
            "phone",
            "share",
            "tz",
        ],
    ),
];

/// What a search by names looks into: model, fields.
const SEARCHED_BY_NAME: &[(&str, &[&str])] = &[
    ("product.product", &["barcode", "default_code"]),
    ("product.template", &["barcode", "default_code"]),
    ("res.bank", &["bic"]),
    ("res.partner", &["company_registry", "email", "ref", "vat"]),
    ("res.partner.bank", &["acc_number"]),
    ("stock.lot", &["ref"]),
];

/// Fields that a search by names looks into beside the name itself.
pub(crate) fn searched_by_name(model: &str) -> &'static [&'static str] {
    SEARCHED_BY_NAME.iter().find(|(known, _)| *known == model).map_or(&[], |(_, fields)| fields)
}

/// Whether a field holds a secret, as far as its name says. Whether there is one (`has_…`, `show_…`) is none.
pub(crate) fn is_secret(model: &str, name: &str) -> bool {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return is_secret(model, &name.to_ascii_lowercase());
    }
    let is_about_one = name.starts_with("has_") || name.starts_with("show_");
    SECRETS.binary_search(&name).is_ok()
        || SECRETS_OF.contains(&(model, name))
        || (!is_about_one && SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending)))
}

/// Whether a field is never written. `field` is `None` where its schema is not known: then the name alone decides.
pub(crate) fn is_never_writable(model: &str, name: &str, field: Option<&FieldSchema>) -> bool {
    is_secret(model, name)
        || NEVER_WRITTEN.binary_search(&name).is_ok()
        || is_membership(model, name, field)
        || is_account_state(model, name)
}

/// Whether a field gives or takes rights: the groups of a user, the users of a group, the groups a group implies, the companies
/// a user may work in.
pub(crate) fn is_membership(model: &str, name: &str, field: Option<&FieldSchema>) -> bool {
    let relation = field.map(|field| field.relation.as_deref());
    let groups = GROUPS.contains(&name)
        && relation.is_none_or(|relation| relation.is_none_or(|model| model == "res.groups" || model.starts_with("res.users.role")));
    // The form of a user shows groups as fields of their own: `in_group_7`, `sel_groups_1_9_10`.
    let in_disguise = name.starts_with("in_group_") || name.starts_with("sel_groups_");
    let of_group = model == "res.groups" && relation.is_none_or(|relation| relation.is_some_and(gives_rights));
    let of_company = model == "res.company" && relation.flatten() == Some("res.users") && !name.ends_with("_uid");
    groups || in_disguise || of_group || of_company
}

fn gives_rights(relation: &str) -> bool {
    matches!(relation, "res.users" | "res.groups" | "ir.access" | "ir.model.access" | "ir.rule" | "ir.ui.menu" | "ir.ui.view")
}

/// Nobody archives a user or a group.
fn is_account_state(model: &str, name: &str) -> bool {
    name == "active" && matches!(model, "res.users" | "res.groups")
}

#[cfg(test)]
mod tests {
    use odoo_sdk::schema::FieldType;

    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(SECRETS.is_sorted() && NEVER_WRITTEN.is_sorted() && SAFE_THROUGH_RELATED.is_sorted());
    }

    /// What is kept is kept under the name that another series has for it.
    #[test]
    fn a_renamed_field_keeps_what_is_said_of_it() {
        for changes in odoo_models::CHANGES.steps.iter().flat_map(|step| step.models) {
            for (old, new) in changes.renamed {
                let kept = |name| (is_secret(changes.model, name), is_never_writable(changes.model, name, None));
                assert_eq!(kept(old), kept(new), "{}.{old} is {new}", changes.model);
            }
        }
    }

    #[test]
    fn membership_is_known_from_every_side() {
        let relation = |model: &str| FieldSchema { relation: Some(model.to_owned()), ..FieldSchema::new(FieldType::Many2many) };
        let check = |model, name, to: &str, expected| {
            assert_eq!(is_never_writable(model, name, Some(&relation(to))), expected, "{model}.{name}");
        };
        check("res.users", "groups_id", "res.groups", true);
        check("res.users", "group_ids", "res.groups", true);
        check("res.groups", "users", "res.users", true);
        check("res.groups", "user_ids", "res.users", true);
        check("res.groups", "implied_ids", "res.groups", true);
        check("res.company", "user_ids", "res.users", true);
        check("project.task", "user_ids", "res.users", false);
        check("x_thing", "group_ids", "x_group", false);
        assert!(is_never_writable("anything", "group_ids", None) && is_never_writable("res.users", "sel_groups_1_9", None));
    }
}
