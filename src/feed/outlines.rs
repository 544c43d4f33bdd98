//! Lists of feeds as other programs write them, read forgivingly; and ours, written well-formed.

use std::fmt::Write as _;

use super::attributes::attributes;
use super::decode::decode;
use super::entities::decode_entities;
use super::opml::OpmlFeed;
use super::tokens::{Tag, Token, Tokens};

/// Folders deeper than this add no group.
const MAX_DEPTH: usize = 64;
/// More feeds than any newsroom reads: a file that went astray.
const MAX_FEEDS: usize = 100_000;
/// Problems told of one list.
const MAX_PROBLEMS: usize = 200;

/// A list of feeds as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpmlList {
    /// `<title>` of its head.
    pub title: Option<String>,
    /// In the list's order.
    pub feeds: Vec<OpmlFeed>,
    /// What was odd, a sentence each, at most 200.
    pub problems: Vec<String>,
    /// Outlines that are neither feed nor folder, at most 200.
    pub left_out: Vec<LeftOut>,
}

/// An outline that names something else than a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is called.
    pub title: String,
    /// What it is.
    pub why: &'static str,
}

/// Reads an OPML file of any make: any charset, HTML's entities, tags in capitals, tags never closed, a list escaped
/// as text; `category` paths are groups as folders are.
///
/// # Errors
/// There is no `<outline>` in it; the sentence says so.
pub fn read_any_opml(bytes: &[u8]) -> Result<OpmlList, String> {
    let mut list = OpmlList::default();
    let text = decode(bytes, None, &mut list.problems).text;
    let has = |text: &str, tag: &str| {
        let bytes = text.as_bytes();
        bytes.windows(tag.len()).any(|found| found.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let unescaped;
    let text: &str = if !has(&text, "<outline") && has(&text, "&lt;outline") {
        list.problems.push("the whole list was escaped as text".to_owned());
        unescaped = decode_entities(&text).into_owned();
        &unescaped
    } else {
        &text
    };
    if !has(text, "<outline") && !has(text, "<opml") {
        return Err("not a list of feeds: there is no `<outline>` in it".to_owned());
    }
    Reading { list: &mut list, open: Vec::new(), in_title: false }.read(text);
    list.problems.truncate(MAX_PROBLEMS);
    list.left_out.truncate(MAX_PROBLEMS);
    Ok(list)
}

struct Reading<'l> {
    list: &'l mut OpmlList,
    /// Names of the open outlines; `None` for a feed.
    open: Vec<Option<String>>,
    in_title: bool,
}

impl Reading<'_> {
    fn read(mut self, text: &str) {
        let mut tokens = Tokens::new(text);
        loop {
            let at = tokens.position();
            match tokens.next() {
                Some(Token::Open(tag)) if is(tag.name, "outline") => self.outline(&tag, at),
                Some(Token::Open(tag)) => self.in_title = is(tag.name, "title") && !tag.empty,
                Some(Token::Close(name)) if is(name, "outline") => {
                    self.open.pop();
                }
                Some(Token::Close(_)) => self.in_title = false,
                Some(Token::Text(text)) if self.in_title => self.title(&decode_entities(text)),
                Some(Token::Cdata(text)) if self.in_title => self.title(text),
                Some(Token::Text(_) | Token::Cdata(_)) => {}
                None => break,
            }
            if self.list.feeds.len() >= MAX_FEEDS {
                self.list.problems.push(format!("only the first {MAX_FEEDS} feeds are read"));
                break;
            }
        }
        if tokens.cut_off {
            self.list.problems.push("the list ends inside a tag: feeds may be missing".to_owned());
        }
    }

    fn title(&mut self, text: &str) {
        let text = tidy(text);
        if !text.is_empty() && self.list.title.is_none() {
            self.list.title = Some(text);
        }
    }

    fn outline(&mut self, tag: &Tag<'_>, offset: usize) {
        let value = |wanted: &str| {
            let found = attributes(tag.attributes).find(|(name, _)| is(name, wanted));
            found.map(|(_, value)| tidy(&decode_entities(value))).filter(|value| !value.is_empty())
        };
        let name = value("title").or_else(|| value("text"));
        let url = value("xmlUrl").or_else(|| value("url").filter(|_| is_feed(value("type").as_deref())));
        let folder = match (url, name) {
            (Some(url), name) => {
                let mut groups: Vec<String> = self.open.iter().take(MAX_DEPTH).flatten().cloned().collect();
                for group in value("category").iter().flat_map(|paths| paths.split([',', '/'])).map(str::trim)
                {
                    if !group.is_empty()
                        && groups.len() < MAX_DEPTH
                        && groups.iter().all(|known| known != group)
                    {
                        groups.push(group.to_owned());
                    }
                }
                self.list.feeds.push(OpmlFeed {
                    title: name.unwrap_or_else(|| url.clone()),
                    url,
                    site: value("htmlUrl"),
                    language: value("language"),
                    country: value("country"),
                    groups,
                    offset,
                });
                None
            }
            (None, name) => {
                let kind = value("type");
                // What holds others is a folder, whatever else it names.
                let names = tag.empty && ["url", "htmlUrl"].iter().any(|key| value(key).is_some());
                let why = match kind.as_deref().map(str::to_ascii_lowercase).as_deref() {
                    kind if is_feed(kind) => Some("it has no `xmlUrl`"),
                    Some("include") => Some("it names another list: import that one, too"),
                    _ if names => Some("it names a page, no feed: `vigie feed discover` looks for its feed"),
                    _ => None,
                };
                if let Some(why) = why {
                    let title = name.clone().or_else(|| value("url")).unwrap_or_default();
                    self.list.left_out.push(LeftOut { title, why });
                }
                name.filter(|_| !is_feed(kind.as_deref()))
            }
        };
        // Lists that never close an outline would nest without end.
        if !tag.empty && self.open.len() < 4 * MAX_DEPTH {
            self.open.push(folder);
        }
    }
}

