//! What the operator must hear: raised where it is seen, told in one message, cleared when it is over.

use std::sync::Arc;
use std::time::Duration;

use crate::deliver::{Claim, Outcome};
use crate::digest::{Alarm, AlarmSubject, Notice, Told};
use crate::feed::{Due, FeedUpdate};
use crate::metrics::ByKind;
use crate::model::{DeliveryId, Name, RuleName, Timestamp, Zone};
use crate::render::{self, Own};
use crate::store::{MessageCommit, StoreError};

use super::app::{App, Setup};
use super::compose::freeze;
use super::fault::Fault;
use super::health::StoreTrouble;

/// Bad polls in a row that make a feed blind.
const BLIND_AFTER: u32 = 5;
/// Or this long without a good one, after at least two.
const BLIND_FOR: Duration = Duration::from_hours(1);
/// Or when its host asked for so long a silence.
const BLIND_BEYOND: Duration = Duration::from_hours(30);
/// Two looks no further apart than this saw all that was between them; adaptive feeds wait up to four hours.
const LOOKED_WITHIN: Duration = Duration::from_hours(5);
/// Beginnings and ends of alarms wait this long for company.
const GROUP_WAIT: Duration = Duration::from_secs(10);

/// Another address is asked from now on.
#[derive(Debug)]
enum Move {
    /// Where permanent redirects lead.
    Away(String),
    /// The configured one, because the feed failed where it had moved to.
    Back,
}

/// What a poll means for the operator, noted before the update is given away.
#[derive(Debug)]
pub(super) struct FeedNote {
    feed: Name,
    at: Timestamp,
    blind: Option<String>,
    seeing: bool,
    gone: bool,
    moved: Option<Move>,
    silent: Option<String>,
    speaking: bool,
}

impl FeedNote {
    pub(super) fn of(due: &Due, update: &FeedUpdate, zone: Zone) -> Self {
        // One that never answered has been watched since it was configured.
        let since = due.last_ok_at.unwrap_or_else(|| due.feed_id.created_at());
        let long = update.at.since(since) > BLIND_FOR;
        let blind = !update.is_ok()
            && !update.is_gone()
            && (update.failures >= BLIND_AFTER || (long && update.failures >= 2));
        // A host that asks for silence of days makes its feeds blind at once.
        let blind =
            blind || update.host_not_before.is_some_and(|until| until.since(update.at) > BLIND_BEYOND);
        let why = update.reason.clone().unwrap_or_else(|| "no answer".to_owned());
        if !update.is_ok() && due.failures == 0 {
            tracing::warn!(feed = %due.name, "{why}");
        } else if update.is_ok() && due.failures > 0 {
            tracing::info!(feed = %due.name, after = due.failures, "answers again");
        }
        Self {
            feed: due.name.clone(),
            at: update.at,
            blind: blind.then(|| match due.last_ok_at {
                Some(ok) => format!("no good answer since {}: {why}", ok.on_clocks(zone)),
                None => format!("never a good answer: {why}"),
            }),
            seeing: update.is_ok() && due.failures > 0,
            gone: update.is_gone(),
            moved: update
                .new_url
                .clone()
                .map(|url| if update.is_ok() { Move::Away(url) } else { Move::Back }),
            silent: silent(due, update, zone),
            // Only a feed that was past its time at the good poll before this one can have an alarm to clear.
            speaking: !update.new.is_empty()
                && due.silent_at.is_some_and(|odd| due.last_ok_at.is_some_and(|ok| ok >= odd)),
        }
    }

    /// Raises and clears; writes nothing for a poll that changes nothing.
    pub(super) async fn tell(self, app: &App) -> Result<(), StoreError> {
        let feed = || self.feed.clone();
        if let Some(detail) = &self.blind {
            raise(app, &AlarmSubject::Blind(feed()), detail, self.at).await?;
        }
        if self.seeing {
            clear(app, &AlarmSubject::Blind(feed()), self.at).await?;
        }
        if let Some(detail) = &self.silent {
            raise(app, &AlarmSubject::Silent(feed()), detail, self.at).await?;
        }
        if self.speaking {
            clear(app, &AlarmSubject::Silent(feed()), self.at).await?;
        }
        if self.gone {
            let detail = "the server says it is gone for good (410): it is not asked again; remove it or correct its address";
            raise(app, &AlarmSubject::Gone(feed()), detail, self.at).await?;
        }
        match &self.moved {
            Some(Move::Away(url)) => {
                let detail = format!("moved for good to {url}; write that address into the configuration");
                raise(app, &AlarmSubject::Moved(feed()), &detail, self.at).await?;
            }
            Some(Move::Back) => {
                tracing::warn!(feed = %self.feed, "it fails where it moved to: the configured address is asked again");
                clear(app, &AlarmSubject::Moved(feed()), self.at).await?;
            }
            None => {}
        }
        Ok(())
    }
}

