//! Which vocabulary an element belongs to: by namespace address, by well-known prefix, or by being the default.

use super::tokens::Tag;

/// The vocabularies feeds are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, CDF, Atom, or no namespace: the words do not collide.
    Feed,
    /// Dublin Core, both sets.
    Dc,
    /// `content:encoded`.
    Content,
    Itunes,
    Media,
    /// `sy:updatePeriod`.
    Syndication,
    Rdf,
    Xhtml,
    /// News sitemaps.
    News,
    /// `yandex:full-text` and `turbo:content`.
    Yandex,
    /// A prefix that nobody declared and that no convention knows.
    Undeclared,
    Other,
}

/// By a part that only this vocabulary's addresses have, in any of the spellings feeds use.
const BY_ADDRESS: &[(&str, Space)] = &[
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/rss/", Space::Feed),
    ("purl.org/net/rss", Space::Feed),
    ("purl.org/atom/", Space::Feed),
    ("w3.org/2005/atom", Space::Feed),
    ("example.com/newformat", Space::Feed),
    ("my.netscape.com/", Space::Feed),
    ("channel.netscape.com/", Space::Feed),
    ("backend.userland.com/rss", Space::Feed),
    ("blogs.law.harvard.edu/tech/rss", Space::Feed),
    ("cyber.law.harvard.edu/rss", Space::Feed),
    ("rssnamespace.org/feedburner", Space::Other),
    ("purl.org/dc/", Space::Dc),
    ("itunes.com/dtds/podcast", Space::Itunes),
    ("itunes.com/dtd", Space::Itunes),
    ("google.com/schemas/play-podcasts", Space::Itunes),
    ("search.yahoo.com/mrss", Space::Media),
    ("w3.org/1999/02/22-rdf-syntax", Space::Rdf),
    ("google.com/schemas/sitemap-news", Space::News),
    ("w3.org/1999/xhtml", Space::Xhtml),
    ("news.yandex.ru", Space::Yandex),
    ("turbo.yandex.ru", Space::Yandex),
];

/// What a prefix nobody declared means, by convention.
const BY_PREFIX: &[(&str, Space)] = &[
    ("atom", Space::Feed),
    ("atom10", Space::Feed),
    ("atom03", Space::Feed),
    ("a10", Space::Feed),
    ("a", Space::Feed),
    ("rss", Space::Feed),
    ("dc", Space::Dc),
    ("dcterms", Space::Dc),
    ("content", Space::Content),
    ("itunes", Space::Itunes),
    ("googleplay", Space::Itunes),
    ("media", Space::Media),
    ("news", Space::News),
    ("sy", Space::Syndication),
    ("rdf", Space::Rdf),
    ("xhtml", Space::Xhtml),
    ("yandex", Space::Yandex),
    ("turbo", Space::Yandex),
];

/// The prefixes a document declared so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Spaces<'a> {
    declared: Vec<(&'a str, Space)>,
}

