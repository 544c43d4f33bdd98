//! `vigie feed why NAME`: its last polls, and the verdict.

use std::process::ExitCode;

use serde::Serialize;

use super::list::unknown;
use super::shown::{Json, Shown, brief_span, by_feed};
use super::table::{brief_why, whole, wrapped};
use super::verdict::{Cause, cause, verdict};
use crate::cli::beside::columns;
use crate::cli::{Format, Globals, Outcome, beside, block_on, print_json, print_line};
use crate::feed::RecentPoll;
use crate::model::{Timestamp, Zone};

/// The JSON of `feed why`: what `feed list` says of the feed, its polls, the verdict.
#[derive(Serialize)]
struct Why<'a> {
    #[serde(flatten)]
    feed: Json<'a>,
    verdict: String,
    help: Option<String>,
    polls: Vec<Poll<'a>>,
}

#[derive(Serialize)]
struct Poll<'a> {
    at: Timestamp,
    result: &'a str,
    /// The name of a failure.
    cause: Option<&'static str>,
    new: usize,
    changed: usize,
    entries: usize,
    bytes: usize,
    took_ms: u64,
    next_seconds: u64,
    next_why: &'static str,
}

impl<'a> Poll<'a> {
    fn of(poll: &'a RecentPoll) -> Self {
        Self {
            at: poll.at,
            result: poll.result(),
            cause: cause(poll.came).map(|cause| cause.name),
            new: poll.new,
            changed: poll.changed,
            entries: poll.entries,
            bytes: poll.bytes,
            took_ms: poll.took_ms,
            next_seconds: poll.next_s,
            next_why: poll.why.in_words(),
        }
    }
}

pub(super) fn run(name: &str, globals: &Globals) -> Outcome {
    block_on(async {
        let app = beside::open(globals).await?;
        let (rows, hubs) = (app.store.feed_list().await?, by_feed(app.store.subscriptions().await?));
        let (setup, now) = (app.setup(), app.clock.now());
        beside::close(&app).await?;
        let config = &setup.config;
        let Some(row) = rows.iter().find(|row| row.name.as_str() == name) else {
            return Err(unknown(name, config));
        };
        let feed = Shown::of(row, config, &hubs, now);
        let (sentence, help) = verdict(&feed, now);
        match globals.format {
            Format::Json => {
                let polls = row.recent.iter().map(Poll::of).collect();
                print_json(&Why { feed: Json::of(&feed, now), verdict: sentence, help, polls })?;
            }
            Format::Text => {
                let zone = config.newsroom.zone;
                let mut lines = whole(&feed, now, zone);
                lines.extend(polls(&row.recent, zone));
                lines.push(String::new());
                lines.extend(wrapped(&format!("{sentence}."), 0));
                lines.extend(help.iter().flat_map(|help| wrapped(&format!("What helps: {help}."), 0)));
                for line in lines {
                    print_line(&line)?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The last polls, newest first, and below them the failures in their own words.
fn polls(polls: &[RecentPoll], zone: Zone) -> Vec<String> {
    if polls.is_empty() {
        return Vec::new();
    }
    let head = ["TIME", "RESULT", "ENTRIES", "NEW", "EDITED", "BYTES", "TOOK", "NEXT IN", "WHY"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut said: Vec<String> = Vec::new();
    for poll in polls {
        let cause = cause(poll.came);
        if let Some(words) = cause.map(|cause| in_full(poll, cause)).filter(|words| !said.contains(words)) {
            said.push(words);
        }
        let count = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        rows.push(vec![
            poll.at.in_zone(zone).format("%m-%d %H:%M:%S").to_string(),
            cause.map_or(poll.result(), |cause| cause.name).to_owned(),
            count(poll.entries),
            count(poll.new),
            count(poll.changed),
            size(poll.bytes),
            took(poll.took_ms),
            if poll.next_s == 0 { "never".to_owned() } else { brief_span(poll.next_s) },
            brief_why(poll.why).chars().take(16).collect(),
        ]);
    }
    let mut lines = vec![String::new()];
    lines.extend(columns(&rows));
    lines.extend(said.iter().flat_map(|words| wrapped(words, 2)));
    lines
}

/// A failure in its own words, behind its name where it does not begin with it.
fn in_full(poll: &RecentPoll, Cause { name, .. }: Cause) -> String {
    let words = poll.result();
    if words.starts_with(name) { words.to_owned() } else { format!("{name}: {words}") }
}

/// Bytes in at most five characters.
fn size(bytes: usize) -> String {
    match bytes {
        0 => String::new(),
        1..1_000 => format!("{bytes}B"),
        1_000..1_000_000 => format!("{}kB", bytes / 1_000),
        _ => format!("{:.1}MB", bytes as f64 / 1e6),
    }
}

fn took(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms}ms"),
        1_000..60_000 => format!("{:.1}s", ms as f64 / 1e3),
        _ => brief_span(ms / 1_000),
    }
}
