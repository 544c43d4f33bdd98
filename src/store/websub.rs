//! Subscriptions at hubs: one row a feed.

use super::Result;
use super::poll::{PreparedPoll, write_rest};
use super::rows::PollCommitted;
use super::tx::Tx;
use super::value::{Param, Row, params};
use crate::feed::Subscription;
use crate::model::{FeedId, Timestamp};

const COLUMNS: &str = "SELECT w.feed_id, f.name, w.hub, w.topic, w.path, w.secret, w.state, w.asked_at, \
                       w.lease_until_at, w.next_at, w.failures, w.reason, w.pushed_at, w.callback, w.poll_at \
                       FROM websub w JOIN feeds f ON f.id = w.feed_id";

fn subscription(mut row: Row) -> Result<Subscription> {
    Ok(Subscription {
        feed_id: row.take()?,
        feed: row.take()?,
        hub: row.take()?,
        topic: row.take()?,
        path: row.take()?,
        secret: row.take()?,
        state: row.take()?,
        asked_at: row.take()?,
        lease_until: row.take()?,
        next_at: row.take()?,
        failures: row.take()?,
        reason: row.take()?,
        pushed_at: row.take()?,
        callback: row.take()?,
        poll_at: row.take()?,
    })
}

/// Every subscription, those that are due first.
pub(super) async fn all(tx: &Tx, (): &()) -> Result<Vec<Subscription>> {
    let sql = format!("{COLUMNS} ORDER BY w.next_at, w.feed_id");
    tx.query(&sql, &[]).await?.into_iter().map(subscription).collect()
}

/// Subscriptions to be looked at by now, the longest due first.
pub(super) async fn due(tx: &Tx, (now, limit): &(Timestamp, usize)) -> Result<Vec<Subscription>> {
    let sql = format!("{COLUMNS} WHERE w.look_at <= $1 ORDER BY w.look_at, w.feed_id LIMIT $2");
    tx.query(&sql, &params![*now, *limit]).await?.into_iter().map(subscription).collect()
}

/// Has these feeds' subscriptions looked at by then, whatever their own time.
pub(super) async fn look(tx: &Tx, (feeds, at): &(Vec<FeedId>, Timestamp)) -> Result<()> {
    let list: Vec<Param<'_>> = feeds.iter().map(|feed| Param::from(*feed)).collect();
    let sql = "UPDATE websub SET look_at = $1 WHERE look_at > $1 AND feed_id IN ({in})";
    tx.execute_in(sql, &params![*at], &list).await?;
    Ok(())
}

/// A feed's subscription.
pub(super) async fn of_feed(tx: &Tx, feed: &FeedId) -> Result<Option<Subscription>> {
    let sql = format!("{COLUMNS} WHERE w.feed_id = $1");
    tx.query_one(&sql, &params![*feed]).await?.map(subscription).transpose()
}

/// The subscription of a callback.
pub(super) async fn at_path(tx: &Tx, path: &String) -> Result<Option<Subscription>> {
    let sql = format!("{COLUMNS} WHERE w.path = $1");
    tx.query_one(&sql, &params![path]).await?.map(subscription).transpose()
}

/// A hub that a feed names. Another hub or topic than before, and a feed that comes back, begin anew; the same again changes
/// nothing.
pub(super) async fn begin(tx: &Tx, new: &Subscription) -> Result<bool> {
    let changed = tx
        .execute(
            "INSERT INTO websub (feed_id, hub, topic, path, secret, state, next_at, look_at, failures) \
             VALUES ($1, $2, $3, $4, $5, 'unasked', $6, $7, 0) ON CONFLICT (feed_id) DO UPDATE SET \
             hub = excluded.hub, topic = excluded.topic, path = excluded.path, secret = excluded.secret, \
             state = 'unasked', asked_at = NULL, lease_until_at = NULL, next_at = excluded.next_at, look_at = excluded.look_at, failures = 0, \
             reason = NULL, callback = NULL \
             WHERE websub.hub <> excluded.hub OR websub.topic <> excluded.topic OR websub.state = 'leaving'",
            &params![new.feed_id, &new.hub, &new.topic, &new.path, &new.secret, new.next_at, new.next_look()],
        )
        .await?;
    Ok(changed > 0)
}

