//! A plain evaluator: every query against every article, word by word, with nothing compiled.
//!
//! It shares the parser and the tokens with the index, and no thought about how to be fast.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use vigie::language::{Stemmer, Token, detect, fold, search_tokens, tokens_in};
use vigie::model::{Article, Language};
use vigie::topic::{Concepts, Known, Nearness, Node, Query, Scope, Term, TermKind, TopicQuery};

/// A set of token indexes, title first, then body.
type Places = BTreeSet<BTreeSet<usize>>;

pub struct Oracle<'a> {
    article: &'a Article,
    concepts: &'a Concepts,
    tokens: Vec<Token>,
    title: usize,
    language: Language,
    sure: bool,
    /// Of each word that was asked about, how it is folded and its stem.
    forms: RefCell<HashMap<String, Forms>>,
}

/// A word folded, and its stem.
type Forms = Rc<(String, Option<String>)>;

/// How words compare inside the query being evaluated.
#[derive(Clone, Copy)]
struct Mode {
    stemmed: bool,
}

impl<'a> Oracle<'a> {
    pub fn new(article: &'a Article, concepts: &'a Concepts) -> Self {
        let found = detect(&article.title, &article.body, article.language);
        let mut all = tokens_in(&article.title, found.language);
        let title = all.len();
        all.extend(tokens_in(&article.body, found.language));
        Self {
            article,
            concepts,
            tokens: all,
            title,
            language: found.language,
            sure: found.sure,
            forms: RefCell::default(),
        }
    }

    fn forms(&self, word: &str) -> Forms {
        let mut known = self.forms.borrow_mut();
        if let Some(forms) = known.get(word) {
            return Rc::clone(forms);
        }
        let stem = Stemmer::of(self.language).map(|stemmer| stemmer.stem(word));
        let forms = Rc::new((fold(word), stem));
        known.insert(word.to_owned(), Rc::clone(&forms));
        forms
    }

    pub fn matches(&self, asked: &TopicQuery) -> bool {
        let holds =
            |query| self.holds(&Query::parse(query).unwrap().root, Scope::ALL, Mode { stemmed: true });
        match asked {
            TopicQuery::Plain(query) => holds(query),
            TopicQuery::Scored { signals, threshold } => {
                let of_those = signals.iter().filter(|signal| holds(&signal.query));
                of_those.map(|signal| signal.weight).sum::<i32>() >= *threshold
            }
        }
    }

