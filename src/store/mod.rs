//! All SQL and nothing else: one schema, two stores, about thirty coarse operations.
//!
//! What commits together is stated by six transactions: poll (T1), read (T2), story (T3), compose (T4),
//! claim (T5), settle (T6). A crash between two leaves a row that a partial index finds.

mod rows;

pub use rows::*;

use std::collections::HashMap;

use crate::clock::Clock;
use crate::config::{Config, StoreConfig};
use crate::deliver::{Claim, Settlement};
use crate::digest::{Alarm, Coverage, Item, OpenRule, StoryDetail};
use crate::feed::{Due, FeedUpdate, KnownEntry};
use crate::model::{DeliveryId, FeedId, Hash16, IdMint, Name, RuleName, Timestamp};
use crate::story::{Candidate, Neighbours};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another daemon holds the SQLite file.
    #[error("`{path}` is in use by another daemon: stop it, or give this one a store of its own")]
    Locked {
        /// The file.
        path: String,
    },
    /// The schema is newer than this program.
    #[error("the store was written by a newer vigie (migration `{0}`): install that version or newer")]
    Newer(String),
    /// A migration that was applied is not the one this program knows.
    #[error("migration `{0}` was changed after it was applied: this is not a released vigie")]
    Changed(String),
    /// No space left on the device.
    #[error("the disk is full: {0}")]
    Full(String),
    /// The file or folder cannot be written.
    #[error("cannot write the store: {0}")]
    ReadOnly(String),
    /// The database cannot be reached; worth trying again.
    #[error("cannot reach the database: {0}")]
    Unreachable(String),
    /// Our lease was taken over: what we had in hand is another's now.
    #[error("the lease was lost")]
    Fenced,
    /// Anything else.
    #[error("store: {0}")]
    Other(String),
}

/// What every operation returns.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The store: SQLite in one file, or PostgreSQL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    _todo: (),
}

/// Who opens the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The daemon: takes the SQLite lock file, returns the leases of a dead predecessor, makes `sending` rows of it uncertain.
    Daemon,
    /// A command beside it.
    Command,
}

#[expect(unused_variables, clippy::unused_async, clippy::missing_errors_doc, reason = "skeleton")]
impl Store {
    /// Opens the store, makes it if it is not there, and migrates it forward (SQLite: after a backup beside the file).
    pub async fn open(config: &StoreConfig, role: Role, clock: Clock) -> Result<Self> {
        todo!()
    }

    /// A random name of this installation, made once: part of every stable id.
    pub fn store_id(&self) -> &str {
        todo!()
    }

    /// Makes ids for this process (its worker slot is leased at open).
    pub fn ids(&self) -> &IdMint {
        todo!()
    }

    /// Writes a row and reads it back: `/readyz`.
    pub async fn probe(&self) -> Result<()> {
        todo!()
    }

    /// Waits for queued writes, checkpoints and closes; leases are returned.
    pub async fn close(self) -> Result<()> {
        todo!()
    }

    /// Resolves when another process may have written (SQLite `data_version`, PostgreSQL NOTIFY), at most once a second.
    pub async fn changed(&self) {
        todo!()
    }

    // ── configuration ──

    /// Writes feeds, topics with their versions, new rules' starting slots and the configuration's hash.
    /// A new name with the address of a feed that vanished is a rename. New feeds are due at once.
    pub async fn sync_config(&self, config: &Config, now: Timestamp) -> Result<()> {
        todo!()
    }

    // ── T1 poll ──

