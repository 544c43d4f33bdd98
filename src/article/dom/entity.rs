//! Character references: `&eacute;`, `&#233;`, `&#xE9;` (HTML standard, 13.2.5.72).

use std::borrow::Cow;

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr;

/// The longest name of the standard's list is 31 letters and a semicolon.
const LONGEST_NAME: usize = 32;

/// Text with its character references resolved; borrowed when it has none.
pub fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    decode_into(text, |run| out.push_str(run));
    Cow::Owned(out)
}

/// Calls `push` with runs of text, references resolved.
pub fn decode_into(text: &str, mut push: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        if at > 0 {
            push(&rest[..at]);
        }
        rest = &rest[at..];
        let mut buffer = [0; 4];
        if let Some((first, second, length)) = reference(rest) {
            push(first.encode_utf8(&mut buffer));
            if let Some(second) = second {
                push(second.encode_utf8(&mut buffer));
            }
            rest = &rest[length..];
        } else {
            push("&");
            rest = &rest[1..];
        }
    }
    if !rest.is_empty() {
        push(rest);
    }
}

/// The characters a reference at the start of `text` stands for, and its length in bytes.
fn reference(text: &str) -> Option<(char, Option<char>, usize)> {
    let bytes = text.as_bytes();
    match bytes.get(1)? {
        b'#' => {
            let (radix, start) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
            let mut value = 0u32;
            let mut end = start;
            while let Some(digit) = bytes.get(end).and_then(|&b| char::from(b).to_digit(radix)) {
                value = value.saturating_mul(radix).saturating_add(digit);
                end += 1;
            }
            let length = end + usize::from(bytes.get(end) == Some(&b';'));
            (end > start).then(|| (from_number(value), None, length))
        }
        b if b.is_ascii_alphabetic() => named(text),
        _ => None,
    }
}

fn named(text: &str) -> Option<(char, Option<char>, usize)> {
    let name = &text.as_bytes()[1..];
    let letters = name.iter().take(LONGEST_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    let with_semicolon = name.get(letters) == Some(&b';');
    if with_semicolon && let Some(found) = look_up(&text[1..letters + 2]) {
        return Some((found.0, found.1, letters + 2));
    }
    // Without its semicolon only an old name counts (`&ampx` is `&x`): the longest that fits.
    (2..=letters.min(6)).rev().find_map(|length| {
        let (first, second) = look_up(&text[1..=length])?;
        Some((first, second, length + 1))
    })
}

fn look_up(name: &str) -> Option<(char, Option<char>)> {
    let &(first, second) = NAMED_ENTITIES.get(name)?;
    // The table maps mere beginnings of names to zero.
    (first != 0).then_some(())?;
    Some((char::from_u32(first)?, (second != 0).then(|| char::from_u32(second)).flatten()))
}

fn from_number(value: u32) -> char {
    let replaced = value.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(at as usize).copied().flatten());
    match (replaced, char::from_u32(value)) {
        (Some(c), _) => c,
        (None, Some(c)) if c != '\0' => c,
        _ => char::REPLACEMENT_CHARACTER,
    }
}
