//! The line that names the story which a story goes on from.

use crate::digest::Earlier;
use crate::model::{Timestamp, Zone};

use super::catalogue as say;
use super::clean;
use super::view::{MAX_TITLE_CHARS, direction, lang};

/// An earlier story in words: `Earlier: Port closed after the blast, 9 June`.
pub(super) struct EarlierView {
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) lang: String,
    pub(super) dir: &'static str,
    pub(super) when: String,
}

impl EarlierView {
    /// `None` where it has no headline by which to name it.
    pub(super) fn of(earlier: &Earlier, at: Timestamp, zone: Zone) -> Option<Self> {
        let title = clean::line(&earlier.title, MAX_TITLE_CHARS);
        (!title.is_empty()).then(|| Self {
            title,
            href: clean::link(earlier.url.as_deref()),
            lang: lang(earlier.language),
            dir: direction(earlier.language),
            when: say::day(earlier.at, at, zone),
        })
    }
}
