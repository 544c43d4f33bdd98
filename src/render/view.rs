//! What every form of a message shows, in words: made once from the notice, laid out by each channel's file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::digest::{Alarm, Coverage, Notice, Reason, Source, Told, ToldStory, ToldTopic};
use crate::model::{Language, Name, Priority, RuleName, Timestamp, Zone};

use super::catalogue as say;
use super::clean::{self, Piece};
use super::correction;
use super::earlier::EarlierView;
use super::paused;
use super::syndication::STORIES_PATH;

pub(super) const MAX_TITLE_CHARS: usize = 300;
pub(super) const MAX_EXCERPT_CHARS: usize = 1_000;
pub(super) const MAX_NAME_CHARS: usize = 120;
const MAX_OUTLETS: usize = 6;
const MAX_TOPICS: usize = 8;
const MAX_TERMS: usize = 6;
/// Where links take up room, a message has one to snooze each story only when it holds at most this many.
const MAX_SNOOZED_IN_CHAT: usize = 5;
/// Blind feeds and silent topics named in a footer.
const MAX_FOOTER: usize = 8;
const MAX_ALARMS: usize = 50;

/// A notice in words.
pub(super) struct View {
    pub(super) newsroom: String,
    pub(super) heading: String,
    pub(super) date: String,
    /// `12 stories on 4 topics · 1 urgent`
    pub(super) summary: String,
    pub(super) groups: Vec<Group>,
    pub(super) alarms: Vec<AlarmView>,
    /// A sentence where there is nothing else to show.
    pub(super) sentence: Option<String>,
    /// Stories left out by the rule.
    pub(super) more: usize,
    pub(super) coverage: Vec<String>,
    /// The desk's address; of a message about stories, that of its page of them.
    pub(super) desk: Option<String>,
}

/// The stories of one topic.
pub(super) struct Group {
    pub(super) title: String,
    /// All stories about it, those shown elsewhere too.
    pub(super) count: usize,
    pub(super) stories: Vec<StoryView>,
    /// Stories about it that another group shows.
    pub(super) also: Vec<Mention>,
}

/// A story shown under another topic.
#[derive(Clone)]
pub(super) struct Mention {
    /// Which story it is.
    pub(super) story: usize,
    pub(super) site: String,
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) lang: String,
    pub(super) dir: &'static str,
}

/// A story in words.
pub(super) struct StoryView {
    /// Its place in the notice.
    pub(super) story: usize,
    pub(super) title: Vec<Piece>,
    /// The headline as a machine translated it; shown as such.
    pub(super) translation: Option<String>,
    pub(super) href: Option<String>,
    pub(super) lang: String,
    pub(super) dir: &'static str,
    /// `le-monde.fr`, `French`, `06:12`: what is known of these.
    pub(super) meta: Vec<String>,
    pub(super) badges: Vec<Badge>,
    pub(super) excerpt: Vec<Piece>,
    pub(super) why: Vec<Why>,
    pub(super) outlets: Outlets,
    pub(super) earlier: Option<EarlierView>,
    /// Where it is given a rest, in forms that show a link as a word.
    pub(super) snooze: Option<String>,
    /// The same in plain text and chats, which have room for it in short messages alone.
    pub(super) snooze_in_chat: Option<String>,
}

/// A word beside a headline.
pub(super) struct Badge {
    pub(super) text: Cow<'static, str>,
    pub(super) urgent: bool,
}

/// A topic and the words that hit.
pub(super) struct Why {
    pub(super) topic: String,
    pub(super) terms: String,
}

/// Who else has the story.
pub(super) struct Outlets {
    pub(super) count: usize,
    pub(super) shown: Vec<Outlet>,
}

impl Outlets {
    /// Those that are not shown.
    pub(super) const fn hidden(&self) -> usize {
        self.count - self.shown.len()
    }

    /// How many those are, in words after the others' names; empty where all are shown.
    pub(super) fn and_more(&self) -> String {
        if self.hidden() > 0 { format!(" {}", say::and_more(self.hidden())) } else { String::new() }
    }
}

/// One of them.
pub(super) struct Outlet {
    pub(super) site: String,
    pub(super) href: Option<String>,
}

/// An alarm in words.
pub(super) struct AlarmView {
    pub(super) title: String,
    pub(super) subject: String,
    pub(super) since: String,
    pub(super) detail: String,
    pub(super) cleared: bool,
}

