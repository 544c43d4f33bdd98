use std::time::Duration;

use vigie::clock::Clock;
use vigie::config::{ChannelKind, SmtpConfig};
use vigie::deliver::{Consequence, Fault, Outcome, Sender};

use super::{channel, claim, client, now, sender, smtp_config};
use crate::support::smtp::{End, Script, SmtpServer};

pub const MAIL: &[u8] = b"From: a@b.example\r\nSubject: x\r\n\r\nline\r\n.dot\r\n";

pub fn desk() -> vigie::config::Channel {
    channel(ChannelKind::Email { to: vec!["ed@desk.example".parse().expect("a mailbox")] })
}

async fn send_to(config: &SmtpConfig) -> Outcome {
    sender(Some(config)).send(&desk(), &claim("ed@desk.example", MAIL)).await
}

/// What comes of one mail to a server with this script.
async fn outcome(script: Script) -> (Outcome, SmtpServer) {
    let server = SmtpServer::start(script).await;
    let outcome = send_to(&smtp_config(server.port, None)).await;
    (outcome, server)
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sent { detail, .. } => format!("sent: {detail}"),
        Outcome::Retry { why, fault, .. } => format!("retry ({fault:?}): {why}"),
        Outcome::Uncertain { why } => format!("uncertain: {why}"),
        Outcome::GiveUp { why, consequence } => format!("give up ({consequence:?}): {why}"),
    }
}

#[track_caller]
fn assert_words(outcome: &Outcome, server: &SmtpServer, expected: &str) {
    let said = words(outcome).replace(&server.port.to_string(), "25");
    assert_eq!(said, expected);
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte_in_an_envelope_of_its_own() {
    let (outcome, server) = outcome(Script::default()).await;
    assert_words(&outcome, &server, "sent: 250 2.0.0 kept as 4711");
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_slice()),
        ("vigie@desk.example", &["ed@desk.example".to_owned()][..])
    );
    assert_eq!(mails[0].bytes, MAIL);
}

