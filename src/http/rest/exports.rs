//! `GET /exports/{handle}`: the file of an export, to be saved. It is gone with that.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::authenticate::Caller;
use super::answer::failed;
use super::routes::{in_path, unknown};
use crate::app::{Application, ReadError};
use crate::tools::Attached;

/// Reads the resource of the same handle.
pub(super) async fn export(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    handle: Result<Path<String>, PathRejection>,
) -> Response {
    let handle = match in_path(handle) {
        Ok(handle) => handle,
        Err(refusal) => return refusal.into_response(),
    };
    // A handle has nothing that an address would take for more.
    let uri = format!("odoo://export/{}", handle.replace(['/', '?', '%'], ""));
    let mut refused = unknown("export_records");
    // Of several Odoos the one whose records are in the file is not in the path.
    for here in caller.principal.everywhere() {
        match application.read(here, &|tool| caller.offers(tool), &uri, caller.channel()).await {
            Ok((_, output)) => return output.attached.into_iter().next().map_or(refused, file),
            Err(ReadError::NotFound) => return refused,
            Err(ReadError::Failed(failure)) => refused = failed(&failure),
        }
    }
    refused
}

fn file(file: Attached) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.name.replace(['"', '\\'], ""));
    let headers = [(CONTENT_TYPE, file.mime_type), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-store".to_owned())];
    (headers, STANDARD.decode(&file.base64).unwrap_or_default()).into_response()
}
