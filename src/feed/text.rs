//! What a field says in words: plain text or markup, whatever way it was wrapped.

use base64::Engine as _;

use super::entities::decode_entities;
use super::plain::{collapse, plain_line};
use super::sanitise::{Base, escape, sanitise};
use super::tokens::{Token, attributes};

/// The words of a field before they are made safe.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Words {
    Plain(String),
    Html(String),
}

/// What a field's words are when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Escaped HTML: RSS descriptions.
    Html,
    /// Plain unless it looks like HTML: titles, and Atom without a type.
    Guess,
}

impl Words {
    /// Safe markup with absolute addresses.
    pub(super) fn markup(&self, base: &Base) -> String {
        match self {
            Self::Plain(text) => escape(text.trim()).into_owned(),
            Self::Html(html) => sanitise(html.trim(), base),
        }
    }

    /// One line of plain text.
    pub(super) fn line(&self) -> String {
        match self {
            Self::Plain(text) => collapse(text),
            Self::Html(html) => plain_line(html),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        let (Self::Plain(text) | Self::Html(text)) = self;
        text.trim().is_empty()
    }
}

/// The words inside a field.
pub(super) fn words(attribute_text: &str, inside: &[Token<'_>], habit: Habit) -> Words {
    let (mut kind, mut mode) = (None, None);
    for (name, value) in attributes(attribute_text) {
        match name {
            "type" => kind = Some(value.trim().to_ascii_lowercase()),
            "mode" => mode = Some(value.trim().to_ascii_lowercase()),
            _ => {}
        }
    }
    let kind = kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim());
    let nested = inside.iter().any(|token| matches!(token, Token::Open(_)));
    if nested {
        return Words::Html(inner_markup(inside, kind));
    }
    let text = text_of(inside);
    if mode.as_deref() == Some("base64") || kind.is_some_and(is_binary) {
        return from_base64(&text, kind);
    }
    match kind {
        Some("text") => Words::Plain(text),
        // Publishers write `text/plain` around markup as often as not.
        Some("text/plain") | None if habit == Habit::Guess => guess(text),
        Some("text/plain") => guess(text),
        _ => Words::Html(text),
    }
}

/// All text inside a field, references decoded, tags left out.
pub(super) fn text_of(inside: &[Token<'_>]) -> String {
    let mut text = String::new();
    for token in inside {
        match token {
            Token::Text(raw) => text.push_str(&decode_entities(raw)),
            Token::Cdata(raw) => text.push_str(raw),
            Token::Open(_) | Token::Close(_) => {}
        }
    }
    text
}

/// The texts inside a field's elements, one by one, references decoded.
pub(super) fn texts_of<'t>(inside: &'t [Token<'_>]) -> impl Iterator<Item = String> + 't {
    inside.iter().filter_map(|token| match token {
        Token::Text(raw) => Some(decode_entities(raw).into_owned()),
        Token::Cdata(raw) => Some((*raw).to_owned()),
        Token::Open(_) | Token::Close(_) => None,
    })
}

/// Markup written straight into the field, as a string again.
fn inner_markup(inside: &[Token<'_>], kind: Option<&str>) -> String {
    let xhtml = kind.is_some_and(|kind| kind.contains("xhtml") || kind.contains("xml"));
    let mut html = String::new();
    for token in inside {
        match token {
            // Already escaped once, which is what a string of HTML needs.
            Token::Cdata(raw) if xhtml => html.push_str(&escape(raw)),
            Token::Text(raw) | Token::Cdata(raw) => html.push_str(raw),
            Token::Open(tag) => {
                html.push('<');
                html.push_str(local(tag.name));
                html.push_str(tag.attributes);
                html.push_str(if tag.empty && is_void(local(tag.name)) { " />" } else { ">" });
                if tag.empty && !is_void(local(tag.name)) {
                    html.push_str("</");
                    html.push_str(local(tag.name));
                    html.push('>');
                }
            }
            Token::Close(name) => {
                html.push_str("</");
                html.push_str(local(name));
                html.push('>');
            }
        }
    }
    html
}

/// `xhtml:div` is `div`.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_void(name: &str) -> bool {
    [
        "br", "img", "hr", "input", "area", "base", "col", "embed", "link", "meta", "param", "source",
        "track", "wbr",
    ]
    .iter()
    .any(|void| name.eq_ignore_ascii_case(void))
}

/// Media types that XML can only hold as base64 (RFC 4287 section 4.1.3.3).
fn is_binary(kind: &str) -> bool {
    kind.contains('/')
        && !kind.starts_with("text/")
        && !kind.contains("xml")
        && !kind.contains("html")
        && !kind.contains("json")
}

fn from_base64(text: &str, kind: Option<&str>) -> Words {
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let engine = base64::engine::general_purpose::STANDARD;
    let decoded = engine.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match (decoded, kind) {
        (Some(text), Some("text" | "text/plain")) => Words::Plain(text),
        (Some(text), Some(kind)) if kind.contains("html") => Words::Html(text),
        (Some(text), _) => guess(text),
        // Nobody can read it, and it was never meant to be read.
        (None, Some(kind)) if is_binary(kind) => Words::Plain(String::new()),
        (None, _) => guess(text.to_owned()),
    }
}

fn guess(text: String) -> Words {
    if looks_like_html(&text) { Words::Html(text) } else { Words::Plain(text) }
}

/// Whether a text holds tags of HTML or character references.
fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    let tag = memchr::memchr_iter(b'<', bytes).any(|at| {
        let behind = &text[at + 1..];
        let behind = behind.strip_prefix('/').unwrap_or(behind);
        let length = behind.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
        let ends =
            behind.as_bytes().get(length).is_some_and(|b| matches!(b, b'>' | b'/' | b' ' | b'\n' | b'\t'));
        ends && is_html_name(&behind[..length])
    });
    tag || memchr::memchr_iter(b'&', bytes).any(|at| super::entities::reference(&text[at..]).is_some())
}

/// Whether an element is one of HTML's that occur in texts.
pub(super) fn is_html_name(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "a",
        "abbr",
        "address",
        "article",
        "b",
        "big",
        "blockquote",
        "br",
        "center",
        "cite",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "iframe",
        "img",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "script",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "tt",
        "u",
        "ul",
        "video",
        "wbr",
    ];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}
