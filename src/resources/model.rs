//! `odoo://models/{name}`: one model with its important fields.

use std::time::Duration;

use super::{Freshness, Resource};
use crate::completions::Completion;

/// The kind.
pub(super) fn resource() -> Resource {
    Resource {
        template: "odoo://models/{name}",
        name: "model",
        title: "Model",
        description: "One model: its important fields with types, relations, selection values, and the names of the others.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(600)),
        tool: "get_model_fields",
        own: None,
        completions: &[("name", Completion::Model)],
        arguments: |given| Ok(given.as_arguments(&[("model", "name")])),
    }
}
