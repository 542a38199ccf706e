//! `odoo://models`: the models of this Odoo, a page at a time.

use std::time::Duration;

use super::{Freshness, Resource};

/// The first page.
pub(super) fn first_page() -> Resource {
    Resource {
        template: "odoo://models",
        name: "models",
        title: "Models",
        description: "The models of this Odoo with their labels, 100 at a time; `next_cursor` is the `cursor` of the next page.",
        ..further_pages()
    }
}

/// The other pages.
pub(super) fn further_pages() -> Resource {
    Resource {
        template: "odoo://models{?cursor}",
        name: "models_page",
        title: "Models, further pages",
        description: "The models behind `cursor`, which the page before gives as `next_cursor`.",
        mime_type: "application/json",
        freshness: Freshness::For(Duration::from_secs(600)),
        tool: "list_models",
        own: None,
        completions: &[],
        arguments: |given| Ok(given.as_arguments(&[("cursor", "cursor")])),
    }
}
