//! Simple access rights: what each account may do with which models, and the portal user's own records. Odoo's groups and record rules
//! are data that a snapshot does not carry; these stand for them.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, ModelKind, ModelSchema};

use serde_json::{Map, Value};

use super::{Env, ids_of};
use crate::accounts::Role;
use crate::error::{OdooError, Outcome};

/// What is done with records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Read,
    Write,
    Create,
    Unlink,
}

/// Settings: only the administrator reads them.
const SYSTEM: [&str; 16] = [
    "ir.config_parameter",
    "ir.cron",
    "ir.logging",
    "ir.mail_server",
    "ir.model",
    "ir.model.access",
    "ir.model.data",
    "ir.model.fields",
    "ir.rule",
    "ir.ui.view",
    "ir.actions.server",
    "fetchmail.server",
    "res.users.apikeys",
    "res.users.log",
    "base.automation",
    "payment.provider",
];

/// What an internal user without business rights may write.
const CLERK_WRITES: [&str; 7] =
    ["calendar.event", "hr.expense", "hr.leave", "mail.activity", "mail.message", "project.task", "res.users.settings"];

/// What a portal user may read; of those with a partner, only their own.
const PORTAL_READS: [&str; 12] = [
    "account.move",
    "account.move.line",
    "product.product",
    "product.template",
    "res.company",
    "res.country",
    "res.country.state",
    "res.currency",
    "res.partner",
    "res.users",
    "sale.order",
    "sale.order.line",
];

/// What every user may write of their own account.
const PREFERENCES: [&str; 8] = ["action_id", "company_id", "email", "image_1920", "lang", "name", "signature", "tz"];

impl Operation {
    /// Reads Odoo's word: `read`, `write`, `create` or `unlink`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "read" => Self::Read,
            "write" => Self::Write,
            "create" => Self::Create,
            "unlink" => Self::Unlink,
            _ => return None,
        })
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Read => "access",
            Self::Write => "modify",
            Self::Create => "create",
            Self::Unlink => "delete",
        }
    }
}

impl Env<'_> {
    /// Whether the account may do this with the model at all.
    pub(crate) fn may(&self, schema: &ModelSchema, operation: Operation) -> bool {
        if self.sudo {
            return true;
        }
        let model = schema.model.as_str();
        let reads = operation == Operation::Read;
        match self.account.role {
            Role::Admin => true,
            _ if SYSTEM.contains(&model) => false,
            Role::Portal => reads && PORTAL_READS.contains(&model),
            _ if schema.kind == ModelKind::Transient => true,
            // Files are everybody's who works here; the record they hang on decides.
            Role::Demo | Role::Clerk if model == "ir.attachment" => true,
            Role::Demo => reads || !(model.starts_with("ir.") || ADMINISTERED.contains(&model)),
            Role::Clerk => reads || CLERK_WRITES.contains(&model) || model.starts_with("x_"),
        }
    }

    pub(crate) fn check_access(&self, schema: &ModelSchema, operation: Operation) -> Outcome<()> {
        if self.may(schema, operation) { Ok(()) } else { Err(self.not_allowed(schema, operation)) }
    }

    /// Whether these are preferences of the account itself.
    pub(crate) fn is_preference(&self, schema: &ModelSchema, ids: &[i64], values: &Map<String, Value>) -> bool {
        schema.model == "res.users" && ids == [self.account.user_id] && values.keys().all(|name| PREFERENCES.contains(&name.as_str()))
    }

    /// Refuses records that are not the portal user's own.
    pub(crate) fn check_records(&self, schema: &ModelSchema, ids: &[i64], operation: Operation) -> Outcome<()> {
        match ids.iter().find(|id| !self.is_own(schema, **id)) {
            Some(id) => Err(self.top_secret(schema, *id, operation)),
            None => Ok(()),
        }
    }

    /// Whether a record rule lets the account see the record.
    pub(crate) fn is_own(&self, schema: &ModelSchema, id: i64) -> bool {
        if self.sudo || self.account.role != Role::Portal {
            return true;
        }
        let partner = self.account.partner_id;
        match schema.model.as_str() {
            "res.partner" => id == partner,
            "res.users" => id == self.account.user_id,
            _ if schema.fields.contains_key("partner_id") => ids_of(&self.value(schema, id, "partner_id")) == [partner],
            "sale.order.line" => ids_of(&self.value(schema, id, "order_partner_id")) == [partner],
            _ => true,
        }
    }

    /// Whether the account is in one of the groups that see the field.
    pub(crate) fn sees(&self, field: &FieldSchema) -> bool {
        let Some(groups) = field.groups.as_deref().filter(|_| !self.sudo) else { return true };
        groups.split(',').map(str::trim).any(|group| match group.strip_prefix('!') {
            Some(group) => !self.account.has_group(group),
            None => self.account.has_group(group),
        })
    }

    pub(super) fn hidden_field(&self, schema: &ModelSchema, field: &str) -> OdooError {
        OdooError::access(format!(
            "The field \"{field}\" of {} ({}) is only for some groups of users, and you are in none of them.",
            schema.label, schema.model
        ))
    }

    fn not_allowed(&self, schema: &ModelSchema, operation: Operation) -> OdooError {
        OdooError::access(format!(
            "You are not allowed to {} '{}' ({}) records.\n\nThis operation is allowed for the following groups:\n\t- {}\n\n\
             Contact your administrator to request access if necessary.",
            operation.verb(),
            schema.label,
            schema.model,
            self.allowed_group(&schema.model)
        ))
    }

    /// A group that could do it, by the name the series gives it.
    fn allowed_group(&self, model: &str) -> &'static str {
        let settings = SYSTEM.contains(&model);
        match self.series() {
            Series::V17 | Series::V18 if settings => "Administration/Settings",
            Series::V17 | Series::V18 => "Administration/Access Rights",
            Series::V19 if settings => "Role / Administrator",
            Series::V19 => "Access Rights",
        }
    }

    fn top_secret(&self, schema: &ModelSchema, id: i64, operation: Operation) -> OdooError {
        OdooError::access(format!(
            "{} (id={}) may not {} this record, a record rule says so:\n- {} ({}: {id})",
            self.account.name,
            self.account.user_id,
            operation.verb(),
            schema.label,
            schema.model
        ))
    }
}

/// Written by the administrator only.
const ADMINISTERED: [&str; 4] = ["res.company", "res.groups", "res.users", "res.lang"];
