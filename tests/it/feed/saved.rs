//! What is saved of feeds that one mistake would empty, and what is told of the rest.

use std::io::Write as _;

use base64::Engine as _;
use encoding_rs::{ISO_8859_2, WINDOWS_1251};
use vigie::feed::{Entry, ParseHints, ParsedFeed, parse};

fn read(bytes: impl AsRef<[u8]>) -> ParsedFeed {
    parse(bytes.as_ref(), ParseHints::default()).expect("a feed")
}

fn rss(items: &str) -> String {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Pier</title>{items}</channel></rss>")
}

fn titles(feed: &ParsedFeed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title_text.as_deref().unwrap_or_default()).collect()
}

fn ids(feed: &ParsedFeed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.id.as_deref().unwrap_or_default()).collect()
}

const FIELDS: &str = "<title>Ferry</title><link>https://a.example/1</link><guid>g1</guid>\
                      <pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate><description>Late</description>";

/// The fields of an item, with something nobody closed before the first and behind the second of them.
#[track_caller]
fn check_unclosed(field: &str) {
    let whole = &read(rss(&format!("<item>{FIELDS}</item>"))).entries[0];
    for at in ["<title>", "<guid>"] {
        let item = format!("<item>{}</item>", FIELDS.replace(at, &format!("{field}{at}")));
        let feed = read(rss(&item.repeat(3)));
        assert_eq!((feed.entries.len(), feed.lost), (3, 0), "{field} before {at}");
        for entry in &feed.entries {
            let own = Entry {
                authors: Vec::new(),
                categories: Vec::new(),
                enclosures: Vec::new(),
                ..entry.clone()
            };
            assert_eq!(own, *whole, "{field} before {at}");
        }
    }
}

#[test]
fn a_field_without_its_end_takes_nothing_of_its_entry_along() {
    for field in [
        "<dc:creator>Ann",
        "<category>News",
        "<author>ann@a.example",
        "<author><name>Ann",
        "<source url=\"https://b.example/\">Bee",
        "<media:thumbnail url=\"https://a.example/t.jpg\">",
        "<media:x url=\"abc>",
        "<media:x url",
        "<itunes:image href=\"https://a.example/t.jpg\">",
        "<slash:comments>3",
        "<georss:point>1 2",
        "<enclosure url=\"https://a.example/t.jpg\">",
        "<foo:bar>",
        "<foo>",
    ] {
        check_unclosed(field);
    }
}

#[test]
fn a_field_with_its_end_keeps_what_it_holds() {
    for field in [
        "<x:card><title>No</title><link>https://b.example/</link></x:card>",
        "<description>See <title>No</title> there</description>",
        "<source><title>No</title><id>no</id></source>",
        // What is within one that ended is none of the entry's, though the field around it never ends.
        "<x:list><x:card><title>No</title></x:card>",
    ] {
        let feed = read(rss(&format!("<item>{field}<title>Yes</title><guid>g</guid></item>")));
        assert_eq!((titles(&feed), ids(&feed)), (vec!["Yes"], vec!["g"]), "{field}");
    }
}

#[test]
fn a_description_without_its_end_leaves_the_title_alone() {
    let feed = read(rss(
        "<item><description>Rain <b>later<title>Ferry</title><link>https://a.example/1</link></item>",
    ));
    assert_eq!(titles(&feed), ["Ferry"]);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"));
    assert_eq!(feed.entries[0].summary.as_deref(), Some("Rain <b>later</b>"));
}

#[test]
fn an_entry_of_which_nothing_is_understood_is_lost() {
    let lost = |item: &str| {
        let feed = read(rss(&format!("{item}<item><title>Ferry</title></item>")));
        (feed.entries.len(), feed.lost)
    };
    assert_eq!(lost("<item><foo:bar>x</item>"), (1, 1));
    assert_eq!(lost("<item><foo:bar></item>"), (1, 0), "it says nothing");
    assert_eq!(lost("<item>"), (1, 0), "a doubled tag is no entry");
}

