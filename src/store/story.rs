//! T3: articles with a match get their story, rules their items.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::poll::telling_of;
use super::rows::StoryCommit;
use super::tx::{Insert, Tx};
use super::value::{Param, Row, params};
use super::{Result, Store, StoreError};
use crate::digest::{Item, OwedItem, StoryState};
use crate::model::{ArticleId, Hash16, IdMint, Name, StoryId, TextState, Timestamp, TopicId};
use crate::story::{Candidate, Relation, TopicHit, WINDOW};

/// An article with its story, for those who remember them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedArticle {
    /// The article.
    pub article_id: ArticleId,
    /// Its story.
    pub story_id: StoryId,
    /// When the article that began the story was published, and first seen.
    pub began: (Option<Timestamp>, Timestamp),
}

/// Q6.
pub(super) async fn candidates(tx: &Tx, (now, limit): &(Timestamp, usize)) -> Result<Vec<Candidate>> {
    let rows = tx
        .query(
            "SELECT id, story_id, site, title, content_hash, published_at, first_seen_at, quiet_backlog, text_state \
             FROM articles WHERE story_at IS NOT NULL AND story_at <= $1 ORDER BY story_at, id LIMIT $2",
            &params![*now, *limit],
        )
        .await?;
    let mut candidates = Vec::with_capacity(rows.len());
    for mut row in rows {
        candidates.push(Candidate {
            article_id: row.take()?,
            story_id: row.take()?,
            site: row.take()?,
            title: row.take()?,
            content_hash: row.take()?,
            published_at: row.take()?,
            first_seen_at: row.take()?,
            telling: telling_of(row.take()?),
            text_pending: row.take::<TextState>()? == TextState::Pending,
            is_loose: false,
            topics: Vec::new(),
        });
    }
    let ids: Vec<Param<'_>> = candidates.iter().map(|c| Param::from(c.article_id)).collect();
    let mut topics: HashMap<ArticleId, Vec<TopicHit>> = HashMap::new();
    let sql = "SELECT m.article_id, t.name, m.score, m.priority, m.quiet FROM matches m JOIN topics t ON t.id = m.topic_id \
               WHERE m.current = 1 AND m.article_id IN ({in})";
    for mut row in tx.query_in(sql, &[], &ids).await? {
        let hits = topics.entry(row.take()?).or_default();
        let (topic, score, priority) = (row.take()?, row.take()?, row.take()?);
        hits.push(TopicHit { topic, score, priority, quiet: row.take()? });
    }
    let stories: Vec<Param<'_>> = candidates.iter().filter_map(|c| c.story_id).map(Param::from).collect();
    let loose = loose(tx, &stories).await?;
    for candidate in &mut candidates {
        candidate.is_loose = candidate.story_id.is_some_and(|story| loose.contains(&story));
        candidate.topics = topics.remove(&candidate.article_id).unwrap_or_default();
        candidate.topics.sort_by(|a, b| a.topic.cmp(&b.topic));
    }
    candidates.retain(|c| !c.topics.is_empty());
    Ok(candidates)
}

impl Store {
    /// Puts off the story of an article that cannot be given one now. New words of it make it due as ever.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn put_off_story(&self, article_id: ArticleId, until: Timestamp) -> Result<()> {
        self.write(0, (article_id, until), |tx, input| Box::pin(put_off(tx, input))).await
    }

    /// Whether an article is still to be given a story.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn waits_for_story(&self, article_id: ArticleId) -> Result<bool> {
        self.read(article_id, |tx, id| Box::pin(waits(tx, id))).await
    }
}

async fn put_off(tx: &Tx, (id, until): &(ArticleId, Timestamp)) -> Result<()> {
    let sql = "UPDATE articles SET story_at = $2 WHERE id = $1 AND story_at IS NOT NULL";
    tx.execute(sql, &params![*id, *until]).await?;
    Ok(())
}

async fn waits(tx: &Tx, id: &ArticleId) -> Result<bool> {
    let sql = "SELECT 1 FROM articles WHERE id = $1 AND story_at IS NOT NULL";
    Ok(tx.query_one(sql, &params![*id]).await?.is_some())
}

