//! `odoo://companies`: the companies that the user may see.

use std::time::Duration;

use serde_json::{Map, json};

use super::{Freshness, Resource};

/// Maximum number of companies.
const MOST: u32 = 1_000;

/// The kind.
pub(super) fn resource() -> Resource {
    Resource {
        template: "odoo://companies",
        name: "companies",
        title: "Companies",
        description: "The companies that this user may see, with parent company and currency.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(60)),
        tool: "search_read",
        own: None,
        completions: &[],
        arguments: |_| {
            let fields = json!(["name", "parent_id", "currency_id"]);
            let arguments = [("model", json!("res.company")), ("fields", fields), ("order", json!("id")), ("limit", json!(MOST))];
            Ok(Map::from_iter(arguments.map(|(name, value)| (name.to_owned(), value))))
        },
    }
}
