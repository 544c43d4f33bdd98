//! The judge: sees every request and every answer, knows what each feed asked for, and counts faults.
//!
//! It judges what a server can see, as public scores of feed readers do, and knows nothing of the reader.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use vigie::model::Timestamp;

use super::board::{Board, Manner};

/// Longest wait that hints may ask for.
const DAY: Duration = Duration::from_hours(24);
/// Least silence after a 429 that names none.
const LONG: Duration = Duration::from_mins(12);
/// A redirect is followed within this time; what comes later is a poll of its own, and no feed is polled twice in it. The
/// house's clock runs while anybody waits for a turn, so that on a starved machine minutes pass between two hops.
const AT_ONCE: Duration = Duration::from_mins(5);
/// No adaptive feed waits longer: four hours, a tenth that keeps feeds apart, and the time until somebody looks.
const LONGEST: Duration = Duration::from_mins(4 * 60 + 24 + 20);
/// Whole answers with the same bytes before the interval must be wider.
const SAME_BEFORE_WIDER: u32 = 5;

/// What the judge holds a reader to.
#[derive(Clone, Debug)]
pub struct Limits {
    pub gap: Duration,
    pub user_agent: String,
}

/// What is known of one feed before its first request.
#[derive(Clone, Copy, Debug)]
pub struct FeedRule {
    /// The configured interval.
    pub every: Duration,
    /// Whether the feed asks not to be polled at a time.
    pub skips: fn(Timestamp) -> bool,
    /// Of a feed whose interval follows its rhythm: the time between two of its entries.
    pub adaptive: Option<Duration>,
}

/// A request as it came.
#[derive(Debug)]
pub struct Seen<'a> {
    pub at: Timestamp,
    pub host: &'a str,
    pub path: &'a str,
    pub query: Option<&'a str>,
    pub headers: &'a HeaderMap,
    pub what: What,
    /// Other requests to this host that have no answer yet.
    pub others_in_flight: usize,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A feed by number, at the first or another of its addresses.
    Feed {
        feed: usize,
        address: usize,
    },
    Robots,
    /// A page in one of its versions.
    Page {
        version: u32,
        forbidden: bool,
    },
    Other,
}

/// Validators of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    pub etag: Option<String>,
    pub modified: Option<String>,
}

impl Set {
    fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }
}

/// What a feed's address answered.
#[derive(Clone, Debug)]
pub enum Said {
    /// A whole feed; what its body and its headers ask for; whether its bytes are those of the answer before.
    Whole {
        set: Set,
        hint: Option<Duration>,
        fresh: Option<Duration>,
        same: bool,
    },
    /// 304 with the validators it carries.
    Unchanged {
        carried: Set,
        fresh: Option<Duration>,
    },
    Redirect {
        permanent: bool,
        to: usize,
    },
    /// 429, or 503 with a time.
    Throttled {
        wait: Option<Duration>,
    },
    Gone,
    /// No feed, and no validators to remember.
    Failed,
    /// 200 with validators, and no whole feed behind it.
    Poison {
        set: Set,
        manner: Manner,
    },
}

/// What the reader should know of a feed, from what it was told.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// The set that should come back, and the address it belongs to.
    set: Option<(usize, Set)>,
    /// Not before then, and which manner says so.
    not_before: Option<(Timestamp, Manner)>,
    /// What the last whole body asked for.
    hint: Option<Duration>,
    /// How long the last answer holds that said so; what a 304 does not say stays.
    fresh: Option<Duration>,
    same: u32,
    failures: u32,
    last_at: Option<Timestamp>,
    /// Permanent redirects in a row that led to a feed: target and count.
    moved: Option<(usize, u32)>,
    /// Target of the redirect that was just answered, and when: it may be followed at once.
    following: Option<(usize, Timestamp)>,
    /// Target of the permanent redirect this poll began with.
    leads_to: Option<usize>,
    /// Where the feed lives after three of them.
    home: usize,
    gone: bool,
    asked: bool,
}

