//! `vigie why`: the path of one article, stage by stage.

mod text;
mod unowed;

pub(super) use text::{text_reason, text_state};

use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use super::configuration::colour;
use super::shared_link::{Led, Which, several};
use super::terminal::print_styled;
use super::{Failure, Format, Globals, Outcome, beside, print_json, print_line, typed};
use crate::article::Change;
use crate::config::Config;
use crate::daemon::has_rule;
use crate::digest::Item;
use crate::feed::Telling;
use crate::model::{
    ArticleId, DeliveryId, DeliveryState, Language, MessageId, Name, Priority, RuleName, StoryId, TextState,
    Timestamp,
};
use crate::store::{Announcement, ArticleTrail, Corrects, DeliveryTrail, EditionRow, LostMatch, Watch};
use crate::topic::Match;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Only this topic
    #[arg(long, value_name = "NAME")]
    topic: Option<String>,
}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let url = typed::address(&args.which.url)?;
    let topic: Option<Name> = args.topic.as_deref().map(str::parse).transpose().map_err(Failure::usage)?;
    super::block_on(async {
        let app = beside::open(globals).await?;
        let found = args.which.find(&app.store, &url).await?;
        let mut deliveries = Vec::new();
        if let Led::Article(trail) = &found {
            for row in &trail.deliveries {
                deliveries.extend(app.store.delivery(row.id).await?);
            }
        }
        let pauses = app.store.pauses(app.clock.now()).await?;
        let setup = app.setup();
        beside::close(&app).await?;
        let zone = setup.config.newsroom.zone;
        let mut trail = match found {
            Led::Article(trail) => trail,
            Led::Several(sharing) => return several(&url, &sharing, globals.format, zone),
            Led::Nothing => return not_found(&url, globals.format),
        };
        if let Some(topic) = &topic {
            let is_in_trail = trail.matches.iter().any(|(found, _)| found.topic == *topic)
                || trail.lost.iter().any(|lost| lost.topic == *topic)
                || trail.items.iter().any(|(item, _)| item.topics.contains(topic));
            // A topic that was removed is still in the trails of its time; one that nobody knows is misspelt.
            if !is_in_trail {
                typed::named(topic.as_str(), &setup.config)?;
            }
            trail.matches.retain(|(found, _)| found.topic == *topic);
            trail.lost.retain(|lost| lost.topic == *topic);
            trail.items.retain(|(item, _)| item.topics.contains(topic));
        }
        let unowed = unowed::reasons(&trail, &setup.config, &pauses);
        match globals.format {
            Format::Json => print_json(&Path::of(&trail, &deliveries, unowed, &setup.config))?,
            Format::Text => {
                for line in text::lines(&trail, &deliveries, topic.as_ref(), &unowed, &setup.config) {
                    print_line(&line)?;
                }
                for (head, difference) in text::versions(&trail, zone, colour(&std::io::stdout())) {
                    print_line(&head)?;
                    for line in difference {
                        print_styled(&format!("  {line}"))?;
                    }
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// What is said of an address that leads to no article.
///
/// # Errors
/// Nothing can be written.
pub(super) fn not_found(url: &Url, format: Format) -> Outcome {
    if format == Format::Json {
        print_json(&serde_json::json!({ "url": url.as_str(), "found": false }))?;
    } else {
        print_line(&format!(
            "{url} is not in the store: no feed that is watched has announced this address, or it is older than the retention"
        ))?;
    }
    Ok(ExitCode::FAILURE)
}

/// The JSON of `vigie why`.
#[derive(Serialize)]
struct Path<'a> {
    found: bool,
    id: ArticleId,
    url: &'a str,
    site: &'a str,
    title: &'a str,
    announced: Vec<Announced<'a>>,
    first_seen_at: Timestamp,
    published_at: Option<Timestamp>,
    /// Kept from everybody by the backlog rule.
    backlog: bool,
    /// `all`, `digests` or `nobody`: whom the backlog rule lets it be told.
    telling: &'static str,
    text: Text<'a>,
    language: Language,
    language_sure: bool,
    matches: Vec<Found<'a>>,
    lost: Vec<Lost<'a>>,
    story: Option<Story<'a>>,
    items: Vec<Owed<'a>>,
    /// Why nothing is owed for what matched.
    unowed: Vec<String>,
    deliveries: Vec<Sent<'a>>,
    rechecks: Option<Rechecks<'a>>,
    versions: Vec<Edition<'a>>,
}

#[derive(Serialize)]
struct Rechecks<'a> {
    told_at: Timestamp,
    reads: i64,
    last_at: Option<Timestamp>,
    result: Option<&'a str>,
    reason: Option<&'a str>,
    next_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Edition<'a> {
    version: i64,
    origin: &'a str,
    at: Timestamp,
    title: &'a str,
    page_url: Option<&'a str>,
    page_sha256: Option<&'a str>,
    compared_with: Option<i64>,
    change: Option<&'a Change>,
    is_correction: bool,
    told_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Announced<'a> {
    feed: &'a Name,
    at: Timestamp,
    title: &'a str,
    /// The titles it had before, oldest first.
    before: Vec<Titled<'a>>,
}

/// A title, and a time at which it stood there.
#[derive(Serialize)]
struct Titled<'a> {
    title: &'a str,
    at: Timestamp,
}

#[derive(Serialize)]
struct Text<'a> {
    state: TextState,
    words: i64,
    due_at: Option<Timestamp>,
    attempts: Option<u32>,
    /// Why the words are no better.
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Found<'a> {
    at: Timestamp,
    /// By a rematch: nobody is told of it.
    quiet: bool,
    #[serde(flatten)]
    matched: &'a Match,
    sentences: Vec<String>,
}

/// A match that holds no longer.
#[derive(Serialize)]
struct Lost<'a> {
    topic: &'a Name,
    version: String,
    at: Timestamp,
    topic_was_edited: bool,
}

