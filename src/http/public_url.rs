//! The address by which clients reach the gateway. Whatever the gateway says of itself comes from here, never from a request.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// An origin: scheme, host and port, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    origin: String,
    authority: String,
}

/// Why a text is not such an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a public address: {what}")]
pub(crate) struct PublicUrlError {
    text: String,
    what: &'static str,
}

impl PublicUrl {
    /// Without a path and without a slash, such as `https://mcp.example.com`.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Host, and the port where it is not the one of the scheme.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The address of the MCP endpoint, the resource that tokens are for.
    pub(crate) fn resource(&self) -> String {
        format!("{}/mcp", self.origin)
    }

    /// Whether it is reached over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let error = |what| PublicUrlError { text: text.to_owned(), what };
        let url = Url::parse(text).map_err(|_| error("expected an address such as `https://mcp.example.com`"))?;
        let host = url.host().ok_or_else(|| error("it has no host"))?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&host)) {
            return Err(error("expected `https`, or `http` for this machine alone"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(PublicUrlError { text: "…".to_owned(), what: "it holds a user or a password" });
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(error("it ends after the host and the port; MCP is served at `/mcp` below it"));
        }
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        let authority = format!("{host}{port}");
        Ok(Self { origin: format!("{}://{authority}", url.scheme()), authority })
    }
}

/// Whether a host is this machine whoever asks.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_and_written_one_way() {
        let check = |text: &str, origin: &str, authority: &str| {
            let url: PublicUrl = text.parse().unwrap();
            assert_eq!((url.origin(), url.authority()), (origin, authority));
        };
        check("https://MCP.example.com/", "https://mcp.example.com", "mcp.example.com");
        check("https://mcp.example.com:443", "https://mcp.example.com", "mcp.example.com");
        check("https://mcp.example.com:8443", "https://mcp.example.com:8443", "mcp.example.com:8443");
        check("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080");
        check("http://[::1]:8080/", "http://[::1]:8080", "[::1]:8080");
    }

    #[test]
    fn whatever_else_is_refused_and_secrets_in_it_are_not_shown() {
        let check = |text: &str, what: &str| {
            let error = text.parse::<PublicUrl>().unwrap_err().to_string();
            assert!(error.contains(what) && !error.contains("pa55"), "{error}");
        };
        check("mcp.example.com", "expected an address");
        check("http://mcp.example.com", "expected `https`");
        check("http://localhost.evil.example", "expected `https`");
        check("ftp://localhost", "expected `https`");
        check("https://u:pa55@mcp.example.com", "a user or a password");
        check("https://mcp.example.com/mcp", "ends after the host");
        check("https://mcp.example.com/?a=b", "ends after the host");
        check("https://mcp.example.com/#a", "ends after the host");
    }
}
