//! The outermost layer: where a request comes from and what it was sent to, CORS, and a number for the logs.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::caller_address::{Networks, is_forwarded};
use super::hosts::Hosts;
use super::identity::Origin;
use super::listener::Peer;
use super::refusal::{Refusal, name_request};
use super::{cors, health};
use crate::tools::RequestId;

const REQUEST_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What requests may pass.
#[derive(Debug)]
pub(crate) struct Admission {
    /// From where.
    pub(crate) networks: Networks,
    /// To which names, from which pages.
    pub(crate) hosts: Hosts,
}

/// Lets a request in, or answers it.
pub(super) async fn admit(State(admission): State<Arc<Admission>>, mut request: Request, next: Next) -> Response {
    let id = request_id();
    let span = tracing::info_span!("request", id = id.as_str(), method = %request.method(), path = request.uri().path());
    let origin = request.headers().get(header::ORIGIN).cloned();
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    let response = match admission.check(&mut request) {
        Ok(()) if cors::is_preflight(request.method(), request.headers()) => cors::preflight(is_document(request.uri().path())),
        Ok(()) => next.run(request).instrument(span).await,
        Err(refusal) => refusal.into_response(),
    };
    let mut response = name_request(response, &id);
    let headers = response.headers_mut();
    if let Some(origin) = origin.filter(|origin| origin.to_str().is_ok_and(|origin| admission.hosts.has_origin(origin))) {
        cors::allow(headers, origin);
    }
    headers.extend(HeaderValue::from_str(&id).map(|id| (REQUEST_HEADER, id)));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

impl Admission {
    fn check(&self, request: &mut Request) -> Result<(), Refusal> {
        let refused = |message: &dyn ToString| Refusal::new(StatusCode::FORBIDDEN, "permission_denied", message.to_string());
        let peer = request.extensions().get::<Peer>().ok_or_else(|| refused(&"the connection has no address"))?;
        let address = self.networks.address(peer.0.ip(), request.headers());
        if !self.networks.is_allowed(address) {
            return Err(refused(&format!("calls from {address} are not accepted: ALLOWED_IPS names the networks that may call")));
        }
        // Probes come by the address of a container, and learn nothing.
        if !health::is_probe(request.uri().path()) {
            self.hosts.check_host(request.uri(), request.headers()).map_err(|refusal| refused(&refusal))?;
            if !is_open_to_pages(request) {
                self.hosts.check_origin(request.headers()).map_err(|refusal| refused(&refusal))?;
            }
        }
        let is_forwarded = is_forwarded(request.headers());
        request.extensions_mut().insert(Origin { address, is_forwarded });
        Ok(())
    }
}

/// A document that every page may read.
fn is_document(path: &str) -> bool {
    path.starts_with("/.well-known/")
}

/// What is taken whatever its origin: documents, and the forms of our own pages, which hide where they are from and which a cookie and a
/// seal protect.
fn is_open_to_pages(request: &Request) -> bool {
    let path = request.uri().path();
    let is_form = path == "/oauth/authorize" || path == "/account" || path.starts_with("/account/");
    is_document(path) || (is_form && request.headers().get(header::ORIGIN).is_some_and(|origin| origin == "null"))
}

/// A number that is not guessed and not repeated; zeros where the system has no randomness.
fn request_id() -> String {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        tracing::debug!("no randomness for a request's number");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
