//! What a message about stories is put together by: how widely each is carried, which articles could tell it, and which did.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::rows::MessageCommit;
use super::tx::{Insert, Tx};
use super::value::{Param, Row, params};
use super::{Result, Store};
use crate::digest::{Item, Showing, Teller};
use crate::model::{ArticleId, ItemId, MessageId, Name, RuleName, StoryId, TextState};

impl Store {
    /// How many sites carry the stories of these items, for [`crate::digest::rank`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn outlets(&self, items: &[Item]) -> Result<HashMap<StoryId, usize>> {
        self.read(stories_of(items), |tx, stories| Box::pin(outlets(tx, stories))).await
    }

    /// The articles that could tell the stories of these items, for [`crate::digest::teller`]: those that match a topic.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn tellers(&self, items: &[Item]) -> Result<HashMap<StoryId, Vec<Teller>>> {
        self.read(stories_of(items), |tx, stories| Box::pin(tellers(tx, stories))).await
    }

    /// Those of these channels that can answer in the thread of a message by which the rule told them a story, and how many outlets
    /// had it when they heard of it last.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn threads(
        &self,
        rule: &RuleName,
        story: StoryId,
        channels: &[Name],
    ) -> Result<Vec<(Name, usize)>> {
        let wanted = (rule.to_string(), story, channels.to_vec());
        self.read(wanted, |tx, wanted| Box::pin(threads(tx, wanted))).await
    }

    /// Topics of the stories of these items that were edited since they matched, and that no article of the story matches any
    /// more, for [`crate::digest::still_about`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn lost_topics(&self, items: &[Item]) -> Result<HashSet<(StoryId, Name)>> {
        self.read(stories_of(items), |tx, stories| Box::pin(lost_topics(tx, stories))).await
    }

    /// Where the articles of these items' corrections were shown before they were corrected, for [`crate::digest::audiences`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn shown(&self, items: &[Item]) -> Result<HashMap<(ItemId, Name), MessageId>> {
        let corrections: BTreeSet<ItemId> =
            items.iter().filter(|item| item.correction.is_some()).map(|item| item.id).collect();
        if corrections.is_empty() {
            return Ok(HashMap::new());
        }
        self.read(corrections, |tx, corrections| Box::pin(shown(tx, corrections))).await
    }
}

/// The stories of these items, each once.
pub(super) fn stories_of(items: &[Item]) -> BTreeSet<StoryId> {
    items.iter().map(|item| item.story_id).collect()
}

