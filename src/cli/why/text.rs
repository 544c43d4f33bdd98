//! The path of an article as people read it.

use crate::cli::beside::columns;
use crate::cli::configuration::counted;
use crate::cli::difference;
use crate::config::Config;
use crate::daemon::has_rule;
use crate::digest::{self, Reason};
use crate::feed::Telling;
use crate::model::{Hash16, MessageId, Name, TextState, Timestamp, Zone};
use crate::store::{Announcement, ArticleTrail, Corrects, DeliveryTrail, EditionRow, LostMatch, Watch};
use crate::topic::{Field, Match, Span};

/// Sentences shown for one topic.
const SENTENCES: usize = 3;
/// Hits listed for one topic.
const HITS: usize = 12;

/// The sentences that hold the hits of one match, in order, at most three.
pub(super) fn sentences(trail: &ArticleTrail, found: &Match) -> Vec<String> {
    let mut sentences = Vec::new();
    for span in &found.spans {
        let text = match span.field {
            Field::Title => &trail.title,
            Field::Body => &trail.body,
        };
        let Some(sentence) = sentence(text, span) else { continue };
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
        if sentences.len() == SENTENCES {
            break;
        }
    }
    sentences
}

/// `None` when the span does not lie in the text: it was found in another version of it.
fn sentence(text: &str, span: &Span) -> Option<String> {
    let mut at = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
    let start = at.nth(span.start)?;
    let end = match span.end.checked_sub(span.start + 1) {
        Some(more) => at.nth(more)?,
        None => start,
    };
    Some(text[digest::sentence(text, start..end)].to_owned())
}

/// Stage by stage; the last line says how far it came.
/// `unowed` says why nothing is owed for what matched.
pub(super) fn lines(
    trail: &ArticleTrail,
    deliveries: &[DeliveryTrail],
    topic: Option<&Name>,
    unowed: &[String],
    config: &Config,
) -> Vec<String> {
    let zone = config.newsroom.zone;
    let mut rows = announced(trail, zone);
    rows.push(row("text", text_state(trail, zone)));
    let (language, sure) = trail.language;
    let doubt = if sure { "" } else { " (uncertain: every language's lines of concepts applied)" };
    rows.push(row("language", format!("{language}{doubt}")));
    if trail.matches.is_empty() {
        let none = topic.map_or_else(|| "none matched".into(), |topic| format!("{topic} did not match"));
        rows.push(row("topics", none));
    }
    for (found, at) in &trail.matches {
        rows.extend(matched(trail, found, *at, zone));
    }
    rows.extend(trail.lost.iter().map(|lost| row("lost", no_longer(lost, zone))));
    rows.push(row("story", story(trail)));
    if let Some((id, title)) = &trail.earlier {
        rows.push(row("earlier", format!("story {id}: {title}")));
    }
    rows.extend(owed(trail, config));
    rows.extend(unowed.iter().map(|why| row("owed", why.clone())));
    rows.extend(deliveries.iter().flat_map(|delivery| delivered(delivery, zone)));
    rows.extend(trail.watch.iter().flat_map(|watch| watched(watch, zone)));
    for edition in trail.editions.iter().filter(|edition| edition.page_sha256.is_some()) {
        rows.push(row("evidence", evidence(edition, zone)));
    }
    columns(&rows)
}

/// The article, and which feeds brought it.
fn announced(trail: &ArticleTrail, zone: Zone) -> Vec<Vec<String>> {
    let mut rows =
        vec![row("article", format!("{} ({})", trail.title, trail.site)), row("", trail.url.clone())];
    for Announcement { feed, at, title, earlier } in &trail.entries {
        let title = if *title == trail.title { String::new() } else { format!(" as “{title}”") };
        rows.push(row("announced", format!("by feed {feed} at {}{title}", at.in_full(zone))));
        let before =
            earlier.iter().map(|(title, at)| format!("before that as “{title}” (at {})", at.in_full(zone)));
        rows.extend(before.map(|before| row("", before)));
    }
    let why = match trail.telling {
        Telling::All => None,
        Telling::DigestsOnly => Some(
            "without a date, among many at once or after a time when its feed was not heard: it may be old, and is told in \
             digests only",
        ),
        Telling::Nothing => Some(
            "older than `backlog` when it was first seen, or without a date when its feed was first read: stored and matched, \
             told to nobody",
        ),
    };
    rows.extend(why.map(|why| row("", why.to_owned())));
    rows
}