#[test]
fn a_prefix_nobody_knows_counts_where_the_plain_name_is_missing() {
    let feed = read(rss("<item><foo:title>No</foo:title><title>Yes</title></item>\
         <foo:item><foo:title>Alone</foo:title><foo:link>https://a.example/2</foo:link></foo:item>"));
    assert_eq!(titles(&feed), ["Yes", "Alone"]);
    assert_eq!(feed.entries[1].link.as_deref(), Some("https://a.example/2"));
    assert!(feed.problems.iter().any(|problem| problem.contains("`foo` was never declared and is unknown")));
    let captioned = rss("<item><media:title>Photo</media:title><foo:title>Ferry</foo:title></item>");
    assert_eq!(titles(&read(captioned)), ["Ferry"], "a caption is no headline");
    let declared =
        rss("<item xmlns:shop=\"https://shop.example/\"><shop:title>No</shop:title><guid>g</guid></item>");
    assert_eq!(titles(&read(declared)), [""], "a vocabulary of its own");
}

#[test]
fn a_quote_that_was_lost_takes_no_link_along() {
    for link in [
        "<link rel=\"alternate\" type=\"text/html href=\"https://a.example/1\"/>",
        "<link rel=alternate\" type=\"text/html\" href=\"https://a.example/1\"/>",
        "<link href=https://a.example/1\"/>",
        "<link rel=\"alternate href=\"https://a.example/1\" type=\"text/html\"/>",
    ] {
        let feed = read(format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>{link}<title>a</title></entry></feed>"
        ));
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"), "{link}");
        assert!(
            feed.problems.iter().any(|problem| problem.contains("quotes")),
            "{link}: {:?}",
            feed.problems
        );
    }
    let odd = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><link title=\"a b=\" href=\"/1\"/></entry></feed>";
    assert_eq!(read(odd).entries[0].link.as_deref(), Some("/1"), "a value may end in a sign of equality");
}

fn json(items: &str) -> String {
    format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Pier\",\"items\":{items}}}")
}

#[test]
fn an_item_of_json_that_breaks_takes_no_other_along() {
    let item = |n: u32| {
        format!("{{\"id\":\"{n}\",\"title\":\"Ferry {n}\",\"tags\":[{{\"id\":\"t\",\"title\":\"x\"}}]}}")
    };
    let broken = "{\"id\":\"x\",[1,2],\"title\":\"Storm\"}";
    for at in [0, 2, 4] {
        let mut items: Vec<_> = (1..5).map(item).collect();
        items.insert(at, broken.to_owned());
        let feed = read(json(&format!("[{}]", items.join(","))));
        assert_eq!((ids(&feed), feed.lost), (vec!["1", "2", "3", "4"], 1), "{at}");
        assert!(feed.truncated, "a 304 must not hide it");
        assert_eq!(feed.feed.title.as_deref(), Some("Pier"));
    }
}

#[test]
fn a_character_that_json_lost_is_put_back() {
    let list = "[{\"id\":\"1\",\"title\":\"One, two\"},{\"id\":\"2\",\"title\":\"Three\",\"tags\":[\"a\"]},{\"id\":\"3\"}]";
    for (from, to) in [
        ("two\"}", "two}"),
        ("\"One, two\"", "One, two\""),
        ("\"Three\",", "\"Three,"),
        ("\"id\":\"2\"", "\"id\" \"2\""),
        ("{\"id\":\"2\"", "\"id\":\"2\""),
        ("\"id\":\"2\"", "\"score\":,\"id\":\"2\""),
        ("\"a\"]", "\"a\""),
        ("]},", "],"),
        ("]},", "]}},"),
        ("{\"id\":\"3\"", "# a \"note\"\n{\"id\":\"3\""),
        ("{\"id\":\"3\"", "WARN: {x}\n{\"id\":\"3\""),
    ] {
        let damaged = json(&list.replacen(from, to, 1));
        assert!(serde_json::from_str::<serde_json::Value>(&damaged).is_err(), "{damaged}");
        let feed = read(&damaged);
        // A quote before a brace on the same line may be one of the text.
        let titles = titles(&feed).into_iter().map(|title| title.trim_end_matches('}')).collect::<Vec<_>>();
        let found: Vec<_> = ids(&feed).into_iter().zip(titles).collect();
        if to == "two}" {
            assert!(found.ends_with(&[("3", "")]), "{damaged}: {found:?}");
        } else {
            assert_eq!(found, [("1", "One, two"), ("2", "Three"), ("3", "")], "{damaged}");
        }
    }
}

