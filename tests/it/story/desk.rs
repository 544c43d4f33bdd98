//! A window on the articles of the last days, as tests fill it.

use std::time::Duration;

use vigie::model::{Article, StoryId, Timestamp};
use vigie::story::{Fingerprinter, Placement, Seen, Window, key_of};

pub const NOON: Timestamp = Timestamp::from_millis(1_780_000_000_000);

/// A window with its reader, and a story for each that begins.
#[derive(Default)]
pub struct Desk {
    pub reader: Fingerprinter,
    pub window: Window,
    pub stories: i64,
}

impl Desk {
    pub fn place(&mut self, seen: Seen) -> Placement {
        self.window.place(seen, || {
            self.stories += 1;
            StoryId::from(self.stories)
        })
    }

    /// An article that appeared on a site at a time.
    pub fn seen(&mut self, site: &str, title: &str, body: &str, at: Timestamp) -> Seen {
        let article = Article { title: title.into(), body: body.into(), ..Article::default() };
        let fingerprint = self.reader.read(&article);
        Seen {
            at,
            dated: true,
            site: Some(key_of(site.as_bytes())),
            address: None,
            owns_address: true,
            fingerprint,
        }
    }

    /// Places an article that appears on a site so many hours after noon.
    pub fn tell(&mut self, site: &str, title: &str, body: &str, hours: u64) -> Placement {
        let seen = self.seen(site, title, body, NOON + Duration::from_hours(hours));
        self.place(seen)
    }
}
