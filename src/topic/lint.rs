//! What a query may say and hardly means: prefixes that match everything, parts that never match, what is said twice.

mod common;
mod contradiction;
mod covering;
mod known;
mod misread;

pub use known::KnownValue;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::ast::{Known, Nearness, Node, Query, Scope, Term, TermKind};
use super::lexer::{Lexeme, Lexer};
use super::word::{Wildcard, Word};
use crate::language::{Stemmer, fold, function_words_of};
use crate::model::Language;

/// Letters of a prefix or suffix that stands alone, in Latin, Greek and Cyrillic, whose words are long.
const LEAST_LETTERS: usize = 4;
/// Longer words seldom share their stem with another.
const SHORT_WORD: usize = 7;
/// Endings by which two words are still forms of one.
const ENDING: usize = 2;

/// Endings that make words of words, folded: thousands have them.
const ENDINGS: &str = "heit keit schaft isch lich heid lijk itet tion ation ment ments ness able ible ismo isme ista iste \
    idad dade mente zione zioni azione cion acion cao acao nost nosti osci ость ности ение ание ення";

/// Something doubtful in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Byte range of the query text it is about.
    pub span: Range<usize>,
    /// What is doubtful, lower-case.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// Whether the whole query can never match for it.
    pub never: bool,
}

impl Query {
    /// What is doubtful in a query as it is written in `text`, which must be the one it was parsed from; `language` is that of
    /// a concept's line. What common words a prefix or stem meets is known of some fourteen languages.
    ///
    /// ```
    /// use vigie::topic::Query;
    /// let text = "missile AND NOT missile";
    /// let doubts = Query::parse(text).unwrap().doubts(text, None);
    /// assert!(doubts[0].never && doubts[0].message.contains("can never match"));
    /// ```
    #[must_use]
    pub fn doubts(&self, text: &str, language: Option<Language>) -> Vec<Doubt> {
        let mut lint = Lint { text, places: places(text), next: 0, language, doubts: Vec::new() };
        lint.languages(&self.root);
        lint.node(&self.root, Context { lone: true, never: true, tokens: u32::MAX });
        lint.doubts.sort_by_key(|doubt| doubt.span.start);
        lint.doubts
    }

    /// What it has in common with another query that matches the same, as far as that is plain to see: case and accents are left
    /// out where they make no difference.
    #[must_use]
    pub fn sameness(&self) -> String {
        contradiction::key(&self.root)
    }

    /// Whether it is bare words one behind the other, which may stand anywhere in an article and were perhaps meant as a phrase.
    ///
    /// ```
    /// use vigie::topic::Query;
    /// let is_list = |text: &str| Query::parse(text).unwrap().is_word_list(text);
    /// assert!(is_list("air defence"));
    /// assert!(!is_list("air AND defence") && !is_list("\"air defence\"") && !is_list("air -defence"));
    /// ```
    #[must_use]
    pub fn is_word_list(&self, text: &str) -> bool {
        let Node::And(nodes) = &self.root else { return false };
        let bare = |node: &Node| matches!(node, Node::Term(term) if term.kind == TermKind::Stemmed);
        nodes.iter().all(bare)
            && text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace())
            && !text.split_whitespace().any(|word| word == "AND")
    }
}

/// Where the words, phrases and expressions of a query stand, in order.
fn places(text: &str) -> Vec<Range<usize>> {
    let (mut lexer, mut places) = (Lexer::new(text), Vec::new());
    while let Ok(Some((lexeme, at))) = lexer.next() {
        match lexeme {
            Lexeme::Term(_) | Lexeme::Pattern(_) => places.push(at),
            // The values behind a key are no lexemes.
            Lexeme::Key(_) if matches!(lexer.value(), Ok(None)) => known::several(&mut lexer, |_| ()),
            _ => {}
        }
    }
    places
}

/// What is around a part of a query.
#[derive(Clone, Copy)]
struct Context {
    /// Nothing else has to hold for it to match.
    lone: bool,
    /// Without it the query never matches.
    never: bool,
    /// So many tokens can hold it.
    tokens: u32,
}

struct Lint<'t> {
    text: &'t str,
    places: Vec<Range<usize>>,
    next: usize,
    language: Option<Language>,
    doubts: Vec<Doubt>,
}

