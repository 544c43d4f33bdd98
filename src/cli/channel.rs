//! `vigie channel …`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::json;

use super::{Failure, Format, Globals, beside};
use crate::clock::Clock;
use crate::config::{Channel, ChannelKind, Config, no_such};
use crate::daemon::App;
use crate::deliver::{self, Claim, Outcome, Sender, Unwanted};
use crate::digest::{Notice, Told};
use crate::fetch::Client;
use crate::model::{DeliveryId, DeliveryState, IdMint, Name, RuleName, Timestamp};
use crate::render::{self, Rendered};
use crate::store::Suppression;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Sends a test message and says what came of it; a disabled channel that takes it is enabled
    Test {
        /// Its name
        name: String,
    },
    /// Recipients who are not written to: hard bounces, and those who unsubscribed
    Suppressions,
    /// Writes to a recipient again
    Unsuppress {
        /// The channel's name
        channel: Name,
        /// The mail address, in whatever case
        recipient: String,
        /// Of this alert or digest alone, as `channel suppressions` names it; all where it is left out
        rule: Option<RuleName>,
    },
}

pub fn run(command: Command, globals: &Globals) -> super::Outcome {
    match command {
        Command::Test { name } => {
            let config = super::configuration(globals)?;
            super::block_on(test(config, name, globals))
        }
        Command::Suppressions => super::block_on(suppressions(globals)),
        Command::Unsuppress { channel, recipient, rule } => {
            super::block_on(unsuppress(globals, &channel, &recipient, rule))
        }
    }
}

/// One line of `channel suppressions`.
#[derive(Serialize)]
struct Suppressed<'a> {
    channel: &'a Name,
    recipient: &'a str,
    /// `alert:breaking`, `*` for all alerts and digests, empty for everything.
    rule: String,
    reason: &'a str,
    at: Timestamp,
}

