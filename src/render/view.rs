//! What every form of a message shows, in words: made once from the notice, laid out by each channel's file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::digest::{Alarm, Coverage, Notice, Reason, Source, Told, ToldStory, ToldTopic};
use crate::model::{Language, Name, Priority, RuleName, Timestamp, Zone};

use super::catalogue as say;
use super::clean::{self, Piece};
use super::correction::{self, Quote};
use super::earlier::EarlierView;
use super::group::{Group, groups, title_of};
use super::syndication::STORIES_PATH;
use super::{paused, quiet};

pub(super) const MAX_TITLE_CHARS: usize = 300;
pub(super) const MAX_EXCERPT_CHARS: usize = 1_000;
pub(super) const MAX_NAME_CHARS: usize = 120;
const MAX_OUTLETS: usize = 6;
/// The same where they are the news.
const MAX_NEW_OUTLETS: usize = 12;
pub(super) const MAX_TOPICS: usize = 8;
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
    /// `held from 22:10 to 06:30`, which the summary says too.
    pub(super) held: Option<String>,
    pub(super) groups: Vec<Group>,
    pub(super) alarms: Vec<AlarmView>,
    /// A sentence where there is nothing else to show.
    pub(super) sentence: Option<String>,
    /// Stories left out by the rule.
    pub(super) more: usize,
    pub(super) coverage: Vec<String>,
    /// Whether a source cannot be read, or none could: worth saying where room is dearest.
    pub(super) is_impaired: bool,
    /// An alert of one story: its headline is the message's.
    pub(super) is_headline: bool,
    /// The desk's address; of a message about stories, that of its page of them.
    pub(super) desk: Option<String>,
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
    /// The matched sentences, or what a correction changed, each line of it after a piece `\n`.
    pub(super) excerpt: Vec<Piece>,
    /// The lines of a correction, for forms that have blocks.
    pub(super) changes: Vec<Quote>,
    pub(super) why: Vec<Why>,
    pub(super) outlets: Outlets,
    pub(super) earlier: Option<EarlierView>,
    /// Where it is given a rest, in forms that show a link as a word.
    pub(super) snooze: Option<String>,
    /// The same in plain text and chats, which have room for it in short messages alone.
    pub(super) snooze_in_chat: Option<String>,
}

impl StoryView {
    /// Whether it presses, or does now.
    pub(super) fn is_urgent(&self) -> bool {
        self.badges.iter().any(|badge| badge.urgent)
    }

    /// Why it is told, where it is not simply new.
    pub(super) fn leads(&self) -> impl Iterator<Item = &Badge> {
        self.badges.iter().filter(|badge| badge.leads)
    }

    /// What else must be known of it.
    pub(super) fn remarks(&self) -> impl Iterator<Item = &Badge> {
        self.badges.iter().filter(|badge| !badge.leads)
    }
}

/// A word beside a headline.
pub(super) struct Badge {
    pub(super) text: Cow<'static, str>,
    pub(super) urgent: bool,
    /// Whether it says why the story is told at all: then it stands before the headline everywhere.
    pub(super) leads: bool,
}

/// A topic and the words that hit.
pub(super) struct Why {
    pub(super) topic: String,
    pub(super) terms: String,
}

/// Who else has the story.
pub(super) struct Outlets {
    /// They are what is told: all of the story that is new.
    pub(super) are_news: bool,
    pub(super) count: usize,
    pub(super) shown: Vec<Outlet>,
}

