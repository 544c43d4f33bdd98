//! What each kind of feed answers at a time, and what that means to the judge.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use vigie::model::Timestamp;

use super::board::Manner;
use super::judge::{Said, Set, What};
use super::kinds::Kind;
use super::news::http_date;
use super::press::{FeedState, Stand};
use crate::support::press::gzip;

const HOUR: Duration = Duration::from_hours(1);

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub payload: Payload,
    pub said: Said,
}

/// What follows the headers.
#[derive(Debug)]
pub enum Payload {
    Whole(Vec<u8>),
    /// Bytes, then silence.
    Stalled(Vec<u8>),
    /// Bytes, then the connection breaks.
    Broken(Vec<u8>),
    /// Not even a status line.
    Mute,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), payload: Payload::Whole(Vec::new()), said: Said::Failed }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.payload = Payload::Whole(bytes.into());
        self
    }

    fn html(status: u16, body: &str) -> Self {
        Self::status(status).header("content-type", "text/html; charset=utf-8").body(body)
    }

    fn validators(mut self, set: &Set) -> Self {
        self.headers.extend(set.etag.clone().map(|etag| ("etag", etag)));
        self.headers.extend(set.modified.clone().map(|modified| ("last-modified", modified)));
        self
    }

    fn poison(mut self, set: Set, manner: Manner) -> Self {
        self = self.validators(&set);
        Self { said: Said::Poison { set, manner }, ..self }
    }

    fn throttled(self, wait: Option<Duration>) -> Self {
        Self { said: Said::Throttled { wait }, ..self }
    }
}

/// When it is: the instant, days since the press began, hour of that day.
type When = (Timestamp, u64, u64);

/// The answer of a stand.
pub fn answer(
    stand: &Stand,
    state: &mut FeedState,
    what: &What,
    path: &str,
    headers: &HeaderMap,
    when: When,
) -> Reply {
    match what {
        What::Robots => robots(stand.paper.kind, when.1),
        What::Page { .. } => page(stand, path, when.0),
        What::Feed { address, .. } => feed(stand, state, *address, headers, when),
        What::Other => Reply::status(404),
    }
}

fn robots(kind: Kind, day: u64) -> Reply {
    let text = |body: &str| Reply::status(200).header("content-type", "text/plain").body(body);
    match kind {
        Kind::PagesForbidden => {
            text("User-agent: *\nDisallow: /f/\n\nUser-agent: Vigie\nDisallow: /p/\nAllow: /p/none\n")
        }
        Kind::PagesRobotsDown if day < 3 => Reply::status(503),
        Kind::Pages => text("User-agent: *\nDisallow: /admin/\n"),
        _ => Reply::status(404),
    }
}

fn page(stand: &Stand, path: &str, now: Timestamp) -> Reply {
    if stand.paper.kind == Kind::PagesElsewhere && path.starts_with("/p/") {
        return Reply::status(302)
            .header("location", format!("{}{}", stand.pages, path.replacen("/p/", "/q/", 1)));
    }
    let number = path.rsplit('/').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let title = stand.paper.title(stand.paper.item(number, now));
    Reply::html(
        200,
        &format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>The ship came in with the \
             evening tide, as the harbour master had said it would.</p><p>She leaves on Friday.</p></article></body></html>"
        ),
    )
}

fn feed(stand: &Stand, state: &mut FeedState, address: usize, headers: &HeaderMap, when: When) -> Reply {
    let (now, day, hour) = when;
    let kind = stand.paper.kind;
    if let Some((status, to)) = kind.redirect(address, day, state.asked) {
        state.asked += u32::from(address == 0);
        let permanent = matches!(status, 301 | 308);
        let target = format!("/f/{}/{to}", stand.paper.number);
        let target = if to == 0 { format!("/f/{}", stand.paper.number) } else { target };
        let reply = Reply::status(status).header("location", target);
        return Reply { said: Said::Redirect { permanent, to }, ..reply };
    }
    if let Some(reply) = trouble(stand, now, day, hour) {
        return reply;
    }
    good(stand, state, headers, when)
}

