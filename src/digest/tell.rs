use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::{Article, Name, Priority, is_unseen};
use crate::topic::{Field, Match, Span};

use super::{Earlier, Highlighted, Source, StoryDetail, ToldStory, ToldTopic, changes, sentence};

/// Sentences of an excerpt.
const MAX_SENTENCES: usize = 3;
/// With fewer topics than this, a second matched sentence is added.
const WANTED_SENTENCES: usize = 2;
/// Characters of one sentence shown.
pub(super) const MAX_SENTENCE_CHARS: usize = 320;
/// Characters of a headline shown.
const MAX_TITLE_CHARS: usize = 300;
/// Hits of one topic that are looked at: an article that repeats a word a thousand times is clear after fewer.
const MAX_SPANS: usize = 200;
/// Words that hit, shown for one topic.
const MAX_TERMS: usize = 12;
/// Outlets listed with one story.
const MAX_SOURCES: usize = 100;
const ELLIPSIS: char = '…';

/// Turns the store's details into what is told: excerpts, highlights, the rule's topics.
/// `title_of` gives a topic's title.
///
/// The excerpt is the matched sentences in the order of the text: the fewest that show every topic, at most three, each
/// at most 320 characters. Without a hit in the body it is the article's first sentences. White space is collapsed and
/// control characters are left out, so that no channel need do it. Spans that do not fit the text are ignored.
#[must_use]
pub fn tell(detail: &StoryDetail, title_of: &dyn Fn(&Name) -> String) -> ToldStory {
    let item = &detail.item;
    let matches: Vec<&Match> = detail.matches.iter().filter(|m| item.topics.contains(&m.topic)).collect();
    let title_hits = hits(&detail.title, Field::Title, &matches);
    let told_from = after_headline(&detail.body, &detail.title);
    let mut body_hits = hits(&detail.body, Field::Body, &matches);
    body_hits.retain(|hit| hit.range.start >= told_from);
    ToldStory {
        id: item.story_id,
        title: shown(&detail.title, &title_hits, 0..detail.title.len(), MAX_TITLE_CHARS),
        url: detail.url.clone(),
        site: plain(&detail.site),
        language: detail.language,
        published: detail.published,
        excerpt: excerpt(&detail.body, told_from, &body_hits, MAX_SENTENCES),
        topics: topics(detail, &matches, title_of),
        sources: sources(detail),
        reason: item.reason,
        priority: item.priority,
        text_pending: detail.text_pending,
        correction: changes::correction(detail),
        snooze: None,
        translation: None,
        earlier: detail.earlier.as_ref().map(named),
        new_outlets: Vec::new(),
    }
}

/// The earlier story in words that are cut and cleaned as [`tell`] says.
fn named(earlier: &Earlier) -> Earlier {
    Earlier { title: plain(&earlier.title), site: plain(&earlier.site), ..earlier.clone() }
}

/// The headline of an article and the sentence that matched, with the hits marked, cut and cleaned as [`tell`] does: the
/// sentence with most hits, or the first ones where none hit.
#[must_use]
pub fn passage(article: &Article, found: &Match) -> (Highlighted, Highlighted) {
    let in_title = hits(&article.title, Field::Title, &[found]);
    let told_from = after_headline(&article.body, &article.title);
    let mut in_body = hits(&article.body, Field::Body, &[found]);
    in_body.retain(|hit| hit.range.start >= told_from);
    let title = shown(&article.title, &in_title, 0..article.title.len(), MAX_TITLE_CHARS);
    (title, excerpt(&article.body, told_from, &in_body, 1))
}

/// A hit as a byte range, with the number of its topic.
struct Hit {
    range: Range<usize>,
    topic: usize,
    /// How much it says of what the topic is about.
    weight: usize,
}

/// A hit of several words says more than one of a single word, and one of a clause that hits all over the text less.
const MAX_WORDS: usize = 3;
const OFTEN: usize = 4;

