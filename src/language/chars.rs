//! What kind of character each is, as the tokens see it.

use unicode_normalization::char::is_combining_mark;

/// The part a character plays in cutting text into tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word.
    Letter,
    /// Part of a word; a dot or comma between two digits joins them.
    Digit,
    /// A combining mark: belongs to what stands before it.
    Mark,
    /// Of a script written without spaces: a token of its own.
    Character,
    /// A token of its own: `%` and currency signs.
    Symbol,
    /// One of the apostrophes.
    Apostrophe,
    /// Begins a hashtag when a letter follows.
    Hash,
    /// Invisible inside a word: soft hyphen, joiners.
    Ignored,
    /// Ends a line.
    Newline,
    /// Other white space.
    Space,
    /// May end a sentence.
    Terminator,
    /// Ends a sentence whatever follows.
    FullTerminator,
    /// Everything else: separates words.
    Other,
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut i = 0u8;
    while i < 128 {
        table[i as usize] = match i {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' => Class::Apostrophe,
            b'#' => Class::Hash,
            b'%' | b'$' => Class::Symbol,
            b'\n' => Class::Newline,
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => Class::Space,
            b'.' | b'!' | b'?' => Class::Terminator,
            _ => Class::Other,
        };
        i += 1;
    }
    table
};

/// The class of any character.
pub(super) fn class(c: char) -> Class {
    if let Some(class) = ASCII.get(c as usize) {
        return *class;
    }
    match c {
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{640}' => Class::Ignored,
        '\u{c0}'..='\u{24f}' if c != '×' && c != '÷' => Class::Letter,
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Class::Letter,
        _ if is_apostrophe(c) => Class::Apostrophe,
        _ if stands_alone(c) => {
            if c.is_numeric() && !('\u{3000}'..='\u{3fff}').contains(&c) && !is_han(c) {
                Class::Digit
            } else if is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}') {
                Class::Mark
            } else {
                Class::Character
            }
        }
        '\u{fe00}'..='\u{fe0f}' => Class::Mark,
        '\u{ff03}' => Class::Hash,
        '‰' | '٪' | '％' => Class::Symbol,
        _ if is_currency(c) => Class::Symbol,
        '\u{2028}' | '\u{2029}' | '\u{85}' => Class::Newline,
        '。' | '！' | '？' | '｡' | '।' | '؟' | '۔' | '።' | '။' | '។' => Class::FullTerminator,
        '…' => Class::Terminator,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_alphabetic() => Class::Letter,
        _ if is_combining_mark(c) => Class::Mark,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Other,
    }
}

/// The apostrophes people and keyboards write: all of them mean one.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{ff07}' | '\u{2bb}' | '\u{2b9}' | '\u{b4}' | '`'
    )
}

/// Characters that words go on behind and nobody sees.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// Accents and vowel signs that stand on the letter before.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

/// Hebrew geresh and gershayim: written inside abbreviations, left out when folded.
pub(super) fn is_gershayim(c: char) -> bool {
    matches!(c, '\u{5f3}' | '\u{5f4}')
}

/// Hebrew letters, between which a double quote is a gershayim.
pub(super) fn is_hebrew(c: char) -> bool {
    ('\u{5d0}'..='\u{5ea}').contains(&c)
}

fn is_currency(c: char) -> bool {
    matches!(
        c,
        '¢'..='¥' | '\u{58f}' | '\u{60b}' | '\u{9f2}' | '\u{9f3}' | '\u{e3f}' | '\u{17db}' | '\u{20a0}'..='\u{20cf}'
            | '\u{ff04}' | '\u{ffe0}' | '\u{ffe1}' | '\u{ffe5}' | '\u{ffe6}'
    )
}

fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}'
    )
}

/// Scripts written without spaces: Han, kana, Thai, Lao, Khmer, Burmese.
pub(super) fn stands_alone(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '々' | '〇' | '\u{3041}'..='\u{3096}' | '\u{3099}' | '\u{309a}' | '\u{309d}'..='\u{309f}'
                | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
                | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e50}'..='\u{e59}'
                | '\u{e81}'..='\u{eff}' | '\u{1000}'..='\u{1049}' | '\u{1050}'..='\u{109f}'
                | '\u{1780}'..='\u{17d3}' | '\u{17d7}' | '\u{17dc}'..='\u{17e9}' | '\u{a9e0}'..='\u{a9fe}'
                | '\u{aa60}'..='\u{aa7f}'
        )
}

/// The zeros of the decimal digits that living scripts write; nine more digits follow each (Unicode, category Nd).
const ZEROS: [u32; 20] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
    0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

/// Whether a byte begins a digit beyond ASCII in UTF-8; it begins other characters as well.
pub(super) fn starts_digit(byte: u8) -> bool {
    matches!(byte, 0xD9 | 0xDB | 0xDF | 0xE0 | 0xE1 | 0xEF)
}

/// The digit a character is, in any of the scripts.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    Some(code - zero).filter(|value| *value < 10)
}
