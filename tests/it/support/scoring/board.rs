//! The scoreboard: for each manner how many requests were judged, and which faults were found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is judged, in the order of the manners of polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    Verbatim,
    Both,
    Sequence,
    Unconditional,
    Truncated,
    SameBody,
    Configured,
    Hints,
    SkipTimes,
    Rhythm,
    Restart,
    RetryAfter,
    Backoff,
    NeverGivenUp,
    Concurrency,
    Gap,
    Moved,
    Gone,
    Impostor,
    Cookies,
    Referer,
    CacheBuster,
    Favicon,
    UserAgent,
    Encoding,
    Robots,
    RobotsOnce,
    PageOnce,
}

impl Manner {
    pub const ALL: [Self; 28] = [
        Self::Verbatim,
        Self::Both,
        Self::Sequence,
        Self::Unconditional,
        Self::Truncated,
        Self::SameBody,
        Self::Configured,
        Self::Hints,
        Self::SkipTimes,
        Self::Rhythm,
        Self::Restart,
        Self::RetryAfter,
        Self::Backoff,
        Self::NeverGivenUp,
        Self::Concurrency,
        Self::Gap,
        Self::Moved,
        Self::Gone,
        Self::Impostor,
        Self::Cookies,
        Self::Referer,
        Self::CacheBuster,
        Self::Favicon,
        Self::UserAgent,
        Self::Encoding,
        Self::Robots,
        Self::RobotsOnce,
        Self::PageOnce,
    ];

    /// Number of the manner, and what a request must keep.
    pub const fn rule(self) -> (&'static str, &'static str) {
        match self {
            Self::Verbatim => ("1", "validators go back byte for byte, none is invented or rebuilt"),
            Self::Both => ("2", "both are sent where both are known"),
            Self::Sequence => ("3", "validators of different answers are never paired"),
            Self::Unconditional => ("4", "one unconditional request in a feed's life"),
            Self::Truncated => ("5", "validators of a truncated answer never come back"),
            Self::SameBody => ("6", "the same body behind a 200 widens the interval"),
            Self::Configured => ("7", "never sooner than configured"),
            Self::Hints => ("8", "never sooner than ttl, sy:update, max-age − Age, Expires − Date ask"),
            Self::SkipTimes => ("8", "not within skipHours and skipDays"),
            Self::Rhythm => ("9", "an adaptive feed within its bounds, and a busy one more often"),
            Self::Restart => ("10", "a restart polls nothing early"),
            Self::RetryAfter => {
                ("11", "nothing to a host inside its Retry-After, or soon after a 429 without")
            }
            Self::Backoff => ("11", "failures double the interval"),
            Self::NeverGivenUp => ("11", "a failing feed is still asked once a day"),
            Self::Concurrency => ("12", "one request at a time to a host"),
            Self::Gap => ("12", "a gap between two requests to a host"),
            Self::Moved => ("13", "three permanent redirects move a feed, temporary ones never"),
            Self::Gone => ("14", "nothing after a 410"),
            Self::Impostor => ("15", "validators of a page in the feed's place never come back"),
            Self::Cookies => ("16", "no cookies"),
            Self::Referer => ("16", "no Referer"),
            Self::CacheBuster => ("16", "no cache-busters, in the address or in headers"),
            Self::Favicon => ("16", "nothing but feeds, pages and robots.txt"),
            Self::UserAgent => ("16", "User-Agent: product, version and where to complain"),
            Self::Encoding => ("17", "gzip, br and zstd are offered"),
            Self::Robots => ("18", "no page that robots.txt forbids, none before it was asked"),
            Self::RobotsOnce => ("18", "robots.txt once in 24 hours"),
            Self::PageOnce => ("18", "each article once"),
        }
    }
}

/// Counts by manner.
#[derive(Debug, Default)]
pub struct Board {
    judged: BTreeMap<Manner, u64>,
    faults: BTreeMap<Manner, Vec<String>>,
}

impl Board {
    /// Counts a request that was judged by a manner; `fault` says what was wrong, when something was.
    pub fn judge(&mut self, manner: Manner, fault: Option<String>) {
        *self.judged.entry(manner).or_default() += 1;
        if let Some(fault) = fault {
            self.faults.entry(manner).or_default().push(fault);
        }
    }

    pub fn judged(&self, manner: Manner) -> u64 {
        self.judged.get(&manner).copied().unwrap_or(0)
    }

    pub fn faults(&self, manner: Manner) -> &[String] {
        self.faults.get(&manner).map_or(&[], Vec::as_slice)
    }

    pub fn total_faults(&self) -> usize {
        self.faults.values().map(Vec::len).sum()
    }

    /// A table in Markdown.
    pub fn table(&self) -> String {
        let mut text =
            String::from("| manner | a request must keep | judged | faults |\n|---:|---|---:|---:|\n");
        for manner in Manner::ALL {
            let (number, rule) = manner.rule();
            let _ = writeln!(
                text,
                "| {number} | {rule} | {} | {} |",
                thousands(self.judged(manner)),
                self.faults(manner).len()
            );
        }
        text
    }

    /// The first faults of each kind, for whoever must mend them.
    pub fn examples(&self) -> String {
        let mut text = String::new();
        for (manner, faults) in &self.faults {
            let _ = writeln!(text, "{manner:?}: {} faults", faults.len());
            for fault in faults.iter().take(6) {
                let _ = writeln!(text, "    {fault}");
            }
        }
        text
    }
}

/// `1234567` as `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
