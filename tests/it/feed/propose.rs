//! Selectors proposed for pages without a feed: the list of headlines is found among menus and boxes.

use url::Url;
use vigie::article::Page;
use vigie::feed::{Proposal, propose};

use crate::support::app::TestApp;
use crate::support::press::Answer;

const HEADLINES: [&str; 5] = [
    "Dredging of the north basin begins",
    "Ferry terminal opens to the public",
    "Storm warning for the outer quays",
    "A new harbour master is appointed",
    "Anglers may return to the mole",
];

/// A site's page with a menu above, boxes beside and a line below its list.
fn page(list: &str) -> String {
    let menu =
        ["About the harbour authority", "Contact and directions to us", "Tariffs and conditions in full"];
    let menu = menu
        .iter()
        .map(|name| format!("<li class=\"menu-item\"><a href=\"/m/{name}\">{name}</a></li>"))
        .collect::<Vec<_>>()
        .concat();
    let boxes =
        ["Weather service of the coast", "Tide tables of the estuary", "Coast guard and rescue service"];
    let boxes = boxes
        .iter()
        .map(|name| format!("<li><a href=\"https://x.example/{name}\">{name}</a></li>"))
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<!doctype html><html lang=en><head><title>Harbour Authority</title></head><body>\
         <header><nav><ul>{menu}</ul></nav></header><main>{list}<aside><ul class=\"links\">{boxes}</ul></aside></main>\
         <footer><ul>{menu}</ul></footer></body></html>"
    )
}

fn list(item: impl Fn(usize, &str) -> String) -> String {
    HEADLINES.iter().enumerate().map(|(n, title)| item(n, title)).collect()
}

fn proposed(html: &str) -> Option<Proposal> {
    let url = Url::parse("https://harbour.example/news/").unwrap();
    propose(&Page { bytes: html.as_bytes(), content_type: Some("text/html"), url: Some(&url) })
}

/// Whether the proposal reads just the headlines, and dates where the page has them.
#[track_caller]
fn check(html: &str, dated: bool) {
    let proposal = proposed(html).unwrap_or_else(|| panic!("nothing is proposed for {html}"));
    let titles: Vec<&str> =
        proposal.feed.entries.iter().filter_map(|entry| entry.title_text.as_deref()).collect();
    assert_eq!(titles, HEADLINES, "{:?}", proposal.selectors);
    assert!(
        proposal.feed.entries.iter().all(|entry| entry
            .link
            .as_deref()
            .is_some_and(|link| link.starts_with("https://harbour.example/")))
    );
    assert_eq!(
        proposal.feed.entries.iter().all(|entry| entry.published.is_some()),
        dated,
        "{:?}",
        proposal.selectors
    );
}

#[test]
fn lists_of_every_usual_make_are_found() {
    check(
        &page(&list(|n, title| {
            format!(
                "<article><h2><a href=\"/n/{n}\">{title}</a></h2><time datetime=\"2026-06-1{n}\">June</time><p>More on it.</p></article>"
            )
        })),
        true,
    );
    check(
        &page(&list(|n, title| {
            format!(
                "<div class=\"news-item\"><span class=\"news-date\">1{n} June 2026</span><h3><a href=\"/n/{n}\">{title}</a></h3></div>"
            )
        })),
        true,
    );
    check(
        &page(&format!(
            "<ul class=\"press\">{}</ul>",
            list(|n, title| format!("<li><a href=\"{n}.html\">{title}</a></li>"))
        )),
        false,
    );
    // The whole card is the link, and its class was made by a build.
    check(
        &page(&format!(
            "<div id=\"stories\">{}</div>",
            list(|n, title| format!(
                "<a class=\"css-1x9f2\" href=\"/n/{n}\"><div><h4>{title}</h4><time>1{n} June 2026</time></div></a>"
            ))
        )),
        true,
    );
    check(
        &page(&format!(
            "<table class=\"releases\">{}</table>",
            list(|n, title| format!("<tr><td>2026-06-1{n}</td><td><a href=\"/n/{n}\">{title}</a></td></tr>"))
        )),
        false,
    );
    // Beside the headline stand a picture's link and a section's.
    check(
        &page(&list(|n, title| {
            format!(
                "<div class=\"teaser\"><a class=\"picture\" href=\"/n/{n}\"><img src=x></a><a class=\"section\" href=\"/port\">Port</a>\
                 <a class=\"headline\" href=\"/n/{n}\">{title}</a></div>"
            )
        })),
        false,
    );
}

