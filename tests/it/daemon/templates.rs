//! A template that fails on a message: the message goes out all the same, and the operator hears of it until it works again.

use std::time::Duration;

use vigie::clock::Clock;

use super::time;
use crate::support::app::{News, TestApp};

const RULES: &str = "[operator]\nchannels = [\"hook\"]\n\n[channels.page.file]\npath = \"digest.html\"\nformat = \"html\"\n\n\
    [digests.daily]\ntopics = [\"*\"]\nchannels = [\"page\"]\nat = [\"11:00\"]\nzone = \"UTC\"\ntemplate = \"mail.html\"\n";
/// Good for every number of stories but two, which no sample has.
const TEMPLATE: &str = "<h1>Own</h1>{% for story in stories %}<p>{{ story.title }}</p>{% endfor %}{% if stories|length == 2 %}{{ stories[7].title }}{% endif %}";

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_template_costs_no_message_and_is_told_to_the_operator() {
    let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
    let mut app = TestApp::under(clock).await;
    app.extra = RULES.to_owned();
    let news = |id: &str, title: &str| News::new(id, title, app.clock.now());
    let (one, two) =
        (news("one", "Drone lands on the cathedral roof"), news("two", "Regatta bans every drone"));
    let three = news("three", "Postman saved by a drone");
    app.feed("wire", &[one, two]);
    let folder = app.write();
    std::fs::write(folder.join("mail.html"), TEMPLATE).expect("a template");
    app.once().await;
    hand.advance(Duration::from_hours(3));
    app.once().await;
    let page = || std::fs::read_to_string(folder.join("digest.html")).expect("the digest");
    assert!(page().starts_with("<!doctype html>") && page().contains("cathedral roof"), "{}", page());
    let alarms = || {
        let hooks = app.receiver.hooks();
        let alarms =
            hooks.iter().flat_map(|hook| hook.body["alarms"].as_array().cloned().unwrap_or_default());
        let alarms = alarms.filter(|alarm| alarm["kind"] == "template");
        alarms.map(|alarm| (alarm["subject"].to_string(), alarm["cleared"] == true)).collect::<Vec<_>>()
    };
    assert_eq!(alarms(), [("\"digest:daily\"".to_owned(), false)]);
    let detail = app.receiver.hooks()[0].body["alarms"][0]["detail"].to_string();
    assert!(detail.contains("line 1") && detail.contains("built-in layout"), "{detail}");
    app.tell("wire", &[three]);
    hand.advance(Duration::from_hours(24));
    app.once().await;
    assert!(page().starts_with("<h1>Own</h1><p>Postman saved"), "{}", page());
    assert_eq!(alarms().last(), Some(&("\"digest:daily\"".to_owned(), true)));
}
