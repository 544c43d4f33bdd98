//! What people subscribe to: the newest stories of a topic, the digests that went out.

use std::collections::HashMap;

use super::tx::Tx;
use super::value::{Param, params};
use super::{Result, Store, pack};
use crate::model::{ArticleId, MessageId, Name, Priority, RuleName, StoryId, Timestamp};

/// Stories looked at for those that became the topic's last: a story is open for three days, so that one which grew into the
/// topic late is seldom behind so many that began after it.
const LOOKED_AT: i64 = 500;

/// A story of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicStory {
    /// The story.
    pub id: StoryId,
    /// Its article that is most about the topic, or about any.
    pub article_id: ArticleId,
    /// When it became one of the topic's, or of any.
    pub since: Timestamp,
    /// When that article was last corrected, else `since`.
    pub updated: Timestamp,
    /// All its topics by name, with how pressing it is for each.
    pub topics: Vec<(Name, Priority)>,
}

/// A digest that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentDigest {
    /// The message.
    pub id: MessageId,
    /// When it was composed.
    pub at: Timestamp,
    /// Subject line.
    pub subject: String,
    /// What [`crate::render::digest_content`] made of it then.
    pub content: String,
}

#[expect(clippy::missing_errors_doc, reason = "as of every operation")]
impl Store {
    /// The stories that became a topic's, or any topic's, or were corrected, last, newest first; none where there is no such
    /// topic.
    pub async fn topic_stories(&self, topic: Option<&Name>, limit: usize) -> Result<Vec<TopicStory>> {
        self.read((topic.cloned(), limit), |tx, input| Box::pin(topic_stories(tx, input))).await
    }

    /// The digests of a rule that went out, newest first.
    pub async fn sent_digests(&self, rule: &RuleName, limit: usize) -> Result<Vec<SentDigest>> {
        self.read((rule.to_string(), limit), |tx, input| Box::pin(sent_digests(tx, input))).await
    }
}

/// Whether a match `m` makes its story one of the topic `t`: one that was lost to an edit of the topic does not, as in messages.
const HOLDS: &str = "(m.current = 1 OR m.topic_version_id = t.version_id)";
/// The matches `m` that articles `a` of a story have with one of its topics.
const MATCHES: &str = "FROM articles a JOIN matches m ON m.article_id = a.id \
                       WHERE a.story_id = st.story_id AND m.topic_id = st.topic_id";

/// Those that nobody was to be told of are left out: from before a feed was watched, or found by a rematch alone.
async fn topic_stories(tx: &Tx, (topic, limit): &(Option<Name>, usize)) -> Result<Vec<TopicStory>> {
    let of_topic = if topic.is_some() { "t.name = $2" } else { "t.removed_at IS NULL" };
    let sql = format!(
        "SELECT st.story_id, (SELECT m.article_id {MATCHES} AND {HOLDS} \
         ORDER BY CASE WHEN m.article_id = st.best_article_id THEN 0 ELSE 1 END, m.score DESC, m.article_id LIMIT 1), \
         st.first_at FROM story_topics st JOIN topics t ON t.id = st.topic_id \
         WHERE {of_topic} AND EXISTS (SELECT 1 {MATCHES} AND {HOLDS} AND a.quiet_backlog = 0 AND m.quiet = 0) \
         ORDER BY st.story_id DESC, st.score DESC LIMIT $1"
    );
    let mut given = params![LOOKED_AT].to_vec();
    given.extend(topic.as_ref().map(Param::from));
    let mut stories: Vec<TopicStory> = Vec::new();
    for mut row in tx.query(&sql, &given).await? {
        let (id, article_id, since) = (row.take()?, row.take()?, row.take()?);
        match stories.last_mut().filter(|story| story.id == id) {
            Some(story) => story.since = story.since.min(since),
            None => stories.push(TopicStory { id, article_id, since, updated: since, topics: Vec::new() }),
        }
    }
    let articles: Vec<Param<'_>> = stories.iter().map(|story| Param::from(story.article_id)).collect();
    let sql = "SELECT article_id, MAX(at) FROM corrections WHERE article_id IN ({in}) GROUP BY article_id";
    let mut corrected: HashMap<ArticleId, Timestamp> = HashMap::new();
    for mut row in tx.query_in(sql, &[], &articles).await? {
        corrected.insert(row.take()?, row.take()?);
    }
    for story in &mut stories {
        story.updated = corrected.get(&story.article_id).map_or(story.since, |at| story.since.max(*at));
    }
    // What was corrected moves up again.
    stories.sort_by_key(|story| std::cmp::Reverse((story.updated, story.id)));
    stories.truncate(*limit);

    let ids: Vec<Param<'_>> = stories.iter().map(|story| Param::from(story.id)).collect();
    let sql = format!(
        "SELECT st.story_id, t.name, st.priority FROM story_topics st JOIN topics t ON t.id = st.topic_id \
         WHERE t.removed_at IS NULL AND EXISTS (SELECT 1 {MATCHES} AND {HOLDS}) AND st.story_id IN ({{in}})"
    );
    let mut topics: HashMap<StoryId, Vec<(Name, Priority)>> = HashMap::new();
    for mut row in tx.query_in(&sql, &[], &ids).await? {
        topics.entry(row.take()?).or_default().push((row.take()?, row.take()?));
    }
    for story in &mut stories {
        story.topics = topics.remove(&story.id).unwrap_or_default();
        story.topics.sort();
    }
    Ok(stories)
}

async fn sent_digests(tx: &Tx, (rule, limit): &(String, usize)) -> Result<Vec<SentDigest>> {
    let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
    let sql = "SELECT d.message_id, m.composed_at, m.subject, d.content FROM digest_contents d \
               JOIN messages m ON m.id = d.message_id WHERE d.rule = $1 ORDER BY d.message_id DESC LIMIT $2";
    let rows = tx.query(sql, &params![rule, limit]).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(SentDigest {
                id: row.take()?,
                at: row.take()?,
                subject: row.take()?,
                content: pack::unpack(row.take()?)?,
            })
        })
        .collect()
}

/// Keeps what a digest said (T4).
pub(super) async fn keep(tx: &Tx, message: MessageId, rule: &str, content: &str) -> Result<()> {
    let sql = "INSERT INTO digest_contents (message_id, rule, content) VALUES ($1, $2, $3)";
    tx.execute(sql, &params![message, rule, &pack::pack(content)?]).await?;
    Ok(())
}
