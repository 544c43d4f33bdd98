//! Puts a rule's open items into a message and its message into the outbox.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::deliver;
use crate::digest::{
    self, AlertRule, Audience, Coverage, DigestRule, Item, Notice, Reader, Reason, Source, StoryDetail, Told,
    TopicSelection,
};
use crate::metrics::ByKind;
use crate::model::{ItemId, MessageId, Name, RuleName, StoryId, Timestamp, Zone};
use crate::render::{self, Links, Own, Rendered};
use crate::store::{MessageCommit, ToldArticle};

use super::answers::Answered;
use super::app::{App, Setup};
use super::fault::Fault;
use super::pauses::Paused;
use super::translate::translate;
use super::{answers, late, layout};

/// A topic without a match for this long is listed as silent.
const SILENT_AFTER: Duration = Duration::from_hours(168);

/// What the heading of a message needs, of an alert or a digest.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) rule: RuleName,
    heading: String,
    zone: Zone,
    max_items: usize,
    slot_at: Option<Timestamp>,
    /// Who is owed nothing is told that all is quiet.
    send_empty: bool,
    /// Which topics it is about.
    topics: TopicSelection,
}

impl View {
    fn of_alert(rule: &AlertRule, config: &Config) -> Self {
        Self {
            rule: RuleName::Alert(rule.name.clone()),
            heading: config.newsroom.name.clone(),
            zone: config.newsroom.zone,
            max_items: rule.max_items,
            slot_at: None,
            send_empty: false,
            topics: rule.topics.clone(),
        }
    }

    /// The same, for whoever wants to see it even when nothing is owed.
    pub(super) fn even_empty(self) -> Self {
        Self { send_empty: true, ..self }
    }

    pub(super) fn of_digest(rule: &DigestRule, slot_at: Option<Timestamp>) -> Self {
        Self {
            rule: RuleName::Digest(rule.name.clone()),
            heading: rule.title.clone(),
            zone: rule.zone,
            max_items: rule.max_items,
            slot_at,
            send_empty: rule.send_empty,
            topics: rule.topics.clone(),
        }
    }
}

/// Composes an alert from what may go out at `now` (T4); items that grew too old go into the digests first (T3).
/// Returns whether there is a new message.
pub(super) async fn compose_alert(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    rule: &AlertRule,
    answered: &Answered,
    paused: &Paused,
    now: Timestamp,
) -> Result<bool, Fault> {
    let view = View::of_alert(rule, &setup.config);
    let items = paused.tellable_items(app, &view.rule, now + rule.group_wait).await?;
    let items = answered.tellable(&view.rule, items);
    let items = digest::sendable(rule, &items, now);
    let all = paused.tellable_items(app, &view.rule, Timestamp::MAX).await?;
    let items = digest::whole(items, &all);
    let aged = late::part(app, setup, rule, items, now).await?;
    let fresh = digest::one_message(aged.fresh);
    let taken: Vec<ItemId> = fresh.iter().chain(&aged.expired).map(|item| item.id).collect();
    if taken.is_empty() {
        return Ok(false);
    }
    let (rule_name, id) = (view.rule.clone(), app.store.ids().next(now));
    let fresh = still_about(app, fresh).await?;
    let mut editions = Vec::new();
    let held = digest::held(rule, &fresh, now);
    let is_answer = fresh.first().is_some_and(|item| item.reason == Reason::Sources);
    if is_answer {
        editions = answers::answers(app, setup, (id, &view), rule, fresh, now).await?;
    } else if !fresh.is_empty() {
        editions = stories_editions(app, setup, (id, &view), &rule.channels, fresh, now).await?;
        for edition in &mut editions {
            edition.notice.held = held;
        }
        if let Some(edition) = editions.first() {
            observe_publish_to_alert(app, &edition.notice);
        }
    }
    let draft = Draft { id, rule: rule_name, slot_at: None, editions, taken, is_answer, now };
    Ok(commit(app, setup, draft).await?.is_some())
}

