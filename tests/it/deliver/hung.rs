//! A channel that takes everything and never answers, beside others: it delays none of them.
//!
//! `VIGIE_HUNG_ROUNDS` measures so many times each way and prints what it took (1 when not set); the machine's load decides nothing here.

use std::fmt::Write as _;
use std::time::Duration;

use vigie::clock::Clock;
use vigie::store::DeliveryFilter;

use crate::support::app::{News, TestApp, words};
use crate::support::receiver::{CEILING, Receiver, Reply};
use crate::support::within;

/// Channels beside the one that hangs.
const OTHERS: usize = 4;
/// Messages to each channel, all at once.
const MESSAGES: usize = 40;

/// How long the messages to the others took from composed to settled, in milliseconds, shortest first.
async fn measure(hangs: bool) -> Vec<u64> {
    let mut house = TestApp::new().await;
    let mut others = Vec::new();
    for n in 0..OTHERS {
        let receiver = Receiver::start().await;
        let _ = write!(house.extra, "[channels.other{n}.webhook]\nurl = \"{}\"\n", receiver.url);
        others.push(receiver);
    }
    let channels: Vec<String> = (0..OTHERS).map(|n| format!("other{n}")).chain(["hook".to_owned()]).collect();
    for n in 0..MESSAGES {
        let _ = write!(
            house.extra,
            "[topics.t{n}]\nquery = \"subject{n}\"\n[alerts.a{n}]\ntopics = [\"t{n}\"]\nchannels = {channels:?}\n\
             group_wait = \"0s\"\ngroup_interval = \"0s\"\n"
        );
    }
    let at = Clock::system().now();
    let title = |n| format!("subject{n} {}", words(&format!("hung {n}"), 12).join(" "));
    let one = |n| News::new(format!("n{n}"), &title(n), at);
    house.feed("wire", &(0..MESSAGES).map(one).collect::<Vec<_>>());
    house.receiver.reply(hangs.then_some(Reply::Silence));
    let running = house.serve().await;
    let filter = DeliveryFilter::default();
    let settled = async {
        loop {
            let rows = running.app.store.deliveries(&filter).await.expect("the outbox");
            let rows = rows.into_iter().filter(|row| row.channel.as_str() != "hook");
            let took = rows.filter_map(|row| Some(row.settled_at?.since(row.composed_at)));
            let took: Vec<Duration> = took.collect();
            if took.len() == OTHERS * MESSAGES {
                return took;
            }
            Clock::system().sleep(Duration::from_millis(50)).await;
        }
    };
    let took = within(CEILING, settled).await.expect("nothing to the others waits");
    for other in &others {
        assert_eq!(other.hooks().len(), MESSAGES);
    }
    if hangs {
        // One send at a time: it has its first message and no other.
        assert_eq!(house.receiver.hooks().len(), 1);
    }
    house.receiver.reply(None);
    running.stop().await;
    let mut took: Vec<u64> =
        took.iter().map(|took| u64::try_from(took.as_millis()).expect("less than a minute")).collect();
    took.sort_unstable();
    took
}

/// What 99 of 100 took at most.
fn p99(sorted: &[u64]) -> u64 {
    sorted[(sorted.len() * 99).div_ceil(100) - 1]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hung_channel_delays_no_other() {
    let rounds = std::env::var("VIGIE_HUNG_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut p99s = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        // In turn, so that a machine that grows busy does so for both.
        for hangs in [false, true] {
            p99s[usize::from(hangs)].push(p99(&measure(hangs).await));
        }
    }
    for p99s in &mut p99s {
        p99s.sort_unstable();
    }
    let [healthy, hung] = &p99s;
    println!(
        "{OTHERS} channels, {MESSAGES} messages each, p99 in ms from composed to settled, median of {rounds}: {} when all answer {healthy:?}, \
         {} beside one that hangs {hung:?}",
        healthy[rounds / 2],
        hung[rounds / 2]
    );
}
