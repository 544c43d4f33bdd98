//! The archive's full text: the tokens an article is found by, and what a query asks of them.
//!
//! Both sides stand here because they must agree: a query's [`Candidates`] hold for the tokens of every article that
//! the query matches. They hold for others too, since tokens know no places; the index decides on those they let pass.

use std::cell::RefCell;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet, HashSetExt as _};

use super::ast::{Known, Node, Query, Term, TermKind};
use super::reading::Facts;
use super::word::{Wildcard, Word, words};
use super::{ConceptDefinition, Concepts};
use crate::language::{Stemmer, fold, is_function_word, tokens};
use crate::model::{Article, Language};

/// Longer tokens are cut: base64, hashes, rows of letters.
const MAX_TOKEN_BYTES: usize = 120;
/// Bytes of tokens kept of one article: half of what PostgreSQL can hold for one row.
const MAX_TOKENS_BYTES: usize = 500_000;
/// The token of an article that has more of them than are kept: it is a candidate of every query. No word folds to it.
const OVERFULL: &str = "…";
/// Words whose stems a thread keeps at hand, of all languages; beyond, it starts anew.
const CACHED_STEMS: usize = 50_000;
/// Tokens a query may ask for before it is simplified; each is looked up in the store.
const MAX_TOKENS: usize = 1_000;

/// What the search tokens of an article must hold for a query to match it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Candidates {
    /// Nothing: any article.
    Any,
    /// This token; it holds no white space.
    Token(String),
    /// A token that begins so.
    Prefix(String),
    /// All of these; two at least, none of them `Any` or `All`.
    All(Vec<Candidates>),
    /// One of these; two at least, none of them `Any` or `OneOf`.
    OneOf(Vec<Candidates>),
}

/// The tokens by which an article is found, separated by single spaces: its words folded, their stems where they differ,
/// and what else a query can ask of it. `language` is the one the article was read in.
///
/// ```
/// use vigie::model::{Article, Language};
/// let article = Article { title: "Les missiles".into(), site: Some("news.example.org".into()), ..Article::default() };
/// let tokens = vigie::topic::search_tokens(&article, Language::from_static("fr"));
/// assert_eq!(tokens, "les missiles missil lang:fr site:news.example.org site:example.org site:org");
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

fn cut(token: &str) -> &str {
    &token[..token.floor_char_boundary(MAX_TOKEN_BYTES)]
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

/// One token, whatever the value: two values that become the same one only share their candidates.
fn known_token(key: &str, value: &str) -> String {
    let value: String = value.chars().map(|c| if is_kept(c) { c } else { '_' }).collect();
    cut(&format!("{key}:{value}")).to_owned()
}

/// Whether a character of a value can stand in a token of either store.
fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || c.is_ascii_punctuation()
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

impl Candidates {
    /// What a query asks of the tokens of an article, with the concepts it may use.
    ///
    /// `NOT`, order, nearness and fields are left to the index, as is what no token can tell: a wildcard at a word's start,
    /// a part of an address, a length.
    ///
    /// ```
    /// use vigie::topic::{Candidates, Query};
    /// let of = |query| Candidates::of(&Query::parse(query).unwrap(), &Default::default());
    /// assert_eq!(of("site:example.org -'missile'"), Candidates::Token("site:example.org".into()));
    /// assert_eq!(of("missil*"), Candidates::Prefix("missil".into()));
    /// assert_eq!(of("*wehr"), Candidates::Any);
    /// ```
    #[must_use]
    pub fn of(query: &Query, concepts: &Concepts) -> Self {
        let context = Context { concepts, stemmed: true, language: None };
        let mut found = context.node(&query.root);
        if found.tokens() > MAX_TOKENS {
            found = found.thinned();
        }
        if found.tokens() > MAX_TOKENS {
            return Self::Any;
        }
        match found {
            Self::Any => Self::Any,
            found => Self::one_of(vec![found, Self::Token(OVERFULL.to_owned())]),
        }
    }

    /// How many tokens it asks for.
    fn tokens(&self) -> usize {
        match self {
            Self::Any => 0,
            Self::Token(_) | Self::Prefix(_) => 1,
            Self::All(parts) | Self::OneOf(parts) => parts.iter().map(Self::tokens).sum(),
        }
    }

    /// Of parts that must all hold, only the one with the longest words: long words are rare.
    fn thinned(self) -> Self {
        match self {
            Self::All(parts) => {
                let best =
                    parts.into_iter().max_by_key(|part| (part.shortest(), std::cmp::Reverse(part.tokens())));
                best.map_or(Self::Any, Self::thinned)
            }
            Self::OneOf(parts) => Self::one_of(parts.into_iter().map(Self::thinned).collect()),
            other => other,
        }
    }

    /// Bytes of the shortest token.
    fn shortest(&self) -> usize {
        match self {
            Self::Any => 0,
            Self::Token(token) | Self::Prefix(token) => token.len(),
            Self::All(parts) | Self::OneOf(parts) => parts.iter().map(Self::shortest).min().unwrap_or(0),
        }
    }

    /// A token, however it folded.
    fn token(token: &str) -> Self {
        Self::all(token.split_whitespace().map(|part| Self::Token(cut(part).to_owned())).collect())
    }

    fn all(parts: Vec<Self>) -> Self {
        let mut flat = BTreeSet::new();
        for part in parts {
            match part {
                Self::Any => {}
                Self::All(parts) => flat.extend(parts),
                part => {
                    flat.insert(part);
                }
            }
        }
        one_or(flat, Self::All)
    }

    fn one_of(parts: Vec<Self>) -> Self {
        let mut flat = BTreeSet::new();
        for part in parts {
            match part {
                Self::Any => return Self::Any,
                Self::OneOf(parts) => flat.extend(parts),
                part => {
                    flat.insert(part);
                }
            }
        }
        one_or(flat, Self::OneOf)
    }
}

fn one_or(parts: BTreeSet<Candidates>, many: fn(Vec<Candidates>) -> Candidates) -> Candidates {
    let mut parts: Vec<Candidates> = parts.into_iter().collect();
    match parts.len() {
        0 => Candidates::Any,
        1 => parts.remove(0),
        _ => many(parts),
    }
}

/// How the part of a query being looked at compares.
#[derive(Clone, Copy)]
struct Context<'c> {
    concepts: &'c Concepts,
    /// False: words compare by their folded form alone.
    stemmed: bool,
    /// The only language that articles can be in.
    language: Option<Language>,
}

