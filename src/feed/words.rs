//! The article an entry gives by its own words.

use super::types::Entry;
use crate::model::{Article, SourceTags};

/// The article an entry gives by its own words: plain title, plain body (content, else summary).
#[must_use]
pub fn entry_article(entry: &Entry, tags: &SourceTags) -> Article {
    let _ = (entry, tags);
    todo!()
}
