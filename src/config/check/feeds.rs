//! `[feeds.*]` and the feeds of OPML files.

mod groups;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::select::selectors;
use super::shell::{credentials, proxy};
use super::values::{address, country, language, without_feed_scheme, zone};
use super::{Defined, brief};
use crate::config::findings::Findings;
use crate::config::names::{named, slug};
use crate::config::secret::{Lines, Secret, Surroundings, variable_for};
use crate::config::section::Section;
use crate::config::settings::{FeedConfig, FetchConfig, Newsroom};
use crate::config::source::{Document, Form, Place};
use crate::config::value::{Located, Mistake, short};
use crate::feed::{FullText, OpmlFeed, PollPolicy, read_opml};
use crate::model::{Name, SourceTags, Zone};
use crate::schedule::{Cadence, CronLine};

const HOUR: Duration = Duration::from_hours(1);
/// The shortest interval of an adaptive feed that names none: such a feed waits up to three hours.
const ADAPTIVE: Duration = Duration::from_mins(15);
/// No feed is polled more seldom.
const RAREST: Duration = Duration::from_hours(31 * 24);

/// The words of `full_text`.
const FULL_TEXTS: [(&str, FullText); 3] =
    [("always", FullText::Always), ("never", FullText::Never), ("when-short", FullText::WhenShort)];

/// What a feed's own table says, so that its groups do not.
#[derive(Clone, Copy, Debug, Default)]
struct Own {
    cadence: bool,
    obey_hints: bool,
    full_text: bool,
}

impl Own {
    fn of(section: &Section<'_>) -> Self {
        Self {
            cadence: ["every", "cron", "adaptive"].iter().any(|key| section.has(key)),
            obey_hints: section.has("obey_hints"),
            full_text: section.has("full_text"),
        }
    }
}

/// The feeds read so far.
struct Feeds<'a> {
    fetch: &'a FetchConfig,
    zone: Zone,
    settings: BTreeMap<Name, FeedConfig>,
    own: BTreeMap<Name, Own>,
    names: Defined,
    /// The first feed of each address, and whether it came from an OPML file.
    addresses: BTreeMap<String, (Name, Place, bool)>,
    /// The next number for each title that several feeds of a list have.
    numbers: BTreeMap<String, u32>,
}

/// The feeds of all files.
pub(super) fn read(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
    newsroom: &Newsroom,
    fetch: &FetchConfig,
) -> BTreeMap<Name, FeedConfig> {
    let mut feeds = Feeds {
        fetch,
        zone: newsroom.zone,
        settings: BTreeMap::new(),
        own: BTreeMap::new(),
        names: Defined::default(),
        addresses: BTreeMap::new(),
        numbers: BTreeMap::new(),
    };
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        for (name, section) in named(findings, document, "feeds", "feeds.*") {
            feeds.feed(findings, around, name, &section);
        }
    }
    // After all tables, so that a feed's own table wins over its line in a list.
    let files = findings.files();
    for (file, source) in files.iter().enumerate().filter(|(_, source)| source.form == Form::Opml) {
        match read_opml(&source.text) {
            Ok(list) => list.into_iter().for_each(|feed| feeds.listed(findings, file, feed)),
            Err((message, offset)) => {
                findings.mark_broken(file);
                findings.error(&Place { file, span: offset..offset + 1 }, format!("not OPML: {message}"));
            }
        }
    }
    let groups = feeds.groups(findings, documents);
    feeds.take_defaults(findings, &groups);
    feeds.names.refuse_shared_variables(findings, around, "FEED", &["PASSWORD", "HEADERS", "PROXY"]);
    // Built again in one go, the map leaves no place empty: a large newsroom has tens of thousands of feeds.
    feeds.settings.into_iter().collect()
}