/// What a kind answers in its bad hours.
fn trouble(stand: &Stand, now: Timestamp, day: u64, hour: u64) -> Option<Reply> {
    let kind = stand.paper.kind;
    let body = stand.paper.body(now, &stand.base).into_bytes();
    let half = body[..body.len() * 3 / 5].to_vec();
    let wrong = |name: &str| Set {
        etag: Some(format!("\"{name}-{day}-{hour}\"")),
        modified: Some(http_date(now - Duration::from_mins(1))),
    };
    let form =
        "<html><head><title>Sign in</title></head><body><form><input type=\"password\"></form></body></html>";
    let test =
        "<html><head><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>";
    Some(match kind {
        Kind::Truncated if day % 3 == 1 && hour < 12 => {
            Reply::status(200).body(half).poison(wrong("cut"), Manner::Truncated)
        }
        Kind::CutConnection if day % 3 == 2 && hour < 12 => {
            let announced = body.len().to_string();
            let reply = Reply::status(200).header("content-length", announced);
            let reply = reply.poison(wrong("broken"), Manner::Truncated);
            Reply { payload: Payload::Broken(half), ..reply }
        }
        // Counts letters where bytes are due, each time.
        Kind::WrongLength => {
            let announced = (body.len() + 40).to_string();
            let reply = Reply::status(200).header("content-length", announced);
            let reply = reply.poison(wrong("long"), Manner::Truncated);
            Reply { payload: Payload::Broken(body), ..reply }
        }
        Kind::Html if day % 4 == 2 => Reply::html(
            200,
            "<html><head><title>Paper</title></head><body><h1>Our new site</h1></body></html>",
        )
        .poison(wrong("html"), Manner::Impostor),
        Kind::Empty if day % 4 == 1 && hour < 12 => {
            Reply::status(200).poison(wrong("empty"), Manner::Impostor)
        }
        Kind::LoginPage if day % 6 == 4 => Reply::html(200, form).poison(wrong("login"), Manner::Impostor),
        Kind::ChallengePage if day % 4 == 3 => {
            Reply::html(200, test).poison(wrong("challenge"), Manner::Impostor)
        }
        Kind::ChallengeStatus if day % 4 == 3 => {
            Reply::html(403, test).header("cf-mitigated", "challenge").header("etag", "\"no\"")
        }
        Kind::Throttled429 if day % 5 == 1 && hour < 8 => {
            Reply::status(429).header("retry-after", "9000").throttled(Some(Duration::from_mins(150)))
        }
        Kind::Throttled503Date if day % 5 == 2 && hour < 8 => {
            let until = http_date(now + HOUR * 3);
            Reply::status(503)
                .header("retry-after", until)
                .throttled(Some((HOUR * 3).checked_sub(Duration::from_secs(1)).unwrap()))
        }
        Kind::Throttled429Bare if day % 5 == 3 && hour < 8 => Reply::status(429).throttled(None),
        Kind::ThrottledOtherClock if day % 5 == 4 && hour < 8 => Reply::status(503)
            .header("date", http_date(now - HOUR * 12))
            .header("retry-after", http_date(now - HOUR * 10))
            .throttled(Some((HOUR * 2).checked_sub(Duration::from_secs(1)).unwrap())),
        Kind::Burst5xx if day % 6 == 2 => {
            Reply::status([500, 502, 503, 504][usize::try_from(hour % 4).unwrap()])
        }
        Kind::Mute if day % 10 == 4 && hour < 10 => Reply { payload: Payload::Mute, ..Reply::status(200) },
        Kind::Stalled if day % 10 == 6 && hour < 10 => {
            let reply = Reply::status(200).header("content-length", body.len().to_string());
            let reply = reply.poison(wrong("stalled"), Manner::Truncated);
            Reply { payload: Payload::Stalled(half), ..reply }
        }
        Kind::NotFound if (8..11).contains(&day) => Reply::html(404, "<h1>Not here</h1>"),
        Kind::Gone if day >= 12 => Reply { said: Said::Gone, ..Reply::html(410, "<h1>Gone</h1>") },
        _ => return None,
    })
}

/// A whole feed, or 304.
fn good(stand: &Stand, state: &mut FeedState, headers: &HeaderMap, (now, day, hour): When) -> Reply {
    let kind = stand.paper.kind;
    let whole = stand.paper.set(now);
    let outdated = |set: &Set| Set {
        etag: set.etag.as_ref().map(|etag| format!("\"{}.{day}.{hour}\"", etag.trim_matches('"'))),
        ..set.clone()
    };
    let set = match kind {
        Kind::EtagOnly => Set { modified: None, ..whole.clone() },
        Kind::WeakEtag => Set { etag: whole.etag.as_ref().map(|etag| format!("W/{etag}")), ..whole.clone() },
        Kind::ModifiedOnly => Set { etag: None, ..whole.clone() },
        Kind::Bare => Set::default(),
        Kind::ChangingEtag => Set { etag: Some(format!("\"{}\"", now.millis())), modified: None },
        Kind::FreshOn304 => outdated(&whole),
        Kind::OddValidators => Set {
            etag: whole.etag.as_ref().map(|etag| format!("{} :half 'quoted", etag.trim_matches('"'))),
            modified: Some(format!("about {}", stand.paper.changed(now))),
        },
        _ => whole.clone(),
    };
    let knows = kind != Kind::SameBehind200 && is_known(headers, &set, &whole, kind);
    let (fresh, freshness) = match freshness(kind, now) {
        // Said once: a 304 confirms it without a word.
        _ if knows && kind == Kind::MaxAgeOn200 => (None, Vec::new()),
        said => said,
    };
    let mut reply = if knows {
        let reply = Reply::status(304).validators(&set);
        Reply { said: Said::Unchanged { carried: set, fresh }, ..reply }
    } else {
        let body = stand.paper.body(now, &stand.base).into_bytes();
        let same = state.last_body.as_ref() == Some(&body);
        state.last_body = Some(body.clone());
        let reply = Reply::status(200).validators(&set).header("content-type", "application/rss+xml");
        let said = Said::Whole { set, hint: kind.hint(), fresh, same };
        pack(Reply { said, ..reply }, kind, body)
    };
    reply.headers.extend(freshness);
    if kind == Kind::SetCookie {
        reply = reply.header("set-cookie", format!("visit={day}; Path=/; Max-Age=31536000"));
    }
    reply
}

