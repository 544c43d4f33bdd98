use std::collections::HashMap;

use crate::model::{Hash16, IdMint, StoryId, Timestamp};

use super::{Assignment, Candidate, Neighbours, Relation};

/// Gives each candidate a story, in order; candidates of one batch see each other.
///
/// Two articles tell one story when their content hashes are equal; articles that share an address are
/// one article long before they come here. A candidate that has a story already keeps it, and makes it
/// known to those after it.
#[must_use]
pub fn assign(
    candidates: &[Candidate],
    neighbours: &Neighbours,
    ids: &IdMint,
    now: Timestamp,
) -> Vec<Assignment> {
    let mut of_this_batch: HashMap<Hash16, StoryId> = HashMap::new();
    let mut assignments = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let hash = candidate.content_hash;
        let known =
            hash.and_then(|h| neighbours.by_content.get(&h).or_else(|| of_this_batch.get(&h)).copied());
        let (story_id, relation) = match (candidate.story_id, known) {
            (Some(own), _) => (own, Relation::SameEvent),
            (None, Some(story)) => (story, Relation::Copy),
            (None, None) => (ids.next(now), Relation::First),
        };
        if let Some(hash) = hash {
            of_this_batch.entry(hash).or_insert(story_id);
        }
        let begins = relation == Relation::First;
        assignments.push(Assignment { article_id: candidate.article_id, story_id, begins, relation });
    }
    assignments
}
