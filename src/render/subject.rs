//! Subject lines that say what is in the message.

use crate::digest::{Notice, Told, ToldStory};
use crate::model::RuleName;

use super::catalogue as say;
use super::clean;
use super::view::{self, View};

/// Longer subjects are cut by every mail program.
const MAX_CHARS: usize = 160;

/// The subject line of a notice: one line, at most 160 characters, without controls.
///
/// `Air defense: 3 stories, 1 urgent — Morning digest`; of a single story its headline.
#[must_use]
pub fn subject(notice: &Notice) -> String {
    let heading = clean::line(&notice.heading, 60);
    let what = match &notice.told {
        Told::Stories { stories, more, .. } if stories.is_empty() && *more == 0 => say::ALL_QUIET.to_owned(),
        Told::Stories { stories, .. } if notice.answers().is_some() => of_corrections(stories),
        Told::Stories { stories, more, .. } => of_stories(stories, *more),
        Told::Alarms(alarms) => match alarms.as_slice() {
            [alarm] => {
                let subject = clean::line(&alarm.subject, 60);
                let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
                format!("{}: {subject}{over}", clean::line(&say::alarm(alarm.kind), 60))
            }
            more => say::alarms(more.len()),
        },
        Told::Test => say::TEST_SUBJECT.to_owned(),
    };
    let room = MAX_CHARS.saturating_sub(heading.chars().count() + 3);
    let what = clean::line(&what, room);
    if heading.is_empty() { what } else { format!("{what} — {heading}") }
}

fn of_stories(stories: &[ToldStory], more: usize) -> String {
    let urgent = view::urgent(stories);
    let topics = topics(stories);
    if let ([story], 0) = (stories, more) {
        let title = clean::line(&story.title.text, 120);
        let urgent = if urgent > 0 { format!("{} · ", capitalised(say::URGENT)) } else { String::new() };
        return if topics.is_empty() {
            format!("{urgent}{title}")
        } else {
            format!("{urgent}{topics}: {title}")
        };
    }
    let mut count = say::stories(stories.len() + more);
    if urgent > 0 {
        count = format!("{count}, {}", say::urgent(urgent));
    }
    if topics.is_empty() { count } else { format!("{topics}: {count}") }
}

/// `Correction · Air defense: …` with the headline as it is now; of several how many.
fn of_corrections(stories: &[ToldStory]) -> String {
    let topics = topics(stories);
    let (lead, what) = match stories {
        [story] => (format!("{} · ", say::CORRECTION), clean::line(&story.title.text, 120)),
        _ => (String::new(), say::corrections(stories.len())),
    };
    if topics.is_empty() { format!("{lead}{what}") } else { format!("{lead}{topics}: {what}") }
}

/// The two topics most told about, and how many there are besides.
fn topics(stories: &[ToldStory]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for topic in stories.iter().flat_map(|story| &story.topics) {
        match counts.iter_mut().find(|(title, _)| *title == topic.title) {
            Some((_, count)) => *count += 1,
            None => counts.push((&topic.title, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<String> = counts.iter().take(2).map(|(title, _)| clean::line(title, 40)).collect();
    let besides = counts.len() - named.len();
    if besides > 0 { format!("{} +{besides}", named.join(", ")) } else { named.join(", ") }
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
