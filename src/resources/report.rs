//! `odoo://report/{model}/{id}`: a record as the PDF that Odoo prints.

use serde_json::json;

use super::{Freshness, Resource};
use crate::completions::Completion;

/// The kind.
pub(super) fn resource() -> Resource {
    Resource {
        template: "odoo://report/{model}/{id}{?report}",
        name: "report",
        title: "Printed record",
        description: "A record as the PDF that Odoo prints, by the first report of its model or by the one that is named.",
        mime_type: "application/pdf",
        freshness: Freshness::Never,
        tool: "render_report",
        own: None,
        completions: &[("model", Completion::Model), ("id", Completion::Record), ("report", Completion::Report)],
        arguments: |given| {
            let mut arguments = given.as_arguments(&[("model", "model"), ("report", "report")]);
            arguments.insert("record_ids".to_owned(), json!([given.id("id")?]));
            Ok(arguments)
        },
    }
}
