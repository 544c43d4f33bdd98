//! T5 and T6: a delivery is claimed with its channel, sent outside any transaction, and settled.

use super::alarms::{self, Raise};
use super::channels::{Recipients, drop_stranger, drop_waiting};
use super::lease::Lease;
use super::pauses::is_not_paused;
use super::rows::Suppression;
use super::tx::Tx;
use super::value::{Param, params};
use super::{Result, StoreError, Suppressing, correct, suppress};
use crate::deliver::{self, Claim, Settlement};
use crate::digest::{AlarmSubject, Sending};
use crate::model::{DeliveryId, MessageId, Name, PauseKind, RuleName, Timestamp};

/// What a courier asks for.
pub(super) struct DeliveryClaim {
    pub(super) channels: Vec<Name>,
    pub(super) now: Timestamp,
    pub(super) lease: Lease,
}

/// Q8, T5: the head delivery of each free channel.
pub(super) async fn claim(tx: &Tx, claim: &DeliveryClaim) -> Result<Vec<Claim>> {
    let list: Vec<Param<'_>> = claim.channels.iter().map(Param::from).collect();
    // In one order on every worker; a row another worker has in hand is passed by.
    let sql = format!(
        "SELECT channel, recipients FROM channel_states WHERE (until_at IS NULL OR until_at <= $2) AND not_before_at <= $1 \
         AND disabled_why IS NULL AND {} AND channel IN ({{in}}) ORDER BY channel{}",
        is_not_paused(PauseKind::Channel, "channel_states.channel", 1),
        tx.skip_locked()
    );
    let mut claims = Vec::new();
    let lease = claim.lease.span(tx, claim.now).await?;
    for mut row in tx.query_in(&sql, &params![claim.now, lease.now], &list).await? {
        let (channel, recipients): (Name, _) = (row.take()?, Recipients::read(row.take()?)?);
        give_up_sending(tx, &channel, claim.now).await?;
        while let Some(head) = head(tx, &channel, claim.now).await? {
            if !recipients.has(&head.recipient) {
                drop_stranger(tx, head.id, claim.now).await?;
            } else if !head.by_hand
                && correct::is_void(tx, head.message_id, (&channel, &head.recipient)).await?
            {
                drop_waiting(tx, head.id, "what it answers was never sent there", claim.now).await?;
            } else {
                claims.extend(take(tx, &channel, head.id, claim.now, lease.until).await?);
                break;
            }
        }
    }
    if !claims.is_empty() {
        tx.is("claim");
    }
    Ok(claims)
}

/// Why it is not known whether a delivery arrived.
const ENDED: &str = "the process ended while sending";

/// What was being sent when its lease ended may have arrived or not: it is uncertain, and due; where the channel holds
/// such deliveries it waits for a person, who is told, unless it was for the operator itself.
async fn give_up_sending(tx: &Tx, channel: &Name, now: Timestamp) -> Result<()> {
    let sql = "SELECT d.id, d.attempts, s.holds, d.rule FROM deliveries d JOIN channel_states s ON s.channel = d.channel \
               WHERE d.settled_at IS NULL AND d.channel = $1 AND d.state = 'sending'";
    for mut row in tx.query(sql, &params![channel]).await? {
        let (id, attempts, holds): (DeliveryId, i64, bool) = (row.take()?, row.take()?, row.take()?);
        let rule: RuleName = row.take()?;
        tx.execute(
            "UPDATE deliveries SET state = 'uncertain', outcome = $3, next_at = $2 WHERE id = $1",
            &params![id, (!holds).then_some(now), ENDED],
        )
        .await?;
        if holds && rule != RuleName::Operator {
            let detail = deliver::held(channel, id, ENDED);
            let subject = AlarmSubject::Held(Sending { channel: Some(channel.clone()), delivery: id });
            alarms::raise(tx, &Raise { subject, detail, now }).await?;
        }
        tx.execute(
            "UPDATE delivery_attempts SET outcome = 'uncertain', detail = $3 WHERE delivery_id = $1 AND n = $2",
            &params![id, attempts, ENDED],
        )
        .await?;
    }
    Ok(())
}

/// A delivery that is due.
struct Head {
    id: DeliveryId,
    message_id: MessageId,
    recipient: String,
    /// A person asked for it.
    by_hand: bool,
}

/// The oldest due delivery of a channel that no earlier one of its rule and recipient stands before.
///
/// One recipient's retries hold up what follows for him, not the mail of all others.
async fn head(tx: &Tx, channel: &Name, now: Timestamp) -> Result<Option<Head>> {
    let row = tx
        .query_one(
            "SELECT d.id, d.message_id, d.recipient, d.by_hand FROM deliveries d WHERE d.settled_at IS NULL AND d.channel = $1 AND d.next_at <= $2 \
             AND d.state <> 'sending' AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.settled_at IS NULL \
             AND e.channel = d.channel AND e.rule = d.rule AND e.recipient = d.recipient AND e.id < d.id \
             AND e.next_at IS NOT NULL) ORDER BY d.id LIMIT 1",
            &params![channel, now],
        )
        .await?;
    row.map(|mut row| {
        Ok(Head { id: row.take()?, message_id: row.take()?, recipient: row.take()?, by_hand: row.take()? })
    })
    .transpose()
}

