//! One rule, article or alert that fails for a reason of its own is put off and told to the operator; it stops nothing behind it.

use std::time::Duration;

use rusqlite::Connection;
use vigie::clock::{Clock, ManualClock};
use vigie::feed::Telling;
use vigie::model::Timestamp;

use super::{ALERT, time};
use crate::support::app::{News, TestApp, words};
use crate::support::receiver::{Hook, Reply};

const OPERATOR: &str = "[operator]\nchannels = [\"hook\"]\n";

async fn house() -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    (TestApp::under(clock).await, hand)
}

fn news(id: &str, title: &str, at: Timestamp) -> News {
    News { summary: words(id, 40).join(" "), ..News::new(id, title, at) }
}

/// The store, while nobody else has it open.
fn file(house: &TestApp) -> Connection {
    Connection::open(house.folder.path().join("config/vigie.db")).expect("the store")
}

/// Makes the texts of articles unreadable: they begin as packed ones do, and are none. Returns what they were.
fn break_text(house: &TestApp, title: &str) -> Vec<u8> {
    let file = file(house);
    let sql = "SELECT body FROM article_texts WHERE title = ?1";
    let body = file.query_row(sql, [title], |row| row.get(0)).expect("a text");
    let sql = "UPDATE article_texts SET body = x'28B52FFD00' WHERE title = ?1";
    assert_eq!(file.execute(sql, [title]).expect("it is there"), 1);
    body
}

fn mend_text(house: &TestApp, title: &str, body: &[u8]) {
    let sql = "UPDATE article_texts SET body = ?2 WHERE title = ?1";
    assert_eq!(file(house).execute(sql, rusqlite::params![title, body]).expect("it is there"), 1);
}

