//! `vigie feed poll NAME`.

use std::process::ExitCode;

use anyhow::anyhow;

use super::list::unknown;
use super::shown::{Health, Hubs, Shown};
use super::table::local;
use super::verdict::verdict;
use crate::cli::beside::ago;
use crate::cli::{Failure, Format, Globals, Outcome, beside, block_on, print_json, print_line};
use crate::model::{Name, host_of};

/// Makes a feed due now; a running daemon polls it within a second. By force also where its host wants silence, and without
/// the validators of the last answer.
pub(super) fn run(name: &str, force: bool, globals: &Globals) -> Outcome {
    let name: Name = name.parse().map_err(Failure::usage)?;
    block_on(async {
        let app = beside::open(globals).await?;
        let (setup, now) = (app.setup(), app.clock.now());
        let (rows, hubs) = (app.store.feed_list().await?, Hubs::new());
        let row = rows.iter().find(|row| row.name == name);
        let feed = row.map(|row| Shown::of(row, &setup.config, &hubs, now));
        let is_off = setup.config.feeds.get(&name).is_some_and(|feed| !feed.enabled);
        let refused: Option<Failure> = match &feed {
            _ if is_off => Some(
                anyhow!(
                    "`{name}` is switched off in the configuration: write `enabled = true` into its table, or take the key out"
                )
                .into(),
            ),
            None => Some(unknown(name.as_str(), &setup.config)),
            Some(feed) if feed.health == Health::Off => Some(
                anyhow!("`{name}` is switched off until a daemon reads the configuration again").into(),
            ),
            Some(feed) if feed.health == Health::Paused => {
                let (sentence, help) = verdict(feed, now);
                Some(anyhow!("{sentence}: {}", help.unwrap_or_default()).into())
            }
            Some(_) => None,
        };
        if let Some(refused) = refused {
            beside::close(&app).await?;
            return Err(refused);
        }
        if force {
            let in_use = row.and_then(|row| row.url_in_use.as_deref());
            let host = in_use.and_then(host_of);
            app.store.lift_silence(&name, host.into_iter().collect()).await?;
        }
        let made = app.store.make_due(&name, now).await?;
        let zone = setup.config.newsroom.zone;
        let held =
            feed.and_then(|feed| feed.row.host_held.as_ref()).filter(|(until, _)| *until > now && !force);
        let held = held.map(|(until, _)| (local(*until, zone), ago(*until, now)));
        beside::close(&app).await?;
        match held {
            _ if !made => Err(unknown(name.as_str(), &setup.config)),
            Some((until, ago)) => Err(anyhow!(
                "the host of `{name}` asked for silence until {until} ({ago}): the feed is polled then; `--force` asks at once"
            )
            .into()),
            None if globals.format == Format::Json => {
                print_json(&serde_json::json!({ "feed": name, "due": true }))?;
                Ok(ExitCode::SUCCESS)
            }
            None => {
                print_line(&format!("`{name}` is due now: a running daemon polls it within a second"))?;
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}
