//! Pages without a feed, read by CSS selectors.

use url::Url;
use vigie::article::Page;
use vigie::clock::{Clock, ManualClock};
use vigie::feed::{Entry, FailureKind, ParsedFeed, Pick, PollResult, SelectError, Selectors, select};
use vigie::model::Timestamp;

use crate::support::app::TestApp;
use crate::support::press::Answer;

const PAGE: &str = r#"<!doctype html><html lang="fr-FR"><head><title>Le Quai &amp; la Mer</title></head><body>
<nav><a href="/">Accueil</a></nav>
<article class="une"><h2>Le port <em>rouvre</em></h2><a class="more" href="/2026/port?utm_source=une">Lire</a>
  <time datetime="2026-06-11T08:30:00+02:00">ce matin</time><p>Les  bateaux
  rentrent.</p><span class="by">Ana Brun</span><span class="by">Luc Petit</span></article>
<article><h2>Marée haute</h2><a class="more" href="https://quai.example/2026/maree">Lire</a><time>10 juin 2026</time></article>
<article><h2>Sans lien</h2><a class="more" href="mailto:x@quai.example">Lire</a></article>
<article><h2>Encore le port</h2><a class="more" href="/2026/port">Lire</a></article></body></html>"#;

fn pick(text: &str) -> Pick {
    Pick::parse(text).expect("a pick")
}

fn selectors() -> Selectors {
    Selectors {
        item: "article".to_owned(),
        link: pick("a.more@href"),
        title: Some(pick("h2")),
        summary: Some(pick("p")),
        date: Some(pick("time@datetime")),
        author: Some(pick(".by")),
    }
}

fn read(html: &str, selectors: &Selectors) -> Result<ParsedFeed, SelectError> {
    let url = Url::parse("https://quai.example/une/").unwrap();
    select(
        &Page { bytes: html.as_bytes(), content_type: Some("text/html"), url: Some(&url) },
        selectors,
        None,
    )
}

#[test]
fn each_item_with_an_address_is_an_entry_known_by_it() {
    let feed = read(PAGE, &selectors()).expect("entries");
    assert_eq!((feed.format, feed.lost, feed.entries.len()), ("page", 1, 2), "the last has a known address");
    assert_eq!(feed.feed.title.as_deref(), Some("Le Quai &amp; la Mer"));
    assert_eq!(feed.feed.language.as_deref(), Some("fr-FR"));
    assert_eq!(
        feed.entries[0],
        Entry {
            title: Some("Le port rouvre".to_owned()),
            title_text: Some("Le port rouvre".to_owned()),
            link: Some("https://quai.example/2026/port?utm_source=une".to_owned()),
            published: Timestamp::parse_rfc3339("2026-06-11T06:30:00Z"),
            language: "fr".parse().ok(),
            authors: vec!["Ana Brun".to_owned(), "Luc Petit".to_owned()],
            summary: Some("Les bateaux rentrent.".to_owned()),
            ..Entry::default()
        }
    );
    assert_eq!(feed.entries[1].link.as_deref(), Some("https://quai.example/2026/maree"));
    assert_eq!((&feed.entries[1].published, &feed.entries[1].summary), (&None, &None));
    assert_eq!(feed.problems, [""; 0]);
}

#[test]
fn dates_for_people_are_read_where_there_are_none_for_machines() {
    let own = Selectors { date: Some(pick("time")), ..selectors() };
    let feed = read(PAGE, &own).expect("entries");
    assert_eq!(feed.entries[1].published, Timestamp::parse_rfc3339("2026-06-10T00:00:00Z"));
}

#[test]
fn an_item_may_be_the_link_itself_and_titles_default_to_its_words() {
    let page = r#"<base href="/nouvelles/"><ul><li><a data-t="Un" href="un">Le un</a><li><a href="deux#x">Le deux</a></ul>"#;
    let own = Selectors {
        item: "li a".to_owned(),
        link: pick("@href"),
        title: None,
        summary: None,
        date: None,
        author: None,
    };
    let feed = read(page, &own).expect("entries");
    let seen: Vec<_> =
        feed.entries.iter().map(|e| (e.title_text.as_deref().unwrap(), e.link.as_deref().unwrap())).collect();
    assert_eq!(
        seen,
        [
            ("Le un", "https://quai.example/nouvelles/un"),
            ("Le deux", "https://quai.example/nouvelles/deux#x"),
        ]
    );
    let by_attribute = Selectors { title: Some(pick("a@data-t")), ..own };
    assert_eq!(read(page, &by_attribute).unwrap().entries[0].title_text.as_deref(), Some("Un"));
}

#[test]
fn a_page_that_gives_nothing_is_never_an_empty_feed() {
    let none = Selectors { item: ".headline".to_owned(), ..selectors() };
    let error = read(PAGE, &none).unwrap_err();
    assert_eq!(error.to_string(), "`select.item` matches nothing on the page");
    let no_links = Selectors { link: pick("a.gone@href"), ..selectors() };
    assert_eq!(read(PAGE, &no_links).unwrap_err(), SelectError::NoLinks(4));
    let challenge = "<title>Just a moment...</title><p>challenge-platform";
    assert_eq!(read(challenge, &selectors()).unwrap_err(), SelectError::Challenge);
    let loose = Selectors { summary: Some(pick(".lead")), ..selectors() };
    assert_eq!(read(PAGE, &loose).unwrap().problems, ["`select.summary` finds nothing in any item"]);
}

