//! What Slack and webhooks share: one POST through the guarded client.

use std::time::Duration;

use crate::config::Secret;
use crate::feed::FailureReason;
use crate::fetch::{Answer, Client};

use super::{Claim, Fault, Outcome};

/// Of one attempt.
const TIMEOUT: Duration = Duration::from_secs(20);

pub(super) async fn send(
    client: &Client,
    url: &Secret,
    headers: &[(&str, String)],
    claim: &Claim,
    read: fn(&Answer) -> Outcome,
) -> Outcome {
    match client.post(url, headers, claim.bytes.clone(), TIMEOUT).await {
        Ok(answer) => read(&answer),
        Err(error) if error.uncertain => Outcome::Uncertain { why: error.reason.to_string() },
        Err(error) => {
            let mut why = error.reason.to_string();
            if matches!(error.reason, FailureReason::Refused(_) | FailureReason::Unusable(_)) {
                why.push_str("; correct the channel's address, or list its network in `allow_private`");
            }
            Outcome::Retry { after: None, why, fault: Fault::Endpoint }
        }
    }
}

/// `HTTP 400 invalid_blocks`
pub(super) fn words(answer: &Answer) -> String {
    let status = answer.status;
    let hint = if (300..=399).contains(&status) { " (a redirect, which is not followed)" } else { "" };
    let said: String = answer.body.trim().chars().take(200).collect();
    if said.is_empty() { format!("HTTP {status}{hint}") } else { format!("HTTP {status}{hint} {said}") }
}
