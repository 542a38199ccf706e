//! `odoo://record/{model}/{id}`: one record with its important fields.

use serde_json::json;

use super::{Freshness, Resource};
use crate::completions::Completion;

/// Its name.
pub(super) const NAME: &str = "record";

/// The kind.
pub(super) fn resource() -> Resource {
    Resource {
        template: "odoo://record/{model}/{id}",
        name: NAME,
        title: "Record",
        description: "One record with its important fields, as the user may read it.",
        mime_type: "application/json",
        freshness: Freshness::Never,
        tool: "get_record",
        own: None,
        completions: &[("model", Completion::Model), ("id", Completion::Record)],
        arguments: |given| {
            let mut arguments = given.as_arguments(&[("model", "model")]);
            arguments.insert("record_id".to_owned(), json!(given.id("id")?));
            Ok(arguments)
        },
    }
}