/// A topic that matched, its hits and the sentences they stand in.
fn matched(trail: &ArticleTrail, found: &Match, at: Timestamp, zone: Zone) -> Vec<Vec<String>> {
    let Match { topic, score, priority, version, .. } = found;
    let by = if trail.quiet.contains(topic) { " by a rematch: told to nobody" } else { "" };
    let (version, at) = (short(*version), at.in_full(zone));
    let head = format!("{topic}, score {score}, {priority} (version {version}), at {at}{by}");
    let mut rows = vec![row("topic", head)];
    rows.extend(found.spans.iter().take(HITS).map(|span| row("", hit(span))));
    if found.spans.len() > HITS {
        rows.push(row("", format!("and {}", counted(found.spans.len() - HITS, "more hit"))));
    }
    rows.extend(sentences(trail, found).into_iter().map(|sentence| row("", format!("“{sentence}”"))));
    rows
}

fn no_longer(lost: &LostMatch, zone: Zone) -> String {
    let why = if lost.is_edited { "the topic was edited since" } else { "its words changed since" };
    let LostMatch { topic, version, at, .. } = lost;
    format!("{topic} (version {}) matched at {}, no longer: {why}", short(*version), at.in_full(zone))
}

/// What rules owe of it, and whether they told.
fn owed(trail: &ArticleTrail, config: &Config) -> impl Iterator<Item = Vec<String>> {
    let zone = config.newsroom.zone;
    let is_sent = |id: &MessageId| trail.deliveries.iter().any(|delivery| delivery.message_id == *id);
    trail.items.iter().map(move |(item, message)| {
        let told = match message {
            Some(id) if is_sent(id) => format!("told in message {id}"),
            // Taken without a message.
            Some(_) if item.reason == Reason::Sources => "nothing to add: no new outlet in time".to_owned(),
            Some(_) => "not told by this rule: nothing of it was left, or it was too old and left to a digest".to_owned(),
            None if has_rule(config, &item.rule) => {
                format!("not told yet, ready {}", item.ready_at.in_full(zone))
            }
            None => "not told: the configuration no longer has this rule; it waits for one of this name, or goes with the \
                     retention"
                .to_owned(),
        };
        let (rule, reason, since) = (&item.rule, item.reason.as_str(), item.created_at.in_full(zone));
        let only = item.only.as_ref().map_or_else(String::new, |channel| format!(" for channel {channel}"));
        row("owed", format!("to {rule}{only} ({reason}, {}) since {since}: {told}", item.priority))
    })
}

/// How its page fared since people were told.
fn watched(watch: &Watch, zone: Zone) -> Vec<Vec<String>> {
    let again = counted(usize::try_from(watch.reads).unwrap_or(0), "time");
    let last = watch.last.as_ref().map_or_else(String::new, |(at, result, reason)| {
        let why = reason.as_deref().map_or_else(String::new, |why| format!(" ({why})"));
        format!(", last at {}: {result}{why}", at.in_full(zone))
    });
    let next = watch.next_at.map_or_else(|| "no more".to_owned(), |at| format!("next {}", at.in_full(zone)));
    let mut rows = vec![row(
        "rechecks",
        format!("told since {}, page read again {again}{last}; {next}", watch.told_at.in_full(zone)),
    )];
    if let Some(since) = watch.withdrawn_at {
        rows.push(row("", format!("withdrawn: the page is gone since {}", since.in_full(zone))));
    }
    rows
}

fn evidence(edition: &EditionRow, zone: Zone) -> String {
    format!(
        "page of version {} kept, read at {} from {}, sha-256 {}",
        edition.version,
        edition.at.in_full(zone),
        edition.page_url.as_deref().unwrap_or("its address"),
        edition.page_sha256.as_deref().unwrap_or_default()
    )
}

