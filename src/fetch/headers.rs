//! What the headers of an answer say: validators, freshness, silence asked for, challenges.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};
use reqwest::StatusCode;
use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED, LINK,
    RETRY_AFTER,
};

use url::Url;

use crate::feed::{Freshness, Hubs, Link, Validators, hubs_of, read_links};
use crate::model::Timestamp;

/// Both validators, byte for byte (RFC 9110 section 8.8); empty ones count as absent. `url` is whose they are, when
/// that is not the address that was asked.
pub(super) fn validators(headers: &HeaderMap, url: Option<String>) -> Validators {
    let bytes = |name: HeaderName| headers.get(name).map(|v| v.as_bytes().to_vec()).filter(|v| !v.is_empty());
    Validators { etag: bytes(ETAG), last_modified: bytes(LAST_MODIFIED), url }
}

/// The `Content-Type`, lossily where it is not ASCII.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned())
}

/// What the `Link` fields say of hubs (W3C WebSub section 4).
pub(super) fn hubs(headers: &HeaderMap, url: &Url) -> Hubs {
    hubs_of(&links(headers), url)
}

/// The `Link` fields (RFC 8288 section 3).
pub(super) fn links(headers: &HeaderMap) -> Vec<Link> {
    headers
        .get_all(LINK)
        .iter()
        .flat_map(|value| read_links(&String::from_utf8_lossy(value.as_bytes())))
        .collect()
}

/// The media type alone, in lower case.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let whole = content_type(headers)?;
    let kind = whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!kind.is_empty()).then_some(kind)
}

/// A `Retry-After` beyond this is a mistake, as when an hour of the epoch stands where seconds are due: it is no time at all.
const LONGEST_SILENCE: Duration = Duration::from_hours(31 * 24);

/// `Retry-After` as seconds or date (RFC 9110 section 10.2.3), at most a month. A date is counted from the answer's own `Date`,
/// so that a server whose clock is wrong gets the silence it means; by our clock where that is longer.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let meant = |wait: &Duration| *wait <= LONGEST_SILENCE;
    let said = text(headers, RETRY_AFTER)?;
    if said.bytes().all(|b| b.is_ascii_digit()) && !said.is_empty() {
        return said.parse().ok().map(Duration::from_secs).filter(meant);
    }
    let until = http_date(said)?;
    let by_server = text(headers, DATE).and_then(http_date).map(|date| until.since(date));
    [by_server, Some(until.since(now))].into_iter().flatten().filter(meant).max()
}

/// How long nothing more is taken, as Discord says it: `X-RateLimit-Reset-After` in seconds, once none are remaining.
pub(super) fn spent_for(headers: &HeaderMap) -> Option<Duration> {
    let none_left = headers.get("x-ratelimit-remaining")?.to_str().ok()?.trim() == "0";
    let seconds: f64 = headers.get("x-ratelimit-reset-after")?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok().filter(|_| none_left)
}

/// How long the answer holds: `max-age − Age`, else `Expires − Date` (RFC 9111 section 4.2).
pub(super) fn freshness(headers: &HeaderMap, now: Timestamp) -> Freshness {
    let seconds = |text: &str| text.parse().ok().map(Duration::from_secs);
    let mut max_age = None;
    for line in headers.get_all(CACHE_CONTROL) {
        for directive in line.to_str().unwrap_or_default().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return Freshness::Left(Duration::ZERO),
                "max-age" => max_age = seconds(value.trim().trim_matches('"')),
                _ => {}
            }
        }
    }
    if let Some(max_age) = max_age {
        let age = text(headers, AGE).and_then(seconds).unwrap_or_default();
        return Freshness::MaxAge { max_age, age };
    }
    if !headers.contains_key(CACHE_CONTROL) && !headers.contains_key(EXPIRES) {
        return Freshness::Unsaid;
    }
    let date = text(headers, DATE).and_then(http_date).unwrap_or(now);
    let expires = text(headers, EXPIRES).and_then(http_date);
    Freshness::Left(expires.map_or(Duration::ZERO, |expires| expires.since(date)))
}

/// Whether the headers say that this answer is a test for robots instead of the thing asked for.
pub(super) fn challenged(status: StatusCode, headers: &HeaderMap) -> bool {
    let says = |name: &str, values: &[&str]| {
        let value = headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
        values.iter().any(|known| value.contains(known))
    };
    // DataDome marks every answer of the sites it guards, also the good ones.
    let refused = matches!(status.as_u16(), 401 | 403 | 405 | 429 | 503);
    says("cf-mitigated", &["challenge"])
        || says("x-amzn-waf-action", &["challenge", "captcha"])
        || (refused && (headers.contains_key("x-datadome") || headers.contains_key("x-dd-b")))
        || (refused && headers.contains_key("x-px-captcha"))
}

/// The three date forms of RFC 9110 section 5.6.7.
fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(Timestamp::from_millis(date.timestamp_millis()));
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| Timestamp::from(date.and_utc()))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}
