//! Sentences that change by themselves and say nothing: stamps of an update, counts of shares, links to other articles.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::sentence::{Role, Word};
use crate::article::months;
use crate::language::{fold, stands_alone};

/// Longer sentences are never furniture by their words alone.
const MOST_WORDS: usize = 14;
/// Longer ones are no link to another article, however they begin.
const MOST_LINK_WORDS: usize = 30;

struct Tables {
    /// Beginnings by their first word, each as its folded words.
    begins: HashMap<&'static str, Vec<Vec<&'static str>>>,
    words: HashSet<&'static str>,
    /// The characters of words of scripts without spaces, where each is a token.
    characters: HashSet<char>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables { begins: HashMap::new(), words: HashSet::new(), characters: HashSet::new() };
    for line in include_str!("furniture_words.txt").lines() {
        if let Some(list) = line.strip_prefix("begin: ") {
            for phrase in list.split('|') {
                let words: Vec<&str> = phrase.split([' ', '-']).filter(|word| !word.is_empty()).collect();
                if let Some(first) = words.first() {
                    tables.begins.entry(first).or_default().push(words);
                }
            }
        } else if let Some(list) = line.strip_prefix("word: ") {
            for word in list.split_whitespace() {
                if word.chars().all(stands_alone) {
                    tables.characters.extend(word.chars());
                } else {
                    tables.words.insert(word);
                }
            }
        }
    }
    tables
});

/// Whether a sentence is furniture of the page, not a part of what is said.
pub(super) fn is_furniture(written: &str, words: &[Word<'_>]) -> bool {
    if words.is_empty() {
        return true;
    }
    let folded = |word: &Word<'_>| fold(&word.form);
    if words.len() <= MOST_LINK_WORDS
        && leads_elsewhere(written, &words.iter().take(6).map(folded).collect::<Vec<_>>())
    {
        return true;
    }
    if words.len() > MOST_WORDS {
        return false;
    }
    let numbers = words.iter().filter(|word| word.role == Role::Number).count();
    let others = words.iter().filter(|word| word.role != Role::Number);
    if !others.map(folded).all(|word| is_of_furniture(&word, numbers > 0)) {
        return false;
    }
    // A number alone may be the cell of a table; a stamp or a count has something to say what it counts, or a colon.
    numbers < words.len() || (numbers > 1 && written.contains([':', '/', '.']))
}

/// Names of months begin like many words, so only a number beside them makes them part of a date.
fn is_of_furniture(folded: &str, has_number: bool) -> bool {
    const LONGEST_MONTH: usize = 10;
    let tables = &*TABLES;
    tables.words.contains(folded)
        || folded.chars().all(|c| !c.is_alphabetic() || tables.characters.contains(&c))
        || (has_number && folded.chars().count() <= LONGEST_MONTH && months::named(folded).is_some())
}

/// Whether a sentence begins as a link to another article does: such words and nothing more, or a colon, a bar or a title behind
/// them.
fn leads_elsewhere(written: &str, start: &[String]) -> bool {
    let Some(phrases) = start.first().and_then(|first| TABLES.begins.get(first.as_str())) else {
        return false;
    };
    phrases.iter().any(|phrase| {
        let is_begun = start.len() >= phrase.len() && start.iter().zip(phrase).all(|(word, own)| word == own);
        // "Related" alone begins many sentences; an order to the reader of two words or more begins none.
        let is_only = start.len() == phrase.len();
        is_begun && (phrase.len() > 2 || is_only || is_set_off(written, phrase.len()) || is_order(phrase))
    })
}

/// Two words that tell the reader to go elsewhere.
fn is_order(phrase: &[&str]) -> bool {
    let last = phrase[phrase.len() - 1];
    phrase.len() == 2
        && matches!(
            last,
            "also"
                | "aussi"
                | "egalement"
                | "auch"
                | "tambien"
                | "anche"
                | "tambem"
                | "ook"
                | "ocksa"
                | "ogsa"
                | "takze"
                | "tez"
                | "take"
                | "также"
                | "також"
                | "επισης"
                | "ايضا"
                | "גם"
                | "juga"
        )
}

/// Whether a sign sets the first words of a sentence off from the rest.
fn is_set_off(written: &str, count: usize) -> bool {
    let head: String = written.chars().take(60).collect();
    let sign = head.find([':', '|', '>', '»', '→', '•', '\u{ff1a}']);
    sign.is_some_and(|at| {
        head[..at].split([' ', '-', '\u{a0}']).filter(|word| !word.is_empty()).count() <= count
    })
}