#[test]
fn items_of_json_are_found_wherever_they_were_put() {
    for items in [
        "{\"2\":{\"id\":\"a\"},\"10\":{\"id\":\"b\"}}",
        "[[{\"id\":\"a\"},{\"id\":\"b\"}]]",
        "[\"{\\\"id\\\":\\\"a\\\"}\",{\"id\":\"b\"}]",
    ] {
        assert_eq!(ids(&read(json(items))), ["a", "b"], "{items}");
    }
    assert_eq!(ids(&read(json("[{\"id\":\"a\"}]").replace("items", "Items"))), ["a"]);
    assert_eq!(ids(&read(json("{\"id\":\"a\",\"title\":\"One\"}"))), ["a"]);
    let rss = "{\"rss\":{\"channel\":{\"title\":\"Pier\",\"item\":{\"guid\":\"a\",\"title\":\"One\"}}}}";
    assert_eq!(ids(&read(rss)), ["a"]);
    let (one, two) = (json("[{\"id\":\"a\"},{\"id\":\"b\"}]"), json("[{\"id\":\"b\"},{\"id\":\"c\"}]"));
    let both = read(format!("{one}{two}"));
    assert_eq!(ids(&both), ["a", "b", "c"]);
    assert_eq!(both.problems, ["there is more than one feed in the document: read as one"]);
}

#[test]
fn a_feed_in_the_string_of_a_call_is_unwrapped() {
    let feed = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>\u{41f}\u{438}\u{440}\u{441}</title>\
                <link href=\"https://a.example/1\"/></entry></feed>";
    let escaped = serde_json::to_string(feed).expect("a string").replace('\u{41f}', "\\u041f");
    for wrapped in [
        format!("cb({{\"contents\":{escaped}}});"),
        format!("/**/cb({escaped})"),
        format!("var x = {escaped};"),
        escaped.clone(),
    ] {
        let feed = read(&wrapped);
        assert_eq!(titles(&feed), ["\u{41f}\u{438}\u{440}\u{441}"], "{wrapped}");
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"), "{wrapped}");
    }
}

#[test]
fn texts_in_utf_8_beside_a_declared_encoding_of_one_byte_are_each_read_for_themselves() {
    let polish = "Źródła: łącznie śnieg zamknął drogę, życie ucichło";
    let russian = "Правительство обсудило бюджет на этот год";
    for (encoding, headline) in [(ISO_8859_2, polish), (WINDOWS_1251, russian)] {
        for every in [2, 3, 4] {
            let mut bytes = format!("<?xml version=\"1.0\" encoding=\"{}\"?><rss><channel>", encoding.name())
                .into_bytes();
            for n in 0..12 {
                bytes.extend_from_slice(b"<item><title>");
                if n % every == 0 {
                    bytes.extend_from_slice(headline.as_bytes());
                } else {
                    bytes.extend_from_slice(&encoding.encode(headline).0);
                }
                bytes.extend_from_slice(b"</title></item>");
            }
            bytes.extend_from_slice(b"</channel></rss>");
            assert_eq!(titles(&read(&bytes)), [headline; 12], "{} {every}", encoding.name());
        }
    }
}

#[test]
fn marks_that_were_miswritten_are_no_part_of_a_title() {
    for title in [
        "<title><![CDATA[Storm]>]</title>",
        "<title><! [CDATA [ Storm ] ]></title>",
        "<title>![CDATA[Storm]]></title>",
        "<title><![CDATAStorm]]></title>",
        "<title><![CDATA Storm]]></title>",
        "<title><![CDAT[Storm]]></title>",
        "<title><![CDTA[Storm]]></title>",
        "<title><!CDATAStorm]]></title>",
        "<title><![CDATA(Storm]]></title>",
        "<title><![CDATA{Storm]]></title>",
        "<title><[CDATA[Storm]]></title>",
        "<title>Storm< /title>",
        "<title>Storm< / title>",
        "<title>Storm<\\/title>",
    ] {
        let feed = read(rss(&format!("<item>{title}<link>https://a.example/1</link></item>").repeat(2)));
        assert_eq!(titles(&feed), ["Storm", "Storm"], "{title}");
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://a.example/1"), "{title}");
    }
    assert_eq!(titles(&read(rss("<item><title>a < / b <\\ c</title></item>"))), ["a < / b <\\ c"]);
}

