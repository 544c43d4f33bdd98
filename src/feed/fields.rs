//! What the elements of RSS, Atom, RDF, CDF and their extensions mean.

use std::borrow::Cow;

use super::attributes::attributes;
use super::base::Base;
use super::dates::parse_date;
use super::draft::{EntryDraft, HeadDraft, Title, push_once};
use super::entities::decode_entities;
use super::links::Hubs;
use super::names::{Lower, Space};
use super::people::people;
use super::plain::{collapse, plain_line};
use super::reader::Field;
use super::text::{Habit, text_of, texts_of, words};
use super::types::{Enclosure, FeedHints};
use crate::model::Timestamp;
use crate::schedule::SkipTimes;

/// An attribute by its local name, decoded and trimmed; `None` when absent or empty.
pub(super) fn attribute(raw: &str, wanted: &str) -> Option<String> {
    attributes(raw).find_map(|(name, value)| {
        let local = name.rsplit(':').next().unwrap_or(name);
        let found = local.eq_ignore_ascii_case(wanted) && !name.starts_with("xmlns");
        found.then(|| decode_entities(value).trim().to_owned()).filter(|value| !value.is_empty())
    })
}

/// The base address an element declares for itself, else the one around it.
pub(super) fn own_base(raw: &str, around: &Base) -> Base {
    if !raw.contains("base") {
        return around.clone();
    }
    let declared = attributes(raw).find(|(name, _)| name.eq_ignore_ascii_case("xml:base"));
    declared.map_or_else(|| around.clone(), |(_, address)| around.below(address))
}

/// Takes a field of an entry.
pub(super) fn entry_field(entry: &mut EntryDraft, field: &Field<'_, '_>, around: &Base) {
    let name = field.name.as_str();
    let base = own_base(field.attributes, around);
    match (field.space, name) {
        (Space::Feed | Space::News, "title") => entry_title(entry, field, &base, 0),
        (Space::Dc, "title") => entry_title(entry, field, &base, 1),
        (Space::Media, "title") => entry_title(entry, field, &base, 2),
        (Space::Itunes, "title") => entry_title(entry, field, &base, 3),
        (Space::Feed, "link" | "loc") => entry_link(entry, field, &base),
        (Space::Feed, "guid" | "id") | (Space::Dc, "identifier") => entry_id(entry, field, &base),
        (Space::Feed | Space::Dc, "author" | "creator") | (Space::Itunes, "author") => {
            for name in people(field.inside) {
                entry.author(&name);
            }
        }
        (Space::Feed | Space::Dc, "language") => entry.language(1, &text_of(field.inside)),
        (Space::Feed | Space::Dc | Space::Itunes, "category" | "subject" | "keywords" | "tags")
        | (Space::Media, "category" | "keywords")
        | (Space::News, "keywords") => {
            entry_categories(entry, field);
        }
        (Space::Feed, "enclosure") | (Space::Media, "content") => entry_enclosure(entry, field, &base),
        (Space::Feed | Space::Dc | Space::News, _) if entry.dates.take(name, &text_of_if_date(field)) => {}
        _ => entry_text(entry, field, &base),
    }
}

fn text_of_if_date<'a>(field: &Field<'a, '_>) -> Cow<'a, str> {
    // Everything else would be decoded for nothing.
    if super::dates::is_date_name(field.name.as_str()) { text_of(field.inside) } else { Cow::Borrowed("") }
}

fn entry_title(entry: &mut EntryDraft, field: &Field<'_, '_>, base: &Base, rank: u8) {
    let words = words(field.attributes, field.inside, Habit::Guess);
    if !words.is_blank() {
        entry.title.offer(rank, Title::of(&words, base));
    }
}