#[test]
fn a_page_of_one_article_or_of_menus_alone_gives_no_proposal() {
    assert_eq!(
        proposed(&page("<article><h1>One article</h1><p>Only <a href=/x>one link</a> in it.</p></article>"))
            .map(|p| p.selectors.item)
            .filter(|item| item.contains("menu")),
        None
    );
    let menus = "<nav><ul><li><a href=/a>About the harbour authority</a><li><a href=/b>Contact and directions</a>\
                 <li><a href=/c>Tariffs and conditions</a></ul></nav>";
    assert_eq!(proposed(menus), None);
    assert_eq!(proposed(""), None);
}

#[test]
fn pages_made_to_hurt_are_answered_in_bounds() {
    assert_eq!(proposed(&"<div>".repeat(60_000)), None, "beyond the bounds of `select`");
    let wide = (0..4_000)
        .map(|n| format!("<p class=\"a{n}x b{n}y\"><a href=/{n}>The harbour master resigns {n}</a></p>"))
        .collect::<Vec<_>>()
        .concat();
    let _ = proposed(&wide);
    let nested = "<section class=\"box\"><a href=\"/a\">The harbour master resigns again</a>".repeat(200);
    let _ = proposed(&nested);
}

/// What the program prints.
async fn says(house: &TestApp, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = house.vigie(arguments);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("it runs");
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_proposes_a_select_that_the_configuration_takes_and_that_polls() {
    let mut house = TestApp::new().await;
    let html = page(&list(|n, title| {
        format!("<div class=\"news-item\"><h3><a href=\"/n/{n}\">{title}</a></h3><p>More on it.</p></div>")
    }));
    house.press.answer("/news", Answer::ok(html).content_type("text/html"));
    let (text, code) = says(&house, &["feed", "discover", &house.press.url("/news")]).await;
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("page, no feed"), "{text}");
    let block = text.split("site.toml:").nth(1).expect("lines to paste");
    assert!(
        block.contains(
            "select = { item = \"div.news-item\", link = \"h3 a@href\", title = \"h3\", summary = \"p\" }"
        ),
        "{block}"
    );
    house.extra = format!("{block}\nfull_text = \"never\"\n");
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.articles), (1, 0, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn selectors_are_tried_on_a_saved_page() {
    let house = TestApp::new().await;
    let file = house.folder.path().join("saved.html");
    std::fs::write(
        &file,
        page(&list(|n, title| format!("<p class=\"a, b\"><b>{title}</b><a href=\"/n/{n}\">more</a></p>"))),
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let parse = |select: &'static str, more: &'static [&'static str]| {
        [&["--format", "json", "feed", "parse", file, "--select", select][..], more].concat()
    };
    let (text, code) = says(
        &house,
        &parse(
            "item=main > p,link=a[href^=\"/n\"], a.none@href,title=b",
            &["--url", "harbour.example/news/"],
        ),
    )
    .await;
    assert_eq!(code, Some(0), "{text}");
    let row: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(row["entries"].as_array().map(Vec::len), Some(5));
    assert_eq!(row["entries"][0]["title_text"], HEADLINES[0]);
    assert_eq!(row["entries"][0]["link"], "https://harbour.example/n/0");
    let (text, _) =
        says(&house, &parse("{ item = \"main > p\", title = \"b\" }", &["--url", "harbour.example"])).await;
    assert!(text.contains(HEADLINES[4]), "{text}");
    for (select, said, wanted) in [
        ("item=main > p", "`--url` says what they are relative to", 1),
        ("item=.none", "`select.item` matches nothing on the page", 1),
        ("title=b", "`item` is missing", 2),
        ("itm=p", "`itm=p` is none of item, link", 2),
        ("item=p[", "`item`: `p[` is not a CSS selector", 2),
    ] {
        let (text, code) = says(&house, &parse(select, &[])).await;
        assert!(text.contains(said) && code == Some(wanted), "{select}: {code:?} {text}");
    }
}
