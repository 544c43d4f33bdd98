//! The link that ends mail to one recipient: signed, so that nobody ends another's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of the signature in a link: as many as nobody guesses.
const SEAL: usize = 16;

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

    /// The end of a recipient's link: URL-safe, of one key always the same.
    ///
    /// ```
    /// let key = vigie::render::LinkKey::new(b"thirty-two random bytes");
    /// let token = key.token("desk", "ed@example.org");
    /// assert_eq!(key.read(&token), Some(("desk".to_owned(), "ed@example.org".to_owned())));
    /// assert_eq!(vigie::render::LinkKey::new(b"another").read(&token), None);
    /// ```
    #[must_use]
    pub fn token(&self, channel: &str, recipient: &str) -> String {
        let whom = format!("{channel}\0{recipient}");
        let mac = self.mac(whom.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&mac[..SEAL], whom.as_bytes()].concat())
    }

    /// Channel and recipient of a link that this installation signed.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(String, String)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, whom) = bytes.split_at_checked(SEAL)?;
        self.mac(whom).verify_truncated_left(seal).ok()?;
        let (channel, recipient) = std::str::from_utf8(whom).ok()?.split_once('\0')?;
        Some((channel.to_owned(), recipient.to_owned()))
    }

    fn mac(&self, whom: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes a key of any length (RFC 2104)");
        mac.update(b"unsubscribe\0");
        mac.update(whom);
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
    pub(super) fn unsubscribe(&self, channel: &str, recipient: &str) -> Option<String> {
        let secure = self.base_url.starts_with("https://");
        secure.then(|| format!("{}/unsubscribe/{}", self.base_url, self.key.token(channel, recipient)))
    }
}