/// Leases the channel for a delivery; `None` when a person dropped it this very moment.
async fn take(
    tx: &Tx,
    channel: &Name,
    id: DeliveryId,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Claim>> {
    let taken = tx
        .execute(
            "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, \
             first_started_at = COALESCE(first_started_at, $2) WHERE id = $1 AND settled_at IS NULL",
            &params![id, now],
        )
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    let lost = || StoreError::Other(format!("delivery {id} vanished while it was claimed"));
    let mut lease = tx
        .query_one(
            "UPDATE channel_states SET token = token + 1, until_at = $2 WHERE channel = $1 RETURNING token, failures",
            &params![channel, lease_until],
        )
        .await?
        .ok_or_else(lost)?;
    let mut row = tx
        .query_one(
            "SELECT d.message_id, d.rule, d.recipient, d.stable_id, b.bytes, d.attempts, m.composed_at, \
             d.first_started_at FROM deliveries d JOIN messages m ON m.id = d.message_id \
             JOIN delivery_bodies b ON b.delivery_id = d.id WHERE d.id = $1",
            &params![id],
        )
        .await?
        .ok_or_else(lost)?;
    let claimed = Claim {
        delivery_id: id,
        channel: channel.clone(),
        message_id: row.take()?,
        rule: row.take()?,
        recipient: row.take()?,
        stable_id: row.take()?,
        bytes: row.take()?,
        attempts: row.take()?,
        composed_at: row.take()?,
        first_started_at: row.take()?,
        token: lease.take()?,
        channel_failures: lease.take()?,
        thread: thread(tx, channel, id).await?,
    };
    tx.execute(
        "INSERT INTO delivery_attempts (delivery_id, n, started_at, outcome, detail) \
         VALUES ($1, $2, $3, 'sending', '')",
        &params![id, claimed.attempts, now],
    )
    .await?;
    Ok(Some(claimed))
}

/// The receipt of the message through which a rule showed a channel these stories first, all of them in one message: what
/// follows it is an answer to it. Messages of a rule go out in order, so by now it is known; digests begin anew each time.
async fn thread(tx: &Tx, channel: &Name, id: DeliveryId) -> Result<Option<String>> {
    let sql = "SELECT earlier.receipt FROM deliveries d JOIN items i ON i.message_id = d.message_id \
               JOIN items told ON told.story_id = i.story_id AND told.rule = i.rule \
               JOIN shown h ON h.message_id = told.message_id AND h.story_id = told.story_id AND h.channel = $1 \
               JOIN deliveries earlier ON earlier.message_id = told.message_id AND earlier.channel = $1 \
               WHERE d.id = $2 AND d.rule LIKE 'alert:%' AND earlier.id < d.id AND earlier.receipt IS NOT NULL \
               GROUP BY earlier.id, earlier.receipt, d.message_id \
               HAVING COUNT(DISTINCT i.story_id) = \
               (SELECT COUNT(DISTINCT own.story_id) FROM items own WHERE own.message_id = d.message_id) \
               ORDER BY earlier.id LIMIT 1";
    let row = tx.query_one(sql, &params![channel, id]).await?;
    row.map(|mut row| row.take()).transpose()
}

/// T6.
pub(super) async fn settle(tx: &Tx, settlement: &Settlement) -> Result<Suppressing> {
    tx.is("settle");
    let held = tx
        .execute(
            "UPDATE channel_states SET until_at = NULL, failures = $3, \
             not_before_at = COALESCE($4, not_before_at), disabled_why = COALESCE($5, disabled_why) \
             WHERE channel = $1 AND token = $2 AND until_at IS NOT NULL",
            &params![
                &settlement.channel,
                settlement.token,
                settlement.channel_failures,
                settlement.channel_not_before,
                &settlement.disable,
            ],
        )
        .await?;
    let open = !settlement.state.is_settled();
    let updated = tx
        .execute(
            "UPDATE deliveries SET state = $2, outcome = $3, next_at = $4, settled_at = $5, \
             receipt = COALESCE($6, receipt), first_started_at = CASE WHEN CAST($7 AS TEXT) IS NULL THEN first_started_at END \
             WHERE id = $1 AND state = 'sending'",
            &params![
                settlement.delivery_id,
                settlement.state,
                &settlement.detail,
                if open { settlement.next_at } else { None },
                (!open).then_some(settlement.finished_at),
                &settlement.receipt,
                // What waits for its channel to be enabled has three days from then.
                &settlement.disable,
            ],
        )
        .await?;
    if held == 0 || updated == 0 {
        return Err(StoreError::Fenced);
    }
    tx.execute(
        "UPDATE delivery_attempts SET started_at = $2, finished_at = $3, outcome = $4, detail = $5 \
         WHERE delivery_id = $1 AND n = (SELECT attempts FROM deliveries WHERE id = $1)",
        &params![
            settlement.delivery_id,
            settlement.started_at,
            settlement.finished_at,
            settlement.state,
            &settlement.detail,
        ],
    )
    .await?;
    match &settlement.suppress {
        Some(reason) => suppress_refusing(tx, settlement, reason).await,
        None => Ok(Suppressing::default()),
    }
}

/// Sends nothing more to who was refused, unless others of the channel are refused alike.
async fn suppress_refusing(tx: &Tx, settlement: &Settlement, reason: &str) -> Result<Suppressing> {
    let suppression = Suppression {
        channel: settlement.channel.clone(),
        recipient: settlement.recipient.clone(),
        what: deliver::Unwanted::Everything,
        reason: reason.to_owned(),
        at: settlement.finished_at,
    };
    suppress::add(tx, &suppression, Some(settlement.delivery_id)).await?;
    let freed = suppress::free(tx, settlement).await?;
    let is_suppressed = !freed.contains(&deliver::mailbox_key(&settlement.recipient));
    Ok(Suppressing { is_suppressed, freed })
}

/// After a dead daemon's lock was taken: its leases are over, what it was sending is uncertain.
pub(super) async fn free_all(tx: &Tx, now: &Timestamp) -> Result<()> {
    for mut row in tx.query("SELECT channel FROM channel_states WHERE until_at IS NOT NULL", &[]).await? {
        give_up_sending(tx, &row.take()?, *now).await?;
    }
    tx.execute("UPDATE channel_states SET until_at = NULL WHERE until_at IS NOT NULL", &[]).await?;
    tx.execute("UPDATE page_jobs SET until_at = NULL WHERE until_at IS NOT NULL", &[]).await?;
    Ok(())
}

/// Which deliveries a person sends again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// What did not arrive, or perhaps not.
    Unsent,
    /// What was sent too: the receiver lost it.
    Sent,
}

