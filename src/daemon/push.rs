//! What comes to the callbacks: a hub verifies what was asked of it, or pushes.

use std::sync::Arc;

use crate::feed::{
    self, Fetched, Freshness, Hubs, Subscription, SubscriptionState, Validators, Verification,
};
use crate::metrics::ByResult;

use super::app::App;
use super::fault::Fault;
use super::poll;
use super::websub::fall_back;

/// The answer to a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubAnswer {
    /// 200 with the challenge, byte for byte.
    Challenge(String),
    /// 202: taken, or not worth a word.
    Taken,
    /// 404: not what was asked for.
    NotAsked,
    /// 410: nobody is subscribed here, do not come again.
    Nobody,
}

/// Whose callback it is; nothing but what a callback's path may be is looked up.
async fn subscription(app: &App, path: &str) -> Result<Option<Subscription>, Fault> {
    if path.len() != Subscription::PATH_LENGTH || !path.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    Ok(app.store.subscription_at(path).await?)
}

fn count(app: &App, result: &'static str) {
    app.metrics.pushes.get_or_create(&ByResult { result }).inc();
}

/// Whether anything is subscribed to at a callback: only for that is a push read.
///
/// # Errors
/// The store's: the hub should try again.
pub async fn is_subscribed(app: &App, path: &str) -> Result<bool, Fault> {
    let is_known = subscription(app, path).await?.is_some();
    if !is_known {
        count(app, "unknown");
    }
    Ok(is_known)
}

/// A hub asks whether we asked (W3C WebSub section 5.3), or says that it will not push.
///
/// # Errors
/// The store's: the hub should try again.
pub async fn verify_subscription(app: &App, path: &str, query: &str) -> Result<HubAnswer, Fault> {
    let Some(mut of) = subscription(app, path).await? else { return Ok(HubAnswer::Nobody) };
    let now = app.clock.now();
    match of.verify(query, now) {
        Verification::Subscribed { challenge, lease } => {
            of.verified(lease, now);
            let kept = app.store.keep_subscription(of).await?;
            app.call(&app.wake.subscriber);
            Ok(if kept { HubAnswer::Challenge(challenge) } else { HubAnswer::NotAsked })
        }
        Verification::Unsubscribed { challenge } => {
            app.store.end_subscription(path).await?;
            Ok(HubAnswer::Challenge(challenge))
        }
        Verification::Denied { reason } => {
            tracing::warn!(feed = %of.feed, "its hub denied the subscription: {reason}");
            of.denied(&reason, now);
            app.store.keep_subscription(of.clone()).await?;
            fall_back(app, &of, now).await?;
            Ok(HubAnswer::Taken)
        }
        Verification::NotOurs => Ok(HubAnswer::NotAsked),
    }
}

/// A hub pushes (W3C WebSub section 7). Content whose signature is wrong is ignored with a good answer, as the
/// recommendation asks, so that nobody learns anything by trying.
///
/// # Errors
/// The store's: the hub should try again.
pub async fn take_push(
    app: &Arc<App>,
    path: &str,
    signature: Option<&str>,
    content_type: Option<String>,
    body: Vec<u8>,
) -> Result<HubAnswer, Fault> {
    let Some(of) = subscription(app, path).await? else {
        return Ok(HubAnswer::Nobody);
    };
    match of.state {
        SubscriptionState::Leaving | SubscriptionState::Refused => return Ok(HubAnswer::Nobody),
        SubscriptionState::Unasked | SubscriptionState::Asked => return Ok(HubAnswer::Taken),
        SubscriptionState::Verified => {}
    }
    if !feed::is_signed(&of.secret, signature, &body) {
        count(app, "bad_signature");
        tracing::warn!(feed = %of.feed, "pushed content with a wrong signature is ignored");
        return Ok(HubAnswer::Taken);
    }
    let Some(due) = app.store.pushed_feed(of.feed_id, app.clock.now()).await? else {
        // Of a feed that is paused nothing is taken. What was pushed meanwhile is polled for once the pause is over.
        fall_back(app, &of, app.clock.now()).await?;
        return Ok(HubAnswer::Taken);
    };
    let pushed = Fetched::Body {
        bytes: body,
        is_cut: false,
        content_type,
        validators: Validators::default(),
        freshness: Freshness::default(),
        final_url: of.topic.clone(),
        moved_to: None,
        hubs: Hubs::default(),
    };
    match poll::push(app, due, pushed).await? {
        Ok(_) => count(app, "taken"),
        Err(reason) => {
            count(app, "not_a_feed");
            // Signed, and no feed: some hubs only ring the bell.
            tracing::info!(feed = %of.feed, "its hub pushed no feed ({reason}); polled instead");
            fall_back(app, &of, app.clock.now()).await?;
        }
    }
    Ok(HubAnswer::Taken)
}
