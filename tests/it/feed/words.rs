//! The words an entry gives to topics: which of its texts, in which language, by whom, and where its page is.

use vigie::feed::{Entry, ParseHints, ParsedFeed, entry_article, parse};
use vigie::language::detect_article;
use vigie::model::SourceTags;

fn read(text: &str) -> ParsedFeed {
    parse(text.as_bytes(), ParseHints::default()).expect("a feed")
}

fn rss(inside: &str) -> ParsedFeed {
    read(&format!("<rss version='2.0'><channel>{inside}</channel></rss>"))
}

fn item(inside: &str) -> Entry {
    rss(&format!("<item>{inside}</item>")).entries.remove(0)
}

#[track_caller]
fn check_body(inside: &str, expected: &str) {
    assert_eq!(entry_article(&item(inside), &SourceTags::default(), None).body, expected, "{inside}");
}

#[test]
fn a_summary_that_the_content_does_not_repeat_stands_before_it() {
    const LEAD: &str = "The harbour of Tidewater gets two new radar masts before the winter storms";
    check_body(
        &format!(
            "<description>{LEAD}.</description><content:encoded><![CDATA[<p>Continue reading…</p>]]></content:encoded>"
        ),
        &format!("{LEAD}.\n\nContinue reading…"),
    );
    // White space, case, accents and signs make no other text; nor do dots or a link to the rest.
    for summary in [
        format!("{LEAD}."),
        format!("{}  ", LEAD.to_uppercase()),
        format!("{LEAD}…"),
        "The harbour of Tidewater gets two new radar masts before the win".to_owned(),
        format!("{LEAD} [...] The post Two masts appeared first on Gazette."),
        format!("{LEAD} Read more"),
    ] {
        check_body(
            &format!(
                "<description>{summary}</description><content:encoded><![CDATA[<p>{LEAD}.</p><p>They were ordered in May.</p>]]></content:encoded>"
            ),
            &format!("{LEAD}.\n\nThey were ordered in May."),
        );
    }
    // A word within another one is no repetition.
    check_body("<description>US</description><content:encoded>Russia</content:encoded>", "US\n\nRussia");
    check_body("<description>Late</description><content:encoded>Late</content:encoded>", "Late");
    // What only begins alike says something else.
    check_body(
        "<description>The harbour: IRIS-T arrives</description><content:encoded>The harbour: a long day of waiting</content:encoded>",
        "The harbour: IRIS-T arrives\n\nThe harbour: a long day of waiting",
    );
    // The content may be the shorter one.
    check_body(
        &format!(
            "<description>{LEAD}. They cost little.</description><content:encoded>{LEAD}.</content:encoded>"
        ),
        &format!("{LEAD}. They cost little."),
    );
    check_body("<description>Late</description>", "Late");
    check_body("<content:encoded>Late</content:encoded>", "Late");
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

#[track_caller]
fn check_language(feed: &ParsedFeed, tags: &SourceTags, expected: &str) {
    let article = entry_article(&feed.entries[0], tags, None);
    assert_eq!(detect_article(&article).language.as_str(), expected, "{}", article.title);
}

#[test]
fn what_a_feed_says_of_its_language_is_a_weak_hint() {
    let none = SourceTags::default();
    let says = |language: &str, title: &str| rss(&format!("{language}<item><title>{title}</title></item>"));
    let headline = "News &amp; title missile";
    check_language(&says("<language>en</language>", headline), &none, "en");
    check_language(&says("<language>en-US</language>", headline), &none, "en");
    check_language(&says("<language>da</language>", "Droner over Kyiv"), &none, "da");
    check_language(&says("<language>no</language>", "Droner over Kyiv"), &none, "nb");
    // Behind the entries it says the same, and an entry knows better.
    check_language(&rss("<item><title>Droner over Kyiv</title></item><language>da</language>"), &none, "da");
    let own =
        "<language>en</language><item><dc:language>da</dc:language><title>Droner over Kyiv</title></item>";
    check_language(&rss(own), &none, "da");
    // The operator knows best.
    let tags = SourceTags { language: "no".parse().ok(), ..SourceTags::default() };
    check_language(&says("<language>da</language>", "Droner over Kyiv"), &tags, "nb");
    // Many a feed says what its software came with: a text that is clearly in another language is in that one.
    let german = "Die Werft wird im Herbst nicht mehr für den Bau der neuen Fähre gebraucht";
    check_language(&says("<language>en</language>", german), &none, "de");
    check_language(&says("<language>en-us</language>", "Raketen auf den Hafen von Odessa"), &none, "de");
    // And of a headline that does not tell the hint makes nothing sure: lines of every language apply.
    let feed = says("<language>en-US</language>", "Misiles rusos golpean Odesa");
    assert!(!detect_article(&entry_article(&feed.entries[0], &none, None)).sure);
    for nonsense in ["english", "x-default", "und", "mul", ""] {
        let feed = says(&format!("<language>{nonsense}</language>"), german);
        assert_eq!(feed.entries[0].language, None, "{nonsense}");
        check_language(&feed, &none, "de");
    }
}

#[test]
fn every_form_of_feed_says_its_language() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><entry><title>a</title></entry>\
        <entry xml:lang='de-AT'><title>b</title></entry></feed>";
    let news = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
        xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://t.example/1</loc><news:news>\
        <news:publication><news:name>Pier</news:name><news:language>fr</news:language></news:publication>\
        <news:title>a</news:title></news:news></url><url><loc>https://t.example/2</loc><news:news><news:publication>\
        <news:language>de</news:language></news:publication><news:title>b</news:title></news:news></url></urlset>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"language\":\"fr\",\"items\":[{\"id\":\"1\"},\
        {\"id\":\"2\",\"language\":\"de\"}]}";
    for text in [atom, news, json] {
        let languages: Vec<_> = read(text).entries.iter().map(|entry| entry.language).collect();
        assert_eq!(languages, ["fr".parse().ok(), "de".parse().ok()], "{text}");
    }
}

