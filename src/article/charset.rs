//! Bytes to text: which encoding a page is really in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

use super::encoding::{Declared, declared, is_iso_2022_jp};

/// A page's text and how it was read.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// What was odd.
    pub problem: Option<String>,
}

/// How far a page is searched for a `meta` that names its charset; browsers look at half of that.
const META_WITHIN: usize = 2048;
/// How much of a page the detector sees.
const DETECT_WITHIN: usize = 256 << 10;

/// How many sequences of UTF-8 stand against one place that is none, in what is UTF-8 all the same.
const SOUND: usize = 4;

/// Decodes a page. In order: a byte order mark; UTF-8, whatever a label says, as [`is_utf8_with_scars`] knows it; the header's label; the label of a
/// `meta` in the first 2 kB; detection, helped by the top-level domain. A label that yields more than one replacement
/// character in a thousand is a lie.
pub fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    top_level_domain: Option<&str>,
) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return read(bytes.get(length..).unwrap_or_default(), encoding, None);
    }
    let label = content_type.and_then(charset_of).or_else(|| meta_charset(bytes));
    let labelled = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let lie = |found: &'static Encoding| {
        let label = labelled.filter(|&label| label != found)?;
        Some(format!("labelled {} but reads as {}", label.name(), found.name()))
    };
    // Encodings that also are valid UTF-8, byte for byte.
    if let Some(encoding) = seven_bit(bytes) {
        return read(bytes, encoding, lie(encoding));
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        if let Some(once) = twice_encoded(text) {
            let problem = Some("encoded twice".to_owned());
            return Decoded { text: Cow::Owned(once), problem };
        }
        let problem = lie(UTF_8).filter(|_| !bytes.is_ascii());
        return Decoded { text: Cow::Borrowed(text), problem };
    }
    if is_utf8_with_scars(bytes) {
        return read(bytes, UTF_8, lie(UTF_8));
    }
    // Without a label, a few broken bytes in what is UTF-8 otherwise are no other encoding.
    let encoding = match labelled.unwrap_or(UTF_8) {
        // Pages that say gb2312 use the larger set.
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    };
    let decoded = read(bytes, encoding, None);
    if !is_mostly_broken(&decoded.text) {
        // What says UTF-8 and reads so need not be compared with anything.
        if encoding == UTF_8 {
            return decoded;
        }
        return match declared(encoding, bytes) {
            Declared::Stands => decoded,
            Declared::Beaten(other) | Declared::OfAnotherScript(other) => read(bytes, other, lie(other)),
        };
    }
    let sample = &bytes[..bytes.len().min(DETECT_WITHIN)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let domain = top_level_domain.filter(|domain| domain.bytes().all(|b| b.is_ascii_lowercase()));
    let encoding = detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny);
    read(bytes, encoding, lie(encoding))
}

/// Whether bytes are UTF-8 but for some that were pasted in another encoding or cut off: sequences of two bytes and more are
/// next to never UTF-8 by chance, in any encoding.
pub(crate) fn is_utf8_with_scars(bytes: &[u8]) -> bool {
    let (mut sequences, mut breaks) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        breaks += usize::from(!chunk.invalid().is_empty());
    }
    sequences > SOUND * breaks
}

fn read<'a>(bytes: &'a [u8], encoding: &'static Encoding, problem: Option<String>) -> Decoded<'a> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, problem }
}

fn is_mostly_broken(text: &str) -> bool {
    let broken = memmem::find_iter(text.as_bytes(), "\u{fffd}".as_bytes()).count();
    broken * 1000 > text.chars().count()
}

fn seven_bit(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(DETECT_WITHIN)];
    utf16(sample).or_else(|| is_iso_2022_jp(sample).then_some(ISO_2022_JP))
}

/// UTF-16 without a mark: every second byte of markup is zero.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    // A tag at the beginning tells it for any script.
    match *sample {
        [b'<', 0, low, 0, ..] if low != 0 => return Some(UTF_16LE),
        [0, b'<', 0, low, ..] if low != 0 => return Some(UTF_16BE),
        _ => {}
    }
    let head = &sample[..sample.len().min(512)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let half = head.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, low) if half > 8 && low * 2 > half => Some(UTF_16LE),
        (high, 0) if half > 8 && high * 2 > half => Some(UTF_16BE),
        _ => None,
    }
}

/// The value of `charset=` in a `Content-Type` or in a tag.
fn charset_of(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("charset")? + "charset".len();
    let value = text.get(at..)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/' | ','))
        .unwrap_or(value.len());
    (end > 0).then(|| &value[..end])
}

/// The label in a `meta` or an XML declaration near the beginning.
fn meta_charset(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(META_WITHIN)];
    let mut starts = memchr::memchr_iter(b'<', head);
    starts.find_map(|at| {
        let tag = &head[at..];
        let is_meta = tag.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"));
        let is_xml = tag.starts_with(b"<?xml");
        if !is_meta && !is_xml {
            return None;
        }
        let end = memchr::memchr(b'>', tag)?;
        // Labels are ASCII; a tag with other bytes before its label is read up to them.
        let tag = match std::str::from_utf8(&tag[..end]) {
            Ok(tag) => tag,
            Err(error) => std::str::from_utf8(&tag[..error.valid_up_to()]).ok()?,
        };
        if is_xml {
            let at = tag.find("encoding=")? + "encoding=".len();
            return tag[at..].trim_start_matches(['"', '\'']).split(['"', '\'', '?']).next();
        }
        charset_of(tag)
    })
}

/// Text whose UTF-8 was taken for a western encoding and encoded again (`donâ€™t`), set right; `None` when it is sound.
fn twice_encoded(text: &str) -> Option<String> {
    // What is spoilt is not ASCII; a quotation mark or dash so spoilt is in nearly every such page, and in no other.
    let is_sign =
        |at: &usize| text.get(at + 2..).is_some_and(|rest| rest.starts_with(['\u{80}', '\u{20ac}']));
    let found = memmem::find_iter(text.as_bytes(), "\u{e2}".as_bytes()).filter(is_sign).take(3).count();
    if found < 3 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut run_at = 0;
    let mut bytes = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        match western_byte(c) {
            Some(byte) => {
                if bytes.is_empty() {
                    run_at = at;
                }
                bytes.push(byte);
            }
            None if !bytes.is_empty() => {
                out.push_str(std::str::from_utf8(&bytes).unwrap_or(&text[run_at..at]));
                bytes.clear();
            }
            None => {}
        }
        if bytes.is_empty() && at < text.len() {
            out.push(c);
        }
    }
    Some(out)
}

/// The byte above ASCII that windows-1252, or ISO-8859-1 where that has none, decodes to this character.
fn western_byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => return u8::try_from(u32::from(c)).ok(),
        // Most of a page; no need to ask the encoder.
        '\0'..='\u{7f}' => return None,
        _ => {}
    }
    let mut buffer = [0; 4];
    let (byte, _, is_foreign) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match *byte {
        [byte @ 0x80..=0xFF] if !is_foreign => Some(byte),
        _ => None,
    }
}