impl Outlets {
    /// What stands before their names.
    pub(super) fn label(&self) -> String {
        if self.are_news { say::NOW_ALSO_IN.to_owned() } else { say::also_in(self.count) }
    }

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
            held: notice.held.map(|held| held_in_words(held, notice.zone)),
            groups: Vec::new(),
            alarms: Vec::new(),
            sentence: None,
            more: 0,
            coverage: Vec::new(),
            is_impaired: false,
            is_headline: false,
            desk: clean::link(notice.base_url.as_deref()),
        };
        match &notice.told {
            Told::Stories { stories, more, coverage } => {
                let is_alert = matches!(notice.rule, RuleName::Alert(_));
                view.is_headline = is_alert && stories.len() == 1 && *more == 0 && !all_corrected(stories);
                view.summary = match stories.as_slice() {
                    [] if *more == 0 => quiet::in_short(coverage),
                    [story] if *more == 0 && story.priority == Priority::Urgent => {
                        say::URGENT_STORIES.to_owned()
                    }
                    // There is nothing to sum up.
                    [_] if *more == 0 && is_alert => String::new(),
                    _ => summary(stories, *more),
                };
                let summed = std::mem::take(&mut view.summary);
                let parts = [Some(summed), view.held.clone()].into_iter().flatten();
                view.summary = clean::joined(parts, " · ");
                view.sentence = (stories.is_empty() && *more == 0).then(|| quiet::sentence(coverage));
                view.is_impaired = !coverage.blind.is_empty() || quiet::is_blind(coverage);
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
            Told::Test(channel) => view.sentence = Some(say::test_text(channel)),
        }
        view
    }

    /// `The Harbour Desk · Thursday 11 June 2026, 07:30 CEST · 12 stories`
    pub(super) fn about(&self) -> String {
        clean::joined([&self.newsroom, &self.date, &self.summary], " · ")
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

/// On the clocks of the reader, whose night it was.
fn held_in_words((from, to): (Timestamp, Timestamp), zone: Zone) -> String {
    let clock = |at: Timestamp| at.written(zone, "%H:%M");
    say::held(&clock(from), &clock(to))
}

/// Whether nothing is told but what was wrong.
pub(super) fn all_corrected(stories: &[ToldStory]) -> bool {
    !stories.is_empty() && stories.iter().all(|story| story.reason == Reason::Correction)
}

fn summary(stories: &[ToldStory], more: usize) -> String {
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

pub(super) fn story_view(place: usize, story: &ToldStory, at: Timestamp, zone: Zone) -> StoryView {
    let when = story.published.map(|time| say::clock_time(time, at, zone)).unwrap_or_default();
    let meta = [clean::line(&story.site, MAX_NAME_CHARS), say::language(story.language), when];
    let changes =
        story.correction.as_ref().map_or_else(Vec::new, |told| correction::quotes(told, MAX_EXCERPT_CHARS));
    let dir = direction(story.language);
    // What only more outlets have was told before, with its address.
    let is_told = story.reason == Reason::Sources;
    StoryView {
        story: place,
        title: clean::pieces(&story.title, MAX_TITLE_CHARS),
        translation: story
            .translation
            .as_deref()
            .map(|text| clean::line(text, MAX_TITLE_CHARS))
            .filter(|text| !text.is_empty()),
        href: clean::link(story.url.as_deref()).filter(|_| !is_told),
        lang: lang(story.language),
        dir,
        meta: meta.into_iter().filter(|part| !part.is_empty()).collect(),
        badges: badges(story),
        excerpt: match story.correction {
            Some(_) => correction::flat(&changes, dir),
            None => clean::pieces(&story.excerpt, MAX_EXCERPT_CHARS),
        },
        changes,
        why: story.topics.iter().take(MAX_TOPICS).map(why).collect(),
        outlets: outlets(story),
        earlier: story.earlier.as_ref().and_then(|earlier| EarlierView::of(earlier, at, zone)),
        snooze: clean::link(story.snooze.as_deref()),
        snooze_in_chat: None,
    }
}

fn badges(story: &ToldStory) -> Vec<Badge> {
    let mut badges = Vec::new();
    if story.priority == Priority::Urgent && story.reason != Reason::Urgent {
        badges.push(Badge { text: say::URGENT.into(), urgent: true, leads: true });
    }
    let urgent = story.reason == Reason::Urgent;
    badges.extend(say::badge(story).map(|text| Badge { text, urgent, leads: true }));
    if story.text_pending {
        badges.push(Badge { text: say::TEXT_PENDING.into(), urgent: false, leads: false });
    }
    badges
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

/// Other sites than the one shown, each once; of an answer that more have the story, those that are new.
fn outlets(story: &ToldStory) -> Outlets {
    let are_news = story.reason == Reason::Sources;
    let mut seen = BTreeSet::from([story.site.as_str()]);
    let others: Vec<&Source> = if are_news {
        story.new_outlets.iter().collect()
    } else {
        story.sources.iter().filter(|source| seen.insert(&source.site)).collect()
    };
    let most = if are_news { MAX_NEW_OUTLETS } else { MAX_OUTLETS };
    let shown = others.iter().take(most).map(|source| Outlet {
        site: clean::line(&source.site, MAX_NAME_CHARS),
        href: clean::link(source.url.as_deref()),
    });
    Outlets { are_news, count: others.len(), shown: shown.collect() }
}

fn alarm_view(alarm: &Alarm, notice: &Notice) -> AlarmView {
    let clock = |at| say::clock_time(at, notice.at, notice.zone);
    let (since, detail) = if alarm.cleared {
        // What should be done about it need not be done any more.
        (say::from_to(&clock(alarm.since), &clock(alarm.news_at)), "")
    } else {
        (say::since(&clock(alarm.since)), alarm.detail.as_str())
    };
    AlarmView {
        title: clean::line(&say::alarm(alarm.subject.kind()), MAX_NAME_CHARS),
        subject: clean::line(&alarm.subject.to_string(), MAX_NAME_CHARS),
        since,
        detail: clean::line(detail, MAX_TITLE_CHARS),
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
