//! Which encoding bytes are in by what they look like, for feeds and pages that declare none or a wrong one.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252, X_MAC_CYRILLIC};

use crate::language::plausibility;

/// What is looked at to guess an encoding, from the first byte beyond ASCII on.
const SAMPLE_BYTES: usize = 16 * 1024;
/// Fewer say too little to guess from unless the guess reads clearly better than windows-1252 …
const ENOUGH_TO_GUESS: usize = 12;
/// … and fewer than this say nothing.
const A_HANDFUL: usize = 3;
/// A reading must be so much more like a language's to be preferred.
const LEAD: f64 = 0.03;

/// The encoding that bytes which are no UTF-8 look like.
pub(crate) fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    // A handful of bytes tells nothing: then it is what most publishers' old systems wrote.
    if !is_beyond_ascii(bytes, A_HANDFUL) {
        return WINDOWS_1252;
    }
    let sample = sample(bytes);
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let is_poor = !is_beyond_ascii(bytes, ENOUGH_TO_GUESS)
        && reads(guess, sample) <= reads(WINDOWS_1252, sample) + LEAD;
    let guess = if guess.output_encoding() == UTF_8 || is_poor { WINDOWS_1252 } else { guess };
    // The detector does not know what was written on old machines of Apple's.
    let rival = match script(guess) {
        Script::Latin => MACINTOSH,
        Script::Cyrillic => X_MAC_CYRILLIC,
        _ => return guess,
    };
    if reads(rival, sample) > reads(guess, sample) + LEAD { rival } else { guess }
}

/// Whether bytes shift as ISO-2022-JP does, which nothing else in ASCII alone does.
pub(crate) fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    bytes.is_ascii() && memchr::memmem::find(bytes, b"\x1b$").is_some()
}

/// A few pages tell as much as the whole.
fn sample(bytes: &[u8]) -> &[u8] {
    let from = &bytes[first_beyond_ascii(bytes)..];
    &from[..from.len().min(SAMPLE_BYTES)]
}

/// How much like a language's text bytes look in an encoding.
fn reads(encoding: &'static Encoding, sample: &[u8]) -> f64 {
    plausibility(&encoding.decode_without_bom_handling(sample).0)
}

/// What a declared encoding is worth beside what the bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    /// Nothing reads clearly better.
    Stands,
    /// This one does: encodings of one script (windows-1251 and KOI8-R, windows-1250 and ISO-8859-2) are taken for each other,
    /// and what systems declare by habit is seldom what a desk writes.
    Beaten(&'static Encoding),
    /// An encoding for another script altogether does; one of one byte never breaks, so nothing else would tell.
    OfAnotherScript(&'static Encoding),
}

/// Compares a declared encoding, in which the bytes can be read, with what they look like.
pub(crate) fn declared(encoding: &'static Encoding, bytes: &[u8]) -> Declared {
    if !is_beyond_ascii(bytes, A_HANDFUL) {
        return Declared::Stands;
    }
    let sample = sample(bytes);
    let reading = reads(encoding, sample);
    // Nothing reads better than a language: most feeds and pages are spared the detector.
    if reading + LEAD >= 1.0 {
        return Declared::Stands;
    }
    let guess = encoding_of(bytes);
    if guess == encoding || reads(guess, sample) <= reading + LEAD {
        Declared::Stands
    } else if encoding.is_single_byte() && script(guess) != script(encoding) {
        Declared::OfAnotherScript(guess)
    } else {
        Declared::Beaten(guess)
    }
}

/// Where the first byte beyond ASCII stands.
pub(crate) fn first_beyond_ascii(bytes: &[u8]) -> usize {
    // Whole blocks at a time: most feeds go on for long without one.
    let blocks = bytes.chunks(256).take_while(|block| block.is_ascii()).count() * 256;
    let start = blocks.min(bytes.len());
    bytes[start..].iter().position(|b| !b.is_ascii()).map_or(bytes.len(), |at| start + at)
}

/// Whether so many bytes are beyond ASCII.
fn is_beyond_ascii(bytes: &[u8], enough: usize) -> bool {
    bytes[first_beyond_ascii(bytes)..].iter().filter(|b| !b.is_ascii()).nth(enough - 1).is_some()
}

/// What an encoding is made for.
#[derive(PartialEq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
    EastAsian,
}

fn script(encoding: &'static Encoding) -> Script {
    match encoding.name() {
        "windows-1251" | "KOI8-R" | "KOI8-U" | "IBM866" | "ISO-8859-5" | "x-mac-cyrillic" => Script::Cyrillic,
        "windows-1253" | "ISO-8859-7" => Script::Greek,
        "windows-1255" | "ISO-8859-8" | "ISO-8859-8-I" => Script::Hebrew,
        "windows-1256" | "ISO-8859-6" => Script::Arabic,
        "windows-874" => Script::Thai,
        _ if encoding.is_single_byte() => Script::Latin,
        _ => Script::EastAsian,
    }
}
