//! The archive after a topic was edited: its matches as the topic is now, told to nobody.

use std::collections::{BTreeMap, HashMap};

use super::read::story_is_due;
use super::rows::{Judged, Rematched};
use super::tx::{Insert, Tx};
use super::value::{Param, params};
use super::words::{ArticleMatches, Came, TopicIds, insert_matches};
use super::{Result, Store, StoreError};
use crate::model::{ArticleId, Hash16, Name, Priority, StoryId, Timestamp, TopicId, TopicVersionId};
use crate::topic::{Match, TopicVersion};

#[expect(
    clippy::missing_errors_doc,
    reason = "every operation fails as `StoreError` says and in no other way"
)]
impl Store {
    /// Whether the last configuration that the store was given has this wording of a topic.
    pub async fn has_wording(&self, topic: &TopicVersion) -> Result<bool> {
        let input = topic.clone();
        Ok(self.read(input, |tx, topic| Box::pin(wording(tx, topic))).await?.is_some())
    }

    /// Articles with an id in `from..below` whose match is of another wording of the topic, newest first.
    pub async fn outdated_matches(
        &self,
        topic: &TopicVersion,
        (from, below): (ArticleId, ArticleId),
        limit: usize,
    ) -> Result<Vec<ArticleId>> {
        let (from, below) = (from.get(), below.get());
        let asked = Outdated { topic: topic.clone(), from, below, limit };
        self.read(asked, |tx, asked| Box::pin(outdated(tx, asked))).await
    }

    /// Writes what a topic, as the store knows it now, says of articles, without making any story due; with `writes` false
    /// only says what it would do.
    pub async fn rematch(
        &self,
        topic: &TopicVersion,
        judged: Vec<Judged>,
        at: Timestamp,
        writes: bool,
    ) -> Result<Rematched> {
        let rematch = Rematch { topic: topic.clone(), judged, at, writes };
        if writes {
            self.write(0, rematch, |tx, rematch| Box::pin(commit(tx, rematch))).await
        } else {
            self.read(rematch, |tx, rematch| Box::pin(commit(tx, rematch))).await
        }
    }
}

/// A topic in its current wording, as the store knows it.
struct Wording {
    topic: Name,
    version: Hash16,
    topic_id: TopicId,
    version_id: TopicVersionId,
}

/// The wording of a topic, if it is the one that the last configuration brought.
async fn wording(tx: &Tx, topic: &TopicVersion) -> Result<Option<Wording>> {
    let sql = "SELECT t.id, t.version_id FROM topics t JOIN topic_versions v ON v.id = t.version_id \
               WHERE t.name = $1 AND v.hash = $2 AND t.removed_at IS NULL";
    let row = tx.query_one(sql, &params![&topic.name, &topic.hash]).await?;
    row.map(|mut row| {
        let (topic_id, version_id) = (row.take()?, row.take()?);
        Ok(Wording { topic: topic.name.clone(), version: topic.hash, topic_id, version_id })
    })
    .transpose()
}

/// Which matches of another wording are asked for.
struct Outdated {
    topic: TopicVersion,
    /// Ids in `from..below`.
    from: i64,
    below: i64,
    limit: usize,
}

