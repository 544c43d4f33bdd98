//! The tokens an article is found by.

use std::cell::RefCell;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet, HashSetExt as _};

use super::{OVERFULL, cut, known_token};
use crate::language::{Stemmer, fold, tokens};
use crate::model::{Article, Language};
use crate::topic::reading::Facts;

/// Bytes of tokens kept of one article: half of what PostgreSQL can hold for one row.
const MAX_TOKENS_BYTES: usize = 500_000;
/// Words whose stems a thread keeps at hand, of all languages; beyond, it starts anew.
const CACHED_STEMS: usize = 50_000;

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
    let mut out = Out { text: String::with_capacity(article.body.len()), is_full: false };
    let mut seen: HashSet<&str> = HashSet::with_capacity(article.body.len() / 12);
    STEMS.with_borrow_mut(|stems| {
        let mut stems = stems.of(language);
        for text in [&article.title, &article.body] {
            for token in tokens(text) {
                let written = token.text(text);
                if !seen.insert(written) {
                    continue;
                }
                if out.is_full {
                    break;
                }
                let folded = fold(written);
                out.push(&folded);
                if let Some(stem) = stems.as_mut().and_then(|stems| stems.stem(written))
                    && stem != folded
                {
                    out.push(stem);
                }
            }
        }
    });
    push_known(article, language, &mut out);
    out.text
}

/// Tokens as they are written, until there are too many.
struct Out {
    text: String,
    is_full: bool,
}

impl Out {
    fn push(&mut self, token: &str) {
        for part in token.split_whitespace() {
            if self.is_full {
                return;
            }
            self.is_full = self.text.len() + part.len() > MAX_TOKENS_BYTES;
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(if self.is_full { OVERFULL } else { cut(part) });
        }
    }
}

/// What is known of an article beside its words: as tokens with a colon, which no word has.
fn push_known(article: &Article, language: Language, out: &mut Out) {
    let facts = Facts::of(article);
    out.push(&format!("lang:{language}"));
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

/// Stems of one language by written word.
type StemsOf = HashMap<Box<str>, Box<str>>;

/// Stemming costs more than all else here, and the same words come again and again.
#[derive(Default)]
struct Stems {
    by_language: HashMap<Language, StemsOf>,
}

thread_local! {
    static STEMS: RefCell<Stems> = RefCell::new(Stems::default());
}

impl Stems {
    /// The stems of a language; none where words match by folding alone.
    fn of(&mut self, language: Language) -> Option<LanguageStems<'_>> {
        let stemmer = Stemmer::of(language)?;
        if self.by_language.values().map(HashMap::len).sum::<usize>() > CACHED_STEMS {
            self.by_language.clear();
        }
        Some(LanguageStems { stemmer, known: self.by_language.entry(language).or_default() })
    }
}

struct LanguageStems<'s> {
    stemmer: Stemmer,
    known: &'s mut StemsOf,
}

impl LanguageStems<'_> {
    /// The stem of a word; none of a word that has no letter.
    fn stem(&mut self, written: &str) -> Option<&str> {
        if !written.chars().any(char::is_alphabetic) {
            return None;
        }
        if !self.known.contains_key(written) {
            self.known.insert(written.into(), self.stemmer.stem(written).into());
        }
        self.known.get(written).map(AsRef::as_ref)
    }
}