impl Context<'_> {
    fn node(self, node: &Node) -> Candidates {
        match node {
            Node::And(nodes) => {
                let language = nodes.iter().find_map(|node| match node {
                    Node::Known(Known::Language(language)) => Some(*language),
                    _ => None,
                });
                let context = Self { language: self.language.or(language), ..self };
                Candidates::all(nodes.iter().map(|node| context.node(node)).collect())
            }
            Node::Or(nodes) => Candidates::one_of(nodes.iter().map(|node| self.node(node)).collect()),
            Node::Near { left, right, .. } => Candidates::all(vec![self.node(left), self.node(right)]),
            Node::Within { inner, .. } => self.node(inner),
            Node::Term(term) => self.term(term),
            Node::Concept { name, .. } => {
                self.concepts.get(name).map_or(Candidates::Any, |c| self.concept(c))
            }
            Node::Known(known) => known_candidates(known),
            Node::Not(_) => Candidates::Any,
        }
    }

    fn concept(self, concept: &ConceptDefinition) -> Candidates {
        let all = concept.all.iter().map(|line| (self, line));
        let by_language = concept.by_language.iter().flat_map(|(language, lines)| {
            // Elsewhere the line applies unstemmed, if at all.
            let stemmed = self.stemmed && self.language.is_none_or(|only| only == *language);
            let context = Self { stemmed, language: Some(*language), ..self };
            lines.iter().map(move |line| (context, line))
        });
        let lines = all.chain(by_language);
        // The configuration's check refused every line that does not parse.
        Candidates::one_of(
            lines
                .map(|(context, line)| {
                    Query::parse(line).map_or(Candidates::Any, |line| context.node(&line.root))
                })
                .collect(),
        )
    }

    fn term(self, term: &Term) -> Candidates {
        let words = words(term).unwrap_or_default();
        let rare: Vec<&Word> = words.iter().filter(|word| !is_common(word)).collect();
        let wanted = if rare.is_empty() { words.iter().collect() } else { rare };
        Candidates::all(wanted.into_iter().map(|word| self.word(word, term.kind)).collect())
    }

    fn word(self, word: &Word, kind: TermKind) -> Candidates {
        match word {
            Word::Stemmed(written) if self.stemmed && kind == TermKind::Stemmed => self.stems(written),
            Word::Stemmed(written) | Word::Exact(written) => Candidates::token(&fold(written)),
            Word::Folded(folded) | Word::Hashtag(folded) => Candidates::token(folded),
            Word::Wildcard(wildcard) => prefix(wildcard),
        }
    }

    /// The word folded, or its stem in any language it can be read in.
    fn stems(self, written: &str) -> Candidates {
        let languages = match &self.language {
            Some(language) => std::slice::from_ref(language).to_vec(),
            None => Stemmer::LANGUAGES.iter().map(|code| Language::from_static(code)).collect(),
        };
        let stems = languages.into_iter().filter_map(Stemmer::of).map(|stemmer| stemmer.stem(written));
        let forms: BTreeSet<String> = stems.chain([fold(written)]).collect();
        Candidates::one_of(forms.iter().map(|form| Candidates::token(form)).collect())
    }
}

/// Whether nearly every text has the word: it says nothing beside another.
fn is_common(word: &Word) -> bool {
    match word {
        Word::Stemmed(text) | Word::Exact(text) | Word::Folded(text) => {
            is_function_word(&text.to_lowercase())
        }
        Word::Hashtag(_) | Word::Wildcard(_) => false,
    }
}

fn prefix(wildcard: &Wildcard) -> Candidates {
    if wildcard.open_start {
        return Candidates::Any;
    }
    let start: String = wildcard.middle.iter().map_while(|c| c.filter(|c| !c.is_whitespace())).collect();
    if start.is_empty() { Candidates::Any } else { Candidates::Prefix(cut(&start).to_owned()) }
}

fn known_candidates(known: &Known) -> Candidates {
    let folded = |text: &str| crate::language::search_tokens(text);
    match known {
        Known::Language(language) => Candidates::Token(format!("lang:{language}")),
        Known::Site(site) => Candidates::Token(known_token("site", site)),
        Known::Country(country) => Candidates::Token(known_token("country", &country.to_lowercase())),
        Known::Group(group) => Candidates::Token(known_token("group", &group.to_lowercase())),
        Known::Tag(tag) => Candidates::Token(known_token("tag", &folded(tag))),
        Known::Author(name) => {
            let names = folded(name);
            let names = names.split(' ').filter(|name| !name.is_empty());
            Candidates::all(names.map(|name| Candidates::Token(known_token("author", name))).collect())
        }
        Known::Url(_) | Known::Words { .. } => Candidates::Any,
    }
}
