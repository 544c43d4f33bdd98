//! Damage of every kind done to whole feeds: entries survive, and their texts are intact.

use std::fmt::Write as _;

use vigie::feed::{ParseHints, ParsedFeed, parse};

const ENTRIES: usize = 20;

/// Headlines that damage loves: ampersands, accents, a parameter that looks like an entity.
const TITLES: [&str; 5] = [
    "AT&T & Q&A: what is next?",
    "Le chef de l’Otan à Chatham House",
    "Luftabwehr: 400 % mehr für Österreich",
    "Price < 5 € and rising",
    "See https://press.example/?a=1&copy=3 for more",
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn title(n: usize) -> String {
    format!("{n} {}", TITLES[n % TITLES.len()])
}

fn rss() -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
                    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                    xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>The Pier</title>\n\
                    <link>https://press.example/</link>\n<description>Harbour news</description>\n"
        .to_owned();
    for n in 0..ENTRIES {
        let title = escaped(&title(n));
        writeln!(
            feed,
            "<item>\n<title>{title}</title>\n<link>https://press.example/{n}</link>\n\
             <guid isPermaLink=\"false\">pier-{n}</guid>\n<dc:creator>Ada Lindqvist</dc:creator>\n\
             <pubDate>Thu, 11 Jun 2026 07:00:00 GMT</pubDate>\n\
             <description>&lt;p&gt;Text of number {n}.&lt;/p&gt;</description>\n\
             <content:encoded><![CDATA[<p>Long text of <b>number</b> {n}.</p>]]></content:encoded>\n</item>"
        )
        .unwrap();
    }
    feed + "</channel>\n</rss>\n"
}

fn atom() -> String {
    let mut feed =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
                    <title>The Pier</title>\n<link href=\"https://press.example/\"/>\n<id>urn:pier</id>\n"
            .to_owned();
    for n in 0..ENTRIES {
        let title = escaped(&title(n));
        writeln!(
            feed,
            "<entry>\n<title>{title}</title>\n<link href=\"https://press.example/{n}\"/>\n<id>pier-{n}</id>\n\
             <updated>2026-06-11T07:00:00Z</updated>\n<author><name>Ada Lindqvist</name></author>\n\
             <summary type=\"html\">&lt;p&gt;Text of number {n}.&lt;/p&gt;</summary>\n</entry>"
        )
        .unwrap();
    }
    feed + "</feed>\n"
}

fn rdf() -> String {
    let mut feed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF \
                    xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
                    xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"https://press.example/\">\n\
                    <title>The Pier</title>\n<link>https://press.example/</link>\n<description>Harbour</description>\n\
                    </channel>\n"
        .to_owned();
    for n in 0..ENTRIES {
        let title = escaped(&title(n));
        writeln!(
            feed,
            "<item rdf:about=\"pier-{n}\">\n<title>{title}</title>\n<link>https://press.example/{n}</link>\n\
             <description>Text of number {n}.</description>\n<dc:date>2026-06-11T07:00:00Z</dc:date>\n</item>"
        )
        .unwrap();
    }
    feed + "</rdf:RDF>\n"
}

/// One kind of damage.
type Recipe = fn(&str) -> Vec<u8>;

fn with(text: &str, from: &str, to: &str) -> Vec<u8> {
    text.replace(from, to).into_bytes()
}

fn encode(text: &str, label: &str) -> Vec<u8> {
    encoding_rs::Encoding::for_label(label.as_bytes()).expect("a label").encode(text).0.into_owned()
}

fn declare(text: &str, label: &str) -> String {
    text.replacen("UTF-8", label, 1).replacen("utf-8", label, 1)
}

