//! `kill -9` at random, again and again: nothing is lost, and at most one message a channel and kill comes twice,
//! under the same id.
//!
//! `VIGIE_CRASH_KILLS` says how often (20 when not set; the release is tried with 500).

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, RandomState};
use std::process::{Child, Stdio};
use std::time::Duration;

use vigie::clock::Clock;
use vigie::store::DeliveryFilter;

use crate::support::app::{News, TestApp};
use crate::support::receiver::CEILING;
use crate::support::smtp::{Script, SmtpServer};

/// News the press adds before each kill.
const BATCH: usize = 5;

fn kills() -> usize {
    std::env::var("VIGIE_CRASH_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

/// A time to live between none and about what a whole pass takes.
fn lifetime(round: usize) -> Duration {
    Duration::from_millis(RandomState::new().hash_one(round) % 700)
}

fn start(house: &TestApp) -> Child {
    house.vigie(&["--log", "error", "run"]).stderr(Stdio::null()).spawn().expect("the program")
}

fn kill(mut child: Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// What reached one channel: ids in order of arrival, and the stories told under each.
#[derive(Default)]
struct Arrived {
    ids: Vec<String>,
    stories: BTreeSet<String>,
}

impl Arrived {
    fn repeats(&self) -> usize {
        self.ids.len() - self.ids.iter().collect::<BTreeSet<_>>().len()
    }
}

fn arrived_by_webhook(house: &TestApp) -> Arrived {
    let mut arrived = Arrived::default();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for hook in house.receiver.hooks() {
        arrived.stories.extend(hook.titles().into_iter().map(str::to_owned));
        let body = hook.body.to_string();
        assert_eq!(*told.entry(hook.id.clone()).or_insert(body.clone()), body, "same id, same bytes");
        arrived.ids.push(hook.id);
    }
    arrived
}

fn arrived_by_mail(mailbox: &SmtpServer, titles: &[String]) -> Arrived {
    let mut arrived = Arrived::default();
    for mail in mailbox.mails() {
        assert_eq!(mail.to, ["desk@example.org"]);
        let parsed = mail_parser::MessageParser::default().parse(&mail.bytes).expect("a mail");
        // Hits are marked with asterisks, lines are folded.
        let text = parsed.body_text(0).expect("a text part").replace('*', "");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        arrived.stories.extend(titles.iter().filter(|title| text.contains(title.as_str())).cloned());
        arrived.ids.push(parsed.message_id().expect("a Message-ID").to_owned());
    }
    arrived
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_minus_nine_loses_nothing_and_repeats_at_most_one_message_a_channel_and_kill() {
    let mailbox = SmtpServer::start(Script::default()).await;
    let mut house = TestApp::new().await;
    house.extra = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@example.org>\"\n\
         [channels.mail.email]\nto = [\"desk@example.org\"]\n\
         [alerts.hook]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\nmax_items = 500\n\
         [alerts.mail]\ntopics = [\"*\"]\nchannels = [\"mail\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\nmax_items = 500\n",
        mailbox.port
    );
    let (kills, mut news) = (kills(), Vec::new());
    house.feed_with("wire", "full_text = \"always\"", &news);
    for round in 0..kills {
        for n in 0..BATCH {
            let title = format!("Drone report r{round}n{n} arrives");
            house.page(
                &format!("p{round}-{n}"),
                &title,
                &format!("{title}. It was told by our reporter in the harbour."),
            );
            news.push(News::new(format!("p{round}-{n}"), &title, Clock::system().now()));
        }
        // The feed shows its newest; what left it must have been stored by then.
        let shown = news.len().saturating_sub(4 * BATCH * kills);
        house.tell("wire", &news[shown..]);
        let program = start(&house);
        Clock::system().sleep(lifetime(round)).await;
        kill(program);
        let repeats = [arrived_by_webhook(&house).repeats(), arrived_by_mail(&mailbox, &[]).repeats()];
        assert!(repeats.iter().all(|count| *count <= round), "{repeats:?} repeats after {round} kills");
    }
    let titles: Vec<String> = news.iter().map(|one| one.title.clone()).collect();
    let program = start(&house);
    let told = tokio::time::timeout(CEILING.saturating_mul(2), async {
        while arrived_by_webhook(&house).stories.len() < titles.len()
            || arrived_by_mail(&mailbox, &titles).stories.len() < titles.len()
        {
            Clock::system().sleep(Duration::from_millis(200)).await;
        }
    });
    let all_told = told.await.is_ok();
    kill(program);
    let (hook, mail) = (arrived_by_webhook(&house), arrived_by_mail(&mailbox, &titles));
    eprintln!(
        "{kills} kills, {} stories; webhook: {} messages, {} repeated; mail: {} messages, {} repeated",
        titles.len(),
        hook.ids.len(),
        hook.repeats(),
        mail.ids.len(),
        mail.repeats()
    );
    let missing = |arrived: &Arrived| {
        titles.iter().filter(|t| !arrived.stories.contains(*t)).cloned().collect::<Vec<_>>()
    };
    assert!(all_told, "lost: webhook {:?}, mail {:?}", missing(&hook), missing(&mail));
    assert!(hook.repeats() <= kills, "{} repeats through the webhook after {kills} kills", hook.repeats());
    assert!(mail.repeats() <= kills, "{} repeats by mail after {kills} kills", mail.repeats());
    // A story is told under one id only: a repeat is the same message, never a new one.
    assert_told_once(&house);
    assert_store_is_whole(&house).await;
}

#[track_caller]
fn assert_told_once(house: &TestApp) {
    let mut teller: BTreeMap<String, String> = BTreeMap::new();
    for hook in house.receiver.hooks() {
        for title in hook.titles() {
            let first = teller.entry(title.to_owned()).or_insert_with(|| hook.id.clone());
            assert_eq!(*first, hook.id, "`{title}` was told by two messages");
        }
    }
}

async fn assert_store_is_whole(house: &TestApp) {
    let file = house.folder.path().join("config/vigie.db");
    let connection = rusqlite::Connection::open(file).expect("the store's file");
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a verdict");
    assert_eq!(verdict, "ok");
    drop(connection);
    let app = house.open().await;
    let filter = DeliveryFilter { state: Some("dead".to_owned()), ..DeliveryFilter::default() };
    assert!(app.store.deliveries(&filter).await.expect("the outbox").is_empty());
}
