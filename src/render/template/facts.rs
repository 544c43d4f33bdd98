//! What a template may use of a notice: names that stay, listed in `docs/templates.md`.
//!
//! The facts of a webhook's body under its names, and beside them the words of the built-in layout: what is shown of each in this
//! language, the pieces of a text that hit, the stories by topic.

use std::borrow::Cow;

use serde::Serialize;

use crate::digest::{Coverage, Earlier, Notice, Reason, Source, Told, ToldStory};
use crate::model::{Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp};
use crate::render::clean::{self, Piece};
use crate::render::earlier::EarlierView;
use crate::render::group::{Group as GroupView, Mention};
use crate::render::subject::{headline, subject};
use crate::render::view::{Badge, Outlet, StoryView, View};
use crate::render::{catalogue as say, webhook};

#[derive(Serialize)]
pub(super) struct Facts<'a> {
    r#type: &'static str,
    id: MessageId,
    sent_at: Timestamp,
    rule: &'a RuleName,
    newsroom: String,
    heading: String,
    title: String,
    subject: String,
    date: String,
    summary: String,
    sentence: Option<String>,
    desk: Option<String>,
    more: usize,
    more_text: String,
    stories: Vec<Story<'a>>,
    groups: Vec<Group<'a>>,
    coverage: CoverageFacts<'a>,
}

#[derive(Clone, Serialize)]
struct Story<'a> {
    id: StoryId,
    url: Option<String>,
    title: String,
    title_pieces: Vec<PieceFacts>,
    excerpt: String,
    excerpt_pieces: Vec<PieceFacts>,
    site: &'a str,
    language: Language,
    language_name: String,
    dir: &'static str,
    published: Option<Timestamp>,
    when: String,
    reason: Reason,
    priority: Priority,
    text_pending: bool,
    badges: Vec<BadgeFacts>,
    topics: Vec<Topic<'a>>,
    sources: Vec<SourceFacts<'a>>,
    outlets: Outlets,
    changes: Vec<Change<'a>>,
    translation: Option<String>,
    snooze: Option<String>,
    earlier: Option<EarlierFacts<'a>>,
}

/// The story that this one goes on from.
#[derive(Clone, Serialize)]
struct EarlierFacts<'a> {
    id: StoryId,
    title: String,
    url: Option<String>,
    site: &'a str,
    language: Language,
    dir: &'static str,
    at: Timestamp,
    when: String,
}

#[derive(Clone, Serialize)]
struct PieceFacts {
    text: String,
    hit: bool,
}

#[derive(Clone, Serialize)]
struct BadgeFacts {
    text: Cow<'static, str>,
    urgent: bool,
}

#[derive(Clone, Serialize)]
struct Topic<'a> {
    name: &'a Name,
    title: &'a str,
    score: f64,
    terms: &'a [String],
}

#[derive(Clone, Serialize)]
struct SourceFacts<'a> {
    site: &'a str,
    url: Option<String>,
}

/// The other outlets: how many, the first of them, and how many that leaves.
#[derive(Clone, Serialize)]
struct Outlets {
    count: usize,
    shown: Vec<Link>,
    hidden: usize,
}

#[derive(Clone, Serialize)]
struct Link {
    text: String,
    url: Option<String>,
}

#[derive(Clone, Serialize)]
struct Change<'a> {
    before: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct Group<'a> {
    title: String,
    count: usize,
    stories: Vec<Story<'a>>,
    also: Vec<Link>,
}

