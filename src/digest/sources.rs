//! That more outlets have a story is told where it was told, quietly: as an answer, with how many they are.

use std::collections::BTreeSet;

use super::{Highlighted, Notice, Reason, Source, Told, ToldStory};

/// New outlets that are named.
const MAX_NAMED: usize = 12;

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
/// are the news. Their names take the place of the excerpt, which was told before.
pub fn answer(story: &mut ToldStory, sources: &[Source], new: usize) {
    let mut seen = BTreeSet::new();
    let sites: Vec<&str> =
        sources.iter().map(|source| source.site.as_str()).filter(|site| seen.insert(*site)).collect();
    let news = &sites[sites.len().saturating_sub(new)..];
    let mut text = news[..news.len().min(MAX_NAMED)].join(", ");
    if news.len() > MAX_NAMED {
        text.push_str(", …");
    }
    story.reason = Reason::Sources;
    story.new_outlets = news.len();
    story.excerpt = Highlighted { text, marks: Vec::new() };
    story.earlier = None;
}
