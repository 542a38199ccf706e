//! The OpenAPI document of plain HTTP, and a page of it for people. Both follow from the tables of the endpoints; neither says anything
//! of what is behind them, so they want no key.

mod document;
mod page;
pub(super) mod schemas;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::endpoints::About;
use super::public_url::PublicUrl;

/// The document and the page, ready to be sent.
#[derive(Debug)]
struct Written {
    document: String,
    page: String,
}

/// `/openapi.json` and `/docs`.
pub(super) fn routes(endpoints: &[About], public: Option<&PublicUrl>) -> Router {
    let document = document::document(endpoints, public.map(PublicUrl::origin));
    let written = Written { page: page::page(endpoints), document: document.to_string() };
    Router::new()
        .route("/openapi.json", get(openapi))
        .route("/docs", get(docs))
        .route(page::STYLE_PATH, get(page::style))
        .with_state(Arc::new(written))
}

async fn openapi(State(written): State<Arc<Written>>) -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "max-age=300")], written.document.clone()).into_response()
}

async fn docs(State(written): State<Arc<Written>>) -> Response {
    page::answer(&written.page)
}
