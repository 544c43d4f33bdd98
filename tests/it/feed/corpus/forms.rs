//! The forms feeds come in.

use std::fmt::Write as _;

use super::{Press, link};

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn rss(press: &Press, entries: usize, names: &str, fields: impl Fn(usize) -> String) -> String {
    let mut feed = format!(
        "{XML}<rss version=\"2.0\"{names}>\n<channel>\n<title>{}</title>\n<link>https://press.example/</link>\n\
         <description>{}</description>\n<language>{}</language>\n<ttl>30</ttl>\n",
        press.title, press.headlines[0], press.language
    );
    for n in 0..entries {
        write!(
            feed,
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid isPermaLink=\"false\">press-{n}</guid>\n\
             <pubDate>Thu, 11 Jun 2026 07:{:02}:00 GMT</pubDate>\n{}</item>\n",
            escaped(&press.headline(n)),
            escaped(&link(n)),
            n % 60,
            fields(n)
        )
        .expect("memory takes it");
    }
    feed + "</channel>\n</rss>\n"
}

pub(super) fn rss_full(press: &Press, entries: usize) -> String {
    let names = " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                 xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\"";
    rss(press, entries, names, |n| {
        format!(
            "<dc:creator>Ada Lindqvist</dc:creator>\n<category>Ports</category>\n\
             <description>{}</description>\n<content:encoded><![CDATA[{}]]></content:encoded>\n",
            escaped(&press.sentences(n, 1)),
            press.full(n)
        )
    })
}

pub(super) fn rss_escaped(press: &Press, entries: usize) -> String {
    rss(press, entries, "", |n| {
        format!(
            "<author>ada@press.example (Ada Lindqvist)</author>\n<description>{}</description>\n\
             <enclosure url=\"https://press.example/{n}.jpg\" type=\"image/jpeg\" length=\"1200\"/>\n",
            escaped(&press.html(n))
        )
    })
}

pub(super) fn rss_cdata(press: &Press, entries: usize) -> String {
    let feed =
        rss(press, entries, "", |n| format!("<description><![CDATA[{}]]></description>\n", press.html(n)));
    let mut out = String::with_capacity(feed.len());
    for (n, piece) in feed.split("<title>").enumerate() {
        let (title, rest) = piece.split_once("</title>").unwrap_or(("", piece));
        if n > 0 {
            // Whoever writes CDATA escapes nothing in it.
            let title = title.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            write!(out, "<title><![CDATA[{title}]]></title>").expect("memory takes it");
        }
        out.push_str(rest);
    }
    out
}

pub(super) fn rss_media(press: &Press, entries: usize) -> String {
    let names = " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
                 xmlns:media=\"http://search.yahoo.com/mrss/\"";
    rss(press, entries, names, |n| {
        format!(
            "<itunes:author>Ada Lindqvist</itunes:author>\n<itunes:summary>{0}</itunes:summary>\n\
             <itunes:duration>12:30</itunes:duration>\n<media:thumbnail url=\"https://press.example/{n}.jpg\"/>\n\
             <media:group>\n<media:content url=\"https://press.example/{n}.mp4\" medium=\"video\"/>\n</media:group>\n\
             <enclosure url=\"https://press.example/{n}.mp3\" type=\"audio/mpeg\" length=\"120000\"/>\n\
             <description>{0}</description>\n",
            escaped(&press.sentences(n, 3))
        )
    })
}

pub(super) fn rss_plain(press: &Press, entries: usize) -> String {
    rss(press, entries, "", |n| format!("<description>{}</description>\n", escaped(&press.sentences(n, 2))))
}

pub(super) fn rss_old(press: &Press, entries: usize) -> String {
    let mut feed = format!(
        "{XML}<rss version=\"0.91\">\n<channel>\n<title>{}</title>\n<link>https://press.example/</link>\n\
         <description>{}</description>\n<language>{}</language>\n",
        press.title, press.headlines[0], press.language
    );
    for n in 0..entries {
        writeln!(
            feed,
            "<item>\n<title>{}</title>\n<link>{}</link>\n<description>{}</description>\n</item>",
            escaped(&press.headline(n)),
            escaped(&link(n)),
            escaped(&press.sentences(n, 1))
        )
        .expect("memory takes it");
    }
    feed + "</channel>\n</rss>\n"
}

fn rdf_like(press: &Press, entries: usize, names: &str, fields: impl Fn(usize) -> String) -> String {
    let mut feed = format!(
        "{XML}<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" {names}>\n\
         <channel>\n<title>{}</title>\n<link>https://press.example/</link>\n<description>{}</description>\n</channel>\n",
        press.title, press.headlines[0]
    );
    for n in 0..entries {
        writeln!(
            feed,
            "<item rdf:about=\"press-{n}\">\n<title>{}</title>\n<link>{}</link>\n{}</item>",
            escaped(&press.headline(n)),
            escaped(&link(n)),
            fields(n)
        )
        .expect("memory takes it");
    }
    feed + "</rdf:RDF>\n"
}

pub(super) fn rdf(press: &Press, entries: usize) -> String {
    let names = "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
    rdf_like(press, entries, names, |n| {
        format!(
            "<description>{}</description>\n<dc:creator>Ada Lindqvist</dc:creator>\n<dc:date>2026-06-11T07:{:02}:00Z</dc:date>\n",
            escaped(&press.sentences(n, 2)),
            n % 60
        )
    })
}

