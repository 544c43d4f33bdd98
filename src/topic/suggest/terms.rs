//! The words and phrases of an article that may belong into a topic.

use super::LONGEST_WORD;
use crate::language::{Token, fold_into, stands_alone, tokens_in};
use crate::model::{Article, Language};
use crate::topic::Field;

/// Calls `see` with every word and every two adjacent words of an article that was read in a language: field, tokens, folded key,
/// and as written.
pub(super) fn each_term(
    article: &Article,
    language: Language,
    mut see: impl FnMut(Field, &[Token], &str, &str),
) {
    let mut key = String::new();
    for (field, text) in [(Field::Title, &article.title), (Field::Body, &article.body)] {
        let tokens = tokens_in(text, language);
        let mut from = 0;
        while let Some(token) = tokens.get(from) {
            let first = token.text(text);
            let length = if first.chars().next().is_some_and(stands_alone) {
                characters(text, &tokens[from..])
            } else {
                if first.chars().nth(1).is_some() {
                    key.clear();
                    fold_into(first, &mut key);
                    see(field, &tokens[from..=from], &key, first);
                }
                pair(text, &tokens[from..])
            };
            if length > 1
                && let Some(parts) = tokens.get(from..from + length)
                && let Some(written) = text.get(token.start as usize..parts[length - 1].end as usize)
            {
                key.clear();
                for part in parts {
                    if !key.is_empty() {
                        key.push(' ');
                    }
                    fold_into(part.text(text), &mut key);
                }
                see(field, parts, &key, written);
            }
            // What is cut out of a run of katakana is no word.
            from += if first.chars().next().is_some_and(is_katakana) { length.max(1) } else { 1 };
        }
    }
}

/// 2 when the second token goes on where the first ends, in one sentence and with nothing but a space or hyphen between.
fn pair(text: &str, tokens: &[Token]) -> usize {
    let [first, second, ..] = tokens else { return 1 };
    let between = text.get(first.end as usize..second.start as usize).unwrap_or_default();
    let joined = first.sentence == second.sentence && between.chars().all(|c| c.is_whitespace() || c == '-');
    let is_word = second.text(text).chars().next().is_some_and(|c| !stands_alone(c));
    if joined && is_word { 2 } else { 1 }
}

/// How many characters of a script without spaces make a term: a run of katakana, or two of Han. In scripts where no such
/// rule holds there is none.
fn characters(text: &str, tokens: &[Token]) -> usize {
    let at = |i: usize| {
        let token = tokens.get(i)?;
        let adjacent = i == 0 || tokens[i - 1].end == token.start;
        token.text(text).chars().next().filter(|_| adjacent)
    };
    let run = (0..LONGEST_WORD).take_while(|i| at(*i).is_some_and(is_katakana)).count();
    if run > 0 {
        return run;
    }
    let is_han = |c: char| stands_alone(c) && c >= '\u{3400}';
    if at(0).is_some_and(is_han) && at(1).is_some_and(is_han) { 2 } else { 1 }
}

fn is_katakana(c: char) -> bool {
    ('\u{30a1}'..='\u{30ff}').contains(&c)
}
