//! Subject lines that say what is in the message.

use crate::digest::{Alarm, Notice, Reason, Told, ToldStory};
use crate::model::{Priority, RuleName};

use super::catalogue as say;
use super::clean;
use super::view::{self, View};

/// Longer subjects are cut by every mail program.
const MAX_CHARS: usize = 160;

/// Kinds of alarm named.
const MAX_KINDS: usize = 3;

/// The subject line of a notice: one line, at most 160 characters, without controls.
///
/// `Air defense: 3 stories, 1 urgent — Morning digest`; of a single story its headline. Topics with something urgent are named
/// first, then those most told about; what is late or corrected is counted too.
#[must_use]
pub fn subject(notice: &Notice) -> String {
    let heading = clean::line(&notice.heading, 60);
    let room = MAX_CHARS.saturating_sub(heading.chars().count() + 3);
    let what = match &notice.told {
        Told::Stories { stories, more, .. } => of_stories(stories, *more, room),
        Told::Alarms(alarms) => of_alarms(alarms),
        Told::Test => say::TEST_SUBJECT.to_owned(),
    };
    let what = clean::line(&what, room);
    if heading.is_empty() { what } else { format!("{what} — {heading}") }
}

fn of_stories(stories: &[ToldStory], more: usize, room: usize) -> String {
    let topics = topics(stories);
    let corrected = stories.iter().filter(|story| story.reason == Reason::Correction).count();
    let late = stories.iter().filter(|story| story.reason == Reason::Late).count();
    match (stories, more) {
        ([], 0) => say::ALL_QUIET.to_owned(),
        ([story], 0) => of_one(story, &topics),
        (_, 0) if corrected == stories.len() => with_topics(&topics, &say::corrections(corrected), room),
        _ => {
            let mut counts = vec![say::stories(stories.len() + more)];
            counts.extend(view::urgent(stories, more));
            // Of what was left out nobody knows it here.
            counts.extend((corrected > 0 && more == 0).then(|| say::corrected(corrected)));
            counts.extend((late > 0 && more == 0).then(|| say::late(late)));
            with_topics(&topics, &counts.join(", "), room)
        }
    }
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
        let subject = clean::line(&alarm.subject, 60);
        let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
        return format!("{}: {subject}{over}", clean::line(&say::alarm(alarm.kind), 60));
    }
    let mut kinds: Vec<String> = Vec::new();
    for alarm in alarms.iter().filter(|alarm| !alarm.cleared) {
        let kind = clean::line(&say::alarm(alarm.kind), 60);
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

/// The two topics that press most, and how many there are besides.
fn topics(stories: &[ToldStory]) -> String {
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
    let titles: Vec<String> = counts.iter().map(|(title, ..)| clean::line(title, 40)).collect();
    listed(&titles, 2)
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

/// What stands large at the head of a message: the digest's title, or for an alert what it is about.
pub(super) fn headline(view: &View, notice: &Notice) -> String {
    match (&notice.rule, &notice.told) {
        (RuleName::Alert(_), Told::Stories { stories, .. }) => {
            let topics = topics(stories);
            if topics.is_empty() { view.heading.clone() } else { topics }
        }
        (_, Told::Alarms(_)) => say::FROM_THE_LOOKOUT.to_owned(),
        (_, Told::Test) => say::TEST_SUBJECT.to_owned(),
        _ => view.heading.clone(),
    }
}
