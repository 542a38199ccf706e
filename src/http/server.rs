//! The server: its routes in their layers, and its life from the first connection to the last.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::absent;
use super::admission::{Admission, admit};
use super::attempts::Attempts;
use super::authenticate::{Gate, authenticate};
use super::body::whole;
use super::health::{self, Readiness};
use super::identity::Authentication;
use super::listener;
use super::mcp;
use super::metrics::MetricsListener;
use super::oauth::{self, Grants, OAuth, Resource};
use super::openapi;
use super::principals::Principals;
use super::public_url::{PublicUrl, PublicUrlError};
use super::rest::{self, Issuer};
use super::settings::HttpSettings;
use super::tls::{Tls, TlsError};
use crate::app::Application;
use crate::keys::{KeyRing, KeyRingError, Register, Revocations, SharedRevocations, seconds};
use crate::replicas::{Replicas, Unavailable};

/// How often revocations are looked for.
const REVOCATIONS_EVERY: Duration = Duration::from_secs(1);

/// How often the register of keys is made shorter.
const SHORTER_EVERY: Duration = Duration::from_secs(3_600);

/// How often it is tried to read them at the start.
const FIRST_LOOKS: usize = 5;

/// How often a renewed certificate is looked for.
const CERTIFICATE_EVERY: Duration = Duration::from_secs(60);

