//! `vigie pause` and `vigie resume`: silence without an edit.

use std::process::ExitCode;

use anyhow::anyhow;
use chrono::NaiveTime;
use serde_json::json;

use super::beside::ago;
use super::{Failure, Format, Globals, Outcome, beside, block_on, print_json, print_line, when};
use crate::config::{Config, did_you_mean, parse_duration};
use crate::model::{Name, PauseKind, Timestamp, Zone};
use crate::store::Pause;

#[derive(Debug, clap::Args)]
pub struct PauseArgs {
    /// What is silenced
    #[arg(value_enum)]
    kind: Kind,
    /// Its name; of a story, its id
    name: String,
    /// A duration (`2h`), a time of day (`07:00`), a local time (`2026-06-24 07:00`) or RFC 3339 [default: until it is resumed]
    #[arg(long, value_name = "T")]
    until: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct ResumeArgs {
    /// What speaks again
    #[arg(value_enum)]
    kind: Resumed,
    /// Its name; of a story, its id
    name: String,
}

/// What can be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Resumed {
    /// It is polled again, at once where that was due meanwhile.
    Feed,
    /// It is told again: what was owed before the pause, and what comes from now on.
    Topic,
    /// Its messages go out; a channel that was disabled because its address failed is enabled too.
    Channel,
    /// It is told again.
    Story,
}

impl Resumed {
    const fn kind(self) -> PauseKind {
        match self {
            Self::Feed => PauseKind::Feed,
            Self::Topic => PauseKind::Topic,
            Self::Channel => PauseKind::Channel,
            Self::Story => PauseKind::Story,
        }
    }
}

/// What can be paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// Not polled; its due time is kept.
    Feed,
    /// Matched and stored, but nothing of it is told; what was owed before waits until it is resumed.
    Topic,
    /// Its messages wait and go out when it is resumed.
    Channel,
    /// Nothing more is told of it.
    Story,
}

impl Kind {
    const fn kind(self) -> PauseKind {
        match self {
            Self::Feed => PauseKind::Feed,
            Self::Topic => PauseKind::Topic,
            Self::Channel => PauseKind::Channel,
            Self::Story => PauseKind::Story,
        }
    }

    const fn effect(self) -> &'static str {
        match self {
            Self::Feed => "it is not polled",
            Self::Topic => "its matches are kept and shown, none is told; what was owed before waits",
            Self::Channel => "its messages wait",
            Self::Story => "nothing more is told of it",
        }
    }
}

pub fn pause(args: &PauseArgs, globals: &Globals) -> Outcome {
    block_on(async {
        let (app, _) = beside::open_for_its_store(globals).await?;
        let (setup, now) = (app.setup(), app.clock.now());
        let kind = args.kind.kind();
        let zone = setup.config.newsroom.zone;
        let until = args.until.as_deref().map(|text| until(text, now, zone)).transpose();
        let until = until.map_err(Failure::usage)?;
        exists(args.kind, &args.name, &setup.config)?;
        let pause = Pause { kind, name: args.name.clone(), since: now, until };
        let done = app.store.pause(pause).await?;
        beside::close(&app).await?;
        if !done {
            return Err(anyhow!(
                "there is no story `{}`: `vigie why URL` tells an article's story",
                args.name
            )
            .into());
        }
        if globals.format == Format::Json {
            print_json(&json!({ "kind": kind, "name": args.name, "until": until }))?;
        } else {
            let end = until.map_or_else(
                || format!("until `vigie resume {kind} {}`", args.name),
                |at| format!("until {} ({})", at.on_clocks(zone), ago(at, now)),
            );
            print_line(&format!("{kind} `{}` is paused {end}: {}", args.name, args.kind.effect()))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub fn resume(args: &ResumeArgs, globals: &Globals) -> Outcome {
    block_on(async {
        let (app, _) = beside::open_for_its_store(globals).await?;
        let kind = args.kind.kind();
        let done = app.store.resume(kind, &args.name).await?;
        // Whoever resumes a channel wants its messages sent, whatever kept them.
        let channel: Option<Name> = args.name.parse().ok().filter(|_| args.kind == Resumed::Channel);
        let enabled = match channel {
            Some(channel) if app.store.enable_channel(channel.clone()).await? => Some(channel),
            _ => None,
        };
        beside::close(&app).await?;
        if let Some(channel) = &enabled {
            beside::print_enabled(channel, globals.format)?;
        }
        if !done && enabled.is_none() {
            return Err(anyhow!("{kind} `{}` is not paused: `vigie status` shows what is", args.name).into());
        }
        if !done {
            return Ok(ExitCode::SUCCESS);
        }
        if globals.format == Format::Json {
            print_json(&json!({ "kind": kind, "name": args.name, "resumed": true }))?;
        } else {
            print_line(&format!("{kind} `{}` is resumed", args.name))?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// A misspelt name silences nothing.
fn exists(kind: Kind, name: &str, config: &Config) -> Result<(), Failure> {
    let names: Vec<&Name> = match kind {
        Kind::Feed => config.feeds.keys().collect(),
        Kind::Topic => config.topics.iter().map(|topic| &topic.name).collect(),
        Kind::Channel => config.channels.keys().collect(),
        Kind::Story => return Ok(()),
    };
    if names.iter().any(|known| known.as_str() == name) {
        return Ok(());
    }
    let known: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    let meant = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
        [] => "it has none".to_owned(),
        known => format!("it has {}", known.join(", ")),
    });
    Err(Failure::usage(format!("there is no {} `{name}` in the configuration: {meant}", kind.kind())))
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
