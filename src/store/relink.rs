//! The part of T1 that follows an entry's corrected link.

use super::Result;
use super::poll::ADDRESSES;
use super::tx::Tx;
use super::value::params;
use crate::feed::ChangedEntry;
use crate::model::Hash16;

/// Gives an article the address that its feed says now: it is found there, and its page is read there. The old address goes on
/// leading to it; one that leads to another article stays that one's.
pub(super) async fn relink(tx: &Tx, entry: &ChangedEntry, key: &Hash16) -> Result<()> {
    tx.insert(&ADDRESSES, &params![key, entry.article_id]).await?;
    tx.execute("DELETE FROM shared_links WHERE article_id = $1", &params![entry.article_id]).await?;
    tx.execute(
        "UPDATE articles SET url = $2, canonical_url = NULL, text_reason = NULL, text_state = CASE \
         WHEN text_state <> 'read' AND CAST($3 AS BIGINT) = 1 THEN 'pending' ELSE text_state END WHERE id = $1",
        &params![entry.article_id, &entry.entry.link, entry.page.is_some()],
    )
    .await?;
    Ok(())
}
