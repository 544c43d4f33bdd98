//! Web pages that came where a feed was due: what is one, and the feed that one may be the frame of.

use super::entities::decode_entities;
use super::sniff::{beginning, is_blank};
use super::tokens::{Token, Tokens, find_close};
use super::types::ParsedFeed;

/// Whether a text is a web page, whatever it holds: HTML's frame comes before all elements of a feed.
pub(super) fn is_page(text: &str) -> bool {
    const FRAME: [&str; 4] = ["<!doctype html", "<html", "<head", "<body"];
    const OTHERS: [&str; 9] =
        ["<rss", "<feed", "<rdf", "<channel", "<urlset", "<opml", "<svg", "<item", "<entry"];
    let start = beginning(text);
    // What a string of JSON or of a script holds is no page's own.
    let start = &start[..start.find('{').unwrap_or(start.len())];
    let first = |tags: &[&str]| tags.iter().filter_map(|tag| start.find(tag)).min();
    first(&FRAME).is_some_and(|frame| first(&OTHERS).is_none_or(|other| frame < other))
}

/// Whether a feed that was read out of a web page is one: elements of pages have the same names, but no page writes headlines with
/// addresses into them.
pub(super) fn is_feed(feed: &ParsedFeed) -> bool {
    let is_titled = |title: Option<&str>| title.is_some() || feed.format.ends_with("sitemap");
    feed.entries
        .iter()
        .any(|entry| is_titled(entry.title.as_deref()) && (entry.link.is_some() || entry.id.is_some()))
}

/// A page without its scripts, templates and drawings, which hold data and patterns.
pub(super) fn without_code(page: &str) -> String {
    let mut tokens = Tokens::new(page);
    let (mut out, mut done) = (String::with_capacity(page.len()), 0);
    loop {
        let at = tokens.position();
        let Some(token) = tokens.next() else { break };
        if let Token::Open(tag) = token
            && !tag.empty
            && ["script", "style", "template", "noscript", "svg"]
                .iter()
                .any(|code| tag.name.eq_ignore_ascii_case(code))
        {
            out.push_str(&page[done..at]);
            tokens.skip_element(tag.name);
            done = tokens.position();
        }
    }
    out + &page[done..]
}

/// The document that a web page shows as all of its text, as browsers show what they do not know. Words before or behind it make it
/// an example.
pub(super) fn shown(page: &str) -> Option<String> {
    let mut tokens = Tokens::new(page);
    let (at, holder) = first_words(&mut tokens)?;
    let inside = &page[at..];
    let (document, behind) = inside.split_at(find_close(inside, holder).unwrap_or(inside.len()));
    let document = document.trim_matches(is_blank);
    let is_document = ["{", "[", "&lt;?xml", "&lt;rss", "&lt;feed", "&lt;rdf:RDF", "&lt;urlset"]
        .iter()
        .any(|start| document.starts_with(start));
    let is_all = || first_words(&mut Tokens::new(behind)).is_none();
    (is_document && is_all()).then(|| decode_entities(document).into_owned())
}

/// Where the first text begins that a page shows, and the name of the tag before it.
fn first_words<'a>(tokens: &mut Tokens<'a>) -> Option<(usize, &'a str)> {
    let mut holder = "body";
    loop {
        let at = tokens.position();
        match tokens.next()? {
            Token::Open(tag) if !tag.empty => {
                holder = tag.name;
                tokens.skip_element(tag.name);
            }
            Token::Text(text) if !text.trim_ascii().is_empty() => return Some((at, holder)),
            Token::Cdata(_) => return Some((at, holder)),
            _ => {}
        }
    }
}
