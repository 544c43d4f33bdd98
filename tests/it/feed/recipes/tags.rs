//! Damage to tags, attributes and namespaces.

use std::borrow::Cow;

use super::{Recipe, at_entry_ends, drop_some, each_tag, recipe, root, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("entries never closed", |t| at_entry_ends(t, |_| String::new())),
    recipe("some entries never closed", |t| {
        drop_some(t, super::entry_ends(t).first().copied().unwrap_or("</item>"), 3)
    }),
    recipe("titles never closed", |t| with(t, "</title>", "")),
    recipe("some titles never closed", |t| drop_some(t, "</title>", 3)),
    recipe("some links never closed", |t| drop_some(t, "</link>", 3)),
    recipe("identifiers never closed", |t| t.replace("</guid>", "").replace("</id>", "").into_bytes()),
    recipe("dates never closed", |t| t.replace("</pubDate>", "").replace("</updated>", "").into_bytes()),
    recipe("some descriptions never closed", |t| drop_some(t, "</description>", 2)),
    recipe("closing tags without their slash", |t| with(t, "</title>", "<title>")),
    recipe("closing tags without their bracket", |t| with(t, "</title>", "</title")),
    recipe("closing tags without their first bracket", |t| with(t, "</title>", "/title>")),
    recipe("opening tags without their first bracket", |t| with(t, "<title>", "title>")),
    recipe("opening tags without their last bracket", |t| with(t, "<title>", "<title ")),
    recipe("opening tags run into their texts", |t| with(t, "<title>", "<title")),
    recipe("opening tags of links run into their texts", |t| {
        t.replace("<link>", "<link").replace("<guid>", "<guid").replace("<pubDate>", "<pubDate").into_bytes()
    }),
    recipe("values without quotes that end in a slash", |t| {
        t.replace("<title>", "<title xml:base=https://press.example/>")
            .replace("<content>", "<content xml:base=https://press.example/>")
            .into_bytes()
    }),
    recipe("opening tags closed at once", |t| with(t, "<title>", "<title/>")),
    recipe("no opening tags of entries", |t| with(t, "<item>", "")),
    recipe("some opening tags of entries lost", |t| drop_some(t, "<item>", 4)),
    recipe("no opening tags of titles", |t| with(t, "<title>", "")),
    recipe("some opening tags of titles lost", |t| drop_some(t, "<title>", 3)),
    recipe("links without their first bracket", |t| with(t, "<link ", "link ")),
    recipe("hard spaces in tags", |t| with(t, "<title>", "<title\u{a0}>")),
    recipe("closing tags with spaces", |t| {
        t.replace("</title>", "</ title >").replace("</link>", "</link\n>").into_bytes()
    }),
    recipe("closing tags misspelt", |t| with(t, "</title>", "</titel>")),
    recipe("closing tags in capitals", |t| {
        t.replace("</title>", "</TITLE>").replace("</link>", "</Link>").into_bytes()
    }),
    recipe("closing tags without a name", |t| with(t, "</title>", "</>")),
    recipe("crossed closing tags", |t| t.replace("</item>", "</channel></item><channel>").into_bytes()),
    recipe("stray closing tags", |t| t.replace("<link", "</p></div><link").into_bytes()),
    recipe("stray opening tags", |t| t.replace("<link", "<br><link").into_bytes()),
    recipe("stray HTML between fields", |t| t.replace("<title", "<br><p><b>x</b><title").into_bytes()),
    recipe("strange empty elements", |t| {
        t.replace("<link", "<media:description/><media:thumbnail/><x:y/><link").into_bytes()
    }),
    recipe("strange full elements", |t| {
        t.replace("<link", "<x:card><x:title>no</x:title><x:link>no</x:link></x:card><link").into_bytes()
    }),
    recipe("a wrapper around the entries", |t| {
        let Some(start) = ["<item", "<entry"].into_iter().find_map(|tag| t.find(tag)) else {
            return t.as_bytes().to_vec();
        };
        let end =
            super::entry_ends(t).into_iter().filter_map(|end| t.rfind(end).map(|at| at + end.len())).max();
        let end = end.unwrap_or(t.len());
        [&t[..start], "<div class=\"all\"><items>", &t[start..end], "</items></div>", &t[end..]]
            .concat()
            .into_bytes()
    }),
    recipe("a wrapper around each entry", |t| {
        let wrapped = t.replace("<item>", "<news><item>").replace("<entry>", "<news><entry>");
        at_entry_ends(&wrapped, |end| format!("{end}</news>"))
    }),
    recipe("entries behind the channel", |t| {
        let Some(start) = t.find("<item") else { return t.as_bytes().to_vec() };
        let body = t[start..].replace("</channel>", "");
        [&t[..start], "</channel>", &body].concat().into_bytes()
    }),
    recipe("entries in the channel's image", |t| {
        t.replacen("<item", "<image><url>x</url><item", 1).into_bytes()
    }),
    recipe("upper-case tags", |t| each_tag(t, |tag| name_edited(tag, str::to_ascii_uppercase)).into_bytes()),
    recipe("lower-case tags", |t| each_tag(t, |tag| name_edited(tag, str::to_ascii_lowercase)).into_bytes()),
    recipe("brackets with spaces behind", |t| each_tag(t, |tag| format!("{tag} ").into()).into_bytes()),
    recipe("no version", |t| t.replace(" version=\"2.0\"", "").replace(" version=\"0.91\"", "").into_bytes()),
    recipe("a version nobody knows", |t| with(t, " version=\"2.0\"", " version=\"7.x\"")),
    recipe("attributes without quotes", |t| {
        each_tag(t, |tag| {
            if tag.contains(['/', ' ']) && !tag.contains("://") {
                tag.replace('"', "").into()
            } else {
                tag.into()
            }
        })
        .into_bytes()
    }),
    recipe("attributes in single quotes", |t| each_tag(t, |tag| tag.replace('"', "'").into()).into_bytes()),
    recipe("attributes twice", |t| {
        each_tag(t, |tag| match tag.split_once(' ') {
            Some((name, rest)) if !tag.ends_with(['/', '?']) => format!("{name} {rest} {rest}").into(),
            _ => tag.into(),
        })
        .into_bytes()
    }),
    recipe("attributes without spaces between them", |t| {
        each_tag(t, |tag| tag.replace("\" ", "\"").into()).into_bytes()
    }),
    recipe("attributes with line breaks", |t| {
        each_tag(t, |tag| tag.replace(' ', "\n\t").into()).into_bytes()
    }),
    recipe("attributes with bare ampersands", |t| {
        each_tag(t, |tag| tag.replace("&amp;", "&").into()).into_bytes()
    }),
    recipe("attributes with names in capitals", |t| {
        t.replace(" href=", " HREF=").replace(" rel=", " Rel=").replace(" type=", " TYPE=").into_bytes()
    }),
    recipe("attributes that lost a quote", |t| {
        t.replace("isPermaLink=\"false\"", "isPermaLink=\"false").into_bytes()
    }),
    recipe("namespaces not declared", |t| {
        each_tag(t, |tag| {
            let mut tag = tag.to_owned();
            while let Some(at) = tag.find(" xmlns") {
                let end = at + 1 + tag[at + 1..].find([' ', '\n']).unwrap_or(tag.len() - at - 1);
                tag.replace_range(at..end, "");
            }
            tag.into()
        })
        .into_bytes()
    }),
    recipe("a wrong default namespace", |t| {
        let (start, rest) = t.split_at(root(t));
        let end = rest.find('>').unwrap_or(0);
        let (tag, rest) = rest.split_at(end);
        let tag = match tag.split_once("xmlns=\"") {
            Some((before, after)) => format!("{before}xmlns=\"http://example.com/ours/{after}"),
            None => format!("{tag} xmlns=\"http://example.com/ours\""),
        };
        [start, &tag, rest].concat().into_bytes()
    }),
    recipe("an empty default namespace", |t| with(t, "xmlns=\"http://www.w3.org/2005/Atom\"", "xmlns=\"\"")),
    recipe("wrong addresses of namespaces", |t| {
        t.replace("http://purl.org/", "https://www.example.org/")
            .replace("http://www.w3.org/2005/", "http://w3.example/")
            .into_bytes()
    }),
    recipe("addresses of namespaces in another spelling", |t| {
        t.replace("http://purl.org/dc/elements/1.1/", "https://PURL.org/dc/elements/1.1")
            .replace("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/atom/")
            .into_bytes()
    }),
    recipe("other prefixes", |t| {
        t.replace("dc:", "d:")
            .replace(":dc=", ":d=")
            .replace("content:", "c:")
            .replace(":content=", ":c=")
            .into_bytes()
    }),
    recipe("a prefix on everything, declared as nothing known", |t| {
        prefixed(t, " xmlns:ns0=\"http://example.com/ours\"")
    }),
    recipe("a prefix on everything, not declared", |t| prefixed(t, "")),
    recipe("the web's own namespace on the root", |t| {
        let (start, rest) = t.split_at(root(t));
        let name = rest.find([' ', '>']).unwrap_or(0);
        let (tag, rest) = rest.split_at(name);
        if rest.starts_with('>') || !rest[..rest.find('>').unwrap_or(0)].contains("xmlns=") {
            return [start, tag, " xmlns=\"http://www.w3.org/1999/xhtml\"", rest].concat().into_bytes();
        }
        t.as_bytes().to_vec()
    }),
];

/// A tag with its name edited, prefix included.
pub(super) fn name_edited(tag: &str, edit: fn(&str) -> String) -> Cow<'_, str> {
    let end = tag.find([' ', '\n', '\t', '\r']).unwrap_or(tag.len());
    (edit(&tag[..end]) + &tag[end..]).into()
}

/// Every element without a prefix gets one.
fn prefixed(text: &str, declaration: &str) -> Vec<u8> {
    let mut first = true;
    let tagged = each_tag(text, |tag| {
        let (slash, name) = tag.strip_prefix('/').map_or(("", tag), |name| ("/", name));
        let end = name.find([' ', '\n', '/']).unwrap_or(name.len());
        if name[..end].contains(':') || is_html(&name[..end]) {
            return tag.into();
        }
        let declared = if std::mem::take(&mut first) { declaration } else { "" };
        let rest = name[end..].replace("xmlns=\"", "xmlns:a0=\"");
        format!("{slash}ns0:{}{declared}{rest}", &name[..end]).into()
    });
    tagged.into_bytes()
}

fn is_html(name: &str) -> bool {
    ["p", "div", "b", "br", "a", "i", "em", "img", "strong", "span", "ul", "li"].contains(&name)
}
