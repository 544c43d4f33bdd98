//! What a message about stories is put together by: how widely each is carried, which articles could tell it, and which did.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::rows::MessageCommit;
use super::tx::{Insert, Tx};
use super::value::{Param, Row};
use super::{Result, Store};
use crate::digest::{Item, Showing, Teller};
use crate::model::{ArticleId, ItemId, MessageId, Name, StoryId};

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
        let has_text = matches!(row.take::<String>()?.as_str(), "read" | "feed");
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

async fn shown(tx: &Tx, corrections: &BTreeSet<ItemId>) -> Result<HashMap<(ItemId, Name), MessageId>> {
    let corrections: Vec<Param<'_>> = corrections.iter().map(|id| Param::from(*id)).collect();
    let sql = format!(
        "SELECT i.id, h.channel, MIN(h.message_id) FROM {TOLD_WRONG} AND i.id IN ({{in}}) GROUP BY i.id, h.channel"
    );
    let rows = tx.query_in(&sql, &[], &corrections).await?;
    let of = |mut row: Row| -> Result<Showing> { Ok(((row.take()?, row.take()?), row.take()?)) };
    rows.into_iter().map(of).collect()
}

/// The items `i` of corrections and what showed `h`, by messages of the same rule, the article that they correct. Who was told
/// since was told the corrected words.
pub(super) const TOLD_WRONG: &str = "items i JOIN corrections c ON c.article_id = i.article_id AND c.version = i.version \
     JOIN shown h ON h.article_id = i.article_id JOIN messages m ON m.id = h.message_id AND m.rule = i.rule \
     WHERE m.composed_at <= c.at";

/// Part of T4: whose words the message shows, and where.
pub(super) async fn show(tx: &Tx, commit: &MessageCommit) -> Result<()> {
    const SHOWN: Insert =
        Insert::new("shown (message_id, article_id, channel, story_id)", "ON CONFLICT DO NOTHING");
    let rows = commit.told.iter().flat_map(|told| {
        [
            Param::from(commit.id),
            Param::from(told.article_id),
            Param::from(told.channel.as_str()),
            Param::from(told.story_id),
        ]
    });
    tx.insert(&SHOWN, &rows.collect::<Vec<_>>()).await?;
    Ok(())
}
