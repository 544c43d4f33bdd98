//! Plain text: the first part of a mail, and the terminal.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::digest::{Highlighted, Notice};

use super::catalogue as say;
use super::clean::{self, Piece};
use super::earlier::EarlierView;
use super::group::Group;
use super::subject::headline;
use super::view::{AlarmView, MAX_EXCERPT_CHARS, MAX_TITLE_CHARS, Outlets, StoryView, View};

const MAIL_WIDTH: usize = 76;
const TERMINAL_WIDTH: usize = 100;
/// Signs in a row that end a clause and are kept on its line; more of them are a text of signs alone.
const MAX_CLOSING: usize = 3;

/// How emphasis is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Hits between asterisks.
    Plain,
    /// Hits in reverse yellow, headlines bold.
    Ansi,
}

/// The notice as plain text for a terminal; `colour` switches highlights to ANSI.
///
/// At most 100 columns, addresses apart; control characters never reach the terminal.
#[must_use]
pub fn terminal(notice: &Notice, colour: bool) -> String {
    let style = if colour { Style::Ansi } else { Style::Plain };
    Page { text: String::new(), width: TERMINAL_WIDTH, style }.compose(notice)
}

/// The notice as the plain text of a mail, its first part.
#[must_use]
pub fn mail_text(notice: &Notice) -> String {
    Page { text: String::new(), width: MAIL_WIDTH, style: Style::Plain }.compose(notice)
}

/// The end of a mail's text: where its recipient unsubscribes.
pub(super) fn mail_end(unsubscribe: &str) -> String {
    let mut page = Page { text: "\n".to_owned(), width: MAIL_WIDTH, style: Style::Plain };
    page.address(0, say::UNSUBSCRIBE, unsubscribe);
    page.text
}

/// An article as a search shows it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// When and where: `2026-06-11 09:30 · harbour.example · fr`.
    pub meta: &'a str,
    /// Headline with hits marked.
    pub title: &'a Highlighted,
    /// The sentence that matched.
    pub passage: &'a Highlighted,
    /// Address.
    pub url: Option<&'a str>,
}

/// An article as plain text for a terminal, as [`terminal`] shows stories, with a blank line after it.
#[must_use]
pub fn shown(article: Shown<'_>, colour: bool) -> String {
    let style = if colour { Style::Ansi } else { Style::Plain };
    let mut page = Page { text: String::new(), width: TERMINAL_WIDTH, style };
    let title = clean::pieces(article.title, MAX_TITLE_CHARS);
    let meta = format!("{} · ", article.meta);
    let mut runs = vec![(meta.as_str(), Ink::Dim)];
    runs.extend(title.iter().map(|piece| (piece.text.as_str(), ink(piece, Ink::Bold))));
    page.paragraph(0, &runs);
    let passage = clean::pieces(article.passage, MAX_EXCERPT_CHARS);
    let passage: Vec<_> =
        passage.iter().map(|piece| (piece.text.as_str(), ink(piece, Ink::Normal))).collect();
    page.paragraph(2, &passage);
    if let Some(url) = clean::link(article.url) {
        page.bare_address(2, &url);
    }
    page.text.push('\n');
    page.text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Normal,
    Bold,
    Dim,
    Hit,
}

struct Page {
    text: String,
    width: usize,
    style: Style,
}

impl Page {
    fn compose(mut self, notice: &Notice) -> String {
        let view = View::of(notice);
        self.line(&format!("{} · {}", view.newsroom, view.date), Ink::Dim);
        self.line(&headline(&view, notice), Ink::Bold);
        if !view.summary.is_empty() {
            self.line(&view.summary, Ink::Normal);
        }
        self.rule('═');
        if let Some(sentence) = &view.sentence {
            self.paragraph(0, &[(sentence, Ink::Normal)]);
            self.text.push('\n');
        }
        view.groups.iter().for_each(|group| self.group(group));
        view.alarms.iter().for_each(|alarm| self.alarm(alarm));
        if view.more > 0 {
            let link = view.desk.as_ref().map_or_else(String::new, |link| format!(": {link}"));
            self.paragraph(0, &[(&format!("… {}{link}", say::and_more(view.more)), Ink::Bold)]);
            self.text.push('\n');
        }
        if !view.coverage.is_empty() {
            self.rule('─');
            let lines = view.coverage.join("; ");
            self.paragraph(0, &[(&format!("{}: {lines}.", say::COVERAGE), Ink::Dim)]);
        }
        self.text
    }

