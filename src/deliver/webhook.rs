//! Standard Webhooks: three headers that say which message it is and who wrote it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::config::{Secret, SigningKey};
use crate::fetch::{Answer, Client};
use crate::model::Timestamp;

use super::post::{self, Post};
use super::{Claim, Fault, Outcome};

pub(super) async fn send(
    client: &Client,
    url: &Secret,
    secrets: &[SigningKey],
    claim: &Claim,
    now: Timestamp,
) -> Outcome {
    let seconds = now.millis().div_euclid(1_000);
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", claim.stable_id.clone()),
        ("webhook-timestamp", seconds.to_string()),
    ];
    if !secrets.is_empty() {
        headers.push(("webhook-signature", signatures(secrets, &claim.stable_id, seconds, &claim.bytes)));
    }
    post::send(client, Post { url, headers: &headers, body: claim.bytes.clone(), read }).await
}

/// `v1,<base64>` of HMAC-SHA256 over `id.timestamp.body`, one for each secret, parted by spaces: while keys rotate
/// the receiver finds one it knows (Standard Webhooks, "Signature scheme").
fn signatures(secrets: &[SigningKey], id: &str, seconds: i64, body: &[u8]) -> String {
    let sign = |key: &SigningKey| {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(key.bytes()).expect("HMAC takes a key of any length (RFC 2104)");
        for part in [id.as_bytes(), b".", seconds.to_string().as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    secrets.iter().map(sign).collect::<Vec<_>>().join(" ")
}

fn read(answer: &Answer) -> Outcome {
    match answer.status {
        200..=299 => post::sent(answer, Duration::ZERO),
        410 => post::ended(answer),
        // A receiver that is being repaired refuses with anything: every other answer is worth another try.
        400 | 413 | 415 | 422 => {
            Outcome::Retry { after: answer.retry_after, why: post::words(answer), fault: Fault::Message }
        }
        _ => post::later(answer),
    }
}
