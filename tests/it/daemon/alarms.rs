//! Alarms whose cause no loop would see go: the keeper clears them.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::deliver::Unwanted;
use vigie::digest::{AlarmKind, AlarmSubject};
use vigie::store::Suppression;

use super::time;
use crate::support::alarm;
use crate::support::app::{News, TestApp, rss};
use crate::support::press::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn alarms_are_over_when_their_cause_is_gone_and_not_before() {
    let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
    let mut house = TestApp::under(clock).await;
    house.feed("wire", &[]);
    let kinds = [
        (AlarmKind::Config, "/etc/vigie/vigie.toml"),
        (AlarmKind::Template, "digest:daily"),
        (AlarmKind::Suppressed, "Ed@desk.example"),
        (AlarmKind::Suppressed, "mo@desk.example"),
        (AlarmKind::Store, "store"),
        (AlarmKind::Disk, "store"),
    ];
    let app = house.open().await;
    let gone = Suppression {
        channel: "desk".parse().expect("a name"),
        what: Unwanted::Everything,
        recipient: "ed@desk.example".to_owned(),
        reason: "unsubscribed".to_owned(),
        at: app.clock.now(),
    };
    assert!(app.store.suppress(gone).await.expect("the store works"));
    for (kind, subject) in kinds {
        assert!(
            app.store.raise_alarm(&alarm(kind, subject), "so it is", app.clock.now()).await.expect("raised")
        );
    }
    let standing = async |app: &vigie::daemon::App| {
        let standing = app.store.standing_alarms().await.expect("a list").into_iter();
        standing.map(|alarm| alarm.subject).collect::<Vec<_>>()
    };
    vigie::daemon::once(&app).await.expect("the store works");
    let refused = alarm(AlarmKind::Config, "/etc/vigie/vigie.toml");
    let suppressed = alarm(AlarmKind::Suppressed, "Ed@desk.example");
    assert_eq!(standing(&app).await, [refused, suppressed.clone()], "this process was refused it");
    app.store.clone().close().await.expect("it closes");
    drop(app);
    hand.advance(Duration::from_mins(1));
    house.once().await;
    let app = house.open().await;
    assert_eq!(standing(&app).await, [suppressed], "a start took a configuration");
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_channel_that_a_recipient_ends_is_news_and_so_is_its_end() {
    let mut house = TestApp::new().await;
    house.feed("wire", &[]);
    let app = house.open().await;
    let ed = "Ed@desk.example".to_owned();
    for channel in ["desk", "night"] {
        let channel = channel.parse().expect("a name");
        let all = vigie::daemon::Subscription { channel, recipient: ed.clone(), rule: None };
        assert!(vigie::daemon::unsubscribe(&app, &all, all.own()).await.expect("the store works"));
    }
    // As an older version had it.
    let older = alarm(AlarmKind::Suppressed, "ed@desk.example");
    let raised = app.store.raise_alarm(&older, "so it is", app.clock.now());
    assert!(raised.await.expect("raised"));
    app.store.clone().close().await.expect("it closes");
    drop(app);
    let standing = async || {
        house.once().await;
        let app = house.open().await;
        let standing = app.store.standing_alarms().await.expect("a list").into_iter();
        let mut subjects: Vec<String> = standing.map(|alarm| alarm.subject.to_string()).collect();
        app.store.clone().close().await.expect("it closes");
        subjects.sort();
        subjects
    };
    assert_eq!(standing().await, ["desk ed@desk.example", "ed@desk.example", "night ed@desk.example"]);
    let undo = |channel: &str| {
        let mut command = house.vigie(&["channel", "unsuppress", channel, "ed@desk.example"]);
        assert!(command.output().expect("it starts").status.success());
    };
    undo("desk");
    assert_eq!(standing().await, ["ed@desk.example", "night ed@desk.example"]);
    undo("night");
    assert_eq!(standing().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_workers_have_different_configurations_the_newest_says_what_is_gone() {
    crate::support::postgres::on_both(async |store| {
        let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
        let mut house = TestApp::under(clock).await;
        if let Some(url) = store {
            house.store = url;
        }
        house.feed("wire", &[]);
        let old = house.config();
        let channel = "[channels.other.webhook]\nurl = \"http://127.0.0.1:9/\"\n";
        house.extra = format!("{channel}[operator]\nchannels = [\"other\"]\n");
        let newer = house.config();
        // A message of the newer configuration waits for its channel.
        let app = house.open().await;
        let raised = app.store.raise_alarm(&AlarmSubject::Disk, "so it is", app.clock.now());
        assert!(raised.await.expect("raised"));
        vigie::daemon::once(&app).await.expect("the store works");
        app.store.clone().close().await.expect("it closes");
        drop(app);
        // This worker has the old one; another takes the newer one while this goes on.
        house.extra.clear();
        let app = house.open().await;
        app.store.sync_config(&newer, app.clock.now()).await.expect("the store works");
        let other = alarm(AlarmKind::Orphaned, "other");
        let orphaned = async || {
            app.store.probe().await.expect("it beats");
            vigie::daemon::once(&app).await.expect("the store works");
            let standing = app.store.standing_alarms().await.expect("a list");
            standing.iter().any(|alarm| alarm.subject == other)
        };
        assert!(!orphaned().await, "the newer configuration has that channel");
        hand.advance(Duration::from_mins(1));
        assert!(!orphaned().await);
        // The old one is brought back.
        app.store.sync_config(&old, app.clock.now()).await.expect("the store works");
        assert!(orphaned().await);
        app.store.sync_config(&newer, app.clock.now()).await.expect("the store works");
        hand.advance(Duration::from_mins(1));
        assert!(orphaned().await, "nor does it clear what a newer one has raised");
        app.store.clone().close().await.expect("it closes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_whose_worker_is_gone_is_not_waited_for() {
    let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
    let mut house = TestApp::under(clock).await;
    house.feed("wire", &[]);
    let app = house.open().await;
    let old = house.config();
    house.extra = "[topics.bakers]\nquery = \"baker*\"\n".to_owned();
    app.store.sync_config(&house.config(), app.clock.now()).await.expect("the store works");
    let heard_since = |minutes| app.clock.now() - Duration::from_mins(minutes);
    assert!(!app.store.is_in_force(old.hash, heard_since(5)).await.expect("the store works"));
    hand.advance(Duration::from_mins(6));
    assert!(app.store.is_in_force(old.hash, heard_since(5)).await.expect("the store works"));
    app.store.probe().await.expect("it beats again");
    assert!(!app.store.is_in_force(old.hash, heard_since(5)).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_a_feed_is_over_when_its_new_address_or_its_hub_brings_news() {
    crate::support::postgres::on_both(async |store| {
        let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
        let mut house = TestApp::under(clock).await;
        house.store = store.unwrap_or(house.store);
        let feed = "[feeds.old]\nurl = \"GONE\"\nfull_text = \"never\"\n";
        house.extra = feed.replace("GONE", &house.press.url("/gone.xml"));
        house.press.answer("/gone.xml", Answer::status(410));
        house.feed("wire", &[]);
        let standing = async |house: &TestApp| {
            house.once().await;
            let app = house.open().await;
            let standing = app.store.standing_alarms().await.expect("a list").into_iter();
            let standing: Vec<_> = standing.map(|alarm| alarm.subject).collect();
            app.store.clone().close().await.expect("it closes");
            standing
        };
        let (gone, silent) = (alarm(AlarmKind::Gone, "old"), alarm(AlarmKind::Silent, "wire"));
        assert_eq!(standing(&house).await, std::slice::from_ref(&gone));
        hand.advance(Duration::from_secs(1));
        let app = house.open().await;
        let raised = app.store.raise_alarm(&silent, "so it is", app.clock.now());
        assert!(raised.await.expect("raised"));
        app.store.clone().close().await.expect("it closes");
        drop(app);
        hand.advance(Duration::from_hours(1));
        assert_eq!(standing(&house).await, [gone, silent], "nothing has changed");
        // The silent one speaks, and the other is where the operator says.
        house.tell("wire", &[News::new("one", "Bakers vote", house.clock.now())]);
        house.press.answer("/here.xml", Answer::ok(rss(&[], str::to_owned)));
        house.extra = house.extra.replace("/gone.xml", "/here.xml");
        hand.advance(Duration::from_hours(1));
        assert_eq!(standing(&house).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_never_answered_is_blind_as_soon_as_one_that_did() {
    let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
    let mut house = TestApp::under(clock).await;
    house.feed("wire", &[]);
    house.press.answer("/wire.xml", Answer::status(500));
    for expected in [0, 1] {
        house.once().await;
        let app = house.open().await;
        let standing = app.store.standing_alarms().await.expect("a list");
        app.store.clone().close().await.expect("it closes");
        assert_eq!(standing.len(), expected, "{standing:?}");
        hand.advance(Duration::from_hours(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_moved_is_told_of_until_it_is_asked_where_the_configuration_says() {
    crate::support::postgres::on_both(async |store| {
        let (clock, hand) = Clock::manual(time("2026-06-11T09:00:00Z"));
        let mut house = TestApp::under(clock).await;
        house.store = store.unwrap_or(house.store);
        let feed = "[feeds.old]\nurl = \"WHERE\"\nfull_text = \"never\"\n";
        let at = |house: &TestApp, path: &str| feed.replace("WHERE", &house.press.url(path));
        house.extra = at(&house, "/old.xml");
        house.press.answer("/old.xml", Answer::redirect(308, "/new.xml"));
        for path in ["/new.xml", "/newest.xml"] {
            house.press.answer(path, Answer::ok(rss(&[], str::to_owned)));
        }
        let moved = alarm(AlarmKind::Moved, "old");
        let standing = async |house: &TestApp| {
            hand.advance(Duration::from_hours(4));
            house.once().await;
            let app = house.open().await;
            let standing = app.store.standing_alarms().await.expect("a list");
            app.store.clone().close().await.expect("it closes");
            standing
        };
        for polls in 1..=4 {
            let told = standing(&house).await.into_iter().map(|alarm| alarm.subject).collect::<Vec<_>>();
            assert_eq!(told, if polls < 3 { vec![] } else { vec![moved.clone()] }, "poll {polls}");
        }
        // In the words of another version, which are no better and no worse.
        let app = house.open().await;
        app.store.clear_alarm(&moved, app.clock.now()).await.expect("the store works");
        hand.advance(Duration::from_secs(1));
        let raised = app.store.raise_alarm(&moved, "it is elsewhere", app.clock.now());
        assert!(raised.await.expect("raised"));
        app.store.clone().close().await.expect("it closes");
        drop(app);
        let [still] = &standing(&house).await[..] else { panic!("it is where it moved to") };
        assert_eq!((&still.subject, still.detail.as_str()), (&moved, "it is elsewhere"));
        house.extra = at(&house, "/new.xml");
        assert_eq!(standing(&house).await, [], "that address is written into the configuration");
        // Another address than the one that was told is none that was left either.
        house.extra = at(&house, "/old.xml");
        for _ in 0..3 {
            standing(&house).await;
        }
        assert_eq!(standing(&house).await.len(), 1);
        house.extra = at(&house, "/newest.xml");
        assert_eq!(standing(&house).await, []);
    })
    .await;
}
