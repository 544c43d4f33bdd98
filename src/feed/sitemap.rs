//! Sitemaps as sources (sitemaps.org 0.9, and Google's extension for news).

use super::draft::{HeadDraft, Title};
use super::reader::Field;
use super::sanitise::Base;
use super::text::{Habit, text_of, words};

/// Addresses of one sitemap, as many as its protocol allows.
pub(super) const MAX_URLS: usize = 50_000;

/// Takes what an entry's `news:publication` says of the whole: the first name and language stand for the feed.
pub(super) fn publication(head: &mut HeadDraft, field: &Field<'_, '_>, base: &Base) {
    match field.name.as_str() {
        "name" => {
            let words = words(field.attributes, field.inside, Habit::Guess);
            if !words.is_blank() {
                head.title.offer(5, Title::of(&words, base));
            }
        }
        "language" => head.language.offer(5, text_of(field.inside).trim().to_owned()),
        _ => {}
    }
}
