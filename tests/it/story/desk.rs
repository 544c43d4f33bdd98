//! A window on the articles of the last days, as tests fill it.

use vigie::model::StoryId;
use vigie::story::{Fingerprinter, Placement, Seen, Window};

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
}
