//! The program dies on either side of every commit and of the send, once each; then it starts again. What arrives, and how often, is
//! known before: a message comes twice only where the receiver had it and the store did not.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;

use super::{Arrived, alert, mail_channel, report};
use crate::support::app::TestApp;
use crate::support::smtp::{Script, SmtpServer};

/// Where the program dies, and how many of its messages a receiver then gets twice: 0 or 1.
const EDGES: [(&str, usize); 14] = [
    ("poll:before", 0),
    ("poll:after", 0),
    ("read:before", 0),
    ("read:after", 0),
    ("story:before", 0),
    ("story:after", 0),
    ("compose:before", 0),
    ("compose:after", 0),
    ("claim:before", 0),
    // The delivery is marked as being sent and never was: it is uncertain, and goes out.
    ("claim:after", 0),
    ("send:before", 0),
    // From here on the receiver has it.
    ("send:after", 1),
    ("settle:before", 1),
    ("settle:after", 0),
];

/// SIGABRT, by which the program ends at its edge: nothing runs after it, as after SIGKILL.
const ABORTED: i32 = 6;

/// One pass of the program; the signal that ended it, if one did.
async fn pass(house: &TestApp, die_at: Option<&str>) -> Option<i32> {
    let mut command = house.vigie(&["--log", "error", "run", "--once"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(edge) = die_at {
        command.env("VIGIE_DIE_AT", edge);
    }
    let status = tokio::task::spawn_blocking(move || command.status()).await.expect("no panic");
    let status = status.expect("the program");
    assert!(status.success() || status.signal().is_some(), "{die_at:?}: {status}");
    status.signal()
}

/// Dies at an edge, starts again; says what came.
async fn dies_at(edge: &str, channel: &str) -> Arrived {
    let mailbox = SmtpServer::start(Script::default()).await;
    let mut house = TestApp::new().await;
    // One message to one channel, and another by another rule behind it: a delivery that is uncertain must not hold it up.
    house.extra = mail_channel(&mailbox);
    house.extra.push_str("[topics.other]\nquery = \"other\"\n");
    house.extra.push_str(&alert("first", "drones", &[channel]));
    house.extra.push_str(&alert("second", "other", &[channel]));
    house.feed_with("wire", "full_text = \"always\"", &[]);
    let news = [report(&house, "r1", "Drone"), report(&house, "r2", "Other")];
    house.tell("wire", &news);
    assert_eq!(
        pass(&house, Some(edge)).await,
        Some(ABORTED),
        "{channel}: it dies at {edge} (a release build has no failpoints)"
    );
    assert_eq!(pass(&house, None).await, None, "{channel}: it works after {edge}");
    let mut arrived = Arrived::default();
    if channel == "mail" {
        arrived.hear_mails(&mailbox);
    } else {
        arrived.hear_hooks(&house);
    }
    let lost: Vec<_> = arrived.lacks(&news).into_iter().map(|one| &one.title).collect();
    assert!(lost.is_empty(), "{channel}: {edge} lost {lost:?}");
    assert_eq!(arrived.told.len(), 2, "{channel}: {edge}");
    arrived
}

#[tokio::test(flavor = "multi_thread")]
async fn every_edge_loses_nothing_and_repeats_what_is_predicted() {
    for (edge, expected) in EDGES {
        let (hook, mail) = tokio::join!(dies_at(edge, "hook"), dies_at(edge, "mail"));
        assert_eq!(hook.repeats(), expected, "webhook: repeats after dying at {edge}");
        assert_eq!(mail.repeats(), expected, "mail: repeats after dying at {edge}");
    }
}
