//! Damage to what stands between tags: references, CDATA sections, markup nobody escaped.

use super::{Recipe, each_text, recipe, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("ampersands never escaped", |t| with(t, "&amp;", "&")),
    recipe("ampersands never escaped, nor angles", |t| {
        each_text(t, |text| text.replace("&lt; ", "< ").replace("&gt; ", "> ").replace("&amp; ", "& "))
            .into_bytes()
    }),
    recipe("references without their semicolon", |t| {
        each_text(t, |text| text.replace("&amp; ", "&amp ")).into_bytes()
    }),
    recipe("references escaped twice", |t| each_text(t, |text| text.replace('&', "&amp;")).into_bytes()),
    recipe("HTML names of characters", |t| {
        let names = [
            ('é', "eacute"),
            ('ü', "uuml"),
            ('ö', "ouml"),
            ('’', "rsquo"),
            ('—', "mdash"),
            ('“', "ldquo"),
            ('€', "euro"),
            ('á', "aacute"),
            ('å', "aring"),
            ('ä', "auml"),
        ];
        each_text(t, |text| {
            names.iter().fold(text.to_owned(), |text, (c, name)| text.replace(*c, &format!("&{name};")))
        })
        .into_bytes()
    }),
    recipe("HTML names of characters, escaped twice", |t| {
        let names =
            [('é', "eacute"), ('ü', "uuml"), ('’', "rsquo"), ('—', "mdash"), ('“', "ldquo"), ('€', "euro")];
        each_text(t, |text| {
            names.iter().fold(text.to_owned(), |text, (c, name)| text.replace(*c, &format!("&amp;{name};")))
        })
        .into_bytes()
    }),
    recipe("numbers for everything beyond ASCII", |t| numbered(t, |c| format!("&#{};", u32::from(c)))),
    recipe("hexadecimal numbers", |t| numbered(t, |c| format!("&#X{:x};", u32::from(c)))),
    recipe("numbers of half characters", |t| {
        let mut units = [0; 2];
        numbered(t, |c| {
            c.encode_utf16(&mut units).iter().map(|unit| format!("&#{unit};")).collect::<Vec<_>>().concat()
        })
    }),
    recipe("numbers of windows-1252", |t| {
        each_text(t, |text| {
            text.replace('’', "&#146;")
                .replace('€', "&#128;")
                .replace('—', "&#x97;")
                .replace('“', "&#147;")
                .replace('”', "&#148;")
        })
        .into_bytes()
    }),
    recipe("numbers of forbidden characters", |t| with(t, "</title>", "&#8;&#x1f;&#0;</title>")),
    recipe("numbers of no characters", |t| {
        with(t, "</description>", " &#x110000; &#99999999999; &#; &#x; </description>")
    }),
    recipe("names of no characters", |t| with(t, "</description>", " &pier; &; &&amp; &a.b; </description>")),
    recipe("CDATA in titles", |t| each_title(t, |title| format!("<![CDATA[{}]]>", plain(title)))),
    recipe("CDATA in titles, still escaped", |t| each_title(t, |title| format!("<![CDATA[{title}]]>"))),
    recipe("CDATA in titles, never closed", |t| each_title(t, |title| format!("<![CDATA[{}", plain(title)))),
    recipe("CDATA in titles, closed wrongly", |t| {
        each_title(t, |title| format!("<![CDATA[{}]>", plain(title)))
    }),
    recipe("CDATA in titles, with spaces", |t| {
        each_title(t, |title| format!("\n <![CDATA[ {} ]]>\n", plain(title)))
    }),
    recipe("CDATA in titles, twice", |t| {
        each_title(t, |title| format!("<![CDATA[<![CDATA[{}]]>]]>", plain(title)))
    }),
    recipe("CDATA in titles, in small letters", |t| {
        each_title(t, |title| format!("<![cdata[{}]]>", plain(title)))
    }),
    recipe("CDATA in titles, itself escaped", |t| {
        each_title(t, |title| format!("&lt;![CDATA[{title}]]&gt;"))
    }),
    recipe("CDATA in titles, its name run into the text", |t| {
        each_title(t, |title| format!("<![CDATA{title}]]>"))
    }),
    recipe("CDATA in titles, a letter lost", |t| each_title(t, |title| format!("<![CDTA[{title}]]>"))),
    recipe("CDATA in titles, in round brackets", |t| each_title(t, |title| format!("<![CDATA({title}]]>"))),
    recipe("CDATA in titles, its mark lost", |t| each_title(t, |title| format!("<[CDATA[{title}]]>"))),
    recipe("CDATA in titles, its angle lost", |t| each_title(t, |title| format!("![CDATA[{title}]]>"))),
    recipe("CDATA everywhere, its mark lost", |t| with(t, "<![CDATA[", "<[CDATA[")),
    recipe("CDATA everywhere, its bracket lost", |t| with(t, "<![CDATA[", "<![CDATA")),
    recipe("CDATA in pieces", |t| {
        each_title(t, |title| {
            let half = title.char_indices().nth(3).map_or(0, |(at, _)| at);
            let half = if title[..half].contains('&') { 0 } else { half };
            format!("<![CDATA[{}]]><![CDATA[{}]]>", plain(&title[..half]), plain(&title[half..]))
        })
    }),
    recipe("CDATA never closed", |t| with(t, "]]></", "</")),
    recipe("CDATA with its end inside", |t| {
        t.replace("<description><![CDATA[", "<description><![CDATA[a]]>b ").into_bytes()
    }),
    recipe("stray ends of sections", |t| with(t, "</description>", "]]></description>")),
    recipe("unescaped HTML in texts", |t| {
        t.replace("&lt;p&gt;", "<p>")
            .replace("&lt;/p&gt;", "</p>")
            .replace("&lt;a href", "<a href")
            .replace("&lt;/a&gt;", "</a>")
            .into_bytes()
    }),
    recipe("unescaped HTML in texts, careless", |t| {
        t.replace("&lt;p&gt;", "<P><br><img src=x>")
            .replace("&lt;/p&gt;", "")
            .replace("<description>", "<description><p><b>")
            .into_bytes()
    }),
    recipe("markup in titles", |t| each_title(t, |title| format!("<b>{title}</b>"))),
    recipe("escaped markup in titles", |t| {
        each_title(t, |title| format!("&lt;b&gt;{}&lt;/b&gt;", title.replace('&', "&amp;")))
    }),
    recipe("white space in titles", |t| {
        each_title(t, |title| format!("\n\t  {}\n", title.replace(' ', " \n ")))
    }),
    recipe("white space in links", |t| {
        t.replace("<link>", "<link>\n   ").replace("</link>", "\n</link>").into_bytes()
    }),
    recipe("links in CDATA", |t| {
        super::each_text(&t.replace("<link>", "<link>\u{1}"), |text| match text.strip_prefix('\u{1}') {
            Some(address) => format!("<![CDATA[{}]]>", plain(address)),
            None => text.to_owned(),
        })
        .into_bytes()
    }),
    recipe("dates that are none", |t| {
        t.replace("GMT</pubDate>", "Uhr vielleicht</pubDate>")
            .replace("<updated>20", "<updated>zz")
            .into_bytes()
    }),
];

/// A text as it was before it was escaped.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

pub(super) fn numbered(text: &str, mut number: impl FnMut(char) -> String) -> Vec<u8> {
    each_text(text, |text| {
        text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
            if c.is_ascii() {
                out.push(c);
            } else {
                out.push_str(&number(c));
            }
            out
        })
    })
    .into_bytes()
}

/// Rewrites titles that hold nothing but text.
pub(super) fn each_title(text: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(at) = rest.find("<title>") {
        let (before, behind) = rest.split_at(at + "<title>".len());
        out.push_str(before);
        let end = behind.find('<').unwrap_or(behind.len());
        if behind[end..].starts_with("</title>") {
            out.push_str(&edit(&behind[..end]));
            rest = &behind[end..];
        } else {
            rest = behind;
        }
    }
    (out + rest).into_bytes()
}
