//! WebSub against a hub on loopback: subscribing, pushes, renewal, denial, and polling whenever a hub is not well.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};
use vigie::feed::{IntervalReason, Subscription, SubscriptionState, Verification, is_signed, renewal};
use vigie::model::{Pausable, Timestamp};
use vigie::store::{Pause, Role};
use vigie::web;

use crate::support::app::{News, TestApp, rss};
use crate::support::hub::{self, CHALLENGE, Hub, ask, push_to, sign};
use crate::support::press::Answer;
use crate::support::receiver::CEILING;

const START: &str = "2026-06-11T08:00:00Z";
const MINUTE: Duration = Duration::from_mins(1);

fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("a time")
}

/// A house with one feed, polled every five minutes, whose press names a hub.
struct Desk {
    house: TestApp,
    hub: Hub,
    hand: ManualClock,
    port: u16,
}

/// A daemon with its web side.
struct Open {
    app: Arc<App>,
    stop: CancellationToken,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Desk {
    async fn new() -> Self {
        let (clock, hand) = Clock::manual(time(START));
        let mut house = TestApp::under(clock).await;
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = free.local_addr().expect("an address").port();
        house.extra = format!(
            "[feeds.wire]\nurl = \"{}\"\nevery = \"5m\"\nfull_text = \"never\"\n",
            house.press.url("/wire.xml")
        );
        let desk = Self { house, hub: Hub::start().await, hand, port };
        desk.tell(&["one"]);
        desk
    }

    /// The feed with these entries, written just now.
    fn feed(&self, ids: &[&str]) -> String {
        let news: Vec<News> =
            ids.iter().map(|id| News::new(*id, &format!("News {id}"), self.house.clock.now())).collect();
        rss(&news, |id| format!("http://press.example/{id}"))
    }

    fn tell(&self, ids: &[&str]) {
        let link = format!("<{}>; rel=\"hub\", </topic.xml>; rel=\"self\"", self.hub.url);
        let etag = format!("\"{}\"", ids.join("-"));
        let answer = Answer::ok(self.feed(ids)).header("link", &link).header("etag", &etag);
        self.house.press.answer("/wire.xml", answer);
    }

    async fn open(&self) -> Open {
        let mut config = self.house.config();
        config.web.listen = Some(([127, 0, 0, 1], self.port).into());
        config.web.base_url = Some(format!("http://127.0.0.1:{}", self.port));
        let listeners = web::bind(&config.web).await.expect("the port is free");
        let app = App::open(config, Role::Daemon, self.house.clock.clone()).await.expect("it opens");
        let stop = CancellationToken::new();
        let (pages, end) = (Arc::clone(&app), stop.clone());
        let web = tokio::spawn(async move { web::serve(pages, listeners, end).await.expect("it serves") });
        let (served, end) = (Arc::clone(&app), stop.clone());
        let loops = tokio::spawn(async move { daemon::serve(served, end).await.expect("it drains") });
        Open { app, stop, tasks: vec![web, loops] }
    }

    /// Opens and waits until the hub pushes.
    async fn subscribed(&self) -> Open {
        let open = self.open().await;
        open.until(|one| one.is_some_and(|of| of.state == SubscriptionState::Verified)).await;
        open
    }

    /// Moves the clock in steps, so that every loop sees each.
    async fn pass(&self, span: Duration, step: Duration) {
        let end = self.house.clock.now() + span;
        while self.house.clock.now() < end {
            self.hand.advance(step);
            settle().await;
        }
    }

    /// Moves the clock on, step by step, until it is so, however many steps a slow machine takes for it.
    async fn pass_until(&self, open: &Open, step: Duration, is_so: impl AsyncFn() -> bool) {
        open.until_all(async || {
            let so = is_so().await;
            if !so {
                self.hand.advance(step);
                settle().await;
            }
            so
        })
        .await;
    }

    fn polls(&self) -> usize {
        self.house.press.requests_for("/wire.xml").len()
    }
}

/// Lets tasks that were woken do their work.
async fn settle() {
    Clock::system().sleep(Duration::from_millis(30)).await;
}

impl Open {
    async fn subscription(&self) -> Option<Subscription> {
        self.app.store.subscriptions().await.expect("the store works").pop()
    }

