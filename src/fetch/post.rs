//! POST for webhooks: one try, no redirects, an honest word on whether it may have arrived.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use url::Url;

use super::client::Client;
use super::types::{Answer, PostError};
use super::{body, failure, headers};
use crate::config::Secret;
use crate::feed::FailureReason;

/// Bytes of the answer's body that are kept: chats answer with the whole message, and say in it what became of it.
const ANSWER_BYTES: usize = 256 << 10;

impl Client {
    /// Posts a body under a total time-out; redirects are not followed. The same address guard applies.
    /// Not held back by the manners of polling: a delivery does not wait for a feed.
    ///
    /// # Errors
    /// No answer came; see [`PostError::uncertain`].
    pub async fn post(
        &self,
        url: &Secret,
        headers: &[(&str, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<Answer, PostError> {
        let refused = |reason| PostError { reason, uncertain: false };
        let bad = |what: &str| refused(FailureReason::Unusable(what.to_owned()));
        let url = Url::parse(url.reveal()).map_err(|_| bad("it is not an address"))?;
        self.inner.guard.check_url(&url).map_err(refused)?;
        let written = Arc::new(AtomicBool::new(false));
        let length = body.len();
        let mut request = self
            .inner
            .clients
            .usual()
            .post(url)
            .timeout(timeout)
            .header(CONTENT_LENGTH, length)
            .body(tell_when_taken(body, Arc::clone(&written)));
        for (name, value) in headers {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("a header's name is not valid"))?;
            let value =
                HeaderValue::from_str(value).map_err(|_| bad("a header holds a control character"))?;
            request = request.header(name, value);
        }
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                let retry_after = headers::retry_after(response.headers(), self.inner.clock.now());
                let spent_for = headers::spent_for(response.headers());
                let start = body::read_start(response, ANSWER_BYTES).await;
                let body = String::from_utf8_lossy(&start).into_owned();
                Ok(Answer { status, retry_after, spent_for, body })
            }
            Err(error) => {
                let uncertain = !error.is_connect() && written.load(Ordering::SeqCst);
                Err(PostError { reason: failure::reason(&error, false), uncertain })
            }
        }
    }
}

/// A body that tells when the connection took it: before that moment nothing of it can have arrived.
fn tell_when_taken(bytes: Vec<u8>, taken: Arc<AtomicBool>) -> reqwest::Body {
    let once = futures_util::stream::once(async move {
        taken.store(true, Ordering::SeqCst);
        Ok::<_, Infallible>(bytes)
    });
    reqwest::Body::wrap_stream(once)
}
