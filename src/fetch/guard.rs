//! Which addresses may be asked: the guard against server-side request forgery.
//!
//! A resolver alone is not enough, because address literals never reach it: [`Guard::check_url`] looks at the
//! parsed host of every hop, and [`Guard`]'s resolver vets every address a name leads to and hands on only
//! those, so that a name cannot be re-pointed between the check and the connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::Cidr;
use crate::feed::FailureReason;

/// What may be asked beyond the public internet.
#[derive(Clone, Debug)]
pub struct Guard(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    allow_private: Vec<Cidr>,
    /// The configured proxy's name: the operator's word, like the SMTP host's, is enough.
    exempt_name: Option<String>,
}

/// Why a name could not be used; travels inside the HTTP library's error and is found again by type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum LookupError {
    #[error("no such host")]
    NotFound,
    #[error("the name leads to {0}")]
    Refused(&'static str),
}

impl Guard {
    /// Public addresses, and those within `allow_private`; `exempt_name` is the proxy's host, if there is one.
    #[must_use]
    pub fn new(allow_private: &[Cidr], exempt_name: Option<String>) -> Self {
        Self(Arc::new(Rules { allow_private: allow_private.to_vec(), exempt_name }))
    }

    /// The same rules, with a proxy's name as the operator wrote it let through.
    pub(super) fn exempting(&self, name: Option<String>) -> Self {
        Self::new(&self.0.allow_private, name)
    }

    /// Checks scheme and host of an address before anything is sent to it.
    ///
    /// # Errors
    /// [`FailureReason::Refused`] for another scheme than http(s), no host, or a literal of a refused range.
    pub fn check_url(&self, url: &Url) -> Result<(), FailureReason> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FailureReason::Refused("only http and https are spoken".to_owned()));
        }
        let address = match url.host() {
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
            Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
            None => return Err(FailureReason::Refused("it names no host".to_owned())),
        };
        self.refusal(address).map_or(Ok(()), |class| Err(refused(class)))
    }

    /// The class that keeps an address from being asked; `None` when it may be.
    ///
    /// ```
    /// use vigie::fetch::guard::Guard;
    /// let guard = Guard::new(&[], None);
    /// assert_eq!(guard.refusal("127.0.0.1".parse().unwrap()), Some("a loopback address"));
    /// assert_eq!(guard.refusal("::ffff:10.0.0.1".parse().unwrap()), Some("an IPv4 address in IPv6 clothes"));
    /// assert_eq!(guard.refusal("93.184.215.14".parse().unwrap()), None);
    /// ```
    #[must_use]
    pub fn refusal(&self, address: IpAddr) -> Option<&'static str> {
        let class = match address {
            IpAddr::V4(v4) => class_of_v4(v4),
            IpAddr::V6(v6) => class_of_v6(v6),
        }?;
        let plain = match address {
            IpAddr::V6(v6) => v6.to_ipv4_mapped().map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        let allowed = self
            .0
            .allow_private
            .iter()
            .any(|block| contains(block, address) || plain.is_some_and(|v4| contains(block, v4)));
        (!allowed).then_some(class)
    }
}

/// The failure that names a refused class and says what to do.
pub(super) fn refused(class: &str) -> FailureReason {
    FailureReason::Refused(format!(
        "{class} is not asked; list its network in `fetch.allow_private` if it is meant"
    ))
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let exempt = guard.0.exempt_name.as_deref() == Some(name.as_str());
            let found = look_up(name.as_str()).await?;
            let mut refusal = None;
            let vetted: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| {
                    let class = if exempt { None } else { guard.refusal(address.ip()) };
                    refusal = refusal.or(class);
                    class.is_none()
                })
                .collect();
            match refusal {
                Some(class) if vetted.is_empty() => Err(LookupError::Refused(class).into()),
                _ if vetted.is_empty() => Err(LookupError::NotFound.into()),
                _ => Ok(Box::new(vetted.into_iter()) as Addrs),
            }
        })
    }
}

/// Every address of a name. Names under `localhost` never leave the machine, whatever the system's resolver knows of
/// them (RFC 6761, section 6.3).
async fn look_up(name: &str) -> Result<Vec<SocketAddr>, LookupError> {
    let top = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    if top.eq_ignore_ascii_case("localhost") {
        return Ok(vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]);
    }
    let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| LookupError::NotFound)?;
    Ok(found.collect())
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

/// Whether a block holds an address of its own family.
fn contains(block: &Cidr, address: IpAddr) -> bool {
    fn same(a: u128, b: u128, width: u32, prefix: u8) -> bool {
        let prefix = u32::from(prefix).min(width);
        prefix == 0 || (a ^ b) >> (width - prefix) == 0
    }
    match (block.address, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32, block.prefix),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128, block.prefix),
        _ => false,
    }
}
