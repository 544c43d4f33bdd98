//! What webhooks and chats share: one POST through the guarded client, and the classes of its answers.

use std::time::Duration;

use crate::config::Secret;
use crate::feed::FailureReason;
use crate::fetch::{Answer, Client};

use super::{Consequence, Fault, Outcome};

/// Of one attempt.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A request and what its answers mean.
pub(super) struct Post<'a> {
    pub(super) url: &'a Secret,
    pub(super) headers: &'a [(&'a str, String)],
    pub(super) body: Vec<u8>,
    pub(super) read: fn(&Answer) -> Outcome,
}

/// Posts once.
pub(super) async fn send(client: &Client, post: Post<'_>) -> Outcome {
    match client.post(post.url, post.headers, post.body, TIMEOUT).await {
        Ok(answer) => (post.read)(&answer),
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

/// Posts JSON once, with a bearer's token where there is one.
pub(super) async fn json(
    client: &Client,
    url: &Secret,
    token: Option<&Secret>,
    body: &[u8],
    read: fn(&Answer) -> Outcome,
) -> Outcome {
    let mut headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
    headers.extend(token.map(|token| ("authorization", format!("Bearer {}", token.reveal()))));
    send(client, Post { url, headers: &headers, body: body.to_vec(), read }).await
}

/// `HTTP 400 invalid_blocks`
pub(super) fn words(answer: &Answer) -> String {
    let status = answer.status;
    let hint = if (300..=399).contains(&status) { " (a redirect, which is not followed)" } else { "" };
    let said: String = answer.body.trim().chars().take(200).collect();
    if said.is_empty() { format!("HTTP {status}{hint}") } else { format!("HTTP {status}{hint} {said}") }
}

/// Taken; nothing more for `pause`.
pub(super) fn sent(answer: &Answer, pause: Duration) -> Outcome {
    // A chat repeats the message in its answer, which says nothing that the status does not.
    let detail = if answer.body.len() <= 200 { words(answer) } else { format!("HTTP {}", answer.status) };
    Outcome::Sent { detail, pause, receipt: None }
}

/// Worth another try, not before the server says so.
pub(super) fn later(answer: &Answer) -> Outcome {
    Outcome::Retry { after: answer.retry_after, why: words(answer), fault: Fault::Endpoint }
}

/// Refused for good: this message.
pub(super) fn refused(answer: &Answer) -> Outcome {
    Outcome::GiveUp { why: words(answer), consequence: Consequence::None }
}

/// Refused for good: everything, until a person looks after the channel.
pub(super) fn ended(answer: &Answer) -> Outcome {
    Outcome::GiveUp { why: words(answer), consequence: Consequence::DisableChannel }
}

/// Answers after which any server is asked again.
pub(super) const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 300..=399 | 500..=599)
}