fn entry_text(entry: &mut EntryDraft, field: &Field<'_, '_>, base: &Base) {
    let (content, rank, habit) = match (field.space, field.name.as_str()) {
        (Space::Content, "encoded") => (true, 0, Habit::Html),
        // What Yandex is given of an article: its whole text.
        (Space::Yandex, "full-text" | "content") => (true, 1, Habit::Html),
        (Space::Feed, "content") => (true, 1, Habit::Guess),
        (Space::Feed | Space::Xhtml, "body" | "fullitem" | "xhtml") => (true, 2, Habit::Html),
        (Space::Xhtml, "div") => (true, 3, Habit::Html),
        (Space::Feed, "description") => (false, 0, Habit::Html),
        (Space::Feed, "summary") => (false, 0, Habit::Guess),
        (Space::Feed, "abstract" | "tagline") => (false, 1, Habit::Html),
        (Space::Dc, "description" | "abstract") => (false, 2, Habit::Html),
        (Space::Itunes, "summary") => (false, 3, Habit::Html),
        (Space::Media, "description" | "text") => (false, 4, Habit::Html),
        (Space::Itunes, "subtitle") => (false, 5, Habit::Guess),
        _ => return,
    };
    let words = words(field.attributes, field.inside, habit);
    if words.is_blank() {
        return;
    }
    let markup = words.markup(base);
    if content {
        entry.content.offer(rank, markup);
    } else if rank == 0 && entry.summary.rank() == Some(0) && entry.summary.get() != Some(&markup) {
        // A second description is the long one of two; the caption of a picture before the first is none.
        entry.content.offer(4, markup);
    } else {
        entry.summary.offer(rank, markup);
    }
}

/// RSS writes an address as text, Atom as `href` with a `rel`.
fn entry_link(entry: &mut EntryDraft, field: &Field<'_, '_>, base: &Base) {
    let Some(href) = attribute(field.attributes, "href") else {
        let address = text_of(field.inside);
        if !address.trim().is_empty() {
            entry.link.offer(0, base.absolute(&one_line(&address)));
        }
        return;
    };
    let address = base.absolute(&one_line(&href));
    let rel = attribute(field.attributes, "rel").unwrap_or_default();
    let kind = attribute(field.attributes, "type");
    match rel.rsplit('/').next().unwrap_or_default() {
        "" | "alternate" => {
            let page = kind.is_none_or(|kind| kind.contains("html"));
            entry.link.offer(if page { 1 } else { 2 }, address);
        }
        "enclosure" => entry.enclosure(Enclosure {
            url: address,
            media_type: kind,
            length: attribute(field.attributes, "length").and_then(|length| length.parse().ok()),
        }),
        "self" | "via" | "related" => entry.link.offer(8, address),
        _ => {}
    }
}

fn entry_id(entry: &mut EntryDraft, field: &Field<'_, '_>, base: &Base) {
    let id = text_of(field.inside);
    let id = id.trim();
    if id.is_empty() {
        return;
    }
    let denied = attribute(field.attributes, "isPermaLink").is_some_and(|v| !v.eq_ignore_ascii_case("true"));
    let claimed = attribute(field.attributes, "isPermaLink").is_some();
    if field.name.as_str() == "guid" && !denied {
        let address = id.starts_with("http://")
            || id.starts_with("https://")
            || (claimed && !id.contains(char::is_whitespace));
        if address || (base.is_known() && id.starts_with('/')) {
            entry.permalink = Some(base.absolute(&one_line(id)));
        }
    }
    let rank = if field.space == Space::Feed { 0 } else { 2 };
    entry.id.offer(rank, id.to_owned());
}

fn entry_categories(entry: &mut EntryDraft, field: &Field<'_, '_>) {
    let mut terms = Vec::new();
    terms_of(field, &mut terms);
    for term in terms {
        entry.category(&term);
    }
}

/// The terms of a category: `term`, `label` or `text` attribute, else its text; keywords are lists.
fn terms_of(field: &Field<'_, '_>, terms: &mut Vec<String>) {
    if field.space == Space::Itunes && field.name.as_str() == "category" {
        terms.extend(attribute(field.attributes, "text"));
        return;
    }
    let text = plain_line(&text_of(field.inside));
    if matches!(field.name.as_str(), "keywords" | "tags") {
        terms.extend(text.split(',').map(|term| term.trim().to_owned()));
        return;
    }
    let attribute = attribute(field.attributes, "term").or_else(|| {
        Some(text).filter(|text| !text.is_empty()).or_else(|| attribute(field.attributes, "label"))
    });
    terms.extend(attribute);
}