impl View {
    pub(super) fn of(notice: &Notice) -> Self {
        let mut view = Self {
            newsroom: clean::line(&notice.newsroom, MAX_NAME_CHARS),
            heading: clean::line(&notice.heading, MAX_NAME_CHARS),
            date: say::date(notice.at, notice.zone),
            summary: String::new(),
            groups: Vec::new(),
            alarms: Vec::new(),
            sentence: None,
            more: 0,
            coverage: Vec::new(),
            desk: clean::link(notice.base_url.as_deref()),
        };
        match &notice.told {
            Told::Stories { stories, more, coverage } => {
                view.summary = summary(stories, *more);
                view.sentence = (stories.is_empty() && *more == 0).then(|| paused::all_quiet(coverage));
                view.groups = groups(stories, notice.at, notice.zone);
                if stories.len() <= MAX_SNOOZED_IN_CHAT {
                    let shown = view.groups.iter_mut().flat_map(|group| &mut group.stories);
                    shown.for_each(|story| story.snooze_in_chat.clone_from(&story.snooze));
                }
                // An alert on one topic has it as its headline already.
                if let (RuleName::Alert(_), [group]) = (&notice.rule, view.groups.as_mut_slice()) {
                    group.title.clear();
                }
                view.more = *more;
                // What finds no room here stands there.
                let stories = notice.base_url.as_ref().map(|base| format!("{base}{STORIES_PATH}.html"));
                view.desk = clean::link(stories.as_deref());
                view.coverage = footer(coverage, notice.at, notice.zone);
            }
            Told::Alarms(alarms) => {
                view.summary = say::alarms(alarms.len());
                view.alarms = alarms.iter().take(MAX_ALARMS).map(|alarm| alarm_view(alarm, notice)).collect();
                view.more = alarms.len().saturating_sub(MAX_ALARMS);
            }
            Told::Test => view.sentence = Some(say::TEST_TEXT.to_owned()),
        }
        view
    }

    /// `The Harbour Desk · Thursday 11 June 2026, 07:30 CEST · 12 stories`
    pub(super) fn about(&self) -> String {
        let parts = [&self.newsroom, &self.date, &self.summary].map(String::as_str);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn stories(&self) -> impl Iterator<Item = &StoryView> {
        self.groups.iter().flat_map(|group| &group.stories)
    }

    /// Each story, the first of a topic with the topic's heading where there are several: `Air defense` and ` · 3 stories`.
    pub(super) fn headed(&self) -> impl Iterator<Item = (Option<(&str, String)>, &StoryView)> {
        let is_grouped = self.groups.iter().filter(|group| !group.stories.is_empty()).count() > 1;
        self.groups.iter().flat_map(move |group| {
            let heading = (is_grouped && !group.title.is_empty())
                .then(|| (group.title.as_str(), format!(" · {}", say::stories(group.stories.len()))));
            let headings = std::iter::once(heading).chain(std::iter::repeat(None));
            headings.zip(&group.stories)
        })
    }
}

fn summary(stories: &[ToldStory], more: usize) -> String {
    if stories.is_empty() && more == 0 {
        return say::ALL_QUIET.into();
    }
    let mut text = say::stories(stories.len() + more);
    // Of the stories left out nobody knows the topics here; urgent ones are never among them before others.
    if more == 0 && stories.len() > 1 {
        let topics: BTreeSet<&Name> = stories.iter().flat_map(|s| &s.topics).map(|t| &t.name).collect();
        text = format!("{text} on {}", say::topics(topics.len()));
    }
    if let Some(urgent) = urgent(stories, more) {
        text = format!("{text} · {urgent}");
    }
    text
}

/// How many stories are urgent, in words. Urgent ones come first: where others than urgent ones are shown, none was left out.
pub(super) fn urgent(stories: &[ToldStory], more: usize) -> Option<String> {
    match stories.iter().filter(|story| story.priority == Priority::Urgent).count() {
        0 => None,
        urgent if more > 0 && urgent == stories.len() => Some(say::at_least_urgent(urgent)),
        urgent => Some(say::urgent(urgent)),
    }
}

/// Each topic once, in the order of its first story; a story stands under its first topic and is named under the others.
fn groups(stories: &[ToldStory], at: Timestamp, zone: Zone) -> Vec<Group> {
    if let [story] = stories {
        let titles: Vec<String> = story.topics.iter().take(MAX_TOPICS).map(|t| title_of(Some(t))).collect();
        let view = story_view(0, story, at, zone);
        return vec![Group { title: titles.join(", "), count: 1, stories: vec![view], also: Vec::new() }];
    }
    let mut order: Vec<(Option<&Name>, Group)> = Vec::new();
    for (place, story) in stories.iter().enumerate() {
        let mut views = Some(story_view(place, story, at, zone));
        let topics = story.topics.iter().take(MAX_TOPICS).map(Some);
        let topics: Vec<Option<&ToldTopic>> =
            if story.topics.is_empty() { vec![None] } else { topics.collect() };
        for topic in topics {
            let name = topic.map(|topic| &topic.name);
            let index = order.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                order.push((name, Group { title: title_of(topic), count: 0, stories: vec![], also: vec![] }));
                order.len() - 1
            });
            let group = &mut order[index].1;
            group.count += 1;
            match views.take() {
                Some(view) => group.stories.push(view),
                None => group.also.push(mention(place, story)),
            }
        }
    }
    order.into_iter().map(|(_, group)| group).collect()
}

fn title_of(topic: Option<&ToldTopic>) -> String {
    topic.map_or_else(String::new, |topic| clean::line(&topic.title, MAX_NAME_CHARS))
}

fn mention(place: usize, story: &ToldStory) -> Mention {
    Mention {
        story: place,
        site: clean::line(&story.site, MAX_NAME_CHARS),
        title: clean::line(&story.title.text, MAX_NAME_CHARS),
        href: clean::link(story.url.as_deref()),
        lang: lang(story.language),
        dir: direction(story.language),
    }
}

