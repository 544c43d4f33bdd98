//! `vigie digest …`.

mod preview;

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::json;
use tokio::sync::watch;

use super::{Failure, Format, Globals, Outcome, beside, print_json, print_line};
use crate::config::no_such;
use crate::daemon::{self, App, Pass};
use crate::model::{Name, RuleName};
use crate::store::DeliveryFilter;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a digest without sending it
    Preview(preview::Args),
    /// Sends a digest now, with what is open
    Send {
        /// Its name
        name: String,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Preview(args) => super::block_on(preview::run(args, globals)),
        Command::Send { name } => {
            let name = parse_name(&name)?;
            super::block_on(send(name, globals))
        }
    }
}

fn parse_name(text: &str) -> Result<Name, Failure> {
    text.parse().map_err(Failure::usage)
}

async fn send(name: Name, globals: &Globals) -> Outcome {
    // Through the outbox in any case; a daemon that runs on the store delivers, otherwise we do.
    let (app, alone) = match beside::open_alone(globals).await? {
        Some(app) => (app, true),
        None => (beside::open(globals).await?, false),
    };
    known(&name, &app)?;
    let composed = daemon::send_digest(&app, &name).await?;
    let mut left = None;
    if composed && alone {
        daemon::deliver_due(&app, &watch::Sender::new(Pass::default())).await?;
        left = Some(Left::of(&app, &name).await?);
    }
    beside::close(&app).await?;
    if globals.format == Format::Json {
        let delivered = left.map(|left| json!({ "sent": left.sent, "unsent": left.waiting + left.dead, "dead": left.dead, "held": left.held }));
        print_json(&json!({ "digest": name, "composed": composed, "delivered": delivered }))?;
    } else if !composed {
        print_line(&format!("nothing is open for `{name}`: nothing to send"))?;
    } else if let Some(left) = left {
        print_line(&format!("`{name}` composed: {}", left.in_words()))?;
    } else {
        print_line(&format!("`{name}` composed: the running daemon delivers it"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A misspelt digest is wrong usage.
fn known(name: &Name, app: &App) -> Result<(), Failure> {
    known_to(name, None, app)
}

/// So is a channel that the digest does not go to.
fn known_to(name: &Name, channel: Option<&Name>, app: &App) -> Result<(), Failure> {
    let config = &app.setup().config;
    let digests = &config.digests;
    let unknown = || Failure::usage(no_such("digest", name.as_str(), digests.keys()));
    let channels = &digests.get(name).ok_or_else(unknown)?.channels;
    match channel {
        Some(channel) if !config.channels.contains_key(channel) => {
            Err(Failure::usage(no_such("channel", channel.as_str(), config.channels.keys())))
        }
        Some(channel) if !channels.contains(channel) => {
            let listed = channels.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
            Err(Failure::usage(format!(
                "the digest `{name}` does not go to `{channel}`; it goes to: {listed}"
            )))
        }
        _ => Ok(()),
    }
}

/// What became of the deliveries of the digest that was just composed.
#[derive(Default)]
struct Left {
    sent: usize,
    waiting: usize,
    dead: usize,
    /// Why channels whose messages wait send nothing now.
    held: Vec<String>,
}

impl Left {
    async fn of(app: &App, name: &Name) -> Result<Self, Failure> {
        let now = app.clock.now();
        let filter = DeliveryFilter { limit: usize::MAX, ..DeliveryFilter::default() };
        let rows = app.store.deliveries(&filter).await?;
        let rule = RuleName::Digest(name.clone());
        let message = rows.iter().filter(|row| row.rule == rule).map(|row| row.message_id).max();
        let mut left = Self::default();
        let mut channels = BTreeSet::new();
        for row in rows.iter().filter(|row| Some(row.message_id) == message) {
            match row.state.as_str() {
                "sent" => left.sent += 1,
                "dead" => left.dead += 1,
                "dropped" => {}
                _ => {
                    left.waiting += 1;
                    channels.insert(&row.channel);
                }
            }
        }
        let pauses = app.store.pauses(now).await?;
        let held = app.store.counts().await?.held_channels;
        for channel in channels {
            let is_paused =
                pauses.iter().any(|pause| pause.kind == "channel" && pause.name == channel.as_str());
            let rests =
                held.iter().find(|(name, until, _)| name == channel && until.is_none_or(|at| at > now));
            if is_paused {
                left.held.push(format!("channel `{channel}` is paused"));
            } else if let Some((_, _, why)) = rests {
                left.held.push(format!("channel `{channel}` rests: {why}"));
            }
        }
        Ok(left)
    }

    fn in_words(&self) -> String {
        let dead = if self.dead == 0 { String::new() } else { format!(", {} dead", self.dead) };
        let held = if self.held.is_empty() { String::new() } else { format!(" ({})", self.held.join("; ")) };
        format!("{} sent{dead}, {} left in the outbox{held}", self.sent, self.waiting)
    }
}
