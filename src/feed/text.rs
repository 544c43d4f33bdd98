//! What a field says in words: plain text or markup, whatever way it was wrapped.

use std::borrow::Cow;

use base64::Engine as _;

use super::attributes::attributes;
use super::base::Base;
use super::entities::{decode_entities, decode_where};
use super::escape::escape;
use super::html::{is_html_name, is_void};
use super::plain::{collapse, plain_line};
use super::sanitise::sanitise;
use super::tokens::Token;

/// The words of a field before they are made safe.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Words<'a> {
    Plain(Cow<'a, str>),
    Html(Cow<'a, str>),
}

/// What a field's words are when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Escaped HTML: RSS descriptions.
    Html,
    /// Plain unless it looks like HTML: titles, and Atom without a type.
    Guess,
}

impl Words<'_> {
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
pub(super) fn words<'a>(attribute_text: &str, inside: &[Token<'a>], habit: Habit) -> Words<'a> {
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
        return Words::Html(inner_markup(inside, kind).into());
    }
    let text = unwrapped(text_of(inside));
    if mode.as_deref() == Some("base64") || kind.is_some_and(is_binary) {
        return from_base64(&text, kind);
    }
    match kind {
        Some("text") => Words::Plain(letters_in_words(text)),
        // Publishers write `text/plain` around markup as often as not.
        Some("text/plain") | None if habit == Habit::Guess => guess(text),
        Some("text/plain") => guess(text),
        _ => Words::Html(text),
    }
}

/// All text inside a field, references decoded, tags left out; white space around a CDATA section does not count.
pub(super) fn text_of<'a>(inside: &[Token<'a>]) -> Cow<'a, str> {
    let is_blank = |token: &Token<'_>| matches!(token, Token::Text(raw) if raw.trim_ascii().is_empty());
    let start = inside.iter().position(|token| !is_blank(token)).unwrap_or(inside.len());
    let end = inside.iter().rposition(|token| !is_blank(token)).map_or(start, |last| last + 1);
    match inside[start..end] {
        [] => Cow::Borrowed(""),
        [Token::Text(raw)] => decode_entities(raw),
        [Token::Cdata(raw)] => Cow::Borrowed(raw),
        ref pieces => {
            let mut text = String::new();
            for token in pieces {
                match token {
                    Token::Text(raw) => text.push_str(&decode_entities(raw)),
                    Token::Cdata(raw) => text.push_str(raw),
                    Token::Open(_) | Token::Close(_) => {}
                }
            }
            Cow::Owned(text)
        }
    }
}

/// Text out of a CDATA section that was itself wrapped or escaped as text, or lost its first angle.
fn unwrapped(text: Cow<'_, str>) -> Cow<'_, str> {
    const START: &str = "![CDATA[";
    let section = text.trim_start();
    let section = section.strip_prefix('<').unwrap_or(section);
    let starts = section.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START));
    if !starts {
        return text;
    }
    let inside = section[START.len()..].trim_end();
    Cow::Owned(inside.strip_suffix("]]>").unwrap_or(inside).to_owned())
}

/// Plain text in which letters of words stand as references, escaped once too often: `f&uuml;r`. A reference on its own may be what
/// the text is about.
fn letters_in_words(text: Cow<'_, str>) -> Cow<'_, str> {
    let decoded = decode_where(&text, |before, (c, second, length), rest| {
        let (written, behind) = rest.split_at(length);
        let is_letter = second.is_none() && c.is_some_and(char::is_alphabetic) && written.ends_with(';');
        is_letter && (before.ends_with(char::is_alphabetic) || behind.starts_with(char::is_alphabetic))
    });
    match decoded {
        Cow::Borrowed(_) => text,
        Cow::Owned(decoded) => Cow::Owned(decoded),
    }
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

/// Media types that XML can only hold as base64 (RFC 4287 section 4.1.3.3).
fn is_binary(kind: &str) -> bool {
    kind.contains('/')
        && !kind.starts_with("text/")
        && !kind.contains("xml")
        && !kind.contains("html")
        && !kind.contains("json")
}

fn from_base64(text: &str, kind: Option<&str>) -> Words<'static> {
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let engine = base64::engine::general_purpose::STANDARD;
    let decoded = engine.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match (decoded, kind) {
        (Some(text), Some("text" | "text/plain")) => Words::Plain(text.into()),
        (Some(text), Some(kind)) if kind.contains("html") => Words::Html(text.into()),
        (Some(text), _) => guess(text.into()),
        // Nobody can read it, and it was never meant to be read.
        (None, Some(kind)) if is_binary(kind) => Words::Plain(Cow::Borrowed("")),
        (None, _) => guess(text.to_owned().into()),
    }
}

fn guess(text: Cow<'_, str>) -> Words<'_> {
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