pub(super) fn story_view(place: usize, story: &ToldStory, at: Timestamp, zone: Zone) -> StoryView {
    let when = story.published.map(|time| say::clock_time(time, at, zone)).unwrap_or_default();
    let meta = [clean::line(&story.site, MAX_NAME_CHARS), say::language(story.language), when];
    let mut badges = Vec::new();
    if story.priority == Priority::Urgent && story.reason != Reason::Urgent {
        badges.push(Badge { text: say::URGENT.into(), urgent: true });
    }
    badges.extend(say::badge(story).map(|text| Badge { text, urgent: story.reason == Reason::Urgent }));
    if story.text_pending {
        badges.push(Badge { text: say::TEXT_PENDING.into(), urgent: false });
    }
    StoryView {
        story: place,
        title: clean::pieces(&story.title, MAX_TITLE_CHARS),
        translation: story
            .translation
            .as_deref()
            .map(|text| clean::line(text, MAX_TITLE_CHARS))
            .filter(|text| !text.is_empty()),
        href: clean::link(story.url.as_deref()),
        lang: lang(story.language),
        dir: direction(story.language),
        meta: meta.into_iter().filter(|part| !part.is_empty()).collect(),
        badges,
        excerpt: story.correction.as_ref().map_or_else(
            || clean::pieces(&story.excerpt, MAX_EXCERPT_CHARS),
            |told| correction::pieces(told, MAX_EXCERPT_CHARS),
        ),
        why: story.topics.iter().take(MAX_TOPICS).map(why).collect(),
        outlets: outlets(story),
        earlier: story.earlier.as_ref().and_then(|earlier| EarlierView::of(earlier, at, zone)),
        snooze: clean::link(story.snooze.as_deref()),
        snooze_in_chat: None,
    }
}

fn why(topic: &ToldTopic) -> Why {
    let folded: Vec<String> =
        topic.terms.iter().take(4 * MAX_TERMS).map(|term| term.to_lowercase()).collect();
    // "missile defence" says nothing beside "air and missile defence".
    let says_more = |at: usize| {
        let within = |other: usize| other != at && folded[other].contains(&folded[at]);
        !(0..folded.len()).any(|other| within(other) && (folded[other] != folded[at] || other < at))
    };
    let terms = (0..folded.len()).filter(|at| says_more(*at)).take(MAX_TERMS);
    let terms: Vec<String> = terms.map(|at| clean::line(&topic.terms[at], 60)).collect();
    Why { topic: title_of(Some(topic)), terms: terms.join(", ") }
}

/// Other sites than the one shown, each once.
fn outlets(story: &ToldStory) -> Outlets {
    let mut seen = BTreeSet::from([story.site.as_str()]);
    let others: Vec<&Source> = story.sources.iter().filter(|source| seen.insert(&source.site)).collect();
    let shown = others.iter().take(MAX_OUTLETS).map(|source| Outlet {
        site: clean::line(&source.site, MAX_NAME_CHARS),
        href: clean::link(source.url.as_deref()),
    });
    Outlets { count: others.len(), shown: shown.collect() }
}

fn alarm_view(alarm: &Alarm, notice: &Notice) -> AlarmView {
    AlarmView {
        title: clean::line(&say::alarm(alarm.kind), MAX_NAME_CHARS),
        subject: clean::line(&alarm.subject, MAX_NAME_CHARS),
        since: say::since(&say::clock_time(alarm.since, notice.at, notice.zone)),
        detail: clean::line(&alarm.detail, MAX_TITLE_CHARS),
        cleared: alarm.cleared,
    }
}

fn footer(coverage: &Coverage, at: Timestamp, zone: Zone) -> Vec<String> {
    let Some(healthy) = say::healthy(coverage.healthy, coverage.sources) else { return Vec::new() };
    let mut lines = vec![healthy];
    let blind = coverage.blind.iter().take(MAX_FOOTER).map(|blind| {
        let since = say::clock_time(blind.since, at, zone);
        say::blind(blind.feed.as_str(), &since, &clean::line(&blind.why, MAX_NAME_CHARS))
    });
    lines.extend(blind);
    if coverage.blind.len() > MAX_FOOTER {
        lines.push(say::and_more(coverage.blind.len() - MAX_FOOTER));
    }
    lines.extend(paused::footer(coverage, at, zone));
    lines.extend(coverage.silent_topics.iter().take(MAX_FOOTER).map(|topic| say::silent(topic, at)));
    if coverage.silent_topics.len() > MAX_FOOTER {
        lines.push(say::and_more(coverage.silent_topics.len() - MAX_FOOTER));
    }
    lines
}

/// The value of an HTML `lang` attribute: empty where the language is not known.
pub(super) fn lang(language: Language) -> String {
    if language == Language::UNDETERMINED { String::new() } else { language.to_string() }
}

/// The value of an HTML `dir` attribute.
pub(super) fn direction(language: Language) -> &'static str {
    match language.as_str() {
        "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" => "rtl",
        "und" => "auto",
        _ => "ltr",
    }
}
