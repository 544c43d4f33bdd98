//! Encodings that are not what anybody says, and bytes that got lost or were added on the way.

use std::io::Write as _;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Recipe, recipe, served, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("bytes: a byte order mark", |t| [b"\xef\xbb\xbf", t.as_bytes()].concat()),
    recipe("bytes: two byte order marks", |t| [b"\xef\xbb\xbf\xef\xbb\xbf", t.as_bytes()].concat()),
    recipe("bytes: white space before the mark", |t| [b"\n\xef\xbb\xbf", t.as_bytes()].concat()),
    recipe("a mark, declared as ISO-8859-1", |t| {
        [b"\xef\xbb\xbf", declared(t, "iso-8859-1").as_bytes()].concat()
    }),
    served("text/xml; charset=iso-8859-1", "UTF-8 served as ISO-8859-1", spaced),
    served("text/xml; charset=\"us-ascii\"", "UTF-8 served as ASCII", spaced),
    served("text/xml;charset=utf8", "UTF-8 served as utf8, declared as ISO-8859-1", |t| {
        declared(t, "iso-8859-1").into_bytes()
    }),
    served("text/html", "UTF-8 served as HTML", spaced),
    recipe("UTF-8 declared as ISO-8859-1", |t| declared(t, "iso-8859-1").into_bytes()),
    recipe("UTF-8 declared as windows-1251", |t| declared(t, "windows-1251").into_bytes()),
    recipe("UTF-8 declared as gb2312", |t| declared(t, "gb2312").into_bytes()),
    recipe("UTF-8 declared as UTF-16", |t| declared(t, "utf-16").into_bytes()),
    recipe("UTF-8 declared as nonsense", |t| declared(t, "x-nonsense").into_bytes()),
    recipe("UTF-8 declared as nothing", |t| declared(t, "").into_bytes()),
    recipe("UTF-8 not declared", |t| undeclared(t).into_bytes()),
    recipe("old encoding, declared", |t| old(t, true, declared)),
    recipe("old encoding, declared as UTF-8", |t| old(t, false, |t, _| declared(t, "UTF-8"))),
    recipe("old encoding, declared as ISO-8859-1", |t| old(t, false, |t, _| declared(t, "iso-8859-1"))),
    recipe("old encoding, declared as UTF-16", |t| old(t, false, |t, _| declared(t, "utf-16"))),
    recipe("old encoding, not declared", |t| old(t, false, |t, _| undeclared(t))),
    served("text/xml; charset=utf-8", "old encoding, declared, served as UTF-8", |t| old(t, true, declared)),
    recipe("bytes: UTF-16, little end first, with a mark", |t| utf16(t, false, true)),
    recipe("bytes: UTF-16, big end first, with a mark", |t| utf16(t, true, true)),
    recipe("bytes: UTF-16, little end first", |t| utf16(t, false, false)),
    recipe("bytes: UTF-16, big end first", |t| utf16(t, true, false)),
    recipe("UTF-16 declared as UTF-16", |t| utf16(&declared(t, "utf-16"), false, true)),
    recipe("UTF-16 declared as ISO-8859-1", |t| utf16(&declared(t, "iso-8859-1"), true, true)),
    served("text/xml; charset=utf-8", "UTF-16 served as UTF-8", |t| utf16(t, false, true)),
    recipe("UTF-16, one byte short", |t| {
        let mut bytes = utf16(t, false, true);
        bytes.pop();
        bytes
    }),
    recipe("bytes: UTF-32 with a mark", |t| {
        std::iter::once('\u{feff}').chain(t.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect()
    }),
    recipe("bytes: encoded twice", twice_encoded),
    recipe("bytes: encoded three times", |t| twice_encoded(&String::from_utf8_lossy(&twice_encoded(t)))),
    recipe("encoded twice, with its mark", |t| twice_encoded(&format!("\u{feff}{t}"))),
    recipe("some texts encoded twice", |t| {
        each_nth_line(t, 3, |line| String::from_utf8_lossy(&twice_encoded(line)).into_owned().into_bytes())
    }),
    recipe("some texts in windows-1252", |t| {
        each_nth_line(t, 9, |line| WINDOWS_1252.encode(line).0.into_owned())
    }),
    recipe("control characters", |t| with(t, "</", "\u{8}\u{b}\u{1f}</")),
    recipe("zero bytes", |t| with(t, "</", "\0</")),
    recipe("a form feed in front", |t| format!("\u{c}{t}").into_bytes()),
    recipe("codes of windows-1252 as characters", |t| {
        t.replace('’', "\u{92}")
            .replace('–', "\u{96}")
            .replace('“', "\u{93}")
            .replace('”', "\u{94}")
            .into_bytes()
    }),
    recipe("characters nobody may use", |t| with(t, "</", "\u{ffff}\u{fffe}</")),
    recipe("broken bytes in some texts", |t| {
        let at = t.match_indices("</").nth(20).map_or(0, |(at, _)| at);
        [&t.as_bytes()[..at], b"\xe2\x80", &t.as_bytes()[at..]].concat()
    }),
    recipe("bytes: packed", |t| gzip(t.as_bytes())),
    recipe("bytes: packed twice", |t| gzip(&gzip(t.as_bytes()))),
    recipe("bytes: packed, with junk behind", |t| [&gzip(t.as_bytes())[..], b"\r\n\0"].concat()),
    recipe("bytes: packed and cut in its last bytes", |t| {
        let mut packed = gzip(t.as_bytes());
        packed.truncate(packed.len() - 6);
        packed
    }),
    recipe("bytes: packed, behind a line break", |t| [b"\r\n", &gzip(t.as_bytes())[..]].concat()),
    recipe("bytes: packed, behind a mark", |t| [b"\xef\xbb\xbf", &gzip(t.as_bytes())[..]].concat()),
    recipe("bytes: a mark within what is packed, behind a line break", |t| {
        [b"\r\n", &gzip(format!("\u{feff}{t}").as_bytes())[..]].concat()
    }),
    recipe("bytes: packed, behind a warning", |t| {
        [b"<br />\nWarning: disk full<br />\n", &gzip(t.as_bytes())[..]].concat()
    }),
    recipe("a byte that is none in every text", |t| scarred(t, "</description>", b"\xff")),
    recipe("texts cut within a character", |t| scarred(t, "</description>", b"\xd0...")),
    recipe("texts of windows-1252 in every summary", |t| scarred(t, "</summary>", b"\xa0caf\xe9s")),
    recipe("soft hyphens and marks inside words", |t| with(t, "</", "\u{200b}</")),
];

