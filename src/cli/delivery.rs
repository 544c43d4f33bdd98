//! `vigie delivery …`.

mod replay;
mod why_not;

use std::process::ExitCode;

use anyhow::anyhow;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::beside::columns;
use super::configuration::{ForTheStore, configuration_for_its_store};
use super::{Failure, Format, Globals, Outcome, beside, print_json, print_line};
use crate::clock::Clock;
use crate::config::{Config, no_such};
use crate::daemon::App;
use crate::model::{DeliveryId, DeliveryState, MessageId, Name, RuleName, Timestamp, Zone};
use crate::store::{Attempt, DeliveryFilter, DeliveryRow, DeliveryTrail, Role};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// The outbox: what waits, what is dead
    List {
        /// Only this state: pending, sending, retry, uncertain, sent, dead, dropped
        #[arg(long, value_parser = states())]
        state: Option<DeliveryState>,
        /// Only this channel
        #[arg(long)]
        channel: Option<String>,
        /// Rows at most; 0 for all
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// One delivery with its attempts and its bytes
    Show {
        /// Its id
        id: String,
    },
    /// Puts dead deliveries back into the outbox, and enables their channels
    Retry {
        /// Ids, or `dead` for all dead ones and every disabled channel
        #[arg(required = true)]
        ids: Vec<String>,
        /// With `dead`: only those of this channel
        #[arg(long)]
        channel: Option<Name>,
    },
    /// Sends again, under the same ids, what a channel was sent since a time: its receiver lost it
    Replay {
        /// Since when: `2h`, `07:00`, `2026-06-01 07:00`
        #[arg(long)]
        since: String,
        /// Through which channel
        #[arg(long)]
        channel: Name,
        /// Only shows what would go out
        #[arg(long)]
        dry_run: bool,
    },
    /// Gives deliveries up for good
    Drop {
        /// Ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

fn states() -> impl TypedValueParser<Value = DeliveryState> {
    PossibleValuesParser::new(DeliveryState::ALL.map(DeliveryState::as_str)).try_map(|word| word.parse())
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    super::block_on(async {
        let ids = match &command {
            Command::Show { id } => vec![parse_id(id)?],
            Command::Retry { ids, .. } if ids.iter().any(|id| id == "dead") => Vec::new(),
            Command::Retry { channel: Some(_), .. } => {
                return Err(Failure::usage(
                    "`--channel` goes with `dead`: an id is of one channel".to_owned(),
                ));
            }
            Command::Retry { ids, .. } | Command::Drop { ids } => {
                ids.iter().map(|id| parse_id(id)).collect::<Result<_, _>>()?
            }
            Command::List { .. } | Command::Replay { .. } => Vec::new(),
        };
        let ForTheStore { config, .. } = configuration_for_its_store(globals)?;
        if matches!(command, Command::List { .. }) && !beside::has_store(&config) {
            if globals.format == Format::Text {
                print_line("no deliveries: there is no store yet")?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let app = App::open(config, Role::Command, Clock::system()).await?;
        let done = match command {
            Command::List { state, channel, limit } => {
                let limit = (limit > 0).then_some(limit);
                let filter = DeliveryFilter { state, channel, limit, ..DeliveryFilter::default() };
                list(&app, &filter, globals.format).await
            }
            Command::Show { .. } => show(&app, ids[0], globals.format).await,
            Command::Retry { channel, .. } if ids.is_empty() => {
                retry_dead(&app, channel, globals.format).await
            }
            Command::Retry { .. } => change(&app, &ids, Change::Retry, globals.format).await,
            Command::Replay { since, channel, dry_run } => {
                replay::replay(&app, &since, &channel, dry_run, globals.format).await
            }
            Command::Drop { .. } => change(&app, &ids, Change::Drop, globals.format).await,
        };
        beside::close(&app).await?;
        done
    })
}

fn parse_id(text: &str) -> Result<DeliveryId, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("`{text}` is not a delivery id: `vigie delivery list` shows them"))
    })
}

/// One line of `delivery list`.
#[derive(Serialize)]
struct Row<'a> {
    id: DeliveryId,
    message: MessageId,
    rule: &'a RuleName,
    channel: &'a Name,
    recipient: &'a str,
    stable_id: &'a str,
    state: DeliveryState,
    attempts: u32,
    next_at: Option<Timestamp>,
    settled_at: Option<Timestamp>,
    outcome: Option<&'a str>,
    subject: &'a str,
    composed_at: Timestamp,
}

impl<'a> Row<'a> {
    fn of(row: &'a DeliveryRow) -> Self {
        Self {
            id: row.id,
            message: row.message_id,
            rule: &row.rule,
            channel: &row.channel,
            recipient: &row.recipient,
            stable_id: &row.stable_id,
            state: row.state,
            attempts: row.attempts,
            next_at: row.next_at,
            settled_at: row.settled_at,
            outcome: row.outcome.as_deref(),
            subject: &row.subject,
            composed_at: row.composed_at,
        }
    }
}