impl Lint<'_> {
    fn say(&mut self, span: Range<usize>, message: impl Into<String>, help: &str, never: bool) {
        let message = super::lexer::shortened(&message.into());
        self.doubts.push(Doubt { span, message, help: help.to_owned(), never });
    }

    /// From the first word of a part to its last; the parts before were walked. Where no word is, the whole query.
    fn stretch(&self, from: usize) -> Range<usize> {
        if self.places.is_empty() {
            return 0..self.text.len();
        }
        let first = self.places.get(from).map_or(0, |place| place.start);
        let last =
            self.next.checked_sub(1).and_then(|last| self.places.get(last)).map_or(0, |place| place.end);
        first..last.max(first)
    }

    fn node(&mut self, node: &Node, context: Context) {
        match node {
            Node::And(nodes) => self.and(nodes, context),
            Node::Or(nodes) => self.or(nodes, context),
            Node::Not(inner) => self.node(inner, Context { lone: false, never: false, ..context }),
            Node::Near { left, right, nearness } => {
                let without = matches!(nearness, Nearness::Without(_));
                let from = self.next;
                self.node(left, Context { lone: context.lone && without, ..context });
                self.node(right, Context { lone: false, never: context.never && !without, ..context });
                if fields(left, Scope::ALL).is_apart(fields(right, Scope::ALL)) {
                    let what = if without { "this refuses nothing" } else { "this can never match" };
                    let message = format!("{what}: one side stands in the title, the other in the text");
                    self.say(self.stretch(from), message, "join the two by AND", context.never && !without);
                }
            }
            Node::AtLeast { inner, .. } => self.node(inner, context),
            Node::Within { field, inner } => {
                let scope = Scope::ALL.within(*field);
                self.node(inner, Context { tokens: context.tokens.min(scope.first_tokens), ..context });
            }
            Node::Term(term) => {
                let at = self.place();
                self.term(term, &at, context);
            }
            Node::Pattern(_) => {
                self.place();
            }
            Node::Known(known @ Known::Words { more: false, than: 0 }) => {
                let at = self.stretch(self.next.saturating_sub(1));
                let message = format!("`{known}` can never match: no text has fewer than 0 words");
                self.say(at, message, "take it out, or write a larger number", context.never);
            }
            Node::Concept { .. } | Node::Known(_) => {}
        }
    }

    fn and(&mut self, nodes: &[Node], context: Context) {
        let lone = context.lone && nodes.iter().filter(|node| narrows(node)).count() < 2;
        let from = self.next;
        for node in nodes {
            self.node(node, Context { lone, ..context });
        }
        self.bindings(nodes, from);
        if let Some(found) = contradiction::of(nodes) {
            let how = if found.never { "this can never match" } else { "this hardly matches" };
            let message = format!("{how}: {}", found.why);
            self.say(self.stretch(from), message, "take out one of the two", found.never && context.never);
        }
    }

    fn or(&mut self, nodes: &[Node], context: Context) {
        let (mut seen, of_branch) = (BTreeSet::new(), Context { never: false, ..context });
        for node in nodes {
            let from = self.next;
            self.node(node, of_branch);
            if !seen.insert(contradiction::key(node)) {
                let message = format!("`{node}` is said twice");
                self.say(self.stretch(from), message, "once is enough", false);
            }
        }
    }

    fn place(&mut self) -> Range<usize> {
        self.next += 1;
        self.places.get(self.next - 1).cloned().unwrap_or_default()
    }

    fn term(&mut self, term: &Term, at: &Range<usize>, context: Context) {
        let words = &term.words;
        if words.len() > context.tokens as usize {
            let message = format!(
                "`{term}` has {} words and is looked for in the first {}: this can never match",
                words.len(),
                context.tokens
            );
            self.say(at.clone(), message, "look further: `first/50:`", context.never);
        }
        if term.kind == TermKind::Exact && term.text.contains(is_invisible) {
            let message = format!("`{term}` holds an invisible character: a text without it is not found");
            self.say(at.clone(), message, "type the words anew", false);
        }
        if term.kind == TermKind::Exact && term.text.contains('*') {
            let message =
                format!("`{term}` looks for the sign `*` itself: behind `=` it stands for no letters");
            let help = format!("write the word without `=`: `{}`", term.text);
            self.say(at.clone(), message, &help, false);
        }
        let mut letters = term.text.chars();
        if context.lone && letters.next().is_some_and(is_ideograph) && letters.next().is_none() {
            let message = format!("`{term}` is one character: it finds every word that has it");
            self.say(at.clone(), message, "write the whole word, or put another beside it", false);
        }
        match words.as_slice() {
            [Word::Wildcard(wildcard)] if context.lone && !wildcard.hashtag => {
                self.breadth(wildcard, term, at);
            }
            [Word::Stemmed(written)] if context.lone => self.lone_word(written, term, at),
            _ => {}
        }
    }

    fn lone_word(&mut self, written: &str, term: &Term, at: &Range<usize>) {
        let Some(language) = common::language_of(written, self.language) else {
            return self.stem(written, at);
        };
        let of = if self.language.is_none() { format!(" ({language})") } else { String::new() };
        let message = format!("`{term}` is a common word{of}: alone it finds nearly anything");
        self.say(at.clone(), message, "write the phrase it stands in, or put another word beside it", false);
    }

    fn breadth(&mut self, wildcard: &Wildcard, term: &Term, at: &Range<usize>) {
        let help = "write more of the word or its forms joined by OR, or put another word beside it with AND or NEAR";
        if !wildcard.open_start && !wildcard.open_end {
            if let Some((language, word)) = common::fitting(wildcard, self.language) {
                let message = format!("`{term}` matches `{word}` ({language}): it finds nearly anything");
                self.say(at.clone(), message, help, false);
            }
            return;
        }
        let letters: Vec<char> = wildcard.middle.iter().flatten().copied().collect();
        let is_short = letters.len() < LEAST_LETTERS && letters.iter().all(|c| *c < '\u{530}');
        if is_short {
            let message = format!("`{term}` has {} letters of its own: it matches many words", letters.len());
            self.say(at.clone(), message, help, false);
            return;
        }
        let ending: String = letters.iter().collect();
        if wildcard.open_start && !wildcard.open_end && ENDINGS.split(' ').any(|known| known == ending) {
            self.say(at.clone(), format!("`{term}` is an ending of very many words"), help, false);
            return;
        }
        let fits = |(language, word): &&(Language, String)| {
            self.language.is_none_or(|only| only == *language) && wildcard.fits(word)
        };
        if let Some((language, word)) = COMMON.iter().find(fits) {
            let message =
                format!("`{term}` matches the common word `{word}` ({language}): it finds nearly anything");
            self.say(at.clone(), message, help, false);
        }
    }

    /// A short word whose stem is that of another word that papers are full of. A query of all languages is looked at as an
    /// English one: in English papers its words are stemmed so.
    fn stem(&mut self, written: &str, at: &Range<usize>) {
        const ENGLISH: Language = Language::from_static("en");
        if written.chars().count() > SHORT_WORD {
            return;
        }
        let language = self.language.unwrap_or(ENGLISH);
        let Some(stemmer) = Stemmer::of(language) else { return };
        let folded = fold(written);
        let of_stem = STEMS.get(&language).and_then(|stems| stems.get(&stemmer.stem(written)));
        let other = of_stem.into_iter().flatten().find(|word| **word != folded && !are_forms(word, &folded));
        if let Some(word) = other {
            let message = format!("`{written}` has the stem of the common word `{word}`: it finds that too");
            let help = format!("write this form alone: `'{written}'`");
            self.say(at.clone(), message, &help, false);
        }
    }
}