fn undeclared(text: &str) -> String {
    text[text.find("?>").expect("a declaration") + 2..].to_owned()
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn upper_case_tags(text: &str) -> Vec<u8> {
    let mut out = String::new();
    let mut in_name = false;
    for (at, c) in text.char_indices() {
        let name_starts =
            c == '<' && text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        in_name = name_starts || (in_name && !(c == ' ' || c == '>'));
        out.push(if in_name { c.to_ascii_uppercase() } else { c });
    }
    out.into_bytes()
}

/// Leaves out every `step`th occurrence.
fn drop_some(text: &str, what: &str, step: usize) -> Vec<u8> {
    let mut out = String::new();
    for (n, piece) in text.split(what).enumerate() {
        if n > 0 && n % step != 0 {
            out.push_str(what);
        }
        out.push_str(piece);
    }
    out.into_bytes()
}

fn twice_encoded(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned().into_bytes()
}

const RECIPES: &[(&str, Recipe)] = &[
    ("nothing", |t| t.as_bytes().to_vec()),
    ("ampersands never escaped", |t| with(t, "&amp;", "&")),
    ("a byte order mark", |t| [b"\xef\xbb\xbf", t.as_bytes()].concat()),
    ("two byte order marks", |t| [b"\xef\xbb\xbf\xef\xbb\xbf", t.as_bytes()].concat()),
    ("white space in front", |t| format!("\n\n  \t{t}").into_bytes()),
    ("a warning of PHP in front", |t| {
        format!(
            "<br />\n<b>Warning</b>:  foo() expects 1 parameter in <b>/x.php</b> on line <b>3</b><br />\n{t}"
        )
        .into_bytes()
    }),
    ("a plain warning in front", |t| {
        format!("Notice: Undefined variable: x in y.php on line 7\n{t}").into_bytes()
    }),
    ("a comment in front", |t| format!("<!-- cached 07:00 -->{t}").into_bytes()),
    ("a comment behind", |t| format!("{t}<!-- 0.2 seconds --").into_bytes()),
    ("HTML behind", |t| format!("{t}<script>var a = 1 < 2;</script>").into_bytes()),
    ("no declaration", |t| undeclared(t).into_bytes()),
    ("two declarations", |t| format!("<?xml version=\"1.0\"?>{t}").into_bytes()),
    ("a declaration without its end", |t| with(t, "?>", ">")),
    ("a document type with entities", |t| {
        t.replacen("?>", "?><!DOCTYPE rss [<!ENTITY nbsp \"&#160;\"><!ENTITY a \"]\">]>", 1).into_bytes()
    }),
    ("windows-1252, declared", |t| encode(&declare(t, "windows-1252"), "windows-1252")),
    ("windows-1252, declared as UTF-8", |t| encode(t, "windows-1252")),
    ("windows-1252, not declared", |t| encode(&undeclared(t), "windows-1252")),
    ("windows-1252, declared as ISO-8859-1", |t| encode(&declare(t, "iso-8859-1"), "windows-1252")),
    ("UTF-8, declared as ISO-8859-1", |t| declare(t, "iso-8859-1").into_bytes()),
    ("UTF-8, declared as windows-1251", |t| declare(t, "windows-1251").into_bytes()),
    ("UTF-8, declared as UTF-16", |t| declare(t, "utf-16").into_bytes()),
    ("UTF-8, declared as nonsense", |t| declare(t, "x-nonsense").into_bytes()),
    ("UTF-16 little-endian with a mark", |t| utf16(&declare(t, "utf-16"), false, true)),
    ("UTF-16 big-endian with a mark", |t| utf16(&declare(t, "utf-16"), true, true)),
    ("UTF-16 little-endian without a mark", |t| utf16(t, false, false)),
    ("UTF-16 big-endian without a mark", |t| utf16(t, true, false)),
    ("encoded twice", twice_encoded),
    ("control characters", |t| with(t, "number", "num\u{8}\u{b}ber")),
    ("zero bytes", |t| with(t, "number", "num\0ber")),
    ("a broken byte in some texts", |t| {
        let (head, tail) = t.split_at(t.find("Text of").unwrap());
        [head.as_bytes(), b"\xe9\xff", tail.as_bytes()].concat()
    }),
    ("truncated in the last entry", |t| t.as_bytes()[..t.rfind("number").unwrap()].to_vec()),
    ("truncated inside a tag", |t| t.as_bytes()[..t.rfind("pier-").unwrap()].to_vec()),
    ("truncated behind the last entry", |t| t.as_bytes()[..t.trim_end().rfind("</").unwrap()].to_vec()),
    ("entries never closed", |t| t.replace("</item>", "").replace("</entry>", "").into_bytes()),
    ("titles never closed", |t| with(t, "</title>", "")),
    ("some titles never closed", |t| drop_some(t, "</title>", 3)),
    ("some links never closed", |t| drop_some(t, "</link>", 3)),
    ("some descriptions never closed", |t| t.replace("</description>\n<content", "\n<content").into_bytes()),
    ("stray closing tags", |t| t.replace("<link", "</p></div><link").into_bytes()),
    ("stray opening tags", |t| t.replace("<link", "<br><link").into_bytes()),
    ("paragraphs between fields", |t| t.replace("<title", "<br><p><b>x</b><title").into_bytes()),
    ("closing tags with a space", |t| with(t, "</title", "</ title")),
    ("strangers between fields", |t| t.replace("</title>", "<short>x</short>").into_bytes()),
    ("encoded twice, with its mark", |t| twice_encoded(&format!("\u{feff}{t}"))),
    ("closing tags misspelt", |t| with(t, "</title>", "</titel>")),
    ("upper-case tags", upper_case_tags),
    ("no namespaces declared", |t| {
        let mut out = t.to_owned();
        while let Some(at) = out.find(" xmlns") {
            let end = at + 1 + out[at + 1..].find([' ', '>']).unwrap();
            out.replace_range(at..end, "");
        }
        out.into_bytes()
    }),
    ("a wrong default namespace", |t| {
        t.replace("http://www.w3.org/2005/Atom", "http://example.com/ours")
            .replace("http://purl.org/rss/1.0/\"", "http://example.com/ours\"")
            .replace("<rss ", "<rss xmlns=\"http://example.com/ours\" ")
            .into_bytes()
    }),
    ("no version", |t| with(t, " version=\"2.0\"", "")),
    ("attributes without quotes", |t| {
        t.replace("\"false\"", "false").replace("type=\"html\"", "type=html").into_bytes()
    }),
    ("single quotes", |t| with(t, "\"", "'")),
    ("HTML names of characters", |t| {
        t.replace('é', "&eacute;").replace('ü', "&uuml;").replace('’', "&rsquo;").into_bytes()
    }),
    ("numbers of characters", |t| {
        t.replace('Ö', "&#214;").replace('’', "&#x2019;").replace('€', "&#128;").into_bytes()
    }),
    ("CDATA in titles", |t| {
        t.replace("<title>", "<title><![CDATA[")
            .replace("</title>", "]]></title>")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .into_bytes()
    }),
    ("CDATA never closed", |t| with(t, "]]></content", "</content")),
    ("empty elements everywhere", |t| with(t, "<link", "<media:description/><media:thumbnail/><link")),
    ("unescaped HTML in texts", |t| t.replace("&lt;p&gt;", "<p>").replace("&lt;/p&gt;", "</p>").into_bytes()),
    ("packed with gzip", |t| crate::support::press::gzip(t.as_bytes())),
    ("old Mac line ends", |t| with(t, "\n", "\r")),
    ("all on one line", |t| with(t, "\n", "")),
];

fn feeds() -> [(&'static str, String); 3] {
    [("RSS", rss()), ("Atom", atom()), ("RDF", rdf())]
}

fn read(bytes: &[u8]) -> Result<ParsedFeed, String> {
    parse(bytes, ParseHints::default()).map_err(|error| error.to_string())
}

#[test]
fn nine_entries_in_ten_survive_every_kind_of_damage_with_their_headlines_intact() {
    let mut failed = Vec::new();
    for (form, feed) in feeds() {
        for (name, damage) in RECIPES {
            let damaged = damage(&feed);
            let verdict = match read(&damaged) {
                Err(error) => Err(error),
                Ok(parsed) => {
                    let found = |n: usize| {
                        let id = format!("pier-{n}");
                        parsed.entries.iter().find(|entry| entry.id.as_deref() == Some(id.as_str()))
                    };
                    let good = (0..ENTRIES).filter(|n| {
                        found(*n).is_some_and(|e| {
                            e.title_text.as_deref() == Some(title(*n).as_str())
                                && e.link.as_deref() == Some(format!("https://press.example/{n}").as_str())
                        })
                    });
                    let good = good.count();
                    if good * 10 >= ENTRIES * 9 && parsed.entries.len() <= ENTRIES {
                        Ok(())
                    } else {
                        let first = (0..ENTRIES).find_map(|n| {
                            found(n).filter(|e| e.title_text.as_deref() != Some(title(n).as_str()))
                        });
                        Err(format!(
                            "{good} of {} good, such as {:?}",
                            parsed.entries.len(),
                            first.map(|e| (&e.title_text, &e.link))
                        ))
                    }
                }
            };
            if let Err(why) = verdict {
                failed.push(format!("{form}: {name}: {why}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn what_was_repaired_is_told() {
    for (name, sign) in [
        ("encoded twice", "encoded twice"),
        ("control characters", "control characters"),
        ("windows-1252, declared as UTF-8", "declared `UTF-8`, read as windows-1252"),
        ("truncated in the last entry", "ends before its last element"),
        ("stray closing tags", "closed nothing"),
    ] {
        let damage = RECIPES.iter().find(|(known, _)| *known == name).expect("a recipe").1;
        let problems = read(&damage(&rss())).unwrap().problems;
        assert!(problems.iter().any(|p| p.contains(sign)), "{name}: {problems:?}");
    }
    assert_eq!(read(rss().as_bytes()).unwrap().problems, Vec::<String>::new());
}

/// An independent reader must say the same of feeds without damage.
#[test]
fn clean_feeds_read_as_feed_rs_reads_them() {
    for (form, feed) in feeds() {
        let ours = read(feed.as_bytes()).expect("a feed").entries;
        let theirs = feed_rs::parser::parse(feed.as_bytes()).expect("a clean feed").entries;
        assert_eq!(ours.len(), theirs.len(), "{form}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let plain =
                |text: &feed_rs::model::Text| vigie::feed::plain_text(&text.content.replace('<', "&lt;"));
            assert_eq!(ours.title_text, theirs.title.as_ref().map(plain), "{form}");
            assert_eq!(ours.link, theirs.links.first().map(|link| link.href.clone()), "{form}");
            let date = theirs.published.or(theirs.updated).map(vigie::model::Timestamp::from);
            assert_eq!(ours.published.or(ours.updated), date, "{form}");
            if form != "RDF" {
                assert_eq!(ours.id.as_deref(), Some(theirs.id.as_str()), "{form}");
            }
        }
    }
}
