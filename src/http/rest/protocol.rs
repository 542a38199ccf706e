//! MCP's own methods as plain POSTs, for programs that know their names and answers and not the protocol around them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::super::authenticate::Caller;
use super::super::refusal::Refusal;
use super::answer::failed;
use super::routes::read;
use crate::app::{Application, ReadError};
use crate::mcp::{initialized, plain_resource, resource_templates, single_resources};

/// What is said of a cursor that no list gave.
pub(super) const NO_FURTHER: &str = "the list does not go on there";

/// Where a list goes on; a body may be left out.
#[derive(Default, Deserialize, JsonSchema)]
pub(super) struct ListBody {
    /// `nextCursor` of the answer before.
    pub(super) cursor: Option<String>,
}

/// Which resource.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ReadBody {
    /// Its address.
    #[schemars(extend("examples" = ["odoo://models/res.partner"]))]
    pub(super) uri: String,
}

/// What the server is; nothing is begun, as nothing is kept of a client.
pub(super) async fn initialize(State(application): State<Arc<Application>>, Extension(caller): Extension<Caller>) -> Json<Value> {
    Json(initialized(application, caller.principal))
}

pub(super) async fn list_resources(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Response {
    let offered = application.resources(&caller.principal, &|tool| caller.offers(tool)).await;
    listed(&body, |cursor| single_resources(&offered, cursor))
}

pub(super) async fn list_templates(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Response {
    let offered = application.resources(&caller.principal, &|tool| caller.offers(tool)).await;
    listed(&body, |cursor| resource_templates(&offered, cursor))
}

fn listed(body: &Bytes, list: impl FnOnce(Option<&str>) -> Option<Value>) -> Response {
    let body = if body.is_empty() { Ok(ListBody::default()) } else { read::<ListBody>(body) };
    match body.map(|body| list(body.cursor.as_deref())) {
        Ok(Some(list)) => Json(list).into_response(),
        Ok(None) => Refusal::new(StatusCode::BAD_REQUEST, "odoo_error", NO_FURTHER).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

pub(super) async fn read_resource(
    State(application): State<Arc<Application>>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Response {
    let ReadBody { uri } = match read(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    let found = application.read(&caller.principal, &|tool| caller.offers(tool), &uri, caller.channel()).await;
    match found {
        Ok((resource, output)) => Json(plain_resource(&uri, resource, output)).into_response(),
        Err(ReadError::NotFound) => Refusal::new(StatusCode::NOT_FOUND, "tool_not_found", "there is no such resource").into_response(),
        Err(ReadError::Failed(failure)) => {
            caller.failed(&failure);
            failed(&failure)
        }
    }
}