/// Those of these stories that one article began, no other joined, and nobody was told of or gave a rest: when the article gets
/// new words, it is placed anew.
pub(super) async fn loose(tx: &Tx, stories: &[Param<'_>]) -> Result<HashSet<StoryId>> {
    let sql = "SELECT s.id FROM stories s WHERE s.articles = 1 AND s.muted_until IS NULL AND NOT EXISTS \
               (SELECT 1 FROM items i WHERE i.story_id = s.id AND i.message_id IS NOT NULL) AND s.id IN ({in})";
    let rows = tx.query_in(sql, &[], stories).await?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// The contents of articles, and since when they may have been told.
pub(super) struct Contents {
    hashes: BTreeSet<Hash16>,
    since: Timestamp,
}

impl Contents {
    pub(super) fn of(candidates: &[Candidate]) -> Self {
        let oldest = candidates.iter().map(|c| c.first_seen_at).min().unwrap_or_default();
        Self { hashes: candidates.iter().filter_map(|c| c.content_hash).collect(), since: oldest - WINDOW }
    }
}

/// The stories that have articles of these contents.
pub(super) async fn of_contents(tx: &Tx, contents: &Contents) -> Result<HashMap<Hash16, StoryId>> {
    let hashes: Vec<Param<'_>> = contents.hashes.iter().map(Param::from).collect();
    let sql = "SELECT a.content_hash, a.story_id FROM articles a JOIN stories s ON s.id = a.story_id \
               WHERE a.content_hash IS NOT NULL AND a.first_seen_at >= $1 AND s.first_at >= $1 \
               AND a.content_hash IN ({in})";
    let mut found = HashMap::new();
    for mut row in tx.query_in(sql, &params![contents.since], &hashes).await? {
        let (hash, story): (Hash16, StoryId) = (row.take()?, row.take()?);
        // The last story of a text is the one its copies join: the ones before are of days before.
        found.entry(hash).and_modify(|s: &mut StoryId| *s = story.max(*s)).or_insert(story);
    }
    Ok(found)
}

/// What these stories are; those that are gone are left out.
pub(super) async fn states(tx: &Tx, stories: &BTreeSet<StoryId>) -> Result<HashMap<StoryId, StoryState>> {
    let mut found: HashMap<StoryId, StoryState> = HashMap::new();
    let ids: Vec<Param<'_>> = stories.iter().map(|id| Param::from(*id)).collect();
    for mut row in tx.query_in("SELECT id, muted_until FROM stories WHERE id IN ({in})", &[], &ids).await? {
        let id = row.take()?;
        found.insert(id, StoryState { muted_until: row.take()?, ..StoryState::default() });
    }
    let sql = "SELECT s.story_id, t.name, s.priority FROM story_topics s JOIN topics t ON t.id = s.topic_id \
               WHERE s.story_id IN ({in})";
    for mut row in tx.query_in(sql, &[], &ids).await? {
        if let Some(story) = found.get_mut(&row.take()?) {
            story.topics.insert(row.take()?, row.take()?);
        }
    }
    let sql = "SELECT story_id, rule, reason, message_id FROM items WHERE story_id IN ({in})";
    for mut row in tx.query_in(sql, &[], &ids).await? {
        if let Some(story) = found.get_mut(&row.take()?) {
            let (rule, reason): (_, String) = (row.take()?, row.take()?);
            let is_told = row.take::<Option<i64>>()?.is_some();
            story.items.push(OwedItem { rule, reason: reason.parse().map_err(StoreError::Other)?, is_told });
        }
    }
    Ok(found)
}

/// Articles first seen since `.1` of the stories that took one in since `.0`, oldest first, each with its story.
pub(super) async fn placed(tx: &Tx, (since, oldest): &(Timestamp, Timestamp)) -> Result<Vec<PlacedArticle>> {
    let rows = tx
        .query(
            "SELECT a.id, a.story_id, l.published_at, COALESCE(l.first_seen_at, s.first_at) FROM stories s \
             JOIN articles a ON a.story_id = s.id LEFT JOIN articles l ON l.id = s.lead_article_id \
             WHERE s.last_at >= $1 AND a.id >= $2 ORDER BY a.id",
            &params![*since, IdMint::floor(*oldest)],
        )
        .await?;
    let placed = |mut row: Row| {
        let (article_id, story_id) = (row.take()?, row.take()?);
        Ok(PlacedArticle { article_id, story_id, began: (row.take()?, row.take()?) })
    };
    rows.into_iter().map(placed).collect()
}

/// `articles.relation`.
const fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::First => "first",
        Relation::Copy => "copy",
        Relation::SameEvent => "same_event",
    }
}