    async fn is(&self, as_wanted: impl Fn(&Subscription) -> bool) -> bool {
        self.subscription().await.as_ref().is_some_and(as_wanted)
    }

    /// Waits until the subscription is as wanted.
    async fn until(&self, is_so: impl Fn(Option<&Subscription>) -> bool) {
        self.until_all(async || is_so(self.subscription().await.as_ref())).await;
    }

    async fn until_all(&self, is_so: impl AsyncFn() -> bool) {
        let end = Clock::system().now() + CEILING;
        while !is_so().await {
            assert!(Clock::system().now() < end, "never: {:?}", self.subscription().await);
            Clock::system().sleep(Duration::from_millis(10)).await;
        }
    }

    async fn articles(&self) -> i64 {
        self.app.store.feed_list().await.expect("the store works").iter().map(|feed| feed.articles).sum()
    }

    async fn interval_why(&self) -> IntervalReason {
        self.app.store.feed_list().await.expect("the store works")[0].interval_why
    }

    async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            task.await.expect("no panic");
        }
        self.app.store.clone().close().await.expect("it closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feeds_hub_is_asked_verified_and_pushes_what_the_feed_would_have_said() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    let asked = desk.hub.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].mode.as_str(), asked[0].topic.as_str()),
        ("subscribe", &*desk.house.press.url("/topic.xml"))
    );
    let path =
        asked[0].callback.strip_prefix(&format!("http://127.0.0.1:{}/websub/", desk.port)).expect("ours");
    assert_eq!((path.len(), asked[0].secret.len()), (48, 48), "nobody guesses them");
    assert_ne!(path, asked[0].secret);
    // The hub may read the answer a moment after it was given.
    open.until_all(async || !desk.hub.verified().is_empty()).await;
    assert_eq!(desk.hub.verified(), [(200, CHALLENGE.to_owned())], "byte for byte");
    open.until_all(async || open.articles().await == 1).await;
    let before = open.app.store.feed_list().await.unwrap().remove(0);
    assert_eq!(desk.hub.push(&desk.feed(&["two", "one"])).await, 202);
    assert_eq!(open.articles().await, 2, "committed before the hub is answered");
    let after = open.app.store.feed_list().await.unwrap().remove(0);
    assert_eq!(
        (after.validators, after.next_poll_at, after.last_poll_at),
        (before.validators, before.next_poll_at, before.last_poll_at),
        "a push is no poll"
    );
    // Pushed again, polled as well: nothing is doubled.
    assert_eq!(desk.hub.push(&desk.feed(&["two", "one"])).await, 202);
    desk.tell(&["two", "one"]);
    desk.pass(6 * MINUTE, MINUTE).await;
    open.until_all(async || desk.polls() == 2).await;
    assert_eq!(open.articles().await, 2);
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn content_without_the_right_signature_is_ignored_with_a_good_answer() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    let asked = desk.hub.asked().remove(0);
    let body = desk.feed(&["forged"]);
    let other = sign("sha256", "another secret", body.as_bytes());
    let of_other_bytes = sign("sha256", &asked.secret, b"other bytes");
    for signature in
        [None, Some(other.as_str()), Some(&of_other_bytes), Some("sha256="), Some("md5=00"), Some("x")]
    {
        assert_eq!(push_to(&asked.callback, &body, signature).await, 202, "{signature:?}");
    }
    open.until_all(async || open.articles().await == 1).await;
    for (n, method) in ["sha1", "sha256", "sha384", "sha512"].into_iter().enumerate() {
        let body = desk.feed(&[method]);
        let signature = sign(method, &asked.secret, body.as_bytes());
        assert_eq!(push_to(&asked.callback, &body, Some(&signature)).await, 202);
        assert_eq!(open.articles().await, 2 + i64::try_from(n).unwrap(), "{method}");
    }
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_asked_is_verified_and_unknown_callbacks_are_gone() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    let asked = desk.hub.asked().remove(0);
    let lease = ("hub.lease_seconds", "600");
    let challenge = ("hub.challenge", "x");
    // As where our answer was lost on its way: the hub asks once more.
    let again = [("hub.mode", "subscribe"), ("hub.topic", asked.topic.as_str()), challenge, lease];
    assert_eq!(ask(&asked.callback, &again).await, (200, "x".to_owned()));
    desk.hand.advance(6 * MINUTE);
    for (mode, topic) in
        [("subscribe", asked.topic.as_str()), ("unsubscribe", &asked.topic), ("subscribe", "x"), ("", "")]
    {
        let (status, body) =
            ask(&asked.callback, &[("hub.mode", mode), ("hub.topic", topic), challenge, lease]).await;
        assert_eq!((status, body.as_str()), (404, ""), "{mode} {topic}: nothing of this is asked now");
    }
    let unknown = format!("http://127.0.0.1:{}/websub/{}", desk.port, "0".repeat(48));
    assert_eq!(push_to(&unknown, "x", None).await, 410);
    assert_eq!(ask(&unknown, &[("hub.mode", "subscribe"), challenge]).await.0, 410);
    let odd = format!("http://127.0.0.1:{}/websub/../etc", desk.port);
    assert_eq!(push_to(&odd, "x", None).await, 404);
    let large = "x".repeat(9 << 20);
    let signature = sign("sha256", &asked.secret, large.as_bytes());
    assert_eq!(push_to(&asked.callback, &large, Some(&signature)).await, 413);
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_is_slow_while_the_hub_is_well_and_its_lease_is_renewed_early() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    // At the start, after five minutes, then once an hour: twelve times less often.
    desk.pass_until(&open, 5 * MINUTE, async || desk.polls() >= 3).await;
    assert!(desk.house.clock.now() >= time(START) + Duration::from_hours(1));
    assert_eq!(open.interval_why().await, IntervalReason::Pushed);
    assert_eq!(desk.hub.asked().len(), 1);
    desk.hand.advance_to(time(START) + Duration::from_hours(8 * 24 + 1));
    open.until_all(async || desk.hub.asked().len() == 2).await;
    let asked = desk.hub.asked();
    assert_eq!(asked[0].callback, asked[1].callback, "a renewal is of the same subscription");
    open.until(|of| of.is_some_and(|of| of.lease_until > Some(time(START) + Duration::from_hours(18 * 24))))
        .await;
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_goes_down_costs_no_more_than_polling() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    desk.pass(20 * MINUTE, 5 * MINUTE).await;
    open.until_all(async || open.interval_why().await == IntervalReason::Pushed).await;
    // The hub refuses the renewal: polled as usual at once, though the lease still runs.
    desk.hub.behave(500, None);
    desk.hand.advance_to(time(START) + Duration::from_hours(8 * 24 + 1));
    open.until(|of| of.is_some_and(|of| of.failures > 0 && of.state == SubscriptionState::Verified)).await;
    let polls = desk.polls();
    let since = desk.house.clock.now();
    desk.pass_until(&open, MINUTE, async || desk.polls() >= polls + 5).await;
    assert!(desk.house.clock.now() < since + Duration::from_hours(4), "more often than once an hour");
    // It is well again: slow again.
    desk.hub.behave(202, Some(864_000));
    desk.pass_until(&open, 10 * MINUTE, async || open.is(|of| of.failures == 0).await).await;
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_keeps_silent_about_what_a_poll_finds_is_not_relied_on() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    desk.pass(20 * MINUTE, 5 * MINUTE).await;
    open.until_all(async || open.interval_why().await == IntervalReason::Pushed).await;
    desk.tell(&["unpushed", "one"]);
    let noted = |of: &Subscription| of.reason.as_deref() == Some("1 entries were not pushed");
    desk.pass_until(&open, 10 * MINUTE, async || open.is(noted).await).await;
    let polls = desk.polls();
    desk.pass_until(&open, MINUTE, async || desk.polls() >= polls + 3).await;
    // It pushes again: trusted again.
    assert_eq!(desk.hub.push(&desk.feed(&["three"])).await, 202);
    open.until(|of| of.is_some_and(|of| of.failures == 0 && of.pushed_at.is_some())).await;
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_is_taken_note_of_and_asked_again_a_day_later() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    let asked = desk.hub.asked().remove(0);
    let denied = [("hub.mode", "denied"), ("hub.topic", asked.topic.as_str()), ("hub.reason", "no room\r\n")];
    assert_eq!(ask(&asked.callback, &denied).await.0, 202);
    let of = open.subscription().await.expect("it is kept");
    assert_eq!((of.state, of.reason.as_deref()), (SubscriptionState::Refused, Some("denied: no room")));
    assert_eq!(desk.hub.push(&desk.feed(&["two"])).await, 410);
    desk.hand.advance(Duration::from_hours(25));
    open.until_all(async || desk.hub.asked().len() == 2).await;
    open.until(|of| of.is_some_and(|of| of.state == SubscriptionState::Verified)).await;
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_subscription() {
    let desk = Desk::new().await;
    desk.subscribed().await.stop().await;
    let open = desk.open().await;
    assert_eq!(desk.hub.push(&desk.feed(&["two", "one"])).await, 202);
    open.until_all(async || open.articles().await == 2).await;
    assert_eq!(desk.hub.asked().len(), 1);
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_leaves_the_configuration_leaves_its_hub() {
    let mut desk = Desk::new().await;
    desk.subscribed().await.stop().await;
    desk.house.extra = String::new();
    let open = desk.open().await;
    open.until_all(async || desk.hub.asked().len() == 2).await;
    let asked = desk.hub.asked();
    assert_eq!((asked[1].mode.as_str(), &asked[1].callback), ("unsubscribe", &asked[0].callback));
    open.until(|of| of.is_none()).await;
    open.until_all(async || desk.hub.verified().len() == 2).await;
    assert_eq!(desk.hub.verified()[1], (200, CHALLENGE.to_owned()));
    assert_eq!(push_to(&asked[0].callback, "x", None).await, 410);
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_without_leave_to_be_pushed_and_houses_nobody_reaches_ask_no_hub() {
    let mut desk = Desk::new().await;
    desk.house.extra.push_str("websub = false\n");
    let open = desk.open().await;
    open.until_all(async || open.articles().await == 1).await;
    desk.pass(10 * MINUTE, 5 * MINUTE).await;
    assert!(desk.hub.asked().is_empty() && open.subscription().await.is_none());
    open.stop().await;
    // Without `base_url`.
    let desk = Desk::new().await;
    let open = desk.house.serve().await;
    desk.house.receiver.hooks();
    desk.pass(10 * MINUTE, 5 * MINUTE).await;
    assert!(desk.hub.asked().is_empty());
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_only_rings_the_bell_makes_the_feed_be_polled() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    desk.pass(20 * MINUTE, 5 * MINUTE).await;
    open.until_all(async || open.interval_why().await == IntervalReason::Pushed).await;
    let (polls, rung) = (desk.polls(), desk.house.clock.now());
    assert_eq!(desk.hub.push("").await, 202);
    // However many steps a slow machine takes for it, it is long before the poll that only guards against the hub.
    desk.pass_until(&open, MINUTE, async || desk.polls() > polls).await;
    let after = desk.house.clock.now().since(rung);
    assert!(after < 30 * MINUTE, "{after:?}");
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_during_a_pause_is_polled_for_after_it() {
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    desk.pass(20 * MINUTE, 5 * MINUTE).await;
    open.until_all(async || open.interval_why().await == IntervalReason::Pushed).await;
    let since = desk.house.clock.now();
    let until = Some(since + 10 * MINUTE);
    let pause = Pause { what: Pausable::Feed("wire".parse().expect("a name")), since, until };
    assert!(open.app.store.pause(pause).await.expect("the store works"));
    assert_eq!(desk.hub.push(&desk.feed(&["two", "one"])).await, 202);
    assert_eq!(open.articles().await, 1, "it is paused");
    desk.tell(&["two", "one"]);
    desk.pass_until(&open, MINUTE, async || open.articles().await == 2).await;
    let after = desk.house.clock.now().since(since);
    assert!((10 * MINUTE..30 * MINUTE).contains(&after), "{after:?}");
    open.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_never_finish_keep_no_hub_away() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let desk = Desk::new().await;
    let open = desk.subscribed().await;
    let mut strangers = Vec::new();
    for _ in 0..8 {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", desk.port)).await.expect("it listens");
        let begun = b"POST /websub/whatever HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx";
        stream.write_all(begun).await.expect("it reads");
        strangers.push(stream);
    }
    settle().await;
    assert_eq!(desk.hub.push(&desk.feed(&["two", "one"])).await, 202);
    for mut stream in strangers {
        let mut start = [0; 12];
        stream.read_exact(&mut start).await.expect("an answer");
        assert_eq!(&start, b"HTTP/1.1 410");
    }
    open.stop().await;
}

fn subscription(state: SubscriptionState, is_asked: bool) -> Subscription {
    let (hub, topic) = ("https://hub.example/", "https://press.example/feed?a=1&b=2");
    let asked_at = is_asked.then(|| time(START));
    Subscription { asked_at, ..hub::subscription(state, hub.to_owned(), topic.to_owned()) }
}

#[test]
fn verification_is_exact() {
    use SubscriptionState::{Asked, Leaving, Refused, Unasked, Verified};
    let topic = "hub.topic=https%3A%2F%2Fpress.example%2Ffeed%3Fa%3D1%26b%3D2";
    let yes = |challenge: &str, seconds: u64| Verification::Subscribed {
        challenge: challenge.to_owned(),
        lease: Duration::from_secs(seconds),
    };
    let no = Verification::NotOurs;
    for (state, asked, query, expected) in [
        (Asked, true, "hub.mode=subscribe&hub.challenge=a%2Bb+c&hub.lease_seconds=3600", yes("a+b c", 3600)),
        (Verified, true, "hub.mode=subscribe&hub.challenge=x&hub.lease_seconds=0", yes("x", 1)),
        (Asked, true, "hub.mode=subscribe&hub.challenge=x", yes("x", 86_400)),
        (Asked, true, "hub.mode=subscribe&hub.challenge=", no.clone()),
        (Asked, true, "hub.mode=subscribe", no.clone()),
        (Asked, true, "hub.mode=unsubscribe&hub.challenge=x", no.clone()),
        (Verified, false, "hub.mode=subscribe&hub.challenge=x", no.clone()),
        (Unasked, false, "hub.mode=subscribe&hub.challenge=x", no.clone()),
        (Refused, true, "hub.mode=subscribe&hub.challenge=x", no.clone()),
        (Leaving, true, "hub.mode=subscribe&hub.challenge=x", no.clone()),
        (
            Leaving,
            true,
            "hub.mode=unsubscribe&hub.challenge=x",
            Verification::Unsubscribed { challenge: "x".to_owned() },
        ),
        (
            Verified,
            false,
            "hub.mode=denied&hub.reason=full",
            Verification::Denied { reason: "full".to_owned() },
        ),
    ] {
        let of = subscription(state, asked);
        assert_eq!(of.verify(&format!("{topic}&{query}"), time(START)), expected, "{state:?} {query}");
        assert_eq!(
            of.verify(&format!("hub.topic=https%3A%2F%2Fpress.example%2F&{query}"), time(START)),
            no,
            "another topic"
        );
    }
}

#[test]
fn a_lease_too_short_to_be_renewed_in_time_slows_no_poll() {
    let now = time(START);
    for (seconds, is_relied_on) in [(1, false), (10, false), (20, true), (240, true), (86_400, true)] {
        let lease = Duration::from_secs(seconds);
        let mut of = subscription(SubscriptionState::Verified, false);
        (of.lease_until, of.next_at) = (Some(now + lease), Some(renewal(now, lease)));
        assert_eq!(of.is_healthy(now), is_relied_on, "{seconds} s");
    }
}

#[test]
fn signatures_are_checked_over_the_raw_body_and_secrets_are_not_shown() {
    let good = sign("sha512", "canary", b"body");
    assert!(is_signed("canary", Some(&good), b"body"));
    assert!(is_signed("canary", Some(&good.replace("sha512", "SHA512").to_uppercase()), b"body"));
    assert!(!is_signed("canary", Some(&good[..good.len() - 2]), b"body"));
    assert!(!is_signed("canary", Some(&good.replace("sha512=", "sha256=")), b"body"));
    assert!(!is_signed("canary", Some("sha256=é"), b"body"));
    let shown = format!("{:?}", subscription(SubscriptionState::Verified, false));
    assert!(!shown.contains("canary") && !shown.contains("pppp"), "{shown}");
}
