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

pub(super) fn kind_of(text: &str) -> Kind {
    let start = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}');
    let Some(start) = start else { return Kind::Empty };
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

/// Whether markup that is no feed is a web page.
pub(super) fn is_html(text: &str) -> bool {
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = text[..end].to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<title", "<div", "<p>", "<h1", "<script", "<meta"]
        .iter()
        .any(|sign| start.contains(sign))
}

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