    fn group(&mut self, group: &Group) {
        if !group.title.is_empty() {
            let count = format!(" · {}", say::stories(group.count));
            self.paragraph(0, &[(&group.title, Ink::Bold), (&count, Ink::Dim)]);
            self.rule('─');
        }
        group.stories.iter().for_each(|story| self.story(story));
        if !group.also.is_empty() {
            self.paragraph(2, &[(say::ALSO_ABOUT, Ink::Dim)]);
            for story in &group.also {
                self.paragraph(4, &[(&story.title, Ink::Normal), (&format!(" · {}", story.site), Ink::Dim)]);
            }
            self.text.push('\n');
        }
    }

    fn story(&mut self, story: &StoryView) {
        let badges: Vec<String> = story.badges.iter().map(|badge| format!("[{}] ", badge.text)).collect();
        let mut title: Vec<(&str, Ink)> = badges.iter().map(|badge| (badge.as_str(), Ink::Bold)).collect();
        title.extend(story.title.iter().map(|piece| (piece.text.as_str(), ink(piece, Ink::Bold))));
        self.paragraph(2, &title);
        if let Some(translation) = &story.translation {
            self.paragraph(2, &[(translation, Ink::Normal), (&format!(" ({})", say::MACHINE), Ink::Dim)]);
        }
        if !story.meta.is_empty() {
            self.paragraph(2, &[(&story.meta.join(" · "), Ink::Dim)]);
        }
        for line in story.excerpt.split(|piece| piece.text == "\n") {
            let line: Vec<_> =
                line.iter().map(|piece| (piece.text.as_str(), ink(piece, Ink::Normal))).collect();
            self.paragraph(2, &line);
        }
        for why in &story.why {
            let terms = if why.terms.is_empty() { String::new() } else { format!(": {}", why.terms) };
            self.paragraph(2, &[("→ ", Ink::Dim), (&why.topic, Ink::Bold), (&terms, Ink::Dim)]);
        }
        self.outlets(&story.outlets);
        if let Some(href) = &story.href {
            self.bare_address(2, href);
        }
        if let Some(earlier) = &story.earlier {
            self.earlier(earlier);
        }
        if let Some(href) = &story.snooze_in_chat {
            self.address(2, say::SNOOZE, href);
        }
        self.text.push('\n');
    }

    fn earlier(&mut self, earlier: &EarlierView) {
        let (label, when) = (format!("{} ", say::EARLIER), format!(", {}", earlier.when));
        self.paragraph(2, &[(&label, Ink::Dim), (&earlier.title, Ink::Normal), (&when, Ink::Dim)]);
        if let Some(href) = &earlier.href {
            self.bare_address(4, href);
        }
    }

    /// An address on a line of its own, never wrapped: mail programs link what has no break in it.
    fn bare_address(&mut self, indent: usize, href: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(href);
        self.text.push('\n');
    }

    /// The same with a label before it.
    fn address(&mut self, indent: usize, label: &str, href: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.inked(&format!("{label}: {href}"), Ink::Dim);
        self.text.push('\n');
    }

    fn outlets(&mut self, outlets: &Outlets) {
        if outlets.count == 0 {
            return;
        }
        if outlets.are_news {
            self.paragraph(2, &[(&outlets.label(), Ink::Dim)]);
            for outlet in &outlets.shown {
                self.paragraph(4, &[(&outlet.site, Ink::Normal)]);
                outlet.href.iter().for_each(|href| self.bare_address(4, href));
            }
            return;
        }
        let sites: Vec<&str> = outlets.shown.iter().map(|outlet| outlet.site.as_str()).collect();
        let text = format!("{} {}{}", outlets.label(), sites.join(", "), outlets.and_more());
        self.paragraph(2, &[(&text, Ink::Dim)]);
    }

    fn alarm(&mut self, alarm: &AlarmView) {
        let over = if alarm.cleared { format!(" [{}]", say::OVER) } else { String::new() };
        self.paragraph(0, &[(&format!("{}: {}{over}", alarm.title, alarm.subject), Ink::Bold)]);
        self.paragraph(2, &[(&alarm.detail, Ink::Normal)]);
        self.paragraph(2, &[(&alarm.since, Ink::Dim)]);
        self.text.push('\n');
    }

    /// A line across the page; in a mail of ASCII, because each stroke would take nine bytes there.
    fn rule(&mut self, stroke: char) {
        let stroke = if self.width == MAIL_WIDTH { '-' } else { stroke };
        self.text.extend(std::iter::repeat_n(stroke, self.width));
        self.text.push('\n');
    }

