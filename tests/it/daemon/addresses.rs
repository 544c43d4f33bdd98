//! Addresses that change: of feeds, of the entries in them, and what stays what it was.

use std::time::Duration;

use vigie::article::url_key;
use vigie::clock::{Clock, ManualClock};
use vigie::model::TextState;
use vigie::store::ArticleTrail;

use super::{ALERT, time};
use crate::support::app::{News, TestApp, rss};
use crate::support::postgres::on_both;
use crate::support::press::{Answer, Press};

/// A desk that is told at once of all that one feed brings.
pub(super) async fn house(store: Option<String>, full_text: &str) -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut house = TestApp::under(clock).await;
    house.store = store.unwrap_or(house.store);
    house.extra.push_str(ALERT);
    house.feed_with("wire", &format!("full_text = \"{full_text}\""), &[]);
    (house, hand)
}

/// An hour later the feed says this, and is polled; how many articles are new, and how many of its entries it calls new.
async fn tell(house: &TestApp, hand: &ManualClock, news: &[(&str, &str, &str)]) -> (usize, usize) {
    hand.advance(Duration::from_hours(1));
    let at = house.clock.now();
    // The guid is the news's own, its link another's.
    let items: Vec<News> = news.iter().map(|(id, _, title)| News::new(*id, title, at)).collect();
    let mut links = news.iter().map(|(_, path, _)| house.press.url(path)).collect::<Vec<_>>().into_iter();
    let links = std::cell::RefCell::new(&mut links);
    let body = rss(&items, |_| links.borrow_mut().next().expect("a link"));
    house.press.answer("/wire.xml", Answer::ok(body));
    let pass = house.once().await;
    let app = house.open().await;
    let row = app.store.feed_list().await.expect("a list").remove(0);
    app.store.clone().close().await.expect("it closes");
    (pass.articles, row.recent.first().expect("a poll").new)
}

async fn trail(house: &TestApp, path: &str) -> Option<ArticleTrail> {
    let app = house.open().await;
    let url = house.press.url(path).parse().expect("an address");
    let trail = app.store.trail(url_key(&url)).await.expect("the store works");
    app.store.clone().close().await.expect("it closes");
    trail
}

#[tokio::test]
async fn credentials_go_to_no_place_that_redirects_name() {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut house = TestApp::under(clock.clone()).await;
    let away = Press::open("127.0.0.2", clock).await;
    let secret = |name: &str, text: &str| {
        let path = house.folder.path().join(name);
        std::fs::write(&path, text).expect("a secret");
        path.display().to_string()
    };
    let keys = format!(
        "full_text = \"never\"\nusername = \"desk\"\npassword_file = \"{}\"\nheaders_file = \"{}\"",
        secret("password", "canary"),
        secret("headers", "X-Api-Key: canary")
    );
    house.feed_with("wire", &keys, &[]);
    house.press.answer("/wire.xml", Answer::redirect(301, &away.url("/wire.xml")));
    away.answer("/wire.xml", Answer::ok(rss(&[], str::to_owned)));
    for _ in 0..5 {
        house.once().await;
        hand.advance(Duration::from_hours(5));
    }
    let (at_home, elsewhere) = (house.press.requests(), away.requests());
    assert_eq!((at_home.len(), elsewhere.len()), (3, 5), "it moved");
    assert!(at_home.iter().all(|seen| seen.header("x-api-key") == "canary"));
    for seen in elsewhere {
        assert_eq!((seen.header("authorization"), seen.header("x-api-key")), ("", ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_its_feed_corrects_is_followed_and_one_that_never_stays_is_not() {
    on_both(async |store| {
        let (house, hand) = house(store, "always").await;
        let title = "Drones seen above the salt works";
        tell(&house, &hand, &[("g1", "/broken", title)]).await;
        assert_eq!(trail(&house, "/broken").await.expect("an article").text_state, TextState::Pending);
        house.page(
            "right",
            title,
            &"Four drones circled above the works for an hour, the foreman said. ".repeat(9),
        );
        assert_eq!(tell(&house, &hand, &[("g1", "/right", title)]).await, (0, 0));
        let article = trail(&house, "/right").await.expect("it is found at its new address");
        assert_eq!((article.url, article.text_state.as_str()), (house.press.url("/right"), "read"));
        assert_eq!(
            article.article_id,
            trail(&house, "/broken").await.expect("and at the old one").article_id
        );
        for session in 0..9 {
            let link = format!("/right?session={session}");
            assert_eq!(tell(&house, &hand, &[("g1", &link, title)]).await, (0, 0));
        }
        let sessions = house.press.requests().into_iter().filter(|seen| seen.path.contains("session"));
        let mut paths: Vec<String> = sessions.map(|seen| seen.path).collect();
        paths.dedup();
        assert_eq!(paths, ["/right?session=0", "/right?session=1"], "three corrections are believed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_guid_for_a_known_link_is_an_edit() {
    on_both(async |store| {
        let (house, hand) = house(store, "never").await;
        let other = ("b", "/b", "Bakers vote on Sunday work");
        assert_eq!(tell(&house, &hand, &[("a-1", "/a", "Drone seen"), other]).await, (2, 2));
        assert_eq!(tell(&house, &hand, &[("a-2", "/a", "Drone shot down"), other]).await, (0, 0));
        let article = trail(&house, "/a").await.expect("an article");
        assert_eq!((article.title.as_str(), article.entries.len()), ("Drone shot down", 1));
        // And again, without a word of it.
        assert_eq!(tell(&house, &hand, &[("a-3", "/a", "Drone shot down"), other]).await, (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guid_that_stands_for_one_thing_after_another_hides_none_of_them() {
    on_both(async |store| {
        let (house, hand) = house(store, "never").await;
        let news = [
            "Drone over the harbour",
            "Mayor resigns",
            "Bakers vote on Sunday work",
            "东京股市下跌",
            "北海道で地震",
        ];
        for (n, title) in news.iter().enumerate() {
            assert_eq!(tell(&house, &hand, &[("latest", &format!("/{n}"), title)]).await, (1, 1), "{title}");
        }
        assert_eq!(tell(&house, &hand, &[("latest", "/2", news[2])]).await, (0, 0), "it is known");
        // An edit is an edit, also where the address follows the headline.
        let edited = "Bakers vote against Sunday work";
        assert_eq!(tell(&house, &hand, &[("latest", "/2", edited)]).await, (0, 0));
        assert_eq!(trail(&house, "/2").await.expect("an article").title, edited);
        assert_eq!(
            tell(&house, &hand, &[("latest", "/drones", "Two drones over the harbour")]).await,
            (0, 0)
        );
        let article = trail(&house, "/0").await.expect("an article");
        assert_eq!(
            (article.title.as_str(), article.url),
            ("Two drones over the harbour", house.press.url("/drones"))
        );
    })
    .await;
}
