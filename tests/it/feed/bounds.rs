//! What must hold of a feed read from any bytes at all; shared with the fuzz target.

use url::Url;
use vigie::feed::{
    Entry, ParseHints, ParsedFeed, content_hash, decode_entities, entry_article, identity_keys, parse,
    plain_text,
};
use vigie::model::SourceTags;

/// What servers say of their bytes; the length of the bytes chooses one.
const CONTENT_TYPES: [Option<&str>; 4] = [
    None,
    Some("text/xml"),
    Some("application/rss+xml; charset=utf-8"),
    Some("text/xml; charset=windows-1252"),
];

/// Reads bytes as a feed and everything that is made of it, and holds the result to its bounds.
pub fn read(bytes: &[u8]) {
    let address = Url::parse("https://press.example/feeds/all.xml").ok();
    let hints = ParseHints {
        content_type: CONTENT_TYPES[bytes.len() % CONTENT_TYPES.len()],
        url: address.as_ref().filter(|_| !bytes.len().is_multiple_of(3)),
        language: None,
    };
    let Ok(feed) = parse(bytes, hints) else { return };
    assert_eq!(identity_keys(&feed.entries).len(), feed.entries.len());
    for entry in &feed.entries {
        let _ = content_hash(entry);
        let _ = entry_article(entry, &SourceTags::default(), None);
        for markup in [&entry.title, &entry.summary, &entry.content].into_iter().flatten() {
            assert_harmless(markup);
        }
    }
    // Packed feeds may be any size; of others the result is no more than a small multiple.
    if !vigie::feed::is_gzip(bytes) {
        let room = 64 * bytes.len() + 512 * feed.entries.len() + (1 << 20);
        assert!(size(&feed) <= room, "{} bytes became {}", bytes.len(), size(&feed));
    }
}

/// Bytes of all texts of a feed.
fn size(feed: &ParsedFeed) -> usize {
    let head = &feed.feed;
    let heads = [&head.title, &head.link, &head.description, &head.language];
    let heads: usize = heads.into_iter().flatten().map(String::len).sum();
    heads + feed.entries.iter().map(entry_size).sum::<usize>()
}

fn entry_size(entry: &Entry) -> usize {
    let texts = [&entry.id, &entry.title, &entry.title_text, &entry.link, &entry.summary, &entry.content];
    let texts: usize = texts.into_iter().flatten().map(String::len).sum();
    let lists = entry.authors.iter().chain(&entry.categories).map(String::len).sum::<usize>();
    texts + lists + entry.enclosures.iter().map(|media| media.url.len()).sum::<usize>()
}

/// Asserts that sanitised markup holds only tags that show something, and no address that runs.
///
/// Sanitised markup has no bare `<`, `>` or `"` outside of its tags, so that a plain scan reads it as browsers do.
#[track_caller]
pub fn assert_harmless(markup: &str) {
    for piece in markup.split('<').skip(1) {
        let Some(end) = tag_end(piece) else { panic!("a tag without an end: {piece:.80} in {markup:.400}") };
        let tag = &piece[..end];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        assert!(
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
            "<{tag}> in {markup:.400}"
        );
        let forbidden = [
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "base",
            "meta",
            "link",
            "svg",
            "math",
            "template",
            "noscript",
            "textarea",
            "title",
            "xmp",
            "plaintext",
            "noembed",
            "frame",
            "frameset",
            "applet",
            "html",
            "body",
            "head",
            "button",
            "select",
        ];
        assert!(!forbidden.contains(&name), "<{tag}> in {markup:.400}");
        for (attribute, value) in pairs(&tag[tag.find(' ').unwrap_or(tag.len())..]) {
            let runs = attribute.starts_with("on")
                || ["style", "srcdoc", "action", "formaction"].contains(&attribute);
            assert!(!runs, "{attribute} of <{tag}>");
            if matches!(attribute, "href" | "src" | "cite") {
                let address: String = decode_entities(value).chars().filter(|c| *c > ' ').collect();
                let address = address.to_ascii_lowercase();
                let runs =
                    ["javascript:", "data:", "vbscript:"].iter().any(|scheme| address.starts_with(scheme));
                assert!(!runs, "{attribute} of <{tag}>");
            }
        }
    }
    let _ = plain_text(markup);
}

/// Where a tag's `>` stands outside of quotes.
fn tag_end(piece: &str) -> Option<usize> {
    let mut quoted = false;
    piece.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

/// Attributes written as ` name="value"`.
fn pairs(mut rest: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let (name, behind) = rest.trim_start().split_once("=\"")?;
        let (value, behind) = behind.split_once('"')?;
        rest = behind;
        Some((name, value))
    })
}
