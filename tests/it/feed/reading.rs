//! Feeds of every form, and what is no feed.

use url::Url;
use vigie::feed::{Entry, ParseError, ParseHints, ParsedFeed, parse, plain_text};

fn read(text: &str) -> ParsedFeed {
    let url = Url::parse("https://press.example/feeds/all.xml").unwrap();
    parse(text.as_bytes(), ParseHints { url: Some(&url), ..ParseHints::default() }).expect("a feed")
}

fn item(inside: &str) -> Entry {
    read(&format!("<rss version='2.0'><channel><item>{inside}</item></channel></rss>")).entries.remove(0)
}

fn atom_entry(inside: &str) -> Entry {
    read(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{inside}</entry></feed>"))
        .entries
        .remove(0)
}

#[test]
fn every_form_gives_the_same_entry() {
    let forms = [
        include_str!("../../data/feed/rss20.xml"),
        include_str!("../../data/feed/rdf.xml"),
        include_str!("../../data/feed/atom.xml"),
        include_str!("../../data/feed/feed.json"),
    ];
    let shown: Vec<String> =
        forms.iter().map(|text| serde_json::to_string_pretty(&read(text)).expect("serialisable")).collect();
    insta::with_settings!({ snapshot_path => "../../data/feed", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("forms", shown.join("\n\n"));
    });
}

#[test]
fn words_are_plain_where_they_must_be_and_markup_is_safe() {
    for (inside, title, line) in [
        ("<title>AT&amp;T &amp; Q&amp;A</title>", "AT&amp;T &amp; Q&amp;A", "AT&T & Q&A"),
        ("<title>AT&T & Q&A</title>", "AT&amp;T &amp; Q&amp;A", "AT&T & Q&A"),
        ("<title><![CDATA[AT&amp;T]]></title>", "AT&amp;T", "AT&T"),
        ("<title>5 &lt; 6 &gt; 4</title>", "5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("<title>&lt;b&gt;Bold&lt;/b&gt; words</title>", "<b>Bold</b> words", "Bold words"),
        ("<title>a <i>b</i> c</title>", "a <i>b</i> c", "a b c"),
        ("<title>?a=1&copy=3</title>", "?a=1&amp;copy=3", "?a=1&copy=3"),
        ("<title>caf&eacute; &#8211; &#150; &hellip;</title>", "café – – …", "café – – …"),
    ] {
        let entry = item(inside);
        assert_eq!(
            (entry.title.as_deref(), entry.title_text.as_deref()),
            (Some(title), Some(line)),
            "{inside}"
        );
    }
}

#[track_caller]
fn check_markup(html: &str, expected: &str) {
    let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
    assert_eq!(
        item(&format!("<description>{escaped}</description>")).summary.as_deref(),
        Some(expected),
        "{html}"
    );
}

#[test]
fn nothing_that_runs_gets_through() {
    check_markup("<p onclick='x()'>Hi</p>", "<p>Hi</p>");
    check_markup("<a href='javascript:x()'>go</a>", "<a>go</a>");
    check_markup("<a href=' java\nscript:x()'>go</a>", "<a>go</a>");
    check_markup("<a href='&#106;avascript:x()'>go</a>", "<a>go</a>");
    check_markup("<img src=x onerror=y()>", "<img src=\"https://press.example/feeds/x\">");
    check_markup("a<script>alert(1)</script>b", "ab");
    check_markup("<svg><script>x()</script></svg>b", "b");
    check_markup(
        "<p title='\"><script>x()</script>'>Hi</p>",
        "<p title=\"&quot;&gt;&lt;script&gt;x()&lt;/script&gt;\">Hi</p>",
    );
    // Of formulas and drawings the words stay, and what is harmless anywhere.
    check_markup("<math><mi>x</mi><style>*</style></math>y", "xy");
    check_markup("<svg><a xlink:href='javascript:x()'>z</a><set attributeName=onload></svg>y", "<a>z</a>y");
    check_markup(
        "<p><p><li>One<li>Two<table><tr><td>a<td>b</table>",
        "<p></p><p><li>One</li><li>Two<table><tr><td>a</td><td>b</td></tr></table></li></p>",
    );
}

#[test]
fn markup_is_balanced_and_its_addresses_absolute() {
    check_markup("<p>One<b>two", "<p>One<b>two</b></p>");
    check_markup("</div>One</p>", "One");
    check_markup("<a href='../x?a=1&b=2'>go</a>", "<a href=\"https://press.example/x?a=1&amp;b=2\">go</a>");
    check_markup("<font color=red>red</font>", "red");
    check_markup("1 < 2 & 3", "1 &lt; 2 &amp; 3");
}

#[test]
fn bases_are_followed_down_the_document() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/one/'><link href='home'/>\
         <entry xml:base='two/'><link href='x'/><content type='html' xml:base='/three/'>&lt;a href='y'&gt;y&lt;/a&gt;\
         </content></entry></feed>",
    );
    assert_eq!(feed.feed.link.as_deref(), Some("https://a.example/one/home"));
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/one/two/x"));
    assert_eq!(feed.entries[0].content.as_deref(), Some("<a href=\"https://a.example/three/y\">y</a>"));
}

