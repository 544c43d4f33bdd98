//! What the operator must hear: raised once, cleared once, told once each.

use super::Result;
use super::rows::StandingAlarm;
use super::tx::Tx;
use super::value::{Param, Row, params};
use crate::digest::{Alarm, AlarmKind, AlarmSubject};
use crate::model::Timestamp;

/// An alarm to raise.
pub(super) struct Raise {
    pub(super) subject: AlarmSubject,
    pub(super) detail: String,
    pub(super) now: Timestamp,
}

/// Raises an alarm unless it stands; whether it is new.
pub(super) async fn raise(tx: &Tx, raise: &Raise) -> Result<bool> {
    let text = raise.subject.to_string();
    let [kind, subject, detail, now] =
        params![raise.subject.kind().as_str(), &text, &raise.detail, raise.now];
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
pub(super) async fn clear(tx: &Tx, (subject, now): &(AlarmSubject, Timestamp)) -> Result<bool> {
    // Later than the message that told of it, or the end would never be told.
    let cleared = tx
        .execute(
            "UPDATE alarms SET cleared_at = CASE WHEN told_at >= $3 THEN told_at + 1 ELSE $3 END \
             WHERE cleared_at IS NULL AND kind = $1 AND subject = $2",
            &params![subject.kind().as_str(), &subject.to_string(), *now],
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
        if let Some(subject) = subject(&mut row)? {
            standing.push(StandingAlarm { subject, since: row.take()?, detail: row.take()? });
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
        let Some(subject) = subject(&mut row)? else { continue };
        let (since, detail) = (row.take()?, row.take()?);
        let cleared_at: Option<Timestamp> = row.take()?;
        untold.push(Alarm {
            subject,
            since,
            detail,
            cleared: cleared_at.is_some(),
            news_at: cleared_at.unwrap_or(since),
        });
    }
    Ok(untold)
}

/// What an alarm is about: its kind and its subject are the row's next columns. A newer version that was here meanwhile may know
/// others: those wait for it, and hold up none of ours.
pub(super) fn subject(row: &mut Row) -> Result<Option<AlarmSubject>> {
    let (kind, text): (String, String) = (row.take()?, row.take()?);
    let Ok(kind) = kind.parse::<AlarmKind>() else { return Ok(None) };
    let read = AlarmSubject::read(kind, &text);
    Ok(read.inspect_err(|why| tracing::warn!("an alarm is left out: {why}")).ok())
}

/// Marks alarms as told: their ends only where the message says that they are over. One that ended while it was composed is
/// told again, as over. False when another message has told of one of them.
pub(super) async fn told(tx: &Tx, alarms: &[Alarm], at: Timestamp) -> Result<bool> {
    for Alarm { subject, since, cleared, .. } in alarms {
        let (kind, subject) = (subject.kind(), subject.to_string());
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
        let values: [Param<'_>; 4] = params![kind.as_str(), &subject, *since, at];
        if tx.execute(&sql, &values).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