/// Articles, newest first, whose current match is of another wording than the topic has now.
async fn outdated(tx: &Tx, asked: &Outdated) -> Result<Vec<ArticleId>> {
    let wording = known(tx, &asked.topic).await?;
    let rows = tx
        .query(
            "SELECT article_id FROM matches WHERE topic_id = $1 AND current = 1 AND topic_version_id <> $2 \
             AND article_id >= $3 AND article_id < $4 ORDER BY article_id DESC LIMIT $5",
            &params![wording.topic_id, wording.version_id, asked.from, asked.below, asked.limit],
        )
        .await?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

async fn known(tx: &Tx, topic: &TopicVersion) -> Result<Wording> {
    wording(tx, topic).await?.ok_or_else(|| {
        StoreError::Other(format!("topic `{}` was edited again meanwhile: start over", topic.name))
    })
}

/// Articles judged anew by one topic.
struct Rematch {
    topic: TopicVersion,
    judged: Vec<Judged>,
    at: Timestamp,
    /// False: only says what would be written.
    writes: bool,
}

/// What the store has of an article and the topic.
struct Before {
    text_version: i64,
    story: Option<StoryId>,
    is_due: bool,
    matched: Option<Known>,
}

/// A match as it stands: its wording, the version of the words, score and priority; and whether it still holds.
#[derive(PartialEq)]
struct Known {
    version_id: TopicVersionId,
    text_version: i64,
    score: f64,
    priority: Priority,
    current: bool,
}

/// Writes what a topic, as it is now, says of articles.
async fn commit(tx: &Tx, rematch: &Rematch) -> Result<Rematched> {
    let wording = known(tx, &rematch.topic).await?;
    let before = before(tx, &wording, &rematch.judged, rematch.writes).await?;
    let mut done = Rematched::default();
    let (mut found, mut lost) = (Vec::new(), Vec::new());
    for judged in &rematch.judged {
        let Some(before) = before.get(&judged.article_id) else { continue };
        if before.text_version != judged.text_version {
            done.reworded.push(judged.article_id);
            continue;
        }
        let current = before.matched.as_ref().is_some_and(|known| known.current);
        match &judged.found {
            Some(m) if before.matched.as_ref() == Some(&wording.known_as(m, judged.text_version)) => {
                done.same += 1;
            }
            Some(m) => {
                *(if current { &mut done.updated } else { &mut done.new }) += 1;
                found.push((judged, m, before));
            }
            None if current => {
                done.lost += 1;
                lost.push(judged.article_id);
            }
            None => {}
        }
    }
    if rematch.writes {
        write_found(tx, &wording, &found, rematch.at).await?;
        write_lost(tx, &wording, &lost).await?;
        for id in &lost {
            // What waits for its story for the sake of a lost match alone would wait for ever.
            if before.get(id).is_some_and(|before| before.is_due) && !story_is_due(tx, *id).await? {
                tx.execute("UPDATE articles SET story_at = NULL WHERE id = $1", &params![*id]).await?;
            }
        }
    }
    Ok(done)
}

impl Wording {
    /// A match of this wording as the store would have it.
    fn known_as(&self, m: &Match, text_version: i64) -> Known {
        let (version_id, score, priority) = (self.version_id, m.score, m.priority);
        Known { version_id, text_version, score, priority, current: true }
    }
}

async fn before(
    tx: &Tx,
    wording: &Wording,
    judged: &[Judged],
    writes: bool,
) -> Result<HashMap<ArticleId, Before>> {
    let ids: Vec<Param<'_>> = judged.iter().map(|judged| Param::from(judged.article_id)).collect();
    // T2 looks at them under the same lock, and in the order of their ids: no two commits wait for each other.
    let lock = if writes { tx.for_update() } else { "" };
    let sql = format!(
        "SELECT id, text_version, story_id, story_at FROM articles WHERE id IN ({{in}}) ORDER BY id{lock}"
    );
    let mut before = HashMap::new();
    for mut row in tx.query_in(&sql, &[], &ids).await? {
        let id: ArticleId = row.take()?;
        let (text_version, story) = (row.take()?, row.take()?);
        let is_due = row.take::<Option<Timestamp>>()?.is_some();
        before.insert(id, Before { text_version, story, is_due, matched: None });
    }
    let sql = "SELECT article_id, topic_version_id, text_version, score, priority, current FROM matches \
               WHERE topic_id = $1 AND article_id IN ({in})";
    for mut row in tx.query_in(sql, &params![wording.topic_id], &ids).await? {
        let Some(of) = before.get_mut(&row.take::<ArticleId>()?) else { continue };
        of.matched = Some(Known {
            version_id: row.take()?,
            text_version: row.take()?,
            score: row.take()?,
            priority: row.take()?,
            current: row.take()?,
        });
    }
    Ok(before)
}

/// A found match also makes its topic known to the article's story, so that no later version of the words is growth.
async fn write_found(
    tx: &Tx,
    wording: &Wording,
    found: &[(&Judged, &Match, &Before)],
    at: Timestamp,
) -> Result<()> {
    const TOPICS: Insert = Insert::new(
        "story_topics (story_id, topic_id, first_at, best_article_id, score, priority)",
        "ON CONFLICT (story_id, topic_id) DO NOTHING",
    );
    let key = (wording.topic.clone(), wording.version);
    let ids = TopicIds::from([(key, (wording.topic_id, wording.version_id))]);
    let matches: Vec<ArticleMatches<'_>> = found
        .iter()
        .map(|(judged, m, _)| ArticleMatches {
            article_id: judged.article_id,
            text_version: judged.text_version,
            matches: std::slice::from_ref(*m),
        })
        .collect();
    insert_matches(tx, &matches, &ids, at, Came::Quietly).await?;
    let mut stories: BTreeMap<StoryId, (&Judged, &Match)> = BTreeMap::new();
    for (judged, m, before) in found {
        // A match that is live and waits for its story makes it grow as ever.
        let is_live = before.matched.as_ref().is_some_and(|known| known.current);
        if let Some(story) = before.story.filter(|_| !is_live) {
            let best = stories.entry(story).or_insert((judged, m));
            if m.score > best.1.score {
                *best = (judged, m);
            }
        }
    }
    let mut values = Vec::with_capacity(stories.len() * 6);
    for (story, (judged, m)) in &stories {
        values.extend(params![*story, wording.topic_id, at, judged.article_id, m.score, m.priority]);
    }
    tx.insert(&TOPICS, &values).await?;
    Ok(())
}

async fn write_lost(tx: &Tx, wording: &Wording, lost: &[ArticleId]) -> Result<()> {
    let lost: Vec<Param<'_>> = lost.iter().map(|id| Param::from(*id)).collect();
    let sql = "UPDATE matches SET current = 0 WHERE topic_id = $1 AND article_id IN ({in})";
    tx.execute_in(sql, &params![wording.topic_id], &lost).await?;
    Ok(())
}