/// What each version says otherwise than the one it was compared with: a line that sums up, and its difference.
pub(super) fn versions(trail: &ArticleTrail, zone: Zone, is_coloured: bool) -> Vec<(String, Vec<String>)> {
    let changed = trail.editions.iter().filter_map(|edition| Some((edition, edition.change.as_ref()?)));
    let is_owed = trail.items.iter().any(|(item, message)| {
        item.reason == Reason::Correction && item.article_id == trail.article_id && message.is_none()
    });
    changed
        .map(|(edition, (with, change))| {
            let told = match edition.corrects {
                Corrects::Nothing => "",
                Corrects::Untold if is_owed => "; not told yet",
                Corrects::Untold => "; nobody was told of it",
                Corrects::Told(_) => "; told",
            };
            let head = format!(
                "version {} at {} against version {with}: {}{told}",
                edition.version,
                edition.at.in_full(zone),
                difference::summary(change)
            );
            (head, difference::lines(change, is_coloured))
        })
        .collect()
}

fn row(stage: &str, what: String) -> Vec<String> {
    vec![stage.to_owned(), what]
}

fn short(version: Hash16) -> String {
    version.to_string().chars().take(8).collect()
}

/// Which words the article is matched on, and why not others.
pub(in crate::cli) fn text_state(trail: &ArticleTrail, zone: Zone) -> String {
    let words = format!("{} words", trail.words);
    // What a job waits for is told behind its next attempt.
    let why = match (&trail.job, &trail.text_reason) {
        (None, Some(why)) => format!(": {why}"),
        _ => String::new(),
    };
    let state = match trail.text_state {
        TextState::Read => match &trail.text_reason {
            Some(doubt) => format!("page read, but {doubt}, {words}"),
            None => format!("page read, {words}"),
        },
        TextState::Feed => format!("the feed's words are the article, {words}"),
        TextState::Pending => format!("page not read yet, matched on the feed's words, {words}"),
        TextState::Blocked => format!("page not read, the feed's words stand, {words}{why}"),
        TextState::Gone => format!("page is gone, the feed's words stand, {words}{why}"),
    };
    match &trail.job {
        Some((due, attempts, reason)) => {
            let why = reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
            let attempts = counted(*attempts as usize, "attempt");
            format!("{state}; next attempt {} after {attempts}{why}", due.in_full(zone))
        }
        None => state,
    }
}

/// Why the words are no better: what the next attempt waits for, else what came of the last one.
pub(in crate::cli) fn text_reason(trail: &ArticleTrail) -> Option<&str> {
    let of_job = trail.job.as_ref().and_then(|(.., reason)| reason.as_deref());
    of_job.or(trail.text_reason.as_deref())
}

fn hit(span: &Span) -> String {
    let field = match span.field {
        Field::Title => "title",
        Field::Body => "text",
    };
    let mut from = span.term.to_string();
    if let Some(concept) = &span.concept {
        from = format!("{from}, concept {concept}");
    }
    if let Some(language) = span.language {
        from = format!("{from}, {language}");
    }
    if span.fallback {
        from.push_str(", fallback");
    }
    format!("“{}” in the {field}, characters {} to {} ({from})", span.text, span.start, span.end)
}

fn story(trail: &ArticleTrail) -> String {
    match &trail.story {
        Some((id, relation)) => format!(
            "{id} ({relation}), {}",
            counted(usize::try_from(trail.story_articles).unwrap_or(0), "article")
        ),
        None if trail.matches.is_empty() => "none: only matched articles belong to stories".to_owned(),
        None if trail.matches.iter().all(|(found, _)| trail.quiet.contains(&found.topic)) => {
            "none: what only a rematch found begins no story".to_owned()
        }
        None => "waits for its text, one minute at most".to_owned(),
    }
}

fn delivered(trail: &DeliveryTrail, zone: Zone) -> Vec<Vec<String>> {
    let d = &trail.row;
    let to = if d.recipient.is_empty() { String::new() } else { format!(" to {}", d.recipient) };
    let next = d.next_at.map_or_else(String::new, |at| format!(", next attempt {}", at.in_full(zone)));
    let mut rows = vec![row("delivery", format!("{} through {}{to}: {}{next}", d.id, d.channel, d.state))];
    for attempt in &trail.attempts {
        rows.push(row(
            "",
            format!(
                "attempt {} at {}: {}: {}",
                attempt.number,
                attempt.started_at.in_full(zone),
                attempt.outcome,
                attempt.detail
            ),
        ));
    }
    rows
}
