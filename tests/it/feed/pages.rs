//! Web pages that come where a feed was due, and feeds that a page was put around.

use vigie::feed::{ParseError, ParseHints, ParsedFeed, parse};

fn read(text: &str) -> Result<ParsedFeed, ParseError> {
    parse(text.as_bytes(), ParseHints::default())
}

fn page(title: &str, inside: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><header>The Pier</header>{inside}<main><h1>Welcome</h1></main></body></html>"
    )
}

#[test]
fn a_page_is_no_feed_whatever_it_holds() {
    for inside in [
        "<script>var menu = {\"items\":[{\"title\":\"Log in\",\"url\":\"/login\"}]}</script>",
        "<script>window.__STATE__={\"menu\":{\"items\":[{\"title\":\"Home\",\"url\":\"/\"}]}}</script>",
        "<script type=\"application/json\">{\"items\":[{\"id\":\"a\",\"title\":\"Home\"}]}</script>",
        "<nav><item>Home</item><item>News</item></nav>",
        "<my-list><entry><title>Ferry</title><id>1</id></entry></my-list>",
        "<script type=\"text/template\"><item><title>{{t}}</title><link>{{l}}</link></item></script>",
        "<template><rss><item><title>{{t}}</title><link>{{l}}</link></item></rss></template>",
        "<feed><entry>Home</entry></feed>",
        "<h2>How to write a feed</h2><pre>&lt;rss version=\"2.0\"&gt;&lt;channel&gt;&lt;item&gt;&lt;title&gt;Mine&lt;/title&gt;\
         &lt;link&gt;https://a.example/1&lt;/link&gt;&lt;/item&gt;&lt;/channel&gt;&lt;/rss&gt;</pre>",
    ] {
        assert_eq!(read(&page("The Pier", inside)), Err(ParseError::Html { challenge: false }), "{inside}");
        let challenge = page("Just a moment...", inside);
        assert_eq!(read(&challenge), Err(ParseError::Html { challenge: true }), "{inside}");
        let bare = format!("<!doctype html><meta charset=utf-8>{inside}<p>Welcome");
        assert_eq!(read(&bare), Err(ParseError::Html { challenge: false }), "{inside}");
    }
}

#[test]
fn a_feed_that_is_all_of_a_page_is_read() {
    let rss = "<rss version=\"2.0\"><channel><title>Pier</title><item><title>Ferry &amp; rope</title>\
               <link>https://a.example/1</link></item></channel></rss>";
    let escaped = rss.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"Ferry & rope\",\
                \"url\":\"https://a.example/1\"}]}";
    for page in [
        format!("<html><head><title>Feed</title></head><body>{rss}</body></html>"),
        format!(
            "<html><body><div class=header>No style</div><div>{rss}</div><script>var a;</script></body></html>"
        ),
        format!("<!DOCTYPE html>{rss}"),
        format!(
            "<html><head></head><body><pre style=\"white-space: pre-wrap;\">{escaped}</pre></body></html>"
        ),
        format!("<html><body><pre>{json}</pre><div class=\"formatter\"></div></body></html>"),
        format!("<html><body>{}</body></html>", json.replace('"', "&quot;")),
    ] {
        let feed = read(&page).unwrap_or_else(|error| panic!("{error}: {page}"));
        assert_eq!(feed.entries.len(), 1, "{page}");
        assert_eq!(feed.entries[0].title_text.as_deref(), Some("Ferry & rope"), "{page}");
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"), "{page}");
    }
}

#[test]
fn what_is_no_text_is_named() {
    let noise: Vec<u8> =
        (0_u32..20_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    let named = |bytes: &[u8]| match parse(bytes, ParseHints::default()) {
        Err(ParseError::NotAFeed(why)) => why,
        other => panic!("{other:?}"),
    };
    let of_kind = |kind: &str| format!("a file of another kind ({kind}), not text");
    assert_eq!(named(b"PK\x03\x04\x14\0\0\0\x08\0<<feed.xml"), of_kind("zip"));
    assert_eq!(named(b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj"), of_kind("PDF"));
    assert_eq!(named(b"\x89PNG\r\n\x1a\n\0\0<p>"), of_kind("a picture"));
    assert_eq!(named(&noise), "bytes that are no text");
    assert_eq!(named(b"<svg xmlns=\"http://www.w3.org/2000/svg\"><title>x</title></svg>"), "a picture (SVG)");
    let opml = "<?xml version=\"1.0\"?><opml version=\"2.0\"><head><title>Desk</title></head><body>\
                <outline text=\"a\" xmlUrl=\"https://a.example/feed\"/></body></opml>";
    assert!(named(opml.as_bytes()).contains("vigie feed import"));
}
