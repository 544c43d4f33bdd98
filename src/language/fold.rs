//! Folding: what differs only in case, accents, width or kind of apostrophe becomes one.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::chars::{Class, class, is_apostrophe, is_gershayim};

/// Characters below this have their folded form in a table.
const TABLE: u32 = 0x530;

/// The folded form of each character of the Latin, Greek and Cyrillic blocks, when it does not depend on its neighbours.
static FOLDED: LazyLock<Vec<Option<String>>> = LazyLock::new(|| {
    (0..TABLE)
        .map(|code| {
            let c = char::from_u32(code)?;
            (!is_combining_mark(c)).then(|| fold_whole(c.encode_utf8(&mut [0; 4])))
        })
        .collect()
});

/// A word folded: NFKC, lower case, accents off, apostrophes one, soft hyphens and joiners gone.
///
/// Letters that only look accented to others stay (`й`, `ї`); marks of scripts where they are vowels stay.
///
/// ```
/// use vigie::language::fold;
/// assert_eq!(fold("Défense"), "defense");
/// assert_eq!(fold("ＮＡＴＯ"), "nato");
/// assert_eq!(fold("сім’я"), "сім'я");
/// assert_eq!(fold("O´Brien"), "o'brien");
/// assert_eq!(fold("Łódź"), "lodz");
/// ```
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// As [`fold`], appending to a buffer.
pub fn fold_into(word: &str, out: &mut String) {
    let from = out.len();
    if word.is_ascii() {
        if word.contains('`') {
            out.push_str(&word.replace('`', "'"));
        } else {
            out.push_str(word);
        }
        out[from..].make_ascii_lowercase();
        return;
    }
    for c in word.chars() {
        match FOLDED.get(c as usize) {
            Some(Some(folded)) => out.push_str(folded),
            _ if keeps_itself(c) => out.push(c),
            _ => {
                out.truncate(from);
                out.push_str(&fold_whole(word));
                return;
            }
        }
    }
}

/// Characters that folding never touches and never joins: Han and Hangul syllables.
fn keeps_itself(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Folds by the book, a word at a time.
fn fold_whole(word: &str) -> String {
    let lower = lower_nfkc(word);
    let mut bare = String::with_capacity(lower.len());
    for c in lower.chars() {
        if matches!(c, 'й' | 'ї' | 'ў') {
            bare.push(c);
            continue;
        }
        std::iter::once(c).nfd().filter(|d| !is_accent(*d)).for_each(|d| push_plain(d, &mut bare));
    }
    bare.nfc().collect()
}

fn lower_nfkc(word: &str) -> String {
    let plain = |c| if is_apostrophe(c) { '\'' } else { c };
    // Before as well: what is left of `´` is a space and an accent.
    word.chars()
        .map(plain)
        .nfkc()
        .filter(|c| class(*c) != Class::Ignored && !is_gershayim(*c) && *c != '"')
        .flat_map(char::to_lowercase)
        .map(plain)
        .nfkc()
        .collect()
}

/// The marks that are accents: not the vowel signs of Indic and South-East Asian scripts, not kana voicing.
fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
            | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
            | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
    )
}

/// Letters that have no decomposition and yet are written without their stroke or ligature.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ø' => out.push('o'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ς' => out.push('σ'),
        'ی' | 'ى' => out.push('ي'),
        'ک' => out.push('ك'),
        '٪' => out.push('%'),
        _ => out.push(c),
    }
}

/// A word in lower case as a stemmer of `turkic` or other languages expects it: composed, accents kept.
pub(super) fn lower(word: &str, turkic: bool) -> String {
    if turkic && word.contains(['I', 'İ']) {
        let mapped: String = word
            .chars()
            .map(|c| {
                if c == 'I' {
                    'ı'
                } else if c == 'İ' {
                    'i'
                } else {
                    c
                }
            })
            .collect();
        return lower_nfkc(&mapped);
    }
    if word.is_ascii() { word.to_ascii_lowercase() } else { lower_nfkc(word) }
}
