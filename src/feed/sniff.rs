//! What a text is, before anybody parses it.

/// Where the first tag must be found; what precedes it is junk (warnings of PHP, white space, marks).
const JUNK_BYTES: usize = 64 * 1024;

/// Kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// From this byte on.
    Json(usize),
    /// XML or HTML.
    Markup,
    Other,
}

/// White space, or a byte order mark: no document begins with them, whatever stands before it.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

pub(super) fn kind_of(text: &str) -> Kind {
    let Some(start) = text.find(|c| !is_blank(c)) else { return Kind::Empty };
    match text.as_bytes()[start] {
        b'{' | b'[' => Kind::Json(start),
        _ => {
            let end = text.len().min(start + JUNK_BYTES);
            if memchr::memchr(b'<', &text.as_bytes()[start..end]).is_some() {
                Kind::Markup
            } else {
                Kind::Other
            }
        }
    }
}

/// Where the root of a document stands, in small letters.
pub(super) fn beginning(text: &str) -> String {
    text[..text.floor_char_boundary(ROOT_WITHIN)].to_ascii_lowercase()
}

/// A document's root stands within so many bytes.
const ROOT_WITHIN: usize = 4096;

/// Whether the beginning of markup that is no feed is a web page's, or a part of one.
pub(super) fn is_html(start: &str) -> bool {
    ["<!doctype html", "<html", "<head", "<body", "<title", "<div", "<p>", "<h1", "<script", "<meta"]
        .iter()
        .any(|sign| start.contains(sign))
}

/// What bytes are that are no text, by how they begin, or by what no text holds.
pub(super) fn other_kind(bytes: &[u8]) -> Option<String> {
    const KINDS: [(&[u8], &str); 12] = [
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"7z\xbc\xaf", "7z"),
        (b"Rar!", "RAR"),
        (b"%PDF-", "PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"RIFF", "a picture, a sound or a film"),
        (b"ID3", "a sound"),
    ];
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(format!("a file of another kind ({kind}), not text"));
    }
    let start = &bytes[..bytes.len().min(ROOT_WITHIN)];
    // UTF-16 has zeros, and others of them beside letters that are not Latin.
    let is_wide = matches!(start, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, 0, _, ..] | [_, 0, _, 0, ..]);
    let controls = start.iter().filter(|b| **b < b' ' && !matches!(**b, b'\t'..=b'\r' | 0x1b)).count();
    (!is_wide && controls * ONE_CONTROL_IN > start.len()).then(|| "bytes that are no text".to_owned())
}

/// Texts have none, but for one that slipped in.
const ONE_CONTROL_IN: usize = 50;

/// Whether a web page is a test for robots instead of what was asked for, by words its first 32 KiB hold.
#[must_use]
pub fn looks_like_challenge(page: &[u8]) -> bool {
    const SIGNS: [&[u8]; 12] = [
        b"challenge-platform",
        b"cf-chl-",
        b"cf_chl_",
        b"<title>Just a moment...",
        b"Attention Required! | Cloudflare",
        b"captcha-delivery.com",
        b"_Incapsula_Resource",
        b"px-captcha",
        b"awsWafCookieDomainList",
        b"sgcaptcha",
        b"ddos-guard",
        b"Pardon Our Interruption",
    ];
    let start = &page[..page.len().min(32 * 1024)];
    SIGNS.iter().any(|sign| memchr::memmem::find(start, sign).is_some())
}