#[test]
fn picks_take_an_attribute_after_the_last_at_sign_that_is_one() {
    for (written, selector, attribute) in [
        ("a@href", "a", Some("href")),
        ("@data-id", "", Some("data-id")),
        (r#"a[title="x@y"]"#, r#"a[title="x@y"]"#, None),
        (r#"a[title="x@y"]@href"#, r#"a[title="x@y"]"#, Some("href")),
        (" h2 > b ", "h2 > b", None),
    ] {
        let pick = Pick::parse(written).expect(written);
        assert_eq!((pick.selector.as_str(), pick.attribute.as_deref()), (selector, attribute), "{written}");
    }
    for wrong in ["", "a[@href", "@", "div[", "a@1"] {
        assert!(Pick::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn pages_made_to_hurt_are_refused_or_read_in_bounds() {
    let deep = "<font>".repeat(60_000);
    assert_eq!(read(&deep, &selectors()).unwrap_err(), SelectError::Beyond);
    let wide = "<li><a href=/x>x</a></li>".repeat(100_000);
    let greedy = Selectors { item: "li ~ li:nth-child(odd)".to_owned(), ..selectors() };
    assert_eq!(
        read(&wide, &greedy).unwrap_err(),
        SelectError::Beyond,
        "siblings are compared with each other"
    );
    let many = (0..4_000)
        .map(|n| format!("<article><a class=more href=/{n}>{}</a></article>", "x".repeat(50)))
        .collect::<Vec<_>>()
        .concat();
    let feed = read(&many, &Selectors { title: None, ..selectors() }).expect("entries");
    assert_eq!(feed.entries.len(), 500);
    assert!(feed.problems.iter().any(|p| p == "only the first 500 items are read"), "{:?}", feed.problems);
    let long = format!("<article><a class=more href=/1></a><h2>{}</h2></article>", "é".repeat(1_000_000));
    assert!(read(&long, &selectors()).unwrap().entries[0].title.as_ref().unwrap().len() <= 4_000);
}

/// A house whose only source is the page at `/une`, and the hand of its clock.
async fn house() -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").expect("a time"));
    let mut house = TestApp::under(clock).await;
    house.extra = format!(
        "[feeds.quai]\nurl = \"{}\"\nevery = \"1s\"\nfull_text = \"never\"\n\
         select = {{ item = \"article\", link = \"a.more@href\", title = \"h2\" }}\n",
        house.press.url("/une")
    );
    house.press.answer("/une", Answer::ok(PAGE).content_type("text/html").header("etag", "\"1\""));
    (house, hand)
}

#[tokio::test]
async fn a_page_is_polled_as_a_feed_is_under_its_robots() {
    let (house, hand) = house().await;
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.articles), (1, 0, 2));
    hand.advance(std::time::Duration::from_secs(2));
    assert_eq!(house.once().await.articles, 0);
    let asked = house.press.requests_for("/une");
    assert_eq!(asked.len(), 2);
    assert!(asked[0].header("accept").starts_with("text/html"));
    assert_eq!(asked[1].header("if-none-match"), "\"1\"", "a page is asked for as conditionally as a feed");
    assert!(!house.press.requests_for("/robots.txt").is_empty());
}

#[tokio::test]
async fn a_page_whose_selectors_came_loose_is_blind_by_name() {
    let (house, _) = house().await;
    house.press.answer("/une", Answer::ok("<!doctype html><p>Nouvelle maquette").content_type("text/html"));
    assert_eq!(house.once().await.blind, 1);
    let app = house.open().await;
    let feed = app.store.feed_list().await.unwrap().remove(0);
    assert_eq!(feed.reason.as_deref(), Some("`select.item` matches nothing on the page"));
    assert_eq!(feed.recent[0].came, PollResult::Failed(FailureKind::Selectors));
    app.store.clone().close().await.unwrap();
    let why =
        house.vigie(&["--format", "json", "feed", "why", feed.name.as_str()]).output().expect("it runs");
    let why: serde_json::Value = serde_json::from_slice(&why.stdout).expect("JSON");
    assert_eq!(why["polls"][0]["cause"], "selectors");
    assert!(why["help"].as_str().expect("a help").contains("`vigie feed parse --select`"), "{why}");
}

#[tokio::test]
async fn a_page_that_robots_forbid_is_never_asked_for() {
    let (house, _) = house().await;
    house.press.answer("/robots.txt", Answer::ok("User-agent: *\nDisallow: /une\n"));
    assert_eq!(house.once().await.blind, 1);
    assert!(house.press.requests_for("/une").is_empty());
    let app = house.open().await;
    let feed = app.store.feed_list().await.unwrap().remove(0);
    assert_eq!(feed.reason.as_deref(), Some("robots.txt forbids it"));
}
