//! Character references of HTML, decoded as browsers do, without ever expanding a document's own entities.

use std::borrow::Cow;

use markup5ever::data::NAMED_ENTITIES;

/// Names browsers also read without a semicolon (HTML section 13.5) that occur in feeds.
const BARE: &[&str] = &["amp", "lt", "gt", "quot", "laquo", "raquo", "szlig"];
const LONGEST_NAME: usize = 32;

/// Decodes `&name;`, `&#10;` and `&#xA;`; everything else stays as it stands (`Q&A`, `&copy=3`).
///
/// ```
/// use vigie::feed::decode_entities;
/// assert_eq!(decode_entities("caf&eacute; &#8364; Q&A &copy=3 AT&amp;T"), "café € Q&A &copy=3 AT&T");
/// ```
#[must_use]
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    decode_where(text, |_, _, _| true)
}

/// The same for some references: those of which `means` says so, by what was read before, the reference, and the text that
/// begins with it.
pub(super) fn decode_where(text: &str, means: impl Fn(&str, Reference, &str) -> bool) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        match reference(rest) {
            Some(found) if means(&out, found, rest) => {
                let (first, second, length) = found;
                out.extend(first);
                out.extend(second);
                rest = &rest[length..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
        let Some(next) = memchr::memchr(b'&', rest.as_bytes()) else {
            out.push_str(rest);
            return Cow::Owned(out);
        };
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
}

/// Names of letters with accents, such as `eacute`: no word is one.
fn is_letter(name: &str) -> bool {
    let accents = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring"];
    accents.iter().any(|accent| name.strip_suffix(accent).is_some_and(|letter| letter.len() == 1))
}

/// A reference's character, unless nobody can see it, for a few names a second one, and its length in bytes.
pub(super) type Reference = (Option<char>, Option<char>, usize);

/// The reference at the start of `text` (which begins with `&`).
pub(super) fn reference(text: &str) -> Option<Reference> {
    let body = &text.as_bytes()[1..];
    if body.first() == Some(&b'#') {
        return number(&body[1..]).map(|(code, length)| match pair(code, &body[1 + length..]) {
            Some((c, more)) => (Some(c), None, length + more + 2),
            None => (character(code), None, length + 2),
        });
    }
    let length = body.iter().take(LONGEST_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = text.get(1..=length)?;
    if body.get(length) == Some(&b';') {
        return named(text.get(1..length + 2)?).map(|(first, second)| (Some(first), second, length + 2));
    }
    // No word and no parameter of an address begins so.
    if name.starts_with("nbsp") {
        return Some((Some('\u{a0}'), None, "&nbsp".len()));
    }
    // Without a semicolon only where nothing else can be meant: not in `&copy=3`, not in `&ampere`.
    let alone = body.get(length).is_none_or(|b| !matches!(b, b'=' | b'_' | b'-'));
    let known = (BARE.contains(&name) || is_letter(name)) && alone;
    known.then(|| named(name)).flatten().map(|(first, second)| (Some(first), second, length + 1))
}

/// The characters of a name, its semicolon included where it has one.
fn named(name: &str) -> Option<(char, Option<char>)> {
    match name {
        // XML's own, which are most of what feeds hold, and its apostrophe.
        "amp;" => return Some(('&', None)),
        "lt;" => return Some(('<', None)),
        "gt;" => return Some(('>', None)),
        "quot;" => return Some(('"', None)),
        "apos;" => return Some(('\'', None)),
        "nbsp;" => return Some(('\u{a0}', None)),
        _ => {}
    }
    let (first, second) = *NAMED_ENTITIES.get(name)?;
    // The table also holds the beginnings of names, as zeros.
    let first = char::from_u32(first).filter(|c| *c != '\0')?;
    Some((first, char::from_u32(second).filter(|c| *c != '\0')))
}

/// The digits behind `&#`, and the bytes they take with their semicolon.
fn number(body: &[u8]) -> Option<(u32, usize)> {
    let (digits, radix, prefix) = match body.first()? {
        b'x' | b'X' => (&body[1..], 16, 1),
        _ => (body, 10, 0),
    };
    let length = digits.iter().take(LONGEST_NAME).take_while(|b| (**b as char).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let number = std::str::from_utf8(&digits[..length]).ok()?;
    let code = u32::from_str_radix(number, radix).unwrap_or(u32::MAX);
    let semicolon = usize::from(digits.get(length) == Some(&b';'));
    Some((code, prefix + length + semicolon))
}

/// A character whose two halves of UTF-16 were written as one number each.
fn pair(high: u32, behind: &[u8]) -> Option<(char, usize)> {
    if !(0xd800..0xdc00).contains(&high) {
        return None;
    }
    let (low, length) = number(behind.strip_prefix(b"&#")?)?;
    let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?, length + 2))
}

/// The character of a number; windows-1252 codes are read as browsers read them (HTML section 13.2.5.80), control
/// codes and halves of characters are nothing, and what is no character becomes U+FFFD.
fn character(code: u32) -> Option<char> {
    match code {
        0xd800..=0xdfff | 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0x7f => None,
        0x80..=0x9f => Some(cp1252(code)),
        _ => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

/// What windows-1252 means by a C1 control code.
pub(super) fn cp1252(code: u32) -> char {
    const TABLE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    TABLE.get((code.wrapping_sub(0x80)) as usize).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
}
