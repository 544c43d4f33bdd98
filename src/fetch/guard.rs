//! Which addresses may be asked: the guard against server-side request forgery.
//!
//! A resolver alone is not enough, because address literals never reach it: [`Guard::check_url`] looks at the
//! parsed host of every hop, and [`Guard`]'s resolver vets every address a name leads to and hands on only
//! those, so that a name cannot be re-pointed between the check and the connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::{Cidr, private};
use crate::feed::FailureReason;
use crate::model::is_this_machine;

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
    #[error("no answer from the resolver")]
    NoAnswer,
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
        private(address, &self.0.allow_private)
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

/// What the system's resolver means. It has nothing but words to say it by: those of glibc, then those of musl.
fn why(error: &std::io::Error) -> LookupError {
    let text = error.to_string();
    if ["Temporary failure in name resolution", "Try again"].iter().any(|words| text.contains(words)) {
        return LookupError::NoAnswer;
    }
    LookupError::NotFound
}

/// Every address of a name. Names under `localhost` never leave the machine, whatever the system's resolver knows of
/// them (RFC 6761, section 6.3).
async fn look_up(name: &str) -> Result<Vec<SocketAddr>, LookupError> {
    if is_this_machine(name) {
        return Ok(vec![(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()]);
    }
    let found = tokio::net::lookup_host((name, 0)).await.map_err(|error| why(&error))?;
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolver_that_does_not_answer_does_not_say_that_there_is_no_host() {
        let said =
            |text: &str| why(&std::io::Error::other(format!("failed to lookup address information: {text}")));
        assert_eq!(said("Temporary failure in name resolution"), LookupError::NoAnswer);
        assert_eq!(said("Try again"), LookupError::NoAnswer);
        assert_eq!(said("Name or service not known"), LookupError::NotFound);
    }
}