/// T3.
pub(super) async fn commit(tx: &Tx, commit: &StoryCommit) -> Result<()> {
    tx.is("story");
    let seen: HashMap<ArticleId, &Candidate> = commit.candidates.iter().map(|c| (c.article_id, c)).collect();
    begin_stories(tx, commit, &seen).await?;
    for assignment in &commit.assignments {
        if let Some(left) = assignment.leaves {
            leave(tx, assignment.article_id, left).await?;
        }
    }
    take_articles(tx, commit, &seen).await?;
    write_topics(tx, commit, &seen).await?;
    let stories: BTreeSet<StoryId> = commit.assignments.iter().map(|a| a.story_id).collect();
    for story in stories {
        let is_there = tx
            .execute(
                "UPDATE stories SET articles = (SELECT COUNT(*) FROM articles a WHERE a.story_id = $1), \
                 sites = (SELECT COUNT(DISTINCT a.site) FROM articles a WHERE a.story_id = $1), \
                 last_at = (SELECT MAX(a.first_seen_at) FROM articles a WHERE a.story_id = $1) WHERE id = $1",
                &params![story],
            )
            .await?;
        if is_there == 0 {
            // Its only article went to another story meanwhile.
            return Err(StoreError::Overtaken);
        }
    }
    for assignment in &commit.assignments {
        if let Some(left) = assignment.leaves {
            end_story(tx, left, assignment.story_id).await?;
        }
    }
    super::correct::owed(tx, commit).await?;
    write_items(tx, &commit.items).await?;
    super::late::owe(tx, &commit.late).await
}

/// Lets an article leave the story that is its own alone, with all that is owed for it, while it is so. What a message has
/// taken stays: its rows are locked before T4 takes them, or T4 was first.
async fn leave(tx: &Tx, article_id: ArticleId, story: StoryId) -> Result<()> {
    tx.query(&format!("SELECT id FROM stories WHERE id = $1{}", tx.for_update()), &params![story]).await?;
    tx.execute("DELETE FROM items WHERE story_id = $1 AND message_id IS NULL", &params![story]).await?;
    let sql = "UPDATE articles SET story_id = NULL, relation = NULL WHERE id = $1 AND story_id = $2 \
               AND NOT EXISTS (SELECT 1 FROM items i WHERE i.story_id = $2) \
               AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.story_id = $2 AND o.id <> $1)";
    if tx.execute(sql, &params![article_id, story]).await? == 0 {
        return Err(StoreError::Overtaken);
    }
    Ok(())
}

/// Ends a story whose only article went to another one, which follow-ups of it go on from now.
async fn end_story(tx: &Tx, story: StoryId, into: StoryId) -> Result<()> {
    // Follow-ups are younger: the rest of the archive need not be looked through.
    let sql = "UPDATE stories SET earlier_id = CASE WHEN id = $2 THEN NULL ELSE $2 END WHERE earlier_id = $1 AND id > $1";
    tx.execute(sql, &params![story, into]).await?;
    tx.execute("DELETE FROM story_topics WHERE story_id = $1", &params![story]).await?;
    tx.execute("DELETE FROM stories WHERE id = $1", &params![story]).await?;
    Ok(())
}

/// Gives the articles their stories.
async fn take_articles(tx: &Tx, commit: &StoryCommit, seen: &HashMap<ArticleId, &Candidate>) -> Result<()> {
    let grown = grown_since(tx, seen).await?;
    for assignment in &commit.assignments {
        // A match that came after the candidate was read makes the story due again at once.
        let again = grown.contains(&assignment.article_id).then_some(commit.at);
        let taken = tx
            .execute(
                "UPDATE articles SET story_id = $2, relation = COALESCE(relation, $3), story_at = $4 \
                 WHERE id = $1 AND (story_id IS NULL OR story_id = $2)",
                &params![
                    assignment.article_id,
                    assignment.story_id,
                    relation_word(assignment.relation),
                    again
                ],
            )
            .await?;
        if taken == 0 {
            // Another clusterer was first, or retention was: what this one decided is about a story that is not.
            return Err(StoreError::Overtaken);
        }
        if let (Some(earlier), false) = (assignment.earlier, assignment.begins) {
            let sql = "UPDATE stories SET earlier_id = COALESCE(earlier_id, $2) WHERE id = $1";
            tx.execute(sql, &params![assignment.story_id, earlier]).await?;
        }
    }
    Ok(())
}

