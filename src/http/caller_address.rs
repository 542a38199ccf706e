//! Where a request comes from. What proxies say is believed from the right, as far as they are trusted: the leftmost address is
//! whatever a client wrote.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The header of proxies.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Some networks, written with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NetworkList(Vec<IpNet>);

/// The proxies that are trusted, and the networks that may call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Networks {
    /// Proxies that say truly where a request comes from.
    pub(crate) trusted: NetworkList,
    /// Who may call; an empty list allows whoever reaches the server.
    pub(crate) allowed: NetworkList,
}

/// A text that is not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network, expected an address or one such as `10.0.0.0/8`")]
pub(crate) struct NotANetwork(String);

impl Networks {
    /// The address that a request really comes from.
    pub(crate) fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.to_canonical();
        let forwarded: Vec<&str> =
            headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
        for hop in forwarded.into_iter().rev() {
            let Some(next) = self.trusted.contains(address).then(|| hop_address(hop)).flatten() else { break };
            address = next;
        }
        address
    }

    /// Whether an address may call.
    pub(crate) fn is_allowed(&self, address: IpAddr) -> bool {
        self.allowed.is_empty() || self.allowed.contains(address)
    }
}

impl NetworkList {
    /// Whether an address is in one of them.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for NetworkList {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network =
            |part: &str| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)).map_err(|_| NotANetwork(part.to_owned()));
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

/// Whether a proxy sent a request on.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    [FORWARDED_FOR, "forwarded", "x-forwarded-host", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name))
}

/// An address, with or without a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let address = hop.parse().ok().or_else(|| Some(hop.parse::<std::net::SocketAddr>().ok()?.ip()));
    address.or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(trusted: &str, peer: &str, forwarded: &[&str], expected: &str) {
        let networks = Networks { trusted: trusted.parse().unwrap(), ..Networks::default() };
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        assert_eq!(networks.address(peer.parse().unwrap(), &headers), expected.parse::<IpAddr>().unwrap(), "{forwarded:?}");
    }

    #[test]
    fn an_untrusted_peer_cannot_say_where_it_comes_from() {
        check("", "203.0.113.9", &["10.0.0.1"], "203.0.113.9");
        check("10.0.0.0/8", "203.0.113.9", &["198.51.100.1"], "203.0.113.9");
    }

    #[test]
    fn proxies_are_walked_from_the_right_and_never_further_than_they_are_trusted() {
        check("10.0.0.0/8", "10.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("10.0.0.0/8", "10.0.0.1", &["127.0.0.1, 198.51.100.1"], "198.51.100.1");
        check("10.0.0.0/8", "10.0.0.1", &["127.0.0.1, 198.51.100.1, 10.1.2.3"], "198.51.100.1");
        check("10.0.0.0/8", "10.0.0.1", &["127.0.0.1", "198.51.100.1:4711"], "198.51.100.1");
        check("10.0.0.0/8", "10.0.0.1", &["198.51.100.1, nonsense"], "10.0.0.1");
        check("10.0.0.0/8", "10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.0/8, ::1", "::ffff:10.0.0.1", &["[2001:db8::1]:443"], "2001:db8::1");
    }

    #[test]
    fn allowed_networks_hold_for_the_real_address() {
        let networks = Networks { allowed: "192.0.2.0/24, 2001:db8::/32".parse().unwrap(), ..Networks::default() };
        let allowed = |text: &str| networks.is_allowed(text.parse().unwrap());
        assert!(allowed("192.0.2.77") && allowed("2001:db8::1") && !allowed("192.0.3.1") && !allowed("::1"));
        assert!(Networks::default().is_allowed("203.0.113.9".parse().unwrap()));
        assert_eq!(
            "10.0.0.0/33".parse::<NetworkList>().unwrap_err().to_string(),
            "`10.0.0.0/33` is not a network, expected an address or one such as `10.0.0.0/8`"
        );
    }
}
