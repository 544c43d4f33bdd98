//! What a document needed so that it could be read: each kind of repair in one sentence, with how often.

use super::attributes::swallows_name;
use super::names::{Space, Spaces};

/// The repairs of one document.
#[derive(Debug, Default)]
pub(super) struct Repairs<'a> {
    /// Tags that were missing or closed nothing.
    pub(super) tags: usize,
    /// Entries that stand behind the channel they belong to.
    pub(super) outside: usize,
    /// Roots behind the end of the first one.
    pub(super) more_roots: usize,
    /// Tags with attributes that have no quotes or the wrong ones.
    unquoted: usize,
    bare: usize,
    unknown: Seen<'a>,
    miswritten: Seen<'a>,
    undeclared: Seen<'a>,
    /// Prefixes that were not declared and are not usual either.
    strange: Seen<'a>,
}

/// How often something was seen, and how it was written first.
#[derive(Clone, Copy, Debug, Default)]
struct Seen<'a> {
    count: usize,
    first: &'a str,
}

impl<'a> Seen<'a> {
    fn see(&mut self, written: &'a str) {
        if self.count == 0 {
            self.first = written;
        }
        self.count += 1;
    }
}

impl<'a> Repairs<'a> {
    /// Looks at a text, or at the attributes of a tag, for what XML does not allow there.
    pub(super) fn text(&mut self, raw: &'a str) {
        for at in memchr::memchr_iter(b'&', raw.as_bytes()) {
            match reference(&raw[at + 1..]) {
                Reference::Known => {}
                Reference::OfHtml(length) => self.unknown.see(&raw[at..at + 1 + length]),
                Reference::No => self.bare += 1,
            }
        }
    }

    /// Looks at a container or a field; `spaces`: what was declared before it.
    pub(super) fn tag(&mut self, name: &'a str, attributes: &'a str, spaces: &Spaces<'a>) {
        if !spaces.knows(name)
            && let Some((prefix, _)) = name.split_once(':')
        {
            let is_usual = spaces.resolve(name).0 != Space::Undeclared;
            if is_usual { self.undeclared.see(prefix) } else { self.strange.see(prefix) }
        }
        if !attributes.is_empty() {
            self.unquoted += usize::from(unquoted(attributes));
            self.text(attributes);
        }
    }

    /// Looks at how the name of a feed's own element is written; CDF, whose root is a channel, writes capitals.
    pub(super) fn spelling(&mut self, written: &'a str, root: &str) {
        // Nearly all names are in small letters.
        let shouts = written.bytes().any(|b| b.is_ascii_uppercase());
        if !shouts && !written.ends_with("date") {
            return;
        }
        let local = written.rsplit(':').next().unwrap_or(written);
        let of_feed = matches!(written.split_once(':').map(|(prefix, _)| prefix), None | Some("atom" | "dc"));
        let is_wrong = of_feed && right(&local.to_ascii_lowercase()).is_some_and(|name| name != local);
        if is_wrong && !root.eq_ignore_ascii_case("channel") {
            self.miswritten.see(written);
        }
    }

    /// Looks at the tag that closes a field.
    pub(super) fn closing(&mut self, opened: &str, closed: &'a str) {
        if closed.is_empty() {
            self.tags += 1;
        } else if opened != closed {
            self.miswritten.see(closed);
        }
    }

    /// A sentence for each kind of repair that was made.
    pub(super) fn problems(&self) -> impl Iterator<Item = String> {
        let Self { unknown, miswritten, undeclared, strange, .. } = self;
        let (bare, unquoted, outside) = (self.bare, self.unquoted, self.outside);
        [
            (self.tags, format!("{} tags were missing or closed nothing", self.tags)),
            (bare, format!("{bare} times `&` where `&amp;` should stand")),
            (
                unknown.count,
                format!("{} references that XML does not know, such as `{}`", unknown.count, unknown.first),
            ),
            (
                miswritten.count,
                format!("{} tags in the wrong case, such as `<{}>`", miswritten.count, miswritten.first),
            ),
            (
                undeclared.count,
                format!("prefix `{}` was never declared: taken for what it usually means", undeclared.first),
            ),
            (
                strange.count,
                format!(
                    "prefix `{}` was never declared and is unknown: read as the feed's own where that is missing",
                    strange.first
                ),
            ),
            (unquoted, format!("{unquoted} tags with attributes without quotes, or with the wrong ones")),
            (outside, format!("{outside} entries stand outside of their channel: read as if inside")),
            (self.more_roots, "there is more than one feed in the document: read as one".to_owned()),
        ]
        .into_iter()
        .filter_map(|(count, problem)| (count > 0).then_some(problem))
    }
}

/// What follows an `&`.
enum Reference {
    /// A number, or one of XML's five names.
    Known,
    /// A name with this many bytes, its semicolon included.
    OfHtml(usize),
    No,
}

fn reference(behind: &str) -> Reference {
    // The longest name of HTML has 31 letters.
    let window = &behind.as_bytes()[..behind.len().min(34)];
    let Some(end) = window.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'#')) else {
        return Reference::No;
    };
    let name = &behind[..end];
    match (window[end], name) {
        (b';', "amp" | "lt" | "gt" | "quot" | "apos") => Reference::Known,
        (b';', _) if is_number(name) => Reference::Known,
        (b';', _) if !name.is_empty() && !name.contains('#') => Reference::OfHtml(end + 1),
        _ => Reference::No,
    }
}

fn is_number(name: &str) -> bool {
    let Some(digits) = name.strip_prefix('#') else { return false };
    match digits.strip_prefix('x') {
        Some(hex) => !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// Whether a value stands without quotes, or with those of typesetters.
fn unquoted(attributes: &str) -> bool {
    let mut rest = attributes;
    while let Some((_, value)) = rest.split_once('=') {
        let value = value.trim_ascii_start();
        let Some(quote) = value.bytes().next().filter(|b| matches!(b, b'"' | b'\'')) else { return true };
        let inside = &value[1..];
        let Some(end) = memchr::memchr(quote, inside.as_bytes()) else { return false };
        rest = &inside[end + 1..];
        if swallows_name(&inside[..end], rest).is_some() {
            return true;
        }
    }
    false
}

/// How the name of a well-known element is written, by its small letters.
fn right(lower: &str) -> Option<&'static str> {
    const NAMES: [&str; 22] = [
        "author",
        "category",
        "channel",
        "content",
        "copyright",
        "creator",
        "date",
        "description",
        "enclosure",
        "entry",
        "feed",
        "generator",
        "guid",
        "id",
        "item",
        "language",
        "link",
        "published",
        "rss",
        "summary",
        "title",
        "updated",
    ];
    match lower {
        "pubdate" => Some("pubDate"),
        "lastbuilddate" => Some("lastBuildDate"),
        _ => NAMES.into_iter().find(|name| *name == lower),
    }
}
