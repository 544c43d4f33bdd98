//! What a poll came to and why the next one is when it is, as types: whoever decides by them reads no sentence.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize as _, Deserializer, Serialize, Serializer, de};

use super::poll::FailureReason;
use crate::model::words;

/// The result of a poll that was not made because a host on the way wants silence.
pub const HELD: &str = "its host asked for silence";

words! {
    /// The kinds of failure, as far as people do something else about each. Its sentence is the [`FailureReason`]'s.
    FailureKind, "kind of failure" {
        /// See [`FailureReason::Refused`].
        Refused = "refused",
        /// See [`FailureReason::Unusable`].
        Unusable = "unusable",
        /// See [`FailureReason::Dns`].
        Dns = "dns",
        /// See [`FailureReason::Resolver`].
        Resolver = "resolver",
        /// See [`FailureReason::ProxyName`].
        ProxyName = "proxy_name",
        /// See [`FailureReason::Proxy`].
        Proxy = "proxy",
        /// 407.
        ProxyCredentials = "http_407",
        /// See [`FailureReason::Connect`].
        Connect = "connect",
        /// See [`FailureReason::Tls`].
        Tls = "tls",
        /// See [`FailureReason::Timeout`].
        Timeout = "timeout",
        /// See [`FailureReason::Body`].
        Body = "body",
        /// See [`FailureReason::TooLarge`].
        TooLarge = "too_large",
        /// See [`FailureReason::Redirect`].
        Redirect = "redirect",
        /// 401.
        Credentials = "http_401",
        /// See [`FailureReason::Withheld`].
        Withheld = "withheld",
        /// 403.
        Forbidden = "http_403",
        /// 404.
        NotFound = "http_404",
        /// 410, where that does not end the polling.
        Gone = "http_410",
        /// 429.
        TooMany = "http_429",
        /// 500 to 599.
        Server = "http_5xx",
        /// Any other status.
        Status = "status",
        /// See [`FailureReason::Sitemap`].
        Sitemap = "sitemap",
        /// See [`FailureReason::Challenge`].
        Challenge = "challenge",
        /// See [`FailureReason::Robots`].
        Robots = "robots",
        /// See [`FailureReason::Login`].
        Login = "login",
        /// See [`FailureReason::Html`].
        Html = "html",
        /// See [`FailureReason::Empty`].
        Empty = "empty",
        /// See [`FailureReason::NotAFeed`].
        NotAFeed = "not_a_feed",
        /// See [`FailureReason::Selectors`].
        Selectors = "selectors",
        /// See [`FailureReason::WrongKind`].
        WrongKind = "wrong_kind",
        /// See [`FailureReason::Internal`].
        Internal = "internal",
    }

    /// Why a feed is asked next when it is.
    IntervalReason, "reason of an interval" {
        /// Nobody asked for it yet.
        Unpolled = "unpolled",
        /// As it is configured.
        Configured = "configured",
        /// By the rhythm of its entries.
        Adaptive = "adaptive",
        /// Its body comes again and again as it was.
        Unchanged = "unchanged",
        /// Its body asks for it.
        Feed = "feed",
        /// Its server's answer holds until then.
        Server = "server",
        /// It asks to be left alone before.
        Skipped = "skipped",
        /// Its hub pushes it: polls only guard against the hub.
        Pushed = "pushed",
        /// Its hub pushes it no longer.
        Unpushed = "unpushed",
        /// It failed.
        Backoff = "backoff",
        /// Its server said when.
        Told = "told",
        /// Its host wants silence, and it was not asked.
        Held = "held",
        /// Never: it is gone for good.
        Gone = "gone",
    }
}

impl Default for IntervalReason {
    /// Most feeds are asked as it is configured.
    fn default() -> Self {
        Self::Configured
    }
}

impl IntervalReason {
    /// In words, for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Unpolled => "not polled yet",
            Self::Configured => "configured",
            Self::Adaptive => "adaptive",
            Self::Unchanged => "body unchanged",
            Self::Feed => "asked by the feed",
            Self::Server => "asked by the server",
            Self::Skipped => "skipped by the feed",
            Self::Pushed => "pushed by its hub",
            Self::Unpushed => "no longer pushed",
            Self::Backoff => "backoff",
            Self::Told => "told to wait",
            Self::Held => HELD,
            Self::Gone => "gone for good",
        }
    }
}

/// What a poll came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PollResult {
    /// A whole body that was read.
    #[default]
    Whole,
    /// A body that was cut short, read for what it has.
    Cut,
    /// A body, byte for byte as the last one.
    Same,
    /// 304.
    NotModified,
    /// Not asked: a host on the way wants silence.
    Held,
    /// Not asked: the feed wants to be left alone at this time.
    Skipped,
    /// 410: never asked again.
    Gone,
    /// A failure by which the host asks for silence.
    Throttled(FailureKind),
    /// Any other failure.
    Failed(FailureKind),
}

