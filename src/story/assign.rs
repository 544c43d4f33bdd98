use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;

use crate::model::{ArticleId, Hash16, IdMint, StoryId, Timestamp};

use super::{Assignment, Candidate, Memory, Placement, Relation, Report};

/// Gives each candidate a story, in order; candidates of one batch see each other.
///
/// Two articles tell one story when their content hashes are equal (`by_content`: those that the store has stories of) and that is no series, or when the memory finds that one repeats the other or
/// that both tell one event. A candidate that has a story already keeps it, and makes it known, with the words it has now, to
/// those after it; a loose one is placed by them as if it were new, unless another of the batch has joined its story. A
/// candidate without a report has lost its words meanwhile and is told apart by its hash alone.
#[must_use]
pub fn assign<S: BuildHasher>(
    candidates: &[Candidate],
    reports: &BTreeMap<ArticleId, Report>,
    by_content: &HashMap<Hash16, StoryId, S>,
    memory: &mut Memory,
    ids: &IdMint,
    now: Timestamp,
) -> Vec<Assignment> {
    let mut batch = Batch::default();
    let mut assignments = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let report = reports.get(&candidate.article_id);
        let known = candidate.content_hash.and_then(|hash| {
            // The last story of a text: of a series, the one at hand.
            let story = batch.contents.get(&hash).or_else(|| by_content.get(&hash));
            story.map(|story| batch.left.get(story).unwrap_or(story)).copied()
        });
        let known = known.filter(|story| report.is_none_or(|report| memory.takes_in(*story, report)));
        let placement = batch.place(candidate, known, report, memory, || ids.next(now));
        assignments.push(batch.assigned(candidate, placement));
    }
    assignments
}

/// What the candidates before this one came to.
#[derive(Default)]
struct Batch {
    /// Stories by the contents of their articles.
    contents: HashMap<Hash16, StoryId>,
    /// Stories that took in an article.
    joined: HashSet<StoryId>,
    /// Stories that are no more, and where their articles went.
    left: HashMap<StoryId, StoryId>,
}

impl Batch {
    /// The story of a candidate, of whose contents a story may be `known`.
    fn place(
        &self,
        candidate: &Candidate,
        known: Option<StoryId>,
        report: Option<&Report>,
        memory: &mut Memory,
        begin: impl FnOnce() -> StoryId,
    ) -> Placement {
        let copy = |story| Placement { relation: Relation::Copy, ..Placement::first(story) };
        let decided = match (candidate.story_id, report) {
            (Some(own), Some(report)) if candidate.is_loose && !self.joined.contains(&own) => {
                memory.forget(candidate.article_id);
                match known.filter(|story| *story != own) {
                    Some(story) => copy(story),
                    None => return memory.place(report, || own),
                }
            }
            (Some(own), _) => Placement { relation: Relation::SameEvent, ..Placement::first(own) },
            (None, _) => match (known, report) {
                (Some(story), _) => copy(story),
                (None, Some(report)) => return memory.place(report, begin),
                (None, None) => return Placement::first(begin()),
            },
        };
        if let Some(report) = report {
            memory.recall(report, decided.story);
        }
        decided
    }

    fn assigned(&mut self, candidate: &Candidate, placement: Placement) -> Assignment {
        let Placement { story: story_id, relation, earlier } = placement;
        if let Some(hash) = candidate.content_hash {
            self.contents.insert(hash, story_id);
        }
        let leaves = candidate.story_id.filter(|own| *own != story_id);
        if let Some(own) = leaves {
            self.left.insert(own, story_id);
        }
        if candidate.story_id != Some(story_id) {
            self.joined.insert(story_id);
        }
        let begins = relation == Relation::First && candidate.story_id.is_none();
        Assignment { article_id: candidate.article_id, story_id, begins, relation, earlier, leaves }
    }
}