async fn suppressions(globals: &Globals) -> super::Outcome {
    let app = beside::open(globals).await?;
    let listed = app.store.suppressions().await;
    beside::close(&app).await?;
    let listed = listed?;
    if globals.format == Format::Json {
        for Suppression { channel, recipient, what, reason, at } in &listed {
            super::print_json(&Suppressed { channel, recipient, rule: what.to_string(), reason, at: *at })?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if listed.is_empty() {
        super::print_line("nobody is suppressed")?;
    }
    let zone = app.setup().config.newsroom.zone;
    let cells = |s: &Suppression| {
        let at = s.at.in_full(zone);
        vec![s.channel.to_string(), s.recipient.clone(), s.what.in_words(), at, s.reason.clone()]
    };
    for line in beside::columns(&listed.iter().map(cells).collect::<Vec<_>>()) {
        super::print_line(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn unsuppress(
    globals: &Globals,
    channel: &Name,
    recipient: &str,
    rule: Option<RuleName>,
) -> super::Outcome {
    let app = beside::open(globals).await?;
    let recipient = &deliver::mailbox_key(recipient);
    let what = rule.map(Unwanted::Rule);
    let ended = app.store.suppressions().await?.into_iter();
    let ended = ended.filter(|own| own.is_of(channel, recipient)).map(|own| own.what);
    let ended = ended.filter(|known| what.as_ref().is_none_or(|what| what == known));
    let done = app.store.unsuppress(channel, recipient, what.clone()).await;
    if matches!(done, Ok(true)) {
        for what in ended {
            app.store.clear_alarm(&what.alarm(channel, recipient), app.clock.now()).await?;
        }
    }
    beside::close(&app).await?;
    if matches!(done, Ok(false)) {
        find(&app.setup().config, channel.as_str())?;
    }
    if done? {
        if globals.format == Format::Json {
            super::print_json(&json!({ "channel": channel, "recipient": recipient, "unsuppressed": true }))?;
            return Ok(ExitCode::SUCCESS);
        }
        super::print_line(&format!("{recipient} gets mail through {channel} again"))?;
        return Ok(ExitCode::SUCCESS);
    }
    crate::cli::tell!(
        "vigie: {recipient} is not suppressed on channel {channel}: `vigie channel suppressions` shows who is"
    );
    Ok(ExitCode::FAILURE)
}

/// How the test for one recipient ended, as a word.
enum Tried {
    /// `sent`, `retry`, `uncertain`, `dead`: what the outbox would make of it.
    Settled(DeliveryState),
    /// `suppressed`: nobody is written to.
    Suppressed,
}

impl Serialize for Tried {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Settled(state) => state.serialize(to),
            Self::Suppressed => to.serialize_str("suppressed"),
        }
    }
}

/// What came of the test for one recipient.
#[derive(Serialize)]
struct Tested<'a> {
    channel: &'a Name,
    /// Mail address; empty where the channel is the recipient.
    recipient: &'a str,
    outcome: Tried,
    detail: &'a str,
    /// What a channel would have printed between these lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'a, str>>,
}

/// The store, where there is one. A channel can be tried while it cannot be used, as long as somebody is told what that means.
async fn store_of(config: &Config, globals: &Globals) -> Option<Arc<App>> {
    if !beside::has_store(config) {
        return None;
    }
    match beside::open(globals).await {
        Ok(app) => return Some(app),
        Err(Failure::Work(why)) => {
            crate::cli::tell!("vigie: who is suppressed is not known, everybody is written to: {why:#}");
        }
        Err(Failure::Usage(why)) => crate::cli::tell!("{why}"),
    }
    None
}

/// Sends straight to the channel, without the outbox: nothing is tried again, and nothing is written down but that a disabled
/// channel works again.
async fn test(config: Config, name: String, globals: &Globals) -> super::Outcome {
    let format = globals.format;
    let channel = find(&config, &name)?;
    let clock = Clock::system();
    let client = Client::new(&config.fetch, clock.clone()).map_err(anyhow::Error::msg)?;
    let sender = Sender::new(client, config.smtp.as_ref(), clock.clone()).map_err(anyhow::Error::msg)?;
    let medium = deliver::medium(channel, config.smtp.as_ref(), None)
        .ok_or_else(|| anyhow::anyhow!("channel `{name}` sends mail, and the configuration has no [smtp]"))?;
    let app = store_of(&config, globals).await;
    let suppressed = match &app {
        Some(app) => suppressed(app, channel).await?,
        None => HashMap::new(),
    };
    let notice = notice(&config, &channel.name, clock.now());
    let installation = config.hash.to_string();
    // One object a line, and nothing else, is what was asked for.
    let shows_itself = format == Format::Json && matches!(channel.kind, ChannelKind::Stdout { .. });
    let mut all_sent = true;
    for rendered in render::render(&notice, &medium, channel.name.as_str(), &installation) {
        if let Some(reason) = suppressed.get(&deliver::mailbox_key(&rendered.recipient)) {
            all_sent = false;
            print_suppressed(&channel.name, &rendered.recipient, reason, format)?;
            continue;
        }
        let started_at = clock.now();
        let claim = claim(&notice, channel, rendered, started_at);
        let outcome = if shows_itself {
            Outcome::Sent { detail: "printed".to_owned(), pause: Duration::ZERO, receipt: None }
        } else {
            sender.send(channel, &claim).await
        };
        let settled = deliver::settle(&claim, &outcome, channel.on_uncertain, started_at, clock.now(), 0.5);
        all_sent &= settled.state == DeliveryState::Sent;
        let tested = Tested {
            channel: &channel.name,
            recipient: &claim.recipient,
            outcome: Tried::Settled(settled.state),
            detail: &settled.detail,
            message: shows_itself.then(|| String::from_utf8_lossy(&claim.bytes)),
        };
        print(&tested, format)?;
    }
    if let Some(app) = &app {
        if all_sent && app.store.enable_tried(channel).await? {
            beside::print_enabled(&channel.name, format)?;
        }
        beside::close(app).await?;
    }
    Ok(if all_sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_suppressed(channel: &Name, recipient: &str, reason: &str, format: Format) -> Result<(), Failure> {
    let detail =
        format!("it is suppressed ({reason}); `vigie channel unsuppress {channel} {recipient}` undoes that");
    let outcome = Tried::Suppressed;
    print(&Tested { channel, recipient, outcome, detail: &detail, message: None }, format)
}

/// Why recipients of a channel are not written to.
async fn suppressed(app: &App, channel: &Channel) -> Result<HashMap<String, String>, Failure> {
    let own = app.store.suppressions().await?.into_iter();
    let own = own.filter(|own| own.channel == channel.name && own.what.covers(&RuleName::Test));
    Ok(own.map(|suppression| (suppression.recipient, suppression.reason)).collect())
}

fn print(tested: &Tested<'_>, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => super::print_json(tested)?,
        Format::Text => super::print_line(&tested.line())?,
    }
    Ok(())
}

fn find<'a>(config: &'a Config, name: &str) -> Result<&'a Channel, Failure> {
    let found = config.channels.get(name);
    found.ok_or_else(|| Failure::usage(no_such("channel", name, config.channels.keys())))
}

fn notice(config: &Config, channel: &Name, at: Timestamp) -> Notice {
    Notice {
        id: IdMint::new(0).next(at),
        rule: RuleName::Test,
        heading: config.newsroom.name.clone(),
        at,
        slot_at: None,
        zone: config.newsroom.zone,
        newsroom: config.newsroom.name.clone(),
        base_url: config.web.base_url.clone(),
        held: None,
        told: Told::Test(channel.clone()),
    }
}

fn claim(notice: &Notice, channel: &Channel, rendered: Rendered, now: Timestamp) -> Claim {
    Claim {
        delivery_id: DeliveryId::from(notice.id.get()),
        message_id: notice.id,
        rule: notice.rule.clone(),
        channel: channel.name.clone(),
        recipient: rendered.recipient,
        stable_id: rendered.stable_id,
        bytes: rendered.bytes,
        attempts: 1,
        composed_at: notice.at,
        first_started_at: now,
        token: 0,
        channel_failures: 0,
        thread: None,
    }
}

impl Tested<'_> {
    fn line(&self) -> String {
        let to = if self.recipient.is_empty() { String::new() } else { format!(" to {}", self.recipient) };
        match self.outcome {
            Tried::Settled(DeliveryState::Sent) => format!("{}: sent{to} ({})", self.channel, self.detail),
            Tried::Settled(DeliveryState::Uncertain) => {
                format!("{}: perhaps sent{to}: {}", self.channel, self.detail)
            }
            Tried::Settled(
                DeliveryState::Pending
                | DeliveryState::Sending
                | DeliveryState::Retry
                | DeliveryState::Dead
                | DeliveryState::Dropped,
            )
            | Tried::Suppressed => format!("{}: not sent{to}: {}", self.channel, self.detail),
        }
    }
}
