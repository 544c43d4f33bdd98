//! `vigie status`.

use std::process::ExitCode;

use serde::Serialize;

use super::beside::{ago, columns, span};
use super::configuration::counted;
use super::{Format, Globals, Outcome, beside, print_json, print_line};
use crate::daemon;
use crate::digest::{AlarmKind, AlarmSubject};
use crate::model::{DeliveryState, Name, PauseKind, RuleName, Timestamp, Zone};
use crate::store::{Counts, HeldChannel, Pause, Rest, StandingAlarm};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let Args {} = args;
    super::block_on(async {
        let (app, has_mistakes) = beside::open_for_its_store(globals).await?;
        let setup = app.setup();
        let (counts, stranded) = if has_mistakes {
            // A rule that cannot be read is not gone.
            (app.store.counts().await?, Vec::new())
        } else {
            daemon::counts_and_stranded(&app).await?
        };
        let pauses = app.store.named_pauses(app.clock.now()).await?;
        match globals.format {
            Format::Json => print_json(&Status::of(&counts, &stranded, &pauses))?,
            Format::Text => {
                for line in lines(&counts, &stranded, &pauses, app.clock.now(), setup.config.newsroom.zone) {
                    print_line(&line)?;
                }
            }
        }
        beside::close(&app).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The JSON of `vigie status`.
#[derive(Serialize)]
struct Status<'a> {
    feeds: i64,
    blind: i64,
    articles: i64,
    pending_pages: i64,
    matches: i64,
    stories: i64,
    open_items: i64,
    /// Owed under rules that the configuration no longer has, and not among `open_items`.
    stranded: Vec<Stranded<'a>>,
    store_bytes: i64,
    oldest_unsettled_at: Option<Timestamp>,
    deliveries: Vec<Deliveries<'a>>,
    held_channels: Vec<Held<'a>>,
    alarms: Vec<Standing<'a>>,
    pauses: Vec<Paused<'a>>,
}

#[derive(Serialize)]
struct Stranded<'a> {
    rule: &'a RuleName,
    count: usize,
}

#[derive(Serialize)]
struct Paused<'a> {
    kind: PauseKind,
    name: String,
    /// Of a story: its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    since: Timestamp,
    until: Option<Timestamp>,
}

#[derive(Serialize)]
struct Deliveries<'a> {
    channel: &'a Name,
    state: DeliveryState,
    count: i64,
}

#[derive(Serialize)]
struct Held<'a> {
    channel: &'a Name,
    until: Option<Timestamp>,
    why: &'a str,
}

#[derive(Serialize)]
struct Standing<'a> {
    kind: AlarmKind,
    subject: &'a AlarmSubject,
    since: Timestamp,
    detail: &'a str,
}

impl<'a> Status<'a> {
    fn of(
        counts: &'a Counts,
        stranded: &'a [(RuleName, usize)],
        pauses: &'a [(Pause, Option<String>)],
    ) -> Self {
        let gauges = &counts.gauges;
        Self {
            feeds: gauges.feeds,
            blind: gauges.blind,
            articles: counts.articles,
            pending_pages: gauges.pending_pages,
            matches: counts.matches,
            stories: counts.stories,
            open_items: gauges.open_items,
            stranded: stranded.iter().map(|(rule, count)| Stranded { rule, count: *count }).collect(),
            store_bytes: gauges.bytes,
            oldest_unsettled_at: gauges.oldest_unsettled_at,
            deliveries: gauges
                .deliveries
                .iter()
                .map(|(channel, state, count)| Deliveries { channel, state: *state, count: *count })
                .collect(),
            held_channels: counts
                .held_channels
                .iter()
                .map(|held| Held { channel: &held.channel, until: held.rest.until(), why: &held.why })
                .collect(),
            alarms: counts
                .alarms
                .iter()
                .map(|alarm| Standing {
                    kind: alarm.subject.kind(),
                    subject: &alarm.subject,
                    since: alarm.since,
                    detail: &alarm.detail,
                })
                .collect(),
            pauses: pauses
                .iter()
                .map(|(p, title)| Paused {
                    kind: p.what.kind(),
                    name: p.what.name(),
                    title: title.as_deref(),
                    since: p.since,
                    until: p.until,
                })
                .collect(),
        }
    }
}

/// Whether something is still to be sent through a channel.
fn waits(counts: &Counts, channel: &Name) -> bool {
    counts.gauges.deliveries.iter().any(|(of, state, _)| of == channel && !state.is_settled())
}

fn lines(
    counts: &Counts,
    stranded: &[(RuleName, usize)],
    pauses: &[(Pause, Option<String>)],
    now: Timestamp,
    zone: Zone,
) -> Vec<String> {
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    let gauges = &counts.gauges;
    let mut rows = vec![
        row("feeds", format!("{}, {} blind", gauges.feeds, gauges.blind)),
        row("articles", format!("{}, {} still to be read", counts.articles, gauges.pending_pages)),
        row("matches", counts.matches.to_string()),
        row("stories", format!("{}, {} owed and not yet told", counts.stories, gauges.open_items)),
    ];
    for (rule, count) in stranded {
        let what = format!("{count} waiting under {rule}, which the configuration no longer has");
        rows.push(row("", what));
    }
    let outbox = match gauges.oldest_unsettled_at {
        Some(oldest) => format!("oldest waits {}", span(now.since(oldest).as_secs())),
        None => "nothing waits".to_owned(),
    };
    rows.push(row("outbox", outbox));
    for (channel, state, count) in &gauges.deliveries {
        rows.push(row("", format!("{channel}: {count} {state}")));
    }
    rows.push(row("store", format!("{:.1} MB", gauges.bytes as f64 / 1e6)));
    let mut lines = columns(&rows);
    for HeldChannel { channel, rest, why } in &counts.held_channels {
        let state = match rest {
            Rest::Disabled => format!("rests until it is enabled (`vigie channel test {channel}`)"),
            Rest::Until(at) if *at > now => format!("rests until {}", at.on_clocks(zone)),
            Rest::Until(_) if waits(counts, channel) => "is tried again".to_owned(),
            Rest::Until(_) => "is tried again with its next message".to_owned(),
        };
        lines.push(format!("channel `{channel}` {state}: {why}"));
    }
    for (pause, title) in pauses {
        let until = pause.until.map_or_else(
            || "until it is resumed".to_owned(),
            |at| format!("until {} ({})", at.on_clocks(zone), ago(at, now)),
        );
        let title = title.as_ref().map_or_else(String::new, |title| format!(" (“{title}”)"));
        lines.push(format!("{}{title} is paused {until}", pause.what));
    }
    if !counts.alarms.is_empty() {
        lines.push(format!("{}:", counted(counts.alarms.len(), "alarm")));
    }
    for StandingAlarm { subject, since, detail } in &counts.alarms {
        let kind = subject.kind();
        lines.push(format!("  {kind} {subject} (since {}): {detail}", ago(*since, now)));
    }
    lines
}
