//! Which articles are one story.

use vigie::model::{ArticleId, Hash16, IdMint, StoryId, Timestamp};
use vigie::story::{Assignment, Candidate, Neighbours, Relation, assign};

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn candidate(article: i64, content: &str) -> Candidate {
    Candidate {
        article_id: ArticleId::from(article),
        story_id: None,
        site: "example.org".into(),
        title: "Ships leave harbour".into(),
        content_hash: (!content.is_empty()).then(|| Hash16::of(content.as_bytes())),
        published_at: None,
        first_seen_at: NOW,
        telling: vigie::feed::Telling::All,
        text_pending: false,
        topics: Vec::new(),
    }
}

fn assigned(candidates: &[Candidate], neighbours: &Neighbours) -> Vec<Assignment> {
    let assignments = assign(candidates, neighbours, &IdMint::new(1), NOW);
    let articles: Vec<_> = assignments.iter().map(|a| a.article_id).collect();
    assert_eq!(articles, candidates.iter().map(|c| c.article_id).collect::<Vec<_>>(), "one each, in order");
    assignments
}

#[test]
fn an_article_unlike_any_other_begins_a_story() {
    let all = assigned(&[candidate(1, "a"), candidate(2, "b")], &Neighbours::default());
    assert!(all.iter().all(|a| a.begins && a.relation == Relation::First));
    assert_ne!(all[0].story_id, all[1].story_id);
}

#[test]
fn copies_within_one_batch_join_the_first_of_them() {
    let all = assigned(&[candidate(1, "a"), candidate(2, "b"), candidate(3, "a")], &Neighbours::default());
    assert_eq!(all[2].story_id, all[0].story_id);
    assert_eq!((all[2].begins, all[2].relation), (false, Relation::Copy));
}

#[test]
fn a_copy_of_a_known_article_joins_its_story() {
    let story = StoryId::from(77);
    let neighbours = Neighbours { by_content: [(Hash16::of(b"a"), story)].into(), ..Neighbours::default() };
    let all = assigned(&[candidate(1, "a"), candidate(2, "a")], &neighbours);
    assert!(all.iter().all(|a| a.story_id == story && !a.begins && a.relation == Relation::Copy));
}

#[test]
fn articles_too_short_to_compare_are_never_copies() {
    let all = assigned(&[candidate(1, ""), candidate(2, "")], &Neighbours::default());
    assert_ne!(all[0].story_id, all[1].story_id);
}

#[test]
fn an_article_whose_topics_grew_keeps_its_story_and_later_copies_find_it() {
    let mut known = candidate(1, "a");
    known.story_id = Some(StoryId::from(9));
    let all = assigned(&[known, candidate(2, "a")], &Neighbours::default());
    assert_eq!((all[0].story_id, all[0].begins), (StoryId::from(9), false));
    assert_eq!((all[1].story_id, all[1].relation), (StoryId::from(9), Relation::Copy));
}