    /// Q1: feeds due at `now`, oldest first, at most `limit`; only feeds of the last synchronised configuration.
    pub async fn due_feeds(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>> {
        todo!()
    }

    /// Q2: which of these keys the feed has.
    pub async fn known_entries(&self, feed: FeedId, keys: &[Hash16]) -> Result<HashMap<Hash16, KnownEntry>> {
        todo!()
    }

    /// T1. Idempotent by entry key. An address that already leads to an article adds the entry to it instead of a new article.
    /// Matches given with an entry whose page is not read (`page: None`) are final (T2 at once); with a page they wait 60 s for it.
    pub async fn commit_poll(&self, update: FeedUpdate) -> Result<PollCommitted> {
        todo!()
    }

    /// Hosts that asked for silence, still in force.
    pub async fn held_hosts(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>> {
        todo!()
    }

    /// `feed poll NAME`: due now, whatever its interval; false when no such feed.
    pub async fn make_due(&self, feed: &Name, now: Timestamp) -> Result<bool> {
        todo!()
    }

    // ── T2 read ──

    /// Q5: due page jobs, leased until `lease_until`; at most `per_host` of one host.
    pub async fn claim_pages(
        &self,
        now: Timestamp,
        limit: usize,
        per_host: usize,
        lease_until: Timestamp,
    ) -> Result<Vec<PageJob>> {
        todo!()
    }

    /// T2: text, search tokens, matches, fingerprint; or the job put off; or given up, the feed's words standing.
    pub async fn commit_read(&self, read: ReadCommit) -> Result<()> {
        todo!()
    }

    // ── T3 story ──

    /// Q6: matched articles whose story is due (text there, or 60 s waited), at most `limit`.
    pub async fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<Candidate>> {
        todo!()
    }

    /// What candidates could belong to.
    pub async fn neighbours(&self, candidates: &[Candidate]) -> Result<Neighbours> {
        todo!()
    }

    /// T3: stories, their topics, the articles' relation, the items owed.
    pub async fn commit_stories(&self, commit: StoryCommit) -> Result<()> {
        todo!()
    }

    // ── T4 compose ──

    /// Q7: every rule with open items or a slot, for the verdicts.
    pub async fn open_rules(&self) -> Result<Vec<OpenRule>> {
        todo!()
    }

    /// The open items of a rule with `ready_at <= ready_by`, oldest first, at most 20,000.
    pub async fn open_items(&self, rule: &RuleName, ready_by: Timestamp) -> Result<Vec<Item>> {
        todo!()
    }

    /// What is to be told of these items, in their order.
    pub async fn story_details(&self, items: &[Item]) -> Result<Vec<StoryDetail>> {
        todo!()
    }

    /// T4: a message frozen into deliveries, its items taken, its slot written. Suppressed recipients get none.
    /// Composing the same slot twice, or an item already taken, changes nothing and returns `false`.
    pub async fn commit_message(&self, commit: MessageCommit) -> Result<bool> {
        todo!()
    }

    /// Q12: the footer. A topic is silent when its last match is before `silent_before`.
    pub async fn coverage(&self, silent_before: Timestamp) -> Result<Coverage> {
        todo!()
    }

    // ── T5, T6 ──

    /// Q8/T5: at most one due delivery of each free channel among `channels`; `sending` from here on.
    /// A delivery left `sending` by an ended lease is claimed as uncertain.
    pub async fn claim_deliveries(
        &self,
        channels: &[Name],
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Vec<Claim>> {
        todo!()
    }

    /// T6. [`StoreError::Fenced`] when the lease is another's.
    pub async fn settle_delivery(&self, settlement: Settlement) -> Result<()> {
        todo!()
    }

    // ── alarms ──

    /// Raises an alarm unless it stands; returns whether it is new.
    pub async fn raise_alarm(&self, kind: &str, subject: &str, detail: &str, now: Timestamp) -> Result<bool> {
        todo!()
    }

    /// Clears an alarm; returns whether it stood.
    pub async fn clear_alarm(&self, kind: &str, subject: &str, now: Timestamp) -> Result<bool> {
        todo!()
    }

    /// Alarms raised or cleared that the operator has not been told of, oldest first.
    pub async fn untold_alarms(&self) -> Result<Vec<Alarm>> {
        todo!()
    }

    // ── looking ──

    /// The earliest time at which any of the loops has something to do.
    pub async fn next_due(&self) -> Result<NextDue> {
        todo!()
    }

    /// Every feed with its state, by name.
    pub async fn feed_list(&self) -> Result<Vec<FeedRow>> {
        todo!()
    }

    /// Deliveries, newest first.
    pub async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>> {
        todo!()
    }

    /// One delivery with its attempts and bytes.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryTrail>> {
        todo!()
    }

    /// Puts a dead, retrying or uncertain delivery back as pending, due now; false when there is none such.
    pub async fn retry_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        todo!()
    }

    /// Gives an unsettled or dead delivery up; false when there is none such.
    pub async fn drop_delivery(&self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        todo!()
    }

    /// Q11: everything known of the article an address leads to.
    pub async fn trail(&self, url_key: Hash16) -> Result<Option<ArticleTrail>> {
        todo!()
    }

    /// Counts for `status` and `/metrics` (Q13 among them).
    pub async fn counts(&self) -> Result<Counts> {
        todo!()
    }

    /// Matches of the newest articles, for comparing two stores: (article url, title, topic, version, score), in order of address and topic.
    pub async fn all_matches(&self, limit: usize) -> Result<Vec<MatchRow>> {
        todo!()
    }

    /// Addresses people must not be written to: (channel, recipient, reason, at).
    pub async fn suppressions(&self) -> Result<Vec<(Name, String, String, Timestamp)>> {
        todo!()
    }

    /// Undoes a suppression; false when there is none such.
    pub async fn unsuppress(&self, channel: &Name, recipient: &str) -> Result<bool> {
        todo!()
    }

    /// Deletes what is older than `before` in a slice of at most 1,000 articles; returns how many went.
    /// Never an unsent item, an unsettled delivery, or an entry key still in its feed.
    pub async fn sweep(&self, before: Timestamp) -> Result<usize> {
        todo!()
    }

    /// Copies the SQLite store to `to` while it is in use.
    pub async fn backup(&self, to: &std::path::Path) -> Result<()> {
        todo!()
    }
}
