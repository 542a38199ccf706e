//! The configuration files, each with its JSON Schema.

mod model_access;
mod rbac;
mod restrictions;

use serde_json::Value;

use super::schema;

pub(crate) use model_access::{Lists, ModelAccess, Unlisted};
pub(crate) use rbac::Rbac;
pub(crate) use restrictions::Restrictions;

/// A configuration file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Its name in the folder.
    pub(crate) name: &'static str,
    /// The key that may stand around everything in it.
    pub(crate) wrapper: &'static str,
    /// Its JSON Schema.
    pub(crate) schema: fn() -> Value,
}

/// Every file.
pub(crate) const FILES: &[File] = &[RESTRICTIONS, MODEL_ACCESS, RBAC, GATEWAY];

/// The tiers of models, and what is blocked on all.
pub(crate) const RESTRICTIONS: File = File { name: "restrictions.yaml", wrapper: "restrictions", schema: schema::of_type::<Restrictions> };
/// Which models are open, and how far.
pub(crate) const MODEL_ACCESS: File = File { name: "model_access.yaml", wrapper: "model_access", schema: schema::of_type::<ModelAccess> };
/// What takes a group.
pub(crate) const RBAC: File = File { name: "rbac.yaml", wrapper: "rbac", schema: schema::of_type::<Rbac> };
/// The settings.
pub(crate) const GATEWAY: File = File { name: "gateway.yaml", wrapper: "gateway", schema: schema::of_gateway };
