//! `restrictions.yaml`: stricter than the built-in rules, never looser.

use schemars::JsonSchema;
use serde::Deserialize;

/// Tiers of models, and what is blocked on every model. The built-in tiers hold whatever is written here.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "restrictions.yaml")]
pub(crate) struct Restrictions {
    /// Models that nobody reaches. A name such as `hr.payslip`, or `hr.*` for all whose names begin so.
    pub(crate) always_blocked: Vec<String>,
    /// Models that are read and never changed.
    pub(crate) always_read_only: Vec<String>,
    /// Models for administrators only.
    pub(crate) admin_only: Vec<String>,
    /// Models that only administrators change.
    pub(crate) admin_write_only: Vec<String>,
    /// Methods that nobody calls, on whatever model.
    pub(crate) blocked_methods: Vec<String>,
    /// Fields that nobody writes, on whatever model.
    pub(crate) blocked_write_fields: Vec<String>,
}