    fn line(&mut self, text: &str, ink: Ink) {
        self.paragraph(0, &[(text, ink)]);
    }

    /// Runs of text wrapped at the page's width, each line indented.
    fn paragraph(&mut self, indent: usize, runs: &[(&str, Ink)]) {
        let room = self.width - indent;
        let mut lines: Vec<Vec<(String, Ink)>> = vec![Vec::new()];
        let mut used = 0;
        for word in words(runs, self.style) {
            let width: usize = word.iter().map(|(text, _)| text.width()).sum();
            let space = usize::from(used > 0);
            if used + space + width <= room {
                put(&mut lines, &word, space == 1);
                used += space + width;
                continue;
            }
            if used > 0 {
                lines.push(Vec::new());
                used = 0;
            }
            for (text, ink) in &word {
                let graphemes: Vec<&str> = text.graphemes(true).collect();
                for (at, grapheme) in graphemes.iter().enumerate() {
                    // No line begins with what ends a clause: the sign before it goes along to the next one.
                    let closing =
                        graphemes[at + 1..].iter().take(MAX_CLOSING).take_while(|next| is_closing(next));
                    let along = if is_closing(grapheme) {
                        0
                    } else {
                        closing.map(|next| next.width()).sum::<usize>()
                    };
                    if used > 0 && used + grapheme.width() + along > room {
                        lines.push(Vec::new());
                        used = 0;
                    }
                    put(&mut lines, &[((*grapheme).to_owned(), *ink)], false);
                    used += grapheme.width();
                }
            }
        }
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.text.extend(std::iter::repeat_n(' ', indent));
            for (text, ink) in line {
                self.inked(text, *ink);
            }
            self.text.push('\n');
        }
    }

    fn inked(&mut self, text: &str, ink: Ink) {
        let code = match ink {
            _ if self.style == Style::Plain => None,
            Ink::Normal => None,
            Ink::Bold => Some("1"),
            Ink::Dim => Some("2"),
            Ink::Hit => Some("1;30;43"),
        };
        match code {
            None => self.text.push_str(text),
            Some(code) => {
                self.text.push_str("\u{1b}[");
                self.text.push_str(code);
                self.text.push('m');
                self.text.push_str(text);
                self.text.push_str("\u{1b}[0m");
            }
        }
    }
}

/// What no line begins with, in scripts whose words have no spaces between them.
fn is_closing(grapheme: &str) -> bool {
    grapheme.starts_with(|c| "、。，．・：；？！…‥）］｝〕〉》」』】〟’”々ー".contains(c))
}

const fn ink(piece: &Piece, otherwise: Ink) -> Ink {
    if piece.hit { Ink::Hit } else { otherwise }
}

/// Words, each in the runs it is made of; in plain style hits stand between asterisks.
fn words(runs: &[(&str, Ink)], style: Style) -> Vec<Vec<(String, Ink)>> {
    let mut words: Vec<Vec<(String, Ink)>> = Vec::new();
    let mut open = false;
    for (text, ink) in runs {
        let starred;
        let text = if style == Style::Plain && *ink == Ink::Hit {
            let lead = &text[..text.len() - text.trim_start().len()];
            starred = format!("{lead}*{}*", text.trim());
            starred.as_str()
        } else {
            text
        };
        for (at, part) in text.split(' ').enumerate() {
            if at > 0 {
                open = false;
            }
            if part.is_empty() {
                continue;
            }
            match words.last_mut() {
                Some(word) if open => word.push((part.to_owned(), *ink)),
                _ => words.push(vec![(part.to_owned(), *ink)]),
            }
            open = true;
        }
    }
    words
}

/// Appends to the last line, joining runs of one ink; a space between two hits is a hit too.
fn put(lines: &mut [Vec<(String, Ink)>], word: &[(String, Ink)], space: bool) {
    let Some(line) = lines.last_mut() else { return };
    let mut space = space;
    for (text, ink) in word {
        let gap = if std::mem::take(&mut space) { " " } else { "" };
        match line.last_mut() {
            Some((last, of)) if of == ink => {
                last.push_str(gap);
                last.push_str(text);
            }
            Some((last, Ink::Normal | Ink::Bold | Ink::Dim)) => {
                last.push_str(gap);
                line.push((text.clone(), *ink));
            }
            _ => line.push((format!("{gap}{text}"), *ink)),
        }
    }
}