#[derive(Serialize)]
struct Story<'a> {
    id: StoryId,
    relation: &'a str,
    articles: i64,
    earlier: Option<Earlier<'a>>,
}

#[derive(Serialize)]
struct Earlier<'a> {
    id: StoryId,
    title: &'a str,
}

#[derive(Serialize)]
struct Owed<'a> {
    rule: &'a RuleName,
    reason: &'a str,
    topics: &'a [Name],
    priority: Priority,
    created_at: Timestamp,
    ready_at: Timestamp,
    /// The only channel of the rule that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a Name>,
    message: Option<MessageId>,
    /// The configuration no longer has the rule: what was not told waits for one of its name.
    rule_is_gone: bool,
}

#[derive(Serialize)]
struct Sent<'a> {
    id: DeliveryId,
    message: MessageId,
    rule: &'a RuleName,
    channel: &'a Name,
    recipient: &'a str,
    stable_id: &'a str,
    state: DeliveryState,
    next_at: Option<Timestamp>,
    attempts: Vec<Try<'a>>,
}

#[derive(Serialize)]
struct Try<'a> {
    number: u32,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    outcome: &'a str,
    detail: &'a str,
}

impl<'a> Path<'a> {
    fn of(
        trail: &'a ArticleTrail,
        deliveries: &'a [DeliveryTrail],
        unowed: Vec<String>,
        config: &Config,
    ) -> Self {
        let job = trail.job.as_ref();
        let items = trail.items.iter().map(|(item, message)| owed(item, *message, config));
        Self {
            found: true,
            id: trail.article_id,
            url: &trail.url,
            site: &trail.site,
            title: &trail.title,
            announced: trail.entries.iter().map(announced).collect(),
            first_seen_at: trail.first_seen_at,
            published_at: trail.published_at,
            backlog: trail.telling == Telling::Nothing,
            telling: match trail.telling {
                Telling::All => "all",
                Telling::DigestsOnly => "digests",
                Telling::Nothing => "nobody",
            },
            text: Text {
                state: trail.text_state,
                words: trail.words,
                due_at: job.map(|job| job.0),
                attempts: job.map(|job| job.1),
                reason: text_reason(trail),
            },
            language: trail.language.0,
            language_sure: trail.language.1,
            matches: trail.matches.iter().map(|(of, at)| found(trail, of, *at)).collect(),
            lost: trail.lost.iter().map(lost).collect(),
            story: trail.story.as_ref().map(|(id, relation)| Story {
                id: *id,
                relation,
                articles: trail.story_articles,
                earlier: trail.earlier.as_ref().map(|(id, title)| Earlier { id: *id, title }),
            }),
            items: items.collect(),
            unowed,
            deliveries: deliveries.iter().map(sent).collect(),
            rechecks: trail.watch.as_ref().map(rechecks),
            versions: trail.editions.iter().map(version).collect(),
        }
    }
}

