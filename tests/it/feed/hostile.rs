//! Input made to hurt: nothing panics, nothing takes more than its size in work.

use std::fmt::Write as _;

use proptest::prelude::*;
use vigie::feed::{
    ParseHints, ParsedFeed, content_hash, decode_entities, identity_keys, parse, parse_date, plain_text,
    read_opml,
};

const FORMS: [&str; 4] = [
    include_str!("../../data/feed/rss20.xml"),
    include_str!("../../data/feed/rdf.xml"),
    include_str!("../../data/feed/atom.xml"),
    include_str!("../../data/feed/feed.json"),
];

fn read(bytes: &[u8]) -> Option<ParsedFeed> {
    let feed = parse(bytes, ParseHints::default()).ok()?;
    // What is made of it must stand as much.
    assert_eq!(identity_keys(&feed.entries).len(), feed.entries.len());
    for entry in &feed.entries {
        let _ = content_hash(entry);
    }
    Some(feed)
}

proptest! {
    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn mutated_feeds_are_survived(
        form in 0..FORMS.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, any::<Vec<u8>>()), 1..8),
    ) {
        let mut bytes = FORMS[form].as_bytes().to_vec();
        for (place, length, put) in cuts {
            let at = place.index(bytes.len() + 1).min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, put.into_iter().take(20));
        }
        let _ = read(&bytes);
    }

    #[test]
    fn shuffled_markup_is_survived(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..200)) {
        let _ = read(format!("<rss><channel>{}", pieces.concat()).as_bytes());
        let _ = read(pieces.concat().as_bytes());
        let _ = plain_text(&pieces.concat());
        let _ = read_opml(&pieces.concat());
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC{0,60}") {
        let _ = parse_date(&text);
        let _ = decode_entities(&text);
        let _ = plain_text(&text);
    }

    #[test]
    fn text_without_markup_is_its_words(text in "[a-z\u{e9}\u{9632}\u{3000}\u{a0}\u{ad}\u{200b}\u{7f} \t\n]{0,40}") {
        let seen: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'))).collect();
        let words: Vec<&str> = seen.split_whitespace().collect();
        prop_assert_eq!(plain_text(&text), words.join(" "));
    }

    #[test]
    fn near_dates_are_survived(parts in prop::collection::vec(prop::sample::select(DATE_PIECES.to_vec()), 0..12)) {
        let _ = parse_date(&parts.concat());
    }
}

