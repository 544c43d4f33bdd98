//! Items that are owed and no message has taken, where the configuration changes under them.

use super::Result;
use super::tx::Tx;
use super::value::params;
use crate::model::{ItemId, Timestamp};

/// Open items are ready earlier than it was said.
pub(super) async fn ready_earlier(tx: &Tx, ready: &[(ItemId, Timestamp)]) -> Result<()> {
    for (item, at) in ready {
        let sql = "UPDATE items SET ready_at = $2 WHERE id = $1 AND message_id IS NULL AND ready_at > $2";
        tx.execute(sql, &params![*item, *at]).await?;
    }
    Ok(())
}

/// Forgets open items of a rule.
pub(super) async fn let_go(tx: &Tx, (rule, before): &(String, Timestamp)) -> Result<usize> {
    let sql = "DELETE FROM items WHERE message_id IS NULL AND rule = $1 AND created_at < $2";
    tx.execute(sql, &params![rule, *before]).await
}