impl Feeds<'_> {
    fn feed(
        &mut self,
        findings: &mut Findings<'_>,
        around: &Surroundings<'_>,
        name: Located<Name>,
        section: &Section<'_>,
    ) {
        if !self.names.add(findings, &name, "feed") {
            return;
        }
        let name = name.value;
        section.missing(
            findings,
            "url",
            "write the address of the feed, such as `url = \"https://example.org/rss\"`",
        );
        let url = section.parsed(findings, "url", address);
        let title = section.text(findings, "title").map(|title| title.value);
        let site = section.parsed(findings, "site", address).map(|site| site.value);
        let enabled = section.boolean(findings, "enabled").unwrap_or(true);
        let tags = tags(findings, section);
        let policy = self.policy(findings, section);
        let credentials = credentials(findings, section, around, &variable_for("FEED", &name, "PASSWORD"));
        let headers = headers(findings, section, around, &name);
        let select = selectors(findings, section).map(Arc::new);
        let websub = section.boolean(findings, "websub").unwrap_or(true);
        let proxy = proxy(findings, section, around, &variable_for("FEED", &name, "PROXY"));
        let Some(url) = url else { return };
        if self.is_new(findings, &name, &url.value, &url.place) {
            let url = url.value;
            let feed = FeedConfig {
                name: name.clone(),
                title,
                url,
                site,
                enabled,
                policy,
                tags,
                credentials,
                headers,
                select,
                websub,
                proxy,
            };
            self.own.insert(name.clone(), Own::of(section));
            self.settings.insert(name, feed);
        }
    }

    /// Whether no feed before has this address.
    fn is_new(&mut self, findings: &mut Findings<'_>, name: &Name, url: &Url, place: &Place) -> bool {
        let key = address_key(url);
        if let Some((first, first_place, _)) = self.addresses.get(&key) {
            let at = findings.locate(first_place);
            let message = format!("the feeds `{first}` and `{name}` have the same address");
            findings.error(place, message).label("again here").also(at, "first here");
            return false;
        }
        self.addresses.insert(key, (name.clone(), place.clone(), false));
        true
    }

    fn policy(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> PollPolicy {
        PollPolicy {
            cadence: self.cadence(findings, section),
            min_interval: self.fetch.min_interval,
            obey_hints: section.boolean(findings, "obey_hints").unwrap_or(true),
            full_text: section.choice(findings, "full_text", &FULL_TEXTS).unwrap_or_default(),
            backlog: self.fetch.backlog,
        }
    }

    fn cadence(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> Cadence {
        let least = self.fetch.min_interval;
        let every = section.duration_that(findings, "every", |text, every| {
            if every > RAREST {
                return Err(Mistake::with_help(format!("`{text}` is too long"), "`every` goes up to 31d"));
            }
            if every >= least {
                return Ok(());
            }
            let message = format!("`{text}` is less than the least interval of any feed, {}", short(least));
            Err(Mistake::with_help(
                message,
                "write a longer one, or lower `min_interval` in `[fetch]`, down to `1s`",
            ))
        });
        let own = section.parsed(findings, "zone", zone).map(|zone| zone.value);
        if own.is_some() && !section.has("cron") {
            let help = "leave it out, or write `cron` instead of `every`";
            findings.warning(&section.place_of("zone"), "`zone` says nothing without `cron`").help(help);
        }
        if section.has("cron") && section.has("every") {
            let other = findings.locate(&section.place_of("every"));
            let message = "`cron` and `every` cannot both say when a feed is polled";
            findings
                .error(&section.place_of("cron"), message)
                .help("leave one of them out")
                .also(other, "and here");
        }
        let zone = own.unwrap_or(self.zone);
        let adaptive = section.boolean(findings, "adaptive").unwrap_or(false);
        if adaptive && section.has("cron") {
            let other = findings.locate(&section.place_of("cron"));
            findings
                .error(
                    &section.place_of("adaptive"),
                    "`adaptive` and `cron` cannot both say when a feed is polled",
                )
                .help("leave one of them out; with `adaptive`, `every` is the shortest interval")
                .also(other, "and here");
        }
        match section.parsed(findings, "cron", |text| cron(text, zone)) {
            Some(line) => Cadence::Cron(line.value),
            None if adaptive => Cadence::Adaptive(every.unwrap_or(ADAPTIVE.max(least))),
            None => Cadence::Every(every.unwrap_or(HOUR.max(least))),
        }
    }

    /// Adds a feed of an OPML file, unless its address is there already: then only its folders are added.
    fn listed(&mut self, findings: &mut Findings<'_>, file: usize, feed: OpmlFeed) {
        let place = outline(findings, file, feed.offset);
        let label = if feed.title.trim().is_empty() {
            "this feed".to_owned()
        } else {
            format!("`{}`", brief(&feed.title))
        };
        let url = match address(&without_feed_scheme(&feed.url)) {
            Ok(url) => url,
            Err(mistake) => {
                mistake.note(findings, &place, &format!("{label}: "));
                return;
            }
        };
        let key = address_key(&url);
        if let Some((name, ..)) = self.addresses.get(&key).filter(|(.., listed)| *listed) {
            if let Some(first) = self.settings.get_mut(name) {
                let new = feed.groups.into_iter().filter(|group| !first.tags.groups.contains(group));
                let new: Vec<String> = new.collect();
                first.tags.groups.extend(new);
            }
            return;
        }
        if let Some((name, first, _)) = self.addresses.get(&key) {
            let first = findings.locate(first);
            let message = format!("{label} is already the feed `{name}`, whose own table counts");
            findings.warning(&place, message).also(first, "here").help("take it out of the list");
            return;
        }
        let Some(name) = self.free_name(&feed.title, &url) else {
            findings.error(&place, format!("{label} gives no name")).help("write a `title`");
            return;
        };
        let title = Some(feed.title.clone()).filter(|title| *title != feed.url);
        let site = listed_site(findings, &place, &label, feed.site.as_deref());
        let tags = listed_tags(findings, &place, &label, feed);
        let cadence = Cadence::Every(HOUR.max(self.fetch.min_interval));
        let (min_interval, backlog) = (self.fetch.min_interval, self.fetch.backlog);
        let policy =
            PollPolicy { cadence, min_interval, obey_hints: true, full_text: FullText::default(), backlog };
        self.addresses.insert(key, (name.clone(), place.clone(), true));
        self.names.0.insert(name.clone(), place);
        let (credentials, headers, select, proxy) = (None, Vec::new(), None, None);
        let feed = FeedConfig {
            name: name.clone(),
            title,
            url,
            site,
            enabled: true,
            policy,
            tags,
            credentials,
            headers,
            select,
            websub: true,
            proxy,
        };
        self.settings.insert(name, feed);
    }

    /// A name made of the title, else of the host; numbered when it is taken.
    fn free_name(&mut self, title: &str, url: &Url) -> Option<Name> {
        let host = url.host_str().unwrap_or_default();
        let base =
            [slug(title), slug(host.trim_start_matches("www."))].into_iter().find(|s| !s.is_empty())?;
        let short: String = base.chars().take(70).collect();
        let mut candidate: Name = base.parse().ok()?;
        let number = self.numbers.entry(short.clone()).or_insert(1);
        while self.names.0.contains_key(&candidate) {
            *number += 1;
            candidate = format!("{short}-{number}").parse().ok()?;
        }
        Some(candidate)
    }
}

/// Reads a cron line, with what it says when it is wrong.
pub(super) fn cron(text: &str, zone: Zone) -> Result<CronLine, Mistake> {
    let help =
        "the fields are minute, hour, day of the month, month, day of the week, such as `30 7 * * mon-fri`";
    CronLine::parse(text, zone).map_err(|error| Mistake::with_help(error.to_string(), help))
}

/// Two addresses with the same key are the same feed.
fn address_key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

fn tags(findings: &mut Findings<'_>, section: &Section<'_>) -> SourceTags {
    let groups = section.texts(findings, "groups").unwrap_or_default();
    SourceTags {
        language: section.parsed(findings, "language", language).map(|l| l.value),
        country: section.parsed(findings, "country", country).map(|c| c.value),
        groups: groups.into_iter().map(|group| group.value).collect(),
    }
}

/// The site that a list names beside a feed.
fn listed_site(findings: &mut Findings<'_>, place: &Place, label: &str, site: Option<&str>) -> Option<Url> {
    match address(site?) {
        Ok(site) => Some(site),
        Err(mistake) => {
            mistake.warn(findings, place, &format!("the site of {label} (`htmlUrl`): "));
            None
        }
    }
}

/// What a list says of language and country is often odd: a warning, and it goes without.
fn listed_tags(findings: &mut Findings<'_>, place: &Place, label: &str, feed: OpmlFeed) -> SourceTags {
    let mut tags = SourceTags { groups: feed.groups, ..SourceTags::default() };
    if let Some(text) = feed.language.filter(|text| !text.trim().is_empty()) {
        match language(&text) {
            Ok(language) => tags.language = Some(language),
            Err(mistake) => mistake.warn(findings, place, &format!("{label}: ")),
        }
    }
    if let Some(text) = feed.country.filter(|text| !text.trim().is_empty()) {
        match country(&text) {
            Ok(country) => tags.country = Some(country),
            Err(mistake) => mistake.warn(findings, place, &format!("{label}: ")),
        }
    }
    tags
}

/// The place of a feed's `<outline …>`.
fn outline(findings: &Findings<'_>, file: usize, offset: usize) -> Place {
    let text = &findings.files()[file].text;
    let length = text.get(offset..).and_then(|rest| rest.find('>')).map_or(1, |end| end + 1);
    Place { file, span: offset..offset + length }
}

/// The lines `Name: value` of `headers_file`.
fn headers(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    around: &Surroundings<'_>,
    name: &Name,
) -> Vec<(String, Secret)> {
    let key = "headers_file";
    let lines = around.secret(findings, section, key, &variable_for("FEED", name, "HEADERS"), Lines::Several);
    let mut headers = Vec::new();
    for (index, line) in lines.unwrap_or_default().iter().enumerate() {
        if let Some(header) = header(line.reveal()) {
            headers.push(header);
        } else {
            let message = format!("line {} of `{key}` is not a header", index + 1);
            findings.error(&section.place_of(key), message).help("write each as `Name: value`, one a line");
        }
    }
    headers
}

/// A field of RFC 9110 section 5: a token, a colon, a value without controls.
fn header(line: &str) -> Option<(String, Secret)> {
    let (name, value) = line.split_once(':')?;
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let good = !name.is_empty() && name.bytes().all(token) && !value.chars().any(char::is_control);
    good.then(|| (name.to_owned(), Secret::new(value.trim().to_owned())))
}
