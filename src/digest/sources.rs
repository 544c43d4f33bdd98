//! That more outlets have a story is told where it was told, quietly: as an answer, with how many they are.

use std::collections::BTreeSet;

use super::{Highlighted, Notice, Reason, Source, Told, ToldStory};

impl Notice {
    /// Whether it tells nothing but that more outlets have what was told.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        let Told::Stories { stories, .. } = &self.told else { return false };
        !stories.is_empty() && stories.iter().all(|story| story.reason == Reason::Sources)
    }
}

/// How many outlets these articles are of.
#[must_use]
pub fn outlets(sources: &[Source]) -> usize {
    sources.iter().map(|source| &source.site).collect::<BTreeSet<_>>().len()
}

/// Makes of a told story the answer that more outlets have it: of all its `sources`, first seen first, the last `new` outlets
/// are the news. They take the place of the excerpt, which was told before.
pub fn answer(story: &mut ToldStory, sources: &[Source], new: usize) {
    let mut seen = BTreeSet::new();
    let outlets: Vec<&Source> = sources.iter().filter(|source| seen.insert(source.site.as_str())).collect();
    let news = &outlets[outlets.len().saturating_sub(new)..];
    story.reason = Reason::Sources;
    story.new_outlets = news.iter().map(|source| (*source).clone()).collect();
    story.excerpt = Highlighted::default();
    story.earlier = None;
}