const PIECES: &[&str] = &[
    "<item>",
    "</item>",
    "<entry",
    ">",
    "<",
    "</",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<!DOCTYPE [",
    "]>",
    "&",
    "&amp;",
    "&#",
    "&#x110000;",
    "&lt;b&gt;",
    "\"",
    "'",
    "=",
    " href=\"",
    "<a href='",
    "é",
    "\u{feff}",
    "<description>",
    "</channel>",
    "<link>",
    "<link/>",
    "<media:group>",
    "</media:group>",
    "xmlns:a=\"b\"",
    "<a:b ",
    "/>",
    ":",
    "<outline xmlUrl='x'",
    "<opml>",
    "\0",
    "{\"items\":[",
    "]",
    "}",
    "<script>",
    "</script>",
    "<svg>",
    "<p>",
    "\n",
    "text",
];

const DATE_PIECES: &[&str] = &[
    "11",
    "Jun",
    " ",
    ",",
    "2026",
    "-",
    ":",
    "09",
    "30",
    "+",
    "0200",
    "GMT",
    "T",
    "Z",
    "99999999999",
    ".",
    "PM",
    "(",
    ")",
    "juin",
    "년",
    "오후",
    "0",
    "/",
    "h",
    "26",
    "\u{2212}",
    "e\u{301}",
];

/// Parses a pattern repeated to a size at which quadratic work would not end in anybody's patience.
#[track_caller]
fn check_linear(name: &str, make: impl Fn(usize) -> String) {
    let text = make(20_000);
    assert!(text.len() >= 20_000, "{name}");
    let _ = read(text.as_bytes());
    let _ = plain_text(&text);
}

fn repeated(start: &'static str, piece: &'static str) -> impl Fn(usize) -> String {
    move |size| format!("{start}{}", piece.repeat(size / piece.len() + 1))
}

#[test]
fn patterns_made_for_quadratic_readers_take_linear_time() {
    let item = "<rss version='2.0'><channel><item><description>";
    for piece in [
        "<",
        "&",
        "<a",
        "<a ",
        "<!--",
        "<![CDATA[",
        "<![CDATA[]]>",
        "<?",
        "<!",
        "<!DOCTYPE [",
        "<!DOCTYPE [>",
        "]",
        "<a b='",
        "<a b=\"'",
        "<a b=\">",
        "</a>",
        "<a>",
        "<a><b>",
        "<p>",
        "<script>",
        "<svg>",
        "<item>",
        "<title>",
        "<item><title>",
        "<media:group>",
        "<foo:x><title>",
        "<item><foo:x><title>a</title>",
        "<content type=\"xml\"><title><item>",
        "<content a=b/>",
        "<content a=b/><id a=b/><rights a=b/>",
        "<titlex",
        "<[CDATA[",
        "![CDATA[<a>",
        "<![CDTA[",
        "<item><![CDATA[",
        "<html><pre>",
        "< /title>",
        "<\\/a>",
        "&#",
        "&amp",
        "&lt;font&gt;",
        "&lt;div&gt;",
        "&lt;table&gt;&lt;tr&gt;&lt;td&gt;",
        "&lt;a&gt;&lt;b&gt;&lt;i&gt;",
        "&lt;b&gt;&lt;p&gt;",
        "&lt;svg&gt;",
        "&lt;!--",
        "&lt;a href='",
        "Ã©",
        "\u{80}",
        "é",
        " ",
        "\n",
    ] {
        check_linear(piece, repeated("", piece));
        check_linear(piece, repeated(item, piece));
    }
    check_linear("xmlns", |size| {
        let mut tag = "<rss".to_owned();
        for n in 0..size / 10 {
            write!(tag, " xmlns:a{n}='b'").expect("memory takes it");
        }
        tag + ">"
    });
    check_linear("json", |size| format!("{{\"items\":[{}", "{\"id\":1},".repeat(size / 9 + 1)));
    for piece in [
        "{\"id\":1,\"a\":[",
        "{\"id\":1,\"a\":[1},",
        "{\"id\":\"",
        "\"id\":1,",
        "{\"id\" 1},",
        "a:b:",
        ",\"",
        ",\n",
    ] {
        check_linear(piece, |size| format!("{{\"items\":[{{\"id\":1}},{}", piece.repeat(size / piece.len())));
    }
    check_linear("json depth", |size| "[".repeat(size));
}

/// Shapes that cost an HTML parser quadratic time: what we write of them is small and nowhere deep.
#[test]
fn markup_made_for_quadratic_html_parsers_becomes_shallow() {
    let mut bolds = String::new();
    for n in 0..3000 {
        write!(bolds, "<p><b id={n}>x</p>").expect("memory takes it");
    }
    for html in [
        "<font></x>y".repeat(3000),
        "<div>y".repeat(3000),
        "<b>".repeat(3000) + "y",
        "<b><div>y".repeat(3000) + &"</b>".repeat(3000),
        bolds,
        "<table><td>y".repeat(3000),
        "<a><p>y</a>".repeat(3000),
    ] {
        let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
        let feed = format!(
            "<rss version='2.0'><channel><item><description>{escaped}</description></item></channel></rss>"
        );
        let summary = read(feed.as_bytes()).expect("a feed").entries.remove(0).summary.expect("a summary");
        let (mut depth, mut deepest) = (0_i32, 0);
        for piece in summary.split('<').skip(1) {
            depth += if piece.starts_with('/') { -1 } else { 1 };
            deepest = deepest.max(depth);
        }
        assert_eq!(depth, 0, "{}", &html[..40]);
        assert!(deepest <= 100, "{deepest}: {}", &html[..40]);
        assert!(summary.len() < 2 * html.len(), "{}", &html[..40]);
        assert_eq!(
            vigie::feed::plain_text(&summary).matches(['x', 'y']).count(),
            html.matches(">x").count() + html.matches('y').count()
        );
    }
}

#[test]
fn a_feed_of_tiny_items_is_capped_and_the_rest_counted() {
    let feed =
        format!("<rss version='2.0'><channel>{}</channel></rss>", "<item><id>1</id></item>".repeat(100_000));
    let read = read(feed.as_bytes()).expect("a feed");
    assert_eq!((read.entries.len(), read.lost), (20_000, 80_000));
}

#[test]
fn a_gzip_bomb_stops_at_its_cap() {
    let bomb = crate::support::press::gzip(&vec![b' '; 66 << 20]);
    assert!(parse(&bomb, ParseHints::default()).is_err());
}