/// Composes a digest for a slot from everything that is open (T4). Returns the new message, if there is one.
pub(super) async fn compose_digest(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    rule: &DigestRule,
    slot_at: Option<Timestamp>,
    paused: &Paused,
    now: Timestamp,
) -> Result<Option<MessageId>, Fault> {
    // What an alert could not deliver in time is told here, if it is told at all.
    late::hand_over(app, setup, now).await?;
    let view = View::of_digest(rule, slot_at);
    let (rule_name, id) = (view.rule.clone(), app.store.ids().next(now));
    let items = paused.tellable_items(app, &rule_name, now).await?;
    let taken: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let items = still_about(app, items).await?;
    let mut editions = Vec::new();
    if !items.is_empty() || rule.send_empty {
        editions = stories_editions(app, setup, (id, &view), &rule.channels, items, now).await?;
    }
    commit(app, setup, Draft { id, rule: rule_name, slot_at, editions, taken, is_answer: false, now }).await
}

/// What of these items is still about its topics, which may have been edited and matched anew since.
pub(super) async fn still_about(app: &App, items: Vec<Item>) -> Result<Vec<Item>, Fault> {
    let lost = app.store.lost_topics(&items).await?;
    Ok(digest::still_about(items, &lost))
}

/// A message as one audience gets it.
pub(super) struct Edition {
    pub(super) notice: Notice,
    channels: Vec<Name>,
    /// The articles whose words it tells.
    pub(super) told: Vec<ToldArticle>,
    /// Of its first story: all, first seen first.
    pub(super) sources: Vec<Source>,
    more: usize,
}

/// A message for each audience of the channels: the items ranked, an article chosen for each story, told in its words. Whoever
/// is owed nothing, all items being corrections of what others were told, gets none.
pub(super) async fn stories_editions(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    (id, view): (MessageId, &View),
    channels: &[Name],
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Vec<Edition>, Fault> {
    let languages_of = |channel: &Name| setup.config.channels.get(channel).map(|of| of.languages.clone());
    let reader = |channel: &Name| Reader {
        channel: channel.clone(),
        languages: languages_of(channel).unwrap_or_default(),
    };
    let readers: Vec<Reader> = channels.iter().map(reader).collect();
    let shown = app.store.shown(&items).await?;
    let outlets = app.store.outlets(&items).await?;
    let mut coverage = app.store.coverage(now - SILENT_AFTER).await?;
    coverage.paused_topics.retain(|paused| view.topics.contains(&paused.topic));
    let mut editions = Vec::new();
    for mut audience in digest::audiences(&readers, &items, &shown) {
        audience.items = corrections_left(app, audience.items).await?;
        if !audience.items.is_empty() || view.send_empty {
            let coverage = coverage.clone();
            editions.push(edition(app, setup, (id, view), audience, (&outlets, coverage), now).await?);
        }
    }
    Ok(editions)
}

/// These items without the corrections that were taken back before anybody was told of them.
async fn corrections_left(app: &App, items: Vec<Item>) -> Result<Vec<Item>, Fault> {
    let recorrected = digest::recorrected(&items);
    if recorrected.is_empty() {
        return Ok(items);
    }
    let details = app.store.story_details(&recorrected).await?;
    Ok(app.cpu.run(move || digest::corrections_left(items, &details)).await?)
}

async fn edition(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    (id, view): (MessageId, &View),
    audience: Audience,
    (outlets, coverage): (&HashMap<StoryId, usize>, Coverage),
    now: Timestamp,
) -> Result<Edition, Fault> {
    let Audience { channels, languages, items } = audience;
    let (mut kept, more) = digest::rank(&items, outlets, view.max_items);
    let tellers = app.store.tellers(&kept).await?;
    for item in &mut kept {
        let tellers = tellers.get(&item.story_id).map(Vec::as_slice).unwrap_or_default();
        item.article_id = digest::teller(item, tellers, &languages);
    }
    let details = app.store.story_details(&kept).await?;
    let told_to = |channel: &Name| {
        let channel = channel.clone();
        details.iter().map(move |StoryDetail { item, sources, .. }| ToldArticle {
            story_id: item.story_id,
            article_id: item.article_id,
            channel: channel.clone(),
            outlets: digest::outlets(sources),
        })
    };
    let told = channels.iter().flat_map(told_to).collect();
    let sources = details.first().map(|detail| detail.sources.clone()).unwrap_or_default();
    let (setup, view) = (Arc::clone(setup), view.clone());
    let translating = Arc::clone(&setup);
    let links = links(app, &setup);
    let work = move || {
        let mut notice = notice_of(id, &setup, view, &details, more, coverage, now);
        if let (Some(links), Told::Stories { stories, .. }) = (links, &mut notice.told) {
            for story in stories {
                story.snooze = Some(links.snooze(story.id));
            }
        }
        notice
    };
    let mut notice = app.cpu.run(work).await?;
    translate(app, &translating, &languages, &mut notice).await?;
    Ok(Edition { notice, channels, told, sources, more })
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
        held: None,
        told: Told::Stories { stories, more, coverage },
    }
}

