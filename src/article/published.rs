//! When a page says it was published and changed.
//!
//! Published, the first of: JSON-LD `datePublished`; `meta` tags that name the publication; `itemprop=datePublished` and
//! `time` in the page, those near the headline first; any `meta` whose name speaks of publishing; the address; the date that
//! the page shows, near the headline first; the title; and where there is nothing else, the time of the
//! last change. A claim after [`super::Hints::now`], by more than clocks differ, is none. A day alone is completed by the first
//! source that tells the time of that very day.
//!
//! Changed, the first of: JSON-LD `dateModified`, its `meta` tags, what the page marks or shows as an update. Before the
//! publication it is none.

use std::time::Duration;

use url::Url;

use super::byline::Byline;
use super::claims::{Claims, FieldAccount, Source};
use super::date;
use super::head::Head;
use super::jsonld::Described;
use super::page_time::{PageTime, Precision};
use super::visible_date::{self, DateHabits};
use crate::model::Timestamp;

/// `meta` tags that tell the publication, most telling first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "datecreated",
    "date",
    "rnews:datepublished",
    "originalpublicationdate",
    "citation_publication_date",
    "article:post_date",
    "vr:published_time",
    "last-published",
    "displaydate",
    "timestamp",
    "published_at",
];

/// `meta` tags that tell the last change, most telling first.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "revised",
];

/// No date is longer, in bytes.
const LONGEST: usize = 120;

/// How far ahead of ours a publisher's clock may be: the far side of the date line, and a day typed ahead.
const AHEAD: Duration = Duration::from_hours(48);

/// Whether a date could be told at the time of reading.
pub fn is_told_by(date: PageTime, now: Option<Timestamp>) -> bool {
    now.is_none_or(|now| date.time() <= now + AHEAD)
}

/// What dates are read from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s, 'a> {
    /// The head of the page.
    pub head: &'s Head<'a>,
    /// Its JSON-LD.
    pub described: Option<&'s Described>,
    /// Its address.
    pub address: Option<&'s Url>,
    /// Its body.
    pub byline: &'s Byline,
    /// How it writes dates.
    pub habits: DateHabits,
    /// The time of reading.
    pub now: Option<Timestamp>,
}

/// When a page was published and changed.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// First published.
    pub published: Option<PageTime>,
    /// The publication is marked as such; else it stands in a line of text or the title, or is the time of the last change.
    pub is_sure: bool,
    /// Last changed.
    pub modified: Option<PageTime>,
}

impl Sources<'_, '_> {
    /// When the page was published and changed.
    pub fn settle(self, accounts: Option<&mut Vec<FieldAccount>>) -> Settled {
        let wants_account = accounts.is_some();
        let mut unwanted = Vec::new();
        let accounts = accounts.unwrap_or(&mut unwanted);
        let mut published = Dates::new("published", wants_account, &self);
        self.published(&mut published);
        let is_sure = published.is_sure;
        let published = published.settle(accounts);
        let mut modified = Dates::new("modified", wants_account, &self);
        modified.not_before = published;
        self.modified(&mut modified);
        Settled { published, is_sure, modified: modified.settle(accounts) }
    }

    fn published(&self, dates: &mut Dates) {
        let described = self.described;
        dates.offer("JSON-LD datePublished", || self.described_date(described?.published.as_deref()));
        for name in PUBLISHED {
            dates.offer_meta(self.head, name);
        }
        dates.offer("time element", || self.byline.published);
        dates.offer("meta of publishing", || self.head.published_by_any_name());
        dates.offer("address", || date::in_address(self.address?.path()));
        let is_marked = dates.claims.chosen().is_some();
        dates.offer("visible date", || self.byline.visible);
        dates.is_sure = is_marked || (self.byline.is_visible_marked && dates.claims.chosen().is_some());
        dates.offer("title element", || visible_date::find(self.head.title.as_deref()?, self.habits));
        if dates.claims.chosen().is_none() {
            self.modified(dates);
        }
    }

    /// A date of JSON-LD; some write there what readers see.
    fn described_date(&self, written: Option<&str>) -> Option<PageTime> {
        super::page_date(written.filter(|written| written.len() <= LONGEST)?, self.habits)
    }

    fn modified(&self, dates: &mut Dates) {
        let described = self.described;
        dates.offer("JSON-LD dateModified", || self.described_date(described?.modified.as_deref()));
        for name in MODIFIED {
            dates.offer_meta(self.head, name);
        }
        dates.offer("update in the page", || self.byline.modified);
    }
}

/// Claims that are plausible and, of a day alone, the time that another source tells.
struct Dates {
    claims: Claims<PageTime>,
    wants_account: bool,
    habits: DateHabits,
    now: Option<Timestamp>,
    not_before: Option<PageTime>,
    closer: Option<PageTime>,
    is_sure: bool,
}

impl Dates {
    fn new(field: &'static str, wants_account: bool, sources: &Sources<'_, '_>) -> Self {
        let &Sources { habits, now, .. } = sources;
        Self {
            claims: Claims::new(field, wants_account),
            wants_account,
            habits,
            now,
            not_before: None,
            closer: None,
            is_sure: false,
        }
    }

    fn offer(&mut self, source: impl Into<Source>, ask: impl FnOnce() -> Option<PageTime>) {
        let is_day = self.claims.chosen().is_some_and(|chosen| chosen.precision() == Precision::Day);
        let seeks_time = is_day && self.closer.is_none();
        if self.claims.chosen().is_some() && !seeks_time && !self.wants_account {
            return;
        }
        let (now, not_before) = (self.now, self.not_before);
        let is_plausible =
            |time: &PageTime| is_told_by(*time, now) && not_before.is_none_or(|first| !time.is_before(first));
        let Some(time) = ask().filter(is_plausible) else { return };
        if seeks_time && self.claims.chosen().is_some_and(|day| day.is_told_closer_by(time)) {
            self.closer = Some(time);
        }
        self.claims.offer(source, || Some(time));
    }

    fn offer_meta(&mut self, head: &Head<'_>, name: &'static str) {
        let habits = self.habits;
        self.offer(Source::Meta(name), || head.all(name).find_map(|value| super::page_date(&value, habits)));
    }

    fn settle(self, accounts: &mut Vec<FieldAccount>) -> Option<PageTime> {
        let closer = self.closer;
        let settled = self.claims.settle(accounts, PageTime::to_string);
        closer.or(settled)
    }
}