fn announced(by: &Announcement) -> Announced<'_> {
    let before = by.earlier.iter().map(|(title, at)| Titled { title, at: *at }).collect();
    Announced { feed: &by.feed, at: by.at, title: &by.title, before }
}

fn found<'a>(trail: &ArticleTrail, matched: &'a Match, at: Timestamp) -> Found<'a> {
    let quiet = trail.quiet.contains(&matched.topic);
    Found { at, quiet, matched, sentences: text::sentences(trail, matched) }
}

fn owed<'a>(item: &'a Item, message: Option<MessageId>, config: &Config) -> Owed<'a> {
    Owed {
        rule: &item.rule,
        reason: item.reason.as_str(),
        topics: &item.topics,
        priority: item.priority,
        created_at: item.created_at,
        ready_at: item.ready_at,
        channel: item.only.as_ref(),
        message,
        rule_is_gone: !has_rule(config, &item.rule),
    }
}

fn lost(lost: &LostMatch) -> Lost<'_> {
    let LostMatch { topic, version, at, is_edited } = lost;
    Lost { topic, version: version.to_string(), at: *at, topic_was_edited: *is_edited }
}

fn rechecks(watch: &Watch) -> Rechecks<'_> {
    let last = watch.last.as_ref();
    Rechecks {
        told_at: watch.told_at,
        reads: watch.reads,
        last_at: last.map(|(at, ..)| *at),
        result: last.map(|(_, result, _)| result.as_str()),
        reason: last.and_then(|(.., reason)| reason.as_deref()),
        next_at: watch.next_at,
        withdrawn_at: watch.withdrawn_at,
    }
}

fn version(edition: &EditionRow) -> Edition<'_> {
    Edition {
        version: edition.version,
        origin: &edition.origin,
        at: edition.at,
        title: &edition.title,
        page_url: edition.page_url.as_deref(),
        page_sha256: edition.page_sha256.as_deref(),
        compared_with: edition.change.as_ref().map(|(with, _)| *with),
        change: edition.change.as_ref().map(|(_, change)| change),
        is_correction: edition.corrects != Corrects::Nothing,
        told_at: match edition.corrects {
            Corrects::Told(at) => Some(at),
            Corrects::Nothing | Corrects::Untold => None,
        },
    }
}

fn sent(trail: &DeliveryTrail) -> Sent<'_> {
    let row = &trail.row;
    let attempts = trail.attempts.iter().map(|a| Try {
        number: a.number,
        started_at: a.started_at,
        finished_at: a.finished_at,
        outcome: &a.outcome,
        detail: &a.detail,
    });
    Sent {
        id: row.id,
        message: row.message_id,
        rule: &row.rule,
        channel: &row.channel,
        recipient: &row.recipient,
        stable_id: &row.stable_id,
        state: row.state,
        next_at: row.next_at,
        attempts: attempts.collect(),
    }
}
