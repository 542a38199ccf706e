//! The endpoints of the authorization server.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::identity::Origin;
use super::OAuth;
use super::authorize::Parameters;
use super::client::{Client, Registration};
use super::filled::Filled;
use super::page::{STYLE, fault};
use super::token::{Mint, TokenRequest};
use super::{account, metadata, resource};

/// Longest registration, in bytes.
const LONGEST_REGISTRATION: usize = 16 * 1024;

/// When a client tries again after a failure of ours, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

pub(super) type Shared = State<Arc<OAuth>>;

/// Every endpoint; none of them is behind the gate.
pub(in super::super) fn routes(oauth: Arc<OAuth>) -> Router {
    let (of_resource, of_server) = (format!("{}/mcp", resource::METADATA_PATH), format!("{}/mcp", metadata::METADATA_PATH));
    Router::new()
        .route(resource::METADATA_PATH, get(protected_resource))
        .route(&of_resource, get(protected_resource))
        .route(metadata::METADATA_PATH, get(server))
        .route(&of_server, get(server))
        .route("/.well-known/openid-configuration", get(server))
        .route("/oauth/register", post(register))
        .route("/oauth/authorize", get(show).post(submit))
        .route("/oauth/style.css", get(style))
        .route("/oauth/token", post(token))
        .route("/oauth/revoke", post(revoke))
        .merge(account::routes())
        .with_state(oauth)
}

async fn protected_resource(State(oauth): Shared) -> Response {
    document(oauth.resource.metadata())
}

async fn server(State(oauth): Shared) -> Response {
    document(metadata::server(&oauth.resource.public, oauth.resource.most()))
}

/// A document that every page may read.
fn document(value: Value) -> Response {
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, Json(value)).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")], STYLE).into_response()
}

async fn register(State(oauth): Shared, Extension(origin): Extension<Origin>, body: Bytes) -> Response {
    if let Err(wait) = oauth.clients.asked.check(origin.address) {
        let response = error(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", "too many registrations");
        return retry_after(response, HeaderValue::from(wait.as_secs().max(1)));
    }
    oauth.clients.asked.failed(origin.address);
    let Some(registration) = registration(&body) else {
        return error(StatusCode::BAD_REQUEST, "invalid_client_metadata", "expected a registration with redirect_uris");
    };
    let client = match Client::new(registration, oauth.now()) {
        Ok(client) => client,
        Err(wrong) => return error(StatusCode::BAD_REQUEST, "invalid_redirect_uri", &wrong.to_string()),
    };
    match client.id(&oauth.resource.ring) {
        Ok(id) => no_store((StatusCode::CREATED, Json(client.registered(&id))).into_response()),
        Err(_) => error(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "no client can be registered now"),
    }
}

/// A registration, where it is one.
pub(super) fn registration(body: &[u8]) -> Option<Registration> {
    serde_json::from_slice(Some(body).filter(|body| body.len() <= LONGEST_REGISTRATION)?).ok()
}

async fn show(
    State(oauth): Shared,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    match parameters {
        Ok(Query(parameters)) => oauth.show(&parameters, &headers, origin).await,
        Err(_) => fault(oauth.texts(), StatusCode::BAD_REQUEST, oauth.texts().unreadable),
    }
}

async fn submit(
    State(oauth): Shared,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    form: Result<Form<Filled>, FormRejection>,
) -> Response {
    match form {
        Ok(Form(filled)) => oauth.submit(filled, &headers, origin).await,
        Err(_) => fault(oauth.texts(), StatusCode::BAD_REQUEST, oauth.texts().old_form),
    }
}

async fn token(State(oauth): Shared, form: Result<Form<TokenRequest>, FormRejection>) -> Response {
    let Ok(Form(request)) = form else { return error(StatusCode::BAD_REQUEST, "invalid_request", "expected a form, each member once") };
    // What happens to the grant is written to the disk.
    let minted = tokio::task::spawn_blocking(move || {
        let OAuth { resource, clients, .. } = oauth.as_ref();
        let public = resource.public.resource();
        Mint { ring: &resource.ring, clients, grants: &resource.grants, resource: &public, now: oauth.now() }.answer(&request)
    });
    match minted.await {
        Ok(Ok(answer)) => no_store(Json(answer).into_response()),
        Ok(Err(wrong)) if wrong.status == StatusCode::SERVICE_UNAVAILABLE => {
            retry_after(error(wrong.status, wrong.error, wrong.what), RETRY_AFTER)
        }
        Ok(Err(wrong)) => error(wrong.status, wrong.error, wrong.what),
        Err(_) => error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "no token was given out"),
    }
}

/// A token to be revoked.
#[derive(Deserialize)]
struct Revocation {
    token: String,
}

/// Whether it was one of ours or not, it is good for nothing after this.
async fn revoke(State(oauth): Shared, form: Result<Form<Revocation>, FormRejection>) -> Response {
    if let Ok(Form(Revocation { token })) = form {
        oauth.revoke(&token);
    }
    no_store(StatusCode::OK.into_response())
}

fn error(status: StatusCode, name: &str, what: &str) -> Response {
    no_store((status, Json(json!({"error": name, "error_description": what}))).into_response())
}

fn no_store(mut response: Response) -> Response {
    let headers: [(HeaderName, &'static str); 2] = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    response.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

fn retry_after(mut response: Response, seconds: HeaderValue) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}
