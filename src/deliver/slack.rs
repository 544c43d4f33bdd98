//! Slack incoming webhooks.

use std::time::Duration;

use crate::config::Secret;
use crate::fetch::{Answer, Client};

use super::{Claim, Consequence, Fault, Outcome, post};

/// Slack takes one message a second from a webhook.
const PAUSE: Duration = Duration::from_secs(1);
/// Answers after which the webhook never works again.
const ENDED: &[&str] =
    &["no_service", "channel_not_found", "channel_is_archived", "invalid_token", "team_disabled"];

pub(super) async fn send(client: &Client, url: &Secret, claim: &Claim) -> Outcome {
    let headers = [("content-type", "application/json".to_owned())];
    post::send(client, url, &headers, claim, read).await
}

fn read(answer: &Answer) -> Outcome {
    let why = post::words(answer);
    let said = answer.body.trim();
    match answer.status {
        200..=299 => Outcome::Sent { detail: why, pause: PAUSE },
        410 => Outcome::GiveUp { why, consequence: Consequence::DisableChannel },
        404 | 403 if ENDED.contains(&said) => {
            Outcome::GiveUp { why, consequence: Consequence::DisableChannel }
        }
        429 | 408 | 425 | 300..=399 | 500..=599 => {
            Outcome::Retry { after: answer.retry_after, why, fault: Fault::Endpoint }
        }
        // invalid_payload, invalid_blocks, no_text, action_prohibited.
        _ => Outcome::GiveUp { why, consequence: Consequence::None },
    }
}