/// A message before it is frozen; without an edition only items and slot are written.
struct Draft {
    id: MessageId,
    rule: RuleName,
    slot_at: Option<Timestamp>,
    editions: Vec<Edition>,
    taken: Vec<ItemId>,
    /// It answers in threads, and is no message of its own.
    is_answer: bool,
    now: Timestamp,
}

/// Freezes a draft into deliveries (T4). Returns whether there is a new message.
async fn commit(app: &Arc<App>, setup: &Arc<Setup>, draft: Draft) -> Result<Option<MessageId>, Fault> {
    let Draft { id, rule, slot_at, editions, taken, is_answer, now } = draft;
    let is_told = !editions.is_empty();
    let kind = match &rule {
        _ if !is_told => "empty",
        RuleName::Alert(_) => "alert",
        _ => "digest",
    };
    // What the list of deliveries and the digest's feed show of the message is its first edition's.
    let (mut stories, mut more, mut subject, mut content) = (0, 0, String::new(), None);
    if let Some(Edition { notice, more: left_out, .. }) = editions.first() {
        (subject, more) = (render::subject(notice), *left_out);
        if let RuleName::Digest(_) = rule {
            content = Some(digest_content(app, notice.clone()).await?);
        }
        if let Told::Stories { stories: told, .. } = &notice.told {
            stories = told.len();
        }
    }
    let (mut told, mut deliveries, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for edition in editions {
        let (own, failed) = layout::write(app, setup, &edition.notice).await?;
        failures.extend(failed);
        told.extend(edition.told);
        deliveries.extend(freeze(app, setup, edition.notice, own, edition.channels).await?);
    }
    let committed = app
        .store
        .commit_message(MessageCommit {
            id,
            rule: rule.clone(),
            slot_at,
            composed_at: now,
            items: taken,
            told,
            stories,
            more,
            subject,
            deliveries: is_told.then_some(deliveries),
            alarms: Vec::new(),
            content,
            is_answer,
        })
        .await?;
    if committed {
        if is_told && setup.config.layouts.contains_key(&rule) {
            layout::tell_operator(app, &rule, &failures, now).await?;
        }
        app.metrics.messages.get_or_create(&ByKind { kind }).inc();
        if is_told {
            tracing::info!(%rule, notice = %id, stories, more, "composed");
            app.wake.courier.notify_one();
        }
    }
    Ok((committed && is_told).then_some(id))
}

/// Where links in messages lead, when people can follow them.
fn links(app: &App, setup: &Setup) -> Option<Links> {
    let base_url = setup.config.web.base_url.clone()?;
    Some(Links { base_url, key: app.store.link_key().clone() })
}

/// What the digest's feed shows of it.
async fn digest_content(app: &App, notice: Notice) -> Result<String, Fault> {
    let work = move || render::digest_content(&notice);
    Ok(app.cpu.run(work).await?)
}

/// The bytes of a notice for every channel, rendered off the network's threads; `own` is what its rule's templates wrote.
pub(super) async fn freeze(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    notice: Notice,
    own: Own,
    channels: Vec<Name>,
) -> Result<Vec<(Name, Rendered)>, Fault> {
    let (setup, store, links) = (Arc::clone(setup), app.store.clone(), links(app, setup));
    let work = move || {
        let mut frozen = Vec::new();
        for channel in channels {
            let configured = setup.config.channels.get(&channel);
            let medium = configured
                .and_then(|channel| deliver::medium(channel, setup.config.smtp.as_ref(), links.clone()));
            let Some(medium) = medium else { continue };
            for rendered in render::render_own(&notice, &own, &medium, channel.as_str(), store.store_id()) {
                frozen.push((channel.clone(), rendered));
            }
        }
        frozen
    };
    Ok(app.cpu.run(work).await?)
}

/// How old the news of an alert is by the publishers' own dates; dates in the future say nothing.
fn observe_publish_to_alert(app: &App, notice: &Notice) {
    let Told::Stories { stories, .. } = &notice.told else { return };
    for published in stories.iter().filter_map(|story| story.published).filter(|at| *at <= notice.at) {
        app.metrics.publish_to_alert.observe(notice.at.since(published).as_secs_f64());
    }
}