/// Why a feed that answers is called silent: nothing new for longer than its rhythm allows.
///
/// Only what was seen counts: after downtime, a pause or a blind spell it takes a second look.
fn silent(due: &Due, update: &FeedUpdate, zone: Zone) -> Option<String> {
    let odd = due.silent_at.filter(|odd| update.is_ok() && update.new.is_empty() && update.at >= *odd)?;
    let last_look = due.last_ok_at?;
    if last_look < odd && update.at.since(last_look) > LOOKED_WITHIN {
        return None;
    }
    let rhythm = due.rhythm.as_ref()?;
    Some(format!(
        "it answers, but has had nothing new since {}; its rhythm: {}",
        rhythm.last_entry_at().on_clocks(zone),
        rhythm.describe(zone)
    ))
}

/// Raises an alarm, logs it once and wakes the composer.
pub(super) async fn raise(
    app: &App,
    subject: &AlarmSubject,
    detail: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if app.store.raise_alarm(subject, detail, now).await? {
        tracing::warn!(kind = %subject.kind(), %subject, "{detail}");
        app.call(&app.wake.composer);
    }
    Ok(())
}

/// Clears an alarm; when it stood, logs that and wakes the composer.
pub(super) async fn clear(app: &App, subject: &AlarmSubject, now: Timestamp) -> Result<(), StoreError> {
    if app.store.clear_alarm(subject, now).await? {
        tracing::info!(kind = %subject.kind(), %subject, "over");
        app.call(&app.wake.composer);
    }
    Ok(())
}

/// Composes what the operator has not been told (T4); `flush` waits for no company. Returns when to look again.
pub(super) async fn tell_operator(
    app: &Arc<App>,
    now: Timestamp,
    flush: bool,
) -> Result<Option<Timestamp>, Fault> {
    let untold = app.store.untold_alarms().await?;
    let Some(first) = untold.iter().map(|alarm| alarm.news_at).min() else { return Ok(None) };
    let setup = app.setup();
    let ready = first + GROUP_WAIT;
    if ready > now && !flush {
        return Ok(Some(ready));
    }
    let notice = notice(app, &setup, untold.clone(), now);
    let subject = render::subject(&notice);
    let id = notice.id;
    let deliveries = match setup.config.operator.channels.as_slice() {
        // Nobody is to be told: the log has said it, and that is that.
        [] => None,
        channels => Some(freeze(app, &setup, notice, Own::default(), channels.to_vec()).await?),
    };
    let told = deliveries.is_some();
    let committed = app
        .store
        .commit_message(MessageCommit {
            id,
            rule: RuleName::Operator,
            slot_at: None,
            composed_at: now,
            items: Vec::new(),
            told: Vec::new(),
            stories: 0,
            more: 0,
            subject,
            deliveries,
            alarms: untold,
            content: None,
            is_answer: false,
        })
        .await?;
    if committed && told {
        app.metrics.messages.get_or_create(&ByKind { kind: "operator" }).inc();
        app.wake.courier.notify_one();
    }
    Ok(None)
}

fn notice(app: &App, setup: &Setup, alarms: Vec<Alarm>, now: Timestamp) -> Notice {
    let newsroom = &setup.config.newsroom;
    Notice {
        id: app.store.ids().next(now),
        rule: RuleName::Operator,
        heading: newsroom.name.clone(),
        at: now,
        slot_at: None,
        zone: newsroom.zone,
        newsroom: newsroom.name.clone(),
        base_url: setup.config.web.base_url.clone(),
        held: None,
        told: Told::Alarms(alarms),
    }
}

/// Tells the operator that the store cannot be used. The outbox is in the store, so this one message goes out
/// directly, once a channel, without a promise.
pub(super) async fn tell_directly(app: &Arc<App>, trouble: &StoreTrouble) {
    let (setup, now) = (app.setup(), app.clock.now());
    let alarm = Alarm {
        subject: trouble.alarm(),
        since: trouble.since,
        detail: trouble.sentence.clone(),
        cleared: false,
        news_at: trouble.since,
    };
    let notice = notice(app, &setup, vec![alarm], now);
    let message_id = notice.id;
    let channels = setup.config.operator.channels.clone();
    let frozen = match freeze(app, &setup, notice, Own::default(), channels).await {
        Ok(frozen) => frozen,
        Err(fault) => {
            tracing::error!("the operator could not be told of the store's trouble: {fault}");
            return;
        }
    };
    for (name, rendered) in frozen {
        let Some(channel) = setup.config.channels.get(&name) else { continue };
        let claim = Claim {
            delivery_id: app.store.ids().next::<DeliveryId>(now),
            message_id,
            rule: RuleName::Operator,
            channel: name.clone(),
            recipient: rendered.recipient,
            stable_id: rendered.stable_id,
            bytes: rendered.bytes,
            attempts: 1,
            composed_at: now,
            first_started_at: now,
            token: 0,
            channel_failures: 0,
            thread: None,
        };
        if let Outcome::Retry { why, .. } | Outcome::Uncertain { why } | Outcome::GiveUp { why, .. } =
            setup.sender.send(channel, &claim).await
        {
            tracing::warn!(channel = %name, "the operator could not be told of the store's trouble: {why}");
        }
    }
}
