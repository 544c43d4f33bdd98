//! Foreign markup made safe: known harmless tags, absolute addresses, nothing that runs.
//!
//! Most of what feeds hold are paragraphs, links and pictures; those are rewritten here in one pass. The first
//! tag beyond them hands the whole text to ammonia, after a check that its nesting will not cost quadratic time.

use std::borrow::Cow;

use url::Url;

use super::entities::decode_entities;
use super::plain::plain_text;
use super::tokens::{Token, Tokens, attributes};

/// Deeper markup becomes plain text: 389 kB of nested tags cost an HTML parser half a minute.
const MAX_DEPTH: usize = 100;
/// More tags than any article has.
const MAX_TAGS: usize = 20_000;

/// What relative addresses are relative to.
#[derive(Clone, Debug, Default)]
pub(super) struct Base(Option<Url>);

impl Base {
    pub(super) fn new(url: Option<Url>) -> Self {
        Self(url.filter(|url| !url.cannot_be_a_base()))
    }

    /// The base below this one, as `xml:base` gives it; one that cannot be used changes nothing.
    pub(super) fn below(&self, address: &str) -> Self {
        let address = decode_entities(address.trim());
        let joined = match &self.0 {
            Some(base) => base.join(&address).ok(),
            None => Url::parse(&address).ok(),
        };
        joined
            .filter(|url| matches!(url.scheme(), "http" | "https" | "ftp"))
            .map_or_else(|| self.clone(), |url| Self::new(Some(url)))
    }

    pub(super) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// An absolute address where that can be told; what is no address at all stays as it stands.
    pub(super) fn absolute(&self, address: &str) -> String {
        let address = address.trim();
        match (&self.0, has_scheme(address)) {
            (_, true) | (None, false) => address.to_owned(),
            (Some(base), false) => base.join(address).map_or_else(|_| address.to_owned(), Into::into),
        }
    }
}

/// Whether an address begins with a scheme (RFC 3986 section 3.1).
fn has_scheme(address: &str) -> bool {
    let Some(colon) = address.find(':') else { return false };
    let scheme = &address.as_bytes()[..colon];
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Text as markup.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push_escaped(&mut out, text);
    Cow::Owned(out)
}

fn push_escaped(to: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"')) {
        to.push_str(&rest[..at]);
        to.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    to.push_str(rest);
}

/// Safe markup with absolute addresses.
pub(super) fn sanitise(html: &str, base: &Base) -> String {
    if memchr::memchr(b'<', html.as_bytes()).is_none() {
        return escape(&decode_entities(html)).into_owned();
    }
    match simple(html, base) {
        Simple::Done(markup) => markup,
        Simple::TooDeep => escape(&plain_text(html)).into_owned(),
        Simple::Beyond if too_deep(html) => escape(&plain_text(html)).into_owned(),
        Simple::Beyond => by_ammonia(html, base),
    }
}

/// Elements whose inside is no text for people, wherever they stand.
const RUNS: &[&str] = &["script", "style", "foreignobject", "annotation-xml"];

enum Simple {
    Done(String),
    /// A tag this pass does not know.
    Beyond,
    TooDeep,
}

/// Harmless elements in any place and order: no raw text, no foreign content, no tables.
const HARMLESS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];
/// Elements that are taken off while their words stay.
const TRANSPARENT: &[&str] =
    &["article", "center", "font", "section", "header", "footer", "main", "nobr", "wbr", "big", "tt"];

fn simple(html: &str, base: &Base) -> Simple {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<&'static str> = Vec::new();
    let mut tokens = Tokens::new(html);
    let mut foreign: Option<&'static str> = None;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => push_escaped(&mut out, &decode_entities(raw)),
            // Of formulas and drawings the words stay.
            Token::Open(tag) if foreign.is_some() && known(tag.name, RUNS).is_none() => {}
            Token::Close(name) if foreign.is_some() => {
                foreign = foreign.filter(|open| !open.eq_ignore_ascii_case(name));
            }
            // In HTML a CDATA section is a comment; in feeds it is text that was wrapped once more.
            Token::Cdata(_) => return Simple::Beyond,
            Token::Open(tag) => {
                let Some(name) = known(tag.name, HARMLESS) else {
                    if known(tag.name, TRANSPARENT).is_some() {
                        continue;
                    }
                    foreign = known(tag.name, &["svg", "math"]);
                    if foreign.is_some() && !tag.empty {
                        continue;
                    }
                    return Simple::Beyond;
                };
                push_tag(&mut out, name, tag.attributes, base);
                if matches!(name, "br" | "hr" | "img") {
                    continue;
                }
                if open.len() >= MAX_DEPTH {
                    return Simple::TooDeep;
                }
                open.push(name);
            }
            Token::Close(name) => {
                let Some(place) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) else {
                    continue;
                };
                close_to(&mut out, &mut open, place);
            }
        }
    }
    close_to(&mut out, &mut open, 0);
    Simple::Done(out)
}

