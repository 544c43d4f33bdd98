use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use vigie::config::{Channel, ChannelKind, Secret, SigningKey};
use vigie::deliver::{Consequence, Fault, Outcome};

use super::{channel, claim, now, sender};
use crate::support::press::{Answer, Press};

fn slack(url: String) -> Channel {
    channel(ChannelKind::Slack { url: Secret::new(url) })
}

fn webhook(url: String, secrets: &[&str]) -> Channel {
    let secrets = secrets.iter().map(|secret| SigningKey::parse(secret).expect("a key")).collect();
    channel(ChannelKind::Webhook { url: Secret::new(url), secrets })
}

/// What a channel makes of one answer.
pub async fn outcome(answer: Answer, make: fn(String) -> Channel) -> Outcome {
    let press = Press::start().await;
    press.answer("/hook", answer);
    sender(None).send(&make(press.url("/hook")), &claim("", b"{}")).await
}

/// `sent`, `retry 30 Endpoint`, `give up DisableChannel`.
pub fn class(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sent { .. } => "sent".into(),
        Outcome::Retry { after: Some(after), fault, .. } => format!("retry {} {fault:?}", after.as_secs()),
        Outcome::Retry { after: None, fault, .. } => format!("retry {fault:?}"),
        Outcome::Uncertain { .. } => "uncertain".into(),
        Outcome::GiveUp { consequence, .. } => format!("give up {consequence:?}"),
    }
}

#[tokio::test]
async fn slacks_answers_are_told_apart() {
    for (answer, expected) in [
        (Answer::ok("ok"), "sent"),
        (Answer::status(400).body("invalid_blocks"), "give up None"),
        (Answer::status(400).body("no_text"), "give up None"),
        (Answer::status(403).body("action_prohibited"), "give up None"),
        (Answer::status(404).body("no_service"), "give up DisableChannel"),
        (Answer::status(404).body("channel_not_found"), "give up DisableChannel"),
        (Answer::status(410).body("channel_is_archived"), "give up DisableChannel"),
        (Answer::status(429).header("retry-after", "30"), "retry 30 Endpoint"),
        (Answer::status(503), "retry Endpoint"),
        (Answer::redirect(302, "https://example.org/"), "retry Endpoint"),
    ] {
        let shown = format!("{answer:?}");
        assert_eq!(class(&outcome(answer, slack).await), expected, "{shown}");
    }
}

