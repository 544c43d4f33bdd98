//! Puts a rule's open items into a message and its message into the outbox.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;

use crate::config::Config;
use crate::deliver;
use crate::digest::{self, AlertRule, Coverage, DigestRule, Item, Notice, StoryDetail, Told};
use crate::metrics::ByKind;
use crate::model::{ArticleId, ItemId, MessageId, Name, RuleName, Timestamp, Zone};
use crate::render::{self, Links, Rendered};
use crate::store::{MessageCommit, StoreError, StoryCommit};

use super::app::{App, Setup};
use super::pauses::tellable_items;
use super::translate::translate;

/// A topic without a match for this long is listed as silent.
const SILENT_AFTER: Duration = Duration::from_hours(168);

/// What the heading of a message needs, of an alert or a digest.
#[derive(Clone, Debug)]
struct View {
    rule: RuleName,
    heading: String,
    zone: Zone,
    max_items: usize,
    slot_at: Option<Timestamp>,
}

impl View {
    fn of_alert(rule: &AlertRule, config: &Config) -> Self {
        Self {
            rule: RuleName::Alert(rule.name.clone()),
            heading: config.newsroom.name.clone(),
            zone: config.newsroom.zone,
            max_items: rule.max_items,
            slot_at: None,
        }
    }

    fn of_digest(rule: &DigestRule, slot_at: Option<Timestamp>) -> Self {
        Self {
            rule: RuleName::Digest(rule.name.clone()),
            heading: rule.title.clone(),
            zone: rule.zone,
            max_items: rule.max_items,
            slot_at,
        }
    }
}

/// Composes an alert from what may go out at `now` (T4); items that grew too old go into the digests first (T3).
/// Returns whether there is a new message.
pub(super) async fn compose_alert(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    rule: &AlertRule,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let view = View::of_alert(rule, &setup.config);
    let items = tellable_items(app, &view.rule, now + rule.group_wait, now).await?;
    let items = digest::sendable(rule, &items, now);
    let aged = digest::roll_late(rule, items, &setup.rules, app.store.ids(), now);
    if !aged.rolled.is_empty() {
        app.store
            .commit_stories(StoryCommit { items: aged.rolled, at: now, ..StoryCommit::default() })
            .await?;
    }
    let fresh = digest::one_message(aged.fresh);
    let taken: Vec<ItemId> = fresh.iter().chain(&aged.expired).map(|item| item.id).collect();
    if taken.is_empty() {
        return Ok(false);
    }
    let rule_name = view.rule.clone();
    let mut draft =
        Draft { rule: rule_name, slot_at: None, notice: None, told: Vec::new(), more: 0, taken, now };
    if !fresh.is_empty() {
        let composed = stories_notice(app, setup, view, fresh, now).await?;
        observe_publish_to_alert(app, &composed.notice);
        draft.tell(composed);
    }
    commit(app, setup, draft, &rule.channels).await
}

/// Composes a digest for a slot from everything that is open (T4). Returns whether there is a new message.
pub(super) async fn compose_digest(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    rule: &DigestRule,
    slot_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let view = View::of_digest(rule, slot_at);
    let rule_name = view.rule.clone();
    let items = tellable_items(app, &rule_name, now, now).await?;
    let taken: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut draft = Draft { rule: rule_name, slot_at, notice: None, told: Vec::new(), more: 0, taken, now };
    if !items.is_empty() || rule.send_empty {
        draft.tell(stories_notice(app, setup, view, items, now).await?);
    }
    commit(app, setup, draft, &rule.channels).await
}

/// The notice of a digest as it would go out with what was matched before `at`; nothing is written but translated headlines.
///
/// # Errors
/// No such digest, or the store cannot be read.
pub async fn digest_notice(app: &Arc<App>, name: &Name, at: Timestamp) -> anyhow::Result<Notice> {
    let setup = app.setup();
    let rule = find_digest(&setup, name)?;
    let view = View::of_digest(rule, None);
    let items = tellable_items(app, &view.rule, at, app.clock.now()).await?;
    Ok(stories_notice(app, &setup, view, items, at).await?.notice)
}

/// Composes a digest now, outside its calendar, with everything that is open. Returns whether there is a message:
/// an empty digest is sent only where the rule asks for it.
///
/// # Errors
/// No such digest, or the store cannot be used.
pub async fn send_digest(app: &Arc<App>, name: &Name) -> anyhow::Result<bool> {
    let setup = app.setup();
    let rule = find_digest(&setup, name)?;
    let now = app.clock.now();
    let open = tellable_items(app, &RuleName::Digest(name.clone()), now, now).await?;
    if open.is_empty() && !rule.send_empty {
        return Ok(false);
    }
    Ok(compose_digest(app, &setup, rule, None, now).await?)
}

fn find_digest<'a>(setup: &'a Setup, name: &Name) -> anyhow::Result<&'a DigestRule> {
    setup.config.digests.get(name).ok_or_else(|| {
        let known: Vec<&str> = setup.config.digests.keys().map(Name::as_str).collect();
        match known.as_slice() {
            [] => anyhow!("there is no digest `{name}`: the configuration has none"),
            known => anyhow!("there is no digest `{name}`; the configuration has: {}", known.join(", ")),
        }
    })
}

/// A notice with what it tells.
struct Composed {
    notice: Notice,
    /// The articles whose words it tells.
    told: Vec<ArticleId>,
    more: usize,
}

