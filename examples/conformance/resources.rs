//! The resources.

use rmcp::model::{ErrorData, ReadResourceResponse, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::json;

use crate::PNG;

const TEXT: &str = "test://static-text";
const BINARY: &str = "test://static-binary";
const WATCHED: &str = "test://watched-resource";

pub(crate) fn all() -> Vec<Resource> {
    [TEXT, BINARY, WATCHED].map(|uri| Resource::new(uri, uri).with_description("A fixture of the conformance tests.")).into()
}

pub(crate) fn templates() -> Vec<ResourceTemplate> {
    vec![ResourceTemplate::new("test://template/{id}/data", "template").with_description("A fixture of the conformance tests.")]
}

/// Those of the fixtures have a scheme of their own.
pub(crate) fn is_known(uri: &str) -> bool {
    uri.starts_with("test://")
}

pub(crate) fn read(uri: &str) -> Result<ReadResourceResponse, ErrorData> {
    let contents = match uri {
        TEXT | WATCHED => ResourceContents::text("This is the content of the static text resource.", uri).with_mime_type("text/plain"),
        BINARY => ResourceContents::blob(PNG, uri).with_mime_type("image/png"),
        _ => {
            let id = uri.strip_prefix("test://template/").and_then(|rest| rest.strip_suffix("/data"));
            let id = id.ok_or_else(|| ErrorData::invalid_params("there is no such resource", Some(json!({ "uri": uri }))))?;
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            ResourceContents::text(data.to_string(), uri).with_mime_type("application/json")
        }
    };
    Ok(ReadResourceResult::new(vec![contents]).into())
}
