//! What a backtest counts, and how it is shown.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::cli::plain;
use crate::cli::search::{Found, Output};
use crate::model::{Article, Language, Timestamp, Zone};
use crate::store::Archived;
use crate::topic::Match;

/// Columns of the line of days; longer stretches share columns.
const COLUMNS: usize = 60;
/// Sites shown, and examples of what changes.
const MOST_SITES: usize = 8;
const MOST_EXAMPLES: usize = 5;

/// An article of the archive, tried.
pub(super) struct Seen<'a> {
    pub archived: &'a Archived,
    pub article: &'a Article,
    pub language: Language,
    /// Its match, when it has one.
    pub tried: Option<&'a Match>,
}

/// What was found so far.
pub(super) struct Tally {
    zone: Zone,
    stretch: (Timestamp, Timestamp),
    /// Articles looked at: those that could match.
    pub looked: usize,
    pub hits: usize,
    days: BTreeMap<NaiveDate, usize>,
    sites: BTreeMap<String, usize>,
    languages: BTreeMap<Language, usize>,
    /// A fair draw that is the same each time: those of the smallest mixed ids.
    samples: BTreeMap<u64, Sample>,
    most_samples: usize,
    change: Option<Change>,
}

struct Sample {
    archived: Archived,
    article: Article,
    language: Language,
    matching: Match,
}

/// The difference against the topic as it is.
#[derive(Default)]
struct Change {
    same: usize,
    new: Examples,
    lost: Examples,
}

#[derive(Default)]
struct Examples {
    count: usize,
    newest: Vec<String>,
}

impl Examples {
    fn add(&mut self, seen: &Seen<'_>, zone: Zone) {
        self.count += 1;
        if self.newest.len() < MOST_EXAMPLES {
            let day = seen.archived.first_seen_at.in_zone(zone).format("%Y-%m-%d");
            let site = seen.article.site.as_deref().unwrap_or("-");
            self.newest.push(format!("{day} {} {}", plain(site), plain(&seen.article.title)));
        }
    }
}

impl Tally {
    pub(super) fn new(zone: Zone, stretch: (Timestamp, Timestamp), samples: usize) -> Self {
        Self {
            zone,
            stretch,
            looked: 0,
            hits: 0,
            days: BTreeMap::new(),
            sites: BTreeMap::new(),
            languages: BTreeMap::new(),
            samples: BTreeMap::new(),
            most_samples: samples,
            change: None,
        }
    }

    /// Counts an article; `current` says whether the topic as it is matches it, when another is tried.
    pub(super) fn add(&mut self, seen: &Seen<'_>, current: Option<bool>) {
        self.looked += 1;
        if let Some(current) = current {
            let change = self.change.get_or_insert_default();
            match (seen.tried.is_some(), current) {
                (true, true) => change.same += 1,
                (true, false) => change.new.add(seen, self.zone),
                (false, true) => change.lost.add(seen, self.zone),
                (false, false) => {}
            }
        }
        let Some(matching) = seen.tried else { return };
        self.hits += 1;
        let day = seen.archived.first_seen_at.in_zone(self.zone).date_naive();
        *self.days.entry(day).or_default() += 1;
        let site = seen.article.site.clone().unwrap_or_else(|| "-".to_owned());
        *self.sites.entry(site).or_default() += 1;
        *self.languages.entry(seen.language).or_default() += 1;
        self.draw(seen, matching);
    }

    fn draw(&mut self, seen: &Seen<'_>, matching: &Match) {
        let key = mixed(seen.archived.id.get());
        let full = self.samples.len() >= self.most_samples;
        if full && self.samples.last_key_value().is_none_or(|(largest, _)| *largest < key) {
            return;
        }
        let sample = Sample {
            archived: seen.archived.clone(),
            article: seen.article.clone(),
            language: seen.language,
            matching: matching.clone(),
        };
        self.samples.insert(key, sample);
        if self.samples.len() > self.most_samples {
            self.samples.pop_last();
        }
    }

    /// The samples, newest first.
    fn drawn(&self) -> Vec<&Sample> {
        let mut samples: Vec<&Sample> = self.samples.values().collect();
        samples.sort_by_key(|sample| std::cmp::Reverse(sample.archived.id));
        samples
    }

    /// First and last day of the stretch.
    fn edges(&self) -> (NaiveDate, NaiveDate) {
        let day = |at: Timestamp| at.in_zone(self.zone).date_naive();
        (day(self.stretch.0), day(self.stretch.1))
    }

