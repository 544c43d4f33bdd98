//! The part of a configuration that says how a page is read as a feed.

use std::collections::HashMap;

use super::Result;
use super::due::UNCONDITIONAL;
use super::tx::Tx;
use super::value::params;
use crate::config::FeedConfig;
use crate::model::{FeedId, Name, Timestamp};

/// A feed with what tells its selectors from others; `None` where it is no page.
pub(super) fn selectors_of(feed: &FeedConfig) -> Option<(Name, String)> {
    Some((feed.name.clone(), feed.select.as_ref()?.key().to_string()))
}

/// Feeds whose pages are read by other selectors now are read anew, though they say what they said.
pub(super) async fn reselect(tx: &Tx, wanted: &[(Name, String)], now: Timestamp) -> Result<()> {
    let mut known: HashMap<Name, (FeedId, String)> = HashMap::new();
    let sql = "SELECT id, name, selectors FROM feeds WHERE selectors IS NOT NULL";
    for mut row in tx.query(sql, &[]).await? {
        let id = row.take()?;
        known.insert(row.take()?, (id, row.take()?));
    }
    for (name, selectors) in wanted {
        let before = known.remove(name);
        if before.as_ref().is_some_and(|(_, before)| before == selectors) {
            continue;
        }
        let sql = "UPDATE feeds SET selectors = $2 WHERE name = $1";
        tx.execute(sql, &params![name, selectors]).await?;
        if let Some((id, _)) = before {
            read_anew(tx, id, now).await?;
        }
    }
    for (id, _) in known.into_values() {
        tx.execute("UPDATE feeds SET selectors = NULL WHERE id = $1", &params![id]).await?;
        read_anew(tx, id, now).await?;
    }
    Ok(())
}

/// A poll under way keeps to what it began with, and another one follows.
async fn read_anew(tx: &Tx, id: FeedId, now: Timestamp) -> Result<()> {
    let sql = format!(
        "UPDATE feed_states SET {UNCONDITIONAL}, force_no = force_no + 1, hand_no = hand_no + 1, \
         next_poll_at = CASE WHEN state = 'active' THEN CAST($2 AS BIGINT) ELSE next_poll_at END WHERE feed_id = $1"
    );
    tx.execute(&sql, &params![id, now]).await?;
    Ok(())
}
