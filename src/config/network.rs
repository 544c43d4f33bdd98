//! Networks, and which addresses are not the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::model::is_this_machine;

/// A CIDR block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    /// First address.
    pub address: IpAddr,
    /// 0 to 32 or 128.
    pub prefix: u8,
}

impl Cidr {
    /// Whether it holds an address of its own family.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        fn same(a: u128, b: u128, width: u32, prefix: u8) -> bool {
            let prefix = u32::from(prefix).min(width);
            prefix == 0 || (a ^ b) >> (width - prefix) == 0
        }
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32, self.prefix),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128, self.prefix),
            _ => false,
        }
    }
}

/// The class that keeps an address from being asked; `None` where it is public, or in one of the `allowed` networks.
#[must_use]
pub fn private(address: IpAddr, allowed: &[Cidr]) -> Option<&'static str> {
    let class = match address {
        IpAddr::V4(v4) => class_of_v4(v4),
        IpAddr::V6(v6) => class_of_v6(v6),
    }?;
    let plain = match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map(IpAddr::V4),
        IpAddr::V4(_) => None,
    };
    let is_allowed =
        allowed.iter().any(|block| block.contains(address) || plain.is_some_and(|v4| block.contains(v4)));
    (!is_allowed).then_some(class)
}

/// The same of the host in an address of the web, as far as its name tells: a number, or this machine.
pub(super) fn private_host(url: &Url, allowed: &[Cidr]) -> Option<&'static str> {
    match url.host()? {
        Host::Ipv4(v4) => private(v4.into(), allowed),
        Host::Ipv6(v6) => private(v6.into(), allowed),
        Host::Domain(name) => {
            let is_here = is_this_machine(name);
            let refused = |address: IpAddr| private(address, allowed);
            is_here.then(|| refused(Ipv6Addr::LOCALHOST.into()).and(refused(Ipv4Addr::LOCALHOST.into())))?
        }
    }
}

/// Special-purpose IPv4 ranges (IANA registry of RFC 6890) that are not the public internet.
fn class_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        (0, ..) => "an unspecified address",
        (127, ..) => "a loopback address",
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => "a private address",
        (100, 64..=127, _) => "a carrier's shared address",
        (169, 254, _) => "a link-local address",
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => "a documentation address",
        (192, 0, 0) => "a protocol assignment",
        (192, 88, 99) => "a 6to4 relay",
        (198, 18..=19, _) => "a benchmarking address",
        (224..=239, ..) => "a multicast address",
        (240..=255, ..) => "a reserved address",
        _ => return None,
    })
}

/// Everything outside global unicast (`2000::/3`) is refused, and the special blocks within it.
fn class_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    let s = address.segments();
    Some(match (s[0], s[1]) {
        _ if address.is_unspecified() => "an unspecified address",
        _ if address.is_loopback() => "a loopback address",
        _ if address.to_ipv4_mapped().is_some() => "an IPv4 address in IPv6 clothes",
        (0x64, 0xff9b) => "a NAT64 address",
        (0xfc00..=0xfdff, _) => "a unique local address",
        (0xfe80..=0xfebf, _) => "a link-local address",
        (0xff00..=0xffff, _) => "a multicast address",
        (0x2001, 0..=0x1ff) => "a protocol assignment",
        (0x2001, 0xdb8) | (0x3fff, 0..=0xfff) => "a documentation address",
        (0x2002, _) => "a 6to4 address",
        (0x2000..=0x3fff, _) => return None,
        _ => "a reserved address",
    })
}