async fn outlets(tx: &Tx, stories: &BTreeSet<StoryId>) -> Result<HashMap<StoryId, usize>> {
    let stories: Vec<Param<'_>> = stories.iter().map(|id| Param::from(*id)).collect();
    let rows = tx.query_in("SELECT id, sites FROM stories WHERE id IN ({in})", &[], &stories).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

async fn tellers(tx: &Tx, stories: &BTreeSet<StoryId>) -> Result<HashMap<StoryId, Vec<Teller>>> {
    let stories: Vec<Param<'_>> = stories.iter().map(|id| Param::from(*id)).collect();
    let sql = "SELECT t.name, a.story_id, a.id, a.language, a.text_state, a.first_seen_at FROM articles a \
               JOIN matches m ON m.article_id = a.id JOIN topics t ON t.id = m.topic_id \
               WHERE m.current = 1 AND a.story_id IN ({in})";
    let mut tellers: BTreeMap<(StoryId, ArticleId), Teller> = BTreeMap::new();
    for mut row in tx.query_in(sql, &[], &stories).await? {
        let (topic, story_id, article_id) = (row.take()?, row.take()?, row.take()?);
        let language = row.take()?;
        let has_text = matches!(row.take()?, TextState::Read | TextState::Feed);
        let first_seen_at = row.take()?;
        let fresh = || Teller { article_id, language, has_text, first_seen_at, topics: BTreeSet::new() };
        tellers.entry((story_id, article_id)).or_insert_with(fresh).topics.insert(topic);
    }
    let mut by_story: HashMap<StoryId, Vec<Teller>> = HashMap::new();
    for ((story_id, _), teller) in tellers {
        by_story.entry(story_id).or_default().push(teller);
    }
    Ok(by_story)
}

/// A match that was lost to new words of its article alone is told all the same: nobody has judged that it should not be.
async fn lost_topics(tx: &Tx, stories: &BTreeSet<StoryId>) -> Result<HashSet<(StoryId, Name)>> {
    let stories: Vec<Param<'_>> = stories.iter().map(|id| Param::from(*id)).collect();
    let sql = "SELECT a.story_id, t.name FROM articles a JOIN matches m ON m.article_id = a.id \
               JOIN topics t ON t.id = m.topic_id WHERE (m.current = 1 OR m.topic_version_id <> t.version_id) \
               AND a.story_id IN ({in}) GROUP BY a.story_id, t.name HAVING MAX(m.current) = 0";
    let rows = tx.query_in(sql, &[], &stories).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

async fn threads(
    tx: &Tx,
    (rule, story, channels): &(String, StoryId, Vec<Name>),
) -> Result<Vec<(Name, usize)>> {
    let channels: Vec<Param<'_>> = channels.iter().map(Param::from).collect();
    // What was given up told nobody.
    let sql = "SELECT d.channel, MAX(h.outlets) FROM items i JOIN deliveries d ON d.message_id = i.message_id \
               JOIN shown h ON h.message_id = i.message_id AND h.story_id = i.story_id AND h.channel = d.channel \
               WHERE i.story_id = $1 AND i.rule = $2 AND d.state NOT IN ('dead', 'dropped') AND h.outlets IS NOT NULL \
               AND d.channel IN ({in}) GROUP BY d.channel HAVING MAX(d.receipt) IS NOT NULL ORDER BY d.channel";
    let rows = tx.query_in(sql, &params![*story, rule], &channels).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

async fn shown(tx: &Tx, corrections: &BTreeSet<ItemId>) -> Result<HashMap<(ItemId, Name), MessageId>> {
    let corrections: Vec<Param<'_>> = corrections.iter().map(|id| Param::from(*id)).collect();
    let sql = format!(
        "SELECT i.id, h.channel, MIN(h.message_id) FROM {TOLD_WRONG} AND EXISTS (SELECT 1 FROM deliveries r \
         WHERE r.message_id = h.message_id AND r.channel = h.channel AND {REACHED}) AND i.id IN ({{in}}) \
         GROUP BY i.id, h.channel"
    );
    let rows = tx.query_in(&sql, &[], &corrections).await?;
    let of = |mut row: Row| -> Result<Showing> { Ok(((row.take()?, row.take()?), row.take()?)) };
    rows.into_iter().map(of).collect()
}

/// Whether a delivery `r` told, or will tell, what its message says: what was given up did not, unless an attempt arrived, or
/// perhaps did.
pub(super) const REACHED: &str = "(r.state NOT IN ('dead', 'dropped') OR EXISTS (SELECT 1 FROM delivery_attempts t \
     WHERE t.delivery_id = r.id AND t.outcome IN ('sent', 'uncertain')))";

/// The items `i` of corrections and what showed `h`, by messages of the same rule, the article that they correct. Who was told
/// since was told the corrected words.
pub(super) const TOLD_WRONG: &str = "items i JOIN corrections c ON c.article_id = i.article_id AND c.version = i.version \
     JOIN shown h ON h.article_id = i.article_id JOIN messages m ON m.id = h.message_id AND m.rule = i.rule \
     WHERE m.composed_at <= c.at";

/// Part of T4: whose words the message shows, and where.
pub(super) async fn show(tx: &Tx, commit: &MessageCommit) -> Result<()> {
    const SHOWN: Insert =
        Insert::new("shown (message_id, article_id, channel, story_id, outlets)", "ON CONFLICT DO NOTHING");
    let rows = commit.told.iter().flat_map(|told| {
        [
            Param::from(commit.id),
            Param::from(told.article_id),
            Param::from(told.channel.as_str()),
            Param::from(told.story_id),
            Param::from(told.outlets),
        ]
    });
    tx.insert(&SHOWN, &rows.collect::<Vec<_>>()).await?;
    Ok(())
}
