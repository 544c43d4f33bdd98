//! `vigie feed list` as people read it: a line a feed in 80 columns, and the whole of one feed.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::hub::{brief, words};
use super::shown::{Condition, Health, Shown, brief_span, coarse_span};
use crate::cli::beside::{ago, padded};
use crate::cli::configuration::counted;
use crate::feed::IntervalReason;
use crate::model::{Timestamp, Zone};

/// How a feed that the store has not met comes to be watched.
pub(super) const WATCHING: &str = "`vigie run` begins, a running daemon reads them on reload";

/// No line is wider, whatever the terminal: lists are read in mails and over the telephone too.
const WIDTH: usize = 80;

/// The list of many feeds: a line each, with another for what is wrong, and the counts at the end.
pub(super) fn table(feeds: &[Shown<'_>], now: Timestamp) -> Vec<String> {
    let mut lines =
        vec![row(&["FEED", "HEALTH", "GOOD", "NEXT", "EVERY", "VALID", "WHY"].map(str::to_owned))];
    for feed in feeds {
        lines.push(row(&[
            feed.row.name.to_string(),
            feed.health.word().to_owned(),
            feed.row.last_ok_at.map_or_else(dash, |at| coarse_span(now.since(at).as_secs())),
            next(feed, now),
            every(feed),
            match feed.condition() {
                Condition::None => dash(),
                held => held.to_string(),
            },
            why(feed, now),
        ]));
        lines.extend(notes(feed, now).iter().flat_map(|note| wrapped(note, 4)));
    }
    lines
}

fn dash() -> String {
    "–".to_owned()
}

fn row(cells: &[String; 7]) -> String {
    const WIDTHS: [usize; 7] = [25, 6, 5, 5, 9, 5, 13];
    let cells: Vec<String> =
        cells.iter().zip(WIDTHS).map(|(cell, width)| padded(&fitted(cell, width), width)).collect();
    cells.join("  ").trim_end().to_owned()
}

/// `text` in at most `width` columns, `…` where something was cut off.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut fitted, mut used) = (String::new(), 1);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        fitted.push(c);
    }
    fitted + "…"
}

/// `text` broken at spaces into lines of [`WIDTH`] columns, each behind `indent` spaces.
pub(super) fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let (room, mut lines, mut line) = (WIDTH - indent, Vec::new(), String::new());
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect()
}

fn next(feed: &Shown<'_>, now: Timestamp) -> String {
    let held = feed.held(now).map(|(until, _)| until);
    match feed.row.next_poll_at.map(|at| held.map_or(at, |held| at.max(held))) {
        _ if feed.health == Health::Paused => dash(),
        Some(at) if at <= now => "now".to_owned(),
        Some(at) => coarse_span(at.since(now).as_secs()),
        None => dash(),
    }
}

/// What was asked for, and what is in force when that is something else: `5m→1h`.
fn every(feed: &Shown<'_>) -> String {
    let in_force = feed.in_force_seconds();
    match feed.asked_seconds() {
        Some(asked) if in_force.abs_diff(asked) * 20 > asked && in_force > 0 => {
            format!("{}→{}", brief_span(asked), brief_span(in_force))
        }
        Some(asked) => brief_span(asked),
        None if feed.config.is_some() => "cron".to_owned(),
        None => brief_span(in_force),
    }
}

/// Why that interval is in force; where nothing else lengthens it, how its hub is.
fn why(feed: &Shown<'_>, now: Timestamp) -> String {
    match feed.row.interval_why {
        _ if feed.health == Health::Gone => String::new(),
        IntervalReason::Configured
        | IntervalReason::Unpolled
        | IntervalReason::Pushed
        | IntervalReason::Unpushed => feed.hub.map_or_else(String::new, |hub| brief(hub, now)),
        why => brief_why(why).to_owned(),
    }
}

/// Why a feed is asked when it is, for a column: nothing where it is as configured.
pub(super) const fn brief_why(why: IntervalReason) -> &'static str {
    match why {
        IntervalReason::Configured | IntervalReason::Gone => "",
        IntervalReason::Feed => "by the feed",
        IntervalReason::Server => "by the server",
        IntervalReason::Held => "held by host",
        IntervalReason::Unpolled
        | IntervalReason::Adaptive
        | IntervalReason::Unchanged
        | IntervalReason::Skipped
        | IntervalReason::Pushed
        | IntervalReason::Unpushed
        | IntervalReason::Backoff
        | IntervalReason::Told => why.in_words(),
    }
}

/// What is wrong with a feed, and what moved, a sentence each.
fn notes(feed: &Shown<'_>, now: Timestamp) -> Vec<String> {
    let row = feed.row;
    let mut notes = Vec::new();
    match (feed.health, &row.reason) {
        (Health::Gone, why) => notes.push(why.clone().unwrap_or_else(|| "gone for good".to_owned())),
        // What its host asked for is said below; of a host behind a redirect nothing is known here.
        (Health::Blind, why) if row.failures == 0 => {
            notes.extend(why.clone().filter(|_| feed.held(now).is_none()));
        }
        (Health::Blind, Some(why)) => notes.push(format!("{why} ({} in a row)", row.failures)),
        (Health::Blind, None) => notes.push(format!("failing ({} in a row)", row.failures)),
        (Health::Silent, _) => {
            let since =
                row.last_new_at.map_or_else(String::new, |at| format!(" (the last {})", ago(at, now)));
            notes.push(format!("nothing new for longer than its rhythm allows{since}"));
        }
        (Health::Paused, _) => notes.push(pause(feed, now)),
        _ => {}
    }
    if let Some((until, why)) = feed.held(now) {
        notes.push(format!("its host asked for silence, which ends {}: {why}", ago(until, now)));
    }
    if feed.lost() > 0 {
        notes.push(format!("{} of its last body could not be saved", counted(feed.lost(), "entry")));
    }
    notes.extend(moves(feed));
    notes
}

