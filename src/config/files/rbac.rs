//! `rbac.yaml`: what takes membership of a group, as Odoo says it.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// Groups that tools and fields ask for, by external id: `sales_team.group_sale_manager`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "rbac.yaml")]
pub(crate) struct Rbac {
    /// Per tool a group, or a list of groups of which one is enough.
    #[schemars(with = "BTreeMap<String, GroupsSchema>")]
    pub(crate) tool_group_requirements: BTreeMap<String, Groups>,
    /// Per model and field the group whose members see the field.
    pub(crate) sensitive_fields: BTreeMap<String, BTreeMap<String, SensitiveField>>,
}

/// A group, or several of which one is enough.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Groups {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// Who sees a field.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SensitiveField {
    /// The group whose members see it.
    pub(crate) required_group: String,
}

struct GroupsSchema;

impl JsonSchema for GroupsSchema {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Groups".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "array"], "items": {"type": "string"}})
    }
}

impl Groups {
    /// All of them.
    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Several(names) => names.clone(),
        }
    }
}
