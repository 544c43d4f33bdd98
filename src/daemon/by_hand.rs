//! A digest that a person asks for, outside its calendar: shown, or sent.

use std::sync::Arc;

use anyhow::{anyhow, bail};

use crate::config::no_such;
use crate::digest::{DigestRule, Notice};
use crate::model::{MessageId, Name, RuleName, Timestamp};

use super::app::{App, Setup};
use super::compose::{View, compose_digest, still_about, stories_editions};
use super::pauses::Paused;
use super::reach::Reach;

/// The notice of a digest as it would go out to a channel (its first, unless one is named) with what was matched before `at`;
/// nothing is written but translated headlines.
///
/// # Errors
/// No such digest, or not to that channel, or the store cannot be read.
pub async fn digest_notice(
    app: &Arc<App>,
    name: &Name,
    channel: Option<&Name>,
    at: Timestamp,
) -> anyhow::Result<Notice> {
    let setup = app.setup();
    let rule = find_digest(&setup, name)?;
    let channel = match channel {
        Some(channel) if !rule.channels.contains(channel) => {
            bail!("the digest `{name}` does not go to `{channel}`")
        }
        Some(channel) => std::slice::from_ref(channel),
        None => rule.channels.get(..1).unwrap_or_default(),
    };
    let view = View::of_digest(rule, None).even_empty();
    let paused = Paused::at(app, app.clock.now()).await?;
    let items = still_about(app, paused.tellable_items(app, &view.rule, at).await?).await?;
    let id = app.store.ids().next(at);
    let editions = stories_editions(app, &setup, (id, &view), channel, items, at).await?;
    let edition = editions.into_iter().next();
    edition.map(|edition| edition.notice).ok_or_else(|| anyhow!("the digest `{name}` goes to no channel"))
}

/// Composes a digest now, outside its calendar, with everything that is open. Returns the message, if there is one:
/// an empty digest is sent only where the rule asks for it.
///
/// # Errors
/// No such digest, or the store cannot be used.
pub async fn send_digest(app: &Arc<App>, name: &Name) -> anyhow::Result<Option<MessageId>> {
    let setup = app.setup();
    let rule = find_digest(&setup, name)?;
    let now = app.clock.now();
    let paused = Paused::at(app, now).await?;
    let open = paused.tellable_items(app, &RuleName::Digest(name.clone()), now).await?;
    if open.is_empty() && !rule.send_empty {
        return Ok(None);
    }
    if Reach::now(app).await?.is_unheard(&setup.config, &RuleName::Digest(name.clone())) {
        bail!("the digest `{name}` reaches nobody: `vigie channel suppressions` shows who is not written to");
    }
    Ok(compose_digest(app, &setup, rule, None, &paused, now).await?)
}

fn find_digest<'a>(setup: &'a Setup, name: &Name) -> anyhow::Result<&'a DigestRule> {
    let digests = &setup.config.digests;
    digests.get(name).ok_or_else(|| anyhow!("{}", no_such("digest", name.as_str(), digests.keys())))
}