fn hits(text: &str, field: Field, matches: &[&Match]) -> Vec<Hit> {
    let mut found: Vec<(usize, (usize, usize), usize)> = Vec::new();
    for (topic, matched) in matches.iter().enumerate() {
        let spans = || matched.spans.iter().filter(|s| s.field == field).take(MAX_SPANS);
        let mut often: HashMap<&str, usize> = HashMap::new();
        spans().for_each(|span| *often.entry(&*span.term).or_default() += 1);
        for span in spans() {
            let clause = often[&*span.term].min(OFTEN);
            found.extend(sides(span).map(|(edges, words)| {
                (topic, edges, words.split_whitespace().count().clamp(1, MAX_WORDS) * 12 / clause)
            }));
        }
    }
    let mut edges: Vec<usize> = found.iter().flat_map(|(_, (start, end), _)| [*start, *end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let bytes = byte_offsets(text, &edges);
    let byte_of = |edge| edges.binary_search(&edge).ok().and_then(|at| bytes.get(at).copied());
    let mut hits: Vec<Hit> = found
        .iter()
        .filter_map(|&(topic, (start, end), weight)| {
            let range = byte_of(start)?..byte_of(end)?;
            (range.start < range.end).then_some(Hit { range, topic, weight })
        })
        .collect();
    hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
    hits
}

/// The stretches of a hit, each with its words.
fn sides(span: &Span) -> impl Iterator<Item = ((usize, usize), String)> {
    span.stretches().map(|(start, end)| {
        let skipped = start.saturating_sub(span.start);
        ((start, end), span.text.chars().skip(skipped).take(end.saturating_sub(start)).collect())
    })
}

/// Byte offsets of ascending character offsets, as far as the text reaches.
fn byte_offsets(text: &str, edges: &[usize]) -> Vec<usize> {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).enumerate();
    let mut wanted = edges.iter().peekable();
    let mut found = Vec::with_capacity(edges.len());
    for (count, at) in ends {
        match wanted.peek() {
            None => break,
            Some(&&edge) if edge == count => {
                found.push(at);
                wanted.next();
            }
            Some(_) => {}
        }
    }
    found
}

/// Where the text goes on after a first paragraph that only repeats the headline; 0 when it does not.
fn after_headline(body: &str, title: &str) -> usize {
    let words = |text: &str| -> Vec<String> { text.unicode_words().map(str::to_lowercase).collect() };
    match body.split_once("\n\n") {
        // The page's title may go on with the site's name.
        Some((first, rest)) if first.len() <= title.len() + 8 => {
            let first = words(first);
            let repeats = !first.is_empty() && words(title).starts_with(&first);
            if repeats { body.len() - rest.len() } else { 0 }
        }
        _ => 0,
    }
}

fn excerpt(body: &str, told_from: usize, hits: &[Hit], most: usize) -> Highlighted {
    let mut sentences: Vec<Sentence> = Vec::new();
    for hit in hits {
        if let Some((range, weights)) = sentences.last_mut()
            && hit.range.end <= range.end
        {
            *weights.entry(hit.topic).or_default() += hit.weight;
            continue;
        }
        let mut range = sentence::around(body, hit.range.clone());
        if let Some((last, _)) = sentences.last() {
            range.start = range.start.max(last.end);
        }
        sentences.push((range, BTreeMap::from([(hit.topic, hit.weight)])));
    }
    let mut chosen = choose(&sentences, most);
    if chosen.is_empty() {
        let lead = sentence::lead(&body[told_from..], MAX_SENTENCE_CHARS);
        chosen.push(lead.start + told_from..lead.end + told_from);
    }
    let mut excerpt = Highlighted::default();
    let mut last_end = None;
    for range in chosen {
        if let Some(end) = last_end {
            // After a hit that crosses a sentence's end, the next part begins with the space between the two.
            let part = &body[range.clone()];
            let start = range.end - part.trim_start().len();
            excerpt.text.push_str(match &body[end..start] {
                // Scripts without spaces have none between sentences either.
                "" => "",
                _ if excerpt.text.ends_with(ELLIPSIS) => " ",
                gap if gap.trim().is_empty() && !gap.contains('\n') => " ",
                _ => " … ",
            });
        }
        last_end = Some(range.end);
        let part = shown(body, hits, range, MAX_SENTENCE_CHARS);
        let offset = excerpt.text.len();
        excerpt.text.push_str(&part.text);
        excerpt.marks.extend(part.marks.iter().map(|mark| mark.start + offset..mark.end + offset));
    }
    excerpt
}

/// A sentence that hit, with what weighs in it for each topic.
type Sentence = (Range<usize>, BTreeMap<usize, usize>);

/// The sentences that show most, at most so many: each time the one with most topics not yet shown, then with what weighs most,
/// then the first. A topic is not shown by a stray word of it, where another sentence says at least twice as much.
fn choose(sentences: &[Sentence], most: usize) -> Vec<Range<usize>> {
    let mut best: BTreeMap<usize, usize> = BTreeMap::new();
    for (topic, weight) in sentences.iter().flat_map(|(_, weights)| weights) {
        let known = best.entry(*topic).or_default();
        *known = *weight.max(known);
    }
    let shows = |weights: &BTreeMap<usize, usize>| -> BTreeSet<usize> {
        let said = weights.iter().filter(|(topic, weight)| *weight * 2 > best[topic]);
        said.map(|(topic, _)| *topic).collect()
    };
    let mut left: Vec<_> = sentences
        .iter()
        .filter(|(range, _)| !range.is_empty())
        .map(|(range, weights)| (range, shows(weights), weights.values().sum::<usize>()))
        .collect();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut chosen = Vec::new();
    while chosen.len() < most && !left.is_empty() {
        let gain = |topics: &BTreeSet<usize>| topics.difference(&seen).count();
        let mut at = 0;
        for (other, (_, topics, weight)) in left.iter().enumerate() {
            if (gain(topics), *weight) > (gain(&left[at].1), left[at].2) {
                at = other;
            }
        }
        if gain(&left[at].1) == 0 && chosen.len() >= WANTED_SENTENCES {
            break;
        }
        let (range, topics, _) = left.remove(at);
        seen.extend(topics);
        chosen.push(range.clone());
    }
    chosen.sort_by_key(|range| range.start);
    chosen
}

/// A part of a text with its hits: cut to `max_chars` around the first hit, cleaned as [`tell`] says.
fn shown(text: &str, hits: &[Hit], range: Range<usize>, max_chars: usize) -> Highlighted {
    let first_hit = hits.iter().find(|hit| hit.range.start >= range.start && hit.range.end <= range.end);
    let cut = window(text, range.clone(), first_hit.map(|hit| hit.range.clone()), max_chars);
    let mut told = Highlighted::default();
    if cut.start > range.start {
        told.text.push(ELLIPSIS);
    }
    let mut marks = merged(hits, &cut).into_iter().peekable();
    let mut open = None;
    let mut gap = false;
    for (at, c) in text[cut.clone()].char_indices().map(|(at, c)| (cut.start + at, c)) {
        if let Some(mark) = marks.peek()
            && at >= mark.end
        {
            close(&mut told, open.take());
            marks.next();
        }
        if c.is_whitespace() || is_unseen(c) {
            gap |= c.is_whitespace() && !matches!(told.text.as_str(), "" | "…");
            continue;
        }
        if std::mem::take(&mut gap) {
            told.text.push(' ');
        }
        if open.is_none() && marks.peek().is_some_and(|mark| mark.contains(&at)) {
            open = Some(told.text.len());
        }
        told.text.push(c);
    }
    close(&mut told, open);
    if cut.end < range.end && !told.text.ends_with(ELLIPSIS) {
        told.text.push(ELLIPSIS);
    }
    told
}

/// A text with marks of its own, cut and cleaned as [`tell`] says.
pub(super) fn shown_marks(text: &str, marks: &[Range<usize>], max_chars: usize) -> Highlighted {
    let hits: Vec<Hit> =
        marks.iter().map(|range| Hit { range: range.clone(), topic: 0, weight: 1 }).collect();
    shown(text, &hits, 0..text.len(), max_chars)
}

fn close(told: &mut Highlighted, open: Option<usize>) {
    if let Some(start) = open.filter(|start| *start < told.text.len()) {
        told.marks.push(start..told.text.len());
    }
}

/// Hits within `range` as ranges that neither overlap nor touch.
fn merged(hits: &[Hit], range: &Range<usize>) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        let (start, end) = (hit.range.start.max(range.start), hit.range.end.min(range.end));
        match marks.last_mut() {
            _ if start >= end => {}
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => marks.push(start..end),
        }
    }
    marks
}

