//! Whose work is whose, where several workers live on one PostgreSQL.
//!
//! The hosts are parted in shares. A share, and each duty that one worker does for all, is a lease: a row that its holder renews
//! and that is anybody's once it has ended, by the clock of the database. So a host is asked by one worker at a time and its
//! manners hold, and what a dead worker held is taken over. Each worker takes no more than its part; of what it has too much it
//! lets go without ending the lease, so that what it asks a host for right now is over when the next worker asks.
//!
//! A lease spares work; what is committed does not rest on it. A poll that outlived its lease is as good as one that was
//! made a moment earlier, a page has a token of its own, and T3 and T4 refuse what another worker has taken.
//!
//! SQLite has one daemon: everything is its own, and none of this is asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::tx::{Insert, Tx};
use super::value::{Param, params};
use super::{Backend, Result, Store, migrate};
use crate::clock::Clock;
use crate::model::Timestamp;

/// Shares of the hosts: few enough to be renewed one by one, enough for as many workers.
const SHARES: usize = 64;
/// A lease ends so long after it was last renewed; a request is over by then.
const TERM: Duration = Duration::from_secs(30);
/// Keeps renewals apart, so that each decides on what the last one wrote.
const LOCK: i64 = migrate::LOCK + 2;
/// A worker that cannot return its leases within this leaves them to end.
const FAREWELL: Duration = Duration::from_secs(1);
/// Leases that say which workers live begin so.
const WORKER: &str = "worker:";

/// Which shares of the hosts: a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hosts(u64);

impl Hosts {
    /// Every host there is.
    pub const ALL: Self = Self(u64::MAX);
    const NONE: Self = Self(0);

    /// The condition that a column's bucket is among those of parameter `n`.
    pub(super) fn among(bucket: &str, n: usize) -> String {
        format!("((CAST(${n} AS BIGINT) >> CAST({bucket} % {SHARES} AS INTEGER)) & 1) = 1")
    }
}

impl From<Hosts> for Param<'_> {
    fn from(hosts: Hosts) -> Self {
        Self::Int(hosts.0.cast_signed())
    }
}

/// What one worker does for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Speaks to hubs.
    Subscriber,
    /// Gives articles their stories.
    Clusterer,
    /// Composes messages.
    Composer,
    /// Keeps the house.
    Keeper,
}

impl Duty {
    const ALL: [Self; 4] = [Self::Subscriber, Self::Clusterer, Self::Composer, Self::Keeper];

    const fn lease(self) -> &'static str {
        match self {
            Self::Subscriber => "role:subscriber",
            Self::Clusterer => "role:clusterer",
            Self::Composer => "role:composer",
            Self::Keeper => "role:keeper",
        }
    }
}

/// Who asks for a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// A daemon takes its part, and duties.
    Daemon,
    /// A pass takes hosts that nobody has, and makes no daemon let go of any.
    Pass,
}

/// What this process may work on.
#[derive(Clone, Debug, Default)]
enum Held {
    /// Nobody shares the work with it.
    #[default]
    Everything,
    Leased(Leased),
}

/// Leases, until when by the clock of this process, and whether other daemons live.
#[derive(Clone, Debug)]
struct Leased {
    hosts: Hosts,
    duties: Vec<Duty>,
    until: Timestamp,
    in_company: bool,
}

/// A process's share of the work.
#[derive(Debug)]
pub(super) struct Share {
    /// The name it holds leases under.
    holder: String,
    held: Mutex<Held>,
}

