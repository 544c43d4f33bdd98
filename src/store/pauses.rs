//! What people silenced for a while: feeds, topics, channels, stories.

use super::rows::Pause;
use super::tx::Tx;
use super::value::{Row, params};
use super::{Result, Store};
use crate::digest::Pausing;
use crate::model::{Name, Pausable, PauseKind, StoryId, Timestamp};

/// That the pause `p` holds at the time in parameter `at`.
pub(super) fn holds(at: usize) -> String {
    format!("(p.until_at IS NULL OR p.until_at > ${at})")
}

/// That no pause of this kind holds, at the time in parameter `at`, for what `name` names.
pub(super) fn is_not_paused(kind: PauseKind, name: &str, at: usize) -> String {
    let holds = holds(at);
    format!("NOT EXISTS (SELECT 1 FROM pauses p WHERE p.kind = '{kind}' AND p.name = {name} AND {holds})")
}

/// Until when a story without an end of its pause is muted.
const FOR_EVER: Timestamp = Timestamp::MAX;

impl Store {
    /// A story's present headline and its topics by name; `None` when it is not, or no longer, there.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn story_named(&self, story: StoryId) -> Result<Option<(String, Vec<Name>)>> {
        self.read(story, |tx, story| Box::pin(named(tx, story))).await
    }

    /// The pauses that hold at a time; those of stories with their present headlines.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn named_pauses(&self, now: Timestamp) -> Result<Vec<(Pause, Option<String>)>> {
        let mut named = Vec::new();
        for pause in self.pauses(now).await? {
            let title = match &pause.what {
                Pausable::Story(story) => self.story_named(*story).await?.map(|(title, _)| title),
                Pausable::Feed(_) | Pausable::Topic(_) | Pausable::Channel(_) => None,
            };
            named.push((pause, title));
        }
        Ok(named)
    }

    /// The pauses of topics and stories that held at some time since then, for the age of what they held.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn pausings(&self, since: Timestamp) -> Result<Vec<Pausing>> {
        self.read(since, |tx, since| Box::pin(pausings(tx, since))).await
    }
}

async fn pausings(tx: &Tx, since: &Timestamp) -> Result<Vec<Pausing>> {
    let sql = format!(
        "SELECT kind, name, since_at, until_at FROM (SELECT kind, name, since_at, until_at FROM pauses \
         UNION ALL SELECT kind, name, since_at, until_at FROM past_pauses) p \
         WHERE kind IN ('topic', 'story') AND {} ORDER BY since_at, kind, name",
        holds(1)
    );
    let mut pausings = Vec::new();
    for mut row in tx.query(&sql, &params![*since]).await? {
        if let Some(what) = what(&mut row)? {
            pausings.push(Pausing { what, since: row.take()?, until: row.take()? });
        }
    }
    Ok(pausings)
}

/// What is paused: its kind and its name are the row's next columns. What this version cannot read, it does not obey.
fn what(row: &mut Row) -> Result<Option<Pausable>> {
    let (kind, name): (String, String) = (row.take()?, row.take()?);
    let read = kind.parse().and_then(|kind: PauseKind| Pausable::read(kind, &name));
    Ok(read.inspect_err(|why| tracing::warn!("a pause is left out: {why}")).ok())
}

async fn named(tx: &Tx, story: &StoryId) -> Result<Option<(String, Vec<Name>)>> {
    // As the article that began it says now: the story keeps the words that it began with, which may have been wrong.
    let sql = "SELECT COALESCE((SELECT a.title FROM articles a WHERE a.id = COALESCE((SELECT l.id FROM articles l \
               WHERE l.id = s.lead_article_id AND l.story_id = s.id), \
               (SELECT MIN(o.id) FROM articles o WHERE o.story_id = s.id))), s.title) FROM stories s WHERE s.id = $1";
    let row = tx.query_one(sql, &params![*story]).await?;
    let Some(mut row) = row else { return Ok(None) };
    let sql = "SELECT t.name FROM story_topics st JOIN topics t ON t.id = st.topic_id \
               WHERE st.story_id = $1 AND t.removed_at IS NULL ORDER BY t.name";
    let topics = tx.query(sql, &params![*story]).await?;
    let topics = topics.into_iter().map(|mut row| row.take()).collect::<Result<_>>()?;
    Ok(Some((row.take()?, topics)))
}

/// Sets or moves a pause, which goes on from its beginning unless it was over; false when there is no such thing. What the
/// configuration alone knows is not looked for here.
pub(super) async fn set(tx: &Tx, pause: &Pause) -> Result<bool> {
    if let Pausable::Story(id) = pause.what {
        let sql = "UPDATE stories SET muted_until = $2 WHERE id = $1";
        if tx.execute(sql, &params![id, pause.until.unwrap_or(FOR_EVER)]).await? == 0 {
            return Ok(false);
        }
    }
    let (kind, name) = (pause.what.kind(), pause.what.name());
    // One that ended by itself is another one.
    remember(tx, kind, &name, pause.since).await?;
    let sql = "DELETE FROM pauses WHERE kind = $1 AND name = $2 AND until_at <= $3";
    tx.execute(sql, &params![kind, &name, pause.since]).await?;
    tx.execute(
        "INSERT INTO pauses (kind, name, since_at, until_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, name) DO UPDATE SET until_at = excluded.until_at",
        &params![kind, &name, pause.since, pause.until],
    )
    .await?;
    Ok(true)
}

/// Keeps a pause of a topic or a story, as far as it has lasted, for the age of what it held. One that goes on is kept when it
/// ends.
async fn remember(tx: &Tx, kind: PauseKind, name: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO past_pauses (kind, name, since_at, until_at) SELECT kind, name, since_at, until_at FROM pauses \
               WHERE kind = $1 AND name = $2 AND kind IN ('topic', 'story') AND until_at <= $3 AND since_at < until_at \
               ON CONFLICT (kind, name, since_at) DO NOTHING";
    tx.execute(sql, &params![kind, name, now]).await?;
    Ok(())
}

/// Ends a pause; whether there was one.
pub(super) async fn clear(tx: &Tx, (what, now): &(Pausable, Timestamp)) -> Result<bool> {
    let (kind, name) = (what.kind(), what.name());
    let sql = "UPDATE pauses SET until_at = $3 WHERE kind = $1 AND name = $2 AND (until_at IS NULL OR until_at > $3)";
    tx.execute(sql, &params![kind, &name, *now]).await?;
    remember(tx, kind, &name, *now).await?;
    if let Pausable::Story(id) = what {
        tx.execute("UPDATE stories SET muted_until = NULL WHERE id = $1", &params![*id]).await?;
    }
    let sql = "DELETE FROM pauses WHERE kind = $1 AND name = $2";
    Ok(tx.execute(sql, &params![kind, &name]).await? > 0)
}

/// The pauses that hold at a time.
pub(super) async fn standing(tx: &Tx, now: &Timestamp) -> Result<Vec<Pause>> {
    let sql = format!(
        "SELECT p.kind, p.name, p.since_at, p.until_at FROM pauses p WHERE {} ORDER BY p.kind, p.name",
        holds(1)
    );
    let mut standing = Vec::new();
    for mut row in tx.query(&sql, &params![*now]).await? {
        if let Some(what) = what(&mut row)? {
            standing.push(Pause { what, since: row.take()?, until: row.take()? });
        }
    }
    Ok(standing)
}
