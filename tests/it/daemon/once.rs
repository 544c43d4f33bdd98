//! `daemon::once`: one pass over everything that is due.

use std::time::Duration;

use vigie::clock::Clock;

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::press::Answer;
use crate::support::receiver::Reply;

const MORNING: &str = "2026-06-11T08:00:00+02:00";

#[tokio::test]
async fn an_entry_becomes_an_alert_and_a_second_pass_sends_nothing_again() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra = ALERT.replace("group_wait = \"0s\"", "group_wait = \"10m\"");
    house.feed(
        "wire",
        &[News::new("one", "Drone seen over the harbour", at), News::new("two", "Bakers vote", at)],
    );
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.articles, pass.matches), (1, 0, 2, 1));
    assert_eq!((pass.stories, pass.items, pass.messages, pass.sent), (1, 1, 1, 1));
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.len(), 1);
    assert_eq!(hooks[0].kind(), "vigie.alert");
    assert_eq!(hooks[0].titles(), ["Drone seen over the harbour"]);
    hand.advance(Duration::from_hours(1));
    let again = house.once().await;
    assert_eq!((again.feeds, again.articles, again.messages, again.sent), (1, 0, 0, 0));
    assert_eq!(house.receiver.hooks().len(), 1);
}

#[tokio::test]
async fn the_page_is_matched_where_the_feed_says_too_little() {
    let at = time(MORNING);
    let mut house = TestApp::under(Clock::manual(at).0).await;
    house.extra.push_str(ALERT);
    house.feed_with("wire", "full_text = \"always\"", &[News::new("one", "Harbour closed", at)]);
    let body = "The harbour was closed on Thursday morning for six hours, the authorities said.\n\n\
                A fisherman had seen a drone above the fuel depot and called the coast guard, who found its wreck.\n\n\
                Ships had to wait outside until the afternoon, when divers had searched the basin and the quays.";
    house.page("one", "Harbour closed", body);
    let pass = house.once().await;
    assert_eq!((pass.pages, pass.pages_failed, pass.sent), (1, 0, 1));
    let hooks = house.receiver.hooks();
    let excerpt = hooks[0].body["stories"][0]["excerpt"].as_str().expect("an excerpt");
    assert!(excerpt.contains("had seen a drone above the fuel depot"), "{excerpt}");
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_told_by_the_feeds_words() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra.push_str(ALERT);
    house.feed_with("wire", "full_text = \"always\"", &[News::new("one", "Drone seen over the harbour", at)]);
    house.press.answer("/one", Answer::status(500));
    let pass = house.once().await;
    assert_eq!((pass.pages, pass.pages_failed, pass.sent), (0, 1, 1));
    assert_eq!(house.receiver.hooks()[0].titles(), ["Drone seen over the harbour"]);
    // When the text arrives, nothing is told again.
    house.page(
        "one",
        "Drone seen over the harbour",
        "A drone was seen over the harbour at dawn by two dockers.",
    );
    hand.advance(Duration::from_mins(10));
    let again = house.once().await;
    assert_eq!((again.pages, again.messages, again.sent), (1, 0, 0));
}

