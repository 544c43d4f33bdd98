//! Links in messages that do something: signed, so that nobody ends another's mail, or silences what he was not told of.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::model::{RuleName, StoryId};

/// Bytes of the signature in a link: as many as nobody guesses.
const SEAL: usize = 16;
/// What a link is for is signed with it: one for unsubscribing opens no other door.
const UNSUBSCRIBE: &[u8] = b"unsubscribe\0";
const SNOOZE: &[u8] = b"snooze\0";

/// Signs links; each installation has its own key.
#[derive(Clone)]
pub struct LinkKey(Vec<u8>);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(link key)")
    }
}

impl LinkKey {
    /// A key of random bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The end of a recipient's link that ends what a rule tells: URL-safe, of one key always the same.
    ///
    /// ```
    /// let key = vigie::render::LinkKey::new(b"thirty-two random bytes");
    /// let rule = "digest:morning".parse().unwrap();
    /// let token = key.token("desk", "ed@example.org", &rule);
    /// let whom = ("desk".to_owned(), "ed@example.org".to_owned(), Some("digest:morning".to_owned()));
    /// assert_eq!(key.read(&token), Some(whom));
    /// assert_eq!(vigie::render::LinkKey::new(b"another").read(&token), None);
    /// ```
    #[must_use]
    pub fn token(&self, channel: &str, recipient: &str, rule: &RuleName) -> String {
        self.sealed(UNSUBSCRIBE, &format!("{channel}\0{recipient}\0{rule}"))
    }

    /// Channel, recipient and rule of a link that this installation signed; those in older mail name no rule.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(String, String, Option<String>)> {
        let whom = self.opened(UNSUBSCRIBE, token)?;
        let mut parts = whom.splitn(3, '\0').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()))
    }

    /// The end of the link to the page where a story is snoozed.
    ///
    /// ```
    /// let key = vigie::render::LinkKey::new(b"thirty-two random bytes");
    /// let token = key.snooze_token(7.into());
    /// assert_eq!(key.read_snooze(&token), Some(7.into()));
    /// assert_eq!(key.read(&token), None);
    /// ```
    #[must_use]
    pub fn snooze_token(&self, story: StoryId) -> String {
        self.sealed(SNOOZE, &story.to_string())
    }

    /// The story of a link that this installation signed.
    #[must_use]
    pub fn read_snooze(&self, token: &str) -> Option<StoryId> {
        self.opened(SNOOZE, token)?.parse::<i64>().ok().map(StoryId::from)
    }

    fn sealed(&self, purpose: &[u8], what: &str) -> String {
        let mac = self.mac(purpose, what.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&mac[..SEAL], what.as_bytes()].concat())
    }

    fn opened(&self, purpose: &[u8], token: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, what) = bytes.split_at_checked(SEAL)?;
        self.mac(purpose, what).verify_truncated_left(seal).ok()?;
        String::from_utf8(what.to_vec()).ok()
    }

    fn mac(&self, purpose: &[u8], what: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes a key of any length (RFC 2104)");
        mac.update(purpose);
        mac.update(what);
        mac
    }
}

/// Where links in messages lead.
#[derive(Clone, Debug)]
pub struct Links {
    /// `[web] base_url`, without a slash at its end.
    pub base_url: String,
    /// What signs them.
    pub key: LinkKey,
}

impl Links {
    /// The one-click address of RFC 8058, which asks for HTTPS.
    pub(super) fn unsubscribe(&self, channel: &str, recipient: &str, rule: &RuleName) -> Option<String> {
        let secure = self.base_url.starts_with("https://");
        secure.then(|| format!("{}/unsubscribe/{}", self.base_url, self.key.token(channel, recipient, rule)))
    }

    /// Where a reader of a message gives a story, or a topic of it, a rest.
    #[must_use]
    pub fn snooze(&self, story: StoryId) -> String {
        format!("{}/snooze/{}", self.base_url, self.key.snooze_token(story))
    }
}
