//! The words an entry gives to topics: which of its texts, by whom, and where its page is.

use vigie::feed::{Entry, ParseHints, ParsedFeed, parse};

fn read(text: &str) -> ParsedFeed {
    parse(text.as_bytes(), ParseHints::default()).expect("a feed")
}

fn rss(inside: &str) -> ParsedFeed {
    read(&format!("<rss version='2.0'><channel>{inside}</channel></rss>"))
}

fn item(inside: &str) -> Entry {
    rss(&format!("<item>{inside}</item>")).entries.remove(0)
}

#[test]
fn a_caption_before_the_description_does_not_take_its_place() {
    let texts = |inside: &str| {
        let entry = item(inside);
        (entry.summary.unwrap_or_default(), entry.content.unwrap_or_default())
    };
    let two = |summary: &str, content: &str| (summary.to_owned(), content.to_owned());
    let content = "<content:encoded>The whole story</content:encoded>";
    for before in [
        "<media:description>A crane. Photo: Bo</media:description>",
        "<itunes:subtitle>Cranes</itunes:subtitle>",
    ] {
        let inside = format!("{before}<description>Cranes are late</description>");
        assert_eq!(texts(&inside), two("Cranes are late", ""));
        assert_eq!(texts(&format!("{inside}{content}")), two("Cranes are late", "The whole story"));
        assert_eq!(texts(&format!("{content}{inside}")), two("Cranes are late", "The whole story"));
    }
    // Of two descriptions the second is the long one.
    let twice =
        "<description>Cranes are late</description><description>Cranes are late by a week</description>";
    assert_eq!(texts(twice), two("Cranes are late", "Cranes are late by a week"));
}

#[test]
fn the_texts_for_yandex_are_content() {
    let content = |inside: &str| item(inside).content;
    assert_eq!(content("<yandex:full-text>Весь текст</yandex:full-text>").as_deref(), Some("Весь текст"));
    assert_eq!(
        content("<turbo:content><![CDATA[<p>Весь текст</p>]]></turbo:content>").as_deref(),
        Some("<p>Весь текст</p>")
    );
    let declared = read(
        "<rss version='2.0' xmlns:y='http://news.yandex.ru'><channel><item><title>a</title><y:full-text>Весь</y:full-text>\
         </item></channel></rss>",
    );
    assert_eq!(declared.entries[0].content.as_deref(), Some("Весь"));
}

#[test]
fn spaces_within_an_address_belong_to_it_and_line_breaks_do_not() {
    for (written, expected) in [
        ("https://t.example/my story.html", "https://t.example/my%20story.html"),
        ("  https://t.example/a  \n", "https://t.example/a"),
        ("https://t.example/long/\n      path.html", "https://t.example/long/path.html"),
        ("https://t.example/\t\r\nx y?q=a b", "https://t.example/x%20y?q=a%20b"),
    ] {
        assert_eq!(item(&format!("<link>{written}</link>")).link.as_deref(), Some(expected));
    }
    let entry =
        item("<guid>https://t.example/my story</guid><enclosure url='https://t.example/My Episode 1.mp3'/>");
    assert_eq!(entry.link.as_deref(), Some("https://t.example/my%20story"));
    assert_eq!(entry.enclosures[0].url, "https://t.example/My%20Episode%201.mp3");
}

#[test]
fn an_address_behind_a_link_that_closed_itself_is_its_text() {
    let items = "<item><title>One</title><link/>https://t.example/1\n<guid isPermaLink='false'>7</guid></item>\
        <item><title>Two</title><link />https://t.example/2</item>\
        <item><title>Three</title><link href='https://t.example/3'/>https://t.example/other</item>\
        <item><title>Four</title><link/>see <b>there</b></item>";
    let feed = rss(&format!("<title>T</title><link/>https://t.example/{items}"));
    let links: Vec<_> = feed.entries.iter().map(|entry| entry.link.as_deref()).collect();
    let own = ["https://t.example/1", "https://t.example/2", "https://t.example/3"].map(Some);
    assert_eq!(links, [own[0], own[1], own[2], None]);
    assert_eq!(feed.feed.link.as_deref(), Some("https://t.example/"));
    assert_eq!(feed.entries[0].id.as_deref(), Some("7"));
    assert!(feed.problems[0].contains("tags were missing"), "{:?}", feed.problems);
}

#[test]
fn several_names_in_one_field_are_several_names() {
    let names = |field: &str| item(&format!("<author>{}</author>", field.replace('<', "&lt;"))).authors;
    for (field, expected) in [
        ("jane@x.example (Jane Roe), bob@x.example (Bob)", vec!["Jane Roe", "Bob"]),
        ("jane@x.example (Jane Roe); bob@x.example (Bob)", vec!["Jane Roe", "Bob"]),
        ("jane@x.example;bob@x.example", vec!["jane@x.example", "bob@x.example"]),
        ("Jane Roe <jane@x.example>, Bob <bob@x.example>", vec!["Jane Roe", "Bob"]),
        ("Roe, Jane <jane@x.example>, Bob <bob@x.example>", vec!["Roe, Jane", "Bob"]),
        ("jane@x.example (Roe, Jane), AFP, bob@x.example (Bob)", vec!["Roe, Jane", "AFP", "Bob"]),
        ("jane@x.example (Jane Roe) (AFP)", vec!["Jane Roe"]),
        ("jane@x.example (Jane Roe (AFP))", vec!["Jane Roe (AFP)"]),
        ("Jane Roe (AFP) <jane@x.example>", vec!["Jane Roe (AFP)"]),
        ("Roe, Jane <jane@x.example>", vec!["Roe, Jane"]),
        ("Jane Roe, Bob Holm", vec!["Jane Roe, Bob Holm"]),
    ] {
        assert_eq!(names(field), expected, "{field}");
    }
}
