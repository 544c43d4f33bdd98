//! Damage as servers, caches and templates do it: bodies in pieces, error pages, several documents, texts of code.

use std::borrow::Cow;
use std::io::Write as _;

use super::bytes::{declared, gzip, utf16};
use super::documents::as_text;
use super::texts::each_title;
use super::{
    Recipe, at_entry_ends, at_entry_starts, before_root, drop_some, each_tag, recipe, root, served, with,
};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("bytes: packed three times", |t| gzip(&gzip(&gzip(t.as_bytes())))),
    recipe("bytes: packed as zlib does, undeclared", |t| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(t.as_bytes()).expect("memory takes it");
        packer.finish().expect("memory takes it")
    }),
    recipe("bytes: in chunks, their sizes left in", |t| chunked(t.as_bytes(), 4096)),
    recipe("bytes: in small chunks, their sizes left in", |t| chunked(t.as_bytes(), 700)),
    recipe("bytes: zeros behind, as of a full block", |t| [t.as_bytes(), &[0; 700]].concat()),
    recipe("bytes: zeros in front", |t| [&[0; 5], t.as_bytes()].concat()),
    recipe("bytes: the mark of UTF-16 before UTF-8", |t| [b"\xff\xfe", t.as_bytes()].concat()),
    recipe("bytes: the mark of UTF-8 before UTF-16", |t| {
        [b"\xef\xbb\xbf", &utf16(t, false, false)[..]].concat()
    }),
    recipe("bytes: white space, then UTF-16 without a mark", |t| utf16(&format!("\r\n\t{t}"), true, false)),
    served("text/xml; charset=utf-16be", "bytes: UTF-16 served in the other order", |t| {
        utf16(t, false, false)
    }),
    recipe("UTF-16 without a mark, declared as UTF-8", |t| utf16(&declared(t, "utf-8"), true, false)),
    recipe("marks in the middle", |t| {
        t.replace("<title", "\u{feff}<title").replace("<link", "\u{feff}<link").into()
    }),
    recipe("marks in every title", |t| each_title(t, |title| format!("\u{feff}{title}\u{feff}"))),
    recipe("characters beyond the first plane as halves", halves),
    recipe("broken bytes in every text", |t| {
        let mut out = Vec::with_capacity(t.len() * 2);
        for piece in t.split_inclusive("</description>") {
            let end =
                piece.len() - if piece.ends_with("</description>") { "</description>".len() } else { 0 };
            out.extend_from_slice(&piece.as_bytes()[..end]);
            out.extend_from_slice(b"\xe2\x80");
            out.extend_from_slice(&piece.as_bytes()[end..]);
        }
        out
    }),
    recipe("parts of MIME around", |t| {
        format!("--frontier\r\nContent-Type: application/xml\r\n\r\n{t}\r\n--frontier--\r\n").into_bytes()
    }),
    recipe("a web page in front", |t| {
        format!("<!DOCTYPE html><html><head><title>Wait</title><meta charset=utf-8></head><body><p>Loading<br></body></html>\n{t}")
            .into_bytes()
    }),
    recipe("a document type of HTML", |t| before_root(t, "<!DOCTYPE html>")),
    recipe("as a browser shows it", |t| {
        let (_, feed) = t.split_at(root(t));
        format!(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><style>div {{ color: red }}</style></head><body>\
             <div class=\"header\"><span>This XML file does not appear to have any style information.</span></div>\
             <div id=\"source\">{feed}</div><script>var a = 1;</script></body></html>"
        )
        .into_bytes()
    }),
    recipe("an error page behind a feed that was cut", |t| {
        let mut cut = super::documents::cut(t, 0.7);
        cut.extend_from_slice(b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr></body></html>");
        cut
    }),
    recipe("a fatal error where a feed was cut", |t| {
        let mut cut = super::documents::cut(t, 0.7);
        cut.extend_from_slice(b"<br />\n<b>Fatal error</b>:  Allowed memory size of 134217728 bytes exhausted in <b>/srv/a.php</b> on line <b>9</b><br />\n");
        cut
    }),
    recipe("an empty feed in front", |t| {
        format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title></channel></rss>{t}")
            .into_bytes()
    }),
    recipe("a declaration before each entry", |t| {
        at_entry_starts(t, |start| format!("<?xml version=\"1.0\"?>{start}"))
    }),
    recipe("a document for each entry", |t| {
        if !t.contains("<rss") {
            return t.as_bytes().to_vec();
        }
        at_entry_ends(t, |end| {
            format!("{end}</channel></rss>\n<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>")
        })
    }),
    recipe("as a string of JSON", |t| serde_json::to_vec(t).expect("a string")),
    recipe("in an answer of JSON", |t| {
        serde_json::to_vec(&serde_json::json!({"status": {"url": "x", "http_code": 200}, "contents": t}))
            .expect("JSON")
    }),
    recipe("line breaks as two characters", |t| with(t, "\n", "\\n")),
    recipe("quotes with strokes before them", |t| {
        each_tag(t, |tag| tag.replace('"', "\\\"").into()).into_bytes()
    }),
    recipe("quotes of typesetters", |t| {
        each_tag(t, |tag| {
            let mut open = false;
            let quote = |c| match c {
                '"' => {
                    open = !open;
                    if open { '“' } else { '”' }
                }
                c => c,
            };
            tag.chars().map(quote).collect::<String>().into()
        })
        .into_bytes()
    }),
    recipe("quotes written as references", |t| {
        each_tag(t, |tag| tag.replace('"', "&quot;").into()).into_bytes()
    }),
    recipe("all lines broken after 76 letters", |t| wrapped(t, 76)),
    recipe("no closing tags of the feed", |t| {
        t.replace("</channel>", "")
            .replace("</rss>", "")
            .replace("</feed>", "")
            .replace("</rdf:RDF>", "")
            .into_bytes()
    }),
    recipe("no end of the channel", |t| with(t, "</channel>", "")),
    recipe("entries closed by another name", |t| {
        t.replace("</item>", "</items>").replace("</entry>", "</entries>").into_bytes()
    }),
    recipe("entries closed by the other format's name", |t| {
        t.replace("</item>", "</ENTRY>")
            .replace("</entry>", "</item>")
            .replace("</ENTRY>", "</entry>")
            .into_bytes()
    }),
    recipe("entries closed without the slash", |t| at_entry_ends(t, |end| end.replace('/', ""))),
    recipe("entries closed twice", |t| at_entry_ends(t, |end| format!("{end}{end}"))),
    recipe("entries opened twice", |t| {
        at_entry_starts(t, |start| {
            let name = start.trim_start_matches('<');
            format!("<{name}>{start}")
        })
    }),
    recipe("entries that are empty at once", |t| {
        t.replace("<item>", "<item/>").replace("<entry>", "<entry/>").into_bytes()
    }),
    recipe("entries of the other format", |t| {
        if t.contains("<rss") {
            t.replace("<item>", "<entry>").replace("</item>", "</entry>").into_bytes()
        } else {
            t.replace("<entry>", "<item>").replace("</entry>", "</item>").into_bytes()
        }
    }),
    recipe("some entries of the other format", |t| {
        let mut count = 0;
        let mut rest = t;
        let mut out = String::with_capacity(t.len());
        while let Some(at) = rest.find("<item>") {
            let end = rest[at..].find("</item>").map_or(rest.len(), |end| at + end + 7);
            let entry = &rest[at..end];
            out.push_str(&rest[..at]);
            count += 1;
            if count % 2 == 0 {
                out.push_str(&entry.replace("item>", "entry>").replace("pubDate>", "updated>"));
            } else {
                out.push_str(entry);
            }
            rest = &rest[end..];
        }
        (out + rest).into_bytes()
    }),
    recipe("opening tags in capitals", |t| {
        each_tag(t, |tag| {
            if tag.starts_with('/') {
                tag.into()
            } else {
                super::tags::name_edited(tag, str::to_ascii_uppercase)
            }
        })
        .into_bytes()
    }),
    recipe("opening tags with a space in front", |t| {
        t.replace("<title", "< title").replace("<item", "< item").replace("<entry", "< entry").into_bytes()
    }),
    recipe("all tags with a space in front", |t| {
        each_tag(t, |tag| if tag.starts_with('/') { tag.into() } else { format!(" {tag}").into() })
            .into_bytes()
    }),
    recipe("opening tags with a line break in front", |t| {
        t.replace("<title", "<\ntitle").replace("<link", "<\r\n\tlink").into_bytes()
    }),
    recipe("tags with a line break behind the name", |t| {
        t.replace("<title>", "<title\n>")
            .replace("<item>", "<item\r\n>")
            .replace("</item>", "</item\n>")
            .into_bytes()
    }),
    recipe("empty tags with a space behind the slash", |t| with(t, "/>", "/ >")),
    recipe("attributes without a value", |t| {
        t.replace("<item>", "<item hidden>")
            .replace("<title>", "<title lang=>")
            .replace("<link>", "<link ref>")
            .into_bytes()
    }),
    recipe("attributes with angles inside", |t| {
        t.replace("<title>", "<title note=\"a > b < c\">").replace("<link>", "<link note='<b>'>").into_bytes()
    }),
    recipe("attributes with quotes inside", |t| {
        t.replace("<title>", "<title note=\"he said \"no\" twice\">").into_bytes()
    }),
    recipe("titles closed twice", |t| with(t, "</title>", "</title></title>")),
    recipe("titles twice, once empty", |t| {
        each_whole_title(t, |title| format!("<title/>{title}<title></title>"))
    }),
    recipe("names of a feed's root misspelt", |t| {
        t.replace("<rss", "<rsss")
            .replace("</rss", "</rsss")
            .replace("<feed", "<feeed")
            .replace("</feed", "</feeed")
            .into_bytes()
    }),
    recipe("Atom's namespace on every root", |t| {
        let (start, rest) = t.split_at(root(t));
        let name = rest.find([' ', '>']).unwrap_or(0);
        if rest[..rest.find('>').unwrap_or(0)].contains("xmlns=") {
            return t.replace("http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/").into_bytes();
        }
        [start, &rest[..name], " xmlns=\"http://www.w3.org/2005/Atom\"", &rest[name..]].concat().into_bytes()
    }),
    recipe("names of spaces without a semicolon", |t| each_title(t, |title| format!("&nbsp{title}&nbsp "))),
    recipe("names of spaces between tags", |t| {
        t.replace("<title", "&nbsp;\n<title").replace("<link", "&nbsp &emsp;<link").into_bytes()
    }),
    recipe("numbers without a semicolon", |t| {
        let numbered =
            t.chars().map(|c| if c == '’' || c == '—' { format!("&#{}", u32::from(c)) } else { c.into() });
        numbered.collect::<String>().into_bytes()
    }),
    recipe("numbers of one half of a character", |t| {
        each_title(t, |title| format!("&#55357; {title} &#xDE00;"))
    }),
    recipe("doubly encoded, written as numbers", |t| {
        super::texts::numbered(&String::from_utf8_lossy(&super::bytes::twice_encoded(t)), |c| {
            format!("&#{};", u32::from(c))
        })
    }),
    recipe("CDATA in titles, closed by a reference", |t| {
        each_title(t, |title| format!("<![CDATA[{title}]]&gt;"))
    }),
    recipe("CDATA in titles, its last angle lost", |t| each_title(t, |title| format!("<![CDATA[{title}]]"))),
    recipe("CDATA in titles, with spaces in its marks", |t| {
        each_title(t, |title| format!("<! [CDATA [{title}]] >"))
    }),
    recipe("CDATA in titles, its first bracket lost", |t| {
        each_title(t, |title| format!("<!CDATA[{title}]]>"))
    }),
    recipe("CDATA in texts within CDATA", |t| {
        t.replace("<description><![CDATA[", "<description><![CDATA[<![CDATA[x]]> ").into_bytes()
    }),
    recipe("comments between entries, closed wrongly", |t| {
        at_entry_ends(t, |end| format!("{end}<!-- ad --!>"))
    }),
    recipe("comments between entries, with a space", |t| {
        at_entry_ends(t, |end| format!("{end}<!-- ad -- >"))
    }),
    recipe("comments between entries, never closed", |t| at_entry_ends(t, |end| format!("{end}<!-- ad "))),
    recipe("comments between entries, with dashes of typesetters", |t| {
        at_entry_ends(t, |end| format!("{end}<!– ad –>"))
    }),
    recipe("comments within comments", |t| at_entry_ends(t, |end| format!("{end}<!-- a <!-- b --> c -->"))),
    recipe("angles in texts", |t| {
        let text = "a &lt;3 ".replace("&lt;", "<") + "b < c <- d << e <= f <> g ";
        with(t, "<description>", &format!("<description>{text}"))
    }),
    recipe("angles before words in texts", |t| {
        with(t, "<description>", "<description>if x <y and y>z or z<x then ")
    }),
    recipe("code in texts", |t| {
        with(
            t,
            "<description>",
            "<description><script>if (a<b && c>d) { document.write(\"</div><item>\"); }</script>",
        )
    }),
    recipe("whole pages in texts", |t| {
        with(
            t,
            "<description>",
            "<description><html><head><title>Page</title><link rel=\"stylesheet\" href=\"/a.css\"><meta charset=utf-8>\
             <style>p > a { color: red }</style></head><body><p>Text</p></body></html>",
        )
    }),
    recipe("plain warnings between fields", |t| {
        with(t, "<link", "\nNotice: Undefined index: a & b in /srv/a.php on line 3\n<link")
    }),
    recipe("marked warnings in titles' place", |t| {
        each_whole_title(t, |title| {
            format!("<br />\n<b>Warning</b>:  x() in <b>/a.php</b> on line <b>3</b><br />\n{title}")
        })
    }),
    recipe("every second closing tag lost", every_second_lost),
    recipe("some opening tags lost", |t| drop_some(t, "<description>", 7)),
    recipe("JSON in single quotes", |t| {
        let mut out = String::with_capacity(t.len());
        let mut escaped = false;
        for c in t.chars() {
            match c {
                '"' if escaped => out.push('"'),
                '"' => out.push('\''),
                '\'' => out.push_str("\\'"),
                '\\' if !escaped => {}
                c if escaped => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
            escaped = c == '\\' && !escaped;
        }
        out.into_bytes()
    }),
    recipe("JSON with names without quotes", |t| {
        let names = [
            "version",
            "title",
            "items",
            "id",
            "url",
            "content_html",
            "content_text",
            "date_published",
            "summary",
        ];
        names
            .iter()
            .fold(t.to_owned(), |t, name| t.replace(&format!("\"{name}\":"), &format!("{name}:")))
            .into_bytes()
    }),
    recipe("JSON in a variable", |t| format!("var feed = {t};\n").into_bytes()),
    recipe("JSON behind a guard", |t| format!(")]}}',\n{t}").into_bytes()),
    recipe("JSON behind a warning", |t| {
        format!("<br />\n<b>Notice</b>: x in <b>/a.php</b><br />\n{t}").into_bytes()
    }),
    recipe("JSON with values of Python", |t| {
        t.replacen("\"items\"", "\"expired\": False, \"next_url\": None, \"items\"", 1).into_bytes()
    }),
    recipe("JSON with numbers that are none", |t| {
        with(t, "\"id\"", "\"rank\": NaN, \"weight\": undefined, \"id\"")
    }),
    recipe("JSON with escapes nobody knows", |t| with(t, "</p>", "\\x21\\'<\\/p>")),
    recipe("JSON with control characters", |t| with(t, "<p>", "<p>\u{8}\u{1b}")),
    recipe("JSON without commas between items", |t| with(t, "},\n    {", "}\n    {")),
    recipe("JSON in an envelope", |t| format!("{{\"status\": \"ok\", \"feed\": {t}}}").into_bytes()),
    recipe("JSON in a list", |t| format!("[{t}]").into_bytes()),
    recipe("JSON as a string of JSON", |t| serde_json::to_vec(t).expect("a string")),
    recipe("JSON twice", |t| format!("{t}\n{t}").into_bytes()),
    recipe("JSON in UTF-16 without a mark", |t| utf16(t, true, false)),
    recipe("JSON shown in a web page", |t| {
        let text = as_text(t);
        format!("<html><head></head><body><pre style=\"white-space: pre-wrap;\">{text}</pre></body></html>")
            .into_bytes()
    }),
];

/// The chunks of HTTP (RFC 9112 section 7.1), left in by what stands between server and us.
fn chunked(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for chunk in bytes.chunks(size) {
        out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

/// CESU-8: each half of UTF-16 encoded for itself, as some databases do.
fn halves(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let text = text.replace("</description>", " 😀</description>").replace("</summary>", " 😀</summary>");
    for c in text.chars() {
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units);
        if units.len() == 1 {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        for unit in units {
            let low = |shift: u16| u8::try_from(*unit >> shift & 0x3f).unwrap_or(0) | 0x80;
            out.extend_from_slice(&[0xe0 | u8::try_from(*unit >> 12).unwrap_or(0), low(6), low(0)]);
        }
    }
    out
}

/// Breaks lines at spaces, as mail does, also inside of tags.
fn wrapped(text: &str, width: usize) -> Vec<u8> {
    let mut column = 0;
    let wrap = |c| {
        column = if c == '\n' || (c == ' ' && column >= width) { 0 } else { column + 1 };
        if c == ' ' && column == 0 { '\n' } else { c }
    };
    text.chars().map(wrap).collect::<String>().into_bytes()
}

fn each_whole_title(text: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(at) = rest.find("<title>") {
        let Some(end) = rest[at..].find("</title>").map(|end| at + end + "</title>".len()) else { break };
        out.push_str(&rest[..at]);
        out.push_str(&edit(&rest[at..end]));
        rest = &rest[end..];
    }
    (out + rest).into_bytes()
}

/// Of the closing tags of fields, whatever their names.
fn every_second_lost(text: &str) -> Vec<u8> {
    let mut count = 0;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let name: Cow<'_, str> = rest[at + 2..end].trim_end_matches('>').to_ascii_lowercase().into();
        let field = ["title", "link", "guid", "id", "pubdate", "updated", "published"].contains(&&*name);
        count += usize::from(field);
        out.push_str(&rest[..if field && count % 2 == 0 { at } else { end }]);
        rest = &rest[end..];
    }
    (out + rest).into_bytes()
}
