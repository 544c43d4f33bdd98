//! Channels whose readers like other languages, on both stores: each is shown the story in its own, and corrected in its own.

use std::time::Duration;

use vigie::clock::Clock;

use super::time;
use crate::support::app::{News, TestApp};
use crate::support::postgres::on_both;
use crate::support::receiver::Hook;

/// A channel of readers of English and one of French.
const RULES: &str = "[channels.london.webhook]\nurl = \"HOOK\"\nlanguages = [\"en\"]\n\n\
    [channels.paris.webhook]\nurl = \"HOOK\"\nlanguages = [\"fr\", \"de\"]\n\n\
    [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"london\", \"paris\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\n\
    [digests.daily]\ntopics = [\"*\"]\nchannels = [\"london\", \"paris\"]\nat = [\"11:00\"]\nzone = \"UTC\"\n";

/// Figures that read the same in every language: the feed's own is believed, and equal texts are one story.
fn news(app: &TestApp, id: &str, drones: u32) -> Vec<News> {
    let title = format!("Drones: {drones}");
    let summary = (0..60).fold(format!("Drones: {drones}"), |text, n| format!("{text}, {n}"));
    vec![News { summary, ..News::new(id, &title, app.clock.now()) }]
}

async fn each_channel_is_told_in_its_language(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    app.extra = RULES.replace("HOOK", &app.receiver.url);
    let (english, french) = (news(&app, "one", 40), news(&app, "un", 40));
    app.feed_with("wire", "full_text = \"never\"\nlanguage = \"en\"", &english);
    app.feed_with("depeche", "full_text = \"never\"\nlanguage = \"fr\"", &french);
    app.once().await;
    let seen = |from: usize| {
        let hooks = app.receiver.hooks();
        let mut seen: Vec<(String, String)> = hooks[from..]
            .iter()
            .map(|hook| {
                let url = hook.body["stories"][0]["url"].as_str().expect("an address");
                (hook.kind().to_owned(), url.rsplit('/').next().unwrap_or_default().to_owned())
            })
            .collect();
        seen.sort();
        seen
    };
    let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(kind, id)| ((*kind).to_owned(), (*id).to_owned())).collect()
    };
    assert_eq!(seen(0), rows(&[("vigie.alert", "one"), ("vigie.alert", "un")]), "one story, once a channel");
    // The French outlet was wrong: who was shown the English one was told nothing wrong.
    hand.advance(Duration::from_mins(10));
    app.tell("depeche", &news(&app, "un", 400));
    app.once().await;
    assert_eq!(seen(2), rows(&[("vigie.correction", "un")]));
    hand.advance(Duration::from_mins(10));
    app.tell("wire", &news(&app, "one", 400));
    app.once().await;
    assert_eq!(seen(3), rows(&[("vigie.correction", "one")]));
    // A digest tells it in its readers' languages too.
    hand.advance(Duration::from_hours(3));
    app.once().await;
    assert_eq!(seen(4), rows(&[("vigie.digest", "one"), ("vigie.digest", "un")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_channel_is_told_in_its_language_and_hears_what_was_wrong_in_it() {
    on_both(each_channel_is_told_in_its_language).await;
}

/// A channel joins an alert before a story of it grows: both were told, by messages of their own.
async fn whoever_was_told_hears_once_of_what_was_wrong(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    let rules = |channels: &str| {
        format!(
            "[topics.ports]\nquery = \"quay\"\n[channels.paris.webhook]\nurl = \"{}\"\n[alerts.breaking]\ntopics = [\"*\"]\n\
             channels = [{channels}]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n",
            app.receiver.url
        )
    };
    let (alone, both) = (rules("\"hook\""), rules("\"hook\", \"paris\""));
    let told = |app: &TestApp, drones, more: &str| {
        let mut news = news(app, "one", drones);
        news[0].summary += more;
        news
    };
    app.extra = alone;
    let first = told(&app, 40, " in all.");
    app.feed("wire", &first);
    app.once().await;
    app.extra = both;
    hand.advance(Duration::from_mins(10));
    app.tell("wire", &told(&app, 40, " in all. A quay was closed."));
    app.once().await;
    hand.advance(Duration::from_mins(10));
    app.tell("wire", &told(&app, 400, " in all. A quay was closed."));
    app.once().await;
    let hooks = app.receiver.hooks();
    let kinds: Vec<&str> = hooks.iter().map(Hook::kind).collect();
    let expected = ["vigie.alert", "vigie.alert", "vigie.alert", "vigie.correction", "vigie.correction"];
    assert_eq!(kinds, expected, "{hooks:#?}");
    let id = |at: usize| &hooks[at].body["id"];
    assert!(
        id(0) != id(1) && id(1) == id(2) && id(3) == id(4),
        "the story grew in one message to two channels"
    );
    let answers = [3, 4].map(|at| &hooks[at].body["answers"]);
    assert!(
        answers == [id(0), id(1)] || answers == [id(1), id(0)],
        "each answers the first that its channel got: {answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_told_by_whichever_message_hears_once_of_what_was_wrong() {
    on_both(whoever_was_told_hears_once_of_what_was_wrong).await;
}