#[derive(Debug)]
struct Feed {
    rule: FeedRule,
    now: Memory,
    /// As it was before the poll that is going on.
    before: Memory,
    /// The reader was killed in the middle of a poll: it may remember either.
    cut: bool,
    /// The reader was started again and has not asked since.
    restarted: bool,
    issued: Vec<Set>,
    poison: Vec<(Set, Manner)>,
    /// How often it was asked.
    polls: u32,
}

/// The judge.
#[derive(Debug)]
pub struct Judge {
    pub board: Board,
    limits: Limits,
    feeds: Vec<Feed>,
    last_start: HashMap<String, Timestamp>,
    silent: HashMap<String, (Timestamp, Timestamp)>,
    robots_at: HashMap<String, Timestamp>,
    pages: HashSet<(String, u32)>,
    /// Pages whose request ended in something else than the page.
    unread: HashSet<(String, u32)>,
    /// The reader was killed and is not back: what it sent before may still arrive, and nobody hears the answer.
    dead: bool,
}

impl Judge {
    pub fn new(limits: Limits, rules: Vec<FeedRule>) -> Self {
        let feed = |rule| Feed {
            rule,
            now: Memory::default(),
            before: Memory::default(),
            cut: false,
            restarted: false,
            issued: Vec::new(),
            poison: Vec::new(),
            polls: 0,
        };
        Self {
            board: Board::default(),
            limits,
            feeds: rules.into_iter().map(feed).collect(),
            last_start: HashMap::new(),
            silent: HashMap::new(),
            robots_at: HashMap::new(),
            pages: HashSet::new(),
            unread: HashSet::new(),
            dead: false,
        }
    }

    /// The reader was started again; what it keeps in memory alone is forgotten.
    pub fn restarted(&mut self) {
        self.dead = false;
        self.robots_at.clear();
        for feed in &mut self.feeds {
            feed.restarted = true;
        }
    }

    /// The reader was killed at `at`, maybe before it could remember the answers of that moment.
    pub fn killed(&mut self, at: Timestamp) {
        self.dead = true;
        for feed in &mut self.feeds {
            if feed.now.last_at.is_some_and(|last| at.since(last) < Duration::from_secs(30)) {
                feed.cut = true;
                // Whoever comes back begins at the feed's address.
                feed.now.following = None;
                // It may know nothing of its last failure.
                feed.now.failures = feed.now.failures.saturating_sub(1);
            }
        }
        self.silent.retain(|_, (_, since)| at.since(*since) >= Duration::from_secs(30));
        self.unread.extend(self.pages.drain());
    }

    /// Whether nobody hears what is answered now.
    pub fn is_unheard(&self) -> bool {
        self.dead
    }

    /// Judges a request.
    pub fn asked(&mut self, seen: &Seen<'_>) {
        if self.dead {
            return;
        }
        self.hygiene(seen);
        self.host(seen);
        match &seen.what {
            What::Feed { feed, address } => self.feed(seen, *feed, *address),
            What::Robots => {
                let before = self.robots_at.insert(seen.host.to_owned(), seen.at);
                let early = before.filter(|before| seen.at.since(*before) < DAY);
                self.judge(Manner::RobotsOnce, seen, early.map(|before| format!("asked at {before} too")));
            }
            What::Page { version, forbidden } => {
                let asked_first = self.robots_at.contains_key(seen.host);
                let why = if *forbidden { "robots.txt forbids it" } else { "robots.txt was not asked" };
                self.judge(Manner::Robots, seen, (*forbidden || !asked_first).then(|| why.to_owned()));
                let page = (format!("{}{}", seen.host, seen.path), *version);
                let again = !self.unread.remove(&page) && !self.pages.insert(page);
                self.judge(Manner::PageOnce, seen, again.then(|| "asked before".to_owned()));
            }
            What::Other => {}
        }
    }

    /// A page's request ended without the page: it may be asked again.
    pub fn page_failed(&mut self, host: &str, path: &str, version: u32) {
        let page = (format!("{host}{path}"), version);
        self.pages.remove(&page);
        self.unread.insert(page);
    }

    /// A robots.txt that could not be had may be asked again.
    pub fn robots_failed(&mut self, host: &str) {
        self.robots_at.remove(host);
    }