/// `paused until 2026-06-11 09:30 CEST (in 3h)`.
fn pause(feed: &Shown<'_>, now: Timestamp) -> String {
    match feed.paused_until(now) {
        Some(until) => format!("paused until {} ({})", until.on_clocks(feed.zone), ago(until, now)),
        None => "paused until it is resumed".to_owned(),
    }
}

fn moves(feed: &Shown<'_>) -> Vec<String> {
    let row = feed.row;
    let mut moves = Vec::new();
    if let Some(url) = row.url_in_use.as_ref().filter(|url| **url != row.url) {
        moves.push(format!("moved for good to {url}: write that address into the configuration"));
    }
    if let Some((url, times)) = &row.moved {
        moves.push(format!("says it has moved to {url} ({times} of 3 times before it is believed)"));
    }
    moves
}

/// `600 feeds, 6 blind, 1 gone`.
pub(super) fn counts(feeds: &[Shown<'_>]) -> String {
    let count = |health: Health| feeds.iter().filter(|feed| feed.health == health).count();
    let mut text = format!("{}, {} blind", counted(feeds.len(), "feed"), count(Health::Blind));
    for health in [Health::Gone, Health::Silent, Health::Lossy, Health::New, Health::Paused, Health::Off] {
        match count(health) {
            0 => {}
            count => text = format!("{text}, {count} {}", health.word()),
        }
    }
    match feeds.iter().filter(|feed| !feed.repairs().is_empty()).count() {
        0 => text,
        repaired => format!("{text}; the last body of {repaired} was repaired"),
    }
}

/// Everything known of one feed.
pub(super) fn whole(feed: &Shown<'_>, now: Timestamp, zone: Zone) -> Vec<String> {
    let row = feed.row;
    let at = |at: Option<Timestamp>| moment(at, now, zone);
    let mut lines = vec![format!("{}: {}", row.name, feed.health.word())];
    let mut say = |what: &str, text: &str| {
        let mut text = wrapped(text, 14).into_iter();
        lines.extend(text.next().map(|first| format!("  {what:<12}{}", first.trim_start())));
        lines.extend(text);
    };
    if let Some(title) = feed.config.and_then(|config| config.title.as_deref()) {
        say("title", title);
    }
    say("address", &row.url);
    if let Some(site) = feed.config.and_then(|config| config.site.as_ref()) {
        say("site", site.as_str());
    }
    for note in notes(feed, now) {
        say("note", &note);
    }
    say("last good", &at(row.last_ok_at));
    say("last news", &at(row.last_new_at));
    if row.last_poll_at != row.last_ok_at {
        say("last poll", &at(row.last_poll_at));
    }
    say("next poll", &next_in_full(feed, now, zone));
    say("interval", &interval(feed));
    if let Some(hub) = feed.hub {
        say("hub", &words(hub, now, zone));
    }
    if let Some(rhythm) = &row.rhythm {
        say("rhythm", &rhythm.describe(zone));
    }
    say("validators", validators(feed));
    if let Some(body) = &row.body {
        let entries =
            if body.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", body.entries) };
        say("last body", &format!("{} in {}, {entries}, {} lost", body.format, body.encoding, body.lost));
    }
    for problem in feed.repairs() {
        say("repaired", problem);
    }
    if let Some(tags) = feed.config.map(|config| &config.tags) {
        let language = tags.language.as_ref().map(|l| l.as_str().to_owned());
        let tags: Vec<String> =
            language.into_iter().chain(tags.country.clone()).chain(tags.groups.clone()).collect();
        if !tags.is_empty() {
            say("tags", &tags.join(", "));
        }
    }
    say("articles", &row.articles.to_string());
    lines
}

/// When something was or will be.
fn moment(at: Option<Timestamp>, now: Timestamp, zone: Zone) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{} ({})", local(at, zone), ago(at, now)))
}

/// When it is polled next, and what that waits for.
fn next_in_full(feed: &Shown<'_>, now: Timestamp, zone: Zone) -> String {
    match feed.row.next_poll_at {
        _ if feed.is_unmet() => format!("once it is watched: {WATCHING}"),
        next if feed.health == Health::Paused => match feed.paused_until(now) {
            Some(until) => {
                let next = next.map_or(until, |next| next.max(until));
                format!("{}, after the pause", moment(Some(next), now, zone))
            }
            None => format!("after the pause: `vigie resume feed {}` ends it", feed.row.name),
        },
        Some(next) if next <= now => "now".to_owned(),
        next => moment(next, now, zone),
    }
}

/// A time on the newsroom's clocks.
pub(super) fn local(at: Timestamp, zone: Zone) -> String {
    at.in_zone(zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn interval(feed: &Shown<'_>) -> String {
    let in_force = feed.in_force_seconds();
    let asked = match feed.asked() {
        asked if asked.is_empty() => "no longer configured".to_owned(),
        asked => asked,
    };
    if in_force == 0 || feed.row.interval_why == IntervalReason::Configured {
        return asked;
    }
    format!("{asked}; in force {} ({})", brief_span(in_force), feed.interval_why())
}

fn validators(feed: &Shown<'_>) -> &'static str {
    match feed.condition() {
        Condition::Both => "ETag and Last-Modified",
        Condition::Etag => "ETag",
        Condition::Date => "Last-Modified",
        Condition::None => "none: every poll transfers the whole feed",
    }
}