impl<'a> Spaces<'a> {
    /// Takes in the `xmlns:…` of a tag. Later declarations win; where they stand is not looked at, because damaged
    /// feeds declare late and nobody gives one prefix two meanings.
    pub(super) fn declare(&mut self, attributes: &'a str) {
        if !attributes.contains("xmlns") {
            return;
        }
        for (name, value) in super::attributes::attributes(attributes) {
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.declared.retain(|(known, _)| *known != prefix);
                // A document has a handful of prefixes; a thousand of them is an attack on this list.
                if self.declared.len() < 64 {
                    self.declared.push((prefix, space_of(value)));
                }
            }
        }
    }

    /// Takes the prefix of a root for a feed's own, whatever address it stands for.
    pub(super) fn adopt_root(&mut self, name: &'a str) {
        let Some((prefix, local)) = name.split_once(':') else { return };
        let is_root = matches!(Lower::of(local).as_str(), "rss" | "feed" | "channel" | "urlset");
        if is_root && matches!(self.resolve(name).0, Space::Other | Space::Undeclared) {
            self.declared.retain(|(known, _)| *known != prefix);
            self.declared.push((prefix, Space::Feed));
        }
    }

    /// Whether the prefix of a tag was declared, if it has one.
    pub(super) fn knows(&self, name: &str) -> bool {
        name.split_once(':').is_none_or(|(prefix, _)| {
            prefix == "xml" || self.declared.iter().any(|(known, _)| *known == prefix)
        })
    }

    /// The vocabulary and local name of a tag.
    pub(super) fn resolve<'n>(&self, name: &'n str) -> (Space, &'n str) {
        let Some((prefix, local)) = name.split_once(':') else { return (Space::Feed, name) };
        let declared = self.declared.iter().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        let unknown = if declared.is_some() { Space::Other } else { Space::Undeclared };
        // An address nobody knows is as often a wrong address as a vocabulary of its own.
        let declared = declared.filter(|space| *space != Space::Other || prefix.len() == 1);
        let by_convention = || {
            BY_PREFIX
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
                .map_or(unknown, |(_, s)| *s)
        };
        (declared.unwrap_or_else(by_convention), local)
    }
}

/// The vocabulary of a namespace address.
pub(super) fn space_of(address: &str) -> Space {
    let address = address.to_ascii_lowercase();
    BY_ADDRESS.iter().find(|(part, _)| address.contains(part)).map_or(Space::Other, |(_, space)| *space)
}

/// The default namespace a tag declares for itself and its content.
pub(super) fn default_space(attributes: &str) -> Option<Space> {
    if !attributes.contains("xmlns") {
        return None;
    }
    super::attributes::attributes(attributes)
        .find(|(name, _)| *name == "xmlns")
        .map(|(_, value)| space_of(value))
}

/// A local name in lower case without an allocation; names too long for it are nobody's words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lower {
    bytes: [u8; 24],
    length: usize,
}

impl Lower {
    pub(super) fn of(name: &str) -> Self {
        let mut lower = Self { bytes: [0; 24], length: 0 };
        if let Some(room) = lower.bytes.get_mut(..name.len()) {
            room.copy_from_slice(name.as_bytes());
            room.make_ascii_lowercase();
            lower.length = name.len();
        }
        lower
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or("")
    }
}

/// Fields that hold elements of their own with the names of other fields.
pub(super) fn holds_elements(name: &str) -> bool {
    matches!(
        name,
        "author"
            | "contributor"
            | "source"
            | "image"
            | "textinput"
            | "items"
            | "owner"
            | "cloud"
            | "skiphours"
            | "skipdays"
            | "creator"
            | "publisher"
            | "category"
            | "div"
            | "body"
            | "fullitem"
    )
}

/// Fields of one short text.
pub(super) fn is_leaf(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "link"
            | "guid"
            | "id"
            | "pubdate"
            | "published"
            | "updated"
            | "issued"
            | "modified"
            | "created"
            | "comments"
            | "language"
            | "ttl"
            | "date"
    )
}

/// HTML that stands between fields by mistake.
pub(super) fn is_stray(name: &str) -> bool {
    matches!(name, "br" | "hr" | "p" | "b" | "i" | "a" | "img" | "span" | "font" | "center" | "meta")
}

/// Elements of feeds that no HTML inside a text is likely to hold.
pub(super) fn never_markup(name: &str, tag: &Tag<'_>) -> bool {
    match name {
        "guid" | "pubdate" | "enclosure" | "lastbuilddate" | "updated" | "published" | "description"
        | "author" | "category" | "comments" | "issued" | "modified" | "title" | "id" => true,
        // HTML's link element speaks of style sheets and icons.
        "link" => {
            tag.attributes.trim().is_empty()
                || super::attributes::attributes(tag.attributes).any(|(name, value)| {
                    name == "rel" && matches!(value, "alternate" | "self" | "enclosure" | "via")
                })
        }
        _ => false,
    }
}
