//! One host's manners: how many requests at once, how far apart, and silence when a host asks for it.
//!
//! Shared by feeds and pages, so that no host is asked twice as much because it is read twice.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::types::Load;
use crate::clock::Clock;
use crate::model::Timestamp;

/// A silence longer than this is not waited for: the caller is told to come back instead of keeping a task.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Idle hosts are forgotten once there are this many.
const SWEEP_AT: usize = 1024;

/// The gate every polite request passes.
#[derive(Debug)]
pub(super) struct Gate {
    clock: Clock,
    per_host: usize,
    gap: Duration,
    everywhere: Arc<Semaphore>,
    places: usize,
    /// Requests that wait for their turn.
    waiting: AtomicUsize,
    hosts: Arc<Mutex<Hosts>>,
}

#[derive(Debug, Default)]
struct Hosts {
    by_name: HashMap<Box<str>, Host>,
    sweep_at: usize,
}

#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    /// No request starts before then.
    next_start: Timestamp,
    /// The host asked for silence until then.
    silent_until: Timestamp,
}

/// Leave to ask a host once. When dropped it gives the place back, and the gap is counted anew: a server that was slow to
/// answer is not asked again the moment it has done so.
#[derive(Debug)]
pub(super) struct Turn {
    clock: Clock,
    gap: Duration,
    hosts: Arc<Mutex<Hosts>>,
    name: Box<str>,
    // Given back last.
    _host: OwnedSemaphorePermit,
    _everywhere: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.gap > Duration::ZERO {
            let next = self.clock.now() + self.gap;
            // A host that somebody waits for, as this turn did, is never forgotten.
            if let Some(host) = lock(&self.hosts).by_name.get_mut(&self.name) {
                host.next_start = host.next_start.max(next);
            }
        }
    }
}

/// The host asked for more silence than is worth waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silent {
    /// What is left of it.
    pub(super) left: Duration,
}

impl Gate {
    pub(super) fn new(clock: Clock, concurrency: usize, per_host: usize, gap: Duration) -> Self {
        let places = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        let everywhere = Arc::new(Semaphore::new(places));
        let per_host = per_host.clamp(1, Semaphore::MAX_PERMITS);
        let waiting = AtomicUsize::new(0);
        Self { clock, per_host, gap, everywhere, places, waiting, hosts: Arc::default() }
    }

    /// Requests under way, and requests that wait for their turn.
    pub(super) fn load(&self) -> Load {
        Load {
            in_flight: self.places - self.everywhere.available_permits().min(self.places),
            waiting: self.waiting.load(Ordering::SeqCst),
        }
    }

    /// Waits until the host may be asked.
    pub(super) async fn enter(&self, host: &str) -> Result<Turn, Silent> {
        if let Some(silent) = self.silence(host) {
            return Err(silent);
        }
        let _waits = Waits::begin(&self.waiting);
        let slots = Arc::clone(&self.lock().host(host, self.per_host).slots);
        let slot = acquire(slots).await;
        loop {
            let start = self.earliest_start(host);
            if start > self.clock.now() {
                if let Some(silent) = self.silence(host) {
                    return Err(silent);
                }
                self.clock.sleep_until(start).await;
                continue;
            }
            // A place among all requests is taken last, so that waiting for one host holds nobody else up;
            // the start is booked after it, so that the gap is counted between real starts.
            let place = acquire(Arc::clone(&self.everywhere)).await;
            if self.book(host) {
                return Ok(self.turn(host, slot, place));
            }
        }
    }

    fn turn(&self, host: &str, slot: OwnedSemaphorePermit, place: OwnedSemaphorePermit) -> Turn {
        let (clock, hosts) = (self.clock.clone(), Arc::clone(&self.hosts));
        Turn { clock, gap: self.gap, hosts, name: host.into(), _host: slot, _everywhere: place }
    }

    /// Nothing to this host before `until`; a shorter silence never cuts a longer one.
    pub(super) fn hold(&self, host: &str, until: Timestamp) {
        let mut hosts = self.lock();
        let host = hosts.host(host, self.per_host);
        host.silent_until = host.silent_until.max(until);
    }

    /// What a host asked for holds no longer.
    pub(super) fn release(&self, host: &str) {
        if let Some(host) = self.lock().by_name.get_mut(host) {
            host.silent_until = Timestamp::default();
        }
    }

    fn silence(&self, host: &str) -> Option<Silent> {
        let left = self.lock().by_name.get(host)?.silent_until.since(self.clock.now());
        (left > LONGEST_WAIT).then_some(Silent { left })
    }

    fn earliest_start(&self, host: &str) -> Timestamp {
        self.lock().by_name.get(host).map_or(Timestamp::default(), |h| h.next_start.max(h.silent_until))
    }

    /// Books a start now unless somebody else was faster.
    fn book(&self, name: &str) -> bool {
        let now = self.clock.now();
        let mut hosts = self.lock();
        let host = hosts.host(name, self.per_host);
        let free = host.next_start.max(host.silent_until) <= now;
        if free {
            host.next_start = now + self.gap;
            hosts.sweep(now, name, self.per_host);
        }
        free
    }

    fn lock(&self) -> MutexGuard<'_, Hosts> {
        lock(&self.hosts)
    }
}

fn lock(hosts: &Mutex<Hosts>) -> MutexGuard<'_, Hosts> {
    // Every change under the lock is a single assignment: a panic elsewhere leaves nothing half done.
    hosts.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one that waits, until dropped.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Hosts {
    fn host(&mut self, name: &str, per_host: usize) -> &mut Host {
        if !self.by_name.contains_key(name) {
            let long_ago = Timestamp::default();
            let slots = Arc::new(Semaphore::new(per_host));
            self.by_name.insert(name.into(), Host { slots, next_start: long_ago, silent_until: long_ago });
        }
        self.by_name.get_mut(name).expect("just inserted")
    }

    /// Forgets hosts nobody waits for, so that a year of pages does not fill the memory.
    fn sweep(&mut self, now: Timestamp, keep: &str, per_host: usize) {
        if self.by_name.len() < self.sweep_at.max(SWEEP_AT) {
            return;
        }
        self.by_name.retain(|name, host| {
            &**name == keep
                || host.next_start.max(host.silent_until) > now
                || Arc::strong_count(&host.slots) > 1
                || host.slots.available_permits() < per_host
        });
        self.sweep_at = self.by_name.len() * 2;
    }
}

async fn acquire(semaphore: Arc<Semaphore>) -> OwnedSemaphorePermit {
    semaphore.acquire_owned().await.expect("the gate never closes its semaphores")
}
