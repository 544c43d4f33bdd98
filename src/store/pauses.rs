//! What people silenced for a while: feeds, topics, channels, stories.

use super::Result;
use super::rows::Pause;
use super::tx::Tx;
use super::value::params;
use crate::model::Timestamp;

/// Until when a story without an end of its pause is muted.
const FOR_EVER: Timestamp = Timestamp::MAX;

/// Sets or moves a pause; false when there is no such thing. What the configuration alone knows is not looked for here.
pub(super) async fn set(tx: &Tx, pause: &Pause) -> Result<bool> {
    if pause.kind == "story" {
        let sql = "UPDATE stories SET muted_until = $2 WHERE id = $1";
        let id = pause.name.parse::<i64>().unwrap_or(0);
        if tx.execute(sql, &params![id, pause.until.unwrap_or(FOR_EVER)]).await? == 0 {
            return Ok(false);
        }
    }
    tx.execute(
        "INSERT INTO pauses (kind, name, since_at, until_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, name) DO UPDATE SET until_at = excluded.until_at",
        &params![&pause.kind, &pause.name, pause.since, pause.until],
    )
    .await?;
    Ok(true)
}

/// Ends a pause; whether there was one.
pub(super) async fn clear(tx: &Tx, (kind, name): &(String, String)) -> Result<bool> {
    if kind == "story" {
        let id = name.parse::<i64>().unwrap_or(0);
        tx.execute("UPDATE stories SET muted_until = NULL WHERE id = $1", &params![id]).await?;
    }
    let sql = "DELETE FROM pauses WHERE kind = $1 AND name = $2";
    Ok(tx.execute(sql, &params![kind, name]).await? > 0)
}

/// The pauses that hold at a time.
pub(super) async fn standing(tx: &Tx, now: &Timestamp) -> Result<Vec<Pause>> {
    let sql = "SELECT kind, name, since_at, until_at FROM pauses WHERE until_at IS NULL OR until_at > $1 \
               ORDER BY kind, name";
    let rows = tx.query(sql, &params![*now]).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Pause { kind: row.take()?, name: row.take()?, since: row.take()?, until: row.take()? })
        })
        .collect()
}
