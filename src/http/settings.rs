//! What the operator sets about the network, checked as a whole: a server that others reach wants authentication and a public address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::body::BodyBounds;
use super::caller_address::{NetworkList, Networks, NotANetwork};
use super::hosts::{Hosts, NotAnOrigin};
use super::identity::OperatorKey;
use super::listener::Bounds;
use super::public_url::{PublicUrl, PublicUrlError};
use crate::keys::{KeyRing, KeyRingError};
use secrecy::SecretString;

/// Port unless configured.
pub(crate) const DEFAULT_PORT: u16 = 8080;

/// Shortest operator's key, in characters.
const SHORTEST_KEY: usize = 16;

/// The settings as text, each where it is set.
#[derive(Clone, Copy, Default)]
pub(crate) struct HttpText<'a> {
    /// Address to listen on.
    pub(crate) host: Option<&'a str>,
    /// Port to listen on.
    pub(crate) port: Option<u16>,
    /// Address by which clients reach the server.
    pub(crate) public_url: Option<&'a str>,
    /// Other names by which they reach it.
    pub(crate) allowed_hosts: Option<&'a str>,
    /// Origins of pages that may call.
    pub(crate) allowed_origins: Option<&'a str>,
    /// Networks that may call.
    pub(crate) allowed_ips: Option<&'a str>,
    /// Networks of trusted proxies.
    pub(crate) trusted_proxies: Option<&'a str>,
    /// How clients authenticate.
    pub(crate) ways: Ways,
    /// The operator's key.
    pub(crate) api_key: Option<&'a str>,
    /// The key ring.
    pub(crate) encryption_key: Option<&'a str>,
    /// A file with the key ring.
    pub(crate) encryption_key_file: Option<&'a str>,
    /// Networks from which Odoo logins are accepted.
    pub(crate) direct_from: Option<&'a str>,
    /// Odoo servers that keys may name beside the configured one.
    pub(crate) allowed_odoos: Option<&'a str>,
    /// Address of the listener for metrics.
    pub(crate) metrics: Option<&'a str>,
    /// Processes that serve the same address.
    pub(crate) replicas: u32,
    /// The Redis that they share.
    pub(crate) redis_url: Option<&'a str>,
    /// How long its answers are waited for.
    pub(crate) redis_timeout: Duration,
    /// Certificate chain.
    pub(crate) tls_certificate: Option<&'a str>,
    /// Key of the certificate.
    pub(crate) tls_key: Option<&'a str>,
}

/// The settings.
#[derive(Debug)]
pub(crate) struct HttpSettings {
    /// Address to listen on.
    pub(crate) host: IpAddr,
    /// Port to listen on; 0 lets the system choose.
    pub(crate) port: u16,
    /// The address by which clients reach the server.
    pub(crate) public: Option<PublicUrl>,
    /// Names and origins.
    pub(crate) hosts: Hosts,
    /// Callers and proxies.
    pub(crate) networks: Networks,
    /// The operator's key.
    pub(crate) operator: Option<OperatorKey>,
    /// Seals and opens keys and tokens.
    pub(crate) ring: Option<KeyRing>,
    /// Which of them are accepted.
    pub(crate) ways: Ways,
    /// From where Odoo logins are accepted.
    pub(crate) direct: NetworkList,
    /// Odoo servers that keys may name beside the configured one.
    pub(crate) odoos: Vec<String>,
    /// Where metrics are served.
    pub(crate) metrics: Option<SocketAddr>,
    /// The Redis that replicas share.
    pub(crate) redis: Option<RedisSettings>,
    /// Certificate chain and key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Bounds of connections.
    pub(crate) bounds: Bounds,
    /// Bounds of bodies.
    pub(crate) body: BodyBounds,
}

/// The Redis that replicas share.
#[derive(Debug)]
pub(crate) struct RedisSettings {
    /// Its address, with a password perhaps.
    pub(crate) url: SecretString,
    /// How many replicas there are.
    pub(crate) replicas: u32,
    /// How long its answers are waited for.
    pub(crate) timeout: Duration,
}

