//! Hosts that asked for silence: kept by every feed of theirs, seen by the operator, lifted by hand.

use super::due::UNCONDITIONAL;
use super::tx::Tx;
use super::value::params;
use super::{Result, Store, alarms};
use crate::digest::AlarmSubject;
use crate::model::{FeedId, Name, Timestamp};

/// When the next poll of feed state `s` can be made, its host's silence `h` kept; `$1` is now.
const EARLIEST: &str = "CASE WHEN h.not_before_at > $1 AND h.not_before_at > s.next_poll_at THEN h.not_before_at \
                        ELSE s.next_poll_at END";

/// Until when feed state `s` is blind although none of its polls failed: a host on its way wants silence for so long that the
/// next poll comes more than its interval and an hour after the last good answer. `$1` is now.
pub(super) fn unheard_until() -> String {
    format!(
        "CASE WHEN s.state = 'active' AND s.failures = 0 AND s.last_poll_at IS NOT NULL AND (s.came = 'held' OR \
         (h.not_before_at > $1 AND h.not_before_at > s.next_poll_at)) \
         AND {EARLIEST} - COALESCE(s.last_ok_at, s.last_poll_at) > s.interval_ms + 3600000 THEN {EARLIEST} END"
    )
}

/// A feed that is blind because its host wants silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnheardFeed {
    /// The feed.
    pub feed: Name,
    /// Its last good answer; where it never gave one, since it is watched.
    pub since: Timestamp,
    /// When it can be polled again.
    pub until: Timestamp,
}

#[expect(
    clippy::missing_errors_doc,
    reason = "every operation fails as `StoreError` says and in no other way"
)]
impl Store {
    /// Hosts that asked for silence, still in force.
    pub async fn held_hosts(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        self.read(now, |tx, now| Box::pin(held_hosts(tx, now))).await
    }

    /// A host asked for silence beside what is polled and read; a later time that was asked for stands.
    pub async fn hold_host(&self, host: &str, until: Timestamp, why: &str) -> Result<()> {
        let input = (host.to_owned(), until, why.to_owned());
        self.write(0, input, |tx, (host, until, why)| Box::pin(hold_host(tx, host, *until, Some(why)))).await
    }

    /// Feeds that are blind at `now` although they never failed, because their hosts want silence; by name.
    pub async fn unheard_feeds(&self, now: Timestamp) -> Result<Vec<UnheardFeed>> {
        self.read(now, |tx, now| Box::pin(unheard(tx, now))).await
    }

    /// Standing alarms of feeds whose end the feed's state tells: a blind one has answered since, a silent one has had news, one
    /// that was gone was asked again and is not, one that moved is asked where the configuration says.
    pub async fn seen_again(&self) -> Result<Vec<AlarmSubject>> {
        self.read((), |tx, input| Box::pin(seen_again(tx, input))).await
    }

    /// `feed poll --force`: lifts the silence of a feed's host, and of `also`, and forgets the feed's validators.
    pub async fn lift_silence(&self, feed: &Name, also: Vec<String>) -> Result<()> {
        self.write(0, (feed.clone(), also), |tx, input| Box::pin(lift(tx, input))).await
    }

    /// Whether a host's silence was lifted by hand since this was last asked.
    pub async fn take_lifted(&self, host: &str) -> Result<bool> {
        self.write(0, host.to_owned(), |tx, host| Box::pin(take_lifted(tx, host))).await
    }
}

/// Feeds that are blind at `now` because their hosts want silence, by name.
pub(super) async fn unheard(tx: &Tx, now: &Timestamp) -> Result<Vec<UnheardFeed>> {
    let sql = format!(
        "SELECT u.name, u.id, u.last_ok_at, u.until_at FROM (SELECT f.name, f.id, s.last_ok_at, {} AS until_at \
         FROM feed_states s JOIN feeds f ON f.id = s.feed_id LEFT JOIN hosts h ON h.host = f.host) u \
         WHERE u.until_at IS NOT NULL ORDER BY u.name",
        unheard_until()
    );
    let rows = tx.query(&sql, &params![*now]).await?;
    rows.into_iter()
        .map(|mut row| {
            let (feed, id, last_ok): (_, FeedId, Option<Timestamp>) = (row.take()?, row.take()?, row.take()?);
            Ok(UnheardFeed { feed, since: last_ok.unwrap_or_else(|| id.created_at()), until: row.take()? })
        })
        .collect()
}

/// See [`Store::seen_again`]. Not only polls bring news, and a corrected address begins anew: what the poll notes is not enough.
async fn seen_again(tx: &Tx, (): &()) -> Result<Vec<AlarmSubject>> {
    let sql = "SELECT a.kind, a.subject FROM alarms a JOIN feeds f ON f.name = a.subject JOIN feed_states s \
               ON s.feed_id = f.id WHERE a.cleared_at IS NULL AND CASE a.kind \
               WHEN 'blind' THEN s.failures = 0 AND s.last_ok_at > a.since_at \
               WHEN 'silent' THEN s.last_new_at > a.since_at \
               WHEN 'gone' THEN s.state <> 'gone' AND s.last_poll_at > a.since_at \
               WHEN 'moved' THEN COALESCE(s.url, f.url) = f.url ELSE FALSE END \
               ORDER BY a.kind, a.subject";
    let mut seen = Vec::new();
    for mut row in tx.query(sql, &[]).await? {
        seen.extend(alarms::subject(&mut row)?);
    }
    Ok(seen)
}

/// Nothing to a host before then; a later time that was asked for stands.
pub(super) async fn hold_host(tx: &Tx, host: &str, until: Timestamp, reason: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO hosts (host, not_before_at, reason) VALUES ($1, $2, $3) ON CONFLICT (host) DO UPDATE SET \
         not_before_at = excluded.not_before_at, reason = excluded.reason \
         WHERE hosts.not_before_at < excluded.not_before_at",
        &params![host, until, reason],
    )
    .await?;
    Ok(())
}

/// Hosts that asked for silence, still in force.
async fn held_hosts(tx: &Tx, now: &Timestamp) -> Result<Vec<(String, Timestamp)>> {
    let sql = "SELECT host, not_before_at FROM hosts WHERE not_before_at > $1 ORDER BY host";
    let rows = tx.query(sql, &params![*now]).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Lifts the silence of a feed's host and of `also`, and forgets what would make its next poll conditional. A row without a
/// time stays, by which a daemon that holds the host learns of it.
async fn lift(tx: &Tx, (feed, also): &(Name, Vec<String>)) -> Result<()> {
    let sql = format!(
        "UPDATE feed_states SET {UNCONDITIONAL}, parts = NULL, force_no = force_no + 1 \
         WHERE feed_id = (SELECT id FROM feeds WHERE name = $1)"
    );
    tx.execute(&sql, &params![feed]).await?;
    let mut hosts = also.clone();
    for mut row in tx.query("SELECT host FROM feeds WHERE name = $1", &params![feed]).await? {
        hosts.push(row.take()?);
    }
    hosts.sort_unstable();
    for host in &hosts {
        let sql = "UPDATE hosts SET not_before_at = 0, reason = NULL WHERE host = $1";
        tx.execute(sql, &params![host]).await?;
    }
    Ok(())
}

/// Takes note that a host's silence was lifted by hand; false when it was not.
async fn take_lifted(tx: &Tx, host: &String) -> Result<bool> {
    let sql = "DELETE FROM hosts WHERE host = $1 AND not_before_at = 0";
    Ok(tx.execute(sql, &params![host]).await? > 0)
}
