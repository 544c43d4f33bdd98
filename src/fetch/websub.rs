//! What a subscriber asks of a hub (W3C WebSub section 5.1).

use std::time::Duration;

use url::{Url, form_urlencoded};

use super::client::Client;
use super::politeness::Silent;
use crate::config::Secret;
use crate::feed::{FailureReason, Subscription};
use crate::model::{is_this_machine, last_label};

/// How long a hub may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Ten days, as most hubs grant.
const LEASE_SECONDS: &str = "864000";
/// Letters of a hub's complaint that are kept.
const COMPLAINT: usize = 100;

/// Why a hub was not told what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubError {
    /// Not asked: its host asked for silence earlier, and this is what is left of it.
    Held(Duration),
    /// It wants no request before the time is over; without one it does not say how long that is.
    Throttled(String, Option<Duration>),
    /// It did not answer, or refused: a sentence.
    Refused(String),
}

impl Client {
    /// Asks a hub to push to `callback`, or with `is_wanted` false to stop; the same address guard applies, and the manners of
    /// polling: a host has its turns, its gap and its silence, whatever it is asked.
    ///
    /// # Errors
    /// See [`HubError`].
    pub async fn ask_hub(&self, of: &Subscription, callback: &str, is_wanted: bool) -> Result<(), HubError> {
        let headers = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        let url = Url::parse(&of.hub).map_err(|_| HubError::Refused("its hub has no address".to_owned()))?;
        let host = url.host_str().unwrap_or_default();
        let turn = self.inner.gate.enter(host).await;
        let _turn = turn.map_err(|Silent { left }| HubError::Held(left))?;
        let hub = Secret::new(of.hub.clone());
        let answer = self
            .post(&hub, &headers, form(of, callback, is_wanted).into_bytes(), TIMEOUT)
            .await
            .map_err(|error| HubError::Refused(error.reason.to_string()))?;
        if (200..300).contains(&answer.status) {
            return Ok(());
        }
        let of_load = matches!(answer.status, 403 | 500..=599) && answer.retry_after.is_some();
        if of_load || answer.status == 429 {
            if let Some(wait) = answer.retry_after {
                self.hold_host(host, self.inner.clock.now() + wait);
            }
            let why = format!("the hub answered HTTP {}, told to wait", answer.status);
            return Err(HubError::Throttled(why, answer.retry_after));
        }
        let complaint: String = answer.body.chars().filter(|c| !c.is_control()).take(COMPLAINT).collect();
        let status = FailureReason::Status(answer.status);
        Err(HubError::Refused(if complaint.trim().is_empty() || complaint.contains('<') {
            format!("the hub answered {status}")
        } else {
            format!("the hub answered {status}: {}", complaint.trim())
        }))
    }

    /// Whether a hub on the public internet could reach an address: its host is no private address, unless that is allowed.
    #[must_use]
    pub fn is_reachable(&self, base: &str) -> bool {
        let Ok(url) = url::Url::parse(base) else { return false };
        let local = url.domain().is_some_and(|name| {
            let of_a_house = matches!(last_label(name), "local" | "internal" | "lan" | "test");
            !name.contains('.') || is_this_machine(name) || of_a_house
        });
        !local && self.inner.guard.check_url(&url).is_ok()
    }
}

/// The request's body.
fn form(of: &Subscription, callback: &str, is_wanted: bool) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.callback", callback)
        .append_pair("hub.mode", if is_wanted { "subscribe" } else { "unsubscribe" })
        .append_pair("hub.topic", &of.topic);
    if is_wanted {
        form.append_pair("hub.lease_seconds", LEASE_SECONDS).append_pair("hub.secret", &of.secret);
    }
    form.finish()
}