fn known(name: &str, list: &[&'static str]) -> Option<&'static str> {
    list.iter().find(|known| name.eq_ignore_ascii_case(known)).copied()
}

fn close_to(out: &mut String, open: &mut Vec<&'static str>, place: usize) {
    for name in open.drain(place..).rev() {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

fn push_tag(out: &mut String, name: &'static str, raw: &str, base: &Base) {
    out.push('<');
    out.push_str(name);
    for (attribute, value) in attributes(raw) {
        let attribute = match (name, attribute.to_ascii_lowercase().as_str()) {
            ("a", "href") => "href",
            ("img", "src") => "src",
            ("img", "alt") => "alt",
            ("img", "width") => "width",
            ("img", "height") => "height",
            (_, "title") => "title",
            (_, "lang") => "lang",
            _ => continue,
        };
        let value = decode_entities(value);
        let value = if matches!(attribute, "href" | "src") {
            let Some(address) = safe_address(&value, base) else { continue };
            Cow::Owned(address)
        } else {
            value
        };
        out.push(' ');
        out.push_str(attribute);
        out.push_str("=\"");
        push_escaped(out, &value);
        out.push('"');
    }
    out.push('>');
}

/// An address that runs nothing when it is followed.
fn safe_address(value: &str, base: &Base) -> Option<String> {
    // Browsers ignore white space and controls inside a scheme, so that `java\nscript:` runs.
    let address: String = value.trim().chars().filter(|c| !c.is_control()).collect();
    let absolute = base.absolute(&address);
    let scheme = absolute.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if has_scheme(&absolute) {
        return matches!(
            scheme.as_str(),
            "http" | "https" | "mailto" | "tel" | "ftp" | "news" | "xmpp" | "irc"
        )
        .then_some(absolute);
    }
    // Without a known base a path is harmless; anything with a colon before its first slash is not trusted.
    (!absolute.split(['/', '?', '#']).next().unwrap_or_default().contains(':')).then_some(absolute)
}

/// Whether markup nests, crosses or repeats so much that parsing it as a browser does would take too long.
fn too_deep(html: &str) -> bool {
    let (mut tags, mut crossed) = (0_usize, 0_usize);
    let mut open: Vec<&str> = Vec::new();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(tag) => {
                tags += 1;
                if !is_void(tag.name) {
                    open.push(tag.name);
                }
            }
            Token::Close(name) => {
                if let Some(place) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
                    // Formatting that crosses other elements is taken apart and opened again, each time.
                    let is_formatting = |name: &&str| known(name, FORMATTING).is_some();
                    let inside = &open[place + 1..];
                    crossed += if is_formatting(&name) {
                        inside.len()
                    } else {
                        inside.iter().filter(|n| is_formatting(n)).count()
                    };
                    open.truncate(place);
                }
            }
            _ => {}
        }
        if open.len() > MAX_DEPTH * 2 || crossed > MAX_DEPTH || tags > MAX_TAGS {
            return true;
        }
    }
    false
}

/// What HTML parsers reopen after a block (HTML section 13.2.4.3).
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

fn is_void(name: &str) -> bool {
    known(
        name,
        &["br", "img", "hr", "input", "meta", "link", "area", "col", "embed", "param", "source", "wbr"],
    )
    .is_some()
}

fn by_ammonia(html: &str, base: &Base) -> String {
    let mut builder = ammonia::Builder::default();
    builder.link_rel(None);
    if let Some(url) = &base.0 {
        builder.url_relative(ammonia::UrlRelative::RewriteWithBase(url.clone()));
    }
    // A bare `&copy=3` is text to people and a sign to HTML parsers: what is no reference is escaped first.
    builder.clean(&escape_bare_ampersands(html)).to_string()
}

fn escape_bare_ampersands(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', html.as_bytes()) {
        if super::entities::reference(&html[at..]).is_none() {
            out.push_str(&html[done..at]);
            out.push_str("&amp;");
            done = at + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}
