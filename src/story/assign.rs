use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use crate::model::{ArticleId, Hash16, IdMint, StoryId, Timestamp};

use super::{Assignment, Candidate, Memory, Placement, Relation, Report};

/// Gives each candidate a story, in order; candidates of one batch see each other.
///
/// Two articles tell one story when their content hashes are equal (`by_content`: those that the store has stories of), or when the memory finds that one repeats the other or
/// that both tell one event. A candidate that has a story already keeps it, and makes it known, with the words it has now, to
/// those after it. A candidate without a report has lost its words meanwhile and is told apart by its hash alone.
#[must_use]
pub fn assign<S: BuildHasher>(
    candidates: &[Candidate],
    reports: &BTreeMap<ArticleId, Report>,
    by_content: &HashMap<Hash16, StoryId, S>,
    memory: &mut Memory,
    ids: &IdMint,
    now: Timestamp,
) -> Vec<Assignment> {
    let mut of_this_batch: HashMap<Hash16, StoryId> = HashMap::new();
    let mut assignments = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let hash = candidate.content_hash;
        let known = hash.and_then(|h| by_content.get(&h).or_else(|| of_this_batch.get(&h)).copied());
        let decided = match (candidate.story_id, known) {
            (Some(own), _) => Some(Placement { relation: Relation::SameEvent, ..Placement::first(own) }),
            (None, Some(story)) => Some(Placement { relation: Relation::Copy, ..Placement::first(story) }),
            (None, None) => None,
        };
        let begin = || ids.next(now);
        let placement = match (decided, reports.get(&candidate.article_id)) {
            (Some(decided), report) => {
                if let Some(report) = report {
                    memory.recall(report, decided.story);
                }
                decided
            }
            (None, Some(report)) => memory.place(report, begin),
            (None, None) => Placement::first(begin()),
        };
        let Placement { story: story_id, relation, earlier } = placement;
        if let Some(hash) = hash {
            of_this_batch.entry(hash).or_insert(story_id);
        }
        let begins = relation == Relation::First;
        assignments.push(Assignment {
            article_id: candidate.article_id,
            story_id,
            begins,
            relation,
            earlier,
        });
    }
    assignments
}