/// Whether the reader has brought what makes the answer a 304 (RFC 9110 section 13.2.2: the tag before the date).
fn is_known(headers: &HeaderMap, set: &Set, whole: &Set, kind: Kind) -> bool {
    let brought = |name: header::HeaderName| {
        headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned())
    };
    if let Some(tag) = brought(header::IF_NONE_MATCH) {
        let core = whole.etag.clone().unwrap_or_default();
        return match kind {
            Kind::FreshOn304 => tag.starts_with(core.trim_end_matches('"')),
            _ => set.etag.as_ref() == Some(&tag),
        };
    }
    brought(header::IF_MODIFIED_SINCE).is_some_and(|date| set.modified.as_ref() == Some(&date))
}

/// What the caches are told.
fn freshness(kind: Kind, now: Timestamp) -> (Option<Duration>, Vec<(&'static str, String)>) {
    let says = |text: &str| vec![("cache-control", text.to_owned())];
    match kind {
        Kind::MaxAge => {
            let mut headers = says("public, max-age=30000");
            headers.push(("age", "1200".to_owned()));
            (Some(Duration::from_hours(8)), headers)
        }
        // Whole seconds: a moment less than told.
        Kind::Expires => (
            Some((HOUR * 7).checked_sub(Duration::from_secs(1)).unwrap()),
            vec![("expires", http_date(now + HOUR * 7))],
        ),
        Kind::NoCache => (None, says("no-cache, max-age=86400")),
        Kind::HugeMaxAge => (Some(HOUR * 24 * 365), says("max-age=31536000")),
        Kind::MaxAgeOn200 => (Some(HOUR * 6), says("max-age=21600")),
        Kind::TtlWithMaxAge => (Some(HOUR * 9), says("max-age=32400")),
        Kind::FreshOn304 => (Some(Duration::from_mins(30)), says("max-age=1800")),
        _ => (None, Vec::new()),
    }
}

fn pack(reply: Reply, kind: Kind, body: Vec<u8>) -> Reply {
    match kind {
        Kind::Gzip => reply.header("content-encoding", "gzip").body(gzip(&body)),
        Kind::HeaderlessGzip => reply.body(gzip(&body)),
        Kind::Brotli => reply.header("content-encoding", "br").body(brotli(&body)),
        Kind::Zstd => reply.header("content-encoding", "zstd").body(zstd(&body)),
        _ => reply.body(body),
    }
}

/// Brotli with stored blocks alone (RFC 7932 section 9.2).
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + 16);
    for (place, block) in bytes.chunks(1 << 16).enumerate() {
        let length = u32::try_from(block.len() - 1).expect("at most 64 KiB");
        // Not last, four nibbles of length, stored; before the first block one bit for a window of 64 KiB.
        let head = (length << 3) | (1 << 19);
        let (head, bits) = if place == 0 { (head << 1, 21) } else { (head, 20) };
        packed.extend_from_slice(&head.to_le_bytes()[..usize::div_ceil(bits, 8)]);
        packed.extend_from_slice(block);
    }
    packed.push(3);
    packed
}

/// Zstandard with raw blocks alone (RFC 8878 section 3.1.1).
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000];
    packed.extend_from_slice(&u32::try_from(bytes.len()).expect("a small body").to_le_bytes());
    let blocks: Vec<&[u8]> = bytes.chunks(100_000).collect();
    for (place, block) in blocks.iter().enumerate() {
        let last = u32::from(place + 1 == blocks.len());
        let head = last | u32::try_from(block.len()).expect("a small block") << 3;
        packed.extend_from_slice(&head.to_le_bytes()[..3]);
        packed.extend_from_slice(block);
    }
    packed
}