    /// A host asks for silence, whatever was asked of it.
    pub fn silence(&mut self, host: &str, at: Timestamp, wait: Option<Duration>) {
        if self.dead {
            return;
        }
        let until = at + wait.unwrap_or(LONG);
        let entry = self.silent.entry(host.to_owned()).or_insert((until, at));
        *entry = (entry.0.max(until), at);
    }

    fn judge(&mut self, manner: Manner, seen: &Seen<'_>, fault: Option<String>) {
        let told = fault.map(|why| format!("{} {}{}: {why}", seen.at, seen.host, seen.path));
        self.board.judge(manner, told);
    }

    fn hygiene(&mut self, seen: &Seen<'_>) {
        let has = |name| seen.headers.contains_key(name);
        let text = |name| seen.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let fault = |is: bool, why: &str| is.then(|| why.to_owned());
        self.judge(Manner::Cookies, seen, fault(has(header::COOKIE), "a cookie came"));
        self.judge(Manner::Referer, seen, fault(has(header::REFERER), "a Referer came"));
        let no_cache = text(header::CACHE_CONTROL).contains("no-") || has(header::PRAGMA);
        let why = if no_cache { "caches are told to stand aside" } else { "a query nobody gave out" };
        self.judge(Manner::CacheBuster, seen, fault(seen.query.is_some() || no_cache, why));
        self.judge(Manner::Favicon, seen, fault(seen.what == What::Other, "nobody gave this address out"));
        let agent = text(header::USER_AGENT);
        let wrong = (agent != self.limits.user_agent).then(|| format!("`{agent}`"));
        self.judge(Manner::UserAgent, seen, wrong);
        let offered = text(header::ACCEPT_ENCODING);
        let missing = ["gzip", "br", "zstd"].into_iter().find(|form| !offered.contains(form));
        self.judge(Manner::Encoding, seen, missing.map(|form| format!("{form} is not offered")));
    }

    fn host(&mut self, seen: &Seen<'_>) {
        let busy = seen.others_in_flight;
        self.judge(Manner::Concurrency, seen, (busy > 0).then(|| format!("{busy} others are in flight")));
        let before = self.last_start.insert(seen.host.to_owned(), seen.at);
        let short = before.map(|before| seen.at.since(before)).filter(|gap| *gap < self.limits.gap);
        self.judge(Manner::Gap, seen, short.map(|gap| format!("{gap:?} after the one before")));
        let early = self.silent.get(seen.host).map(|(until, _)| *until).filter(|until| seen.at < *until);
        self.judge(
            Manner::RetryAfter,
            seen,
            early.map(|until| format!("silence was asked for until {until}")),
        );
    }

    fn feed(&mut self, seen: &Seen<'_>, number: usize, address: usize) {
        let feed = &mut self.feeds[number];
        let cut = feed.cut;
        let mut faults = Vec::new();
        let redirect = feed.now.following.take();
        let followed = redirect.is_some_and(|(to, told)| to == address && seen.at.since(told) < AT_ONCE);
        if !followed {
            feed.before = if cut { feed.before.clone() } else { feed.now.clone() };
            feed.now.leads_to = None;
            faults.push((Manner::Gone, feed.now.gone.then(|| "it is gone".to_owned())));
            feed.judge_address(address, cut, &mut faults);
            if !cut {
                feed.judge_time(seen.at, &mut faults);
            }
            feed.now.last_at = Some(seen.at);
            feed.polls += 1;
        }
        let sent = Set {
            etag: sent(seen.headers, header::IF_NONE_MATCH),
            modified: sent(seen.headers, header::IF_MODIFIED_SINCE),
        };
        feed.judge_validators(address, &sent, cut, &mut faults);
        for (manner, fault) in faults {
            self.judge(manner, seen, fault);
        }
    }

