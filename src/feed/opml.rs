//! Lists of feeds in OPML: the outlines with an `xmlUrl`, folders as groups.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A feed of an OPML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpmlFeed {
    /// `title` or `text`.
    pub title: String,
    /// `xmlUrl`.
    pub url: String,
    /// `htmlUrl`.
    pub site: Option<String>,
    /// `language`.
    pub language: Option<String>,
    /// `country` (own extension attribute).
    pub country: Option<String>,
    /// Folders it lies in, outermost first.
    pub groups: Vec<String>,
    /// Byte offset of its `<outline`, for diagnostics.
    pub offset: usize,
}

/// Folders deeper than this are nobody's order.
const MAX_DEPTH: usize = 64;

/// Reads the feeds of an OPML file; a mistake is a message and a byte offset.
///
/// Data only: no document type, no entities beyond XML's own and HTML's names.
///
/// # Errors
/// Not well-formed XML, or no `<opml>` root.
pub fn read_opml(text: &str) -> Result<Vec<OpmlFeed>, (String, usize)> {
    let text = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, text.len() - rest.len()));
    let (text, shift) = text;
    let mut reader = Reader::from_str(text);
    let mut outlines = Outlines::default();
    let mut rooted = false;
    loop {
        let at = position(&reader);
        let event = reader.read_event().map_err(|error| {
            let offset = usize::try_from(reader.error_position()).unwrap_or(0);
            (format!("not well-formed XML: {error}"), offset + shift)
        })?;
        match event {
            Event::Start(start) if !rooted => {
                root(&start).map_err(|message| (message, at + shift))?;
                rooted = true;
            }
            Event::Start(start) if is_outline(&start) => {
                let outline = outline(&start, text, at..position(&reader)).map_err(|m| (m, at + shift))?;
                if outlines.depth() >= MAX_DEPTH {
                    return Err((format!("folders nest deeper than {MAX_DEPTH}"), at + shift));
                }
                outlines.open(outline, at + shift);
            }
            Event::Empty(start) if is_outline(&start) => {
                let outline = outline(&start, text, at..position(&reader)).map_err(|m| (m, at + shift))?;
                outlines.open(outline, at + shift);
                outlines.close();
            }
            Event::End(end) if end.local_name().as_ref().eq_ignore_ascii_case("outline") => outlines.close(),
            Event::DocType(_) => return Err(("a document type is not read".to_owned(), at + shift)),
            Event::Eof if !rooted => return Err(("no `<opml>` root".to_owned(), at + shift)),
            Event::Eof => return Ok(outlines.feeds),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Outline {
    title: Option<String>,
    text: Option<String>,
    xml_url: Option<String>,
    html_url: Option<String>,
    language: Option<String>,
    country: Option<String>,
}

#[derive(Default)]
struct Outlines {
    feeds: Vec<OpmlFeed>,
    /// Names of the open outlines; a feed inside a feed lies in no folder of that name.
    open: Vec<Option<String>>,
}

impl Outlines {
    fn depth(&self) -> usize {
        self.open.len()
    }

    fn open(&mut self, outline: Outline, offset: usize) {
        let name = outline.title.or(outline.text).unwrap_or_default();
        if let Some(url) = outline.xml_url {
            let title = if name.is_empty() { url.clone() } else { name };
            self.feeds.push(OpmlFeed {
                title,
                url,
                site: outline.html_url,
                language: outline.language,
                country: outline.country,
                groups: self.open.iter().flatten().cloned().collect(),
                offset,
            });
            self.open.push(None);
        } else {
            self.open.push(Some(name).filter(|name| !name.is_empty()));
        }
    }

    fn close(&mut self) {
        self.open.pop();
    }
}

fn root(start: &BytesStart<'_>) -> Result<(), String> {
    if start.local_name().as_ref().eq_ignore_ascii_case("opml") {
        Ok(())
    } else {
        let name = start.name().as_ref().chars().take(40).collect::<String>();
        Err(format!("the root is `<{name}>`, not `<opml>`"))
    }
}

fn is_outline(start: &BytesStart<'_>) -> bool {
    start.local_name().as_ref().eq_ignore_ascii_case("outline")
}

fn outline(start: &BytesStart<'_>, text: &str, whole: Range<usize>) -> Result<Outline, String> {
    let mut outline = Outline::default();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| {
            let tag = text.get(whole.clone()).unwrap_or_default().chars().take(60).collect::<String>();
            format!("a bad attribute ({error}) in `{tag}`")
        })?;
        let value = super::entities::decode_entities(&attribute.value).trim().to_owned();
        if value.is_empty() {
            continue;
        }
        let field = match attribute.key.local_name().as_ref().to_ascii_lowercase().as_str() {
            "title" => &mut outline.title,
            "text" => &mut outline.text,
            "xmlurl" => &mut outline.xml_url,
            "htmlurl" => &mut outline.html_url,
            "language" => &mut outline.language,
            "country" => &mut outline.country,
            _ => continue,
        };
        *field = Some(value);
    }
    Ok(outline)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