#[test]
fn links_are_found_in_the_order_of_trust() {
    let link = |inside: &str| atom_entry(inside).link;
    assert_eq!(
        link("<link rel='self' href='/s'/><link href='/a'/>").as_deref(),
        Some("https://press.example/a")
    );
    let both = "<link rel='alternate' type='application/pdf' href='/p'/><link rel='alternate' type='text/html' href='/h'/>";
    assert_eq!(link(both).as_deref(), Some("https://press.example/h"));
    let guid = item("<guid>https://press.example/g</guid>");
    assert_eq!(guid.link.as_deref(), Some("https://press.example/g"));
    let denied = item("<guid isPermaLink='false'>https://press.example/g</guid>");
    assert_eq!((denied.link, denied.id.as_deref()), (None, Some("https://press.example/g")));
    assert_eq!(
        item("<link>\n https://press.example/\n x </link>").link.as_deref(),
        Some("https://press.example/x")
    );
}

#[test]
fn names_come_out_of_every_way_to_write_them() {
    for (inside, expected) in [
        ("<author>ada@press.example (Ada Lindqvist)</author>", "Ada Lindqvist"),
        ("<author>Ada Lindqvist &lt;ada@press.example&gt;</author>", "Ada Lindqvist"),
        ("<author>ada@press.example</author>", "ada@press.example"),
        ("<author>Ada Lindqvist</author>", "Ada Lindqvist"),
        ("<dc:creator><![CDATA[Ada  Lindqvist]]></dc:creator>", "Ada Lindqvist"),
        ("<itunes:author>Ada Lindqvist</itunes:author>", "Ada Lindqvist"),
        ("<author><name>Ada Lindqvist</name><email>a@b.example</email></author>", "Ada Lindqvist"),
    ] {
        assert_eq!(item(inside).authors, [expected], "{inside}");
    }
    let two = "<dc:creator>Ada Lindqvist</dc:creator><dc:creator>Bo Holm</dc:creator><author>Ada Lindqvist</author>";
    assert_eq!(item(two).authors, ["Ada Lindqvist", "Bo Holm"]);
}

