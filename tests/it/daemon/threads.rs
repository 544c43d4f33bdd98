//! A bot answers in the thread of what it told: how many more outlets have the story.

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

async fn three_more_outlets(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    let mut house = TestApp::under(clock.clone()).await;
    if let Some(url) = store {
        house.store = url;
    }
    let token = house.folder.path().join("token");
    std::fs::write(&token, "xoxb-of-a-test\n").expect("a file");
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
        (two, "+2 sources", "127.0.0.2, 127.0.0.3", "127.0.0.4"),
        (one, "+1 source*", "127.0.0.4", "127.0.0.2,"),
    ] {
        let text = answer["blocks"].to_string();
        assert_eq!(answer["thread_ts"], "1781157600.000100");
        assert!(text.contains(count) && text.contains(named) && !text.contains(not_named), "{answer:#}");
    }
    assert_eq!(house.receiver.hooks().len(), 1, "where there are no threads nobody is told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_answers_how_many_more_outlets_have_what_it_told() {
    postgres::on_both(three_more_outlets).await;
}
