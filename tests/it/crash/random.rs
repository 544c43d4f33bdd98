//! `kill -9` at random, again and again: nothing is lost, and at most one message a channel and kill comes twice,
//! under the same id.
//!
//! `VIGIE_CRASH_KILLS` says how often (100 when not set), `VIGIE_CRASH_RULES` to how many rules news belong (10). The long form, 500 and
//! 20, is more than 10,000 deliveries. `VIGIE_CRASH_SEED` draws the moments of an earlier run again: each says its seed.

use std::fmt::Write as _;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::process::Child;
use std::time::Duration;

use vigie::clock::Clock;
use vigie::model::{DeliveryState, Hash16};
use vigie::store::DeliveryFilter;

use super::{Arrived, alert, mail_channel, report};
use crate::support::app::{News, TestApp};
use crate::support::receiver::CEILING;
use crate::support::smtp::{Script, SmtpServer};

/// News the feed still shows after they arrived.
const LATEST: usize = 30;
/// A life in which less arrives than awaited ends when nothing more came for this long.
const LULL: Duration = Duration::from_secs(2);

fn setting(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// When the program dies.
enum Death {
    /// At any time, while it starts, polls, reads or sends.
    After(Duration),
    /// So long after so many messages arrived, or when no more come: right where a repeat may arise.
    At(usize, Duration),
}

impl Death {
    /// The same for the same seed, round and rules.
    fn drawn(seed: u64, round: u64, rules: u64) -> Self {
        let hash = Hash16::of_parts(&[&seed.to_le_bytes(), &round.to_le_bytes()]);
        let drawn = u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("eight bytes"));
        if drawn.is_multiple_of(4) {
            return Self::After(Duration::from_millis((drawn >> 8) % 700));
        }
        let messages = usize::try_from((drawn >> 8) % (2 * rules)).expect("a small number");
        Self::At(1 + messages, Duration::from_micros((drawn >> 32) % 4_000))
    }

    /// Returns when it is time. Fails where nothing comes at all: there is news in every life.
    async fn comes(self, both: &mut Both, house: &TestApp, mailbox: &SmtpServer) {
        let (messages, delay) = match self {
            Self::After(time) => return Clock::system().sleep(time).await,
            Self::At(messages, delay) => (messages, delay),
        };
        let (before, mut heard, mut since) = (both.messages(), both.messages(), Clock::system().now());
        while both.messages() < before + messages {
            let lull = Clock::system().now().since(since);
            if heard > before && lull > LULL {
                break;
            }
            assert!(lull < CEILING, "nothing comes any more; the program said at last:\n{}", said(house));
            Clock::system().sleep(Duration::from_millis(1)).await;
            both.hear(house, mailbox);
            if both.messages() > heard {
                (heard, since) = (both.messages(), Clock::system().now());
            }
        }
        Clock::system().sleep(delay).await;
    }
}

fn start(house: &TestApp) -> Child {
    let log = house.folder.path().join("log");
    let log = File::options().append(true).create(true).open(log).expect("a file");
    house.vigie(&["--log", "error", "run"]).stderr(log).spawn().expect("the program")
}

/// What the program said at last.
fn said(house: &TestApp) -> String {
    let log = std::fs::read_to_string(house.folder.path().join("log")).unwrap_or_default();
    log.lines().rev().take(20).collect::<Vec<_>>().join("\n")
}

