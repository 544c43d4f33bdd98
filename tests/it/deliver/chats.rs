//! Chats: what each is sent, and what its answers mean.

use std::time::Duration;

use serde_json::Value;
use vigie::config::{Channel, ChannelKind, Secret};
use vigie::deliver::{Claim, Outcome};

use super::post::class;
use super::{channel, claim, sender};
use crate::support::press::{Answer, Press};

const TOKEN: &str = "4711:canary-token";

fn secret(text: impl Into<String>) -> Secret {
    Secret::new(text.into())
}

fn bot(base: &str) -> Channel {
    let api_url = format!("{base}/api").parse().expect("an address");
    channel(ChannelKind::SlackBot { api_url, token: secret(TOKEN), channel: "C01".into() })
}

fn telegram(base: &str) -> Channel {
    let api_url = base.parse().expect("an address");
    channel(ChannelKind::Telegram { api_url, token: secret(TOKEN), chat_id: "-100".into() })
}

fn ntfy(base: &str) -> Channel {
    let url = base.parse().expect("an address");
    channel(ChannelKind::Ntfy { url, topic: "desk".into(), token: Some(secret(TOKEN)) })
}

fn teams(base: &str) -> Channel {
    channel(ChannelKind::Teams { url: secret(format!("{base}/hook")) })
}

fn discord(base: &str) -> Channel {
    channel(ChannelKind::Discord { url: secret(format!("{base}/hook")) })
}

fn mattermost(base: &str) -> Channel {
    channel(ChannelKind::Mattermost { url: secret(format!("{base}/hook")) })
}