    /// Takes down what a feed's address answered.
    pub fn answered(&mut self, number: usize, address: usize, at: Timestamp, said: &Said) {
        if self.dead {
            return;
        }
        let feed = &mut self.feeds[number];
        let every = feed.rule.every;
        let memory = &mut feed.now;
        memory.asked = true;
        let mut wait = (every, Manner::Configured);
        match said {
            Said::Whole { set, hint, fresh, same } => {
                memory.set = Some((address, set.clone()));
                memory.hint = *hint;
                memory.fresh = *fresh;
                memory.same = if *same { memory.same + 1 } else { 0 };
                feed.issued.push(set.clone());
                wait = longest(every, *hint, *fresh);
            }
            Said::Unchanged { carried, fresh } => {
                let (place, kept) = memory.set.clone().unwrap_or_default();
                let merged = Set {
                    etag: carried.etag.clone().or(kept.etag),
                    modified: carried.modified.clone().or(kept.modified),
                };
                memory.set = Some((place, merged.clone()));
                memory.same = 0;
                feed.issued.push(merged);
                memory.fresh = fresh.or(memory.fresh);
                wait = longest(every, memory.hint, memory.fresh);
            }
            Said::Redirect { permanent, to } => {
                memory.following = Some((*to, at));
                if *permanent && address == memory.home {
                    memory.leads_to = Some(*to);
                }
                return;
            }
            Said::Gone => memory.gone = true,
            Said::Poison { set, manner } => feed.poison.push((set.clone(), *manner)),
            Said::Throttled { .. } | Said::Failed => {}
        }
        let good = matches!(said, Said::Whole { .. } | Said::Unchanged { .. });
        if good {
            feed.cut = false;
            memory.failures = 0;
            match memory.leads_to.take() {
                Some(to) => {
                    let times = memory.moved.filter(|(before, _)| *before == to).map_or(0, |(_, n)| n) + 1;
                    memory.moved = Some((to, times));
                    if times >= 3 {
                        (memory.home, memory.moved) = (to, None);
                    }
                }
                None => memory.moved = None,
            }
        } else if !matches!(said, Said::Poison { manner: Manner::Truncated, .. }) {
            // Told to stay away for its interval or longer, a reader does just that. Told less, or nothing, it asks ever more
            // seldom. Dates have no parts of a second, so that what was told may be a second more than is sure.
            let second = Duration::from_secs(1);
            let told = matches!(said, Said::Throttled { wait: Some(wait) } if *wait + second >= every);
            memory.failures += u32::from(!told);
            let doublings = memory.failures.saturating_sub(1).min(12);
            let doubled = every.saturating_mul(1 << doublings).min(DAY.max(every));
            wait = if told { wait } else { (every.max(doubled.mul_f64(0.75)), Manner::Backoff) };
        }
        memory.not_before = Some((at + wait.0, wait.1));
    }

    /// Looks at the end who was given up.
    pub fn close(&mut self, at: Timestamp) {
        for (number, feed) in self.feeds.iter().enumerate() {
            let memory = &feed.now;
            let Some(last) = memory.last_at.filter(|_| !memory.gone) else { continue };
            let longest = memory.not_before.map_or(Duration::ZERO, |(at, _)| at.since(last)).max(DAY) * 3 / 2;
            let given_up = at.since(last) > longest;
            let why = given_up.then(|| format!("feed {number}: not asked since {last}"));
            self.board.judge(Manner::NeverGivenUp, why);
        }
        self.judge_rhythms();
    }

    /// Of adaptive feeds with very unlike rhythms the busier one must have been asked more often.
    fn judge_rhythms(&mut self) {
        let rhythms = self.feeds.iter().enumerate();
        let rhythms: Vec<(usize, Duration, u32)> =
            rhythms.filter_map(|(number, feed)| Some((number, feed.rule.adaptive?, feed.polls))).collect();
        for (number, period, polls) in &rhythms {
            let seldom = rhythms.iter().find(|(_, other, asked)| *other >= *period * 3 && asked >= polls);
            let why = seldom
                .map(|(other, ..)| format!("feed {number} is busier than {other}, and asked no more often"));
            self.board.judge(Manner::Rhythm, why);
        }
    }
}

