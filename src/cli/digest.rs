//! `vigie digest …`.

mod preview;

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::json;
use tokio::sync::watch;

use super::holds::{Hold, Holds};
use super::{Failure, Format, Globals, Outcome, beside, print_json, print_line};
use crate::config::no_such;
use crate::daemon::{self, App, Pass};
use crate::model::{DeliveryState, MessageId, Name};
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
    if let Some(message) = composed.filter(|_| alone) {
        daemon::deliver_due(&app, &watch::Sender::new(Pass::default())).await?;
        left = Some(Left::of(&app, message).await?);
    }
    beside::close(&app).await?;
    if globals.format == Format::Json {
        let delivered = left.map(|left| json!({ "sent": left.sent, "unsent": left.waiting + left.dead, "dead": left.dead, "held": left.held }));
        print_json(&json!({ "digest": name, "composed": composed.is_some(), "delivered": delivered }))?;
    } else if composed.is_none() {
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
    async fn of(app: &App, message: MessageId) -> Result<Self, Failure> {
        let filter = DeliveryFilter { message: Some(message), ..DeliveryFilter::default() };
        let mut left = Self::default();
        let mut channels = BTreeSet::new();
        for row in app.store.deliveries(&filter).await? {
            match row.state {
                DeliveryState::Sent => left.sent += 1,
                DeliveryState::Dead => left.dead += 1,
                DeliveryState::Dropped => {}
                DeliveryState::Pending
                | DeliveryState::Sending
                | DeliveryState::Retry
                | DeliveryState::Uncertain => {
                    left.waiting += 1;
                    channels.insert(row.channel);
                }
            }
        }
        let holds = Holds::now(app).await?;
        left.held = channels.iter().filter_map(|channel| in_words(channel, &holds)).collect();
        Ok(left)
    }

    fn in_words(&self) -> String {
        let dead = if self.dead == 0 { String::new() } else { format!(", {} dead", self.dead) };
        let held = if self.held.is_empty() { String::new() } else { format!(" ({})", self.held.join("; ")) };
        format!("{} sent{dead}, {} left in the outbox{held}", self.sent, self.waiting)
    }
}

/// What holds a channel, in words.
fn in_words(channel: &Name, holds: &Holds) -> Option<String> {
    Some(match holds.of(channel)? {
        Hold::Paused => format!("channel `{channel}` is paused"),
        Hold::Disabled(why) | Hold::Rests(why) => format!("channel `{channel}` rests: {why}"),
    })
}