impl Again {
    /// The condition on the delivery `$1`.
    fn which(self) -> String {
        let states = match self {
            Self::Unsent => "'dead', 'retry', 'uncertain'",
            Self::Sent => "'sent', 'dead', 'uncertain'",
        };
        format!(
            "id = $1 AND state IN ({states}) \
             AND EXISTS (SELECT 1 FROM delivery_bodies b WHERE b.delivery_id = $1) \
             AND NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.channel = deliveries.channel \
             AND s.recipient = lower(deliveries.recipient) AND {})",
            suppress::covers("s.rule")
        )
    }
}

/// Whether [`retry`] would put a delivery back.
pub(super) async fn may_go(tx: &Tx, (id, again): &(DeliveryId, Again)) -> Result<bool> {
    let sql = format!("SELECT 1 FROM deliveries WHERE {}", again.which());
    Ok(tx.query_one(&sql, &params![*id]).await?.is_some() && is_wanted(tx, *id).await?)
}

/// Whether the channel of a delivery still writes to its recipient.
async fn is_wanted(tx: &Tx, id: DeliveryId) -> Result<bool> {
    let sql = "SELECT s.recipients, d.recipient FROM deliveries d JOIN channel_states s ON s.channel = d.channel \
               WHERE d.id = $1";
    let Some(mut row) = tx.query_one(sql, &params![id]).await? else { return Ok(true) };
    let recipients = Recipients::read(row.take()?)?;
    Ok(recipients.has(&row.take::<String>()?))
}

/// Puts a delivery back as pending, with three days ahead of it again; it goes out however old it is. Whoever asks for it by hand
/// knows that its channel works again. Nobody who is suppressed, or was taken off the channel, is written to.
pub(super) async fn retry(tx: &Tx, (id, now, again): &(DeliveryId, Timestamp, Again)) -> Result<bool> {
    let sql = format!(
        "UPDATE deliveries SET state = 'pending', next_at = $2, settled_at = NULL, first_started_at = NULL, by_hand = 1 WHERE {}",
        again.which()
    );
    if !is_wanted(tx, *id).await? {
        return Ok(false);
    }
    let changed = tx.execute(&sql, &params![*id, *now]).await?;
    if changed > 0 {
        tx.execute(
            "UPDATE channel_states SET disabled_why = NULL, failures = 0, not_before_at = 0 \
             WHERE channel = (SELECT channel FROM deliveries WHERE id = $1)",
            &params![*id],
        )
        .await?;
    }
    Ok(changed > 0)
}

/// Channels with unsettled deliveries, and how many.
pub(super) async fn waiting_channels(tx: &Tx, (): &()) -> Result<Vec<(Name, usize)>> {
    let sql =
        "SELECT channel, COUNT(*) FROM deliveries WHERE settled_at IS NULL GROUP BY channel ORDER BY channel";
    let rows = tx.query(sql, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Gives a delivery up that is not on its way.
pub(super) async fn drop(tx: &Tx, (id, now): &(DeliveryId, Timestamp)) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE deliveries SET state = 'dropped', next_at = NULL, settled_at = $2 \
             WHERE id = $1 AND state IN ('pending', 'retry', 'uncertain', 'dead')",
            &params![*id, *now],
        )
        .await?;
    Ok(changed > 0)
}