fn kill(mut child: Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// Topics with an alert each, to both channels.
fn keys(mailbox: &SmtpServer, count: u64) -> String {
    let mut keys = mail_channel(mailbox);
    for n in 0..count {
        let _ = writeln!(keys, "[topics.t{n}]\nquery = \"subject{n}\"");
        keys.push_str(&alert(&format!("a{n}"), &format!("t{n}"), &["hook", "mail"]));
    }
    keys
}

/// What both channels got.
#[derive(Default)]
struct Both {
    hook: Arrived,
    mail: Arrived,
}

impl Both {
    fn hear(&mut self, house: &TestApp, mailbox: &SmtpServer) {
        self.hook.hear_hooks(house);
        self.mail.hear_mails(mailbox);
    }

    /// What the receivers had in hand when the program died counts for that life, not for the next.
    async fn hear_out(&mut self, house: &TestApp, mailbox: &SmtpServer) {
        loop {
            let before = self.messages();
            Clock::system().sleep(Duration::from_millis(50)).await;
            self.hear(house, mailbox);
            if self.messages() == before {
                return;
            }
        }
    }

    fn messages(&self) -> usize {
        self.hook.messages + self.mail.messages
    }

    fn has_all(&self, news: &[News]) -> bool {
        self.hook.lacks(news).is_empty() && self.mail.lacks(news).is_empty()
    }

    /// What the feed shows: what has not arrived everywhere yet, and the latest.
    fn shown(&self, news: &[News]) -> Vec<News> {
        let old = news.len().saturating_sub(LATEST);
        let arrived =
            |one: &News| self.hook.news.contains_key(&one.id) && self.mail.news.contains_key(&one.id);
        let mut shown: Vec<News> = news[..old].iter().filter(|one| !arrived(one)).cloned().collect();
        shown.extend_from_slice(&news[old..]);
        shown
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_minus_nine_loses_nothing_and_repeats_at_most_one_message_a_channel_and_kill() {
    let (kills, rules) = (setting("VIGIE_CRASH_KILLS", 100), setting("VIGIE_CRASH_RULES", 10).max(1));
    let seed = setting("VIGIE_CRASH_SEED", RandomState::new().build_hasher().finish());
    // Past the harness's capture, so that it is known of a run that was broken off, too.
    let _ = writeln!(std::io::stderr(), "VIGIE_CRASH_SEED={seed}");
    let mailbox = SmtpServer::start(Script::default()).await;
    let mut house = TestApp::new().await;
    house.extra = keys(&mailbox, rules);
    let (mut news, mut both, mut most) = (Vec::new(), Both::default(), [0, 0]);
    house.feed_with("wire", "full_text = \"always\"", &news);
    for round in 0..kills {
        for n in 0..rules {
            news.push(report(&house, &format!("r{round}n{n}"), &format!("subject{n}")));
        }
        house.tell("wire", &both.shown(&news));
        let before = [both.hook.repeats(), both.mail.repeats()];
        let program = start(&house);
        Death::drawn(seed, round, rules).comes(&mut both, &house, &mailbox).await;
        kill(program);
        both.hear_out(&house, &mailbox).await;
        let repeats = [both.hook.repeats(), both.mail.repeats()];
        for ((most, now), before) in most.iter_mut().zip(repeats).zip(before) {
            *most = (*most).max(now - before);
            assert!(now as u64 <= round, "{now} messages of one channel came twice after {round} kills");
        }
    }
    let program = start(&house);
    // A backlog takes its time: lost is what does not come when nothing comes any more.
    let (mut heard, mut since) = (both.messages(), Clock::system().now());
    while !both.has_all(&news) && Clock::system().now().since(since) < CEILING {
        Clock::system().sleep(Duration::from_millis(200)).await;
        both.hear(&house, &mailbox);
        if both.messages() > heard {
            (heard, since) = (both.messages(), Clock::system().now());
        }
    }
    let all_told = both.has_all(&news);
    kill(program);
    let (hook, mail) = (&both.hook, &both.mail);
    eprintln!(
        "{kills} kills, {} news, {} deliveries; webhook: {} lost, {} repeated, at most {} after a kill; \
         mail: {} lost, {} repeated, at most {} after a kill",
        news.len(),
        both.messages(),
        hook.lacks(&news).len(),
        hook.repeats(),
        most[0],
        mail.lacks(&news).len(),
        mail.repeats(),
        most[1],
    );
    assert!(all_told, "what did not come is lost; the program said at last:\n{}", said(&house));
    assert_store_is_whole(&house).await;
}

async fn assert_store_is_whole(house: &TestApp) {
    let file = house.folder.path().join("config/vigie.db");
    let connection = rusqlite::Connection::open(file).expect("the store's file");
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a verdict");
    assert_eq!(verdict, "ok");
    drop(connection);
    let app = house.open().await;
    let filter = DeliveryFilter { state: Some(DeliveryState::Dead), ..DeliveryFilter::default() };
    assert!(app.store.deliveries(&filter).await.expect("the outbox").is_empty());
}
