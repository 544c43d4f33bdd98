//! What the operator must hear: raised once, cleared once, told once each.

use super::Result;
use super::rows::StandingAlarm;
use super::tx::Tx;
use super::value::{Param, Row, params};
use crate::digest::{Alarm, AlarmKind};
use crate::model::Timestamp;

/// An alarm to raise.
pub(super) struct Raise {
    pub(super) kind: AlarmKind,
    pub(super) subject: String,
    pub(super) detail: String,
    pub(super) now: Timestamp,
}

/// Raises an alarm unless it stands; whether it is new.
pub(super) async fn raise(tx: &Tx, raise: &Raise) -> Result<bool> {
    let [kind, subject, detail, now] = params![raise.kind.as_str(), &raise.subject, &raise.detail, raise.now];
    let sql = "SELECT since_at FROM alarms WHERE cleared_at IS NULL AND kind = $1 AND subject = $2";
    if tx.query_one(sql, &[kind, subject]).await?.is_some() {
        return Ok(false);
    }
    // Another worker may raise it at the same moment: one of the two is new.
    let sql =
        "INSERT INTO alarms (kind, subject, since_at, detail) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    if tx.execute(sql, &[kind, subject, now, detail]).await? > 0 {
        return Ok(true);
    }
    // Cleared in the millisecond it was raised in.
    let sql = "UPDATE alarms SET cleared_at = NULL, detail = $4 WHERE kind = $1 AND subject = $2 AND since_at = $3 \
               AND cleared_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alarms o WHERE o.kind = $1 \
               AND o.subject = $2 AND o.cleared_at IS NULL)";
    Ok(tx.execute(sql, &[kind, subject, now, detail]).await? > 0)
}

/// Clears an alarm; whether it stood.
pub(super) async fn clear(tx: &Tx, (kind, subject, now): &(AlarmKind, String, Timestamp)) -> Result<bool> {
    // Later than the message that told of it, or the end would never be told.
    let cleared = tx
        .execute(
            "UPDATE alarms SET cleared_at = CASE WHEN told_at >= $3 THEN told_at + 1 ELSE $3 END \
             WHERE cleared_at IS NULL AND kind = $1 AND subject = $2",
            &params![kind.as_str(), subject, *now],
        )
        .await?;
    Ok(cleared > 0)
}

/// The alarms that stand, oldest first.
pub(super) async fn standing(tx: &Tx, (): &()) -> Result<Vec<StandingAlarm>> {
    let sql = "SELECT kind, subject, since_at, detail FROM alarms WHERE cleared_at IS NULL \
               ORDER BY since_at, kind, subject";
    let mut standing = Vec::new();
    for mut row in tx.query(sql, &[]).await? {
        if let Some(kind) = kind(&mut row)? {
            let (subject, since, detail) = (row.take()?, row.take()?, row.take()?);
            standing.push(StandingAlarm { kind, subject, since, detail });
        }
    }
    Ok(standing)
}

/// Alarms whose beginning or end the operator has not been told, oldest first.
pub(super) async fn untold(tx: &Tx, (): &()) -> Result<Vec<Alarm>> {
    let sql = "SELECT kind, subject, since_at, detail, cleared_at FROM alarms \
               WHERE told_at IS NULL OR told_at < cleared_at ORDER BY since_at, kind, subject";
    let mut untold = Vec::new();
    for mut row in tx.query(sql, &[]).await? {
        let Some(kind) = kind(&mut row)? else { continue };
        let (subject, since, detail) = (row.take()?, row.take()?, row.take()?);
        let cleared_at: Option<Timestamp> = row.take()?;
        untold.push(Alarm {
            kind,
            subject,
            since,
            detail,
            cleared: cleared_at.is_some(),
            news_at: cleared_at.unwrap_or(since),
        });
    }
    Ok(untold)
}

/// The kind of an alarm. A newer version that was here meanwhile may know others: those wait for it, and hold up none of ours.
pub(super) fn kind(row: &mut Row) -> Result<Option<AlarmKind>> {
    Ok(row.take::<String>()?.parse().ok())
}

/// Marks alarms as told: their ends only where the message says that they are over. One that ended while it was composed is
/// told again, as over. False when another message has told of one of them.
pub(super) async fn told(tx: &Tx, alarms: &[Alarm], at: Timestamp) -> Result<bool> {
    for Alarm { kind, subject, since, cleared, .. } in alarms {
        let (told_at, is_untold) = if *cleared {
            (
                "CASE WHEN cleared_at > $4 THEN cleared_at ELSE $4 END",
                "(told_at IS NULL OR told_at < cleared_at)",
            )
        } else {
            ("CASE WHEN cleared_at <= $4 THEN cleared_at - 1 ELSE $4 END", "told_at IS NULL")
        };
        let sql = format!(
            "UPDATE alarms SET told_at = {told_at} \
             WHERE kind = $1 AND subject = $2 AND since_at = $3 AND {is_untold}"
        );
        let values: [Param<'_>; 4] = params![kind.as_str(), subject, *since, at];
        if tx.execute(&sql, &values).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
