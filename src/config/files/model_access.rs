//! `model_access.yaml`: which models are open, and how far.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// Which models are open, which of their methods may be called, which of their fields are hidden.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "model_access.yaml")]
pub(crate) struct ModelAccess {
    /// What holds for a model that no list names.
    pub(crate) default_policy: Unlisted,
    /// Models that come with Odoo.
    pub(crate) stock_models: Lists,
    /// Models of own modules.
    pub(crate) custom_models: Lists,
    /// Per model the methods that may be called; a model without an entry keeps all its public ones.
    pub(crate) allowed_methods: BTreeMap<String, Vec<String>>,
    /// Per model the methods that administrators may call beside those that everybody may.
    pub(crate) admin_methods: BTreeMap<String, Vec<String>>,
    /// Per model the fields that updates may set although a workflow moves them or Odoo computes them.
    pub(crate) workflow_fields: BTreeMap<String, Vec<String>>,
    /// Per model the fields that are hidden from everybody. `rbac.yaml` hides them from all but a group instead.
    pub(crate) sensitive_fields: BTreeMap<String, Vec<String>>,
}

/// What holds for a model that no list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unlisted {
    /// It is as open as Odoo makes it.
    #[default]
    Allow,
    /// It is blocked.
    Deny,
}

/// Models by how far they are open; names or `prefix.*`. The most particular entry holds.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Lists {
    /// Read and changed.
    pub(crate) full_crud: Vec<String>,
    /// Read.
    pub(crate) read_only: Vec<String>,
    /// For administrators only.
    pub(crate) admin_only: Vec<String>,
}