fn entry_enclosure(entry: &mut EntryDraft, field: &Field<'_, '_>, base: &Base) {
    let Some(url) = attribute(field.attributes, "url") else { return };
    entry.enclosure(Enclosure {
        url: base.absolute(&one_line(&url)),
        media_type: attribute(field.attributes, "type"),
        length: attribute(field.attributes, "length")
            .or_else(|| attribute(field.attributes, "fileSize"))
            .and_then(|length| length.parse().ok()),
    });
}

/// Takes a field of the feed itself.
pub(super) fn head_field(head: &mut HeadDraft, hints: &mut Hints, field: &Field<'_, '_>, around: &Base) {
    let name = field.name.as_str();
    let base = own_base(field.attributes, around);
    match (field.space, name) {
        (Space::Feed, "title") => head_title(head, field, &base, 0),
        (Space::Dc, "title") => head_title(head, field, &base, 1),
        (Space::Feed, "link") => head_link(head, hints, field, &base),
        (Space::Feed, "description" | "subtitle" | "tagline" | "abstract" | "info") => {
            let rank = match name {
                "info" => 2,
                "abstract" => 1,
                _ => 0,
            };
            head_description(head, field, &base, rank);
        }
        (Space::Dc, "description") => head_description(head, field, &base, 3),
        (Space::Itunes, "summary") => head_description(head, field, &base, 4),
        (Space::Itunes, "subtitle") => head_description(head, field, &base, 5),
        (Space::Feed | Space::Dc, "language") => {
            let rank = u8::from(field.space == Space::Dc);
            head.language.offer(rank, language_code(&text_of(field.inside)));
        }
        (Space::Feed, "author" | "managingeditor") | (Space::Itunes, "author") | (Space::Dc, "creator") => {
            for name in people(field.inside) {
                push_once(&mut head.authors, &name);
            }
        }
        (Space::Feed, "ttl") => hints.ttl = text_of(field.inside).trim().parse().ok(),
        (Space::Feed, "skiphours") => {
            texts_of(field.inside)
                .filter_map(|hour| hour.trim().parse().ok())
                .for_each(|h| hints.skips.add_hour(h));
        }
        (Space::Feed, "skipdays") => texts_of(field.inside).for_each(|day| hints.skips.add_day(&day)),
        (Space::Syndication, "updateperiod") => hints.period = period_seconds(text_of(field.inside).trim()),
        (Space::Syndication, "updatebase") => hints.base = parse_date(text_of(field.inside).trim()),
        (Space::Syndication, "updatefrequency") => {
            hints.frequency = text_of(field.inside).trim().parse().ok();
        }
        (Space::Feed | Space::Dc, _) => {
            head.dates.take(name, &text_of_if_date(field));
        }
        _ => {}
    }
}

fn head_title(head: &mut HeadDraft, field: &Field<'_, '_>, base: &Base, rank: u8) {
    let words = words(field.attributes, field.inside, Habit::Guess);
    if !words.is_blank() {
        head.title.offer(rank, Title::of(&words, base));
    }
}

fn head_description(head: &mut HeadDraft, field: &Field<'_, '_>, base: &Base, rank: u8) {
    let words = words(field.attributes, field.inside, Habit::Guess);
    if !words.is_blank() {
        head.description.offer(rank, words.markup(base));
    }
}