#[tokio::test]
async fn mails_follow_each_other_through_one_connection() {
    let server = SmtpServer::start(Script::default()).await;
    let sender = sender(Some(&smtp_config(server.port, None)));
    for _ in 0..5 {
        let sent = sender.send(&desk(), &claim("ed@desk.example", MAIL)).await;
        assert!(matches!(sent, Outcome::Sent { .. }), "{sent:?}");
    }
    assert_eq!((server.mails().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_is_replaced() {
    let server = SmtpServer::start(Script { one_mail: true, ..Script::default() }).await;
    let sender = sender(Some(&smtp_config(server.port, None)));
    for _ in 0..3 {
        let sent = sender.send(&desk(), &claim("ed@desk.example", MAIL)).await;
        assert!(matches!(sent, Outcome::Sent { .. }), "{sent:?}");
    }
    assert_eq!((server.mails().len(), server.connections()), (3, 3));
}

/// What comes of one refused recipient.
async fn check_recipient(reply: &str, expected: &str) {
    let recipients = [("ed@desk.example".to_owned(), reply.to_owned())].into();
    let (outcome, server) = outcome(Script { recipients, ..Script::default() }).await;
    assert_words(&outcome, &server, expected);
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_recipient_that_does_not_exist_is_given_up_and_not_written_to_again() {
    for code in [550, 551, 553] {
        check_recipient(
            &format!("{code} 5.1.1 no such mailbox"),
            &format!("give up (SuppressRecipient): recipient refused: {code} 5.1.1 no such mailbox"),
        )
        .await;
    }
}

#[tokio::test]
async fn a_refusal_by_policy_says_nothing_of_the_mailbox() {
    check_recipient(
        "550 5.7.1 relaying denied",
        "give up (None): recipient refused: 550 5.7.1 relaying denied",
    )
    .await;
    check_recipient("552 5.2.2 mailbox full", "give up (None): recipient refused: 552 5.2.2 mailbox full")
        .await;
}

#[tokio::test]
async fn only_a_refusal_that_names_the_mailbox_ends_it() {
    for (reply, is_mailbox) in [
        ("550 no such user here", true),
        ("550 <ed@desk.example>: User unknown in local table", true),
        ("554 5.1.10 RecipientNotFound", true),
        ("550 relay not permitted", false),
        ("550 no", false),
        ("550 mailbox unavailable", false),
        ("550 5.4.1 recipient address rejected", false),
        ("553 5.1.8 unknown user or domain", false),
        ("550 5.1.1 user unknown: relay access denied", false),
        ("550 sender verify failed, no such user", false),
    ] {
        let consequence = if is_mailbox { "SuppressRecipient" } else { "None" };
        check_recipient(reply, &format!("give up ({consequence}): recipient refused: {reply}")).await;
    }
}

#[tokio::test]
async fn a_recipient_put_off_is_tried_again_without_blame_for_the_server() {
    check_recipient(
        "451 4.7.1 greylisted, come back",
        "retry (Message): recipient put off: 451 4.7.1 greylisted, come back",
    )
    .await;
}

#[tokio::test]
async fn a_server_that_shuts_down_is_the_endpoints_fault_at_any_step() {
    check_recipient(
        "421 4.3.2 closing",
        "retry (Endpoint): no answer from `127.0.0.1:25`: 421 4.3.2 closing",
    )
    .await;
    let (outcome, server) =
        outcome(Script { greeting: Some("421 too busy".into()), ..Script::default() }).await;
    assert_words(&outcome, &server, "retry (Endpoint): cannot connect to `127.0.0.1:25`: 421 too busy");
}

#[tokio::test]
async fn one_refused_recipient_leaves_the_others_alone() {
    let recipients = [("gone@desk.example".to_owned(), "550 no".to_owned())].into();
    let server = SmtpServer::start(Script { recipients, ..Script::default() }).await;
    let sender = sender(Some(&smtp_config(server.port, None)));
    let mut states = Vec::new();
    for recipient in ["a@desk.example", "gone@desk.example", "b@desk.example"] {
        let outcome = sender.send(&desk(), &claim(recipient, MAIL)).await;
        states.push(matches!(outcome, Outcome::Sent { .. }));
    }
    assert_eq!(states, [true, false, true]);
    assert_eq!(server.mails().len(), 2);
}

#[tokio::test]
async fn the_right_password_signs_in_by_plain_and_by_login() {
    for mechanism in ["PLAIN", "LOGIN"] {
        let login = Some(("vigie".to_owned(), "päss word".to_owned()));
        let server = SmtpServer::start(Script { login, mechanism, ..Script::default() }).await;
        let config = smtp_config(server.port, Some(("vigie", "päss word")));
        let outcome = send_to(&config).await;
        assert!(matches!(outcome, Outcome::Sent { .. }), "{mechanism}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_the_endpoints_fault_and_never_shown() {
    let login = Some(("vigie".to_owned(), "right".to_owned()));
    let server = SmtpServer::start(Script { login, mechanism: "PLAIN", ..Script::default() }).await;
    let config = smtp_config(server.port, Some(("vigie", "canary-7731")));
    let outcome = send_to(&config).await;
    assert_words(
        &outcome,
        &server,
        "retry (Endpoint): cannot sign in to `127.0.0.1:25`: 535 5.7.8 authentication credentials invalid",
    );
    let sender = sender(Some(&config));
    assert!(!format!("{sender:?} {outcome:?}").contains("canary"));
}

#[tokio::test]
async fn a_connection_lost_after_the_message_is_uncertain() {
    let (outcome, server) = outcome(Script { end: End::Drop, ..Script::default() }).await;
    assert!(words(&outcome).starts_with("uncertain: connection lost after the message"), "{outcome:?}");
    assert_eq!(server.mails().len(), 1, "it was accepted: a repeat bears the same Message-ID");
}

#[tokio::test]
async fn silence_after_the_message_is_uncertain_and_silence_before_is_not() {
    for (script, expected) in [
        (Script { end: End::Hang, ..Script::default() }, "uncertain: no answer to the message within 60 s"),
        (
            Script { mute_at: Some("RCPT"), ..Script::default() },
            "retry (Endpoint): no answer from `127.0.0.1:25`: no answer within 60 s",
        ),
        (
            Script { mute_at: Some("EHLO"), ..Script::default() },
            "retry (Endpoint): cannot connect to `127.0.0.1:25`: no answer within 60 s",
        ),
    ] {
        let mute_at = script.mute_at;
        let server = SmtpServer::start(script).await;
        let (clock, hand) = Clock::manual(now());
        let config = smtp_config(server.port, None);
        let sender = Sender::new(client(clock.clone()), Some(&config), clock).expect("a sender");
        let is_silent = || match mute_at {
            Some(word) => server.commands().iter().any(|command| command.starts_with(word)),
            None => !server.mails().is_empty(),
        };
        let waited = async {
            while !is_silent() {
                tokio::task::yield_now().await;
            }
            hand.advance(Duration::from_mins(1));
        };
        let (desk, claim) = (desk(), claim("ed@desk.example", MAIL));
        let (outcome, ()) = tokio::join!(sender.send(&desk, &claim), waited);
        assert_words(&outcome, &server, expected);
    }
}

#[tokio::test]
async fn a_refused_message_is_given_up_and_one_put_off_tried_again() {
    for (reply, expected) in [
        ("554 5.6.0 looks like spam", "give up (None): message refused: 554 5.6.0 looks like spam"),
        ("452 4.3.1 no space", "retry (Message): message put off: 452 4.3.1 no space"),
    ] {
        let (outcome, server) = outcome(Script { end: End::Reply(reply.into()), ..Script::default() }).await;
        assert_words(&outcome, &server, expected);
    }
}

#[tokio::test]
async fn a_sender_the_server_does_not_want_is_the_endpoints_fault() {
    let (outcome, server) =
        outcome(Script { sender: Some("530 5.7.0 sign in first".into()), ..Script::default() }).await;
    assert_words(
        &outcome,
        &server,
        "retry (Endpoint): sender refused by `127.0.0.1:25`: 530 5.7.0 sign in first",
    );
}

#[tokio::test]
async fn nobody_listening_is_said_with_host_and_port() {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let outcome = send_to(&smtp_config(port, None)).await;
    let Outcome::Retry { why, fault: Fault::Endpoint, .. } = outcome else { panic!("{outcome:?}") };
    assert!(why.starts_with(&format!("cannot connect to `127.0.0.1:{port}`: ")), "{why}");
    assert!(why.contains("refused"), "{why}");
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_refused_with_a_clear_error() {
    let server = SmtpServer::start(Script::default()).await;
    let sender = sender(Some(&smtp_config(server.port, None)));
    let outcome = sender.send(&desk(), &claim("rédaction@desk.example", MAIL)).await;
    let Outcome::GiveUp { why, consequence: Consequence::None } = outcome else { panic!("{outcome:?}") };
    assert!(why.contains("SMTPUTF8"), "{why}");
    assert!(server.commands().is_empty());
}
