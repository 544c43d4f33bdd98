//! Damage to the document as a whole: what stands before, behind and around the feed, and where it ends.

use super::{Recipe, at_entry_ends, before_root, recipe, root, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("bytes: white space in front", |t| format!("\n\n  \t{t}").into_bytes()),
    recipe("a warning of PHP in front", |t| {
        format!(
            "<br />\n<b>Warning</b>:  foo() expects <i>1</i> parameter in <b>/x.php</b> on line <b>3</b><br />\n{t}"
        )
        .into_bytes()
    }),
    recipe("a plain warning in front", |t| {
        format!("\nNotice: Undefined variable: x & y in y.php on line 7\n{t}").into_bytes()
    }),
    recipe("headers of HTTP in front", |t| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n{t}").into_bytes()
    }),
    recipe("the size of a chunk in front", |t| format!("1f4a\r\n{t}\r\n0\r\n\r\n").into_bytes()),
    recipe("a comment in front", |t| format!("<!-- cached 07:00 -->{t}").into_bytes()),
    recipe("a comment with a feed in front", |t| format!("<!-- <rss><channel><item> -->{t}").into_bytes()),
    recipe("a comment nobody closed behind", |t| format!("{t}<!-- 0.2 seconds --").into_bytes()),
    recipe("HTML behind", |t| format!("{t}<script>var a = 1 < 2;</script></body></html>").into_bytes()),
    recipe("junk behind", |t| format!("{t}\u{1a}\n<?php echo 1; & > ]]>").into_bytes()),
    recipe("two declarations", |t| format!("<?xml version=\"1.0\"?>{t}").into_bytes()),
    recipe("a declaration without its end", |t| {
        let (start, rest) = t.split_at(root(t));
        (start.replacen("?>", ">", 1) + rest).into_bytes()
    }),
    recipe("a declaration in capitals", |t| with(t, "<?xml ", "<?XML ")),
    recipe("a declaration of XML 1.1", |t| with(t, "<?xml version=\"1.0\"", "<?xml version=\"1.1\"")),
    recipe("a document type", |t| {
        before_root(
            t,
            "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://press.example/rss.dtd\">",
        )
    }),
    recipe("a document type with entities", |t| {
        before_root(t, "<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\"><!ENTITY a \"]>\"><!ENTITY b '&a;&a;'>]>")
    }),
    recipe("a document type nobody closed", |t| before_root(t, "<!DOCTYPE rss [ ")),
    recipe("style sheets", |t| {
        before_root(t, "<?xml-stylesheet type=\"text/xsl\" href=\"/feed.xsl\"?><?php?>\n")
    }),
    recipe("a web page around it", |t| {
        let (_, feed) = t.split_at(root(t));
        format!("<!DOCTYPE html><html><head><title>Feed</title></head><body>{feed}</body></html>")
            .into_bytes()
    }),
    recipe("an envelope around it", |t| {
        let (_, feed) = t.split_at(root(t));
        format!("<?xml version=\"1.0\"?><soap:Envelope><soap:Body>{feed}</soap:Body></soap:Envelope>")
            .into_bytes()
    }),
    recipe("shown as text in a web page", |t| {
        format!("<html><body><pre>{}</pre></body></html>", as_text(t)).into_bytes()
    }),
    recipe("shown as text in a web page, with a mark", |t| {
        format!("<html><body><pre>\u{feff}{}</pre></body></html>", as_text(t)).into_bytes()
    }),
    recipe("escaped as a whole, twice", |t| {
        let once = t.replace('&', "&amp;").replace('<', "&lt;");
        once.replace('&', "&amp;").into_bytes()
    }),
    recipe("entries escaped", |t| {
        t.replace("<item>", "&lt;item>").replace("</item>", "&lt;/item>").into_bytes()
    }),
    recipe("entries in sections", |t| {
        t.replace("<item>", "<![CDATA[<item>").replace("</item>", "</item>]]>").into_bytes()
    }),
    recipe("fields in sections", |t| {
        // Sections hold no sections.
        let open = |t: &str| t.replace("]]>", "]]&gt;").replace("<item>", "<item><![CDATA[");
        open(t).replace("</item>", "]]></item>").into_bytes()
    }),
    recipe("fields of entries escaped", |t| {
        let mut out = String::with_capacity(t.len() * 2);
        for (n, piece) in t.split("<item>").enumerate() {
            let (inside, behind) = piece.split_once("</item>").unwrap_or(("", piece));
            if n > 0 {
                let inside = as_text(inside);
                out.extend(["<item>", &inside, "</item>"]);
            }
            out.push_str(behind);
        }
        out.into_bytes()
    }),
    recipe("the channel's inside in a section", |t| {
        t.replace("<channel>", "<channel><![CDATA[").replace("</channel>", "]]></channel>").into_bytes()
    }),
    recipe("escaped as a whole", |t| as_text(t).into_bytes()),
    recipe("in a CDATA section as a whole", |t| {
        // Sections hold no sections.
        if t.contains("<![CDATA[") {
            return t.as_bytes().to_vec();
        }
        format!("<![CDATA[{t}]]>").into_bytes()
    }),
    recipe("no root", |t| inside(t, 1)),
    recipe("no root and no channel", |t| inside(t, 2)),
    recipe("no end of the root", |t| t.as_bytes()[..t.trim_end().rfind("</").unwrap_or(t.len())].to_vec()),
    recipe("truncated in the last entry's text", |t| cut(t, 0.7)),
    recipe("truncated inside a tag", |t| {
        let start = cut(t, 0.7);
        let end =
            start.iter().rposition(|byte| *byte == b'<').map_or(start.len(), |at| (at + 3).min(start.len()));
        start[..end].to_vec()
    }),
    recipe("truncated inside a character", |t| {
        let at = t
            .char_indices()
            .filter(|(at, c)| *at * 100 > t.len() * 97 && c.len_utf8() > 1)
            .map(|(at, _)| at)
            .next();
        t.as_bytes()[..at.map_or(t.len(), |at| at + 1)].to_vec()
    }),
    recipe("a second, empty feed behind", |t| {
        format!("{t}<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title></channel></rss>")
            .into_bytes()
    }),
    recipe("the same feed twice", |t| format!("{t}{t}").into_bytes()),
    recipe("comments between entries", |t| at_entry_ends(t, |end| format!("{end}<!-- an -- entry -->"))),
    recipe("warnings between entries", |t| {
        at_entry_ends(t, |end| {
            format!("{end}\n<br />\n<b>Notice</b>: Undefined index & more in <b>/x.php</b><br />\n")
        })
    }),
    recipe("old Mac line ends", |t| with(t, "\n", "\r")),
    recipe("line ends of Windows, doubled", |t| with(t, "\n", "\r\r\n")),
    recipe("all on one line", |t| with(t, "\n", " ")),
    recipe("JSON with white space and a mark", |t| format!("\u{feff}\n {t}").into_bytes()),
    recipe("JSON with commas too many", |t| {
        t.replace("\n    }", ",\n    }").replace("\n  ]", ",\n  ]").into_bytes()
    }),
    recipe("JSON truncated", |t| cut(t, 0.7)),
    recipe("JSON in a call", |t| format!("callback({t});").into_bytes()),
    recipe("JSON with junk behind", |t| format!("{t}\n<!-- 0.2 s -->").into_bytes()),
    recipe("JSON with line breaks in its strings", |t| with(t, "</p><p>", "</p>\n\t<p>")),
    recipe("JSON without a version", |t| with(t, "\"version\"", "\"edition\"")),
    recipe("JSON with comments", |t| with(t, "\n    {", "\n    // next\n    {")),
];

/// Markup as a page shows it.
pub(super) fn as_text(markup: &str) -> String {
    markup.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What is inside the first so many containers.
fn inside(text: &str, levels: usize) -> Vec<u8> {
    let mut start = root(text);
    for _ in 0..levels {
        start += text[start..].find('>').map_or(0, |end| end + 1);
        start += text[start..].find('<').unwrap_or(0);
        // A feed without a channel has no second level to lose.
        if !text[start..].starts_with("<channel") {
            break;
        }
    }
    let end = text.trim_end().rfind("</").unwrap_or(text.len());
    text.as_bytes()[start.min(end)..end].to_vec()
}

/// Cuts the document off in its last entry, at a share of what follows that entry's beginning.
pub(super) fn cut(text: &str, share: f64) -> Vec<u8> {
    let starts = ["<item", "<entry", "<atom:entry", "<ITEM", "<url>", "\"id\""];
    let last = starts.iter().filter_map(|start| text.rfind(start)).max().unwrap_or(0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let mut at = last + ((text.len() - last) as f64 * share) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.as_bytes()[..at].to_vec()
}
