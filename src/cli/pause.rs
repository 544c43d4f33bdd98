//! `vigie pause` and `vigie resume`: silence without an edit.

use std::process::ExitCode;

use anyhow::anyhow;
use chrono::NaiveTime;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::json;

use super::beside::ago;
use super::{Failure, Format, Globals, Outcome, beside, block_on, print_json, print_line, when};
use crate::config::{Config, did_you_mean, parse_duration};
use crate::model::{Name, Pausable, PauseKind, Timestamp, Zone};
use crate::store::Pause;

#[derive(Debug, clap::Args)]
pub struct PauseArgs {
    /// What is silenced
    #[arg(value_parser = kinds(paused))]
    kind: PauseKind,
    /// Its name; of a story, its id
    name: String,
    /// A duration (`2h`), a time of day (`07:00`), a local time (`2026-06-24 07:00`) or RFC 3339 [default: until it is resumed]
    #[arg(long, value_name = "T")]
    until: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct ResumeArgs {
    /// What speaks again
    #[arg(value_parser = kinds(resumed))]
    kind: PauseKind,
    /// Its name; of a story, its id
    name: String,
}

/// A kind of pause, each with what the command does to it.
fn kinds(help: fn(PauseKind) -> &'static str) -> impl TypedValueParser<Value = PauseKind> {
    let values = PauseKind::ALL.map(|kind| PossibleValue::new(kind.as_str()).help(help(kind)));
    PossibleValuesParser::new(values).try_map(|word| word.parse::<PauseKind>())
}

const fn paused(kind: PauseKind) -> &'static str {
    match kind {
        PauseKind::Feed => "Not polled; its due time is kept",
        PauseKind::Topic => {
            "Matched and stored, but nothing of it is told; what was owed before waits until it is resumed"
        }
        PauseKind::Channel => "Its messages wait and go out when it is resumed",
        PauseKind::Story => "Nothing more is told of it",
    }
}

const fn resumed(kind: PauseKind) -> &'static str {
    match kind {
        PauseKind::Feed => "It is polled again, at once where that was due meanwhile",
        PauseKind::Topic => "It is told again: what was owed before the pause, and what comes from now on",
        PauseKind::Channel => {
            "Its messages go out; a channel that was disabled because its address failed is enabled too"
        }
        PauseKind::Story => "It is told again",
    }
}

const fn effect(kind: PauseKind) -> &'static str {
    match kind {
        PauseKind::Feed => "it is not polled",
        PauseKind::Topic => "its matches are kept and shown, none is told; what was owed before waits",
        PauseKind::Channel => "its messages wait",
        PauseKind::Story => "nothing more is told of it",
    }
}

pub fn pause(args: &PauseArgs, globals: &Globals) -> Outcome {
    block_on(async {
        let (app, _) = beside::open_for_its_store(globals).await?;
        let (setup, now) = (app.setup(), app.clock.now());
        let kind = args.kind;
        let zone = setup.config.newsroom.zone;
        let until = args.until.as_deref().map(|text| until(text, now, zone)).transpose();
        let until = until.map_err(Failure::usage)?;
        let what = find(kind, &args.name, &setup.config)?;
        let done = app.store.pause(Pause { what: what.clone(), since: now, until }).await?;
        beside::close(&app).await?;
        if !done {
            return Err(no_story(&args.name));
        }
        if globals.format == Format::Json {
            print_json(&json!({ "kind": kind, "name": args.name, "until": until }))?;
        } else {
            let end = until.map_or_else(
                || format!("until `vigie resume {kind} {}`", args.name),
                |at| format!("until {} ({})", at.on_clocks(zone), ago(at, now)),
            );
            print_line(&format!("{what} is paused {end}: {}", effect(kind)))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub fn resume(args: &ResumeArgs, globals: &Globals) -> Outcome {
    block_on(async {
        let (app, _) = beside::open_for_its_store(globals).await?;
        let kind = args.kind;
        // What no longer stands in the configuration can be resumed too.
        let what = Pausable::read(kind, &args.name).map_err(|why| anyhow!(why))?;
        let done = app.store.resume(&what).await?;
        // Whoever resumes a channel wants its messages sent, whatever kept them.
        let enabled = match &what {
            Pausable::Channel(channel) if app.store.enable_channel(channel.clone()).await? => Some(channel),
            _ => None,
        };
        beside::close(&app).await?;
        if let Some(channel) = enabled {
            beside::print_enabled(channel, globals.format)?;
        }
        if !done && enabled.is_none() {
            return Err(anyhow!("{what} is not paused: `vigie status` shows what is").into());
        }
        if !done {
            return Ok(ExitCode::SUCCESS);
        }
        if globals.format == Format::Json {
            print_json(&json!({ "kind": kind, "name": args.name, "resumed": true }))?;
        } else {
            print_line(&format!("{what} is resumed"))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn no_story(name: &str) -> Failure {
    anyhow!("there is no story `{name}`: `vigie why URL` tells an article's story").into()
}

/// What is meant: a misspelt name silences nothing.
fn find(kind: PauseKind, name: &str, config: &Config) -> Result<Pausable, Failure> {
    let names: Vec<&Name> = match kind {
        PauseKind::Feed => config.feeds.keys().collect(),
        PauseKind::Topic => config.topics.iter().map(|topic| &topic.name).collect(),
        PauseKind::Channel => config.channels.keys().collect(),
        // The store knows which stories there are.
        PauseKind::Story => return Pausable::read(kind, name).map_err(|_| no_story(name)),
    };
    let is_known = names.iter().any(|known| known.as_str() == name);
    if let (true, Ok(what)) = (is_known, Pausable::read(kind, name)) {
        return Ok(what);
    }
    let known: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    let meant = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
        [] => "it has none".to_owned(),
        known => format!("it has {}", known.join(", ")),
    });
    Err(Failure::usage(format!("there is no {kind} `{name}` in the configuration: {meant}")))
}

/// The end of a pause, which must be to come.
fn until(text: &str, now: Timestamp, zone: Zone) -> Result<Timestamp, String> {
    let text = text.trim();
    let at = if let Ok(span) = parse_duration(text) {
        now + span
    } else if let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M") {
        let today = now.in_zone(zone).date_naive();
        let first = when::local(today.and_time(time), zone).filter(|at| *at > now);
        let tomorrow = || when::local(today.succ_opt()?.and_time(time), zone);
        first.or_else(tomorrow).ok_or_else(|| format!("`{text}` is out of range"))?
    } else {
        when::date_and_time(text, zone).ok_or_else(|| {
            format!(
                "`{text}` is no time: write `2h`, `07:00`, `2026-06-24 07:00` or `2026-06-24T07:00:00+02:00`"
            )
        })?
    };
    if at <= now || at > Timestamp::MAX {
        return Err(format!("`{text}` is not to come"));
    }
    Ok(at)
}