#[derive(Serialize)]
struct CoverageFacts<'a> {
    #[serde(flatten)]
    facts: &'a Coverage,
    lines: Vec<String>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(notice: &'a Notice) -> Self {
        static NOTHING: Coverage = Coverage {
            sources: 0,
            healthy: 0,
            blind: Vec::new(),
            paused_feeds: Vec::new(),
            silent_topics: Vec::new(),
            paused_topics: Vec::new(),
        };
        let (told, more, coverage): (&[ToldStory], _, _) = match &notice.told {
            Told::Stories { stories, more, coverage } => (stories, *more, coverage),
            Told::Alarms(_) | Told::Test(_) => (&[], 0, &NOTHING),
        };
        let view = View::of(notice);
        let mut stories: Vec<(usize, Story<'a>)> =
            view.stories().map(|shown| (shown.story, story(shown, &told[shown.story], notice))).collect();
        stories.sort_by_key(|(place, _)| *place);
        let stories: Vec<Story<'a>> = stories.into_iter().map(|(_, story)| story).collect();
        let group = |group: &GroupView| Group {
            title: group.title.clone(),
            count: group.count,
            stories: group.stories.iter().map(|shown| stories[shown.story].clone()).collect(),
            also: group.also.iter().map(mention).collect(),
        };
        let groups = view.groups.iter().map(group).collect();
        Self {
            r#type: webhook::kind(notice),
            id: notice.id,
            sent_at: notice.at,
            rule: &notice.rule,
            title: headline(&view, notice),
            subject: subject(notice),
            newsroom: view.newsroom,
            heading: view.heading,
            date: view.date,
            summary: view.summary,
            sentence: view.sentence,
            desk: view.desk,
            more,
            more_text: if more > 0 { say::and_more(more) } else { String::new() },
            stories,
            groups,
            coverage: CoverageFacts { facts: coverage, lines: view.coverage },
        }
    }
}

fn story<'a>(shown: &StoryView, told: &'a ToldStory, notice: &Notice) -> Story<'a> {
    let when = told.published.map(|at| say::clock_time(at, notice.at, notice.zone)).unwrap_or_default();
    let topics = told.topics.iter().map(|topic| Topic {
        name: &topic.name,
        title: &topic.title,
        score: topic.score,
        terms: &topic.terms,
    });
    let changes = told.correction.iter().flat_map(|correction| &correction.changes);
    let outlets = &shown.outlets;
    Story {
        id: told.id,
        url: shown.href.clone(),
        title: clean::text(&shown.title),
        title_pieces: pieces(&shown.title),
        excerpt: clean::text(&shown.excerpt),
        excerpt_pieces: pieces(&shown.excerpt),
        site: &told.site,
        language: told.language,
        language_name: say::language(told.language),
        dir: shown.dir,
        published: told.published,
        when,
        reason: told.reason,
        priority: told.priority,
        text_pending: told.text_pending,
        badges: shown
            .badges
            .iter()
            .map(|Badge { text, urgent, .. }| BadgeFacts { text: text.clone(), urgent: *urgent })
            .collect(),
        topics: topics.collect(),
        sources: told.sources.iter().map(source).collect(),
        outlets: Outlets {
            count: outlets.count,
            shown: outlets.shown.iter().map(outlet).collect(),
            hidden: outlets.hidden(),
        },
        translation: shown.translation.clone(),
        snooze: shown.snooze.clone(),
        earlier: shown.earlier.as_ref().zip(told.earlier.as_ref()).map(|(shown, told)| earlier(shown, told)),
        changes: changes
            .map(|change| Change { before: &change.before.text, after: &change.after.text })
            .collect(),
    }
}

fn earlier<'a>(shown: &EarlierView, told: &'a Earlier) -> EarlierFacts<'a> {
    EarlierFacts {
        id: told.id,
        title: shown.title.clone(),
        url: shown.href.clone(),
        site: &told.site,
        language: told.language,
        dir: shown.dir,
        at: told.at,
        when: shown.when.clone(),
    }
}

fn pieces(pieces: &[Piece]) -> Vec<PieceFacts> {
    pieces.iter().map(|piece| PieceFacts { text: piece.text.clone(), hit: piece.hit }).collect()
}

fn source(source: &Source) -> SourceFacts<'_> {
    SourceFacts { site: &source.site, url: clean::link(source.url.as_deref()) }
}

fn outlet(outlet: &Outlet) -> Link {
    Link { text: outlet.site.clone(), url: outlet.href.clone() }
}

fn mention(mention: &Mention) -> Link {
    Link { text: format!("{} · {}", mention.title, mention.site), url: mention.href.clone() }
}
