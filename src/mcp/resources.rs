//! Resources as MCP lists and reads them.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{
    CacheScope, ErrorData, ListResourceTemplatesResult, ListResourcesResult, ReadResourceResponse, ReadResourceResult,
    Resource as McpResource, ResourceContents, ResourceTemplate,
};
use serde_json::{Value, json};

use super::handler::LIST_TTL;
use super::paging::page;
use crate::app::ReadError;
use crate::resources::{Freshness, Listed, Resource};
use crate::tools::{Attached, Failure, Origin, ToolOutput};

/// Those with an address of their own.
pub(super) fn list(offered: &[Listed], cursor: Option<&str>) -> Result<ListResourcesResult, ErrorData> {
    let single: Vec<&Listed> = offered.iter().filter(|listed| listed.resource.is_single()).collect();
    let (shown, next_cursor) = page(&single, cursor, |listed| &listed.name)?;
    let listed = |listed: &&Listed| {
        McpResource::new(&listed.address, &listed.name)
            .with_title(&listed.title)
            .with_description(listed.resource.description)
            .with_mime_type(listed.resource.mime_type)
    };
    let result = ListResourcesResult::with_all_items(shown.iter().map(listed).collect());
    Ok(ListResourcesResult { next_cursor, ..result.with_ttl_ms(LIST_TTL).with_cache_scope(CacheScope::Private) })
}

/// Those with parameters in their addresses.
pub(super) fn list_templates(offered: &[Listed], cursor: Option<&str>) -> Result<ListResourceTemplatesResult, ErrorData> {
    let templates: Vec<&Listed> = offered.iter().filter(|listed| !listed.resource.is_single()).collect();
    let (shown, next_cursor) = page(&templates, cursor, |listed| &listed.name)?;
    let listed = |listed: &&Listed| {
        ResourceTemplate::new(&listed.address, &listed.name)
            .with_title(&listed.title)
            .with_description(listed.resource.description)
            .with_mime_type(listed.resource.mime_type)
    };
    let result = ListResourceTemplatesResult::with_all_items(shown.iter().map(listed).collect());
    Ok(ListResourceTemplatesResult { next_cursor, ..result.with_ttl_ms(LIST_TTL).with_cache_scope(CacheScope::Private) })
}

/// What became of a read. Every answer is one user's own.
pub(super) fn result(uri: &str, read: Result<(&'static Resource, ToolOutput), ReadError>) -> Result<ReadResourceResponse, ErrorData> {
    let (resource, output) = read.map_err(|error| refused(uri, error))?;
    Ok(contents(uri, resource, output).into())
}

/// A resource that was read.
pub(super) fn contents(uri: &str, resource: &'static Resource, output: ToolOutput) -> ReadResourceResult {
    let contents = match output.attached.into_iter().next() {
        Some(file) => of_file(uri, file),
        None => ResourceContents::text(Value::Object(output.content).to_string(), uri).with_mime_type(resource.mime_type),
    };
    let kept = match resource.freshness {
        Freshness::Never => Duration::ZERO,
        Freshness::For(time) => time,
    };
    let kept = u64::try_from(kept.as_millis()).unwrap_or(u64::MAX);
    ReadResourceResult::new(vec![contents]).with_ttl_ms(kept).with_cache_scope(CacheScope::Private)
}

/// A file: as text where its type says that it is one, whatever its bytes look like.
fn of_file(uri: &str, file: Attached) -> ResourceContents {
    let is_text = file.mime_type.starts_with("text/") || file.mime_type.starts_with("application/json");
    let bytes = is_text.then(|| STANDARD.decode(&file.base64).ok()).flatten();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => ResourceContents::text(text, uri).with_mime_type(file.mime_type),
        None => ResourceContents::blob(file.base64, uri).with_mime_type(file.mime_type),
    }
}

pub(super) fn refused(uri: &str, error: ReadError) -> ErrorData {
    match error {
        ReadError::NotFound => ErrorData::resource_not_found("there is no such resource", Some(json!({"uri": uri}))),
        ReadError::Failed(failure) => failed(&failure),
    }
}

/// A failure as an error of the protocol, with all that is known of it as its data.
pub(super) fn failed(failure: &Failure) -> ErrorData {
    let data = failure.to_json();
    let message = data.get("message").and_then(Value::as_str).unwrap_or("the request failed").to_owned();
    match failure.origin() {
        Origin::Caller | Origin::Policy => ErrorData::invalid_params(message, Some(data)),
        Origin::Odoo | Origin::Gateway => ErrorData::internal_error(message, Some(data)),
    }
}
