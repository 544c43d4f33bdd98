//! After a time when Vigie did not run: what is overdue leaves the house a few at a time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use vigie::clock::Clock;
use vigie::daemon::{self, App};
use vigie::model::Timestamp;
use vigie::store::Role;

use crate::support::app::{TestApp, rss};
use crate::support::press::{Answer, Press};
use crate::support::receiver::CEILING;
use crate::support::within;

const FEEDS: usize = 10;
/// Requests at a time, and overdue ones a second.
const CONCURRENCY: usize = 2;

#[tokio::test]
async fn overdue_feeds_are_spread_over_the_seconds_after_a_start() {
    let began = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").expect("a time");
    let (clock, hand) = Clock::manual(began);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    let mut house = TestApp::under(clock.clone()).await;
    for feed in 0..FEEDS {
        let path = format!("/f{feed}");
        press.answer(&path, Answer::ok(rss(&[], str::to_owned)));
        let url = press.url(&path);
        let _ =
            writeln!(house.extra, "[feeds.f{feed}]\nurl = \"{url}\"\nevery = \"1h\"\nfull_text = \"never\"");
    }
    house.once().await;
    assert_eq!(press.requests().len(), FEEDS);
    hand.advance(Duration::from_hours(3));
    let mut config = house.config();
    config.fetch.concurrency = CONCURRENCY;
    let app = App::open(config, Role::Daemon, clock).await.expect("it opens");
    let stop = CancellationToken::new();
    let running = tokio::spawn(daemon::serve(Arc::clone(&app), stop.clone()));
    let end = Clock::system().now() + CEILING;
    while press.requests().len() < 2 * FEEDS {
        assert!(
            Clock::system().now() < end,
            "{} of {FEEDS} were asked again",
            press.requests().len() - FEEDS
        );
        let wanted = (press.requests().len() + CONCURRENCY).min(2 * FEEDS);
        let asked = async {
            while press.requests().len() < wanted {
                Clock::system().sleep(Duration::from_millis(2)).await;
            }
        };
        // A feed that could not be started in its second is looked at again in the next, so the clock goes on.
        within(Duration::from_secs(3), asked).await;
        hand.advance(Duration::from_secs(1));
    }
    stop.cancel();
    running.await.expect("no panic").expect("it drains");
    let mut by_second: BTreeMap<Timestamp, usize> = BTreeMap::new();
    for seen in &press.requests()[FEEDS..] {
        *by_second.entry(seen.at).or_default() += 1;
    }
    assert!(by_second.values().all(|asked| *asked <= CONCURRENCY), "{by_second:?}");
    assert_eq!(by_second.values().sum::<usize>(), FEEDS);
}
