//! Bytes to text, whatever they claim to be. Everything behind this step reads UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::entities::cp1252;
use super::mixed::{self, joined_halves};
use super::mojibake::undo_double_encoding;
use super::strokes::without_strokes;
use crate::article::{self, Declared, encoding_of, is_utf8_with_scars};

/// Where the XML declaration must be found.
const DECLARATION_BYTES: usize = 1024;

/// A document as text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// As WHATWG names it.
    pub(super) encoding: &'static str,
}

/// Reads bytes in the encoding they are in: byte order mark, pattern of zeros, valid UTF-8, what HTTP says, what
/// the document says, and what it looks like. What is wrong is said in `problems`.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    problems: &mut Vec<String>,
) -> Decoded<'a> {
    let (text, encoding) = match wide(bytes) {
        Some(Wide::Utf16(encoding, body)) => (encoding.decode_without_bom_handling(body).0, encoding.name()),
        Some(Wide::Utf32(body, big_endian)) => (Cow::Owned(utf32(body, big_endian)), "UTF-32"),
        None => narrow(without_mark(bytes), content_type, problems),
    };
    let text = undo_double_encoding(text, problems);
    let text = replace_controls(text, problems);
    let text = without_strokes(text, problems);
    Decoded { text, encoding }
}

/// Without the marks of UTF-8, and of UTF-16 that [`wide`] did not believe.
fn without_mark(bytes: &[u8]) -> &[u8] {
    let own = bytes.strip_prefix(b"\xff\xfe").or_else(|| bytes.strip_prefix(b"\xfe\xff")).unwrap_or(bytes);
    own.strip_prefix(b"\xef\xbb\xbf").unwrap_or(own)
}

enum Wide<'a> {
    Utf16(&'static Encoding, &'a [u8]),
    Utf32(&'a [u8], bool),
}

/// Two letters of ASCII, or the mark of UTF-8, where the first character of UTF-16 would be.
fn is_narrow(one: u8, two: u8) -> bool {
    matches!((one, two), (0x09..=0x7e, 0x09..=0x7e) | (0xef, 0xbb))
}

/// UTF-16 and UTF-32, by mark or by the zeros around the first `<` or `{`; a mark that the bytes behind it belie says nothing.
fn wide(bytes: &[u8]) -> Option<Wide<'_>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.get(..4)?;
    Some(match first {
        [0xff, 0xfe, one, two] | [0xfe, 0xff, one, two] if is_narrow(*one, *two) => return None,
        [0xff, 0xfe, 0, 0] => Wide::Utf32(&bytes[4..], false),
        [0, 0, 0xfe, 0xff] => Wide::Utf32(&bytes[4..], true),
        // The mark may be of the wrong order: no document begins with U+3C00.
        [0xff, 0xfe, 0, b'<' | b'{' | b'['] => Wide::Utf16(UTF_16BE, &bytes[2..]),
        [0xfe, 0xff, b'<' | b'{' | b'[', 0] | [0xff, 0xfe, ..] => Wide::Utf16(UTF_16LE, &bytes[2..]),
        [0xfe, 0xff, ..] => Wide::Utf16(UTF_16BE, &bytes[2..]),
        [b'<' | b'{', 0, 0, 0] => Wide::Utf32(bytes, false),
        // Zeros in front of one byte are padding.
        [0, 0, 0, b'<' | b'{'] if bytes.get(4..7) == Some(&[0; 3]) => Wide::Utf32(bytes, true),
        [b'<' | b'{' | b'\n' | b'\r' | b' ', 0, _, 0] => Wide::Utf16(UTF_16LE, bytes),
        [0, b'<' | b'{' | b'\n' | b'\r' | b' ', 0, _] => Wide::Utf16(UTF_16BE, bytes),
        _ => return None,
    })
}

/// UTF-32, which the encoding standard left out (and `encoding_rs` with it).
fn utf32(bytes: &[u8], big_endian: bool) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    let code =
        |unit: &[u8; 4]| if big_endian { u32::from_be_bytes(*unit) } else { u32::from_le_bytes(*unit) };
    units.iter().map(|unit| char::from_u32(code(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn narrow<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    problems: &mut Vec<String>,
) -> (Cow<'a, str>, &'static str) {
    let http = content_type.and_then(charset_parameter);
    let declared = declared_encoding(bytes);
    let label = http.as_deref().or(declared.as_deref());
    // Whatever is declared.
    if article::is_iso_2022_jp(bytes) {
        return (ISO_2022_JP.decode_without_bom_handling(bytes).0, ISO_2022_JP.name());
    }
    if !seven_bit_code(label)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        note_disagreement(text, label, problems);
        return (Cow::Borrowed(text), UTF_8.name());
    }
    let candidates = [http.as_deref(), declared.as_deref()];
    let mut known = candidates.iter().flatten().filter_map(|label| usable(label));
    let (first, second) = (known.next(), known.next());
    // Encodings of one byte never break: where they were declared, nothing else would tell that some texts are in UTF-8.
    let single =
        [first, second].into_iter().flatten().find(|known| *known != UTF_8 && known.is_single_byte());
    let of_two = |single: Option<&'static Encoding>| {
        mixed::read(bytes, |foreign| {
            single.map_or_else(|| encoding_of(foreign), |single| best_of(single, foreign))
        })
    };
    if single.is_some()
        && let Some(text) = of_two(single)
        && joined_halves(bytes).is_none()
    {
        problems.push(TWO_ENCODINGS.to_owned());
        return (Cow::Owned(text), UTF_8.name());
    }
    if let Some(read) = [first, second].into_iter().flatten().find_map(|known| as_declared(bytes, known)) {
        problems.extend(read.beaten.then(|| told(label, read.encoding)));
        return (read.text, read.encoding.name());
    }
    if let Some(joined) = joined_halves(bytes) {
        problems.push("halves of characters joined".to_owned());
        let (text, encoding) = narrow(&joined, content_type, problems);
        return (Cow::Owned(text.into_owned()), encoding);
    }
    if let Some(text) = of_two(single) {
        problems.push(TWO_ENCODINGS.to_owned());
        return (Cow::Owned(text), UTF_8.name());
    }
    let encoding = best_guess(bytes, first);
    problems.push(told(label, encoding));
    (encoding.decode_without_bom_handling(bytes).0, encoding.name())
}