#[tokio::test]
async fn slack_gets_the_frozen_bytes_as_json_and_then_rests() {
    let press = Press::start().await;
    press.answer("/hook", Answer::ok("ok"));
    let outcome = sender(None).send(&slack(press.url("/hook")), &claim("", br#"{"text":"a"}"#)).await;
    assert_eq!(
        outcome,
        Outcome::Sent { detail: "HTTP 200 ok".into(), pause: Duration::from_secs(1), receipt: None }
    );
    assert_eq!(press.last().body, br#"{"text":"a"}"#.as_slice());
    assert_eq!(press.last().header("content-type"), "application/json; charset=utf-8");
}

#[tokio::test]
async fn a_webhooks_answers_are_told_apart() {
    let unsigned = |url| webhook(url, &[]);
    for (answer, expected) in [
        (Answer::ok(""), "sent"),
        (Answer::status(204), "sent"),
        (Answer::status(302).header("location", "/elsewhere"), "retry Endpoint"),
        (Answer::status(400), "retry Message"),
        (Answer::status(404), "retry Endpoint"),
        (Answer::status(410), "give up DisableChannel"),
        (Answer::status(429).header("retry-after", "120"), "retry 120 Endpoint"),
        (Answer::status(500), "retry Endpoint"),
    ] {
        let shown = format!("{answer:?}");
        assert_eq!(class(&outcome(answer, unsigned).await), expected, "{shown}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let press = Press::start().await;
    press.answer("/hook", Answer::redirect(307, "/elsewhere"));
    press.answer("/elsewhere", Answer::ok(""));
    sender(None).send(&webhook(press.url("/hook"), &[]), &claim("", b"{}")).await;
    assert_eq!(press.requests().len(), 1);
}

#[tokio::test]
async fn a_private_address_is_refused_until_it_is_listed_and_the_address_stays_secret() {
    let hook = webhook("http://10.11.12.13/canary-hook".into(), &[]);
    let Outcome::Retry { why, fault: Fault::Endpoint, .. } =
        sender(None).send(&hook, &claim("", b"{}")).await
    else {
        panic!("a retry")
    };
    assert!(why.contains("allow_private"), "{why}");
    assert!(!why.contains("canary"), "{why}");
}

#[tokio::test]
async fn an_answer_cut_off_after_the_request_is_uncertain() {
    let press = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook", press.local_addr().expect("an address"));
    let closing = std::thread::spawn(move || {
        use std::io::Read as _;
        let (mut stream, _) = press.accept().expect("a connection");
        let mut seen = Vec::new();
        let mut chunk = [0; 1024];
        while !seen.ends_with(b"the-body") {
            let read = stream.read(&mut chunk).expect("the request");
            assert!(read > 0);
            seen.extend_from_slice(&chunk[..read]);
        }
    });
    let outcome = sender(None).send(&webhook(url, &[]), &claim("", b"the-body")).await;
    closing.join().expect("the body was read");
    assert_eq!(class(&outcome), "uncertain", "{outcome:?}");
    assert!(matches!(outcome, Outcome::Uncertain { .. }));
}

#[tokio::test]
async fn nobody_listening_is_not_uncertain() {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let hook = webhook(format!("http://127.0.0.1:{port}/"), &[]);
    assert_eq!(class(&sender(None).send(&hook, &claim("", b"{}")).await), "retry Endpoint");
}

#[tokio::test]
async fn mail_without_smtp_says_so() {
    let desk = channel(ChannelKind::Email { to: Vec::new() });
    let outcome = sender(None).send(&desk, &claim("ed@desk.example", b"")).await;
    assert!(matches!(&outcome, Outcome::Retry { why, .. } if why.contains("[smtp]")), "{outcome:?}");
    assert!(!matches!(outcome, Outcome::GiveUp { consequence: Consequence::SuppressRecipient, .. }));
}

// ── signatures, checked by the letter of the specification ──────────────────

/// HMAC-SHA256 from its definition (RFC 2104), so that the product's library is not its own judge.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

/// Sends through a webhook with these secrets and says, for each key, whether one of the signatures is its own.
async fn verified(secrets: &[&str], keys: &[&[u8]]) -> Vec<bool> {
    let press = Press::start().await;
    press.answer("/hook", Answer::ok(""));
    let body = "{\"title\":\"Größe 測試\"}".as_bytes();
    let outcome = sender(None).send(&webhook(press.url("/hook"), secrets), &claim("", body)).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let seen = press.last();
    assert_eq!(seen.body, body);
    let (id, timestamp) = (seen.header("webhook-id"), seen.header("webhook-timestamp"));
    assert_eq!(id, "vigie_2_abc");
    assert_eq!(timestamp, (now().millis() / 1_000).to_string());
    let text = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let given: Vec<&str> = seen.header("webhook-signature").split(' ').collect();
    let own = |key: &&[u8]| format!("v1,{}", STANDARD.encode(hmac(key, &text)));
    keys.iter().map(|key| given.contains(&own(key).as_str())).collect()
}

#[tokio::test]
async fn a_signature_verifies_with_the_key_behind_whsec() {
    let key = b"twenty-four bytes of key";
    let secret = format!("whsec_{}", STANDARD.encode(key));
    assert_eq!(verified(&[&secret], &[key, b"another"]).await, [true, false]);
}

#[tokio::test]
async fn while_keys_rotate_both_sign() {
    let (new, old) = (b"the new key of this hook".as_slice(), b"the old key of this hook".as_slice());
    let secrets = [new, old].map(|key| format!("whsec_{}", STANDARD.encode(key)));
    assert_eq!(verified(&[&secrets[0], &secrets[1]], &[new, old]).await, [true, true]);
}

#[tokio::test]
async fn a_secret_without_prefix_is_the_key_itself() {
    assert_eq!(verified(&["plain words"], &[b"plain words"]).await, [true]);
    let long = "k".repeat(100);
    assert_eq!(verified(&[&long], &[long.as_bytes()]).await, [true]);
}

#[tokio::test]
async fn a_webhook_without_secret_keeps_its_id_and_has_no_signature() {
    let press = Press::start().await;
    press.answer("/hook", Answer::ok(""));
    sender(None).send(&webhook(press.url("/hook"), &[]), &claim("", b"{}")).await;
    assert_eq!(press.last().header("webhook-id"), "vigie_2_abc");
    assert!(!press.last().headers.contains_key("webhook-signature"));
}