    /// For people.
    pub(super) fn text(&self, name: &str, output: &Output) -> Vec<String> {
        let (first, last) = self.edges();
        let mut lines = vec![format!(
            "{name} from {first} to {last}: {} of {} articles that could match do",
            self.hits, self.looked
        )];
        if self.hits > 0 {
            lines.push(format!("  a day      {}", self.spark_line()));
            lines.push(format!("  sources    {}", shares(&self.sites)));
            lines.push(format!("  languages  {}", shares(&self.languages)));
        }
        if let Some(change) = &self.change {
            lines.push(format!(
                "against the topic as it is: {} the same, {} new, {} lost",
                change.same, change.new.count, change.lost.count
            ));
            for (sign, examples) in [('+', &change.new), ('-', &change.lost)] {
                lines.extend(examples.newest.iter().map(|example| format!("  {sign} {example}")));
                if examples.count > examples.newest.len() {
                    lines.push(format!("  {sign} and {} more", examples.count - examples.newest.len()));
                }
            }
        }
        let samples = self.drawn();
        if !samples.is_empty() {
            lines.push(String::new());
        }
        for sample in samples {
            let found = Found {
                archived: &sample.archived,
                article: &sample.article,
                language: sample.language,
                matching: &sample.matching,
            };
            lines.extend(output.row(&found).lines().map(str::to_owned));
        }
        lines
    }

    /// Hits in time: a column for a day, or for as many days as make the line fit.
    fn spark_line(&self) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let (first, last) = self.edges();
        let days = usize::try_from((last - first).num_days()).unwrap_or(0) + 1;
        let width = days.div_ceil(COLUMNS);
        let mut columns = vec![0_usize; days.div_ceil(width)];
        for (day, hits) in &self.days {
            let at = usize::try_from((*day - first).num_days()).unwrap_or(0) / width;
            if let Some(column) = columns.get_mut(at) {
                *column += hits;
            }
        }
        let most = columns.iter().copied().max().unwrap_or(0).max(1);
        let bar =
            |hits: &usize| if *hits == 0 { '·' } else { BARS[(hits * (BARS.len() - 1)).div_ceil(most)] };
        let line: String = columns.iter().map(bar).collect();
        let peak = columns.iter().position(|hits| *hits == most).unwrap_or(0);
        let day = first.checked_add_days(Days::new((peak * width) as u64)).unwrap_or(first);
        let share = if width > 1 { format!(", {width} days a column") } else { String::new() };
        format!("{line}  most {most}, on {day}{share}")
    }

    /// For scripts.
    pub(super) fn json(&self, name: &str) -> Value {
        let (since, until) = self.stretch;
        let samples: Vec<Value> = self.drawn().into_iter().map(sample_json).collect();
        let change = self.change.as_ref().map(|change| {
            json!({ "same": change.same, "new": change.new.count, "lost": change.lost.count,
                    "new_examples": change.new.newest, "lost_examples": change.lost.newest })
        });
        json!({
            "topic": name, "since": since, "until": until, "looked": self.looked, "hits": self.hits,
            "days": self.days.iter().map(|(day, hits)| json!({ "day": day.to_string(), "hits": hits })).collect::<Vec<_>>(),
            "sites": self.sites, "languages": self.languages, "change": change, "samples": samples,
        })
    }
}

fn sample_json(sample: &Sample) -> Value {
    json!({
        "id": sample.archived.id,
        "title": sample.article.title,
        "url": sample.article.url,
        "site": sample.article.site,
        "language": sample.language,
        "first_seen": sample.archived.first_seen_at,
        "score": sample.matching.score,
        "spans": sample.matching.spans,
    })
}

/// The largest shares, largest first.
fn shares<K: ToString>(counts: &BTreeMap<K, usize>) -> String {
    let mut all: Vec<(usize, String)> = counts.iter().map(|(key, count)| (*count, key.to_string())).collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let rest = all.len().saturating_sub(MOST_SITES);
    let mut shown: Vec<String> =
        all.into_iter().take(MOST_SITES).map(|(count, key)| format!("{} {count}", plain(&key))).collect();
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    shown.join(" · ")
}

/// Neighbouring ids far apart (the finishing steps of `SplitMix64`).
fn mixed(id: i64) -> u64 {
    let mut z = id.cast_unsigned().wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
