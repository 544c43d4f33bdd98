//! `Link` headers (RFC 8288), and the hubs that they or a feed name (W3C WebSub section 4).

use url::Url;

use crate::model::is_web_address;

/// More links than this in one field are noise.
const MOST_LINKS: usize = 100;
/// Hubs of one feed; a publisher names one or two.
const MOST_HUBS: usize = 8;

/// One link of a `Link` header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// As written: relative to what was asked for.
    pub target: String,
    /// The relations, in lower case.
    pub rel: Vec<String>,
    /// The `type` attribute.
    pub media_type: Option<String>,
    /// The `title` attribute.
    pub title: Option<String>,
}

impl Link {
    /// Whether the link has a relation.
    #[must_use]
    pub fn is(&self, rel: &str) -> bool {
        self.rel.iter().any(|known| known == rel)
    }
}

/// Who pushes a feed, and under which address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hubs {
    /// `rel="hub"`, absolute, in order.
    pub hubs: Vec<String>,
    /// `rel="self"`, absolute: the topic a subscriber asks for.
    pub topic: Option<String>,
}

impl Hubs {
    /// Takes a link with these relations, separated by white space.
    pub(super) fn add(&mut self, rel: &str, address: &str) {
        for rel in rel.split_ascii_whitespace() {
            if rel.eq_ignore_ascii_case("hub") {
                self.hub(address.to_owned());
            } else if rel.eq_ignore_ascii_case("self") && self.topic.is_none() {
                self.topic = is_web_address(address).then(|| address.to_owned());
            }
        }
    }

    /// Takes a hub's address.
    pub(super) fn hub(&mut self, address: String) {
        if is_web_address(&address) && self.hubs.len() < MOST_HUBS && !self.hubs.contains(&address) {
            self.hubs.push(address);
        }
    }

    /// These where they name a hub, else `other`: headers come before the feed. A missing address is taken from the other.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        if self.hubs.is_empty() {
            Self { hubs: other.hubs.clone(), topic: self.topic.or_else(|| other.topic.clone()) }
        } else {
            Self { hubs: self.hubs, topic: self.topic.or_else(|| other.topic.clone()) }
        }
    }
}

/// What links say of hubs; relative ones are relative to `base`.
#[must_use]
pub fn hubs_of(links: &[Link], base: &Url) -> Hubs {
    let mut hubs = Hubs::default();
    for link in links {
        if let Ok(address) = base.join(&link.target) {
            hubs.add(&link.rel.join(" "), address.as_str());
        }
    }
    hubs
}

/// Reads one `Link` field (RFC 8288 section 3); what is no link in it is passed over.
///
/// ```
/// let links = vigie::feed::read_links(r#"<https://hub.example/>; rel="hub", </rss>; rel=self; title="News, all""#);
/// assert_eq!((links[0].target.as_str(), links[0].is("hub")), ("https://hub.example/", true));
/// assert_eq!(links[1].title.as_deref(), Some("News, all"));
/// ```
#[must_use]
pub fn read_links(field: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = field;
    while let Some(start) = rest.find('<').filter(|_| links.len() < MOST_LINKS) {
        let Some(length) = rest[start..].find('>') else { break };
        let target = rest[start + 1..start + length].trim().to_owned();
        rest = &rest[start + length + 1..];
        let mut link = Link { target, ..Link::default() };
        while let Some((name, value, after)) = parameter(rest) {
            rest = after;
            match name.to_ascii_lowercase().as_str() {
                // Only the first counts (section 3.3).
                "rel" if link.rel.is_empty() => {
                    link.rel = value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
                }
                "type" if link.media_type.is_none() => link.media_type = Some(value),
                "title" if link.title.is_none() => link.title = Some(value),
                _ => {}
            }
        }
        links.push(link);
    }
    links
}

/// The next `; name=value` of a link; `None` at its end.
fn parameter(rest: &str) -> Option<(&str, String, &str)> {
    let rest = rest.trim_start().strip_prefix(';')?.trim_start();
    let end = rest.find(['=', ';', ',']).unwrap_or(rest.len());
    let name = rest[..end].trim();
    let Some(value) = rest[end..].strip_prefix('=').map(str::trim_start) else {
        return Some((name, String::new(), &rest[end..]));
    };
    let Some(quoted) = value.strip_prefix('"') else {
        let end = value.find([';', ',']).unwrap_or(value.len());
        return Some((name, value[..end].trim().to_owned(), &value[end..]));
    };
    let (mut text, mut escaped) = (String::new(), false);
    for (at, c) in quoted.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((name, text, &quoted[at + 1..])),
            c => {
                text.push(c);
                escaped = false;
            }
        }
    }
    Some((name, text, ""))
}