/// What a chat makes of one answer, wherever it posts to.
async fn outcome(answer: &Answer, make: fn(&str) -> Channel) -> (Outcome, Press) {
    let press = Press::start().await;
    let paths =
        ["/hook", "/hook?wait=true", "/api/chat.postMessage", "/bot4711:canary-token/sendMessage", "/"];
    for path in paths {
        press.answer(path, answer.clone());
    }
    let base = press.url("");
    let outcome = sender(None).send(&make(&base), &claim("", br#"{"text":"a"}"#)).await;
    (outcome, press)
}

async fn check(make: fn(&str) -> Channel, answers: impl IntoIterator<Item = (Answer, &str)>) {
    for (answer, expected) in answers {
        let (outcome, _) = outcome(&answer, make).await;
        assert_eq!(class(&outcome), expected, "{answer:?}");
        assert!(!format!("{outcome:?}").contains("canary"), "{outcome:?}");
    }
}

fn error(word: &str) -> Answer {
    Answer::ok(format!(r#"{{"ok":false,"error":"{word}"}}"#))
}

#[tokio::test]
async fn a_slack_bots_errors_stand_in_answers_of_200() {
    check(
        bot,
        [
            (Answer::ok(r#"{"ok":true,"ts":"1503435956.000247"}"#), "sent"),
            (error("invalid_blocks"), "give up None"),
            (error("msg_too_long"), "give up None"),
            (error("not_in_channel"), "give up DisableChannel"),
            (error("token_revoked"), "give up DisableChannel"),
            (error("is_archived"), "give up DisableChannel"),
            (error("internal_error"), "retry Endpoint"),
            (error("ratelimited").header("retry-after", "7"), "retry 7 Endpoint"),
            (Answer::status(429).header("retry-after", "30"), "retry 30 Endpoint"),
            (Answer::status(503), "retry Endpoint"),
            (Answer::ok("<html>please sign in</html>"), "retry Endpoint"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_slack_bot_that_is_not_in_the_channel_says_that_it_must_be_invited() {
    let (outcome, _) = outcome(&error("not_in_channel"), bot).await;
    assert!(format!("{outcome:?}").contains("not_in_channel: invite the bot to the channel"), "{outcome:?}");
}

#[tokio::test]
async fn teams_answers_are_told_apart() {
    check(
        teams,
        [
            (Answer::status(202), "sent"),
            (Answer::status(400), "give up None"),
            (Answer::status(413), "give up None"),
            (Answer::status(404), "give up DisableChannel"),
            (Answer::status(429).header("retry-after", "30"), "retry 30 Endpoint"),
            (Answer::status(502), "retry Endpoint"),
        ],
    )
    .await;
}

#[tokio::test]
async fn discords_answers_are_told_apart() {
    let limited =
        |answer: Answer| answer.header("x-ratelimit-remaining", "0").header("x-ratelimit-reset-after", "2.5");
    check(
        discord,
        [
            (Answer::ok(r#"{"id":"1"}"#), "sent"),
            (Answer::status(400).body(r#"{"embeds":["0"]}"#), "give up None"),
            (Answer::status(401), "give up DisableChannel"),
            (Answer::status(404).body(r#"{"code":10015}"#), "give up DisableChannel"),
            (Answer::status(429).body(r#"{"retry_after":64.57,"global":false}"#), "retry 64 Endpoint"),
            (
                Answer::status(429).header("retry-after", "65").body(r#"{"retry_after":64.57}"#),
                "retry 65 Endpoint",
            ),
            (Answer::status(500), "retry Endpoint"),
        ],
    )
    .await;
    for (answer, expected) in [
        (limited(Answer::ok("{}")), Duration::from_millis(2_500)),
        (
            Answer::ok("{}").header("x-ratelimit-remaining", "4").header("x-ratelimit-reset-after", "2.5"),
            Duration::ZERO,
        ),
    ] {
        let (outcome, _) = outcome(&answer, discord).await;
        let Outcome::Sent { pause, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(pause, expected, "a spent bucket is waited for, before it is refused");
    }
}

#[tokio::test]
async fn mattermosts_answers_are_told_apart() {
    check(
        mattermost,
        [
            (Answer::ok("ok"), "sent"),
            (Answer::status(400).body(r#"{"id":"web.incoming_webhook.text.app_error"}"#), "give up None"),
            (
                Answer::status(400).body(r#"{"id":"web.incoming_webhook.invalid.app_error"}"#),
                "give up DisableChannel",
            ),
            (Answer::status(403), "give up DisableChannel"),
            (Answer::status(429), "retry Endpoint"),
            (Answer::status(500), "retry Endpoint"),
        ],
    )
    .await;
}

#[tokio::test]
async fn ntfys_answers_are_told_apart() {
    check(
        ntfy,
        [
            (Answer::ok(r#"{"id":"a"}"#), "sent"),
            (Answer::status(400), "give up None"),
            (Answer::status(403), "give up DisableChannel"),
            (Answer::status(429).header("retry-after", "9"), "retry 9 Endpoint"),
            (Answer::status(507), "retry Endpoint"),
        ],
    )
    .await;
}

#[tokio::test]
async fn telegrams_answers_are_told_apart() {
    let refused = |code: u16, words: &str| {
        Answer::status(code).body(format!(r#"{{"ok":false,"error_code":{code},"description":"{words}"}}"#))
    };
    check(
        telegram,
        [
            (Answer::ok(r#"{"ok":true,"result":{"message_id":9}}"#), "sent"),
            (refused(400, "Bad Request: can't parse entities"), "give up None"),
            (refused(400, "Bad Request: chat not found"), "give up DisableChannel"),
            (refused(401, "Unauthorized"), "give up DisableChannel"),
            (refused(403, "Forbidden: bot was kicked"), "give up DisableChannel"),
            (
                Answer::status(429).body(r#"{"ok":false,"parameters":{"retry_after":35}}"#),
                "retry 35 Endpoint",
            ),
            (refused(502, "Bad Gateway"), "retry Endpoint"),
        ],
    )
    .await;
}

#[tokio::test]
async fn tokens_travel_in_headers_and_addresses_only() {
    let sent = Answer::ok(r#"{"ok":true,"ts":"1","result":{"message_id":9}}"#);
    for make in [bot, ntfy] {
        let (_, press) = outcome(&sent, make).await;
        assert_eq!(press.last().header("authorization"), format!("Bearer {TOKEN}"));
    }
    let (_, press) = outcome(&sent, telegram).await;
    assert_eq!(press.last().path, format!("/bot{TOKEN}/sendMessage"));
    let (_, press) = outcome(&sent, discord).await;
    assert_eq!(press.last().path, "/hook?wait=true");
    for make in [bot, telegram, ntfy, teams, discord, mattermost] {
        assert!(!format!("{:?}", make("http://example.org")).contains("canary"));
    }
}

fn told(thread: Option<&str>) -> Claim {
    Claim { thread: thread.map(Into::into), ..claim("", br#"{"channel":"C01","text":"a"}"#) }
}

#[tokio::test]
async fn a_bot_answers_in_the_thread_of_the_message_that_told_the_story() {
    let press = Press::start().await;
    press.answer("/api/chat.postMessage", Answer::ok(r#"{"ok":true,"channel":"C01","ts":"12.34"}"#));
    let first = sender(None).send(&bot(&press.url("")), &told(None)).await;
    let Outcome::Sent { receipt: Some(receipt), pause, .. } = first else { panic!("{first:?}") };
    assert_eq!((receipt.as_str(), pause), ("12.34", Duration::from_secs(1)));
    assert_eq!(press.last().body, told(None).bytes);
    sender(None).send(&bot(&press.url("")), &told(Some(&receipt))).await;
    let body: Value = serde_json::from_slice(&press.last().body).expect("JSON");
    assert_eq!(body, serde_json::json!({ "channel": "C01", "text": "a", "thread_ts": "12.34" }));
}

#[tokio::test]
async fn where_the_thread_is_gone_the_message_stands_alone() {
    let press = Press::start().await;
    let sent = Answer::ok(r#"{"ok":true,"ts":"56.78"}"#);
    press.answers("/api/chat.postMessage", [error("thread_not_found"), sent]);
    let outcome = sender(None).send(&bot(&press.url("")), &told(Some("12.34"))).await;
    assert!(matches!(&outcome, Outcome::Sent { receipt: Some(ts), .. } if ts == "56.78"), "{outcome:?}");
    assert_eq!((press.requests().len(), &press.last().body[..]), (2, &told(None).bytes[..]));
}

#[tokio::test]
async fn telegram_replies_to_the_message_that_told_the_story() {
    let press = Press::start().await;
    press
        .answer("/bot4711:canary-token/sendMessage", Answer::ok(r#"{"ok":true,"result":{"message_id":77}}"#));
    let outcome = sender(None).send(&telegram(&press.url("")), &told(Some("41"))).await;
    assert!(matches!(&outcome, Outcome::Sent { receipt: Some(id), .. } if id == "77"), "{outcome:?}");
    let body: Value = serde_json::from_slice(&press.last().body).expect("JSON");
    assert_eq!(body["reply_parameters"]["message_id"], 41);
}