/// At most `max_chars` characters of `range` that hold the start of `hit`, cut between words where there are any and
/// never within a grapheme.
fn window(text: &str, range: Range<usize>, hit: Option<Range<usize>>, max_chars: usize) -> Range<usize> {
    if text[range.clone()].chars().nth(max_chars).is_none() {
        return range;
    }
    let hit_start = hit.map_or(range.start, |hit| hit.start);
    let before = text[range.start..hit_start].chars().count();
    let mut start = range.start;
    if before > max_chars / 2 {
        let near = text[range.start..hit_start].char_indices().rev().nth(max_chars / 3);
        let near = near.map_or(range.start, |(at, _)| range.start + at);
        start = text[near..hit_start]
            .find(char::is_whitespace)
            .map_or_else(|| next_grapheme(text, range.start, near, hit_start), |at| near + at);
    }
    let mut end = start;
    let mut word_end = start;
    let mut chars = 0;
    for (at, grapheme) in text[start..range.end].grapheme_indices(true) {
        chars += grapheme.chars().count();
        if chars >= max_chars {
            break;
        }
        if grapheme.chars().all(char::is_whitespace) {
            word_end = start + at;
        }
        end = start + at + grapheme.len();
    }
    // A text without spaces, or one whose last word is very long, is cut between graphemes.
    let cut = if word_end > start && text[word_end..end].chars().count() < 40 { word_end } else { end };
    start..cut
}

