//! What is known of the sitemaps that an index names: which were read, and what is still to be asked for.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::discover::is_for_news;
use super::poll::Validators;
use super::sitemap::SitemapRef;
use crate::model::Timestamp;

/// Sitemaps of one index that are watched: the newest. News is in the first or the last one or two of them.
const MOST_PARTS: usize = 8;
/// A sitemap of which only the day of change is known may change until that day is over everywhere.
const DAY_ENDS: Duration = Duration::from_hours(36);

/// The watched sitemaps of an index; kept as JSON in [`Due::parts`](crate::feed::Due::parts).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts(Vec<Part>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    url: String,
    lastmod: Option<Timestamp>,
    is_day: bool,
    /// When it was last read as the index says it is now.
    read_at: Option<Timestamp>,
    etag: Option<Vec<u8>>,
    last_modified: Option<Vec<u8>>,
    /// What the validators vouch for, where redirects led away.
    vouched: Option<String>,
    /// Why what was read is good for nothing.
    #[serde(default)]
    why: Option<String>,
}

/// A sitemap to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAsk {
    /// Its place among the parts.
    pub place: usize,
    /// Where.
    pub url: String,
    /// From its last good answer.
    pub validators: Validators,
    /// Why what it said then is good for nothing.
    pub why: Option<String>,
}

impl Part {
    fn may_have_changed(&self) -> bool {
        match (self.read_at, self.lastmod) {
            (Some(read_at), Some(lastmod)) => self.is_day && read_at <= lastmod + DAY_ENDS,
            _ => true,
        }
    }
}

impl Parts {
    /// Reads what [`Parts::to_json`] wrote; anything else is nothing known.
    #[must_use]
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// As it is kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether nothing is watched.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The newest sitemaps of an index as it is now, with what was known of them.
    #[must_use]
    pub fn of_index(self, index: &[SitemapRef]) -> Self {
        let mut known: HashMap<String, Part> =
            self.0.into_iter().map(|part| (part.url.clone(), part)).collect();
        let parts = newest(index).into_iter().map(|sitemap| {
            let before = known.remove(&sitemap.url).unwrap_or_default();
            let same = before.lastmod == sitemap.lastmod;
            Part {
                url: sitemap.url.clone(),
                lastmod: sitemap.lastmod,
                is_day: sitemap.is_day,
                read_at: before.read_at.filter(|_| same),
                etag: before.etag,
                last_modified: before.last_modified,
                vouched: before.vouched,
                why: before.why,
            }
        });
        Self(parts.collect())
    }

    /// Whether there is one that need not be asked for, and was good when it was.
    #[must_use]
    pub fn has_good(&self) -> bool {
        self.0.iter().any(|part| !part.may_have_changed() && part.why.is_none())
    }

    /// The first one that is good for nothing, with the reason.
    #[must_use]
    pub fn bad(&self) -> Option<(&str, &str)> {
        self.0.iter().find_map(|part| Some((part.url.as_str(), part.why.as_deref()?)))
    }

    /// Those that may have changed since they were read, newest first: the index says so, or does not say it exactly.
    #[must_use]
    pub fn due(&self) -> Vec<PartAsk> {
        let due = self.0.iter().enumerate().filter(|(_, part)| part.may_have_changed());
        due.map(|(place, part)| PartAsk {
            place,
            url: part.url.clone(),
            why: part.why.clone(),
            validators: Validators {
                etag: part.etag.clone(),
                last_modified: part.last_modified.clone(),
                url: part.vouched.clone(),
            },
        })
        .collect()
    }

    /// A sitemap was read, and is good for nothing until it says something else.
    pub fn note_bad(&mut self, place: usize, now: Timestamp, validators: &Validators, why: String) {
        self.note_read(place, now, Some(validators));
        if let Some(part) = self.0.get_mut(place) {
            part.why = Some(why);
        }
    }

    /// A sitemap was read. `validators` are the whole set of a new answer; without, the old ones stay (304).
    pub fn note_read(&mut self, place: usize, now: Timestamp, validators: Option<&Validators>) {
        let Some(part) = self.0.get_mut(place) else { return };
        part.read_at = Some(now);
        if let Some(validators) = validators {
            part.etag.clone_from(&validators.etag);
            part.last_modified.clone_from(&validators.last_modified);
            part.vouched.clone_from(&validators.url);
            part.why = None;
        }
    }
}

/// By `lastmod`; where an index gives none, those that say news, then its last and its first: sites append or prepend.
fn newest(index: &[SitemapRef]) -> Vec<&SitemapRef> {
    let mut chosen: Vec<&SitemapRef> = Vec::new();
    if index.iter().any(|sitemap| sitemap.lastmod.is_some()) {
        let mut dated: Vec<&SitemapRef> = index.iter().filter(|sitemap| sitemap.lastmod.is_some()).collect();
        dated.sort_by_key(|sitemap| std::cmp::Reverse(sitemap.lastmod));
        chosen.extend(dated.into_iter().take(MOST_PARTS));
        // One without a date that says news is worth a place all the same.
        let undated = index.iter().filter(|sitemap| sitemap.lastmod.is_none() && says_news(sitemap));
        chosen.truncate(MOST_PARTS - undated.clone().take(2).count());
        chosen.extend(undated.take(2));
        return chosen;
    }
    let ends = (0..index.len().div_ceil(2)).flat_map(|n| [index.len() - 1 - n, n]);
    let by_place = index.iter().filter(|sitemap| says_news(sitemap)).chain(ends.map(|place| &index[place]));
    for sitemap in by_place {
        if chosen.len() < MOST_PARTS && !chosen.iter().any(|have| have.url == sitemap.url) {
            chosen.push(sitemap);
        }
        if chosen.len() >= MOST_PARTS {
            break;
        }
    }
    chosen
}

fn says_news(sitemap: &SitemapRef) -> bool {
    Url::parse(&sitemap.url).is_ok_and(|url| is_for_news(&url))
}