/// With bytes that are no UTF-8 before each of some closing tags.
fn scarred(text: &str, before: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    for (n, piece) in text.split(before).enumerate() {
        if n > 0 {
            out.extend_from_slice(bytes);
            out.extend_from_slice(before.as_bytes());
        }
        out.extend_from_slice(piece.as_bytes());
    }
    out
}

/// White space at the end: nothing is wrong with the bytes, only with what is said of them.
fn spaced(text: &str) -> Vec<u8> {
    format!("{text}\n").into_bytes()
}

/// With another encoding in its declaration.
pub(super) fn declared(text: &str, label: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{label}\"?>{}", undeclared(text))
}

fn undeclared(text: &str) -> String {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match start.find("?>") {
        Some(end) if start.starts_with("<?xml") => start[end + 2..].to_owned(),
        _ => start.to_owned(),
    }
}

/// The encoding publishers of this text's script used before; what it lacks is written as numbers.
fn old(text: &str, declared: bool, declare: fn(&str, &str) -> String) -> Vec<u8> {
    let has = |from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
    let label = match () {
        () if has('\u{3040}', '\u{30ff}') => "shift_jis",
        () if has('\u{ac00}', '\u{d7a3}') => "euc-kr",
        () if has('\u{4e00}', '\u{9fff}') => "gb2312",
        () if has('а', 'я') => "windows-1251",
        () if has('α', 'ω') => "windows-1253",
        () if has('א', 'ת') => "windows-1255",
        () if has('ا', 'ي') => "windows-1256",
        () if text.contains(['ł', 'ż', 'ś', 'ě', 'ř']) => "iso-8859-2",
        () if text.contains(['ğ', 'ş', 'İ']) => "windows-1254",
        () => "windows-1252",
    };
    // Without a declaration nobody tells Polish from French letters by the bytes alone.
    if !declared && matches!(label, "iso-8859-2" | "windows-1254") {
        return text.as_bytes().to_vec();
    }
    let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
    // What holds letters of several scripts was never in an old encoding: undeclared, nobody could tell.
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    if !declared && encoding.encode(&letters).2 {
        return text.as_bytes().to_vec();
    }
    encoding.encode(&declare(text, label)).0.into_owned()
}

pub(super) fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

pub(super) fn twice_encoded(text: &str) -> Vec<u8> {
    WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned().into_bytes()
}

/// Damages every nth line that says something beyond ASCII.
fn each_nth_line(text: &str, n: usize, edit: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let latin = line.chars().all(|c| u32::from(c) < 0x180 || ('\u{2010}'..='\u{20ac}').contains(&c));
        if at % n == 2 && !line.is_ascii() && latin {
            out.extend(edit(line));
        } else {
            out.extend(line.as_bytes());
        }
    }
    out
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}