/// How clients authenticate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ways {
    /// Gateway keys and the operator's key.
    pub(crate) keys: bool,
    /// People sign in.
    pub(crate) oauth: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self { keys: true, oauth: false }
    }
}

/// What is wrong with them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpSettingsError {
    /// It is not an address.
    #[error("MCP_HOST is `{0}`, expected an address such as `127.0.0.1` or `0.0.0.0`")]
    Host(String),
    /// It is not an address with a port.
    #[error("MCP_METRICS is `{0}`, expected an address with a port such as `127.0.0.1:9464`")]
    Metrics(String),
    /// The public address.
    #[error("MCP_PUBLIC_URL")]
    PublicUrl(#[source] PublicUrlError),
    /// An origin.
    #[error("MCP_ALLOWED_ORIGINS")]
    Origin(#[source] NotAnOrigin),
    /// A network.
    #[error("{0}")]
    Network(&'static str, #[source] NotANetwork),
    /// The key ring.
    #[error("ENCRYPTION_KEY")]
    KeyRing(#[source] KeyRingError),
    /// The file of the key ring.
    #[error("ENCRYPTION_KEY_FILE: cannot read `{}`", .0.display())]
    KeyRingFile(PathBuf, #[source] std::io::Error),
    /// Two sources of one thing.
    #[error("ENCRYPTION_KEY and ENCRYPTION_KEY_FILE are both set, expected one")]
    TwoKeyRings,
    /// It is guessed.
    #[error("API_KEY has fewer than {SHORTEST_KEY} characters: `odoo-gateway token keygen` makes a good one")]
    ShortKey,
    /// Everybody would have to sign in again after every restart.
    #[error("MCP_AUTH has `oauth`, and ENCRYPTION_KEY is not set: `odoo-gateway token keygen` makes one")]
    NoKeyRing,
    /// What the server says of itself would depend on what clients send.
    #[error("MCP_AUTH has `oauth`, and MCP_PUBLIC_URL is not set: it is the address that clients use")]
    NoPublicUrl,
    /// A call would count at one process alone.
    #[error("MCP_REPLICAS is {0}, and REDIS_URL is not set: without it the processes do not know of each other")]
    NoRedis(u32),
    /// What one process seals no other could open.
    #[error("REDIS_URL is set, and ENCRYPTION_KEY is not: replicas seal with the same key")]
    NoSharedKey,
    /// One file without the other.
    #[error("MCP_TLS_CERT and MCP_TLS_KEY belong together")]
    HalfTls,
    /// Everybody who reaches it would be the configured user.
    #[error("the server would listen on {0} without authentication: set API_KEY or ENCRYPTION_KEY, or listen on 127.0.0.1")]
    NoAuthentication(IpAddr),
    /// Pages of other sites could not be distinguished from clients.
    #[error("the server would listen on {0} without a name: set MCP_PUBLIC_URL to the address that clients use, or MCP_ALLOWED_HOSTS")]
    NoName(IpAddr),
}

impl HttpSettings {
    /// Reads them; `body_bytes` is the largest body.
    pub(crate) fn read(text: HttpText<'_>, body_bytes: usize) -> Result<Self, HttpSettingsError> {
        let host = host(text.host)?;
        let port = text.port.unwrap_or(DEFAULT_PORT);
        let public = text.public_url.map(str::parse::<PublicUrl>).transpose().map_err(HttpSettingsError::PublicUrl)?;
        let (names, origins) = (list(text.allowed_hosts), list(text.allowed_origins));
        let hosts = Hosts::new(public.as_ref(), &names, &origins, host.is_loopback()).map_err(HttpSettingsError::Origin)?;
        let networks = |text: Option<&str>, name| {
            text.map_or(Ok(NetworkList::default()), |text| text.parse().map_err(|error| HttpSettingsError::Network(name, error)))
        };
        let (allowed, trusted) = (networks(text.allowed_ips, "ALLOWED_IPS")?, networks(text.trusted_proxies, "TRUSTED_PROXIES")?);
        let settings = Self {
            host,
            port,
            public,
            hosts,
            networks: Networks { trusted, allowed },
            operator: operator(text.api_key)?,
            ring: key_ring(&text)?,
            ways: text.ways,
            direct: networks(text.direct_from, "MCP_DIRECT_FROM")?,
            odoos: list(text.allowed_odoos),
            metrics: text.metrics.map(|text| text.parse().map_err(|_| HttpSettingsError::Metrics(text.to_owned()))).transpose()?,
            redis: redis(&text)?,
            tls: tls(text.tls_certificate, text.tls_key)?,
            bounds: Bounds::default(),
            body: BodyBounds { bytes: body_bytes, time: Duration::from_secs(30) },
        };
        settings.check(!names.is_empty())?;
        Ok(settings)
    }

    fn check(&self, has_other_name: bool) -> Result<(), HttpSettingsError> {
        let (has_name, oauth) = (has_other_name || self.public.is_some(), self.ways.oauth);
        let has_key = self.ways.keys && (self.operator.is_some() || self.ring.is_some());
        let has_authentication = has_key || oauth || !self.direct.is_empty();
        // A proxy on this machine makes it public as well.
        let is_public = !self.host.is_loopback() || self.public.as_ref().is_some_and(PublicUrl::is_https);
        match self.host.is_loopback() {
            _ if is_public && oauth && self.ring.is_none() => Err(HttpSettingsError::NoKeyRing),
            _ if is_public && oauth && self.public.is_none() => Err(HttpSettingsError::NoPublicUrl),
            false if !has_authentication => Err(HttpSettingsError::NoAuthentication(self.host)),
            false if !has_name => Err(HttpSettingsError::NoName(self.host)),
            _ => Ok(()),
        }
    }
}

fn host(text: Option<&str>) -> Result<IpAddr, HttpSettingsError> {
    match text {
        None | Some("localhost") => Ok(Ipv4Addr::LOCALHOST.into()),
        Some(text) => text.trim_matches(['[', ']']).parse().map_err(|_| HttpSettingsError::Host(text.to_owned())),
    }
}

fn operator(text: Option<&str>) -> Result<Option<OperatorKey>, HttpSettingsError> {
    match text {
        Some(key) if key.chars().count() < SHORTEST_KEY => Err(HttpSettingsError::ShortKey),
        key => Ok(key.map(OperatorKey::new)),
    }
}

/// The key ring, from its text or its file.
pub(crate) fn key_ring(text: &HttpText<'_>) -> Result<Option<KeyRing>, HttpSettingsError> {
    let text = match (text.encryption_key, text.encryption_key_file.map(Path::new)) {
        (Some(_), Some(_)) => return Err(HttpSettingsError::TwoKeyRings),
        (Some(text), None) => text.to_owned(),
        (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| HttpSettingsError::KeyRingFile(path.to_owned(), error))?,
        (None, None) => return Ok(None),
    };
    KeyRing::parse(&text).map(Some).map_err(HttpSettingsError::KeyRing)
}

fn redis(text: &HttpText<'_>) -> Result<Option<RedisSettings>, HttpSettingsError> {
    match text.redis_url {
        None if text.replicas > 1 => Err(HttpSettingsError::NoRedis(text.replicas)),
        Some(_) if text.encryption_key.or(text.encryption_key_file).is_none() => Err(HttpSettingsError::NoSharedKey),
        url => Ok(url.map(|url| RedisSettings { url: url.into(), replicas: text.replicas, timeout: text.redis_timeout })),
    }
}

fn tls(certificate: Option<&str>, key: Option<&str>) -> Result<Option<(PathBuf, PathBuf)>, HttpSettingsError> {
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((certificate.into(), key.into()))),
        (None, None) => Ok(None),
        _ => Err(HttpSettingsError::HalfTls),
    }
}

fn list(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl std::fmt::Debug for HttpText<'_> {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpText").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef";

    fn read(text: HttpText<'_>) -> Result<HttpSettings, String> {
        HttpSettings::read(text, 1_024).map_err(|error| {
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            format!("{error}{}", source.unwrap_or_default())
        })
    }

    #[test]
    fn by_default_this_machine_alone_is_served() {
        let settings = read(HttpText::default()).unwrap();
        assert_eq!((settings.host, settings.port), (IpAddr::from([127, 0, 0, 1]), DEFAULT_PORT));
    }

    #[test]
    fn a_server_that_others_reach_wants_authentication_and_a_name() {
        for host in ["0.0.0.0", "::", "192.0.2.1"] {
            let text = HttpText { host: Some(host), ..HttpText::default() };
            assert!(read(text).unwrap_err().contains("without authentication"), "{host}");
            let text = HttpText { api_key: Some(KEY), ..text };
            assert!(read(text).unwrap_err().contains("without a name"), "{host}");
            assert!(read(HttpText { public_url: Some("https://mcp.example.com"), ..text }).is_ok(), "{host}");
            assert!(read(HttpText { allowed_hosts: Some("gateway:8080"), ..text }).is_ok(), "{host}");
        }
    }

    #[test]
    fn every_fault_is_named_by_its_variable_and_no_secret_is_shown() {
        let check = |text: HttpText<'_>, expected: &str| {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected) && !error.contains("s3cret"), "{error}");
        };
        let text = HttpText::default();
        check(HttpText { host: Some("gateway"), ..text }, "MCP_HOST is `gateway`");
        check(HttpText { public_url: Some("http://example.com"), ..text }, "MCP_PUBLIC_URL: `http://example.com`");
        check(HttpText { allowed_origins: Some("example.com"), ..text }, "MCP_ALLOWED_ORIGINS: `example.com`");
        check(HttpText { allowed_ips: Some("10/8x"), ..text }, "ALLOWED_IPS: `10/8x`");
        check(HttpText { trusted_proxies: Some("nginx"), ..text }, "TRUSTED_PROXIES: `nginx`");
        check(HttpText { api_key: Some("s3cret"), ..text }, "API_KEY has fewer");
        check(HttpText { encryption_key: Some("s3cret"), ..text }, "ENCRYPTION_KEY: key 1");
        check(HttpText { encryption_key: Some("s3cret"), encryption_key_file: Some("x"), ..text }, "both set");
        check(HttpText { encryption_key_file: Some("/nowhere"), ..text }, "ENCRYPTION_KEY_FILE: cannot read `/nowhere`");
        check(HttpText { replicas: 2, ..text }, "MCP_REPLICAS is 2, and REDIS_URL is not set");
        check(HttpText { redis_url: Some("redis://:s3cret@127.0.0.1/"), ..text }, "ENCRYPTION_KEY is not: replicas");
        check(HttpText { tls_key: Some("x"), ..text }, "belong together");
        check(HttpText { metrics: Some("9464"), ..text }, "MCP_METRICS is `9464`");
        let signing_in = HttpText { ways: Ways { keys: false, oauth: true }, ..text };
        let oauth = HttpText { host: Some("0.0.0.0"), allowed_hosts: Some("gateway"), ..signing_in };
        check(oauth, "ENCRYPTION_KEY is not set");
        check(HttpText { public_url: Some("https://mcp.example.com"), ..signing_in }, "ENCRYPTION_KEY is not set");
        let ring = KeyRing::generate().unwrap();
        check(HttpText { encryption_key: Some(&ring), ..oauth }, "MCP_PUBLIC_URL is not set");
        assert!(read(HttpText { encryption_key: Some(&ring), public_url: Some("https://mcp.example.com"), ..oauth }).is_ok());
        assert!(read(signing_in).is_ok());
    }
}