/// What stands before the kind of a failure.
const FAILED: &str = "failed:";
const THROTTLED: &str = "throttled:";

impl PollResult {
    const WITHOUT_KIND: [Self; 7] =
        [Self::Whole, Self::Cut, Self::Same, Self::NotModified, Self::Held, Self::Skipped, Self::Gone];

    /// The word in the store, or what stands before that of its kind.
    const fn word(self) -> &'static str {
        match self {
            Self::Whole => "200",
            Self::Cut => "cut",
            Self::Same => "same",
            Self::NotModified => "304",
            Self::Held => "held",
            Self::Skipped => "skipped",
            Self::Gone => "gone",
            Self::Throttled(_) => THROTTLED,
            Self::Failed(_) => FAILED,
        }
    }

    /// Whether the feed answered.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Whole | Self::Cut | Self::Same | Self::NotModified)
    }

    /// Whether it was a request at all.
    #[must_use]
    pub const fn was_made(self) -> bool {
        !matches!(self, Self::Held | Self::Skipped)
    }

    /// In words, for people; `None` of a failure, which has words of its own.
    #[must_use]
    pub const fn in_words(self) -> Option<&'static str> {
        Some(match self {
            Self::Whole => "200",
            Self::Cut => "200, cut short",
            Self::Same => "same",
            Self::NotModified => "304",
            Self::Held => HELD,
            Self::Skipped => "skipped by the feed",
            Self::Gone => "HTTP 410: gone for good",
            Self::Throttled(_) | Self::Failed(_) => return None,
        })
    }
}

impl fmt::Display for PollResult {
    /// As it stands in the store.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self {
            Self::Throttled(kind) | Self::Failed(kind) => f.write_str(kind.as_str()),
            _ => Ok(()),
        }
    }
}

impl FromStr for PollResult {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(kind) = text.strip_prefix(FAILED) {
            return kind.parse().map(Self::Failed);
        }
        if let Some(kind) = text.strip_prefix(THROTTLED) {
            return kind.parse().map(Self::Throttled);
        }
        let result = Self::WITHOUT_KIND.into_iter().find(|result| result.word() == text);
        result.ok_or_else(|| format!("`{text}` is no result of a poll"))
    }
}

impl Serialize for PollResult {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Reads back what is written as its word.
pub(super) fn of_word<'de, D: Deserializer<'de>, T: FromStr<Err = String>>(from: D) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(de::Error::custom)
}

impl FailureReason {
    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> FailureKind {
        match self {
            Self::Refused(_) => FailureKind::Refused,
            Self::Unusable(_) => FailureKind::Unusable,
            Self::Dns(_) => FailureKind::Dns,
            Self::Resolver => FailureKind::Resolver,
            Self::ProxyName(_) => FailureKind::ProxyName,
            Self::Proxy(_) => FailureKind::Proxy,
            Self::Connect(_) => FailureKind::Connect,
            Self::Tls(_) => FailureKind::Tls,
            Self::Timeout(_) => FailureKind::Timeout,
            Self::Body(_) => FailureKind::Body,
            Self::TooLarge(_) => FailureKind::TooLarge,
            Self::Redirect(_) => FailureKind::Redirect,
            Self::Status(status) => of_status(*status),
            Self::Withheld(_) => FailureKind::Withheld,
            Self::Sitemap(..) => FailureKind::Sitemap,
            Self::Challenge(_) => FailureKind::Challenge,
            Self::Robots => FailureKind::Robots,
            Self::Login(_) => FailureKind::Login,
            Self::Html => FailureKind::Html,
            Self::Empty => FailureKind::Empty,
            Self::NotAFeed(_) => FailureKind::NotAFeed,
            Self::Selectors(_) => FailureKind::Selectors,
            Self::WrongKind(_) => FailureKind::WrongKind,
            Self::Internal => FailureKind::Internal,
        }
    }
}

/// Of which kind a status is that is an error.
const fn of_status(status: u16) -> FailureKind {
    match status {
        401 => FailureKind::Credentials,
        403 => FailureKind::Forbidden,
        404 => FailureKind::NotFound,
        407 => FailureKind::ProxyCredentials,
        410 => FailureKind::Gone,
        429 => FailureKind::TooMany,
        500..=599 => FailureKind::Server,
        _ => FailureKind::Status,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_is_read_back_from_its_word() {
        let of_kinds = FailureKind::ALL.into_iter();
        let of_kinds = of_kinds.flat_map(|kind| [PollResult::Failed(kind), PollResult::Throttled(kind)]);
        for result in PollResult::WITHOUT_KIND.into_iter().chain(of_kinds) {
            assert_eq!(result.to_string().parse(), Ok(result));
        }
        for word in ["", "gone:dns", "failed:", "failed:held", "304 "] {
            assert!(word.parse::<PollResult>().is_err(), "{word}");
        }
    }
}
