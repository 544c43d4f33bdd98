//! What is sent along with a request for a source.

use url::Url;

use crate::config::FeedConfig;
use crate::feed::Validators;
use crate::fetch::{FeedRequest, is_home};

/// A request for what a feed consists of. Its credentials and headers are for the origin that the operator wrote: an address that
/// redirects or a sitemap index named is asked without.
pub(super) fn request<'a>(feed: &'a FeedConfig, url: &'a str, validators: &'a Validators) -> FeedRequest<'a> {
    let is_home = Url::parse(url).is_ok_and(|url| is_home(&feed.url, &url));
    let basic = feed.credentials.as_ref().filter(|_| is_home);
    let headers: &[_] = if is_home { &feed.headers } else { &[] };
    FeedRequest { url, validators, basic, headers, proxy: feed.proxy.as_ref() }
}