/// A document read as declared, or in the encoding that it reads better in.
struct AsDeclared<'a> {
    text: Cow<'a, str>,
    encoding: &'static Encoding,
    /// It is not the declared one.
    beaten: bool,
}

/// `None` where bytes do not fit a declared encoding, or are of another script: maybe another declaration is right.
fn as_declared<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<AsDeclared<'a>> {
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        return None;
    }
    match article::declared(encoding, bytes) {
        Declared::Stands => Some(AsDeclared { text, encoding, beaten: false }),
        Declared::Beaten(other) => {
            let text = other.decode_without_bom_handling(bytes).0;
            Some(AsDeclared { text, encoding: other, beaten: true })
        }
        Declared::OfAnotherScript(_) => None,
    }
}

const TWO_ENCODINGS: &str = "some texts in another encoding, or broken: read one by one";

/// A declared encoding, or the one of its script that these texts read better in.
fn best_of(declared: &'static Encoding, texts: &[u8]) -> &'static Encoding {
    match article::declared(declared, texts) {
        Declared::Beaten(other) => other,
        Declared::Stands | Declared::OfAnotherScript(_) => declared,
    }
}

fn told(label: Option<&str>, encoding: &'static Encoding) -> String {
    match label {
        Some(label) => format!("declared `{}`, read as {}", shown(label), encoding.name()),
        None => format!("no encoding declared, read as {}", encoding.name()),
    }
}

/// Encodings whose bytes are all ASCII, so that being valid UTF-8 proves nothing.
fn seven_bit_code(label: Option<&str>) -> bool {
    label.is_some_and(|label| {
        let label = label.to_ascii_lowercase();
        label.starts_with("iso-2022") || label.starts_with("csiso2022")
    })
}

/// An encoding by label; UTF-16 is not one here, because the bytes showed no zeros.
fn usable(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.trim().as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

fn note_disagreement(text: &str, label: Option<&str>, problems: &mut Vec<String>) {
    let Some(label) = label.filter(|_| !text.is_ascii()) else { return };
    if usable(label) != Some(UTF_8) {
        problems.push(format!("declared `{}`, read as UTF-8", shown(label)));
    }
}

/// What to read broken bytes in: UTF-8 with a few bad bytes, else what they look like.
fn best_guess(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if is_utf8_with_scars(bytes) {
        return UTF_8;
    }
    let guess = encoding_of(bytes);
    match declared {
        // A declared multi-byte encoding with a few broken characters is still that encoding.
        Some(encoding) if !encoding.is_single_byte() && encoding != UTF_8 && guess.is_single_byte() => {
            encoding
        }
        _ => guess,
    }
}

/// The `charset` of a Content-Type.
fn charset_parameter(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The `encoding` of the XML declaration, wherever in the first kilobyte junk may have pushed it.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let from = memchr::memmem::find(start, b"<?xml")?;
    let declaration = &start[from..];
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let rest = &declaration[memchr::memmem::find(declaration, b"encoding")? + 8..];
    let value = String::from_utf8_lossy(rest);
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(|label| label.trim().to_owned()).filter(|label| !label.is_empty())
}

/// Control characters that XML forbids go; C1 codes are read as windows-1252 meant them.
#[expect(clippy::needless_bitwise_bool, reason = "without branches the compiler looks at many bytes at once")]
fn replace_controls<'a>(text: Cow<'a, str>, problems: &mut Vec<String>) -> Cow<'a, str> {
    let bytes = text.as_bytes();
    // Whole blocks without an early end: the compiler looks at many bytes at once.
    let is_control = |b: &u8| (*b < 0x20) & (*b != b'\t') & (*b != b'\n') & (*b != b'\r');
    let c0 = || bytes.chunks(4096).any(|block| block.iter().fold(false, |found, b| found | is_control(b)));
    // C1 controls are 0xC2 0x80..0x9F in UTF-8, the two last non-characters 0xEF 0xBF 0xBE..0xBF.
    let c1 = || memchr::memchr_iter(0xc2, bytes).any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xa0));
    let none = || {
        memchr::memmem::find_iter(bytes, b"\xef\xbf").any(|at| bytes.get(at + 2).is_some_and(|b| *b >= 0xbe))
    };
    if !(c0() || c1() || none()) {
        return text;
    }
    problems.push("control characters removed".to_owned());
    let kept = text.chars().filter_map(|c| match c {
        '\t' | '\n' | '\r' => Some(c),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => None,
        '\u{80}'..='\u{9f}' => Some(cp1252(u32::from(c))),
        _ => Some(c),
    });
    Cow::Owned(kept.collect())
}

fn shown(label: &str) -> String {
    label.chars().filter(|c| !c.is_control()).take(40).collect()
}
