//! Which addresses are of the public internet. What a stranger names is fetched from nowhere else: not from this machine, the networks
//! around it, the services of a cloud, or an IPv4 address in the clothes of an IPv6 one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is public.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 224;
    !is_special
}

/// Of the global unicast addresses those that are not for documents and do not hold an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_special = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    (0x2000..0x4000).contains(&a) && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_link_local_mapped_and_translated_addresses_are_not_public() {
        let check = |texts: &[&str], expected: bool| {
            for text in texts {
                assert_eq!(is_public(text.parse().unwrap()), expected, "{text}");
            }
        };
        check(&["1.1.1.1", "160.79.104.10", "172.15.0.1", "100.63.0.1", "2606:4700::1111", "2a00:1450:4001:81b::200e"], true);
        check(&["127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"], false);
        check(&["169.254.169.254", "100.64.0.1", "192.0.0.170", "192.88.99.1", "198.18.0.1", "203.0.113.1"], false);
        check(&["224.0.0.1", "240.0.0.1", "255.255.255.255"], false);
        check(&["::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "fe80::1", "fc00::1", "fd00:ec2::254"], false);
        check(&["2001:db8::1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1", "3fff::1"], false);
    }
}
