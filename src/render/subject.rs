//! Subject lines that say what is in the message.

use crate::digest::{Alarm, Notice, Reason, Told, ToldStory};
use crate::model::{Priority, RuleName, Timestamp};

use super::catalogue as say;
use super::clean;
use super::quiet;
use super::view::{self, View, all_corrected};

/// Longer subjects are cut by every mail program.
const MAX_CHARS: usize = 160;

/// Of the rule's title or the newsroom's name.
const MAX_HEADING: usize = 60;

/// Of a headline that more stands behind.
const MAX_HEADLINE: usize = 90;

/// A part with less room than this says nothing.
const SHORTEST: usize = 24;

/// Topics named.
const MAX_TOPICS: usize = 2;

/// Kinds of alarm named.
const MAX_KINDS: usize = 3;

/// The subject line of a notice: one line, at most 160 characters, without controls.
///
/// What a phone shows of it, some forty characters, says how pressing it is and what happened: of a digest
/// `Morning digest: 1 urgent · Drones close three airports + 11 more`, of an alert `Air defense: 3 stories · …` with the first
/// headline or, where what is urgent is of several topics, `2 urgent + 3 more: …`; of a single story its headline. What is late
/// or corrected is counted too, and no count is ever cut off.
#[must_use]
pub fn subject(notice: &Notice) -> String {
    let heading = clean::line(&notice.heading, MAX_HEADING);
    let room = MAX_CHARS.saturating_sub(heading.chars().count() + 3);
    if let (RuleName::Digest(_), Told::Stories { stories, more, .. }) = (&notice.rule, &notice.told)
        && let [first, ..] = stories.as_slice()
        && stories.len() + more > 1
        && !(heading.is_empty() || all_corrected(stories))
    {
        return of_digest(&heading, first, stories, *more);
    }
    let what = clean::line(&what(notice, room), room);
    if heading.is_empty() { what } else { format!("{what} — {heading}") }
}

/// The same where the sender's name stands beside it: without the newsroom's.
pub(super) fn title(notice: &Notice) -> String {
    match &notice.rule {
        RuleName::Digest(_) => subject(notice),
        _ => clean::line(&what(notice, MAX_CHARS), MAX_CHARS),
    }
}

fn what(notice: &Notice, room: usize) -> String {
    let held = notice.held.map_or("", |(from, to)| {
        let day = |at: Timestamp| at.in_zone(notice.zone).date_naive();
        if day(from) == day(to) { say::HELD } else { say::OVERNIGHT }
    });
    let room = room.saturating_sub(held.len());
    let told = match &notice.told {
        Told::Stories { stories, more: 0, coverage } if stories.is_empty() => quiet::in_short(coverage),
        Told::Stories { stories, more, .. } => of_stories(stories, *more, room),
        Told::Alarms(alarms) => of_alarms(alarms),
        Told::Test(_) => say::TEST_SUBJECT.to_owned(),
    };
    format!("{held}{told}")
}

fn of_digest(heading: &str, first: &ToldStory, stories: &[ToldStory], more: usize) -> String {
    let urgent = view::urgent(stories, more).unwrap_or_default();
    let mut end = vec![say::plus_more(stories.len() + more - 1)];
    end.extend(besides(stories, more));
    let end = end.join(", ");
    let heading = format!("{heading}:");
    let taken = format!("{heading} {urgent} ·  {end}").chars().count();
    // Of a headline may be nothing to see.
    let title = clean::line(&first.title.text, MAX_CHARS.saturating_sub(taken));
    let told = clean::joined([urgent, title], " · ");
    clean::joined([heading, told, end], " ")
}

/// What is late or corrected. Of what was left out nobody knows it here.
fn besides(stories: &[ToldStory], more: usize) -> Vec<String> {
    let count = |reason| stories.iter().filter(|story| story.reason == reason).count();
    let (corrected, late) = (count(Reason::Correction), count(Reason::Late));
    let corrected = (corrected > 0 && more == 0).then(|| say::corrected(corrected));
    let late = (late > 0 && more == 0).then(|| say::late(late));
    corrected.into_iter().chain(late).collect()
}

fn of_stories(stories: &[ToldStory], more: usize, room: usize) -> String {
    let names = topics(stories);
    match (stories, more) {
        ([story], 0) => of_one(story, &listed(&names, MAX_TOPICS)),
        (_, 0) if all_corrected(stories) => {
            with_topics(&listed(&names, MAX_TOPICS), &say::corrections(stories.len()), room)
        }
        _ => of_several(stories, more, &names, room),
    }
}