#[test]
fn marks_of_sections_that_were_miswritten_leave_their_markup() {
    for mark in ["<[CDATA[", "![CDATA[", "<![CDATA", "<![CDTA["] {
        let item = format!("<item><description>{mark}<p>Rain <b>later</b></p>]]></description></item>");
        let feed = read(rss(&item));
        assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>Rain <b>later</b></p>"), "{mark}");
    }
    let texts = "<item><title>Mind ![CDATA[ and <[CDATA in texts</title></item>";
    assert_eq!(titles(&read(rss(texts))), ["Mind ![CDATA[ and <[CDATA in texts"]);
}

#[test]
fn an_opening_tag_that_ran_into_its_text_is_parted_from_it() {
    let feed = read(rss("<item><titleFerry late</title><linkhttps://a.example/1</link><guidg1</guid>\
         <dc:creatorAnn</dc:creator><pubDateMon, 05 Jan 2026 10:00:00 GMT</pubDate>\
         <description&lt;p&gt;Rain&lt;/p&gt;</description></item>"));
    let entry = &feed.entries[0];
    assert_eq!((titles(&feed), ids(&feed)), (vec!["Ferry late"], vec!["g1"]));
    assert_eq!(entry.link.as_deref(), Some("https://a.example/1"));
    assert_eq!(entry.authors, ["Ann"]);
    assert!(entry.published.is_some());
    assert_eq!(entry.summary.as_deref(), Some("<p>Rain</p>"));
}

#[test]
fn the_slash_of_a_value_without_quotes_closes_no_element() {
    let atom = |inside: &str| {
        read(format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id>{inside}<title>a</title></entry></feed>"
        ))
    };
    for content in [
        "<content type=html xml:base=https://a.example/>&lt;a href=\"x\"&gt;Rain&lt;/a&gt;</content>",
        "<content type=xhtml xml:base=https://a.example/><a href=\"x\">Rain</a></content>",
    ] {
        let feed = atom(content);
        let text = feed.entries[0].content.as_deref();
        assert_eq!(text, Some("<a href=\"https://a.example/x\">Rain</a>"), "{content}");
        assert_eq!(titles(&feed), ["a"], "{content}");
    }
    let links =
        atom("<link rel=alternate href=https://a.example/1/><category term=x/><summary>Rain</summary>");
    assert_eq!(links.entries[0].link.as_deref(), Some("https://a.example/1"));
    assert_eq!(links.entries[0].categories, ["x"]);
    assert_eq!(links.entries[0].summary.as_deref(), Some("Rain"));
}

#[test]
fn a_space_in_front_of_any_tag_is_left_out() {
    let feed =
        read(rss("<item>< title>Ferry</title>< dc:creator>Ann< /dc:creator>< category>Ports</category>\
         < content:encoded>Long</content:encoded>< published>2026-06-11T09:30:00Z</published></item>"));
    let entry = &feed.entries[0];
    assert_eq!((titles(&feed), &*entry.authors), (vec!["Ferry"], &["Ann".to_owned()][..]));
    assert_eq!((entry.content.as_deref(), &*entry.categories), (Some("Long"), &["Ports".to_owned()][..]));
    assert!(entry.published.is_some());
    let prose = rss("<item><title>a < name of b, c < d: e > f</title></item>");
    assert_eq!(titles(&read(prose)), ["a < name of b, c < d: e > f"]);
}

/// Headlines in UTF-8, one of them with bytes that are none put behind it, and how that one is read.
#[track_caller]
fn check_scar(headline: &str, bytes: &[u8], read_as: &str) {
    let others = ["Президент подписал указ", "Les députés ont adopté la réforme", "Ferry late again"];
    let mut document = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss><channel>".to_vec();
    for title in others {
        document.extend_from_slice(format!("<item><title>{title}</title></item>").as_bytes());
    }
    for part in [b"<item><title>", headline.as_bytes(), bytes, b"</title></item></channel></rss>"] {
        document.extend_from_slice(part);
    }
    let feed = read(&document);
    assert_eq!(titles(&feed)[..3], others, "{headline} {bytes:x?}");
    assert_eq!(titles(&feed)[3], read_as, "{headline} {bytes:x?}");
}

