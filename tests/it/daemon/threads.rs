//! A bot answers in the thread of what it told: how many more outlets have the story.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use vigie::clock::Clock;

use super::time;
use crate::support::app::{News, TestApp, rss, words};
use crate::support::postgres;
use crate::support::press::{Answer, Press};

/// What the press says from now on.
fn tell(press: &Press, news: &[News]) {
    press.answer("/wire.xml", Answer::ok(rss(news, |id| press.url(&format!("/{id}")))));
}

/// What was posted to Slack.
fn posted(house: &TestApp) -> Vec<Value> {
    let requests = house.press.requests_for("/api/chat.postMessage");
    requests.iter().map(|seen| serde_json::from_slice(&seen.body).expect("JSON")).collect()
}

/// A house on one of the stores, and the file with the token of its bot.
async fn house_with_bot(clock: Clock, store: Option<String>) -> (TestApp, PathBuf) {
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    let token = house.folder.path().join("token");
    std::fs::write(&token, "xoxb-of-a-test\n").expect("a file");
    (house, token)
}

async fn three_more_outlets(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    let (mut house, token) = house_with_bot(clock.clone(), store).await;
    let accepted = Answer::ok("{\"ok\":true,\"channel\":\"C0123456789\",\"ts\":\"1781157600.000100\"}");
    house.press.answer("/api/chat.postMessage", accepted.content_type("application/json"));
    house.extra = format!(
        "[channels.bot.slack]\ntoken_file = \"{}\"\nchannel = \"C0123456789\"\napi_url = \"{}\"\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"bot\", \"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"1m\"\n",
        token.display(),
        house.press.url("/api"),
    );
    let mut others = Vec::new();
    for n in 2..=4 {
        let press = Press::open(&format!("127.0.0.{n}"), clock.clone()).await;
        tell(&press, &[]);
        let url = press.url("/wire.xml");
        let keys = "every = \"1s\"\nfull_text = \"never\"";
        house.extra = format!("{}[feeds.other{n}]\nurl = \"{url}\"\n{keys}\n", house.extra);
        others.push(press);
    }
    let report = [News {
        summary: format!("The drone: {}.", words("harbour", 80).join(" ")),
        ..News::new("one", "Drone seen over the harbour", clock.now())
    }];
    house.feed("wire", &report);
    house.once().await;
    assert_eq!((posted(&house).len(), house.receiver.hooks().len()), (1, 1));
    // Two more within the interval are one answer, in the thread, when it ends.
    for press in &others[..2] {
        hand.advance(Duration::from_secs(20));
        tell(press, &report);
        house.once().await;
        assert_eq!(posted(&house).len(), 1);
    }
    hand.advance(Duration::from_mins(1));
    house.once().await;
    hand.advance(Duration::from_mins(1));
    tell(&others[2], &report);
    house.once().await;
    for _ in 0..3 {
        hand.advance(Duration::from_mins(2));
        house.once().await;
    }
    let posted = posted(&house);
    let [told, two, one] = posted.as_slice() else { panic!("{posted:#?}") };
    assert_eq!(told.get("thread_ts"), None);
    for (answer, count, named, not_named) in [
        (two, "+2 SOURCES · ", ["|127.0.0.2>", "|127.0.0.3>"], "127.0.0.4"),
        (one, "+1 SOURCE · ", ["|127.0.0.4>", "Now also in: <http"], "127.0.0.2"),
    ] {
        let text = answer["blocks"].to_string();
        assert_eq!(answer["thread_ts"], "1781157600.000100");
        assert!(text.contains(count) && !text.contains(not_named), "{answer:#}");
        assert!(
            named.iter().all(|named| text.contains(named)),
            "each with an address of its own: {answer:#}"
        );
    }
    assert_eq!(house.receiver.hooks().len(), 1, "where there are no threads nobody is told again");
    // An outlet that had it has it once more.
    let again = News { id: "again".to_owned(), ..report[0].clone() };
    tell(&others[2], &[report[0].clone(), again]);
    for _ in 0..3 {
        house.once().await;
        hand.advance(Duration::from_mins(2));
    }
    assert_eq!(self::posted(&house).len(), 3, "nothing to add");
    let output = house.vigie(&["why", &house.press.url("/one")]).output().expect("it starts");
    let why = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(why.contains("nothing to add: no new outlet in time"), "{why}");
}

/// Three stories that three more outlets take up in the same minute.
async fn stories_that_grow_at_once(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    let (mut house, token) = house_with_bot(clock.clone(), store).await;
    let other = Press::open("127.0.0.2", clock.clone()).await;
    tell(&other, &[]);
    house.extra = format!(
        "[channels.bot.slack]\ntoken_file = \"{}\"\nchannel = \"C0123456789\"\napi_url = \"{}\"\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"bot\"]\ngroup_wait = \"0s\"\ngroup_interval = \"1m\"\n\
         [feeds.other]\nurl = \"{}\"\nevery = \"1s\"\nfull_text = \"never\"\n",
        token.display(),
        house.press.url("/api"),
        other.url("/wire.xml"),
    );
    let mut reports = Vec::new();
    house.feed("wire", &[]);
    for n in 1..=3 {
        let seed = ["harbour", "lighthouse", "quarry"][n - 1];
        reports.push(News {
            summary: format!("The drone: {}.", words(seed, 80).join(" ")),
            ..News::new(seed, &format!("Drone seen over the {seed}"), clock.now())
        });
        let accepted = format!("{{\"ok\":true,\"channel\":\"C0123456789\",\"ts\":\"1781157600.00010{n}\"}}");
        house.press.answer("/api/chat.postMessage", Answer::ok(accepted).content_type("application/json"));
        house.tell("wire", &reports);
        house.once().await;
        hand.advance(Duration::from_mins(2));
    }
    assert_eq!(posted(&house).len(), 3);
    tell(&other, &reports);
    house.once().await;
    // Each waits `group_interval` for more, and then its turn.
    let mut counts = Vec::new();
    for _ in 0..8 {
        hand.advance(Duration::from_secs(31));
        house.once().await;
        counts.push(posted(&house).len());
    }
    let answers = counts.last().copied().unwrap_or_default();
    assert_eq!(answers, 6, "{counts:?}");
    assert!(counts.windows(2).all(|pair| pair[1] - pair[0] <= 1), "one at a time: {counts:?}");
    assert!(counts.windows(3).all(|three| three[2] - three[0] <= 1), "with a minute between: {counts:?}");
    let threads: std::collections::BTreeSet<_> =
        posted(&house).iter().skip(3).map(|answer| answer["thread_ts"].to_string()).collect();
    assert_eq!(threads.len(), 3, "{threads:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_that_grow_at_once_are_answered_one_after_the_other() {
    postgres::on_both(stories_that_grow_at_once).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_answers_how_many_more_outlets_have_what_it_told() {
    postgres::on_both(three_more_outlets).await;
}
