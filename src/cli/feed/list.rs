//! `vigie feed list` and `vigie feed poll`.

use std::collections::HashSet;
use std::process::ExitCode;

use anyhow::anyhow;

use super::shown::{self, Health, Json, Shown, by_feed};
use super::table;
use crate::cli::{Failure, Format, Globals, Outcome, beside, block_on, print_json, print_line};
use crate::config::{Config, did_you_mean};
use crate::model::{Name, Timestamp};
use crate::store::FeedRow;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these feeds, each with everything known of it
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Only feeds that are blind or gone
    #[arg(long)]
    blind: bool,
    /// Only feeds of a group
    #[arg(long, value_name = "G")]
    group: Option<String>,
    /// What comes first
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
}

/// In which order feeds are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Sort {
    /// The sick first, then by name.
    #[default]
    Health,
    /// By name.
    Name,
    /// The next poll first.
    Next,
    /// The longest without a good answer first.
    Good,
}

/// The feeds of the store that were asked for.
pub(super) fn list(args: &Args, globals: &Globals) -> Outcome {
    block_on(async {
        let app = beside::open(globals).await?;
        let (mut rows, hubs) = (app.store.feed_list().await?, by_feed(app.store.subscriptions().await?));
        let (setup, now) = (app.setup(), app.clock.now());
        beside::close(&app).await?;
        let config = &setup.config;
        let unmet = unmet(config, &rows);
        rows.extend(unmet);
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        let mut feeds: Vec<Shown<'_>> = rows.iter().map(|row| Shown::of(row, config, &hubs, now)).collect();
        choose(&mut feeds, args, config)?;
        match globals.format {
            Format::Json => feeds.iter().try_for_each(|feed| print_json(&Json::of(feed, now)))?,
            Format::Text => {
                for line in text(&feeds, args, config, now) {
                    print_line(&line)?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Feeds of the configuration that the store has not met.
fn unmet(config: &Config, rows: &[FeedRow]) -> Vec<FeedRow> {
    let known: HashSet<&Name> = rows.iter().map(|row| &row.name).collect();
    config.feeds.values().filter(|feed| !known.contains(&feed.name)).map(shown::unmet).collect()
}

fn text(feeds: &[Shown<'_>], args: &Args, config: &Config, now: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    if !args.names.is_empty() {
        for feed in feeds {
            lines.extend(table::whole(feed, now, config.newsroom.zone));
        }
        return lines;
    }
    if feeds.is_empty() {
        lines.push(nothing(args).to_owned());
        return lines;
    }
    lines.extend(table::table(feeds, now));
    let unwatched = feeds.iter().filter(|feed| feed.is_unmet()).count();
    if unwatched > 0 {
        lines.push(format!("{unwatched} not watched yet: {}", table::WATCHING));
    }
    lines.push(table::counts(feeds));
    lines
}

const fn nothing(args: &Args) -> &'static str {
    match (args.blind, &args.group) {
        (true, _) => "no feed is blind",
        (_, Some(_)) => "no feed is in this group",
        _ => "the configuration has no feed: `vigie feed add URL` adds one",
    }
}

/// Keeps the feeds that were asked for, in the order that was asked for.
fn choose(feeds: &mut Vec<Shown<'_>>, args: &Args, config: &Config) -> Result<(), Failure> {
    for name in &args.names {
        if feeds.iter().all(|feed| feed.row.name.as_str() != name) {
            return Err(unknown(name, config));
        }
    }
    feeds.retain(|feed| {
        (args.names.is_empty() || args.names.iter().any(|name| feed.row.name.as_str() == name))
            && (!args.blind || matches!(feed.health, Health::Blind | Health::Gone))
            && args.group.as_ref().is_none_or(|group| feed.groups().contains(group))
    });
    match args.sort {
        Sort::Health => feeds.sort_by_key(|feed| feed.health),
        Sort::Name => {}
        Sort::Next => feeds.sort_by_key(|feed| feed.row.next_poll_at.unwrap_or(Timestamp::MAX)),
        Sort::Good => feeds.sort_by_key(|feed| feed.row.last_ok_at),
    }
    Ok(())
}

/// Why a name leads to no feed.
pub(super) fn unknown(name: &str, config: &Config) -> Failure {
    if config.feeds.contains_key(name) {
        return anyhow!("`{name}` has not been watched yet: start `vigie run`, which polls it at once")
            .into();
    }
    let meant = did_you_mean(name, config.feeds.keys().map(Name::as_str))
        .unwrap_or_else(|| "`vigie feed list` shows them".to_owned());
    Failure::usage(format!("there is no feed `{name}` in the configuration: {meant}"))
}
