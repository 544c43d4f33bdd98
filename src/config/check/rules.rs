//! `[alerts.*]` and `[digests.*]`: who is told what, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::Defined;
use super::channels::{Channels, not_empty};
use super::feeds::cron;
use super::layout;
use super::values::{time_of_day, zone};
use crate::config::findings::Findings;
use crate::config::names::named;
use crate::config::secret::Surroundings;
use crate::config::section::Section;
use crate::config::settings::{Newsroom, Operator};
use crate::config::source::{Document, Form, Place};
use crate::config::value::Mistake;
use crate::digest::{AlertRule, DigestRule, TopicSelection};
use crate::model::{Name, Priority, RuleName, Timestamp, Zone};
use crate::render::Layout;
use crate::schedule::{Calendar, CronLine, QuietHours, Weekdays, quiet_until};
use crate::topic::{TopicDefinition, packs};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

/// The rules of all files.
#[derive(Default)]
pub(super) struct Rules {
    /// `[alerts.*]`
    pub alerts: BTreeMap<Name, AlertRule>,
    /// `[digests.*]`
    pub digests: BTreeMap<Name, DigestRule>,
    /// How the mails of these are laid out.
    pub layouts: BTreeMap<RuleName, Arc<Layout>>,
    /// The texts of the templates.
    pub template_texts: Vec<String>,
    /// Where the alerts are defined.
    alert_places: BTreeMap<Name, Place>,
}

/// What rules refer to.
struct Known<'a> {
    newsroom: &'a Newsroom,
    topics: &'a Defined,
    channels: &'a Channels,
}

/// Reads the rules of all files.
pub(super) fn read(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
    newsroom: &Newsroom,
    topics: &Defined,
    channels: &Channels,
) -> Rules {
    let known = Known { newsroom, topics, channels };
    let (mut rules, mut alerts, mut digests) = (Rules::default(), Defined::default(), Defined::default());
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        for (name, section) in named(findings, document, "alerts", "alerts.*") {
            if alerts.add(findings, &name, "alert") {
                let layout = layout::read(findings, around, &section, "alerts.*.template");
                rules.lay_out(RuleName::Alert(name.value.clone()), layout);
                let alert = known.alert(findings, name.value, &section);
                rules.alerts.extend(alert.map(|alert| (alert.name.clone(), alert)));
            }
        }
        for (name, section) in named(findings, document, "digests", "digests.*") {
            if digests.add(findings, &name, "digest") {
                let layout = layout::read(findings, around, &section, "digests.*.template");
                rules.lay_out(RuleName::Digest(name.value.clone()), layout);
                let digest = known.digest(findings, name.value, &section);
                rules.digests.extend(digest.map(|digest| (digest.name.clone(), digest)));
            }
        }
    }
    rules.alert_places = alerts.0;
    rules
}

impl Rules {
    fn lay_out(&mut self, rule: RuleName, read: Option<layout::Read>) {
        let Some(read) = read else { return };
        self.layouts.insert(rule, Arc::new(read.layout));
        self.template_texts.extend(read.texts);
    }

    /// Warns of topics nobody is told of, of alerts that never tell anything, of a configuration that watches nothing, and of one
    /// whose failures nobody hears of.
    pub fn warn_of_silence(
        &self,
        findings: &mut Findings<'_>,
        topics: &Defined,
        definitions: &[TopicDefinition],
        no_feeds: bool,
        operator: (&Operator, &Place),
    ) {
        self.warn_of_deaf_operator(findings, operator);
        if no_feeds {
            let help = "add one, such as `[feeds.example]` with `url = \"https://example.org/rss\"`";
            findings
                .warning(&Place { file: 0, span: 0..0 }, "there is no feed: nothing is watched")
                .help(help);
        }
        for (name, place) in &self.alert_places {
            let Some(rule) = self.alerts.get(name) else { continue };
            let least = rule.min_priority.max(Priority::Normal);
            let mut own = definitions.iter().filter(|topic| rule.topics.contains(&topic.name)).peekable();
            if own.peek().is_some() && own.all(|topic| topic.priority < least) {
                let message =
                    format!("the alert `{name}` never tells anything: all its topics are below `{least}`");
                let help = "give one of them another `priority`, or tell them in a digest";
                findings.warning(place, message).help(help);
            }
        }
        for (name, place) in &topics.0 {
            let selected =
                self.alerts.values().map(|a| &a.topics).chain(self.digests.values().map(|d| &d.topics));
            if !selected.into_iter().any(|selection| selection.contains(name)) {
                let message =
                    format!("nobody is told of the topic `{name}`: it is in no alert and no digest");
                findings.warning(place, message).help("add it to the `topics` of an alert or a digest");
            }
        }
    }
}

