//! Who was told of what, and so hears when it was wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::compose::{ITEM, read_item};
use super::rows::{MessageCommit, StoryCommit};
use super::telling::{REACHED, TOLD_WRONG};
use super::tx::Tx;
use super::value::{Param, params};
use super::{Result, Store};
use crate::deliver::mailbox_key;
use crate::digest::{Corrected, Item};
use crate::model::{ArticleId, MessageId, Name, Timestamp};

/// Corrections looked at in one turn.
const BATCH: i64 = 200;

impl Store {
    /// Corrections that nobody is owed yet, oldest first, with whom their articles were told to; a few hundred at most.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn corrected(&self, now: Timestamp) -> Result<Vec<Corrected>> {
        self.read(now, |tx, input| Box::pin(unowed(tx, input))).await
    }
}

/// Corrections that nobody is owed yet, with the items that told their articles before. Of muted
/// stories nobody hears.
pub(super) async fn unowed(tx: &Tx, now: &Timestamp) -> Result<Vec<Corrected>> {
    let sql = "SELECT article_id, version, compared_with, at FROM corrections WHERE owed_at IS NULL \
               ORDER BY at, article_id, version LIMIT $1";
    let mut corrections: Vec<(Corrected, Timestamp)> = Vec::new();
    for mut row in tx.query(sql, &params![BATCH]).await? {
        let (article_id, to, from) = (row.take()?, row.take()?, row.take()?);
        corrections.push((Corrected { article_id, from, to, told: Vec::new() }, row.take()?));
    }
    if corrections.is_empty() {
        return Ok(Vec::new());
    }
    let articles: BTreeSet<ArticleId> = corrections.iter().map(|(c, _)| c.article_id).collect();
    let articles: Vec<Param<'_>> = articles.into_iter().map(Param::from).collect();
    let sql = format!(
        "SELECT {ITEM}, m.id, m.composed_at, s.muted_until, h.article_id FROM (SELECT DISTINCT message_id, story_id, article_id \
         FROM shown o WHERE article_id IN ({{in}}) AND EXISTS (SELECT 1 FROM deliveries r WHERE r.message_id = o.message_id \
         AND r.channel = o.channel AND {REACHED})) h JOIN items i ON i.message_id = h.message_id AND i.story_id = h.story_id \
         JOIN messages m ON m.id = i.message_id JOIN stories s ON s.id = i.story_id"
    );
    let mut told: HashMap<ArticleId, Vec<(Item, MessageId, Timestamp)>> = HashMap::new();
    for mut row in tx.query_in(&sql, &[], &articles).await? {
        let (item, message, at) = (read_item(&mut row)?, row.take()?, row.take()?);
        let muted_until: Option<Timestamp> = row.take()?;
        if muted_until.is_none_or(|until| until <= *now) {
            told.entry(row.take()?).or_default().push((item, message, at));
        }
    }
    for items in told.values_mut() {
        items.sort_by_key(|(item, ..)| item.id);
    }
    let with_told = |(mut correction, at): (Corrected, Timestamp)| {
        let items = told.get(&correction.article_id).into_iter().flatten();
        // Who was told since was told the corrected words.
        let before = items.filter(|(.., told_at)| *told_at <= at);
        correction.told = before.map(|(item, message, _)| (item.clone(), *message)).collect();
        correction
    };
    Ok(corrections.into_iter().map(with_told).collect())
}

/// Part of T3: these corrections are owed from now on.
pub(super) async fn owed(tx: &Tx, commit: &StoryCommit) -> Result<()> {
    for (article_id, version) in &commit.corrections {
        let sql = "UPDATE corrections SET owed_at = $3 WHERE article_id = $1 AND version = $2";
        tx.execute(sql, &params![*article_id, *version, commit.at]).await?;
    }
    Ok(())
}

/// Whether a message tells nothing but the corrections of one.
async fn is_answer(tx: &Tx, message: MessageId) -> Result<bool> {
    let mut answers: Vec<Option<MessageId>> = Vec::new();
    for mut row in
        tx.query("SELECT DISTINCT answers FROM items WHERE message_id = $1", &params![message]).await?
    {
        answers.push(row.take()?);
    }
    Ok(matches!(answers.as_slice(), [Some(_)]))
}

/// Whether a message that waits for somebody corrects nothing but what he was never told: all that would have told it was given
/// up since. What tells him instead says what is said now.
pub(super) async fn is_void(tx: &Tx, message: MessageId, (channel, to): (&Name, &str)) -> Result<bool> {
    if !is_answer(tx, message).await? {
        return Ok(false);
    }
    let sql = format!(
        "SELECT CASE WHEN {REACHED} THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END FROM (SELECT DISTINCT h.message_id \
         FROM {TOLD_WRONG} AND i.message_id = $1 AND h.message_id <> i.message_id \
         AND h.channel = $2) s JOIN deliveries r ON r.message_id = s.message_id \
         WHERE r.channel = $2 AND lower(r.recipient) = $3"
    );
    let told = tx.query(&sql, &params![message, channel, &mailbox_key(to)]).await?;
    let told: Vec<bool> = told.into_iter().map(|mut row| row.take()).collect::<Result<_>>()?;
    Ok(!told.is_empty() && !told.contains(&true))
}

/// Those whom the rule told what this message corrects, each in the channel where it was shown: nobody else hears of it. `None`
/// where the message answers none, or tells more than the corrections of one.
pub(super) async fn recipients(tx: &Tx, message: MessageId) -> Result<Option<HashSet<(String, String)>>> {
    if !is_answer(tx, message).await? {
        return Ok(None);
    }
    let sql = format!(
        "SELECT r.channel, lower(r.recipient) FROM (SELECT DISTINCT h.message_id, h.channel FROM {TOLD_WRONG} AND i.message_id = $1) s \
         JOIN deliveries r ON r.message_id = s.message_id AND r.channel = s.channel WHERE {REACHED}"
    );
    let mut recipients = HashSet::new();
    for mut row in tx.query(&sql, &params![message]).await? {
        recipients.insert((row.take()?, row.take()?));
    }
    Ok(Some(recipients))
}

/// Part of T4: which corrections the message tells.
pub(super) async fn told(tx: &Tx, commit: &MessageCommit) -> Result<()> {
    let sql = "SELECT i.article_id, i.version FROM items i WHERE i.message_id = $1 AND i.version > 0 AND EXISTS \
               (SELECT 1 FROM shown h WHERE h.message_id = i.message_id AND h.article_id = i.article_id)";
    for mut row in tx.query(sql, &params![commit.id]).await? {
        let (article_id, version): (ArticleId, i64) = (row.take()?, row.take()?);
        let sql =
            "UPDATE corrections SET told_at = COALESCE(told_at, $3) WHERE article_id = $1 AND version = $2";
        tx.execute(sql, &params![article_id, version, commit.composed_at]).await?;
    }
    Ok(())
}
