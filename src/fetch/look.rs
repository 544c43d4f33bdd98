//! A look at whatever stands at an address: how sources are discovered.

use url::Url;

use super::client::Client;
use super::types::{Looked, PageError};
use super::{body, headers};

const ACCEPT_ANYTHING: &str = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,\
                               application/feed+json,application/xml;q=0.9,*/*;q=0.5";

impl Client {
    /// Fetches what stands at an address, page or feed, obeying robots.txt and the host's manners.
    ///
    /// # Errors
    /// See [`PageError`].
    pub async fn look(&self, url: &Url) -> Result<Looked, PageError> {
        self.look_at(url, self.inner.obey_robots).await
    }

    /// As [`look`](Self::look), for an address that somebody gave or a page declares to be a feed: like polling, it does not ask
    /// robots.txt, which often forbids robots to walk through feeds that are made to be polled.
    ///
    /// # Errors
    /// See [`PageError`].
    pub async fn look_as_asked(&self, url: &Url) -> Result<Looked, PageError> {
        self.look_at(url, false).await
    }

    async fn look_at(&self, url: &Url, robots: bool) -> Result<Looked, PageError> {
        let landed = self.crawl(url, ACCEPT_ANYTHING, None, None, robots).await?;
        let head = landed.response.headers();
        let (content_type, links) = (headers::content_type(head), headers::links(head));
        let came = body::read_what_comes(landed.response, self.inner.max_page_bytes).await;
        let bytes = came.map_err(PageError::Failed)?.bytes;
        Ok(Looked { bytes, content_type, final_url: landed.url, links })
    }
}