/// Ranks the items, fetches what is told of those kept, and tells it.
async fn stories_notice(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    view: View,
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Composed, StoreError> {
    let outlets = app.store.outlets(&items).await?;
    let (kept, more) = digest::rank(&items, &outlets, view.max_items);
    let details = app.store.story_details(&kept).await?;
    let told = details.iter().map(|detail| detail.item.article_id).collect();
    let coverage = app.store.coverage(now - SILENT_AFTER).await?;
    let translating = Arc::clone(setup);
    let (id, setup, links) = (app.store.ids().next(now), Arc::clone(setup), links(app, setup));
    let work = move || {
        let mut notice = notice_of(id, &setup, view, &details, more, coverage, now);
        if let (Some(links), Told::Stories { stories, .. }) = (links, &mut notice.told) {
            for story in stories {
                story.snooze = Some(links.snooze(story.id));
            }
        }
        notice
    };
    let mut notice = app.cpu.run(work).await.map_err(|fault| StoreError::Other(fault.to_string()))?;
    translate(app, &translating, &mut notice).await?;
    Ok(Composed { notice, told, more })
}

fn notice_of(
    id: MessageId,
    setup: &Setup,
    view: View,
    details: &[StoryDetail],
    more: usize,
    coverage: Coverage,
    now: Timestamp,
) -> Notice {
    let titles = setup.topic_titles();
    let title_of = |name: &Name| titles.get(name).cloned().unwrap_or_else(|| name.to_string());
    let stories = details.iter().map(|detail| digest::tell(detail, &title_of)).collect();
    Notice {
        id,
        rule: view.rule,
        heading: view.heading,
        at: now,
        slot_at: view.slot_at,
        zone: view.zone,
        newsroom: setup.config.newsroom.name.clone(),
        base_url: setup.config.web.base_url.clone(),
        told: Told::Stories { stories, more, coverage },
    }
}

/// A message before it is frozen; without a notice only items and slot are written.
struct Draft {
    rule: RuleName,
    slot_at: Option<Timestamp>,
    notice: Option<Notice>,
    told: Vec<ArticleId>,
    more: usize,
    taken: Vec<ItemId>,
    now: Timestamp,
}

impl Draft {
    fn tell(&mut self, composed: Composed) {
        (self.notice, self.told, self.more) = (Some(composed.notice), composed.told, composed.more);
    }
}

/// Freezes a draft into deliveries (T4). Returns whether there is a new message.
async fn commit(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    draft: Draft,
    channels: &[Name],
) -> Result<bool, StoreError> {
    let Draft { rule, slot_at, notice, told: articles, more, taken, now } = draft;
    let id = notice.as_ref().map_or_else(|| app.store.ids().next(now), |notice| notice.id);
    let kind = match (&notice, &rule) {
        (None, _) => "empty",
        (Some(_), RuleName::Alert(_)) => "alert",
        (Some(_), _) => "digest",
    };
    let told = notice.is_some();
    let (stories, subject, content, deliveries) = match notice {
        None => (0, String::new(), None, None),
        Some(notice) => {
            let stories = match &notice.told {
                Told::Stories { stories, .. } => stories.len(),
                Told::Alarms(_) | Told::Test => 0,
            };
            let subject = render::subject(&notice);
            let content = match rule {
                RuleName::Digest(_) => Some(digest_content(app, notice.clone()).await?),
                _ => None,
            };
            (stories, subject, content, Some(freeze(app, setup, notice, channels.to_vec()).await?))
        }
    };
    let committed = app
        .store
        .commit_message(MessageCommit {
            id,
            rule: rule.clone(),
            slot_at,
            composed_at: now,
            config_hash: setup.config.hash,
            items: taken,
            told: articles,
            stories,
            more,
            subject,
            deliveries,
            alarms: Vec::new(),
            content,
        })
        .await?;
    if committed {
        app.metrics.messages.get_or_create(&ByKind { kind }).inc();
        if told {
            tracing::info!(%rule, notice = %id, stories, more, "composed");
            app.wake.courier.notify_one();
        }
    }
    Ok(committed && told)
}

/// Where links in messages lead, when people can follow them.
fn links(app: &App, setup: &Setup) -> Option<Links> {
    let base_url = setup.config.web.base_url.clone()?;
    Some(Links { base_url, key: app.store.link_key().clone() })
}

/// What the digest's feed shows of it.
async fn digest_content(app: &App, notice: Notice) -> Result<String, StoreError> {
    let work = move || render::digest_content(&notice);
    app.cpu.run(work).await.map_err(|fault| StoreError::Other(fault.to_string()))
}

/// The bytes of a notice for every channel, rendered off the network's threads.
pub(super) async fn freeze(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    notice: Notice,
    channels: Vec<Name>,
) -> Result<Vec<(Name, Rendered)>, StoreError> {
    let (setup, store, links) = (Arc::clone(setup), app.store.clone(), links(app, setup));
    let work = move || {
        let mut frozen = Vec::new();
        for channel in channels {
            let configured = setup.config.channels.get(&channel);
            let medium = configured
                .and_then(|channel| deliver::medium(channel, setup.config.smtp.as_ref(), links.clone()));
            let Some(medium) = medium else { continue };
            for rendered in render::render(&notice, &medium, channel.as_str(), store.store_id()) {
                frozen.push((channel.clone(), rendered));
            }
        }
        frozen
    };
    app.cpu.run(work).await.map_err(|fault| StoreError::Other(fault.to_string()))
}

/// How old the news of an alert is by the publishers' own dates; dates in the future say nothing.
fn observe_publish_to_alert(app: &App, notice: &Notice) {
    let Told::Stories { stories, .. } = &notice.told else { return };
    for published in stories.iter().filter_map(|story| story.published).filter(|at| *at <= notice.at) {
        app.metrics.publish_to_alert.observe(notice.at.since(published).as_secs_f64());
    }
}
