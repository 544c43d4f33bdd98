//! Foreign markup made safe: known harmless tags, absolute addresses, nothing that runs.
//!
//! It is written anew, tag by tag, from what is known to be harmless; nothing of the original passes but text, which is
//! escaped, and the values of a few attributes, which are escaped and, where they are addresses, checked. No element
//! that changes how HTML is read (raw text, foreign content) is ever written, so that whatever reads the result sees
//! these tags and no others.

use std::borrow::Cow;

use super::attributes::attributes;
use super::base::{Base, has_scheme};
use super::entities::decode_entities;
use super::escape::{escape, push_escaped, push_escaped_value};
use super::html::{Element, element, ends_before};
use super::tokens::{Tag, Token, Tokens};

/// Tags nested deeper are taken off: no text needs them, and readers of HTML suffer from them.
const MAX_DEPTH: usize = 100;

/// Safe markup with absolute addresses.
pub(super) fn sanitise(html: &str, base: &Base) -> String {
    if memchr::memchr(b'<', html.as_bytes()).is_none() {
        let text = decode_entities(html);
        return match escape(&text) {
            Cow::Borrowed(_) => text.into_owned(),
            Cow::Owned(markup) => markup,
        };
    }
    let mut writer = Writer {
        out: String::with_capacity(html.len() + html.len() / 16),
        open: Vec::new(),
        beyond: 0,
        base,
    };
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => push_escaped(&mut writer.out, &decode_entities(raw)),
            // In HTML a CDATA section is a comment; in feeds it is text that was wrapped once more.
            Token::Cdata(raw) => push_escaped(&mut writer.out, raw),
            Token::Open(tag) => match element(tag.name) {
                Element::Kept(name) => writer.open(name, &tag),
                Element::Void(name) => writer.tag(name, tag.attributes),
                Element::Hidden if !tag.empty => tokens.skip_element(tag.name),
                Element::Hidden | Element::Transparent => {}
            },
            Token::Close(name) => {
                if let Element::Kept(name) = element(name) {
                    writer.close(name);
                }
            }
        }
    }
    writer.close_to(0);
    writer.out
}

struct Writer<'b> {
    out: String,
    open: Vec<&'static str>,
    /// Tags that were taken off because they stood too deep and are still open.
    beyond: usize,
    base: &'b Base,
}

impl Writer<'_> {
    fn open(&mut self, name: &'static str, tag: &Tag<'_>) {
        self.end_before(name);
        if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            return;
        }
        self.tag(name, tag.attributes);
        self.open.push(name);
    }

    /// Closes what an opening tag ends without saying so.
    fn end_before(&mut self, name: &str) {
        let (ended, walls) = ends_before(name);
        if ended.is_empty() || self.beyond > 0 {
            return;
        }
        let within = self.open.iter().rposition(|open| walls.contains(open)).map_or(0, |wall| wall + 1);
        if let Some(place) = self.open[within..].iter().position(|open| ended.contains(open)) {
            self.close_to(within + place);
        }
    }

    fn close(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(place) = self.open.iter().rposition(|open| *open == name) {
            self.close_to(place);
        }
    }

    fn close_to(&mut self, place: usize) {
        for name in self.open.drain(place..).rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    fn tag(&mut self, name: &'static str, raw: &str) {
        self.out.push('<');
        self.out.push_str(name);
        if raw.len() > 2 {
            self.attributes(name, raw);
        }
        self.out.push('>');
    }

    fn attributes(&mut self, name: &str, raw: &str) {
        let mut written: [&str; 6] = [""; 6];
        let mut count = 0;
        for (attribute, value) in attributes(raw) {
            let Some(attribute) = harmless(name, attribute) else { continue };
            // Of two attributes with one name readers of HTML take the first.
            if count == written.len() || written.contains(&attribute) {
                continue;
            }
            let value = decode_entities(value);
            let value = match attribute {
                "href" | "src" => match safe_address(&value, self.base) {
                    Some(address) => Cow::Owned(address),
                    None => continue,
                },
                _ => value,
            };
            written[count] = attribute;
            count += 1;
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            push_escaped_value(&mut self.out, &value);
            self.out.push('"');
        }
    }
}

/// The attributes that are kept.
fn harmless(element: &str, attribute: &str) -> Option<&'static str> {
    let is = |name: &str| attribute.eq_ignore_ascii_case(name);
    match element {
        "a" if is("href") => Some("href"),
        "img" if is("src") => Some("src"),
        "img" if is("alt") => Some("alt"),
        "img" if is("width") => Some("width"),
        "img" if is("height") => Some("height"),
        "td" | "th" if is("colspan") => Some("colspan"),
        "td" | "th" if is("rowspan") => Some("rowspan"),
        "ol" if is("start") => Some("start"),
        _ if is("title") => Some("title"),
        _ if is("lang") => Some("lang"),
        _ => None,
    }
}

/// An address that runs nothing when it is followed.
fn safe_address(value: &str, base: &Base) -> Option<String> {
    // Browsers ignore white space and controls inside a scheme, so that `java\nscript:` runs.
    let address: Cow<'_, str> = if value.bytes().any(|b| !(b' '..0x7f).contains(&b)) {
        value.trim().chars().filter(|c| !c.is_control()).collect::<String>().into()
    } else {
        value.trim().into()
    };
    let absolute = base.absolute(&address);
    if has_scheme(&absolute) {
        let scheme = absolute.split(':').next().unwrap_or_default();
        let harmless = ["http", "https", "mailto", "tel", "ftp", "news", "xmpp", "irc"];
        return harmless.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(absolute);
    }
    // Without a known base a path is harmless; anything with a colon before its first slash is not trusted.
    (!absolute.split(['/', '?', '#']).next().unwrap_or_default().contains(':')).then_some(absolute)
}