#[test]
fn no_link_leads_out_of_the_web_and_a_guid_that_leads_there_takes_its_place() {
    for (inside, expected) in [
        ("<link>javascript:alert(1)</link>", None),
        ("<link>JavaScript&#58;alert(2)</link>", None),
        ("<link>java&#9;script:alert(3)</link>", None),
        ("<link>data:text/html,&lt;b&gt;x</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<guid isPermaLink='true'>javascript:alert(4)</guid>", None),
        (
            "<link>javascript:alert(5)</link><guid>https://press.example/5</guid>",
            Some("https://press.example/5"),
        ),
        ("<link>HTTPS://press.example/6</link>", Some("HTTPS://press.example/6")),
        ("<link>/7?a=javascript:x</link>", Some("https://press.example/7?a=javascript:x")),
    ] {
        assert_eq!(item(&format!("<title>One</title>{inside}")).link.as_deref(), expected, "{inside}");
    }
    assert_eq!(atom_entry("<title>One</title><link href='vbscript:x'/>").link, None);
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","home_page_url":"javascript:a()","items":[
        {"id":"1","url":"javascript:b()","external_url":"https://other.example/1"},{"id":"2","url":"data:,x"}]}"#;
    let feed = read(json);
    let links: Vec<_> = feed.entries.iter().map(|entry| entry.link.as_deref()).collect();
    assert_eq!((feed.feed.link, links), (None, vec![Some("https://other.example/1"), None]));
    // Without an address of the feed, relative ones stay as they are.
    let bare = "<rss version='2.0'><channel><item><title>One</title><link>/a:b</link></item></channel></rss>";
    let feed = parse(bare.as_bytes(), ParseHints::default()).expect("a feed");
    assert_eq!(feed.entries[0].link.as_deref(), Some("/a:b"));
}

#[test]
fn media_categories_and_texts_are_gathered() {
    let entry = item(
        "<category>Ports</category><category domain='x'>Ships, big</category><dc:subject>Ports</dc:subject>\
         <enclosure url='/a.mp3' type='audio/mpeg' length='12'/><media:group><media:content url='/b.jpg' \
         type='image/jpeg'><media:title>Not this</media:title></media:content></media:group>\
         <title>This</title><content:encoded>Long</content:encoded><description>Short</description>",
    );
    assert_eq!(entry.categories, ["Ports", "Ships, big"]);
    assert_eq!(entry.title_text.as_deref(), Some("This"));
    assert_eq!((entry.summary.as_deref(), entry.content.as_deref()), (Some("Short"), Some("Long")));
    let media: Vec<_> = entry.enclosures.iter().map(|e| (e.url.as_str(), e.length)).collect();
    assert_eq!(media, [("https://press.example/a.mp3", Some(12)), ("https://press.example/b.jpg", None)]);
}

#[test]
fn atom_says_how_its_texts_are_wrapped() {
    for (inside, expected) in [
        ("<summary type='text'>a &lt;b&gt; c</summary>", "a &lt;b&gt; c"),
        // Letters of words were escaped once too often; a reference on its own is what the text is about.
        (
            "<summary type='text'>T&amp;uuml;ren f&amp;#252;r &amp;Ouml;l &amp;uuml; AT&amp;T &amp;copy=3</summary>",
            "Türen für Öl &amp;uuml; AT&amp;T &amp;copy=3",
        ),
        ("<summary type='html'>a &lt;b&gt;c&lt;/b&gt;</summary>", "a <b>c</b>"),
        (
            "<summary type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b><br/>d &amp; e</div></summary>",
            "<div>a <b>c</b><br>d &amp; e</div>",
        ),
        ("<summary mode='base64'>YSA8Yj5jPC9iPg==</summary>", "a <b>c</b>"),
    ] {
        assert_eq!(atom_entry(inside).summary.as_deref(), Some(expected), "{inside}");
    }
}

#[test]
fn what_feeds_ask_of_their_readers_is_understood() {
    let asks = |inside: &str| {
        let feed = read(&format!("<rss version='2.0'><channel>{inside}</channel></rss>"));
        feed.hints.interval.map(|asked| asked.as_secs())
    };
    assert_eq!(asks("<ttl>30</ttl>"), Some(1800));
    assert_eq!(
        asks("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"),
        Some(1800)
    );
    assert_eq!(asks("<sy:updatePeriod>daily</sy:updatePeriod>"), Some(86_400));
    assert_eq!(asks("<ttl>soon</ttl>"), None);
    assert_eq!(asks("<ttl>-5</ttl>"), None);
    assert_eq!(asks("<ttl>1e300</ttl>"), Some(366 * 86_400));
}