impl Share {
    /// Of a process that nobody shares with yet.
    pub(super) fn of(holder: String) -> Self {
        Self { holder, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the last renewal gave; whether it is another share than before.
    fn take(&self, leased: Leased, now: Timestamp) -> bool {
        let mut held = self.held();
        let same = matches!(&*held, Held::Leased(old) if old.until > now && old.hosts == leased.hosts
            && old.duties == leased.duties);
        *held = Held::Leased(leased);
        !same
    }
}

impl Store {
    /// Whether other processes may work on this store.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.0.backend, Backend::Postgres(_))
    }

    /// Renews this process's share of the work, and takes or lets go what is its part now; whether it is another than before.
    /// Until the first time, and on SQLite, everything is its own.
    ///
    /// # Errors
    /// The store's; what is held ends then by itself.
    pub async fn share_work(&self, worker: Worker) -> Result<bool> {
        if !self.is_shared() {
            return Ok(false);
        }
        let share = &self.0.share;
        // Read before the database reads its own: what we believe to hold ends no later than it does there.
        let asked_at = self.0.clock.now();
        let nothing =
            Leased { hosts: Hosts::NONE, duties: Vec::new(), until: asked_at + TERM, in_company: false };
        let input = (share.holder.clone(), worker);
        match self.write(0, input, |tx, (holder, worker)| Box::pin(renew(tx, holder, *worker))).await {
            Ok(part) => {
                let leased = Leased { until: asked_at + TERM, ..part };
                Ok(share.take(leased, self.0.clock.now()))
            }
            Err(error) => {
                let mut held = share.held();
                if matches!(*held, Held::Everything) {
                    *held = Held::Leased(nothing);
                }
                Err(error)
            }
        }
    }

    /// The hosts that this process may ask now.
    #[must_use]
    pub fn hosts(&self) -> Hosts {
        match &*self.0.share.held() {
            Held::Everything => Hosts::ALL,
            Held::Leased(leased) if leased.until > self.0.clock.now() => leased.hosts,
            Held::Leased(_) => Hosts::NONE,
        }
    }

    /// Whether a duty is this process's now.
    #[must_use]
    pub fn has_duty(&self, duty: Duty) -> bool {
        match &*self.0.share.held() {
            Held::Everything => true,
            Held::Leased(leased) => leased.until > self.0.clock.now() && leased.duties.contains(&duty),
        }
    }

    /// Whether what is committed here may be another worker's to go on with.
    #[must_use]
    pub fn has_company(&self) -> bool {
        matches!(&*self.0.share.held(), Held::Leased(leased) if leased.in_company)
    }

    /// Makes the other workers look, at most once a second.
    ///
    /// # Errors
    /// The store's; they look by themselves all the same.
    pub async fn call_others(&self) -> Result<()> {
        if let Backend::Postgres(store) = &self.0.backend {
            store.call().await?;
            Clock::system().sleep(super::LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Returns what this process holds, so that others need not wait for the end of its leases.
    pub(super) async fn return_share(&self) {
        let holder = match &*self.0.share.held() {
            Held::Everything => return,
            Held::Leased(_) => self.0.share.holder.clone(),
        };
        let clock = Clock::system();
        let returned = self.write(0, holder, |tx, holder| Box::pin(give_back(tx, holder)));
        tokio::select! {
            done = returned => if let Err(error) = done {
                tracing::debug!("leases are left to end by themselves: {error}");
            },
            () = clock.sleep(FAREWELL) => {}
        }
    }
}

/// A lease as it stands.
struct Lease {
    holder: Option<String>,
    until: Timestamp,
}

/// The name of a share's lease.
fn share(n: usize) -> String {
    format!("hosts:{n}")
}

/// What a renewal changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    keep: Vec<String>,
    take: Vec<String>,
    drop: Vec<String>,
    in_company: bool,
}

/// What a worker keeps, takes and lets go, so that every daemon comes to its part.
fn plan(leases: &BTreeMap<String, Lease>, holder: &str, worker: Worker, now: Timestamp) -> Plan {
    let is_mine = |name: &String| leases.get(name).is_some_and(|l| l.holder.as_deref() == Some(holder));
    let is_free = |name: &String| leases.get(name).is_none_or(|l| l.until <= now) && !is_mine(name);
    let others = leases
        .iter()
        .filter(|(name, lease)| name.starts_with(WORKER) && !is_mine(name) && lease.until > now)
        .count();
    let (part, singles) = match worker {
        Worker::Pass => (SHARES, Vec::new()),
        Worker::Daemon => {
            let duties = Duty::ALL.iter().map(|duty| duty.lease().to_owned());
            (SHARES.div_ceil(others + 1), duties.chain([format!("{WORKER}{holder}")]).collect())
        }
    };
    let mut keep: Vec<String> = (0..SHARES).map(share).filter(is_mine).collect();
    let drop = keep.split_off(part.min(keep.len()));
    let room = part - keep.len();
    let take = (0..SHARES).map(share).filter(is_free).take(room);
    let take = take.chain(singles.iter().filter(|name| is_free(name)).cloned()).collect();
    keep.extend(singles.into_iter().filter(is_mine));
    Plan { keep, take, drop, in_company: others > 0 }
}

/// One renewal.
async fn renew(tx: &Tx, holder: &str, worker: Worker) -> Result<Leased> {
    const TAKEN: Insert = Insert::new(
        "leases (name, holder, until_at)",
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at",
    );
    tx.one_at_a_time(LOCK).await?;
    let now = tx.database_now().await?;
    let mut leases = BTreeMap::new();
    for mut row in tx.query("SELECT name, holder, until_at FROM leases", &[]).await? {
        leases.insert(row.take()?, Lease { holder: row.take()?, until: row.take()? });
    }
    let plan = plan(&leases, holder, worker, now);
    let keep: Vec<Param<'_>> = plan.keep.iter().map(Param::from).collect();
    let drop: Vec<Param<'_>> = plan.drop.iter().map(Param::from).collect();
    tx.execute_in("UPDATE leases SET until_at = $1 WHERE name IN ({in})", &params![now + TERM], &keep)
        .await?;
    tx.execute_in("UPDATE leases SET holder = NULL WHERE name IN ({in})", &[], &drop).await?;
    let taken = plan.take.iter().flat_map(|name| params![name, holder, now + TERM]);
    tx.insert(&TAKEN, &taken.collect::<Vec<_>>()).await?;
    let dead = format!("DELETE FROM leases WHERE name LIKE '{WORKER}%' AND until_at <= $1");
    tx.execute(&dead, &params![now]).await?;
    let is_held = |name: &str| plan.keep.iter().chain(&plan.take).any(|held| held == name);
    let bits = (0..SHARES).filter(|n| is_held(&share(*n))).fold(0, |bits, n| bits | 1 << n);
    let duties = Duty::ALL.into_iter().filter(|duty| is_held(duty.lease())).collect();
    Ok(Leased { hosts: Hosts(bits), duties, until: now, in_company: plan.in_company })
}

/// Everything a process held is anybody's.
async fn give_back(tx: &Tx, holder: &String) -> Result<()> {
    tx.one_at_a_time(LOCK).await?;
    let sql = "UPDATE leases SET holder = NULL, until_at = 0 WHERE holder = $1";
    tx.execute(sql, &params![holder]).await?;
    Ok(())
}
