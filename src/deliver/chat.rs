//! Teams, Discord, Mattermost, ntfy and Telegram: where each is posted to, and what its answers mean.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::config::Secret;
use crate::fetch::{Answer, Client};

use super::post::{self, ended, later, refused};
use super::slack::with;
use super::{Claim, Fault, Outcome};

/// Teams takes four messages a second from a workflow, Telegram twenty a minute in a group.
const TEAMS_PAUSE: Duration = Duration::from_secs(1);
const TELEGRAM_PAUSE: Duration = Duration::from_secs(3);

pub(super) async fn teams(client: &Client, url: &Secret, claim: &Claim) -> Outcome {
    let read = |answer: &Answer| match answer.status {
        200..=299 => post::sent(answer, TEAMS_PAUSE),
        status if post::is_passing(status) => later(answer),
        // The workflow is gone, or takes nothing from us any more.
        401 | 403 | 404 | 410 => ended(answer),
        _ => refused(answer),
    };
    post::json(client, url, None, &claim.bytes, read).await
}

/// With `wait`, Discord answers only once the message stands.
pub(super) async fn discord(client: &Client, url: &Secret, claim: &Claim) -> Outcome {
    let mut waiting = Url::parse(url.reveal()).ok();
    if let Some(url) = &mut waiting {
        url.query_pairs_mut().append_pair("wait", "true");
    }
    let url = waiting.map_or_else(|| url.clone(), |url| Secret::new(url.into()));
    post::json(client, &url, None, &claim.bytes, read_discord).await
}

fn read_discord(answer: &Answer) -> Outcome {
    match answer.status {
        200..=299 => post::sent(answer, answer.spent_for.unwrap_or_default()),
        429 => {
            let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            let said =
                body["retry_after"].as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let after = answer.retry_after.max(said).max(answer.spent_for);
            Outcome::Retry { after, why: post::words(answer), fault: Fault::Endpoint }
        }
        status if post::is_passing(status) => later(answer),
        // The webhook was deleted, or its token changed.
        401 | 403 | 404 | 410 => ended(answer),
        _ => refused(answer),
    }
}

pub(super) async fn mattermost(client: &Client, url: &Secret, claim: &Claim) -> Outcome {
    post::json(client, url, None, &claim.bytes, read_mattermost).await
}

fn read_mattermost(answer: &Answer) -> Outcome {
    // A webhook that does not exist, or is switched off, is answered like a body that cannot be read.
    let hook_is_gone = ["web.incoming_webhook.invalid", "web.incoming_webhook.disabled"]
        .iter()
        .any(|id| answer.body.contains(id));
    match answer.status {
        200..=299 => post::sent(answer, Duration::ZERO),
        400 | 501 if hook_is_gone => ended(answer),
        status if post::is_passing(status) => later(answer),
        401 | 403 | 404 | 410 => ended(answer),
        _ => refused(answer),
    }
}

/// JSON goes to the root of the server; the body names the topic.
pub(super) async fn ntfy(client: &Client, url: &Url, token: Option<&Secret>, claim: &Claim) -> Outcome {
    let read = |answer: &Answer| match answer.status {
        200..=299 => post::sent(answer, Duration::ZERO),
        status if post::is_passing(status) => later(answer),
        401 | 403 | 404 | 410 => ended(answer),
        _ => refused(answer),
    };
    post::json(client, &Secret::new(url.to_string()), token, &claim.bytes, read).await
}

/// In answer to the message that told the story first, where that is known.
pub(super) async fn telegram(client: &Client, api_url: &Url, token: &Secret, claim: &Claim) -> Outcome {
    let base = api_url.as_str().trim_end_matches('/');
    let url = Secret::new(format!("{base}/bot{}/sendMessage", token.reveal()));
    let told = claim.thread.as_deref().and_then(|id| id.parse::<i64>().ok());
    let reply = told.and_then(|id| {
        // A message deleted meanwhile is no reason not to send.
        let to = serde_json::json!({ "message_id": id, "allow_sending_without_reply": true });
        with(&claim.bytes, "reply_parameters", to)
    });
    post::json(client, &url, None, reply.as_deref().unwrap_or(&claim.bytes), read_telegram).await
}

fn read_telegram(answer: &Answer) -> Outcome {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let asked = body["parameters"]["retry_after"].as_u64().map(Duration::from_secs);
    let said = body["description"].as_str().unwrap_or_default();
    match answer.status {
        200..=299 if body["ok"] == true => {
            let receipt = body["result"]["message_id"].as_i64().map(|id| id.to_string());
            Outcome::Sent { detail: format!("HTTP {}", answer.status), pause: TELEGRAM_PAUSE, receipt }
        }
        429 => Outcome::Retry {
            after: answer.retry_after.max(asked),
            why: post::words(answer),
            fault: Fault::Endpoint,
        },
        // A gateway's page in Telegram's place.
        200..=299 => later(answer),
        status if post::is_passing(status) => later(answer),
        // The token is wrong, the bot was put out, or its chat is gone.
        401 | 403 | 404 => ended(answer),
        400 if ["chat not found", "upgraded to a supergroup", "not enough rights"]
            .iter()
            .any(|w| said.contains(w)) =>
        {
            ended(answer)
        }
        _ => refused(answer),
    }
}
