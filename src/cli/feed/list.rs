//! `vigie feed list` and `vigie feed poll`.

use std::process::ExitCode;

use anyhow::anyhow;
use serde::Serialize;

use crate::cli::beside::{ago, columns, span};
use crate::cli::configuration::counted;
use crate::cli::{Failure, Format, Globals, Outcome, beside, block_on, print_json, print_line};
use crate::model::{Name, Timestamp};
use crate::store::FeedRow;

/// One line of `feed list` as JSON.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a Name,
    url: &'a str,
    state: &'a str,
    next_poll_at: Option<Timestamp>,
    last_poll_at: Option<Timestamp>,
    last_ok_at: Option<Timestamp>,
    last_new_at: Option<Timestamp>,
    failures: u32,
    reason: Option<&'a str>,
    interval_seconds: i64,
    interval_why: &'a str,
    conditional: bool,
    moved_url: Option<&'a str>,
    articles: i64,
}

impl<'a> Row<'a> {
    fn of(feed: &'a FeedRow) -> Self {
        Self {
            name: &feed.name,
            url: &feed.url,
            state: &feed.state,
            next_poll_at: feed.next_poll_at,
            last_poll_at: feed.last_poll_at,
            last_ok_at: feed.last_ok_at,
            last_new_at: feed.last_new_at,
            failures: feed.failures,
            reason: feed.reason.as_deref(),
            interval_seconds: feed.interval_ms / 1000,
            interval_why: &feed.interval_why,
            conditional: feed.conditional,
            moved_url: feed.moved_url.as_deref(),
            articles: feed.articles,
        }
    }
}

/// Every feed of the store, by name.
pub(super) fn list(globals: &Globals) -> Outcome {
    block_on(async {
        let app = beside::open(globals).await?;
        let feeds = app.store.feed_list().await?;
        match globals.format {
            Format::Json => {
                for feed in &feeds {
                    print_json(&Row::of(feed))?;
                }
            }
            Format::Text => {
                for line in lines(&feeds, app.clock.now()) {
                    print_line(&line)?;
                }
            }
        }
        beside::close(&app).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn lines(feeds: &[FeedRow], now: Timestamp) -> Vec<String> {
    if feeds.is_empty() {
        return vec!["no feed has been watched yet: `vigie run` begins".to_owned()];
    }
    let blind = feeds.iter().filter(|feed| feed.failures > 0 || feed.state == "gone").count();
    let mut rows =
        vec![["FEED", "HEALTH", "LAST GOOD", "NEXT", "EVERY", "ARTICLES"].map(str::to_owned).to_vec()];
    for feed in feeds {
        let time = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| ago(at, now));
        let next = match feed.next_poll_at {
            Some(at) if at <= now => "now".to_owned(),
            at => time(at),
        };
        let every = span(u64::try_from(feed.interval_ms / 1000).unwrap_or(0));
        rows.push(vec![
            feed.name.to_string(),
            health(feed),
            time(feed.last_ok_at),
            next,
            format!("{every} ({})", feed.interval_why),
            feed.articles.to_string(),
        ]);
    }
    let mut lines = columns(&rows);
    for feed in feeds {
        if let Some(moved) = &feed.moved_url {
            lines.push(format!("`{}` says it has moved to {moved}", feed.name));
        }
    }
    lines.push(format!("{}, {blind} blind", counted(feeds.len(), "feed")));
    lines
}

fn health(feed: &FeedRow) -> String {
    match (&feed.reason, feed.state.as_str()) {
        (_, state) if state != "active" => state.to_owned(),
        (Some(why), _) if feed.failures > 0 => format!("{why} ({} in a row)", feed.failures),
        (None, _) if feed.failures > 0 => format!("failing ({} in a row)", feed.failures),
        _ if feed.last_poll_at.is_none() => "not polled yet".to_owned(),
        _ => "ok".to_owned(),
    }
}

/// Makes a feed due now; a running daemon polls it within a second.
pub(super) fn poll(name: &str, globals: &Globals) -> Outcome {
    let name: Name = name.parse().map_err(|error| Failure::Usage(format!("vigie: {error}")))?;
    block_on(async {
        let app = beside::open(globals).await?;
        let made = app.store.make_due(&name, app.clock.now()).await?;
        let known = app.setup().config.feeds.contains_key(&name);
        beside::close(&app).await?;
        if made {
            print_line(&format!("`{name}` is due now: a running daemon polls it within a second"))?;
            return Ok(ExitCode::SUCCESS);
        }
        Err(if known {
            anyhow!("`{name}` has not been watched yet: start `vigie run`, which polls it at once")
        } else {
            anyhow!("there is no feed `{name}` in the configuration: `vigie feed list` shows them")
        }
        .into())
    })
}