async fn begin_stories(tx: &Tx, commit: &StoryCommit, seen: &HashMap<ArticleId, &Candidate>) -> Result<()> {
    const STORIES: Insert = Insert::new(
        "stories (id, first_at, last_at, lead_article_id, articles, sites, title, earlier_id)",
        "ON CONFLICT (id) DO NOTHING",
    );
    let mut values = Vec::new();
    for assignment in commit.assignments.iter().filter(|a| a.begins) {
        let candidate = seen.get(&assignment.article_id).ok_or_else(|| {
            StoreError::Other(format!("article {} was assigned but is no candidate", assignment.article_id))
        })?;
        values.extend(params![
            assignment.story_id,
            candidate.first_seen_at,
            candidate.first_seen_at,
            assignment.article_id,
            0i64,
            0i64,
            &candidate.title,
            assignment.earlier,
        ]);
    }
    tx.insert(&STORIES, &values).await?;
    Ok(())
}

/// Articles that have matches their candidate did not show.
async fn grown_since(tx: &Tx, seen: &HashMap<ArticleId, &Candidate>) -> Result<HashSet<ArticleId>> {
    let ids: Vec<Param<'_>> = seen.keys().map(|id| Param::from(*id)).collect();
    let sql = "SELECT m.article_id, t.name FROM matches m JOIN topics t ON t.id = m.topic_id \
               WHERE m.current = 1 AND m.article_id IN ({in})";
    let mut grown = HashSet::new();
    for mut row in tx.query_in(sql, &[], &ids).await? {
        let (article_id, topic): (ArticleId, Name) = (row.take()?, row.take()?);
        if seen.get(&article_id).is_some_and(|c| c.topics.iter().all(|hit| hit.topic != topic)) {
            grown.insert(article_id);
        }
    }
    Ok(grown)
}

/// The story is about what its candidates showed, no more: a later match must still count as growth.
async fn write_topics(tx: &Tx, commit: &StoryCommit, seen: &HashMap<ArticleId, &Candidate>) -> Result<()> {
    const TOPICS: Insert = Insert::new(
        "story_topics (story_id, topic_id, first_at, best_article_id, score, priority)",
        "ON CONFLICT (story_id, topic_id) DO UPDATE SET priority = excluded.priority, \
         best_article_id = CASE WHEN excluded.score > story_topics.score THEN excluded.best_article_id \
         ELSE story_topics.best_article_id END, \
         score = CASE WHEN excluded.score > story_topics.score THEN excluded.score ELSE story_topics.score END",
    );
    let names: BTreeSet<&Name> =
        commit.candidates.iter().flat_map(|c| c.topics.iter().map(|hit| &hit.topic)).collect();
    let list: Vec<Param<'_>> = names.into_iter().map(Param::from).collect();
    let mut ids: HashMap<Name, TopicId> = HashMap::new();
    for mut row in tx.query_in("SELECT name, id FROM topics WHERE name IN ({in})", &[], &list).await? {
        ids.insert(row.take()?, row.take()?);
    }
    for assignment in &commit.assignments {
        // One article at a time: two of a batch may name the same topic of the same story.
        let Some(candidate) = seen.get(&assignment.article_id) else { continue };
        let mut values = Vec::new();
        for hit in &candidate.topics {
            let topic = ids
                .get(&hit.topic)
                .ok_or_else(|| StoreError::Other(format!("topic `{}` is not in the store", hit.topic)))?;
            values.extend(params![
                assignment.story_id,
                *topic,
                commit.at,
                assignment.article_id,
                hit.score,
                hit.priority
            ]);
        }
        tx.insert(&TOPICS, &values).await?;
    }
    Ok(())
}

/// Writes items that are owed; those that are already are left alone.
pub(super) async fn write_items(tx: &Tx, items: &[Item]) -> Result<()> {
    const ITEMS: Insert = Insert::new(
        "items (id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, corrects, version, answers, \
         channel)",
        "ON CONFLICT (rule, story_id, reason, article_id, version, channel) DO NOTHING",
    );
    let texts = items
        .iter()
        .map(|item| Ok((item.rule.to_string(), serde_json::to_string(&item.topics)?)))
        .collect::<Result<Vec<_>>>()?;
    let mut values = Vec::with_capacity(items.len() * 13);
    for (item, (rule, topics)) in items.iter().zip(&texts) {
        values.extend(params![
            item.id,
            rule,
            item.story_id,
            item.article_id,
            item.reason.as_str(),
            topics,
            item.priority,
            item.created_at,
            item.ready_at,
            item.correction.map_or(0, |correction| correction.from),
            item.correction.map_or(0, |correction| correction.to),
            item.correction.map(|correction| correction.answers),
            item.only.as_ref().map_or("", Name::as_str),
        ]);
    }
    tx.insert(&ITEMS, &values).await?;
    Ok(())
}