/// Writes where a subscription stands, unless its path is another's by now; false then.
pub(super) async fn keep(tx: &Tx, now: &Subscription) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE websub SET state = $2, asked_at = $3, lease_until_at = $4, next_at = $5, failures = $6, \
             reason = $7, callback = $8, look_at = $9 WHERE path = $1",
            &params![
                &now.path,
                now.state.as_str(),
                now.asked_at,
                now.lease_until,
                now.next_at,
                now.failures,
                &now.reason,
                &now.callback,
                now.next_look(),
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// A request to the hub failed: counted, unless the hub has verified something since it was made.
pub(super) async fn fail(tx: &Tx, (now, asked_at): &(Subscription, Timestamp)) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE websub SET asked_at = NULL, next_at = $3, failures = $4, reason = $5, look_at = $6 \
             WHERE path = $1 AND asked_at = $2",
            &params![&now.path, *asked_at, now.next_at, now.failures, &now.reason, now.next_look()],
        )
        .await?;
    Ok(changed > 0)
}

/// The subscription is over.
pub(super) async fn end(tx: &Tx, path: &String) -> Result<()> {
    tx.execute("DELETE FROM websub WHERE path = $1", &params![path]).await?;
    Ok(())
}

/// After a poll: when it would come again without the hub, and entries that the hub missed.
pub(super) async fn note_poll(
    tx: &Tx,
    (feed, poll_at, missed): &(FeedId, Option<Timestamp>, usize),
) -> Result<()> {
    tx.execute("UPDATE websub SET poll_at = $2 WHERE feed_id = $1", &params![*feed, *poll_at]).await?;
    if *missed > 0 {
        let reason = format!("{missed} entries were not pushed");
        let sql = "UPDATE websub SET failures = failures + 1, reason = $2 WHERE feed_id = $1";
        tx.execute(sql, &params![*feed, &reason]).await?;
    }
    Ok(())
}

/// The feed is polled as usual again: a poll that its hub put off comes when it would have come without the hub, at once if
/// that is past.
pub(super) async fn poll_as_usual(tx: &Tx, (feed, now): &(FeedId, Timestamp)) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE feed_states SET interval_why = 'unpushed', next_poll_at = COALESCE((SELECT CASE WHEN \
             w.poll_at > $2 THEN w.poll_at ELSE CAST($2 AS BIGINT) END FROM websub w WHERE w.feed_id = $1), $2) \
             WHERE feed_id = $1 AND state = 'active' AND interval_why = 'pushed' AND next_poll_at > $2",
            &params![*feed, *now],
        )
        .await?;
    tx.execute("UPDATE websub SET poll_at = NULL WHERE feed_id = $1", &params![*feed]).await?;
    Ok(changed > 0)
}

/// T1 of pushed content: its entries as a poll's, nothing of the polling but what they say of the feed's rhythm.
pub(super) async fn push(tx: &Tx, poll: &PreparedPoll) -> Result<PollCommitted> {
    let update = poll.update();
    // The first statement, as in a poll: its row lock keeps a push and a poll of one feed apart.
    let touched = tx
        .execute(
            "UPDATE feed_states SET last_new_at = CASE WHEN CAST($3 AS BIGINT) = 1 THEN $2 ELSE last_new_at END, \
             rhythm = COALESCE($4, rhythm), \
             silent_at = CASE WHEN $4 IS NULL THEN silent_at ELSE CAST($5 AS BIGINT) END \
             WHERE feed_id = $1 AND state = 'active' AND address_no = $6",
            &params![
                update.feed_id,
                update.at,
                !update.new.is_empty(),
                poll.rhythm(),
                update.rhythm.as_ref().and_then(|(_, silent_at)| *silent_at),
                update.basis.address,
            ],
        )
        .await?;
    if touched == 0 {
        return Ok(PollCommitted::default());
    }
    let sql = "UPDATE websub SET pushed_at = $2, failures = 0, reason = NULL WHERE feed_id = $1";
    tx.execute(sql, &params![update.feed_id, update.at]).await?;
    write_rest(tx, poll).await
}