/// What is served over a network.
#[derive(Debug)]
pub(crate) struct HttpServer {
    /// As the operator wants it.
    pub(crate) settings: HttpSettings,
    /// What its doors open to.
    pub(crate) application: Arc<Application>,
    /// Who calls as whom.
    pub(crate) principals: Principals,
    /// The database of the configured Odoo, where it is known.
    pub(crate) database: Option<String>,
    /// The register of keys; without one none can be revoked.
    pub(crate) register: Option<Register>,
    /// What replicas share.
    pub(crate) replicas: Option<Arc<Replicas>>,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// The port is taken, or the address is not this machine's.
    #[error("cannot listen on {0}")]
    Bind(SocketAddr, #[source] std::io::Error),
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Clients could not be told where to sign in.
    #[error("MCP_AUTH has `oauth`, and this server's own address cannot be used")]
    Address(#[source] PublicUrlError),
    /// Nothing could be sealed.
    #[error("MCP_AUTH has `oauth`")]
    KeyRing(#[source] KeyRingError),
    /// Revoked keys would be taken.
    #[error("cannot read which keys were revoked")]
    Revocations(#[source] std::io::Error),
    /// The same.
    #[error("cannot read which keys were revoked")]
    Shared(#[source] Unavailable),
}

impl HttpServer {
    /// Serves until `stop` is cancelled.
    pub(crate) async fn run(self, stop: CancellationToken) -> Result<(), HttpError> {
        let wanted = SocketAddr::new(self.settings.host, self.settings.port);
        let tls = self.settings.tls.as_ref().map(|(chain, key)| Tls::open(chain, key)).transpose()?;
        let revocations = Arc::new(Revocations::shared(self.replicas.map(SharedRevocations::new)));
        if let Some(register) = &self.register {
            revocations.refresh(register).map_err(HttpError::Revocations)?;
        }
        first_look(&revocations).await.map_err(HttpError::Shared)?;
        let listener = TcpListener::bind(wanted).await.map_err(|error| HttpError::Bind(wanted, error))?;
        let address = listener.local_addr().map_err(|error| HttpError::Bind(wanted, error))?;
        let metrics = match self.settings.metrics {
            Some(wanted) => Some(MetricsListener::bind(wanted).await.map_err(|error| HttpError::Bind(wanted, error))?),
            None => None,
        };
        announce(address, tls.is_some(), metrics.as_ref());
        let (readiness, cut_off, bounds) = (Readiness::default(), CancellationToken::new(), self.settings.bounds);
        let register = self.register.map(Arc::new);
        let chores = tokio::spawn(chores(tls.clone(), register.clone(), Arc::clone(&revocations)));
        let metrics = metrics.map(|metrics| tokio::spawn(metrics.serve(Arc::clone(&self.application), bounds, stop.clone())));
        let HttpSettings { ring, ways, operator, direct, body, hosts, networks, public, .. } = self.settings;
        let (endpoints, issuing, probes) = (rest::endpoints(), rest::issuing(), health::endpoints());
        let about = [endpoints.about(), issuing.about(), probes.about()].concat();
        let document = openapi::routes(&about, public.as_ref());
        let resource = match ways.oauth {
            true => {
                let grants = Arc::new(Grants::new(Arc::clone(&revocations), register.clone(), now));
                let (ring, public) = (own_ring(ring.clone())?, own_address(public, address, tls.is_some())?);
                Some(Arc::new(Resource { ring, public, grants, application: Arc::clone(&self.application) }))
            }
            false => None,
        };
        let (ring, operator) = if ways.keys { (ring, operator) } else { (None, None) };
        let gate = Arc::new(Gate {
            authentication: Authentication { ring, resource: resource.clone(), operator, direct, revocations, clock: now },
            attempts: Attempts::default(),
            principals: self.principals,
        });
        if !gate.authentication.is_required() {
            tracing::warn!("no authentication: whoever calls from this machine works as the configured Odoo user");
        }
        let oauth = resource.map(|resource| Arc::new(OAuth::new(resource, Arc::clone(&gate), self.database, now)));
        let issuer = Issuer { application: Arc::clone(&self.application), gate: Arc::clone(&gate), register };
        let router = mcp::routes(Arc::clone(&self.application), body.bytes, cut_off.clone())
            .merge(rest::socket(Arc::clone(&self.application), body.bytes, stop.clone()))
            .merge(endpoints.router().with_state(self.application))
            .layer(from_fn_with_state(gate, authenticate))
            .merge(issuing.router().with_state(Arc::new(issuer)))
            .merge(probes.router().with_state(readiness.clone()))
            .merge(document)
            .merge(oauth.map(oauth::routes).unwrap_or_default())
            .fallback(absent::path)
            .method_not_allowed_fallback(absent::method)
            .layer(from_fn_with_state(body, whole))
            .layer(from_fn_with_state(Arc::new(Admission { networks, hosts }), admit));
        let stopping = tokio::spawn({
            let stop = stop.clone();
            async move {
                stop.cancelled().await;
                readiness.stop();
            }
        });
        listener::serve(listener, tls, router, bounds, stop).await;
        cut_off.cancel();
        chores.abort();
        stopping.abort();
        if let Some(metrics) = metrics {
            metrics.abort();
        }
        Ok(())
    }
}

/// The configured key ring. A server for this machine alone makes one up where there is none.
fn own_ring(configured: Option<KeyRing>) -> Result<KeyRing, HttpError> {
    if let Some(ring) = configured {
        return Ok(ring);
    }
    tracing::warn!("ENCRYPTION_KEY is not set: everybody signs in again after a restart");
    KeyRing::generate().and_then(|text| KeyRing::parse(&text)).map_err(HttpError::KeyRing)
}

/// The configured public address, or the one that a server for this machine alone listens on.
fn own_address(configured: Option<PublicUrl>, address: SocketAddr, has_tls: bool) -> Result<PublicUrl, HttpError> {
    let scheme = if has_tls { "https" } else { "http" };
    configured.map_or_else(|| format!("{scheme}://{address}").parse().map_err(HttpError::Address), Ok)
}

/// Looks now and then for what was changed outside.
async fn chores(tls: Option<Tls>, register: Option<Arc<Register>>, revocations: Arc<Revocations>) {
    let certificates = async {
        let Some(tls) = tls else { return };
        let mut every = tokio::time::interval(CERTIFICATE_EVERY);
        loop {
            every.tick().await;
            renew(&tls);
        }
    };
    let revoked = async {
        let Some(register) = register.clone() else { return };
        let mut every = tokio::time::interval(REVOCATIONS_EVERY);
        loop {
            every.tick().await;
            look(Arc::clone(&register), Arc::clone(&revocations)).await;
        }
    };
    let shorter = async {
        let Some(register) = register.clone() else { return };
        let mut every = tokio::time::interval(SHORTER_EVERY);
        loop {
            every.tick().await;
            let register = Arc::clone(&register);
            match tokio::task::spawn_blocking(move || register.compact(now())).await {
                Ok(Ok(is_shorter)) => tracing::debug!(is_shorter, "the register of keys was looked through"),
                Ok(Err(error)) => tracing::warn!("the register of keys stays as long as it is: {error}"),
                Err(error) => tracing::warn!("the register of keys was not looked through: {error}"),
            }
        }
    };
    let shared = async {
        let mut every = tokio::time::interval(REVOCATIONS_EVERY);
        loop {
            tokio::select! {
                _ = every.tick() => {}
                () = revocations.wanted() => {}
            }
            if let Err(error) = revocations.share().await {
                tracing::debug!("what was revoked elsewhere is not known, the last picture stays: {error}");
            }
        }
    };
    tokio::join!(certificates, revoked, shorter, shared);
}

/// What replicas revoked, before anybody is let in. A Redis that starts beside this process is waited for.
async fn first_look(revocations: &Revocations) -> Result<(), Unavailable> {
    let mut every = tokio::time::interval(REVOCATIONS_EVERY);
    for _ in 0..FIRST_LOOKS {
        every.tick().await;
        if revocations.share().await.is_ok() {
            return Ok(());
        }
    }
    revocations.share().await
}

fn renew(tls: &Tls) {
    match tls.renew() {
        Ok(true) => tracing::info!("the certificate was renewed"),
        Ok(false) => {}
        Err(error) => tracing::warn!("the renewed certificate cannot be used, the last one stays: {error}"),
    }
}

async fn look(register: Arc<Register>, revocations: Arc<Revocations>) {
    match tokio::task::spawn_blocking(move || revocations.refresh(&register)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!("which keys were revoked cannot be read, the last picture stays: {error}"),
        Err(error) => tracing::error!("which keys were revoked was not read: {error}"),
    }
}

/// Says where the server listens, on standard error.
fn announce(address: SocketAddr, has_tls: bool, metrics: Option<&MetricsListener>) {
    if let Some(address) = metrics.and_then(|metrics| metrics.address().ok()) {
        say(&format!("metrics on http://{address}/metrics"));
    }
    let scheme = if has_tls { "https" } else { "http" };
    say(&format!("listening on {scheme}://{address}/mcp"));
}

fn say(line: &str) {
    if writeln!(std::io::stderr(), "{line}").is_err() {
        tracing::debug!("standard error is closed");
    }
}

fn now() -> u64 {
    seconds(SystemTime::now)
}
