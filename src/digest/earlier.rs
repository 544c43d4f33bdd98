use crate::model::{Language, StoryId, Timestamp};

/// The story of the same matter that a story goes on from, as a message names it: by the article that began it or, where
/// retention took that one, by the oldest that is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The story.
    pub id: StoryId,
    /// Headline of the article.
    pub title: String,
    /// Where it is read: the address that it gives as its own, else the one it was found under.
    pub url: Option<String>,
    /// Its site.
    pub site: String,
    /// Its language.
    pub language: Language,
    /// When it was published, or first seen where the publisher does not say or names a later time.
    pub at: Timestamp,
}