    fn holds(&self, node: &Node, scope: Scope, mode: Mode) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().all(|n| self.holds(n, scope, mode)),
            Node::Or(nodes) => nodes.iter().any(|n| self.holds(n, scope, mode)),
            Node::Not(inner) => !self.holds(inner, scope, mode),
            Node::Within { field, inner } => self.holds(inner, scope.within(*field), mode),
            Node::Concept { name, .. } => {
                self.lines(name).iter().any(|(line, mode)| self.holds(&line.root, scope, *mode))
            }
            Node::Known(known) => self.knows(known),
            Node::AtLeast { count, inner } => self.count(&self.places(inner, scope, mode)) >= *count as usize,
            Node::Term(_) | Node::Pattern(_) | Node::Near { .. } => {
                !self.places(node, scope, mode).is_empty()
            }
        }
    }

    /// The lines of a concept that apply, and how.
    fn lines(&self, name: &vigie::model::Name) -> Vec<(Query, Mode)> {
        let concept = &self.concepts[name];
        let mut lines: Vec<(Query, Mode)> = Vec::new();
        let mut add = |texts: &[String], stemmed| {
            lines.extend(texts.iter().map(|text| (Query::parse(text).unwrap(), Mode { stemmed })));
        };
        add(&concept.all, true);
        match concept.by_language.get(&self.language) {
            Some(texts) if self.sure => add(texts, true),
            _ => concept.by_language.values().for_each(|texts| add(texts, false)),
        }
        lines
    }

    fn text(&self, at: usize) -> &str {
        if at < self.title { &self.article.title } else { &self.article.body }
    }

    fn word(&self, at: usize) -> &str {
        self.tokens[at].text(self.text(at))
    }

    fn in_scope(&self, at: usize, scope: Scope) -> bool {
        if at < self.title {
            return scope.title;
        }
        scope.body
            && at - self.title < scope.first_tokens as usize
            && (!scope.first_paragraph || self.tokens[at].paragraph == 0)
    }

    fn places(&self, node: &Node, scope: Scope, mode: Mode) -> Places {
        match node {
            Node::Term(term) => self.term(term, scope, mode),
            Node::Or(nodes) => nodes.iter().flat_map(|n| self.places(n, scope, mode)).collect(),
            Node::Within { field, inner } => self.places(inner, scope.within(*field), mode),
            Node::Concept { name, .. } => self
                .lines(name)
                .iter()
                .filter(|(line, mode)| self.holds(&line.root, scope, *mode))
                .flat_map(|(line, mode)| self.places(&line.root, scope, *mode))
                .collect(),
            Node::Near { left, right, nearness: Nearness::Without(reach) } => {
                let right = self.places(right, scope, mode);
                let left = self.places(left, scope, mode).into_iter();
                let refuses = |one: &BTreeSet<usize>, other: &BTreeSet<usize>| {
                    self.is_one_field(one, other)
                        && distance(one, other) <= *reach as usize
                        && !other.is_subset(one)
                };
                left.filter(|one| !right.iter().any(|other| refuses(one, other))).collect()
            }
            Node::Near { left, right, nearness } => {
                let (left, right) = (self.places(left, scope, mode), self.places(right, scope, mode));
                let mut found = Places::new();
                for one in &left {
                    for other in &right {
                        if self.is_near(one, other, *nearness) {
                            found.insert(one.union(other).copied().collect());
                        }
                    }
                }
                found
            }
            Node::Pattern(pattern) => self.pattern(&pattern.regex, scope),
            // The parser refuses these in a NEAR; a concept's line that stands there may have them.
            Node::And(nodes) if self.holds(node, scope, mode) => {
                nodes.iter().flat_map(|n| self.places(n, scope, mode)).collect()
            }
            Node::AtLeast { inner, .. } if self.holds(node, scope, mode) => self.places(inner, scope, mode),
            Node::And(_) | Node::AtLeast { .. } | Node::Not(_) | Node::Known(_) => Places::new(),
        }
    }

    fn is_one_field(&self, one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
        (*one.first().unwrap() < self.title) == (*other.first().unwrap() < self.title)
    }

    fn is_near(&self, one: &BTreeSet<usize>, other: &BTreeSet<usize>, nearness: Nearness) -> bool {
        let (first, last) = (*one.first().unwrap(), *one.last().unwrap());
        let (start, end) = (*other.first().unwrap(), *other.last().unwrap());
        let apart = distance(one, other);
        let all_in_one = |of: fn(&Token) -> u32| {
            let units: BTreeSet<u32> =
                [first, last, start, end].iter().map(|at| of(&self.tokens[*at])).collect();
            first < self.title || units.len() == 1
        };
        one.is_disjoint(other)
            && self.is_one_field(one, other)
            && match nearness {
                Nearness::Within(distance) => apart <= distance as usize,
                Nearness::Without(_) => unreachable!("what is refused is another question"),
                Nearness::Ordered(distance) => apart <= distance as usize && first < start,
                Nearness::Sentence => all_in_one(|token| token.sentence),
                Nearness::Paragraph => all_in_one(|token| token.paragraph),
            }
    }

    /// How many places fit beside each other at most: of all choices at each token the best.
    fn count(&self, places: &Places) -> usize {
        let mut most = vec![0; self.tokens.len() + 1];
        for at in (0..self.tokens.len()).rev() {
            let here = places.iter().filter(|place| place.first() == Some(&at));
            let taken = here.map(|place| 1 + most[place.last().unwrap() + 1]).max();
            most[at] = taken.unwrap_or(0).max(most[at + 1]);
        }
        most[0]
    }

    /// Folds field by field, word by word, and asks of each match which words it touches.
    fn pattern(&self, regex: &regex::Regex, scope: Scope) -> Places {
        let mut found = Places::new();
        for (text, range) in
            [(&self.article.title, 0..self.title), (&self.article.body, self.title..self.tokens.len())]
        {
            let (mut folded, mut owners, mut at) = (String::new(), Vec::new(), 0);
            for position in range {
                let (start, end) = (self.tokens[position].start as usize, self.tokens[position].end as usize);
                folded += &fold(&text[at..start]);
                owners.resize(folded.len(), None);
                folded += &fold(&text[start..end]);
                owners.resize(folded.len(), Some(position));
                at = end;
            }
            folded += &fold(&text[at..]);
            owners.resize(folded.len(), None);
            for one in regex.find_iter(&folded) {
                let touched: BTreeSet<usize> = owners[one.range()].iter().copied().flatten().collect();
                if let (Some(first), Some(last)) = (touched.first(), touched.last())
                    && self.in_scope(*first, scope)
                    && self.in_scope(*last, scope)
                {
                    found.insert((*first..=*last).collect());
                }
            }
        }
        found
    }

    /// Every place of a word or phrase, tried at every token.
    fn term(&self, term: &Term, scope: Scope, mode: Mode) -> Places {
        let words = Words::of(term);
        let mut found = Places::new();
        for start in 0..self.tokens.len() {
            let end = start + words.0.len();
            let fits = end <= self.tokens.len()
                && (start < self.title) == (end - 1 < self.title)
                && self.tokens[start].paragraph == self.tokens[end - 1].paragraph
                && (start..end).all(|at| self.in_scope(at, scope))
                && words.0.iter().zip(start..end).all(|(word, at)| self.is_word(word, term.kind, at, mode))
                && (term.kind != TermKind::Exact || self.is_exact(&term.text, start, end - 1))
                && (term.kind == TermKind::Exact || !words.1 || self.is_unbroken(start, end - 1));
            if fits {
                found.insert((start..end).collect());
            }
        }
        found
    }

    fn is_word(&self, wanted: &str, kind: TermKind, at: usize, mode: Mode) -> bool {
        let written = self.word(at);
        if kind == TermKind::Exact {
            return wanted == written;
        }
        if let Some(hashtag) = wanted.strip_prefix('#') {
            return self.tokens[at].hashtag && self.is_word(hashtag, TermKind::Form, at, mode);
        }
        if wanted.contains(['*', '?']) {
            let pattern: Vec<char> = fold(wanted).chars().collect();
            return glob(&pattern, &fold(written).chars().collect::<Vec<_>>());
        }
        let (wanted, written) = (self.forms(wanted), self.forms(written));
        let stems = || wanted.1.is_some() && wanted.1 == written.1;
        wanted.0 == written.0 || (kind == TermKind::Stemmed && mode.stemmed && stems())
    }

    /// White space alone stands between these tokens.
    fn is_unbroken(&self, start: usize, end: usize) -> bool {
        let text = self.text(start);
        self.tokens[start..=end]
            .windows(2)
            .all(|pair| text[pair[0].end as usize..pair[1].start as usize].trim().is_empty())
    }

    /// The characters of an exact term, found in the text around its tokens.
    fn is_exact(&self, wanted: &str, start: usize, end: usize) -> bool {
        let text = self.text(start);
        let (from, to) = (self.tokens[start].start as usize, self.tokens[end].end as usize);
        (0..=from)
            .filter(|i| text.is_char_boundary(*i))
            .filter_map(|i| Some((i, i + spaced_prefix(&text[i..], wanted)?)))
            .any(|(start, end)| start <= from && end >= to)
    }

    fn knows(&self, known: &Known) -> bool {
        let article = self.article;
        match known {
            Known::Site(site) => {
                let own = article.site.clone().unwrap_or_default();
                own == *site || own.ends_with(&format!(".{site}"))
            }
            Known::Language(language) => self.language == *language,
            Known::Tag(tag) => article.tags.iter().any(|t| search_tokens(t) == search_tokens(tag)),
            Known::Words { more, than } => {
                let words = self.tokens.len() - self.title;
                if *more { words > *than as usize } else { words < *than as usize }
            }
            Known::Url(_) | Known::Author(_) | Known::Country(_) | Known::Group(_) => unimplemented!(),
        }
    }
}

