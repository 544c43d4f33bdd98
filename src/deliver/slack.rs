//! Slack: incoming webhooks, and a bot that answers in threads.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::config::Secret;
use crate::fetch::{Answer, Client};

use super::post::{self, ended, later, refused};
use super::{Claim, Consequence, Fault, Outcome};

/// Slack takes one message a second from a webhook, and one a second in a conversation.
const PAUSE: Duration = Duration::from_secs(1);
/// Answers after which the webhook never works again.
const ENDED: &[&str] =
    &["no_service", "channel_not_found", "channel_is_archived", "invalid_token", "team_disabled"];
/// Errors of `chat.postMessage` that a person must mend: the token, the conversation, or the bot's place in it.
const BOT_ENDED: &[&str] = &[
    "access_denied",
    "account_inactive",
    "channel_not_found",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "is_archived",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "restricted_action",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
];
/// Errors that pass.
const BOT_PASSING: &[&str] = &[
    "accesslimited",
    "fatal_error",
    "internal_error",
    "message_limit_exceeded",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
];
/// The thread cannot be answered in: the message told is gone.
const NO_THREAD: &[&str] =
    &["cannot_reply_to_message", "message_not_found", "restricted_action_thread_locked", "thread_not_found"];

pub(super) async fn send(client: &Client, url: &Secret, claim: &Claim) -> Outcome {
    post::json(client, url, None, &claim.bytes, read).await
}

fn read(answer: &Answer) -> Outcome {
    let said = answer.body.trim();
    match answer.status {
        200..=299 => post::sent(answer, PAUSE),
        410 => ended(answer),
        404 | 403 if ENDED.contains(&said) => ended(answer),
        status if post::is_passing(status) => later(answer),
        // invalid_payload, invalid_blocks, no_text, action_prohibited.
        _ => refused(answer),
    }
}

/// `chat.postMessage`, in the thread of the message that told the story first, where that is known and still there.
pub(super) async fn send_as_bot(client: &Client, api_url: &Url, token: &Secret, claim: &Claim) -> Outcome {
    let url = Secret::new(format!("{}/chat.postMessage", api_url.as_str().trim_end_matches('/')));
    if let Some(threaded) = claim.thread.as_deref().and_then(|ts| with(&claim.bytes, "thread_ts", ts.into()))
    {
        let outcome = post::json(client, &url, Some(token), &threaded, read_bot).await;
        let gone = matches!(&outcome, Outcome::GiveUp { why, .. } if NO_THREAD.iter().any(|word| why.contains(word)));
        if !gone {
            return outcome;
        }
    }
    post::json(client, &url, Some(token), &claim.bytes, read_bot).await
}

/// A JSON object with one key more.
pub(super) fn with(body: &[u8], key: &str, value: Value) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    body.as_object_mut()?.insert(key.to_owned(), value);
    Some(body.to_string().into_bytes())
}

/// Slack's methods answer 200 to everything, and say in the body what became of it.
fn read_bot(answer: &Answer) -> Outcome {
    if !(200..=299).contains(&answer.status) {
        return match answer.status {
            status if post::is_passing(status) => later(answer),
            401 | 403 | 404 | 410 => ended(answer),
            _ => refused(answer),
        };
    }
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    if body["ok"] == true {
        let receipt = body["ts"].as_str().map(str::to_owned);
        return Outcome::Sent { detail: format!("HTTP {}", answer.status), pause: PAUSE, receipt };
    }
    let Some(error) = body["error"].as_str() else {
        // A gateway's page in Slack's place.
        return Outcome::Retry { after: None, why: post::words(answer), fault: Fault::Endpoint };
    };
    if error == "not_in_channel" {
        let why =
            "not_in_channel: invite the bot to the channel in Slack (`/invite @` and its name)".to_owned();
        Outcome::GiveUp { why, consequence: Consequence::DisableChannel }
    } else if BOT_ENDED.contains(&error) {
        ended(answer)
    } else if BOT_PASSING.contains(&error) {
        later(answer)
    } else {
        // invalid_blocks, msg_too_long, no_text.
        refused(answer)
    }
}