/// Whether a part asks for a word, however an article fits it.
fn narrows(node: &Node) -> bool {
    match node {
        Node::Or(nodes) => nodes.iter().all(narrows),
        Node::And(nodes) => nodes.iter().any(narrows),
        node => !matches!(node, Node::Not(_) | Node::Known(_)),
    }
}

/// Title and text, as far as something in a part of a query may stand there.
#[derive(Clone, Copy)]
struct Fields {
    title: bool,
    body: bool,
}

impl Fields {
    fn is_apart(self, other: Self) -> bool {
        !(self.title && other.title || self.body && other.body)
    }
}

/// The fields that a side of a NEAR can stand in.
fn fields(node: &Node, scope: Scope) -> Fields {
    match node {
        Node::Within { field, inner } => fields(inner, scope.within(*field)),
        Node::And(nodes) | Node::Or(nodes) => {
            let each = nodes.iter().map(|node| fields(node, scope));
            each.reduce(|one, other| Fields { title: one.title || other.title, body: one.body || other.body })
                .unwrap_or(Fields { title: scope.title, body: scope.body })
        }
        Node::Near { left, .. } | Node::Not(left) | Node::AtLeast { inner: left, .. } => fields(left, scope),
        Node::Term(_) | Node::Pattern(_) | Node::Concept { .. } | Node::Known(_) => {
            Fields { title: scope.title, body: scope.body }
        }
    }
}

/// Common words, folded, with their language; its function words are among them.
static COMMON: LazyLock<Vec<(Language, String)>> = LazyLock::new(|| {
    let lines = include_str!("common_words.txt").lines().filter(|line| !line.starts_with('#'));
    let mut all = Vec::new();
    for (code, words) in lines.filter_map(|line| line.split_once(':')) {
        let Ok(language) = code.parse::<Language>() else { continue };
        let words = words.split_whitespace().chain(function_words_of(language));
        all.extend(words.map(|word| (language, fold(word))));
    }
    all
});

/// The same by language and stem.
static STEMS: LazyLock<BTreeMap<Language, BTreeMap<String, Vec<&'static str>>>> = LazyLock::new(|| {
    let mut stems: BTreeMap<Language, BTreeMap<String, Vec<&'static str>>> = BTreeMap::new();
    for of_language in COMMON.chunk_by(|one, other| one.0 == other.0) {
        let Some(language) = of_language.first().map(|(language, _)| *language) else { continue };
        let Some(stemmer) = Stemmer::of(language) else { continue };
        for (_, word) in of_language {
            stems.entry(language).or_default().entry(stemmer.stem(word)).or_default().push(word);
        }
    }
    stems
});

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether two words differ only in a short ending.
fn are_forms(one: &str, other: &str) -> bool {
    let singular =
        |word: &str| word.strip_suffix("ies").map_or_else(|| word.to_owned(), |stem| format!("{stem}y"));
    let (one, other) = (singular(one), singular(other));
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    one.chars().count() - shared <= ENDING && other.chars().count() - shared <= ENDING
}