/// Between the nearest edges of two places.
fn distance(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> usize {
    let (first, last) = (*one.first().unwrap(), *one.last().unwrap());
    let (start, end) = (*other.first().unwrap(), *other.last().unwrap());
    if last < start { start - last } else { first.saturating_sub(end) }
}

/// Bytes of the text that are the wanted characters; one space stands for any white space.
fn spaced_prefix(text: &str, wanted: &str) -> Option<usize> {
    let mut rest = text;
    for (i, word) in wanted.split(' ').enumerate() {
        if i > 0 {
            let word = rest.trim_start();
            if word.len() == rest.len() {
                return None;
            }
            rest = word;
        }
        rest = rest.strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}

/// The words of a term, wildcards and hashtags as written; whether several were written as one.
struct Words(Vec<String>, bool);

impl Words {
    /// Terms in these tests are cut at spaces and hyphens, and around every Chinese character.
    fn of(term: &Term) -> Self {
        let parts = term.text.split([' ', '-']).filter(|part| !part.is_empty());
        let letters = |part: &str| part.chars().map(String::from).collect::<Vec<_>>();
        let whole = parts.clone().count() == 1;
        let words: Vec<String> = parts
            .flat_map(|part| if part.contains(['防', '空']) { letters(part) } else { vec![part.to_owned()] })
            .collect();
        let unbroken = whole && words.len() > 1;
        Self(words, unbroken)
    }
}

fn glob(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|skip| glob(rest, &word[skip..])),
        Some(('?', rest)) => !word.is_empty() && glob(rest, &word[1..]),
        Some((c, rest)) => word.first() == Some(c) && glob(rest, &word[1..]),
    }
}
