//! Topics and articles made up from seeds of numbers, for the bench and for the test that compares with the plain evaluator.

use std::collections::{BTreeMap, HashMap};

use vigie::language::{detect, is_function_word, tokens};
use vigie::model::{Article, Language, Priority};
use vigie::topic::{TopicDefinition, TopicQuery, packs};

/// A stream of numbers of its own (`SplitMix64`), so that every run has the same topics and articles.
pub struct Numbers(u64);

impl Numbers {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0, less than `most`, which is not 0.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap_or(0)
    }

    /// A number from 0, less than `most`, small ones more often: one of ten lies in the first hundredth.
    fn skewed(&mut self, most: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than `most`")]
        let rank = (most as f64 * share * share) as usize;
        rank.min(most - 1)
    }

    /// One of the lists, as often as it is long.
    fn by_size<'a>(&mut self, lists: &'a [Vec<String>]) -> &'a [String] {
        let mut at = self.below(lists.iter().map(Vec::len).sum());
        let found = lists.iter().find(|list| {
            let here = at < list.len();
            at = at.saturating_sub(list.len());
            here
        });
        found.unwrap_or(&lists[0])
    }

    fn of<'a>(&mut self, list: &'a [String]) -> &'a str {
        &list[self.below(list.len())]
    }
}

/// Sentences of the shipped packs' examples, by language: what newspapers write, in the project's own words.
pub fn sentences() -> Vec<Vec<String>> {
    let mut by_language: BTreeMap<Language, Vec<String>> = BTreeMap::new();
    for pack in packs() {
        let Ok(file) = pack.toml.parse::<toml::Table>() else { continue };
        let topics = file.get("topics").and_then(toml::Value::as_table);
        for topic in topics.into_iter().flat_map(|topics| topics.values()) {
            for list in ["must_match", "must_not_match"] {
                let examples = topic.get(list).and_then(toml::Value::as_array);
                for text in examples.into_iter().flatten().filter_map(toml::Value::as_str) {
                    let language = detect(text, "", None).language;
                    by_language.entry(language).or_default().push(text.replace("\n\n", ". "));
                }
            }
        }
    }
    by_language.into_values().filter(|sentences| sentences.len() >= 20).collect()
}

/// Names that a few articles share.
const NAMES: usize = 30_000;

/// The name of a number, made of syllables.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "Ba", "Ren", "Ko", "Lis", "Mar", "Tu", "Vel", "On", "Ska", "Ri", "Dor", "Pen", "Ya", "Sto", "Gri",
        "Ul", "Fa", "Ned", "Zo", "Cha", "Wen", "Hoi", "Tas", "Im",
    ];
    let mut rest = number + SYLLABLES.len().pow(2);
    let mut name = String::new();
    while rest > 0 {
        let syllable = SYLLABLES[rest % SYLLABLES.len()];
        if name.is_empty() {
            name.push_str(syllable);
        } else {
            name.push_str(&syllable.to_lowercase());
        }
        rest /= SYLLABLES.len();
    }
    name
}

/// Articles of `words` words or a little more, a headline and a body, each in one language.
///
/// Every fourth word is a name: a vocabulary as wide as that of the news, of which topics hold mostly what is rare.
pub fn articles(count: usize, words: usize, seed: u64) -> Vec<Article> {
    let by_language = sentences();
    let mut numbers = Numbers::new(seed);
    (0..count)
        .map(|_| {
            let list = numbers.by_size(&by_language);
            let title = numbers.of(list).to_owned();
            let mut body = String::new();
            while tokens(&title).len() + tokens(&body).len() < words {
                let sentence = numbers.of(list);
                body.push_str(sentence);
                for _ in 0..tokens(sentence).len() / 3 {
                    body.push(' ');
                    body.push_str(&name(numbers.skewed(NAMES)));
                }
                body.push_str(if numbers.below(4) == 0 { ".\n\n" } else { ". " });
            }
            Article { title, body, ..Article::default() }
        })
        .collect()
}

/// The words that articles are made of, most frequent first, by language; function words are left out.
pub fn vocabulary(articles: &[Article]) -> Vec<Vec<String>> {
    let mut counts: BTreeMap<Language, HashMap<&str, usize>> = BTreeMap::new();
    for article in articles {
        let language = detect(&article.title, &article.body, article.language).language;
        let words = counts.entry(language).or_default();
        for text in [&article.title, &article.body] {
            for token in tokens(text) {
                let word = token.text(text);
                let plain = word.chars().all(char::is_alphabetic) && word.chars().count() > 2;
                if plain && !is_function_word(&word.to_lowercase()) {
                    *words.entry(word).or_default() += 1;
                }
            }
        }
    }
    let ranked = counts.into_values().filter(|words| words.len() >= 50).map(|words| {
        let mut ranked: Vec<(&str, usize)> = words.into_iter().collect();
        ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        ranked.into_iter().map(|(word, _)| word.to_owned()).collect()
    });
    ranked.collect()
}

/// Topics over a vocabulary: brackets of ORs joined by AND, phrases, NEAR with NOT, ONEAR, and one in ten of 35 words.
///
/// Each is of one language; a language has as many topics as it has words.
pub fn topics(count: usize, vocabulary: &[Vec<String>], seed: u64) -> Vec<TopicDefinition> {
    let mut numbers = Numbers::new(seed);
    (0..count)
        .map(|n| {
            let words = numbers.by_size(vocabulary);
            let query = query(&mut numbers, words);
            TopicDefinition {
                name: format!("t{n:06}").parse().expect("a name of letters and digits"),
                title: String::new(),
                priority: Priority::Normal,
                query: TopicQuery::Plain(query),
                must_match: Vec::new(),
                must_not_match: Vec::new(),
            }
        })
        .collect()
}

fn query(numbers: &mut Numbers, words: &[String]) -> String {
    let mut word = || words[numbers.skewed(words.len())].as_str();
    let mut any = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" OR ");
    let (a, b, c, d) = (any(1), any(1), any(1), any(1));
    let (two, three, four) = (any(2), any(3), any(4));
    let (eleven, twelve, more) = (any(11), any(12), any(12));
    match numbers.below(10) {
        0 => format!("({eleven}) AND ({twelve}) AND ({more})"),
        1 | 2 => format!("({three}) AND ({four})"),
        3 => format!("({three}) AND ({two}) AND ({c} OR {d})"),
        4 => format!("\"{a} {b}\" OR \"{c} {d}\" OR ({two}) NEAR/3 ({a} OR {d})"),
        5 => format!("\"{a} {b}\" AND ({four})"),
        6 | 7 => format!("({two}) NEAR/8 ({three}) AND NOT ({c} OR {d})"),
        8 => format!("({three}) ONEAR/5 ({two})"),
        _ => format!("{a} AND ({three}) AND NOT {d}"),
    }
}
