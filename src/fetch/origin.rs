//! Whose a secret is: what was written for one place goes to no other.

use url::Url;

/// Whether what is meant for `home` may go to `url`: an address of the same origin, or of the same host now that it speaks TLS
/// (both on their usual ports).
#[must_use]
pub fn is_home(home: &Url, url: &Url) -> bool {
    let is_upgrade = (home.scheme(), url.scheme()) == ("http", "https")
        && home.has_host()
        && home.host() == url.host()
        && home.port().is_none()
        && url.port().is_none();
    is_upgrade || home.origin() == url.origin()
}