impl Rules {
    /// What goes wrong is told to the operator; who has nothing to tell has little to lose.
    fn warn_of_deaf_operator(&self, findings: &mut Findings<'_>, (operator, place): (&Operator, &Place)) {
        let has_rules = !self.alerts.is_empty() || !self.digests.is_empty();
        if has_rules && operator.channels.is_empty() {
            let message = "nobody hears of feeds that go blind or of messages that cannot be sent";
            let help = "write who is told, such as `[operator]` with `channels = [\"desk\"]`";
            findings.warning(place, message).help(help);
        }
    }
}

impl Known<'_> {
    fn alert(&self, findings: &mut Findings<'_>, name: Name, section: &Section<'_>) -> Option<AlertRule> {
        let topics = self.topics(findings, section);
        let channels = self.channels(findings, section);
        let mut duration =
            |key, default, most| section.duration(findings, key, Duration::ZERO, most).unwrap_or(default);
        let group_wait = duration("group_wait", 10 * SECOND, HOUR);
        let group_interval = duration("group_interval", 60 * SECOND, 24 * HOUR);
        let max_age = section.duration(findings, "max_age", 60 * SECOND, 72 * HOUR).unwrap_or(6 * HOUR);
        let max_items = max_items(findings, section, 30);
        heed_age(findings, section, (group_wait, group_interval), max_age);
        let priorities = [("low", Priority::Low), ("normal", Priority::Normal), ("urgent", Priority::Urgent)];
        let min_priority = section.choice(findings, "min_priority", &priorities).unwrap_or(Priority::Normal);
        let quiet = self.quiet(findings, section);
        let (topics, channels) = (topics?, channels?);
        Some(AlertRule {
            name,
            topics,
            group_wait,
            group_interval,
            max_items,
            max_age,
            min_priority,
            quiet,
            threads: self.threads(&channels),
            channels,
        })
    }

    /// Those that can answer in the thread of what they took.
    fn threads(&self, channels: &[Name]) -> Vec<Name> {
        let can = |name: &&Name| {
            self.channels.settings.get(*name).is_some_and(|channel| channel.kind.has_threads())
        };
        channels.iter().filter(can).cloned().collect()
    }

    /// One table, or a list of them: nights and whole weekends.
    fn quiet(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> Vec<QuietHours> {
        let tables = section.tables(findings, "quiet", "alerts.*.quiet");
        let hours: Vec<QuietHours> =
            tables.iter().filter_map(|table| self.quiet_hours(findings, table)).collect();
        // An end that never comes is given as one some days ahead.
        let never_ends =
            |at| quiet_until(&hours, at).is_some_and(|end| end.since(at) > Duration::from_hours(7 * 24));
        if let Some(table) = tables.first().filter(|_| never_ends(Timestamp::from_millis(0))) {
            findings
                .error(&table.place, "every hour of the week is quiet: nothing would be told")
                .help("write another `to`, or fewer `days`");
        }
        hours
    }

    fn quiet_hours(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> Option<QuietHours> {
        section.missing(findings, "from", "write the first quiet minute, such as `from = \"22:00\"`");
        section.missing(findings, "to", "write the first minute that is not quiet, such as `to = \"06:30\"`");
        let from = section.parsed(findings, "from", time_of_day).map(|time| time.value);
        let to = section.parsed(findings, "to", time_of_day).map(|time| time.value);
        let zone = section.parsed(findings, "zone", zone).map_or(self.newsroom.zone, |zone| zone.value);
        let days = days(findings, section).unwrap_or(Weekdays::ALL);
        Some(QuietHours { from: from?, to: to?, zone, days })
    }

    fn digest(&self, findings: &mut Findings<'_>, name: Name, section: &Section<'_>) -> Option<DigestRule> {
        let title =
            section.text(findings, "title").map(|t| t.value.split_whitespace().collect::<Vec<_>>().join(" "));
        let topics = self.topics(findings, section);
        let channels = self.channels(findings, section);
        let zone = section.parsed(findings, "zone", zone).map_or(self.newsroom.zone, |zone| zone.value);
        let calendar = calendar(findings, section, zone);
        let max_items = max_items(findings, section, 100);
        let send_empty =
            section.choice(findings, "when_empty", &[("skip", false), ("send", true)]).unwrap_or(false);
        let title = title.unwrap_or_else(|| name.to_string());
        let (topics, channels, calendar) = (topics?, channels?, calendar?);
        Some(DigestRule { name, title, topics, channels, calendar, zone, max_items, send_empty })
    }

    fn topics(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> Option<TopicSelection> {
        section.missing(findings, "topics", "write `topics = [\"*\"]` for all of them");
        let texts = section.texts(findings, "topics")?;
        not_empty(findings, section, "topics", "write `topics = [\"*\"]` for all of them");
        let mut names = BTreeSet::new();
        for text in texts.iter().filter(|text| text.value != "*") {
            let pack = packs().iter().any(|pack| pack.name == text.value);
            let how = if pack {
                format!("add `\"pack:{}\"` to `include`", text.value)
            } else {
                format!("define it as `[topics.{}]`", super::brief(&text.value))
            };
            names.extend(self.topics.resolve(findings, text, "topic", &how));
        }
        let all = texts.iter().any(|text| text.value == "*");
        Some(if all { TopicSelection::All } else { TopicSelection::Some(names) })
    }

    fn channels(&self, findings: &mut Findings<'_>, section: &Section<'_>) -> Option<Vec<Name>> {
        section.missing(findings, "channels", "write who is told, such as `channels = [\"desk\"]`");
        let texts = section.texts(findings, "channels")?;
        not_empty(findings, section, "channels", "write at least one channel");
        let mut names: Vec<Name> = Vec::new();
        for text in &texts {
            let name = self.channels.names.resolve(
                findings,
                text,
                "channel",
                "define it as `[channels.NAME.email]`",
            );
            names.extend(name.filter(|name| !names.contains(name)));
        }
        Some(names)
    }
}

/// An alert whose own waits make its stories too old tells them in digests, if at all.
fn heed_age(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    (group_wait, group_interval): (Duration, Duration),
    max_age: Duration,
) {
    let max_age_at = findings.locate(&section.place_of("max_age"));
    if group_wait >= max_age {
        let message = "the alert would never tell anything: `group_wait` is not shorter than `max_age`";
        findings
            .error(&section.place_of("group_wait"), message)
            .help("wait less, or write a longer `max_age`")
            .also(max_age_at, "too old for the alert by then");
    } else if group_interval > max_age {
        let message =
            "what comes soon after a message is left to digests: `group_interval` is longer than `max_age`";
        findings
            .warning(&section.place_of("group_interval"), message)
            .help("write a shorter `group_interval`, or a longer `max_age`")
            .also(max_age_at, "too old for the alert by then");
    }
}

fn max_items(findings: &mut Findings<'_>, section: &Section<'_>, usual: usize) -> usize {
    section.integer(findings, "max_items", 1..=500).and_then(|n| usize::try_from(n).ok()).unwrap_or(usual)
}

fn days(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<Weekdays> {
    let help = "write `mon` to `sun`, ranges such as `mon-fri`, and commas between them";
    let read = |text: &str| {
        text.parse::<Weekdays>()
            .map_err(|e| Mistake::with_help(format!("`{}` is not a day of the week", e.0), help))
    };
    section.parsed(findings, "days", read).map(|days| days.value)
}

/// `cron`, or `at` and `days`.
fn calendar(findings: &mut Findings<'_>, section: &Section<'_>, zone: Zone) -> Option<Calendar> {
    if section.has("cron") {
        for other in ["at", "days"].into_iter().filter(|key| section.has(key)) {
            let at = findings.locate(&section.place_of(other));
            let message = format!("`cron` and `{other}` cannot both say when a digest goes out");
            findings
                .error(&section.place_of("cron"), message)
                .help("leave one of them out")
                .also(at, "and here");
        }
        let line = section.parsed(findings, "cron", |text| cron(text, zone))?;
        return Some(Calendar { lines: vec![line.value] });
    }
    let help = "write `at = [\"07:30\"]` with `days = \"mon-fri\"`, or a `cron` line";
    section.missing(findings, "at", help);
    let days = days(findings, section).unwrap_or(Weekdays::ALL);
    let texts = section.texts(findings, "at")?;
    not_empty(findings, section, "at", help);
    let week = if days == Weekdays::ALL { "*".to_owned() } else { days.to_string() };
    let line = |text: &str| {
        let time = time_of_day(text)?;
        let line = time.format(&format!("%-M %-H * * {week}")).to_string();
        CronLine::parse(&line, zone).map_err(|error| Mistake::from(error.to_string()))
    };
    let lines: Vec<CronLine> = texts.iter().filter_map(|text| text.parse(findings, line)).collect();
    (!lines.is_empty()).then_some(Calendar { lines })
}
