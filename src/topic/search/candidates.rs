//! What a query asks of the tokens of an article.

use std::collections::BTreeSet;

use super::{OVERFULL, cut, known_token, language_token};
use crate::language::{Stemmer, fold, search_tokens};
use crate::model::Language;
use crate::topic::ast::{Known, Nearness, Node, Query, Term, TermKind};
use crate::topic::word::{Wildcard, Word};
use crate::topic::{ConceptDefinition, Concepts, TopicQuery};

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

impl Candidates {
    /// What a topic asks of the tokens of an article, with the concepts it may use; `queries` are its own, parsed.
    #[must_use]
    pub fn of_topic(topic: &TopicQuery, queries: &[Query], concepts: &Concepts) -> Self {
        let speaks = |at: usize| match topic {
            TopicQuery::Plain(_) => true,
            TopicQuery::Scored { signals, .. } => signals.get(at).is_some_and(|signal| signal.weight > 0),
        };
        let speaking = queries.iter().enumerate().filter(|(at, _)| speaks(*at));
        Self::one_of(speaking.map(|(_, query)| Self::of(query, concepts)).collect())
    }

    /// What a query asks of the tokens of an article, with the concepts it may use.
    ///
    /// `NOT`, order, nearness and fields are left to the index, as is what no token can tell: a wildcard at a word's start,
    /// a part of an address, a length.
    ///
    /// ```
    /// use vigie::topic::{Candidates, Query};
    /// let of = |query| Candidates::of(&Query::parse(query).unwrap(), &Default::default());
    /// let token = |text: &str| Candidates::Token(text.to_owned());
    /// // `…` is what articles with too many words are found by, whatever the query.
    /// assert_eq!(of("site:example.org -'missile'"), Candidates::OneOf(vec![token("site:example.org"), token("…")]));
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

    /// What holds for the articles of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::one_of(vec![self, other])
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
            Node::Near { left, nearness: Nearness::Without(_), .. } => self.node(left),
            Node::Near { left, right, .. } => Candidates::all(vec![self.node(left), self.node(right)]),
            Node::Within { inner, .. } | Node::AtLeast { inner, .. } => self.node(inner),
            Node::Term(term) => self.term(term),
            Node::Concept { name, .. } => {
                self.concepts.get(name).map_or(Candidates::Any, |c| self.concept(c))
            }
            Node::Known(known) => known_candidates(known),
            Node::Not(_) | Node::Pattern(_) => Candidates::Any,
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
        Candidates::all(term.words.iter().map(|word| self.word(word, term.kind)).collect())
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

fn prefix(wildcard: &Wildcard) -> Candidates {
    if wildcard.open_start {
        return Candidates::Any;
    }
    let start: String = wildcard.middle.iter().map_while(|c| c.filter(|c| !c.is_whitespace())).collect();
    if start.is_empty() { Candidates::Any } else { Candidates::Prefix(cut(&start).to_owned()) }
}

fn known_candidates(known: &Known) -> Candidates {
    match known {
        Known::Language(language) => Candidates::Token(language_token(*language)),
        Known::Site(site) => Candidates::Token(known_token("site", site)),
        Known::Country(country) => Candidates::Token(known_token("country", &country.to_lowercase())),
        Known::Group(group) => Candidates::Token(known_token("group", &group.to_lowercase())),
        Known::Tag(tag) => Candidates::Token(known_token("tag", &search_tokens(tag))),
        Known::Author(name) => {
            let names = search_tokens(name);
            let names = names.split(' ').filter(|name| !name.is_empty());
            Candidates::all(names.map(|name| Candidates::Token(known_token("author", name))).collect())
        }
        Known::Url(_) | Known::Words { .. } => Candidates::Any,
    }
}
