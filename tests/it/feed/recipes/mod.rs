//! Recipes of damage that are done to feeds in the wild, for any feed in UTF-8.

mod bytes;
mod documents;
mod extensions;
mod json;
mod servers;
mod tags;
mod texts;

use std::borrow::Cow;

/// One kind of damage.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// What was done.
    pub name: &'static str,
    /// What the server says of it.
    pub content_type: Option<&'static str>,
    apply: fn(&str) -> Vec<u8>,
}

impl Recipe {
    /// No damage at all.
    pub const NONE: Self = recipe("nothing", |text| text.as_bytes().to_vec());

    /// The damaged bytes; `None` where this feed has nothing that could be damaged so.
    pub fn damage(&self, text: &str) -> Option<Vec<u8>> {
        let json = text.trim_start().starts_with('{');
        if json && !self.name.starts_with("JSON") && !self.name.starts_with("bytes") {
            return None;
        }
        if !json && self.name.starts_with("JSON") {
            return None;
        }
        Some((self.apply)(text)).filter(|damaged| damaged != text.as_bytes())
    }
}

/// A recipe of which the server says nothing.
const fn recipe(name: &'static str, apply: fn(&str) -> Vec<u8>) -> Recipe {
    Recipe { name, content_type: None, apply }
}

const fn served(content_type: &'static str, name: &'static str, apply: fn(&str) -> Vec<u8>) -> Recipe {
    Recipe { name, content_type: Some(content_type), apply }
}

/// All recipes.
pub fn all() -> impl Iterator<Item = &'static Recipe> {
    bytes::RECIPES
        .iter()
        .chain(documents::RECIPES)
        .chain(tags::RECIPES)
        .chain(texts::RECIPES)
        .chain(servers::RECIPES)
        .chain(extensions::RECIPES)
        .chain(json::RECIPES)
}

fn with(text: &str, from: &str, to: &str) -> Vec<u8> {
    text.replace(from, to).into_bytes()
}

/// Rewrites the name, or anything else, at each `<` that begins a tag; `edit` gets the tag without its brackets.
fn each_tag(text: &str, mut edit: impl FnMut(&str) -> Cow<'_, str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map(|end| end + 3)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            rest.find('>').map(|end| end + 1)
        };
        let end = end.unwrap_or(rest.len());
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && rest[..end].ends_with('>');
        if is_tag {
            out.push('<');
            out.push_str(&edit(&rest[1..end - 1]));
            out.push('>');
        } else {
            out.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Rewrites what lies between tags, outside of CDATA sections, comments and instructions.
fn each_text(text: &str, mut edit: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let at = rest.find('<').unwrap_or(rest.len());
        out.push_str(&edit(&rest[..at]));
        rest = &rest[at..];
        if rest.is_empty() {
            return out;
        }
        let end = if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map(|end| end + 3)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            rest.find('>').map(|end| end + 1)
        };
        let end = end.unwrap_or(rest.len());
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
}

/// Leaves out every `step`th occurrence.
fn drop_some(text: &str, what: &str, step: usize) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    for (n, piece) in text.split(what).enumerate() {
        if n > 0 && n % step != 0 {
            out.push_str(what);
        }
        out.push_str(piece);
    }
    out.into_bytes()
}

/// Where the document's first own tag stands, behind declaration and comments.
fn root(text: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        at += found;
        if text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// Puts something in front of the document's first tag.
fn before_root(text: &str, what: &str) -> Vec<u8> {
    let (start, rest) = text.split_at(root(text));
    [start, what, rest].concat().into_bytes()
}

/// The end tags of entries, in whatever prefix and case.
fn entry_ends(text: &str) -> Vec<&str> {
    ["</item>", "</entry>", "</atom:entry>", "</ITEM>", "</url>"]
        .into_iter()
        .filter(|end| text.contains(end))
        .collect()
}

/// Replaces the ends of entries.
fn at_entry_ends(text: &str, to: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = text.to_owned();
    for end in entry_ends(text) {
        out = out.replace(end, &to(end));
    }
    out.into_bytes()
}

/// Edits the tags that begin entries.
fn at_entry_starts(text: &str, to: impl Fn(&str) -> String) -> Vec<u8> {
    ["<item>", "<entry>"]
        .into_iter()
        .fold(text.to_owned(), |text, start| text.replace(start, &to(start)))
        .into_bytes()
}