#[tokio::test]
async fn quiet_hours_hold_and_one_message_catches_up() {
    let (clock, hand) = Clock::manual(time("2026-06-11T23:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    house.extra = format!("{ALERT}quiet = {{ from = \"22:00\", to = \"06:30\", zone = \"Europe/Paris\" }}\n");
    let news = |count: usize| -> Vec<News> {
        let at = time("2026-06-11T22:59:00+02:00");
        (0..count).map(|n| News::new(format!("n{n}"), &format!("Drone number {n} seen"), at)).collect()
    };
    house.feed("wire", &news(1));
    assert_eq!(house.once().await.messages, 0);
    house.tell("wire", &news(2));
    hand.advance_to(time("2026-06-12T05:00:00+02:00"));
    let night = house.once().await;
    assert_eq!((night.items, night.messages), (1, 0), "held, not dropped");
    hand.advance_to(time("2026-06-12T06:30:00+02:00"));
    assert_eq!(house.once().await.messages, 1);
    assert_eq!(house.receiver.hooks().len(), 1);
    assert_eq!(house.receiver.hooks()[0].titles().len(), 2);
}

#[tokio::test]
async fn what_quiet_hours_held_is_told_once_they_are_shortened() {
    let (clock, hand) = Clock::manual(time("2026-06-11T23:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    let quiet =
        |to: &str| format!("{ALERT}quiet = {{ from = \"22:00\", to = \"{to}\", zone = \"Europe/Paris\" }}\n");
    house.extra = quiet("21:00");
    house.feed("wire", &[News::new("n", "A drone seen", time("2026-06-11T22:59:00+02:00"))]);
    assert_eq!(house.once().await.messages, 0);
    house.extra = quiet("06:30");
    hand.advance_to(time("2026-06-12T06:00:00+02:00"));
    assert_eq!(house.once().await.messages, 0, "they still hold");
    hand.advance_to(time("2026-06-12T06:30:00+02:00"));
    assert_eq!(house.once().await.messages, 1, "until the new end");
    house.extra = quiet("21:00");
    house.tell("wire", &[News::new("m", "Second drone", time("2026-06-12T06:30:00+02:00"))]);
    hand.advance(Duration::from_mins(30));
    let held = house.once().await;
    assert_eq!((held.items, held.messages), (1, 0));
    house.extra = ALERT.to_owned();
    assert_eq!(house.once().await.messages, 1, "gone, they hold nothing");
}

#[tokio::test]
async fn a_digest_takes_its_slot_once_and_missed_slots_collapse() {
    let (clock, hand) = Clock::manual(time("2026-06-11T07:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    house.extra = "[digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"07:30\"]\n".to_owned();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", time("2026-06-11T06:59:00+02:00"))]);
    assert_eq!(house.once().await.messages, 0, "not due");
    hand.advance_to(time("2026-06-11T07:30:00+02:00"));
    assert_eq!(house.once().await.messages, 1);
    assert_eq!(house.once().await.messages, 0, "the slot is taken");
    // Three days away: one digest, for the latest slot.
    house.tell("wire", &[News::new("two", "Second drone seen", time("2026-06-11T12:00:00+02:00"))]);
    hand.advance_to(time("2026-06-11T12:01:00+02:00"));
    house.once().await;
    hand.advance_to(time("2026-06-14T09:00:00+02:00"));
    assert_eq!(house.once().await.messages, 1);
    let hooks = house.receiver.hooks();
    assert_eq!(
        hooks.iter().map(|h| h.kind().to_owned()).collect::<Vec<_>>(),
        ["vigie.digest", "vigie.digest"]
    );
    assert_eq!(hooks[1].titles(), ["Second drone seen"]);
}

#[tokio::test]
async fn what_a_channel_refuses_for_a_while_goes_out_later_under_the_same_id() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra.push_str(ALERT);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    house.receiver.reply_once([Reply::Status(503), Reply::Status(500)]);
    let pass = house.once().await;
    assert_eq!((pass.sent, pass.unsent), (0, 1));
    hand.advance(Duration::from_secs(10));
    assert_eq!(house.once().await.unsent, 1);
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.sent, 1);
    let ids: Vec<String> = house.receiver.hooks().into_iter().map(|hook| hook.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn a_channel_that_is_gone_is_disabled_and_the_operator_hears_of_it_through_another() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    let other = crate::support::receiver::Receiver::start().await;
    house.extra = format!(
        "{ALERT}[operator]\nchannels = [\"other\"]\n[channels.other.webhook]\nurl = \"{}\"\n",
        other.url
    );
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    house.receiver.reply(Some(Reply::Status(410)));
    let pass = house.once().await;
    assert_eq!((pass.dead, pass.unsent), (0, 1), "it waits for its channel");
    hand.advance(Duration::from_mins(1));
    house.once().await;
    let hooks = other.wait_for(1).await;
    assert_eq!(hooks[0].kind(), "vigie.operator");
    assert!(hooks[0].body.to_string().contains("hook"), "{}", hooks[0].body);
    assert_eq!(house.receiver.hooks().len(), 1, "a disabled channel is left alone");
    house.receiver.reply(None);
    let app = house.open().await;
    assert!(app.store.enable_channel("hook".parse().expect("a name")).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
    drop(app);
    house.once().await;
    let hooks = house.receiver.hooks();
    assert_eq!((hooks.len(), &hooks[1].id), (2, &hooks[0].id), "what met the fault goes out under its id");
}

#[tokio::test]
async fn a_storm_is_one_message_that_says_how_much_it_leaves_out_and_the_digest_has_it_all() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra = format!(
        "{ALERT}[digests.noon]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"12:00\"]\nmax_items = 500\n"
    );
    let news: Vec<News> =
        (0..1000).map(|n| News::new(format!("n{n}"), &format!("Drone report {n}"), at)).collect();
    house.feed("wire", &news);
    let pass = house.once().await;
    assert_eq!((pass.articles, pass.stories, pass.messages, pass.sent), (1000, 1000, 1, 1));
    let alert = &house.receiver.hooks()[0];
    assert_eq!((alert.titles().len(), &alert.body["more"]), (30, &970.into()));
    hand.advance_to(time("2026-06-11T12:00:00+02:00"));
    house.once().await;
    let digest = &house.receiver.hooks()[1];
    assert_eq!(
        (digest.kind(), digest.titles().len(), &digest.body["more"]),
        ("vigie.digest", 500, &500.into())
    );
}

#[tokio::test]
async fn a_feed_replayed_in_another_order_or_with_other_guids_tells_nothing_again() {
    let at = time(MORNING);
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra.push_str(ALERT);
    let mut news: Vec<News> =
        (0..12).map(|n| News::new(format!("n{n}"), &format!("Drone report {n}"), at)).collect();
    house.feed("wire", &news);
    assert_eq!(house.once().await.stories, 12);
    news.reverse();
    house.tell("wire", &news);
    hand.advance(Duration::from_mins(5));
    assert_eq!(house.once().await.messages, 0, "reordered");
    // Same addresses, new guids: the addresses lead to the articles that are there.
    let renamed =
        crate::support::app::rss(&news, |id| house.press.url(&format!("/{id}"))).replace("\">n", "\">guid-n");
    house.press.answer("/wire.xml", Answer::ok(renamed));
    hand.advance(Duration::from_mins(5));
    let again = house.once().await;
    assert_eq!((again.feeds, again.articles, again.messages), (1, 0, 0), "other guids");
    assert_eq!(house.receiver.hooks().len(), 1);
}

#[tokio::test]
async fn a_tag_of_the_page_is_matched_and_the_feeds_time_completes_the_pages_day() {
    let at = time(MORNING);
    let mut house = TestApp::under(Clock::manual(at).0).await;
    house.extra = format!("{ALERT}\n[topics.quay]\ntitle = \"Quay\"\nquery = 'tag:\"quay works\"'\n");
    house.feed_with("wire", "full_text = \"always\"", &[News::new("one", "Harbour closed", at)]);
    let page = "<html lang=en><head><title>Harbour closed</title><meta name=news_keywords content='Harbour, Quay works'>\
                <meta property='article:published_time' content='2026-06-11'></head><body><article><h1>Harbour closed</h1>\
                <p>The harbour was closed on Thursday morning for six hours, the authorities said, and nobody was told why.</p>\
                </article></body></html>";
    house.press.answer("/one", Answer::ok(page).content_type("text/html; charset=utf-8"));
    let pass = house.once().await;
    assert_eq!((pass.pages, pass.matches, pass.sent), (1, 1, 1));
    let hooks = house.receiver.hooks();
    assert_eq!(hooks[0].body["stories"][0]["published"], "2026-06-11T06:00:00Z");
    assert_eq!(hooks[0].body["stories"][0]["topics"][0]["name"], "quay");
}

#[tokio::test]
async fn the_feeds_time_comes_before_a_date_in_a_line_of_the_page() {
    let at = time(MORNING);
    let mut house = TestApp::under(Clock::manual(at).0).await;
    house.extra.push_str(ALERT);
    house.feed_with("wire", "full_text = \"always\"", &[News::new("one", "Drones over the harbour", at)]);
    let page = "<html lang=en><head><title>Drones over the harbour</title></head><body><article><h1>Drones over the harbour</h1>\
                <p>14 March 2020, Gull Rock</p><p>The harbour was closed on Thursday morning for six hours, the authorities said, and \
                drones were seen above the depot where the ferry lies in winter.</p></article></body></html>";
    house.press.answer("/one", Answer::ok(page).content_type("text/html; charset=utf-8"));
    assert_eq!(house.once().await.sent, 1);
    assert_eq!(house.receiver.hooks()[0].body["stories"][0]["published"], "2026-06-11T06:00:00Z");
}

#[tokio::test]
async fn a_follow_up_is_a_story_of_its_own_that_names_the_earlier_one() {
    let (clock, hand) = Clock::manual(time(MORNING));
    let mut house = TestApp::under(clock).await;
    house.extra = ALERT.to_owned();
    let at = time("2026-06-11T07:59:00+02:00");
    house.feed("wire", &[News::new("one", "Drone crashes into fuel depot at Belmar harbour", at)]);
    assert_eq!(house.once().await.stories, 1);
    hand.advance(Duration::from_hours(60));
    let later = News::new(
        "two",
        "Fuel depot at Belmar harbour reopens after drone crash",
        at + Duration::from_hours(60),
    );
    house.tell("wire", &[later]);
    assert_eq!(house.once().await.stories, 1);
    let url = house.press.url("/two");
    let shown = house.vigie(&["why", &url]).output().expect("it starts").stdout;
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.contains("Drone crashes into fuel depot at Belmar harbour"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_lists_the_titles_that_an_entry_had_before() {
    let (clock, hand) = Clock::manual(time(MORNING));
    let mut house = TestApp::under(clock).await;
    house.extra = ALERT.to_owned();
    let titled = |title| [News::new("one", title, time("2026-06-11T07:59:00+02:00"))];
    house.feed("wire", &titled("Drone crash at Belmar harbour hurts two"));
    house.once().await;
    hand.advance(Duration::from_hours(2));
    house.tell("wire", &titled("Drone crash at Belmar harbour hurts three"));
    house.once().await;
    let url = house.press.url("/one");
    let shown = house.vigie(&["why", &url]).output().expect("it starts").stdout;
    let shown = String::from_utf8_lossy(&shown);
    assert!(
        shown.contains(
            "before that as \u{201c}Drone crash at Belmar harbour hurts two\u{201d} (at 2026-06-11"
        ),
        "{shown}"
    );
    let shown = house.vigie(&["--format", "json", "why", &url]).output().expect("it starts").stdout;
    let shown: serde_json::Value = serde_json::from_slice(&shown).expect("JSON");
    assert_eq!(shown["announced"][0]["before"][0]["title"], "Drone crash at Belmar harbour hurts two");
}

/// A digest an hour; the clock is two hours ahead when the machine starts, and is put right.
async fn a_wrong_clock_is_put_right(store: Option<String>) {
    let right = time(MORNING);
    let hour = Duration::from_hours(1);
    let (clock, hand) = Clock::manual(right + 2 * hour);
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    house.extra.push_str("[digests.hourly]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"0 * * * *\"\n");
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    house.once().await;
    hand.advance(hour);
    assert_eq!(house.once().await.messages, 1, "at eleven, by that clock");
    let (clock, hand) = Clock::manual(right + Duration::from_mins(1));
    house.clock = clock;
    for (id, title) in [
        ("two", "Drone lands on a church"),
        ("three", "Kite collides with drone"),
        ("four", "Students race drones"),
    ] {
        house.tell("wire", &[News::new(id, title, house.clock.now())]);
        let app = house.open().await;
        app.store.make_due(&"wire".parse().unwrap(), house.clock.now()).await.expect("it works");
        app.store.clone().close().await.expect("it closes");
        drop(app);
        house.once().await;
        hand.advance(hour);
        assert_eq!(house.once().await.messages, 1, "{title}");
        assert_eq!(house.receiver.hooks().pop().expect("a digest").titles(), [title]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_goes_on_when_a_wrong_clock_is_put_right_on_both_stores() {
    crate::support::postgres::on_both(async |store: Option<String>| a_wrong_clock_is_put_right(store).await)
        .await;
}