#[test]
fn news_sitemaps_are_feeds() {
    let feed = read(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
         xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://press.example/1</loc>\
         <news:news><news:publication><news:name>The Pier</news:name></news:publication>\
         <news:publication_date>2026-06-11T07:00:00Z</news:publication_date><news:title>Ferry late</news:title>\
         </news:news></url></urlset>",
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.format, entry.title_text.as_deref()), ("news-sitemap", Some("Ferry late")));
    assert_eq!(entry.link.as_deref(), Some("https://press.example/1"));
    assert_eq!(entry.published.map(|t| t.to_string()).as_deref(), Some("2026-06-11T07:00:00Z"));
}

#[track_caller]
fn check_refused(bytes: &[u8], expected: &ParseError) {
    assert_eq!(parse(bytes, ParseHints::default()).as_ref(), Err(expected));
}

#[test]
fn what_is_no_feed_is_named() {
    check_refused(b"", &ParseError::Empty);
    check_refused(b" \n\t", &ParseError::Empty);
    check_refused(
        b"<!doctype html><html><title>Hi</title><body>x</body></html>",
        &ParseError::Html { challenge: false },
    );
    let challenge = b"<html><head><title>Just a moment...</title></head></html>";
    check_refused(challenge, &ParseError::Html { challenge: true });
    for other in [
        b"plain words".as_slice(),
        b"<svg></svg>",
        b"[1,2]",
        b"{\"a\":1}",
        b"{\"a\"",
        b"\xff\xfe\x00\x01\x80",
    ] {
        let error = parse(other, ParseHints::default()).expect_err("no feed");
        assert!(matches!(error, ParseError::NotAFeed(_)), "{error:?}");
    }
}

#[test]
fn the_charset_of_http_wins_over_the_documents_unless_it_is_wrong() {
    let feed = |declared: &str| {
        format!(
            "<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><title>Příliš žluťoučký</title></channel></rss>"
        )
    };
    let bytes = encoding_rs::ISO_8859_2.encode(&feed("windows-1252")).0.into_owned();
    let read = |bytes: &[u8], content_type| {
        let parsed = parse(bytes, ParseHints { content_type, ..ParseHints::default() }).unwrap();
        (parsed.feed.title.unwrap(), parsed.encoding)
    };
    let title = "Příliš žluťoučký".to_owned();
    assert_eq!(read(&bytes, Some("text/xml; charset=iso-8859-2")), (title.clone(), "ISO-8859-2"));
    assert_eq!(read(feed("utf-8").as_bytes(), Some("text/xml; charset=\"ISO-8859-1\"")), (title, "UTF-8"));
}

#[test]
fn broken_json_keeps_the_items_before_the_break() {
    let whole = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Pier\",\"items\":[{\"id\":\"1\"},{\"id\":2},";
    let feed = read(&format!("{whole}{{\"id\":\"3\",\"titl"));
    assert_eq!(feed.entries.iter().map(|e| e.id.as_deref()).collect::<Vec<_>>(), [Some("1"), Some("2")]);
    assert_eq!((feed.feed.title.as_deref(), feed.truncated, feed.problems.len()), (Some("Pier"), true, 1));
}

#[test]
fn only_an_entry_that_was_open_at_the_end_is_lost_with_it() {
    let item = |n: u32| format!("<item><guid>{n}</guid><title>Ferry {n}</title></item>");
    let rss = |tail: &str| {
        let feed = read(&format!("<rss version=\"2.0\"><channel>{}{}{tail}", item(1), item(2)));
        (feed.entries.len(), feed.truncated, feed.lost)
    };
    assert_eq!(rss("</channel></rss>"), (2, false, 0));
    assert_eq!(rss(""), (2, true, 0));
    assert_eq!(rss("<ite"), (2, true, 0));
    assert_eq!(rss("<item>"), (2, true, 0));
    assert_eq!(rss("<item><title>Fer"), (2, true, 1));
    assert_eq!(rss("<item><title>Ferry 3</title><guid>3</guid>"), (2, true, 1));
    // What stands behind the end of the root is no part of the feed.
    for junk in ["<!-- cached --><div class=\"", "<script>track(", "<!-- never closed", "</"] {
        assert_eq!(rss(&format!("</channel></rss>{junk}")), (2, false, 0), "{junk}");
    }
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><channel></channel>";
    let feed = read(&format!("{rdf}{}<ite", item(1)));
    assert_eq!(
        (feed.entries.len(), feed.truncated),
        (1, true),
        "a closed channel is not the end of its root"
    );
}