#[test]
fn the_language_tells_the_month_of_a_date_wherever_it_stands() {
    let dates = |text: &str, configured: &str| {
        let hints = ParseHints { language: configured.parse().ok(), ..ParseHints::default() };
        let feed = parse(text.as_bytes(), hints).expect("a feed");
        feed.entries[0].published.map(|time| time.to_string()[..10].to_owned())
    };
    let item = "<item><title>a</title><pubDate>28 lis 2026, 07:00</pubDate></item>";
    let feed = |inside: &str| format!("<rss version='2.0'><channel>{inside}</channel></rss>");
    let date = |month: u32| Some(format!("2026-{month}-28"));
    assert_eq!(dates(&feed(item), ""), None);
    assert_eq!(dates(&feed(item), "pl"), date(11));
    assert_eq!(dates(&feed(&format!("<language>hr</language>{item}")), ""), date(10));
    assert_eq!(dates(&feed(&format!("{item}<language>pl-PL</language>")), ""), date(11));
    assert_eq!(dates(&feed(&format!("<language>hr</language>{item}")), "pl"), date(11));
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"date_published\":\"28 lis 2026\"}],\
        \"language\":\"hr\"}";
    assert_eq!(dates(json, ""), date(10));
}

#[test]
fn json_may_count_seconds() {
    let published = |value: &str| {
        let feed = read(&format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"1\",\"date_published\":{value}}}]}}"
        ));
        feed.entries[0].published.map(|time| time.to_string())
    };
    assert_eq!(published("1749106800").as_deref(), Some("2025-06-05T07:00:00Z"));
    assert_eq!(
        published("1749106800.5").map(|time| time[..19].to_owned()).as_deref(),
        Some("2025-06-05T07:00:00")
    );
    assert_eq!(published("1749106800000").as_deref(), Some("2025-06-05T07:00:00Z"));
    assert_eq!(published("20250605").as_deref(), Some("2025-06-05T00:00:00Z"));
    for other in ["0", "7", "-1749106800", "174910680", "1e300", "\"1749106800\"", "null", "true"] {
        assert_eq!(published(other), None, "{other}");
    }
}
