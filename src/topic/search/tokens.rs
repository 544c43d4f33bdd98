//! The tokens an article is found by.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{OVERFULL, cut, known_token, language_token};
use crate::language::{Detected, Stemmer, fold_into};
use crate::model::{Article, Language};
use crate::topic::dictionary::{Builder, Dictionary};
use crate::topic::reading::{Reading, Scratch};

/// Bytes of tokens kept of one article: half of what PostgreSQL can hold for one row.
const MAX_TOKENS_BYTES: usize = 500_000;

/// The tokens by which an article is found, separated by single spaces: its words folded, their stems where they differ,
/// and what else a query can ask of it. `language` is the one the article was read in.
///
/// ```
/// use vigie::model::{Article, Language};
/// let article = Article { title: "Les missiles".into(), site: Some("news.example.org".into()), ..Article::default() };
/// let tokens = vigie::topic::search_tokens(&article, Language::from_static("fr"));
/// assert_eq!(tokens, "les le missiles missil lang:fr site:news.example.org site:example.org site:org");
/// ```
#[must_use]
pub fn search_tokens(article: &Article, language: Language) -> String {
    static NO_TERMS: LazyLock<Dictionary> = LazyLock::new(|| Builder::default().finish());
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
    }
    SCRATCH.with_borrow_mut(|scratch| {
        let title = scratch.read_in(article, language, &NO_TERMS);
        let tokens = std::mem::take(&mut scratch.tokens);
        let reading = Reading::new(article, &tokens, title, Detected { language, sure: true });
        let found = tokens_read(scratch, &reading);
        scratch.tokens = tokens;
        found
    })
}

/// The tokens of the article that was just read.
pub(in crate::topic) fn tokens_read(scratch: &mut Scratch, reading: &Reading<'_>) -> String {
    let mut out = Out { text: String::with_capacity(reading.article.body.len()), is_full: false };
    for &(word, position) in &scratch.words {
        let written = reading.token(position).text(reading.text(position));
        out.push(scratch.cache.tokens(word, written));
        if out.is_full {
            break;
        }
    }
    push_known(reading, &mut out);
    out.text
}

/// Appends the tokens of a word: folded, and its stem where that differs.
pub(in crate::topic) fn push_word_tokens(written: &str, language: Language, out: &mut String) {
    let mut folded = String::with_capacity(written.len());
    fold_into(written, &mut folded);
    push_parts(&folded, out);
    if let Some(stemmer) = Stemmer::of(language).filter(|_| written.chars().any(char::is_alphabetic)) {
        let stem = stemmer.stem(written);
        if *stem != *folded {
            out.push(' ');
            push_parts(&stem, out);
        }
    }
}

/// Folding may part a word: a ligature of Arabic stands for a whole sentence.
fn push_parts(token: &str, out: &mut String) {
    for (at, part) in token.split_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(cut(part));
    }
}

/// Tokens as they are written, until there are too many.
struct Out {
    text: String,
    is_full: bool,
}

impl Out {
    fn push(&mut self, tokens: &str) {
        if self.is_full || tokens.is_empty() {
            return;
        }
        self.is_full = self.text.len() + tokens.len() > MAX_TOKENS_BYTES;
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(if self.is_full { OVERFULL } else { tokens });
    }
}

/// What is known of an article beside its words: as tokens with a colon, which no word has.
fn push_known(reading: &Reading<'_>, out: &mut Out) {
    let (article, facts) = (reading.article, reading.facts());
    out.push(&language_token(reading.detected.language));
    let mut site = facts.site.as_str();
    while !site.is_empty() {
        out.push(&known_token("site", site));
        site = site.split_once('.').map_or("", |(_, above)| above);
    }
    if let Some(country) = &article.country {
        out.push(&known_token("country", &country.to_lowercase()));
    }
    let groups: BTreeSet<String> = article.groups.iter().map(|group| group.to_lowercase()).collect();
    for group in groups {
        out.push(&known_token("group", &group));
    }
    let tags: BTreeSet<&String> = facts.tags.iter().collect();
    for tag in tags {
        out.push(&known_token("tag", tag));
    }
    let names: BTreeSet<&str> = facts.authors.iter().flat_map(|author| author.split_whitespace()).collect();
    for name in names {
        out.push(&known_token("author", name));
    }
}