/// Headlines of alerts, and kind, subject and end of notices, in order.
fn said(hooks: &[Hook]) -> Vec<String> {
    let mut said = Vec::new();
    for hook in hooks {
        said.extend(hook.titles().into_iter().map(str::to_owned));
        for alarm in hook.body["alarms"].as_array().into_iter().flatten() {
            let subject = alarm["subject"].as_str().expect("a subject").split(':').next().expect("a word");
            let over = if alarm["cleared"] == true { ", over" } else { "" };
            said.push(format!("{} {subject}{over}", alarm["kind"].as_str().expect("a kind")));
        }
    }
    said.sort();
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_cannot_be_composed_keeps_no_other_rule_and_no_notice_back() {
    let (mut house, hand) = house().await;
    let rule = |name: &str, topic: &str| {
        format!(
            "[alerts.{name}]\ntopics = [\"{topic}\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\nmax_age = \"12h\"\n\
             quiet = {{ from = \"07:00\", to = \"09:30\" }}\n"
        )
    };
    house.extra = format!(
        "{OPERATOR}[topics.ferries]\nquery = \"ferry\"\n{}{}",
        rule("first", "drones"),
        rule("second", "ferries")
    );
    let at = house.clock.now();
    let (poisoned, sound) = ("Drone seen over the harbour", "Ferry aground at the pier");
    house.feed("wire", &[news("one", poisoned, at), news("two", sound, at)]);
    assert_eq!(house.once().await.items, 2, "quiet hours");
    let body = break_text(&house, poisoned);
    hand.advance(Duration::from_hours(2));
    house.once().await;
    assert_eq!(said(&house.receiver.hooks()), [sound, "stuck alert"]);
    mend_text(&house, poisoned, &body);
    hand.advance(Duration::from_hours(1));
    house.once().await;
    assert_eq!(said(&house.receiver.hooks_after(2)), [poisoned, "stuck alert, over"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_with_a_rule_that_cannot_be_composed_goes_on_with_the_others() {
    let (mut house, hand) = house().await;
    house.extra = format!(
        "{OPERATOR}[topics.ferries]\nquery = \"ferry\"\n\
         [alerts.first]\ntopics = [\"drones\"]\nchannels = [\"hook\"]\ngroup_wait = \"30m\"\n\
         [alerts.second]\ntopics = [\"ferries\"]\nchannels = [\"hook\"]\ngroup_wait = \"30m\"\n"
    );
    let at = house.clock.now();
    house.feed("wire", &[news("one", "Drone seen over the harbour", at), news("two", "Ferry aground", at)]);
    let running = house.serve().await;
    let end = Clock::system().now() + crate::support::receiver::CEILING;
    while running.app.store.counts().await.expect("counts").gauges.open_items < 2 {
        assert!(Clock::system().now() < end, "they are owed");
        Clock::system().sleep(Duration::from_millis(10)).await;
    }
    break_text(&house, "Drone seen over the harbour");
    hand.advance(Duration::from_mins(30));
    house.receiver.wait_for(1).await;
    // The notice waits for company.
    hand.advance(Duration::from_secs(11));
    house.receiver.wait_for(2).await;
    assert_eq!(said(&house.receiver.hooks()), ["Ferry aground", "stuck alert"]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_cannot_be_read_keeps_no_other_from_its_story() {
    let (mut house, hand) = house().await;
    house.extra = format!("{OPERATOR}{ALERT}");
    house.feed("wire", &[]);
    house.once().await;
    let (poisoned, sound) = ("Drone seen over the harbour", "Drone lands at the airport");
    // Broken as it is written: it has no story yet.
    file(&house)
        .execute_batch(&format!(
            "CREATE TABLE kept (body BLOB); \
             CREATE TRIGGER breaks AFTER INSERT ON article_texts WHEN NEW.title = '{poisoned}' BEGIN \
             INSERT INTO kept VALUES (NEW.body); \
             UPDATE article_texts SET body = x'28B52FFD00' WHERE article_id = NEW.article_id; END"
        ))
        .expect("a trigger");
    hand.advance(Duration::from_mins(1));
    let at = house.clock.now();
    house.tell("wire", &[news("one", poisoned, at), news("two", sound, at)]);
    let pass = house.once().await;
    assert_eq!((pass.articles, pass.stories), (2, 1));
    assert_eq!(said(&house.receiver.hooks()), [sound, "stuck article"]);
    hand.advance(Duration::from_secs(1));
    house.once().await;
    assert_eq!(house.receiver.hooks().len(), 2, "it is put off, and told once");

    let body: Vec<u8> =
        file(&house).query_row("SELECT body FROM kept", [], |row| row.get(0)).expect("a text");
    file(&house).execute_batch("DROP TRIGGER breaks; DROP TABLE kept").expect("they go");
    mend_text(&house, poisoned, &body);
    hand.advance(Duration::from_mins(10));
    assert_eq!(house.once().await.stories, 1);
    assert_eq!(said(&house.receiver.hooks_after(2)), [poisoned, "stuck article, over"]);

    // What has a story and cannot be read any more is not remembered; the next article finds its own all the same.
    break_text(&house, sound);
    hand.advance(Duration::from_mins(10));
    let third = news("three", "Drone found in a field", house.clock.now());
    house.tell("wire", &[third]);
    assert_eq!(house.once().await.stories, 1);
    assert_eq!(said(&house.receiver.hooks_after(4)), ["Drone found in a field"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_alert_that_cannot_be_handed_over_keeps_no_delivery_back() {
    let (mut house, hand) = house().await;
    house.extra =
        "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\nmax_age = \"1m\"\n\
                   [digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"23:00\"]\n"
            .to_owned();
    house.receiver.reply(Some(Reply::Status(503)));
    house.feed("wire", &[news("one", "Drone seen over the harbour", house.clock.now())]);
    assert_eq!(house.once().await.unsent, 1);
    let sql = "UPDATE items SET topics = '{' WHERE rule = 'alert:breaking'";
    assert_eq!(file(&house).execute(sql, []).expect("it is there"), 1);
    house.receiver.reply(None);
    hand.advance(Duration::from_mins(10));
    assert_eq!(house.once().await.sent, 1, "sent late is better than not at all");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_only_digests_tell_is_not_said_to_be_told_to_nobody() {
    let (mut house, hand) = house().await;
    house.extra = "[topics.ferries]\nquery = \"ferry\"\n\
                   [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\n\
                   [digests.morning]\ntopics = [\"drones\"]\nchannels = [\"hook\"]\nat = [\"23:00\"]\n"
        .to_owned();
    house.feed("wire", &[]);
    house.once().await;
    // Its feed was not heard for longer than `backlog`, and the entries have no dates.
    hand.advance(Duration::from_hours(240));
    let entry = |id: &str, title: &str| {
        format!(
            "<item><title>{title}</title><link>{}</link><guid>{id}</guid></item>",
            house.press.url(&format!("/{id}"))
        )
    };
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Wire</title>{}{}</channel></rss>",
        entry("one", "Drone seen over the harbour"),
        entry("two", "Ferry aground at the pier")
    );
    house.press.answer("/wire.xml", crate::support::press::Answer::ok(feed));
    assert_eq!(house.once().await.items, 1);
    // The digest of the days without a word is made up for; the alert says nothing.
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.iter().map(Hook::kind).collect::<Vec<_>>(), ["vigie.digest"]);
    let why = |arguments: &[&str]| {
        let output = house.vigie(arguments).output().expect("it starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (drone, ferry) = (house.press.url("/one"), house.press.url("/two"));
    let text = why(&["why", &drone]);
    assert!(text.contains("told in digests only") && text.contains("to digest:morning"), "{text}");
    assert!(!text.contains("told to nobody"), "{text}");
    let text = why(&["why", &ferry]);
    assert!(
        text.contains("to nobody for ferries: it is told in digests only, and the topic is in none"),
        "{text}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&why(&["--format", "json", "why", &drone])).expect("JSON");
    assert_eq!((&json["telling"], &json["backlog"]), (&"digests".into(), &false.into()));
    let app = house.open().await;
    let url = drone.parse().expect("an address");
    let trail = app.store.trail(vigie::article::url_key(&url)).await.expect("the store works");
    assert_eq!(trail.expect("a trail").telling, Telling::DigestsOnly);
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_learnt_of_a_feed_and_cannot_be_read_is_told_and_learnt_anew() {
    let mut house = TestApp::new().await;
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    house.once().await;
    let sql =
        "UPDATE feed_states SET recent = '{', last_body = '{', parts = '{', rhythm = x'00', next_poll_at = 0";
    assert_eq!(file(&house).execute(sql, []).expect("it is there"), 1);
    // What is new is learnt from; what stays as it is teaches nothing.
    house.tell("wire", &[News::new("two", "Ferry aground at the pier", house.clock.now())]);
    let log = |arguments: &[&str]| {
        let done = house.vigie(arguments).output().expect("the program");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{said}");
        said
    };
    for (arguments, columns) in [
        (&["feed", "list"][..], &["recent", "last_body", "rhythm"][..]),
        (&["run", "--once"], &["recent", "parts", "rhythm"]),
        (&["feed", "list"], &[]),
    ] {
        let said = log(arguments);
        for column in ["recent", "last_body", "parts", "rhythm"] {
            let told = said.contains(&format!("feed=wire column=\"{column}\""));
            assert_eq!(told, columns.contains(&column), "{column} by {arguments:?}: {said}");
        }
    }
}
