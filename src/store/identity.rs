//! Who an installation and its processes are: what it was given once, and the slots that keep apart what each process numbers.

use std::collections::HashSet;

use super::tx::Tx;
use super::value::params;
use super::{Result, StoreError, migrate};
use crate::model::Timestamp;

/// What this installation was given once: its name, its key.
pub(super) async fn given(tx: &Tx, key: &&'static str) -> Result<Option<String>> {
    let row = tx.query_one("SELECT value FROM meta WHERE key = $1", &params![*key]).await?;
    row.map(|mut row| row.take()).transpose()
}

/// Gives it to this installation, unless another process was faster; what holds from then on.
pub(super) async fn give(tx: &Tx, (key, fresh): &(&'static str, String)) -> Result<String> {
    let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
    tx.execute(sql, &params![*key, fresh]).await?;
    given(tx, key).await?.ok_or_else(|| StoreError::Other(format!("the store has no `{key}`")))
}

/// Worker slots are 0 to 510; the last one is for commands that can only look.
pub(super) const SLOTS: u16 = 511;

/// Keeps processes that start at once apart, so that each sees what the other took.
const SLOTS_LOCK: i64 = migrate::LOCK + 1;

/// Takes the worker slot that was given up, or last heard of, the longest ago: two processes share one only when
/// five hundred others were started in between.
pub(super) async fn take_slot(tx: &Tx, now: &Timestamp) -> Result<u16> {
    tx.one_at_a_time(SLOTS_LOCK).await?;
    let sql = "SELECT slot FROM workers ORDER BY slot";
    let mut taken = HashSet::new();
    for mut row in tx.query(sql, &[]).await? {
        taken.insert(row.take::<i64>()?);
    }
    let free = (0..i64::from(SLOTS)).find(|slot| !taken.contains(slot));
    let slot = if let Some(slot) = free {
        slot
    } else {
        let row = tx.query_one("SELECT slot FROM workers ORDER BY beat_at, slot LIMIT 1", &[]).await?;
        row.ok_or_else(|| StoreError::Other("there is no worker slot".to_owned()))?.take()?
    };
    tx.execute(
        "INSERT INTO workers (slot, beat_at) VALUES ($1, $2) ON CONFLICT (slot) DO UPDATE SET beat_at = excluded.beat_at",
        &params![slot, *now],
    )
    .await?;
    u16::try_from(slot).map_err(|_| StoreError::Other(format!("worker slot {slot} is out of range")))
}

/// Says that a worker lives, by a row written and read back.
pub(super) async fn beat(tx: &Tx, (slot, now): &(u16, Timestamp)) -> Result<()> {
    let slot = i64::from(*slot);
    let mut row = tx
        .query_one("UPDATE workers SET beat_at = $2 WHERE slot = $1 RETURNING beat_at", &params![slot, *now])
        .await?
        .ok_or_else(|| StoreError::Other(format!("worker slot {slot} is gone")))?;
    let read: Timestamp = row.take()?;
    if read == *now { Ok(()) } else { Err(StoreError::Other("a row reads back as another".to_owned())) }
}
