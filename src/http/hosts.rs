//! Which `Host` and `Origin` a request may carry: those of the public address and those that the operator names, and of a server that
//! listens on loopback those of this machine. This stops pages of other sites that a browser was led to.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use url::{Host, Url};

use super::public_url::{PublicUrl, is_loopback};

/// What is allowed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// Authorities in lower case; without a port where it is the scheme's.
    hosts: Vec<String>,
    origins: Vec<String>,
    loopback: bool,
}

/// Why a request is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HostRefusal {
    /// It was sent to a name that is not this server's.
    #[error(
        "this server is not reached as `{0}`: set MCP_PUBLIC_URL to the address that clients use, or add the name to MCP_ALLOWED_HOSTS"
    )]
    Host(String),
    /// A page of another site sent it.
    #[error("pages of `{0}` may not call this server: MCP_ALLOWED_ORIGINS allows an origin")]
    Origin(String),
}

/// A text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an origin, expected one such as `https://app.example.com`")]
pub(crate) struct NotAnOrigin(String);

impl Hosts {
    /// Of a public address, other names and other origins; `loopback` where the server listens for this machine alone.
    pub(crate) fn new(public: Option<&PublicUrl>, hosts: &[String], origins: &[String], loopback: bool) -> Result<Self, NotAnOrigin> {
        let hosts =
            public.map(|public| public.authority().to_owned()).into_iter().chain(hosts.iter().map(|host| host.to_ascii_lowercase()));
        let named = origins.iter().map(|text| origin(text).map(|(origin, _)| origin).ok_or_else(|| NotAnOrigin(text.clone())));
        let origins = public.map(|public| Ok(public.origin().to_owned())).into_iter().chain(named).collect::<Result<_, _>>()?;
        Ok(Self { hosts: hosts.collect(), origins, loopback })
    }

    /// Whether a request was sent to a name of this server.
    pub(crate) fn check_host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), HostRefusal> {
        let named = uri.authority().map(|authority| authority.as_str()).or_else(|| headers.get(header::HOST)?.to_str().ok());
        let named = named.unwrap_or_default();
        if headers.get_all(header::HOST).iter().count() > 1 || !self.has_host(named) {
            return Err(HostRefusal::Host(named.chars().take(100).collect()));
        }
        Ok(())
    }

    /// Whether it came from no page, or from one that may call.
    pub(crate) fn check_origin(&self, headers: &HeaderMap) -> Result<(), HostRefusal> {
        match headers.get(header::ORIGIN) {
            None => Ok(()),
            Some(value) => {
                let text = value.to_str().unwrap_or_default();
                self.has_origin(text).then_some(()).ok_or_else(|| HostRefusal::Origin(text.chars().take(100).collect()))
            }
        }
    }

    fn has_host(&self, text: &str) -> bool {
        let Ok(authority) = text.to_ascii_lowercase().parse::<Authority>() else { return false };
        // A user in it is never a client's.
        if authority.as_str().contains('@') {
            return false;
        }
        let is_port = |port: u16| authority.port_u16() == Some(port);
        let short = if is_port(443) || is_port(80) { authority.host() } else { authority.as_str() };
        let is_own = || Host::parse(authority.host()).is_ok_and(|host| is_loopback(&by_reference(&host)));
        self.hosts.iter().any(|host| host == authority.as_str() || host == short) || (self.loopback && is_own())
    }

    /// Whether pages of an origin may call.
    pub(crate) fn has_origin(&self, text: &str) -> bool {
        origin(text).is_some_and(|(origin, is_own)| self.origins.contains(&origin) || (self.loopback && is_own))
    }
}

/// An origin as it is compared, and whether it is this machine's.
fn origin(text: &str) -> Option<(String, bool)> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_own = is_loopback(&url.host()?);
    is_bare.then(|| (url.origin().ascii_serialization(), is_own))
}

fn by_reference(host: &Host<String>) -> Host<&str> {
    match host {
        Host::Domain(name) => Host::Domain(name),
        Host::Ipv4(address) => Host::Ipv4(*address),
        Host::Ipv6(address) => Host::Ipv6(*address),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(hosts: &Hosts, host: &str, origin: Option<&str>) -> Result<(), HostRefusal> {
        let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_str(host).unwrap())]);
        headers.extend(origin.map(|origin| (header::ORIGIN, HeaderValue::from_str(origin).unwrap())));
        hosts.check_host(&Uri::from_static("/mcp"), &headers)?;
        hosts.check_origin(&headers)
    }

    fn public() -> Hosts {
        let own = |text: &str| vec![text.to_owned()];
        Hosts::new(Some(&"https://mcp.example.com".parse().unwrap()), &own("gateway:8080"), &own("https://app.example.com:8443"), false)
            .unwrap()
    }

    #[test]
    fn a_public_server_takes_its_own_name_and_those_that_are_named() {
        let hosts = public();
        for host in ["mcp.example.com", "MCP.example.com:443", "gateway:8080"] {
            assert_eq!(check(&hosts, host, None), Ok(()), "{host}");
        }
        for host in [
            "",
            "localhost",
            "127.0.0.1:8080",
            "evil.example",
            "mcp.example.com.evil.example",
            "mcp.example.com:81",
            "gateway",
            "u@mcp.example.com",
        ] {
            assert!(matches!(check(&hosts, host, None), Err(HostRefusal::Host(_))), "{host}");
        }
        let refusal = check(&hosts, "evil.example", None).unwrap_err().to_string();
        assert!(refusal.contains("MCP_PUBLIC_URL"), "{refusal}");
    }

    #[test]
    fn origins_are_compared_whole() {
        let hosts = public();
        for origin in ["https://mcp.example.com", "https://app.example.com:8443"] {
            assert_eq!(check(&hosts, "mcp.example.com", Some(origin)), Ok(()), "{origin}");
        }
        for origin in [
            "http://mcp.example.com",
            "https://app.example.com",
            "https://mcp.example.com.evil.example",
            "null",
            "",
            "http://localhost:3000",
            "https://u@mcp.example.com",
        ] {
            assert!(matches!(check(&hosts, "mcp.example.com", Some(origin)), Err(HostRefusal::Origin(_))), "{origin}");
        }
        assert!(Hosts::new(None, &[], &["app.example.com".to_owned()], false).is_err());
    }

    #[test]
    fn a_server_on_loopback_takes_every_name_of_this_machine_and_no_other() {
        let hosts = Hosts::new(None, &[], &[], true).unwrap();
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(check(&hosts, host, Some("http://localhost:6274")), Ok(()), "{host}");
        }
        for host in ["127.0.0.1.evil.example", "localhost.evil.example:8080", "evil.example", "0.0.0.0:8080"] {
            assert!(check(&hosts, host, None).is_err(), "{host}");
        }
        for origin in ["http://localhost.evil.example", "http://evil.example", "null", "file:///"] {
            assert!(check(&hosts, "localhost", Some(origin)).is_err(), "{origin}");
        }
    }

    #[test]
    fn two_hosts_and_the_authority_of_the_request_line_are_judged() {
        let hosts = public();
        let host = |text: &'static str| (header::HOST, HeaderValue::from_static(text));
        let mut headers = HeaderMap::from_iter([host("mcp.example.com")]);
        assert!(hosts.check_host(&Uri::from_static("http://evil.example/mcp"), &headers).is_err());
        assert!(hosts.check_host(&Uri::from_static("https://mcp.example.com/mcp"), &HeaderMap::new()).is_ok());
        headers.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert!(hosts.check_host(&Uri::from_static("/mcp"), &headers).is_err());
    }
}
