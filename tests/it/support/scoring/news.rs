//! What the scoring press publishes: entries that arrive, are edited and change places, as functions of the time.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use vigie::model::Timestamp;

use super::judge::Set;
use super::kinds::Kind;

const HOUR: Duration = Duration::from_hours(1);
/// Entries a feed shows: at one in five hours more than four days, the longest outage and the longest back-off after it.
const SHOWN: u64 = 24;
/// Entries that were there before the first day.
const OLD: u64 = 5;

/// One feed of the press.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    pub number: usize,
    pub kind: Kind,
    pub began: Timestamp,
}

/// An entry as it stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub number: u64,
    pub at: Timestamp,
    /// 1, or 2 after its edit.
    pub version: u32,
}

impl Paper {
    /// Time between two entries: from 5 to 11 hours.
    pub fn period(self) -> Duration {
        if self.kind == Kind::AdaptiveBusy {
            return HOUR;
        }
        HOUR * 5 + Duration::from_mins(37) * u32::try_from(self.number % 10).expect("a digit")
    }

    fn first(self) -> Timestamp {
        self.began - self.period() * u32::try_from(OLD).expect("a few")
            + Duration::from_mins(u64::try_from(self.number * 7 % 300).expect("minutes"))
    }

    /// Every entry published by `now`, oldest first.
    pub fn published(self, now: Timestamp) -> Vec<Item> {
        let since = now.since(self.first()).as_millis();
        let count = u64::try_from(since / self.period().as_millis()).expect("a month of entries") + 1;
        (0..count).map(|number| self.item(number, now)).collect()
    }

    pub fn item(self, number: u64, now: Timestamp) -> Item {
        let at = self.first() + self.period() * u32::try_from(number).expect("a month of entries");
        let edited = self.kind == Kind::Edited && number.is_multiple_of(3) && now >= at + HOUR * 10;
        Item { number, at, version: if edited { 2 } else { 1 } }
    }

    /// What the feed shows at `now`, in the order it shows it.
    pub fn shown(self, now: Timestamp) -> Vec<Item> {
        let mut items = self.published(now);
        let skip = items.len().saturating_sub(usize::try_from(SHOWN).expect("a few"));
        items.drain(..skip);
        items.reverse();
        if self.kind == Kind::Reordered {
            let turn = now.since(self.began).as_secs() / 86_400;
            let length = items.len().max(1);
            items.rotate_left(usize::try_from(turn).expect("days") % length);
        }
        items
    }

    /// When what the feed shows changed last.
    pub fn changed(self, now: Timestamp) -> Timestamp {
        let times = self
            .shown(now)
            .into_iter()
            .map(|item| if item.version > 1 { item.at + HOUR * 10 } else { item.at });
        let mut latest = times.max().unwrap_or(self.began);
        if self.kind == Kind::Reordered {
            let days = u32::try_from(now.since(self.began).as_secs() / 86_400).expect("days");
            latest = latest.max(self.began + HOUR * 24 * days);
        }
        latest
    }

    /// The feed at `now`; links lead to pages under `base`.
    pub fn body(self, now: Timestamp, base: &str) -> String {
        let items = self.shown(now);
        if self.kind == Kind::Atom { self.atom(&items, base) } else { self.rss(&items, base) }
    }

    fn rss(self, items: &[Item], base: &str) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
             xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel><title>Paper {}</title>\
             <link>{base}/</link><description>What happens at quay {}</description>{}",
            self.number,
            self.number,
            self.kind.asks()
        );
        for item in items {
            let _ = write!(
                xml,
                "<item><title>{}</title><link>{base}{}</link>{}<pubDate>{}</pubDate>\
                 <description>{} Our reporter saw it from the pier.</description></item>",
                self.title(*item),
                self.page(item.number),
                if self.kind == Kind::NoGuid {
                    String::new()
                } else {
                    format!("<guid isPermaLink=\"false\">paper-{}-{}</guid>", self.number, item.number)
                },
                item.at.to_utc().to_rfc2822(),
                self.title(*item),
            );
        }
        xml + "</channel></rss>"
    }

    fn atom(self, items: &[Item], base: &str) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:paper:{}</id><title>Paper {}\
             </title><updated>{}</updated>",
            self.number,
            self.number,
            items.first().map_or(self.began, |item| item.at)
        );
        for item in items {
            let _ = write!(
                xml,
                "<entry><id>urn:paper:{}:{}</id><title>{}</title><link href=\"{base}{}\"/><updated>{}</updated></entry>",
                self.number,
                item.number,
                self.title(*item),
                self.page(item.number),
                item.at
            );
        }
        xml + "</feed>"
    }

    pub fn title(self, item: Item) -> String {
        let edit = if item.version > 1 { ", and what came of it" } else { "" };
        format!("Ship {} of line {} arrives{edit}", item.number, self.number)
    }

    /// Path of an entry's page.
    pub fn page(self, number: u64) -> String {
        format!("/p/{}/{number}", self.number)
    }

    /// Validators of the feed at `now`.
    pub fn set(self, now: Timestamp) -> Set {
        let mut hasher = DefaultHasher::new();
        self.body(now, "").hash(&mut hasher);
        Set { etag: Some(format!("\"{:x}\"", hasher.finish())), modified: Some(http_date(self.changed(now))) }
    }
}

/// `Thu, 11 Jun 2026 07:00:00 GMT`
pub fn http_date(at: Timestamp) -> String {
    at.to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