fn of_several(stories: &[ToldStory], more: usize, names: &[String], room: usize) -> String {
    let all = stories.len() + more;
    let topics = listed(names, MAX_TOPICS);
    let headline = stories.first().map_or("", |story| story.title.text.as_str());
    let urgent = view::urgent(stories, more);
    if let Some(urgent) = urgent.as_ref().filter(|_| names.len() > 1) {
        let counted = stories.iter().filter(|story| story.priority == Priority::Urgent).count();
        let mut counts = vec![match all - counted {
            0 => urgent.clone(),
            _ if more > 0 && counted == stories.len() => say::of_all(urgent, all),
            others => format!("{urgent} {}", say::plus_more(others)),
        }];
        counts.extend(besides(stories, more));
        let start = format!("{}: ", counts.join(", "));
        let text = format!(
            "{start}{}",
            clean::line(headline, MAX_HEADLINE.min(room.saturating_sub(start.chars().count())))
        );
        return with_more(text, &topics, room);
    }
    let mut counts = vec![say::stories(all)];
    counts.extend(urgent);
    counts.extend(besides(stories, more));
    with_more(with_topics(&topics, &counts.join(", "), room), headline, room)
}

/// Something more behind a subject, where room is left to make sense of it.
fn with_more(text: String, more: &str, room: usize) -> String {
    let left = room.saturating_sub(text.chars().count() + 3);
    if more.is_empty() || left < SHORTEST { text } else { format!("{text} · {}", clean::line(more, left)) }
}

/// `Urgent · Air defense: …` with the headline.
fn of_one(story: &ToldStory, topics: &str) -> String {
    let mut parts = Vec::new();
    if story.priority == Priority::Urgent {
        parts.push(capitalised(say::URGENT));
    }
    match story.reason {
        Reason::Correction => parts.push(say::CORRECTION.to_owned()),
        Reason::Late | Reason::Sources => parts.extend(say::badge(story).as_deref().map(capitalised)),
        Reason::New | Reason::Grew | Reason::Urgent => {}
    }
    let title = clean::line(&story.title.text, 120);
    parts.push(if topics.is_empty() { title } else { format!("{topics}: {title}") });
    parts.join(" · ")
}

/// What is counted stands whole, however long the names before it are.
fn with_topics(topics: &str, counts: &str, room: usize) -> String {
    let left = room.saturating_sub(counts.chars().count() + 2);
    if topics.is_empty() || left == 0 {
        return counts.to_owned();
    }
    format!("{}: {counts}", clean::line(topics, left))
}

/// `Source blind: le-courrier`; of several how many, and of which kinds.
fn of_alarms(alarms: &[Alarm]) -> String {
    if let [alarm] = alarms {
        let subject = clean::line(&alarm.subject.to_string(), 60);
        let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
        return format!("{}: {subject}{over}", clean::line(&say::alarm(alarm.subject.kind()), 60));
    }
    let mut kinds: Vec<String> = Vec::new();
    for alarm in alarms.iter().filter(|alarm| !alarm.cleared) {
        let kind = clean::line(&say::alarm(alarm.subject.kind()), 60);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let notices = say::alarms(alarms.len());
    match listed(&kinds, MAX_KINDS) {
        kinds if kinds.is_empty() => format!("{notices}: {}", say::ALL_OVER),
        kinds => format!("{notices}: {kinds}"),
    }
}

/// The titles of all topics, those that press most first.
fn topics(stories: &[ToldStory]) -> Vec<String> {
    let mut counts: Vec<(&str, bool, usize)> = Vec::new();
    for story in stories {
        for topic in &story.topics {
            let is_urgent = topic.priority == Priority::Urgent;
            match counts.iter_mut().find(|(title, ..)| *title == topic.title) {
                Some((_, urgent, count)) => (*urgent, *count) = (*urgent || is_urgent, *count + 1),
                None => counts.push((&topic.title, is_urgent, 1)),
            }
        }
    }
    counts.sort_by_key(|(_, urgent, count)| std::cmp::Reverse((*urgent, *count)));
    counts.iter().map(|(title, ..)| clean::line(title, 40)).collect()
}

/// The first of some names, and how many there are besides: `Drones, Air defense + 3 more`.
fn listed(names: &[String], most: usize) -> String {
    let first = names[..names.len().min(most)].join(", ");
    match names.len().saturating_sub(most) {
        0 => first,
        besides => format!("{first} {}", say::plus_more(besides)),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What stands large at the head of a message: that it corrects, the digest's title, or for an alert what it is about.
pub(super) fn headline(view: &View, notice: &Notice) -> String {
    match (&notice.rule, &notice.told) {
        // A digest keeps its title whatever is in it; an answer to one has no slot.
        (_, Told::Stories { stories, .. }) if all_corrected(stories) && notice.slot_at.is_none() => {
            if let [_] = stories.as_slice() {
                say::CORRECTION.to_owned()
            } else {
                say::corrections(stories.len())
            }
        }
        (RuleName::Alert(_), Told::Stories { stories, .. }) => match about(stories) {
            topics if topics.is_empty() => view.heading.clone(),
            topics => topics,
        },
        (_, Told::Alarms(_)) => say::OPERATOR_NOTICE.to_owned(),
        (_, Told::Test(_)) => say::TEST_SUBJECT.to_owned(),
        _ => view.heading.clone(),
    }
}

/// The two topics that press most, and how many there are besides.
pub(super) fn about(stories: &[ToldStory]) -> String {
    listed(&topics(stories), MAX_TOPICS)
}
