//! What the operator must hear: raised once, cleared once, told once each.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::Result;
use super::tx::Tx;
use super::value::{Param, params};
use crate::digest::Alarm;
use crate::model::Timestamp;

/// An alarm to raise.
pub(super) struct Raise {
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) detail: String,
    pub(super) now: Timestamp,
}

/// Raises an alarm unless it stands; whether it is new.
pub(super) async fn raise(tx: &Tx, raise: &Raise) -> Result<bool> {
    let [kind, subject, detail, now] = params![&raise.kind, &raise.subject, &raise.detail, raise.now];
    let sql = "SELECT since_at FROM alarms WHERE cleared_at IS NULL AND kind = $1 AND subject = $2";
    if tx.query_one(sql, &[kind, subject]).await?.is_some() {
        return Ok(false);
    }
    let written = tx
        .execute(
            "INSERT INTO alarms (kind, subject, since_at, detail) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (kind, subject, since_at) DO UPDATE SET cleared_at = NULL, detail = excluded.detail",
            &[kind, subject, now, detail],
        )
        .await?;
    Ok(written > 0)
}

/// Clears an alarm; whether it stood.
pub(super) async fn clear(tx: &Tx, (kind, subject, now): &(String, String, Timestamp)) -> Result<bool> {
    // Later than the message that told of it, or the end would never be told.
    let cleared = tx
        .execute(
            "UPDATE alarms SET cleared_at = CASE WHEN told_at >= $3 THEN told_at + 1 ELSE $3 END \
             WHERE cleared_at IS NULL AND kind = $1 AND subject = $2",
            &params![kind, subject, *now],
        )
        .await?;
    Ok(cleared > 0)
}

/// Kind, subject, since and detail of the alarms that stand, oldest first.
pub(super) async fn standing(tx: &Tx, (): &()) -> Result<Vec<(String, String, Timestamp, String)>> {
    let sql = "SELECT kind, subject, since_at, detail FROM alarms WHERE cleared_at IS NULL \
               ORDER BY since_at, kind, subject";
    let rows = tx.query(sql, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?, row.take()?))).collect()
}

/// Alarms whose beginning or end the operator has not been told, oldest first.
pub(super) async fn untold(tx: &Tx, (): &()) -> Result<Vec<Alarm>> {
    let sql = "SELECT kind, subject, since_at, detail, cleared_at FROM alarms \
               WHERE told_at IS NULL OR told_at < cleared_at ORDER BY since_at, kind, subject";
    let rows = tx.query(sql, &[]).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Alarm {
                kind: kind_word(row.take()?),
                subject: row.take()?,
                since: row.take()?,
                detail: row.take()?,
                cleared: row.take::<Option<Timestamp>>()?.is_some(),
            })
        })
        .collect()
}

/// A kind as the constant it was written from. The program has a dozen of them, so few words are kept for good.
fn kind_word(kind: String) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = words.get(kind.as_str()) {
        return word;
    }
    let word: &'static str = kind.leak();
    words.insert(word);
    word
}

/// Marks alarms as told.
pub(super) async fn told(tx: &Tx, alarms: &[(String, String, Timestamp)], at: Timestamp) -> Result<()> {
    for (kind, subject, since) in alarms {
        let values: [Param<'_>; 4] = params![kind, subject, *since, at];
        tx.execute(
            "UPDATE alarms SET told_at = CASE WHEN cleared_at > $4 THEN cleared_at ELSE $4 END \
             WHERE kind = $1 AND subject = $2 AND since_at = $3",
            &values,
        )
        .await?;
    }
    Ok(())
}