#[test]
fn items_of_json_that_are_no_objects_are_counted() {
    let feed = read(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[null,{\"id\":\"1\",\"title\":\"One\"},7,\"x\"]}",
    );
    assert_eq!((feed.entries.len(), feed.lost), (1, 3));
    assert_eq!(feed.problems, ["3 items that are no objects: left out"]);
}

#[test]
fn an_item_of_json_that_says_nothing_is_no_entry_though_the_feed_has_an_author() {
    let feed = read(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"authors\":[{\"name\":\"Ada\"}],\
         \"items\":[{},{\"id\":\"1\",\"title\":\"One\"},{\"odd\":true}]}",
    );
    assert_eq!((feed.entries.len(), feed.lost), (1, 1));
    assert_eq!(feed.entries[0].authors, ["Ada"]);
    assert_eq!(feed.problems, ["1 items of which nothing was understood: left out"]);
}

/// Wherever it stands: bytes are looked at many at once.
#[test]
fn white_space_and_what_nobody_sees_is_found_at_every_place_of_a_text() {
    for at in 0..80 {
        let (before, after) = ("é".repeat(at / 3) + &"x".repeat(at), "y z".repeat(30));
        let is = |odd: &str, between: &str| {
            let found = plain_text(&format!("{before}{odd}{after}"));
            assert_eq!(found, format!("{before}{between}{after}").trim(), "{odd:?} at {at}");
        };
        for space in [" ", "  ", "\t", "\n", "\u{85}", "\u{a0}", "\u{1680}", "\u{2009}", "\u{3000}"] {
            is(space, " ");
        }
        for unseen in ["\u{1}", "\u{7f}", "\u{ad}", "\u{200b}", "\u{feff}"] {
            is(unseen, "");
        }
        for seen in ["q", "â", "ạ", "…", "カ", "ﬁ", "\u{1f600}"] {
            is(seen, seen);
        }
    }
}

#[test]
fn plain_text_has_paragraphs() {
    let html = "<h2>Ferry</h2><p>One&nbsp;two<br/>three</p>  <ul><li>a<li>b</ul><script>x()</script><style>y</style>end";
    assert_eq!(plain_text(html), "Ferry\n\nOne two\nthree\n\na\n\nb\n\nend");
    assert_eq!(plain_text("a < b <3 c"), "a < b <3 c");
}

#[test]
fn what_a_server_said_before_the_document_is_told() {
    let said = |before: &str| {
        let text = format!(
            "{before}<?xml version=\"1.0\"?><rss><channel><item><title>a</title></item></channel></rss>"
        );
        let feed = parse(text.as_bytes(), ParseHints::default()).expect("a feed");
        assert_eq!(feed.entries.len(), 1, "{before}");
        feed.problems
    };
    assert_eq!(said(""), [""; 0]);
    assert_eq!(said("\u{feff}\n "), [""; 0]);
    assert_eq!(said("Warning: disk full\n"), ["`Warning: disk full` stands before it: left out"]);
    let long = "Deprecated: a function of the gallery is no longer to be called so in gallery.php\n";
    assert_eq!(said(long), ["`Deprecated: a function of the gallery is…` stands before it: left out"]);
    assert!(said("<br />\n<b>Warning</b>: disk full<br />\n")[0].contains("`<br />` stands before it"));
}
