//! What becomes of messages that cannot be delivered, on the way from a feed to somebody who refuses them.

use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::daemon;
use vigie::deliver::Unwanted;
use vigie::digest::AlarmSubject;
use vigie::model::DeliveryState;
use vigie::store::{DeliveryFilter, Suppression};

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres;
use crate::support::press::Answer;
use crate::support::receiver::{Receiver, Reply};
use crate::support::smtp::{End, Script, SmtpServer};

/// Mail through a server, with a channel `desk` to two people.
fn mail(smtp: &SmtpServer) -> String {
    format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@desk.example>\"\n\
         [channels.desk.email]\nto = [\"ed@desk.example\", \"mo@desk.example\"]\n",
        smtp.port
    )
}

async fn house() -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    (TestApp::under(clock).await, hand)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_channel_that_refuses_feeds_no_further_messages() {
    let (mut house, hand) = house().await;
    let script = Script { end: End::Reply("554 5.6.0 not wanted here".to_owned()), ..Script::default() };
    let smtp = SmtpServer::start(script).await;
    house.extra = format!("[operator]\nchannels = [\"desk\", \"hook\"]\n{}", mail(&smtp));
    house.feed("wire", &[]);
    house.press.answer("/wire.xml", Answer::status(500));
    for _ in 0..8 {
        house.once().await;
        hand.advance(Duration::from_hours(3));
    }
    for _ in 0..8 {
        house.once().await;
        hand.advance(Duration::from_mins(1));
    }
    let tried = smtp.commands().iter().filter(|command| command.starts_with("DATA")).count();
    assert_eq!(
        (tried, house.receiver.hooks().len()),
        (2, 1),
        "the blind feed, to two people and to the hook"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_waited_too_long_is_told_by_the_digest_of_its_channel() {
    postgres::on_both(async |store: Option<String>| {
        let (mut house, hand) = house().await;
        if let Some(url) = store {
            house.store = url;
        }
        let other = Receiver::start().await;
        house.extra = format!(
            "[channels.other.webhook]\nurl = \"{}\"\n\
             [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\", \"other\"]\ngroup_wait = \"0s\"\nmax_age = \"1m\"\n\
             [digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\", \"other\"]\nat = [\"09:00\"]\n",
            other.url
        );
        house.receiver.reply(Some(Reply::Status(503)));
        house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
        house.once().await;
        assert_eq!(house.receiver.hooks().len(), 1, "it was tried");
        house.receiver.reply(None);
        hand.advance(Duration::from_secs(330));
        house.once().await;
        assert_eq!(house.receiver.hooks().len(), 1, "nobody is interrupted for it any more");
        hand.advance(Duration::from_hours(1));
        house.once().await;
        let hooks = house.receiver.hooks();
        let [_, digest] = hooks.as_slice() else { panic!("{hooks:?}") };
        assert_eq!((digest.kind(), digest.titles()), ("vigie.digest", vec!["Drone seen over the harbour"]));
        assert_eq!(digest.body["stories"][0]["reason"], "late");
        let hooks = other.hooks();
        let [_, digest] = hooks.as_slice() else { panic!("{hooks:?}") };
        assert_eq!(digest.body["stories"][0]["reason"], "new", "who had the alert was told in time");
        let app = house.open().await;
        let dropped = DeliveryFilter { state: Some(DeliveryState::Dropped), ..DeliveryFilter::default() };
        let rows = app.store.deliveries(&dropped).await.expect("a list");
        assert_eq!(rows.len(), 1);
        app.store.clone().close().await.expect("it closes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_of_a_rule_that_reaches_nobody_wait_and_the_operator_hears() {
    let (mut house, hand) = house().await;
    let smtp = SmtpServer::start(Script::default()).await;
    house.extra = format!(
        "{}[operator]\nchannels = [\"hook\"]\n[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ngroup_wait = \"0s\"\n",
        mail(&smtp)
    );
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    let desk: vigie::model::Name = "desk".parse().expect("a name");
    let app = house.open().await;
    for to in ["ed@desk.example", "mo@desk.example"] {
        let (channel, reason, at) = (desk.clone(), "unsubscribed".to_owned(), app.clock.now());
        let gone = Suppression { channel, recipient: to.to_owned(), what: Unwanted::Everything, reason, at };
        app.store.suppress(gone).await.expect("the store works");
    }
    for _ in 0..3 {
        daemon::once(&app).await.expect("the store works");
        hand.advance(Duration::from_mins(2));
    }
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.len(), 1, "once: {hooks:?}");
    assert!(hooks[0].body.to_string().contains("alert:breaking"), "{}", hooks[0].body);
    assert_eq!((smtp.mails().len(), app.store.counts().await.expect("counts").gauges.open_items), (0, 1));
    app.store.unsuppress(&desk, "mo@desk.example", None).await.expect("the store works");
    daemon::once(&app).await.expect("the store works");
    let to: Vec<_> = smtp.mails().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["mo@desk.example"]);
    hand.advance(Duration::from_mins(2));
    daemon::once(&app).await.expect("the store works");
    assert_eq!(house.receiver.hooks().len(), 2, "and that it is over");
    app.store.clone().close().await.expect("it closes");
}

async fn stories_of_a_rule_that_is_gone(store: Option<String>) {
    let (mut house, hand) = house().await;
    if let Some(url) = store {
        house.store = url;
    }
    let rule = |name: &str| {
        format!(
            "[operator]\nchannels = [\"hook\"]\n[alerts.{name}]\ntopics = [\"*\"]\nchannels = [\"hook\"]\n\
             group_wait = \"0s\"\nmax_age = \"12h\"\nquiet = {{ from = \"07:00\", to = \"09:30\" }}\n"
        )
    };
    house.extra = rule("breaking");
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    assert_eq!(house.once().await.items, 1, "quiet hours");
    house.extra = rule("flash");
    for _ in 0..2 {
        hand.advance(Duration::from_hours(1));
        house.once().await;
    }
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.len(), 1, "once: {hooks:?}");
    let alarm = &hooks[0].body["alarms"][0];
    assert_eq!(
        (alarm["kind"].as_str(), alarm["subject"].as_str()),
        (Some("orphaned"), Some("alert:breaking"))
    );
    let detail = alarm["detail"].as_str().expect("a sentence");
    assert!(detail.contains("1 story waits") && detail.contains("180 days"), "{detail}");
    let run = |arguments: &[&str]| {
        let output = house.vigie(arguments).output().expect("it starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let status = run(&["status"]);
    assert!(status.contains("0 owed and not yet told"), "{status}");
    assert!(
        status.contains("1 waiting under alert:breaking, which the configuration no longer has"),
        "{status}"
    );
    let why = run(&["why", &house.press.url("/one")]);
    assert!(
        why.contains("not told: the configuration no longer has this rule") && !why.contains("ready 20"),
        "{why}"
    );
    house.extra = rule("breaking");
    hand.advance(Duration::from_mins(1));
    house.once().await;
    let hooks = house.receiver.hooks();
    let [_, alert, over] = hooks.as_slice() else { panic!("{hooks:?}") };
    assert_eq!(alert.titles(), ["Drone seen over the harbour"]);
    assert_eq!(over.body["alarms"][0]["cleared"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_of_a_rule_that_is_gone_wait_for_its_name_and_the_operator_hears() {
    postgres::on_both(stories_of_a_rule_that_is_gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_off_a_channel_gets_no_mail_that_waited() {
    let (mut house, hand) = house().await;
    let script = Script { end: End::Reply("451 4.3.0 later".to_owned()), ..Script::default() };
    let smtp = SmtpServer::start(script).await;
    let rule = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ngroup_wait = \"0s\"\n";
    house.extra = format!("{}{rule}", mail(&smtp));
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    house.once().await;
    assert!(smtp.mails().is_empty());
    let smtp = SmtpServer::start(Script::default()).await;
    house.extra = format!("{}{rule}", mail(&smtp)).replace("\"ed@desk.example\", ", "");
    hand.advance(Duration::from_mins(30));
    house.once().await;
    let to: Vec<_> = smtp.mails().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["mo@desk.example"]);
    let output = house.vigie(&["delivery", "list"]).output().expect("it starts");
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(listed.contains("no longer a recipient of the channel"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_of_alarms_wait_for_company_as_beginnings_do() {
    let (mut house, hand) = house().await;
    house.extra = format!("[operator]\nchannels = [\"hook\"]\n{ALERT}");
    house.feed("wire", &[]);
    house.feed("port", &[]);
    let app = house.open().await;
    let blind = |feed: &str| AlarmSubject::Blind(feed.parse().expect("a name"));
    for feed in ["wire", "port"] {
        let subject = blind(feed);
        let raised = app.store.raise_alarm(&subject, "no answer", app.clock.now());
        raised.await.expect("the store works");
    }
    daemon::once(&app).await.expect("the store works");
    assert_eq!(house.receiver.hooks().len(), 1);
    hand.advance(Duration::from_hours(2));
    let ended = app.clock.now();
    app.store.clear_alarm(&blind("wire"), ended).await.expect("the store works");
    app.store.clone().close().await.expect("it closes");
    drop(app);
    house.tell("wire", &[News::new("one", "Drone seen over the harbour", ended)]);
    let running = house.serve().await;
    // A composer that has told of the story has seen the first end, and waits; the second comes meanwhile.
    house.receiver.wait_for(2).await;
    hand.advance(Duration::from_secs(5));
    let store = &running.app.store;
    store.clear_alarm(&blind("port"), house.clock.now()).await.expect("the store works");
    hand.advance(Duration::from_secs(5));
    house.receiver.wait_for(3).await;
    let hooks = house.receiver.hooks();
    assert_eq!(hooks[1].titles(), ["Drone seen over the harbour"], "the first end waits");
    let alarms = &hooks[2].body["alarms"];
    assert_eq!(alarms.as_array().map(Vec::len), Some(2), "{alarms}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_for_a_channel_that_is_gone_wait_for_its_name_and_the_operator_hears() {
    let (mut house, hand) = house().await;
    let other = Receiver::start().await;
    other.reply(Some(Reply::Status(503)));
    let without = "[operator]\nchannels = [\"hook\"]\n";
    let with = format!(
        "{without}[channels.other.webhook]\nurl = \"{}\"\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"other\"]\ngroup_wait = \"0s\"\n",
        other.url
    );
    house.extra.clone_from(&with);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    house.once().await;
    assert_eq!((other.hooks().len(), house.receiver.hooks().len()), (1, 0));
    without.clone_into(&mut house.extra);
    for _ in 0..2 {
        hand.advance(Duration::from_hours(1));
        house.once().await;
    }
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.len(), 1, "once: {hooks:?}");
    assert!(hooks[0].body.to_string().contains("1 message waits for a channel"), "{}", hooks[0].body);
    house.extra = with;
    other.reply(None);
    hand.advance(Duration::from_hours(1));
    house.once().await;
    assert_eq!((other.hooks().len(), house.receiver.hooks().len()), (2, 2), "it is sent, and that is over");
}
