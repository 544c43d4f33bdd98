//! What the fuzzer found worth keeping, replayed, and the safety of markup, compared with an independent judge.

use std::collections::BTreeSet;

use proptest::prelude::*;
use vigie::feed::{ParseHints, parse};

use super::bounds::{assert_harmless, read};

#[test]
fn what_the_fuzzer_kept_is_read_within_its_bounds() {
    let folder = std::path::Path::new("tests/data/feed/fuzz");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the fuzzer's corpus") {
        read(&std::fs::read(entry.expect("an entry").path()).expect("a file"));
        count += 1;
    }
    assert!(count >= 100, "{count} inputs");
}

#[test]
fn addresses_made_with_a_long_base_do_not_become_gigabytes() {
    let base = format!("https://press.example/{}/", "x".repeat(50_000));
    let links = "<a href=\"y\">z</a>".repeat(10_000).replace('<', "&lt;");
    read(
        format!("<feed xml:base='{base}'><entry><summary type='html'>{links}</summary></entry></feed>")
            .as_bytes(),
    );
    let names = format!("<author><name>{}</name></author>", "N".repeat(100_000));
    let entries = "<entry><title>t</title></entry>".repeat(10_000);
    read(format!("<feed xmlns='http://www.w3.org/2005/Atom'>{names}{entries}</feed>").as_bytes());
    let items = vec!["{\"title\":\"t\"}"; 10_000].join(",");
    let name = "N".repeat(100_000);
    read(
        format!("{{\"version\":\"jsonfeed.org\",\"authors\":[{{\"name\":\"{name}\"}}],\"items\":[{items}]}}")
            .as_bytes(),
    );
}

/// Pieces of which foreign markup is made, the worse the better.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=\"",
    "<a href='",
    "<a href=",
    "javascript:x()",
    "JaVaScRiPt:x()",
    "java\tscript:x()",
    "&#106;avascript:x()",
    "&#x6a;avascript&colon;x()",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example/",
    "http://press.example/",
    "\"",
    "'",
    ">",
    "<",
    "/>",
    " onclick=x()",
    " onerror=\"x()\"",
    " style='x:expression(y)'",
    " src=",
    "<img",
    "<img src=x onerror=y>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<svg/onload=x()>",
    "<math>",
    "<mtext>",
    "<mglyph>",
    "<annotation-xml encoding=text/html>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "<iframe src=x>",
    "<iframe srcdoc='<script>'>",
    "<xmp>",
    "<plaintext>",
    "<noembed>",
    "<select>",
    "<option>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<form action=x>",
    "<input onfocus=x autofocus>",
    "<object data=x>",
    "<embed src=x>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=x>",
    "<link rel=stylesheet href=x>",
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!",
    "\0",
    "\n",
    " ",
    "&lt;script&gt;",
    "&amp;lt;",
    "&",
    "&#0;",
    "&#60;",
    "=",
    "`",
    "x",
    "é",
    "<a title=\"</a><img src=x onerror=y>\">",
    "<p id=\"</style>\">",
    "</",
    "<a\u{c}href=x>",
    "<IMG SRC=x>",
    "<a/href=\"javascript:x\">",
];

/// Names of the elements in markup, as an independent parser of HTML sees them.
fn elements(markup: &str) -> BTreeSet<String> {
    let fragment = scraper::Html::parse_fragment(markup);
    fragment
        .tree
        .nodes()
        .filter_map(|node| node.value().as_element())
        .map(|element| element.name().to_owned())
        .collect()
}

/// What the judge, which knows only what is harmless, leaves of markup.
fn judged(markup: &str) -> String {
    ammonia::Builder::default().link_rel(None).clean(markup).to_string()
}

fn summary(html: &str) -> Option<String> {
    let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
    let feed = format!(
        "<rss version='2.0'><channel><item><title>t</title><description>{escaped}</description></item></channel></rss>"
    );
    parse(feed.as_bytes(), ParseHints::default()).expect("a feed").entries.remove(0).summary
}

proptest! {
    /// An HTML parser with a list of what is harmless finds nothing in our markup that it would take off.
    #[test]
    fn a_judge_of_html_finds_nothing_to_take_off(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30)
    ) {
        let html = pieces.concat();
        let Some(ours) = summary(&html) else { return Ok(()) };
        assert_harmless(&ours);
        let theirs = judged(&ours);
        prop_assert_eq!(elements(&ours), elements(&theirs), "{} became {}", html, ours);
        for bad in ["javascript:", "vbscript:", "data:", " onclick", " onerror", " onload", " style"] {
            // In tags alone: as text such words are only words.
            let in_tags = ours.split('<').skip(1).any(|piece| {
                let tag = piece.split('>').next().unwrap_or_default();
                tag.split('"').enumerate().any(|(n, part)| if bad.starts_with(' ') {
                    n % 2 == 0 && part.contains(bad)
                } else {
                    n % 2 == 1 && part.trim_start().to_ascii_lowercase().starts_with(bad) && !tag.contains("title=")
                })
            });
            prop_assert!(!in_tags, "{} in {}", bad, ours);
        }
    }
}
