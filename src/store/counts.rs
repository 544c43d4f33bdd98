//! How much of everything there is, and what rests.

use super::alarms;
use super::look::one_time;
use super::read::FRESH;
use super::rows::StandingAlarm;
use super::silence::unheard;
use super::tx::Tx;
use super::{Result, Store};
use crate::model::{DeliveryState, Name, Timestamp};

/// What `/metrics` shows of the store: nothing that has to be counted through all that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Feeds that are polled.
    pub feeds: i64,
    /// Of them, those whose last poll failed.
    pub blind: i64,
    /// Articles whose page is still to be read.
    pub pending_pages: i64,
    /// Unsent items.
    pub open_items: i64,
    /// Deliveries by channel and state.
    pub deliveries: Vec<(Name, DeliveryState, i64)>,
    /// The oldest unsettled delivery.
    pub oldest_unsettled_at: Option<Timestamp>,
    /// Bytes of the SQLite file, or of the database.
    pub bytes: i64,
}

/// Counts for `status`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What is to be done, and how well Vigie sees.
    pub gauges: Gauges,
    /// Articles kept.
    pub articles: i64,
    /// Current matches.
    pub matches: i64,
    /// Stories.
    pub stories: i64,
    /// Channels that are disabled, or failed last.
    pub held_channels: Vec<HeldChannel>,
    /// Alarms that stand, oldest first.
    pub alarms: Vec<StandingAlarm>,
}

/// A channel that is disabled, or failed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldChannel {
    /// Its name.
    pub channel: Name,
    /// For how long.
    pub rest: Rest,
    /// Why.
    pub why: String,
}

/// How long a channel rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Until then, which is perhaps over.
    Until(Timestamp),
    /// Until somebody enables it.
    Disabled,
}

impl Rest {
    /// Whether nothing goes through at `now`.
    #[must_use]
    pub fn holds(self, now: Timestamp) -> bool {
        match self {
            Self::Until(at) => at > now,
            Self::Disabled => true,
        }
    }

    /// Its end, where it ends by itself.
    #[must_use]
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(at) => Some(at),
            Self::Disabled => None,
        }
    }
}

#[expect(
    clippy::missing_errors_doc,
    reason = "every operation fails as `StoreError` says and in no other way"
)]
impl Store {
    /// Counts for `status` (Q13 among them).
    pub async fn counts(&self) -> Result<Counts> {
        self.read(self.0.clock.now(), |tx, now| Box::pin(counts(tx, now))).await
    }

    /// What `/metrics` shows.
    pub async fn gauges(&self) -> Result<Gauges> {
        self.read(self.0.clock.now(), |tx, now| Box::pin(gauges(tx, now))).await
    }

    /// How many matches are current.
    pub async fn match_count(&self) -> Result<i64> {
        self.read((), |tx, input| Box::pin(match_count(tx, input))).await
    }

    /// Channels that are disabled, or failed last, by name.
    pub async fn held_channels(&self) -> Result<Vec<HeldChannel>> {
        self.read((), |tx, input| Box::pin(held_channels(tx, input))).await
    }
}

async fn count(tx: &Tx, sql: &str) -> Result<i64> {
    tx.query_one(sql, &[]).await?.map_or(Ok(0), |mut row| row.take())
}

async fn counts(tx: &Tx, now: &Timestamp) -> Result<Counts> {
    Ok(Counts {
        gauges: gauges(tx, now).await?,
        articles: count(tx, "SELECT CAST(COALESCE(SUM(articles), 0) AS BIGINT) FROM feed_states").await?,
        matches: match_count(tx, &()).await?,
        stories: count(tx, "SELECT COUNT(*) FROM stories").await?,
        held_channels: held_channels(tx, &()).await?,
        alarms: alarms::standing(tx, &()).await?,
    })
}

async fn gauges(tx: &Tx, now: &Timestamp) -> Result<Gauges> {
    let bytes = if tx.is_postgres() {
        "SELECT pg_database_size(current_database())"
    } else {
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    };
    let failing =
        count(tx, "SELECT COUNT(*) FROM feed_states WHERE state = 'active' AND failures > 0").await?;
    let unheard = i64::try_from(unheard(tx, now).await?.len()).unwrap_or(i64::MAX);
    let sql =
        "SELECT channel, state, COUNT(*) FROM deliveries GROUP BY channel, state ORDER BY channel, state";
    let deliveries = tx.query(sql, &[]).await?.into_iter();
    let oldest = "SELECT MIN(m.composed_at) FROM deliveries d JOIN messages m ON m.id = d.message_id \
                  WHERE d.settled_at IS NULL";
    Ok(Gauges {
        feeds: count(tx, "SELECT COUNT(*) FROM feed_states WHERE state = 'active'").await?,
        blind: failing.saturating_add(unheard),
        pending_pages: count(tx, &format!("SELECT COUNT(*) FROM page_jobs WHERE {FRESH}")).await?,
        open_items: count(tx, "SELECT COUNT(*) FROM items WHERE message_id IS NULL").await?,
        deliveries: deliveries
            .map(|mut row| Ok((row.take()?, row.take()?, row.take()?)))
            .collect::<Result<_>>()?,
        oldest_unsettled_at: one_time(tx, oldest, &[]).await?,
        bytes: count(tx, bytes).await?,
    })
}

async fn match_count(tx: &Tx, (): &()) -> Result<i64> {
    count(tx, "SELECT COUNT(*) FROM matches WHERE current = 1").await
}

async fn held_channels(tx: &Tx, (): &()) -> Result<Vec<HeldChannel>> {
    let sql = "SELECT channel, not_before_at, disabled_why, failures FROM channel_states \
               WHERE disabled_why IS NOT NULL OR failures > 0 ORDER BY channel";
    let mut held = Vec::new();
    for mut row in tx.query(sql, &[]).await? {
        let (channel, until) = (row.take()?, row.take()?);
        let (disabled, failures): (Option<String>, i64) = (row.take()?, row.take()?);
        let s = if failures == 1 { "" } else { "s" };
        let (rest, why) = match disabled {
            Some(why) => (Rest::Disabled, why),
            None => (Rest::Until(until), format!("{failures} failure{s} in a row")),
        };
        held.push(HeldChannel { channel, rest, why });
    }
    Ok(held)
}
