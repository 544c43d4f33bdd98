//! The way of a mail through Postfix, into a Maildir, and out of it again by Dovecot's IMAP; and what SpamAssassin thinks of it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::sync::watch;
use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};
use vigie::model::{DeliveryState, Zone};
use vigie::store::{DeliveryFilter, Role};

use crate::support::app::{News, TestApp};
use crate::support::post_office::{PostOffice, spam_score};

const DRONES: &str = "Drones close the harbour of Lünemünde";
const TALKS: &str = "Le port négocie : « Aucun drone n’a été abattu »";
const BODY: &str = "The harbour was closed on Thursday morning for six hours, the authorities said.\n\n\
                    A fisherman had seen 40 drones above the fuel depot and called the coast guard, who found a wreck.\n\n\
                    Ships had to wait outside until the afternoon, when divers had searched the basin and the quays.";

/// One pass of a daemon that the world sees as `https://vigie.desk.example`; with it a digest, out of its calendar.
async fn pass(house: &TestApp, digest: bool) {
    let mut config = house.config();
    config.web.base_url = Some("https://vigie.desk.example".to_owned());
    let app = App::open(config, Role::Daemon, house.clock.clone()).await.expect("it opens");
    daemon::once(&app).await.expect("the store works");
    if digest {
        let sent =
            daemon::send_digest(&app, &"morning".parse().expect("a name")).await.expect("it is composed");
        assert!(sent.is_some(), "the digest is owed something");
        daemon::deliver_due(&app, &watch::Sender::default()).await.expect("the store works");
    }
    app.store.clone().close().await.expect("it closes");
}

/// The frozen bytes of every mail, oldest first.
async fn frozen(house: &TestApp) -> Vec<Vec<u8>> {
    let app = house.open().await;
    let mut bytes = Vec::new();
    for row in app.store.deliveries(&DeliveryFilter::default()).await.expect("the outbox").iter().rev() {
        assert_eq!(row.state, DeliveryState::Sent, "{:?}", row.outcome);
        let trail = app.store.delivery(row.id).await.expect("the outbox").expect("a delivery");
        bytes.push(trail.bytes.expect("its bytes"));
    }
    app.store.clone().close().await.expect("it closes");
    bytes
}

/// The one value of a header.
#[track_caller]
fn header<'m>(mail: &'m Value, name: &str) -> &'m str {
    let headers = mail["headers"].as_array().expect("headers");
    let values: Vec<&str> = headers
        .iter()
        .filter(|pair| pair[0] == name)
        .map(|pair| pair[1].as_str().expect("a value"))
        .collect();
    let [value] = values.as_slice() else { panic!("{name}: {values:?}") };
    value
}

/// Checks one mail as it was read: the bytes that were frozen, behind what the servers wrote on the envelope; headers; parts.
#[track_caller]
fn check(mail: &Value, frozen: &[u8], title: &str) {
    let raw = STANDARD.decode(mail["bytes"].as_str().expect("bytes")).expect("base64");
    let envelope = raw.strip_suffix(frozen).expect("every byte as it was frozen");
    let envelope = String::from_utf8_lossy(envelope);
    for line in envelope.lines().filter(|line| !line.starts_with(['\t', ' '])) {
        let servers = ["Return-Path: ", "X-Original-To: ", "Delivered-To: ", "Received: "];
        assert!(servers.iter().any(|own| line.starts_with(own)), "`{line}` is no server's");
    }
    assert_eq!(header(mail, "To"), "ed@desk.example");
    assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");
    assert!(header(mail, "List-Unsubscribe").starts_with("<https://vigie.desk.example/"));
    assert_eq!(header(mail, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(header(mail, "Message-ID").starts_with('<'));
    let parts = mail["parts"].as_array().expect("parts");
    let kinds: Vec<&str> = parts.iter().map(|part| part["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["text/plain", "text/html"]);
    // Hits are marked by asterisks in the one and by tags in the other, lines are folded.
    let plain = parts[0]["text"].as_str().expect("text").replace('*', "");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(title), "{plain}");
    let page = scraper::Html::parse_document(parts[1]["text"].as_str().expect("text"));
    let shown = page.root_element().text().collect::<String>();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(title), "{shown}");
}

/// An alert and a digest of one story; half an hour later an alert of another, a correction of the first, a digest of both.
async fn tell_everything(house: &mut TestApp, hand: &ManualClock) {
    let mut news = vec![News::new("one", DRONES, house.clock.now())];
    house.feed_with("wire", "full_text = \"always\"", &news);
    house.page("one", DRONES, BODY);
    pass(house, true).await;
    news.push(News::new("two", TALKS, house.clock.now()));
    house.page(
        "two",
        TALKS,
        "Le préfet a démenti jeudi soir. Il a reçu les pêcheurs, qui réclament des radars et un abri.",
    );
    house.page("one", DRONES, &BODY.replace("40 drones", "400 drones"));
    house.tell("wire", &news);
    hand.advance(Duration::from_mins(31));
    pass(house, true).await;
}

/// The place of a mail in the mailbox, from 0.
#[track_caller]
fn place(mails: &[Value], bytes: &[u8]) -> usize {
    let raw = |mail: &Value| STANDARD.decode(mail["bytes"].as_str().expect("bytes")).expect("base64");
    mails.iter().position(|mail| raw(mail).ends_with(bytes)).expect("every mail came as it was frozen")
}

/// Lists of numbers in which order says nothing.
fn sorted(mut threads: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    for thread in &mut threads {
        thread.sort_unstable();
    }
    threads.sort();
    threads
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_through_postfix_is_read_over_imap_as_it_was_written_in_its_threads_and_is_no_spam() {
    let Some(office) = PostOffice::start() else { return };
    let (clock, hand) = Clock::manual(Clock::system().now());
    let mut house = TestApp::under(clock).await;
    house.extra = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Vigie <vigie@desk.example>\"\n\
         [channels.desk.email]\nto = [\"ed@desk.example\"]\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
         [digests.morning]\ntopics = [\"*\"]\nchannels = [\"desk\"]\nat = [\"{}\"]\nzone = \"UTC\"\n",
        office.smtp_port,
        // Filters look at a mail's date, so it is today's; the digest's own hour is far from now.
        (house.clock.now() + Duration::from_hours(12)).in_zone(Zone::UTC).format("%H:%M")
    );
    tell_everything(&mut house, &hand).await;
    let frozen = frozen(&house).await;
    let mailbox = tokio::task::block_in_place(|| office.read(frozen.len()));
    let mails = mailbox["mails"].as_array().expect("mails");
    assert_eq!((mails.len(), frozen.len()), (5, 5));
    let (mut alerts, mut digests) = (Vec::new(), Vec::new());
    for bytes in &frozen {
        let place = place(mails, bytes);
        let mail = &mails[place];
        let is_digest = header(mail, "List-Id").contains("morning");
        (if is_digest { &mut digests } else { &mut alerts }).push(place + 1);
        // Each tells of the first story but the alert of the second.
        let title = if header(mail, "Subject").contains("négocie") { TALKS } else { DRONES };
        check(mail, bytes, title);
        if let Some((score, rules)) = tokio::task::block_in_place(|| spam_score(bytes)) {
            println!("{}: {rules}", header(mail, "Subject"));
            assert!(score < 1.0, "{rules}");
        }
    }
    assert_eq!((alerts.len(), digests.len()), (3, 2));
    // The server's own threads: each rule is one, whatever came between.
    let threads = serde_json::from_value(mailbox["threads"].clone()).expect("numbers");
    assert_eq!(sorted(threads), sorted(vec![alerts, digests]));
}