fn head_link(head: &mut HeadDraft, hints: &mut Hints, field: &Field<'_, '_>, base: &Base) {
    let Some(href) = attribute(field.attributes, "href") else {
        let address = text_of(field.inside);
        if !address.trim().is_empty() {
            head.link.offer(0, base.absolute(&one_line(&address)));
        }
        return;
    };
    let rel = attribute(field.attributes, "rel").unwrap_or_default();
    if rel.is_empty() || rel == "alternate" {
        let page = attribute(field.attributes, "type").is_none_or(|kind| kind.contains("html"));
        head.link.offer(if page { 1 } else { 2 }, base.absolute(&one_line(&href)));
    }
    hints.hubs.add(&rel, &base.absolute(&href));
}

/// What a feed asks of its readers, before it is put together.
#[derive(Debug, Default)]
pub(super) struct Hints {
    ttl: Option<f64>,
    period: Option<f64>,
    frequency: Option<f64>,
    base: Option<Timestamp>,
    skips: SkipTimes,
    hubs: Hubs,
}

impl Hints {
    /// The longer of `ttl` minutes and `updatePeriod / updateFrequency`; nonsense is no wish.
    pub(super) fn finish(&self) -> FeedHints {
        let by_ttl = self.ttl.map(|minutes| minutes * 60.0);
        let by_period = self.period.map(|period| period / self.frequency.unwrap_or(1.0).max(1.0));
        let seconds =
            by_ttl.into_iter().chain(by_period).filter(|s| s.is_finite() && *s >= 1.0).fold(0.0, f64::max);
        let bounded = seconds.min(366.0 * 86_400.0);
        FeedHints {
            interval: (bounded > 0.0).then(|| std::time::Duration::from_secs_f64(bounded)),
            base: self.base,
            skips: self.skips,
            hubs: self.hubs.clone(),
            ..FeedHints::default()
        }
    }
}

fn period_seconds(word: &str) -> Option<f64> {
    Some(match Lower::of(word).as_str() {
        "hourly" => 3_600.0,
        "daily" => 86_400.0,
        "weekly" => 7.0 * 86_400.0,
        "monthly" => 30.0 * 86_400.0,
        "yearly" => 365.0 * 86_400.0,
        _ => return None,
    })
}

/// Attributes of an entry's own element: RDF's `about`, CDF's `href` and `lastmod`.
pub(super) fn entry_attributes(entry: &mut EntryDraft, raw: &str, base: &Base) {
    if raw.is_empty() {
        return;
    }
    if let Some(language) = own_language(raw) {
        entry.language(0, &language);
    }
    if let Some(about) = attribute(raw, "about") {
        entry.id.offer(1, about);
    }
    if let Some(href) = attribute(raw, "href") {
        entry.link.offer(3, base.absolute(&one_line(&href)));
    }
    if let Some(date) = attribute(raw, "lastmod") {
        entry.dates.take("lastmod", &date);
    }
}

/// Attributes of a feed's own element: CDF's, and the language of its texts.
pub(super) fn head_attributes(head: &mut HeadDraft, raw: &str, base: &Base) {
    if let Some(href) = attribute(raw, "href") {
        head.link.offer(3, base.absolute(&href));
    }
    if let Some(date) = attribute(raw, "lastmod") {
        head.dates.take("lastmod", &date);
    }
    if let Some(language) = own_language(raw) {
        head.language.offer(2, language);
    }
}

/// What an element says of the language of its texts.
fn own_language(raw: &str) -> Option<String> {
    let (_, language) = attributes(raw).find(|(name, _)| *name == "xml:lang")?;
    Some(language_code(language)).filter(|language| !language.is_empty())
}

/// An address on one line, as it was before somebody's editor wrapped it, and before it was escaped once too often. Spaces
/// within it belong to it.
fn one_line(address: &str) -> String {
    let line: String = address.split(['\n', '\r', '\t']).map(collapse).collect();
    let line = if line.contains(' ') { line.replace(' ', "%20") } else { line };
    if line.contains("&amp;") || line.contains("&#") { decode_entities(&line).into_owned() } else { line }
}

/// `en_US` as BCP 47 writes it.
fn language_code(text: &str) -> String {
    text.trim().replace('_', "-")
}
