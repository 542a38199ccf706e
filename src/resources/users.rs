//! `odoo://users`: names and ids of users, and nothing else of them.

use std::time::Duration;

use serde_json::{Map, json};

use super::{Freshness, Resource};

/// Maximum number of users; others are found by name.
const MOST: u32 = 200;

/// The kind.
pub(super) fn resource() -> Resource {
    Resource {
        template: "odoo://users",
        name: "users",
        title: "Users",
        description: "Names and ids of the users that this user may see, 200 at most.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(60)),
        tool: "name_search",
        own: None,
        completions: &[],
        arguments: |_| {
            let arguments = [("model", json!("res.users")), ("name", json!("")), ("limit", json!(MOST))];
            Ok(Map::from_iter(arguments.map(|(name, value)| (name.to_owned(), value))))
        },
    }
}
