//! Atom 1.0 (RFC 4287).

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{FeedForm, Syndication, SyndicationEntry, language_tag};
use crate::model::{Language, Timestamp};

type Xml = Writer<Vec<u8>>;

pub(super) fn write(feed: &Syndication) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    document(&mut xml, feed).expect("memory takes what is written to it");
    xml.into_inner()
}

fn document(xml: &mut Xml, feed: &Syndication) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let mut attributes = vec![("xmlns", "http://www.w3.org/2005/Atom")];
    let language = language_tag(feed.language);
    attributes.extend(language.as_deref().map(|tag| ("xml:lang", tag)));
    xml.create_element("feed").with_attributes(attributes).write_inner_content(|xml| {
        text(xml, "id", &[], &feed.id)?;
        text(xml, "title", &[], &feed.title)?;
        text(xml, "subtitle", &[], &feed.about)?;
        text(xml, "updated", &[], &feed.updated.to_string())?;
        person(xml, &feed.newsroom)?;
        link(xml, "self", FeedForm::Atom.media_type(), &feed.address_as(FeedForm::Atom))?;
        link(xml, "alternate", FeedForm::Html.media_type(), &feed.address_as(FeedForm::Html))?;
        text(xml, "generator", &[("version", env!("CARGO_PKG_VERSION"))], "Vigie")?;
        feed.shown(FeedForm::Atom).try_for_each(|one| entry(xml, one))
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, entry: &SyndicationEntry) -> io::Result<()> {
    let language = language_tag(entry.language);
    let element = xml.create_element("entry");
    let element = match &language {
        Some(tag) => element.with_attribute(("xml:lang", tag.as_str())),
        // What is around it is in another language.
        None => element.with_attribute(("xml:lang", Language::UNDETERMINED.as_str())),
    };
    element.write_inner_content(|xml| {
        text(xml, "id", &[], &entry.id)?;
        text(xml, "title", &[], &entry.title)?;
        time(xml, "published", entry.published)?;
        time(xml, "updated", entry.updated)?;
        if let Some(author) = &entry.author {
            person(xml, author)?;
        }
        if let Some(url) = &entry.url {
            link(xml, "alternate", "text/html", url)?;
        }
        for (site, url) in &entry.related {
            let site = written(site);
            xml.create_element("link")
                .with_attributes([("rel", "related"), ("href", url.as_str()), ("title", &*site)])
                .write_empty()?;
        }
        for (name, title) in &entry.topics {
            let label = written(title);
            xml.create_element("category")
                .with_attributes([("term", name.as_str()), ("label", &*label)])
                .write_empty()?;
        }
        if !entry.summary.is_empty() {
            text(xml, "summary", &[], &entry.summary)?;
        }
        text(xml, "content", &[("type", "html")], &entry.content)
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], value: &str) -> io::Result<()> {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(&written(value))).map(drop)
}

fn time(xml: &mut Xml, name: &str, at: Timestamp) -> io::Result<()> {
    text(xml, name, &[], &at.to_string())
}

fn person(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", &[], name)).map(drop)
}

fn link(xml: &mut Xml, relation: &str, kind: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", relation), ("type", kind), ("href", href)])
        .write_empty()
        .map(drop)
}

/// The text without what no XML document may hold, escaped or not (XML 1.0 section 2.2).
fn written(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(allowed) { text.into() } else { text.chars().filter(|c| allowed(*c)).collect() }
}