async fn list(app: &App, filter: &DeliveryFilter, format: Format) -> Outcome {
    let rows = app.store.deliveries(filter).await?;
    if let (true, Some(channel)) = (rows.is_empty(), &filter.channel) {
        known_channel(&app.setup().config, channel)?;
    }
    if format == Format::Json {
        for row in &rows {
            print_json(&Row::of(row))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        print_line("no deliveries")?;
        return Ok(ExitCode::SUCCESS);
    }
    let zone = app.setup().config.newsroom.zone;
    let cells = |row: &DeliveryRow| {
        vec![
            row.id.to_string(),
            row.state.to_string(),
            row.channel.to_string(),
            row.rule.to_string(),
            row.composed_at.in_full(zone),
            row.recipient.clone(),
            row.subject.clone(),
        ]
    };
    for (row, line) in rows.iter().zip(columns(&rows.iter().map(cells).collect::<Vec<_>>())) {
        print_line(&line)?;
        // Why it waits or died stands below, because it may be long.
        if let (Some(why), true) = (&row.outcome, row.state != DeliveryState::Sent) {
            let next =
                row.next_at.map_or_else(String::new, |at| format!("; next attempt {}", at.in_full(zone)));
            print_line(&format!("    attempt {}: {why}{next}", row.attempts))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The JSON of `delivery show`.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    row: Row<'a>,
    tries: Vec<Try<'a>>,
    /// As text; bytes that are none become U+FFFD.
    body: Option<String>,
}

#[derive(Serialize)]
struct Try<'a> {
    number: u32,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    outcome: &'a str,
    detail: &'a str,
}

impl<'a> Try<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        Self {
            number: attempt.number,
            started_at: attempt.started_at,
            finished_at: attempt.finished_at,
            outcome: &attempt.outcome,
            detail: &attempt.detail,
        }
    }
}

async fn show(app: &App, id: DeliveryId, format: Format) -> Outcome {
    let Some(trail) = app.store.delivery(id).await? else {
        return Err(anyhow!("there is no delivery {id}: `vigie delivery list` shows them").into());
    };
    let body = trail.bytes.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    if format == Format::Json {
        let tries = trail.attempts.iter().map(Try::of).collect();
        print_json(&Shown { row: Row::of(&trail.row), tries, body })?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in head(&trail, app.setup().config.newsroom.zone) {
        print_line(&line)?;
    }
    print_line("")?;
    print_line(body.as_deref().unwrap_or("(its bytes are gone: retention)").trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn head(trail: &DeliveryTrail, zone: Zone) -> Vec<String> {
    let row = &trail.row;
    let pair = |what: &str, value: String| vec![what.to_owned(), value];
    let mut rows = vec![
        pair("delivery", row.id.to_string()),
        pair("state", row.state.to_string()),
        pair("rule", row.rule.to_string()),
        pair("channel", row.channel.to_string()),
        pair(
            "recipient",
            if row.recipient.is_empty() { "(the channel)".to_owned() } else { row.recipient.clone() },
        ),
        pair("id on the wire", row.stable_id.clone()),
        pair("subject", row.subject.clone()),
        pair("composed", row.composed_at.in_full(zone)),
    ];
    rows.extend(row.next_at.map(|at| pair("next attempt", at.in_full(zone))));
    for a in &trail.attempts {
        let end = a.finished_at.map_or_else(|| "no end: the process died".to_owned(), |at| at.in_full(zone));
        let what = format!("attempt {}", a.number);
        rows.push(pair(
            &what,
            format!("{} – {end}: {}: {}", a.started_at.in_full(zone), a.outcome, a.detail),
        ));
    }
    columns(&rows)
}

/// Whoever asks for it knows that the channels work again: also those whose dead messages were dropped meanwhile.
async fn retry_dead(app: &App, channel: Option<Name>, format: Format) -> Outcome {
    let enabled = match &channel {
        None => app.store.enable_channels().await?,
        Some(channel) => {
            known_channel(&app.setup().config, channel.as_str())?;
            let is_enabled = app.store.enable_channel(channel.clone()).await?;
            is_enabled.then(|| channel.clone()).into_iter().collect()
        }
    };
    for channel in &enabled {
        beside::print_enabled(channel, format)?;
    }
    let filter = DeliveryFilter {
        state: Some(DeliveryState::Dead),
        channel: channel.as_ref().map(Name::to_string),
        ..DeliveryFilter::default()
    };
    let ids: Vec<_> = app.store.deliveries(&filter).await?.into_iter().map(|row| row.id).collect();
    if ids.is_empty() && enabled.is_empty() && format == Format::Text {
        print_line(&channel.map_or_else(
            || "nothing is dead, and no channel is disabled".to_owned(),
            |channel| format!("nothing is dead on channel `{channel}`, and it is not disabled"),
        ))?;
    }
    change(app, &ids, Change::Retry, format).await
}

/// One line of `delivery retry` and `drop`.
#[derive(Serialize)]
struct Changed<'a> {
    id: DeliveryId,
    /// It is so now.
    done: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<&'a str>,
}

/// A misspelt channel has no deliveries, and that is not what was asked.
fn known_channel(config: &Config, name: &str) -> Result<(), Failure> {
    if config.channels.contains_key(name) {
        return Ok(());
    }
    Err(Failure::usage(no_such("channel", name, config.channels.keys())))
}

#[derive(Clone, Copy, PartialEq)]
enum Change {
    Retry,
    Drop,
}

async fn change(app: &App, ids: &[DeliveryId], change: Change, format: Format) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    for id in ids {
        let now = app.clock.now();
        let (done, yes, cannot) = match change {
            Change::Retry => (app.store.retry_delivery(*id, now).await?, "is due again", "cannot be retried"),
            Change::Drop => (app.store.drop_delivery(*id, now).await?, "is dropped", "cannot be dropped"),
        };
        let why_not = if done { None } else { Some(why_not::reason(app, *id).await?) };
        match (&why_not, format) {
            (why_not, Format::Json) => print_json(&Changed { id: *id, done, why_not: why_not.as_deref() })?,
            (None, Format::Text) => print_line(&format!("{id} {yes}"))?,
            (Some(why), Format::Text) => crate::cli::tell!("vigie: {id} {cannot}: {why}"),
        }
        if !done {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