pub(super) fn rdf_old(press: &Press, entries: usize) -> String {
    rdf_like(press, entries, "xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"", |_| String::new())
}

fn atom_like(press: &Press, entries: usize, root: &str, fields: impl Fn(usize) -> String) -> String {
    let mut feed = format!(
        "{XML}{root}\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"https://press.example/\"/>\n\
         <id>urn:press</id>\n<updated>2026-06-11T08:00:00Z</updated>\n",
        press.title
    );
    for n in 0..entries {
        writeln!(
            feed,
            "<entry>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<id>press-{n}</id>\n\
             <author><name>Ada Lindqvist</name></author>\n{}</entry>",
            escaped(&press.headline(n)),
            escaped(&link(n)),
            fields(n)
        )
        .expect("memory takes it");
    }
    feed + "</feed>\n"
}

const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\">";

pub(super) fn atom(press: &Press, entries: usize) -> String {
    atom_like(press, entries, ATOM, |n| {
        format!(
            "<published>2026-06-11T07:{:02}:00Z</published>\n<updated>2026-06-11T08:00:00+02:00</updated>\n\
             <category term=\"ports\"/>\n<summary>{}</summary>\n<content type=\"html\">{}</content>\n",
            n % 60,
            escaped(&press.sentences(n, 1)),
            escaped(&press.full(n))
        )
    })
}

pub(super) fn atom_xhtml(press: &Press, entries: usize) -> String {
    atom_like(press, entries, ATOM, |n| {
        format!(
            "<updated>2026-06-11T07:{:02}:00Z</updated>\n<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">\
             <p>{}</p><p><b>{}</b><br/></p></div></content>\n",
            n % 60,
            escaped(&press.sentences(n, 2)),
            press.headlines[n % 4]
        )
    })
}

pub(super) fn atom_old(press: &Press, entries: usize) -> String {
    let root = "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\">";
    atom_like(press, entries, root, |n| {
        format!(
            "<issued>2026-06-11T07:{0:02}:00Z</issued>\n<modified>2026-06-11T07:{0:02}:00Z</modified>\n\
             <summary type=\"text/html\" mode=\"escaped\">{1}</summary>\n",
            n % 60,
            escaped(&press.html(n))
        )
    })
}

pub(super) fn atom_prefixed(press: &Press, entries: usize) -> String {
    let feed = atom_like(press, entries, "<feed xmlns:atom=\"http://www.w3.org/2005/Atom\">", |n| {
        format!(
            "<updated>2026-06-11T07:{:02}:00Z</updated>\n<summary type=\"html\">{}</summary>\n",
            n % 60,
            escaped(&press.html(n))
        )
    });
    let (start, body) = feed.split_at(XML.len());
    start.to_owned() + &body.replace("</", "\u{1}").replace('<', "<atom:").replace('\u{1}', "</atom:")
}

pub(super) fn sitemap(press: &Press, entries: usize) -> String {
    let mut feed = format!(
        "{XML}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
    );
    for n in 0..entries {
        writeln!(
            feed,
            "<url>\n<loc>{}</loc>\n<news:news>\n<news:publication>\n<news:name>{}</news:name>\n\
             <news:language>{}</news:language>\n</news:publication>\n\
             <news:publication_date>2026-06-11T07:{:02}:00Z</news:publication_date>\n<news:title>{}</news:title>\n\
             </news:news>\n</url>",
            escaped(&link(n)),
            press.title,
            press.language,
            n % 60,
            escaped(&press.headline(n))
        )
        .expect("memory takes it");
    }
    feed + "</urlset>\n"
}

pub(super) fn cdf(press: &Press, entries: usize) -> String {
    let mut feed = format!(
        "{XML}<CHANNEL HREF=\"https://press.example/\">\n<TITLE>{}</TITLE>\n<ABSTRACT>{}</ABSTRACT>\n",
        press.title, press.headlines[0]
    );
    for n in 0..entries {
        writeln!(
            feed,
            "<ITEM HREF=\"{}\" LASTMOD=\"2026-06-11T07:{:02}Z\">\n<TITLE>{}</TITLE>\n<ABSTRACT>{}</ABSTRACT>\n</ITEM>",
            escaped(&link(n)),
            n % 60,
            escaped(&press.headline(n)),
            escaped(&press.sentences(n, 1))
        )
        .expect("memory takes it");
    }
    feed + "</CHANNEL>\n"
}

pub(super) fn json(press: &Press, entries: usize) -> String {
    let items: Vec<_> = (0..entries)
        .map(|n| {
            serde_json::json!({
                "id": format!("press-{n}"),
                "url": link(n),
                "title": press.headline(n),
                "content_html": press.html(n),
                "date_published": format!("2026-06-11T07:{:02}:00Z", n % 60),
                "authors": [{ "name": "Ada Lindqvist" }],
                "tags": ["ports"],
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": press.title,
        "home_page_url": "https://press.example/",
        "language": press.language,
        "items": items,
    });
    serde_json::to_string_pretty(&feed).expect("plain values")
}