impl Feed {
    /// Whether this is where the feed lives, by all it was told.
    fn judge_address(&self, address: usize, cut: bool, faults: &mut Vec<(Manner, Option<String>)>) {
        let known = address == self.now.home || (cut && address == self.before.home);
        let why = || match address {
            0 => "it has moved for good, three times said".to_owned(),
            other => format!("address {other} was asked straight away"),
        };
        faults.push((Manner::Moved, (!known).then(why)));
    }

    fn judge_time(&mut self, at: Timestamp, faults: &mut Vec<(Manner, Option<String>)>) {
        if self.rule.adaptive.is_some() && !self.restarted && self.now.failures == 0 {
            let waited = self.now.last_at.map_or(Duration::ZERO, |last| at.since(last));
            faults.push((Manner::Rhythm, (waited > LONGEST).then(|| format!("after {waited:?} only"))));
        }
        if let Some((not_before, manner)) = self.now.not_before {
            let early = (at < not_before).then(|| format!("not before {not_before}"));
            if std::mem::take(&mut self.restarted) {
                faults.push((Manner::Restart, early.clone()));
            }
            faults.push((manner, early));
        }
        if self.now.asked {
            let skipped = (self.rule.skips)(at);
            faults
                .push((Manner::SkipTimes, skipped.then(|| "the feed asked not to be polled now".to_owned())));
        }
        if self.now.same > SAME_BEFORE_WIDER && self.rule.every < Duration::from_hours(1) {
            let waited = self.now.last_at.map_or(Duration::MAX, |last| at.since(last));
            let fault = (waited < self.rule.every * 5 / 4).then(|| format!("after {waited:?} again"));
            faults.push((Manner::SameBody, fault));
        }
    }

    fn judge_validators(
        &self,
        address: usize,
        sent: &Set,
        cut: bool,
        faults: &mut Vec<(Manner, Option<String>)>,
    ) {
        let due = |memory: &Memory| match &memory.set {
            Some((place, given)) if *place == address => given.clone(),
            _ => Set::default(),
        };
        let expected = due(&self.now);
        if *sent == expected || (cut && *sent == due(&self.before)) {
            for manner in [Manner::Verbatim, Manner::Sequence] {
                faults.push((manner, None));
            }
            if !expected.is_empty() {
                faults.push((Manner::Unconditional, None));
            }
            if expected.etag.is_some() && expected.modified.is_some() {
                faults.push((Manner::Both, None));
            }
            if let Some((_, manner)) = self.poison.last() {
                faults.push((*manner, None));
            }
            return;
        }
        let why = || format!("sent {sent:?} where {expected:?} was due");
        let poisoned = self.poison.iter().find(|(set, _)| touches(set, sent)).map(|(_, manner)| *manner);
        let manner = match poisoned {
            Some(manner) => manner,
            None if sent.is_empty() => Manner::Unconditional,
            None if !self.knows(sent) => Manner::Verbatim,
            None if part_of(sent, &expected) => Manner::Both,
            None => Manner::Sequence,
        };
        faults.push((manner, Some(why())));
    }

    /// Whether each half was given out at some time.
    fn knows(&self, sent: &Set) -> bool {
        let known = |half: fn(&Set) -> &Option<String>| {
            half(sent).is_none() || self.issued.iter().any(|set| half(set) == half(sent))
        };
        known(|set| &set.etag) && known(|set| &set.modified)
    }
}

fn touches(poison: &Set, sent: &Set) -> bool {
    (poison.etag.is_some() && poison.etag == sent.etag)
        || (poison.modified.is_some() && poison.modified == sent.modified)
}

fn part_of(sent: &Set, whole: &Set) -> bool {
    (sent.etag.is_none() || sent.etag == whole.etag)
        && (sent.modified.is_none() || sent.modified == whole.modified)
}

fn sent(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).map(|value| value.as_bytes().iter().map(|b| char::from(*b)).collect())
}

fn longest(every: Duration, hint: Option<Duration>, fresh: Option<Duration>) -> (Duration, Manner) {
    let asked = hint.max(fresh).unwrap_or_default().min(DAY);
    if asked > every { (asked, Manner::Hints) } else { (every, Manner::Configured) }
}