#[test]
fn a_byte_that_is_none_takes_no_text_along() {
    for headline in ["Указ о выборах", "L’été à la jetée", "الدفاع الجوي", "防空系统", "Été", "Цены"]
    {
        for byte in [0xd0, 0xd1, 0xff, 0xe9] {
            check_scar(headline, &[byte], &format!("{headline}\u{fffd}"));
        }
        check_scar(headline, b"\xd0...", &format!("{headline}\u{fffd}..."));
        check_scar(headline, b"\xe2\x80", &format!("{headline}\u{fffd}"));
        check_scar(headline, b"\xa0x", &format!("{headline} x"));
        check_scar(headline, b"\x85", &format!("{headline}…"));
        check_scar(headline, b" \x96 caf\xe9s", &format!("{headline} – cafés"));
    }
    check_scar("", b"\x93It\x92s late\x94 \x96 again\x85", "“It’s late” – again…");
    check_scar("Anton ", b"\xd0", "Anton \u{fffd}");
    check_scar("Ch", b"\xc3...", "Ch\u{fffd}...");
    check_scar("Caf", b"\xe9 de la gare", "Café de la gare");
}

#[test]
fn an_entry_that_says_something_nobody_understands_is_lost_also_in_a_sound_feed() {
    let entries = |items: &str| {
        let feed = read(rss(items));
        (feed.entries.len(), feed.lost)
    };
    assert_eq!(entries("<item>Ferry late</item><item><foo>bar</foo></item>"), (0, 2));
    assert_eq!(entries("<item><title>a</title></item><item><![CDATA[Ferry late]]></item>"), (1, 1));
    assert_eq!(entries("<item></item><item/>"), (0, 0), "they say nothing");
    let told = read(rss("<item>Ferry late</item>")).problems;
    assert_eq!(told, ["1 entries of which nothing was understood: left out"]);
    let error = parse(b"[{\"id\":1,\"name\":\"a\"},{\"id\":2}]", ParseHints::default()).expect_err("no feed");
    assert_eq!(error.to_string(), "not a feed: JSON, but of no feed");
    let feed = read(json("[{\"id\":\"1\",\"title\":\"a\"},{\"sku\":2}]"));
    assert_eq!((feed.entries.len(), feed.lost), (1, 1));
}

#[test]
fn fields_that_were_wrapped_as_text_are_unwrapped() {
    let fields = "<title>Ferry &amp; rope</title><link>https://a.example/1</link><guid>g1</guid>";
    let escaped = fields.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let nested = fields.replace("Ferry &amp; rope", "<![CDATA[Ferry & rope]]&gt;");
    for items in [
        format!("<item><![CDATA[{fields}]]></item>").repeat(2),
        format!("<item> <![CDATA[ {nested} ]]> </item>").repeat(2),
        format!("<item>{escaped}</item>").repeat(2),
        format!("<![CDATA[<language>en</language>{}]]>", format!("<item>{fields}</item>").repeat(2)),
    ] {
        let feed = read(rss(&items));
        assert_eq!((titles(&feed), feed.lost), (vec!["Ferry & rope"; 2], 0), "{items}");
        assert_eq!(feed.entries[1].link.as_deref(), Some("https://a.example/1"), "{items}");
        assert_eq!(feed.problems[0], "its entries were wrapped as text: undone", "{items}");
    }
}

#[test]
fn bytes_in_disguise_are_read() {
    let text = rss("<item><title>Ferry</title></item>");
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(text.as_bytes()).expect("memory takes it");
    let base64 = base64::engine::general_purpose::STANDARD.encode(&text);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        [&[0; 3], text.as_bytes()].concat(),
        [b"\xfe\xff", &little[..]].concat(),
        [b"\xff\xfe", &big[..]].concat(),
        deflated.finish().expect("memory takes it"),
        base64.as_bytes().chunks(76).flat_map(|line| [line, b"\n"].concat()).collect(),
    ] {
        assert_eq!(titles(&read(&bytes)), ["Ferry"], "{:?}", &bytes[..8]);
    }
}
