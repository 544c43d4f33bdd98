//! The feeds of the demo's press, in the three forms that publishers use.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::press::{FeedFormat, Publication};
use crate::model::Timestamp;

/// What a feed says of one article.
pub(super) struct Entry<'a> {
    pub(super) link: String,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) author: &'a str,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
}

/// A publication's feed, with its content type.
pub(super) fn write(
    publication: &Publication,
    base: &str,
    built: Timestamp,
    entries: &[Entry<'_>],
) -> (String, &'static str) {
    match publication.feed {
        FeedFormat::Rss => (rss(publication, base, built, entries), "application/rss+xml; charset=utf-8"),
        FeedFormat::Atom => (atom(publication, base, built, entries), "application/atom+xml; charset=utf-8"),
        FeedFormat::Rdf => (rdf(publication, base, entries), "application/rdf+xml; charset=utf-8"),
    }
}

fn rss(publication: &Publication, base: &str, built: Timestamp, entries: &[Entry<'_>]) -> String {
    let mut items = String::new();
    for entry in entries {
        let _ = writeln!(
            items,
            "<item><title>{}</title><link>{link}</link><guid isPermaLink=\"true\">{link}</guid>\
             <dc:creator>{}</dc:creator><pubDate>{}</pubDate><description>{}</description></item>",
            escape(entry.title),
            escape(entry.author),
            entry.published.to_utc().to_rfc2822(),
            escape(entry.summary),
            link = escape(&*entry.link),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{}</title>\
         <link>{base}/</link><description>{}</description><language>{}</language>\
         <lastBuildDate>{}</lastBuildDate>\n{items}</channel></rss>\n",
        escape(&*publication.name),
        escape(&*publication.name),
        publication.language,
        built.to_utc().to_rfc2822(),
    )
}

fn atom(publication: &Publication, base: &str, built: Timestamp, entries: &[Entry<'_>]) -> String {
    let mut items = String::new();
    for entry in entries {
        let _ = writeln!(
            items,
            "<entry><id>{link}</id><title>{}</title><link rel=\"alternate\" href=\"{link}\"/>\
             <author><name>{}</name></author><published>{}</published><updated>{}</updated>\
             <summary>{}</summary></entry>",
            escape(entry.title),
            escape(entry.author),
            entry.published,
            entry.updated,
            escape(entry.summary),
            link = escape(&*entry.link),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>{base}/</id><title>{}</title>\
         <link href=\"{base}/\"/><link rel=\"self\" href=\"{base}/feed\"/><updated>{built}</updated>\n{items}</feed>\n",
        publication.language,
        escape(&*publication.name),
    )
}

fn rdf(publication: &Publication, base: &str, entries: &[Entry<'_>]) -> String {
    let (mut list, mut items) = (String::new(), String::new());
    for entry in entries {
        let link = escape(&*entry.link);
        let _ = write!(list, "<rdf:li rdf:resource=\"{link}\"/>");
        let _ = writeln!(
            items,
            "<item rdf:about=\"{link}\"><title>{}</title><link>{link}</link><dc:creator>{}</dc:creator>\
             <dc:date>{}</dc:date><description>{}</description></item>",
            escape(entry.title),
            escape(entry.author),
            entry.published,
            escape(entry.summary),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"{base}/\"><title>{}</title>\
         <link>{base}/</link><description>{}</description><dc:language>{}</dc:language>\
         <items><rdf:Seq>{list}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n",
        escape(&*publication.name),
        escape(&*publication.name),
        publication.language,
    )
}