fn is(name: &str, wanted: &str) -> bool {
    name.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

fn is_feed(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| {
        ["rss", "atom", "feed", "rdf", "pie"].iter().any(|known| kind.eq_ignore_ascii_case(known))
    })
}

/// One line without controls.
fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A folder with its feeds and folders, in the order they were met.
#[derive(Default)]
struct Folder<'f> {
    feeds: Vec<&'f OpmlFeed>,
    folders: Vec<(&'f str, Folder<'f>)>,
}

/// Writes OPML 2.0: groups as nested folders, `language` and `country` beside the usual attributes.
#[must_use]
pub fn write_opml(title: &str, feeds: &[OpmlFeed]) -> String {
    let mut root = Folder::default();
    for feed in feeds {
        let mut folder = &mut root;
        for group in feed.groups.iter().take(MAX_DEPTH) {
            let at = folder.folders.iter().position(|(name, _)| name == group).unwrap_or_else(|| {
                folder.folders.push((group, Folder::default()));
                folder.folders.len() - 1
            });
            folder = &mut folder.folders[at].1;
        }
        folder.feeds.push(feed);
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(xml, "  <head>\n    <title>{}</title>\n  </head>\n  <body>", escaped(title));
    write_folder(&mut xml, &root, 2);
    xml + "  </body>\n</opml>\n"
}

/// At most [`MAX_DEPTH`] deep.
fn write_folder(xml: &mut String, folder: &Folder<'_>, depth: usize) {
    let indent = "  ".repeat(depth);
    for feed in &folder.feeds {
        let title = escaped(&feed.title);
        let _ = write!(
            xml,
            "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
            escaped(&feed.url)
        );
        for (name, value) in
            [("htmlUrl", &feed.site), ("language", &feed.language), ("country", &feed.country)]
        {
            if let Some(value) = value {
                let _ = write!(xml, " {name}=\"{}\"", escaped(value));
            }
        }
        xml.push_str("/>\n");
    }
    for (name, inner) in &folder.folders {
        let name = escaped(name);
        let _ = writeln!(xml, "{indent}<outline text=\"{name}\" title=\"{name}\">");
        write_folder(xml, inner, depth + 1);
        let _ = writeln!(xml, "{indent}</outline>");
    }
}

fn escaped(text: &str) -> String {
    tidy(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