/// The first grapheme boundary at or after `near`; a grapheme longer than the way to `limit` is taken whole.
fn next_grapheme(text: &str, from: usize, near: usize, limit: usize) -> usize {
    let reach = text.floor_char_boundary(near.saturating_sub(256).max(from));
    text[reach..limit]
        .grapheme_indices(true)
        .map(|(at, _)| reach + at)
        .find(|at| *at >= near)
        .unwrap_or(limit)
}

fn plain(text: &str) -> String {
    shown(text, &[], 0..text.len(), MAX_TITLE_CHARS).text
}

fn topics(detail: &StoryDetail, matches: &[&Match], title_of: &dyn Fn(&Name) -> String) -> Vec<ToldTopic> {
    let mut topics: Vec<ToldTopic> = Vec::new();
    // What makes the story so pressing is a topic of another article of it, where none of this one does.
    let own = matches.iter().filter(|m| detail.item.topics.contains(&m.topic)).map(|m| m.priority).max();
    let elsewhere = if own < Some(detail.item.priority) { detail.item.priority } else { Priority::Normal };
    for name in &detail.item.topics {
        let of_topic = matches.iter().copied().chain(&detail.elsewhere).find(|m| m.topic == *name);
        let mut seen = BTreeSet::new();
        let mut terms = Vec::new();
        for span in of_topic.iter().flat_map(|m| &m.spans).take(MAX_SPANS) {
            let term = words(span);
            if terms.len() < MAX_TERMS && !term.is_empty() && seen.insert(term.to_lowercase()) {
                terms.push(term);
            }
        }
        let score = of_topic.map_or(0.0, |m| m.score);
        let priority = of_topic.map_or(elsewhere, |m| m.priority);
        topics.push(ToldTopic { name: name.clone(), title: plain(&title_of(name)), priority, score, terms });
    }
    // A story stands under its first topic: what makes it urgent comes before what it is most about.
    topics.sort_by(|a, b| b.priority.cmp(&a.priority).then(b.score.total_cmp(&a.score)));
    topics
}

/// The words of a hit on one line; between the sides of a NEAR only that there is more.
fn words(span: &Span) -> String {
    let sides = sides(span).map(|(_, side)| shown(&side, &[], 0..side.len(), 80).text);
    sides.filter(|side| !side.is_empty()).collect::<Vec<_>>().join(" … ")
}

/// Every outlet, the one shown first.
fn sources(detail: &StoryDetail) -> Vec<Source> {
    let shown = Source { site: detail.site.clone(), url: detail.url.clone() };
    let others = detail.sources.iter().filter(|source| **source != shown).cloned();
    std::iter::once(shown.clone()).chain(others).take(MAX_SOURCES).collect()
}
