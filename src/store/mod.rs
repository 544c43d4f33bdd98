//! All SQL and nothing else: one schema, two stores, coarse operations.
//!
//! What commits together is stated by six transactions: poll (T1), read (T2), story (T3), compose (T4),
//! claim (T5), settle (T6). A crash between two leaves a row that a partial index finds.
//!
//! # How it is built
//! An operation is one async function over a `Tx`, with one text of SQL for both stores: `$n` placeholders,
//! `ON CONFLICT`, `RETURNING`, integers for booleans and times. On SQLite it runs on the one writing thread, which
//! takes what is waiting, runs it and commits once, with savepoints where one of them fails; a statement is done when its call
//! returns, so the function is ready at its first poll. On PostgreSQL it runs in a transaction of its own on a
//! pooled connection, and again when another worker was in the way. Operations may therefore run more than once and
//! keep nothing outside their transaction. `operations.rs` lists most of them, a line each; the others stand in the file of what
//! they are about.
//!
//! # What the tables are, and why
//! The migrations are the schema; these are its choices.
//! - Ids are made by [`crate::model::IdMint`]: sortable by time, known before the insert, unique by worker slot. A
//!   process takes the slot that was given up or last heard of the longest ago (`workers`), so none needs renewing.
//! - `articles.story_at` says when an article's story is due: at once when its text is final, a minute after it was
//!   first seen while its page is awaited. T3 clears it, unless a match came that its candidate did not show.
//! - A match that is lost stays with `current = 0`. What was told can be explained by it, and [`Store::story_details`]
//!   tells its words when nothing else of an item still matches.
//! - `matches.quiet` marks what a rematch found after its topic was edited. Such a match makes no story due and nobody is owed
//!   for it; its topic counts as known to the article's story, so that no later words are growth.
//! - `rules` keeps each rule's last message and slot, so that asking what is open never scans history.
//! - `feed_states` counts the articles kept of a feed, and `last_body_at` with `entries.seen_at` says which entries were in
//!   its last body: a year of 304s must not make old entries new again. `url` there is an address that permanent
//!   redirects led to, beside the configured one in `feeds`.
//! - The lease of a delivery **is** its channel's row in `channel_states`: one send in flight, so at most one repeat
//!   for a channel and a crash. Order is kept for each rule and recipient of a channel; one person's refusing mail
//!   server holds up nobody else. `address_hash` lets a new address free a channel that its old one disabled.
//! - Full text holds tokens without positions (`fts5` with `detail = none`, `tsvector` from an array): it finds
//!   candidates, the matcher decides, and both stores find the same. What the tokens are is [`crate::topic::search_tokens`];
//!   where that changes, a migration moves `meta.search_from`, below which texts are read one by one.
//! - An article that several feeds announce under one address is one row. Copies under other addresses keep a text each: of
//!   75,000 feed entries 3.4 % of the bytes were another's word for word, of labelled copies of page texts one in eighty, and a
//!   shared text would tie what retention may delete of one article to another.
//! - On PostgreSQL `article_texts` and `article_search`, the bulk of the bytes, have a partition a day, dropped whole;
//!   `matches` has not, because a topic's last match is asked across all days.
//! - A pause of a topic or a story moves to `past_pauses` when it is over: what it held is no older for it. `deliveries.by_hand`
//!   marks what a person sends again, which is never too old.
//! - `rechecks` has a row for each article whose words were told, never for others; when its page is due again is a job of kind
//!   `recheck`, so that there is one queue of pages and one order of claims. `corrections` has a row for each version that takes
//!   back what was told; `shown` says which article of a story which channel was told it by, and a partial index finds the
//!   corrections that are still to be owed.
//! - Tables and columns that nothing writes or reads yet are left to the migration that brings their feature; what would be
//!   dear to change later (ids, buckets by host, topic versions, items, leases) is here from the start.
//! - `entry_versions` has the titles that an entry had before, for whoever asks by which an article was announced.
//! - Times of leases come from the database's clock, which is the same for every worker: one whose own is wrong takes nothing that
//!   another has in hand. A commit compares the token, never the time, so what outlives its lease costs a second try, not a stale
//!   commit.
//! - Several daemons on one PostgreSQL part the hosts and the duties among them by rows of `leases` (`shares`), by the database's
//!   clock. A feed is in the bucket of the host it is polled at, a page in that of its own.

mod alarms;
mod archive;
mod backup;
mod changed;
mod channels;
mod compose;
mod correct;
mod counts;
mod coverage;
mod delivered;
mod details;
mod due;
mod error;
mod identity;
mod items;
mod jobs;
mod late;
mod learnt;
mod lease;
mod look;
mod migrate;
mod operations;
mod outbox;
mod pack;
mod page;
mod pauses;
mod poll;
mod postgres;
mod read;
mod recheck;
mod relink;
mod rematch;
mod reselect;
mod rows;
mod shared;
mod shares;
mod silence;
mod sqlite;
mod story;
mod suppress;
mod sweep;
mod sync;
mod syndication;
mod telling;
mod trail;
mod translation;
mod tx;
mod value;
mod websub;
mod words;

pub use archive::{Archive, ArchiveQuery, Archived};
pub use counts::{Counts, Gauges, HeldChannel, Rest};
pub use late::Waiting;
pub use page::*;
pub use poll::PreparedPoll;
pub use rows::*;
pub use shared::Sharing;
pub use shares::{Duty, Hosts, Worker};
pub use silence::UnheardFeed;
pub use story::PlacedArticle;
pub use suppress::Suppressing;
pub use syndication::{SentDigest, TopicStory};
pub use trail::Announcement;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::{StoreConfig, StoreUrl};
use crate::model::IdMint;
use crate::random::{self, NoRandomness};
use crate::render::LinkKey;
use tx::Operation;

/// Why the store could not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
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
    /// The role may not do it.
    #[error(
        "the database refuses it: {0}; give the role the schema, as `CREATE DATABASE vigie OWNER vigie` does"
    )]
    Denied(String),
    /// The database cannot be reached; worth trying again.
    #[error("cannot reach the database: {0}")]
    Unreachable(String),
    /// Other workers kept changing the same rows; worth trying again.
    #[error("another worker was in the way: {0}")]
    Conflict(String),
    /// Our lease was taken over: what we had in hand is another's now.
    #[error("the lease was lost")]
    Fenced,
    /// What was decided is about rows that have changed meanwhile, or are gone: it is to be decided anew.
    #[error("what this was about has changed meanwhile")]
    Overtaken,
    /// Anything else.
    #[error("store: {0}")]
    Other(String),
}

/// What every operation returns.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The store: SQLite in one file, or PostgreSQL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Backend,
    url: StoreUrl,
    store_id: String,
    link_key: LinkKey,
    ids: Arc<IdMint>,
    slot: u16,
    share: shares::Share,
    clock: Clock,
}

#[derive(Debug)]
enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// Who opens the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The daemon: takes the SQLite lock file, returns the leases of a dead predecessor, makes `sending` rows of it uncertain.
    Daemon,
    /// A command beside it.
    Command,
}

/// How often another process's commits are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

impl Store {
    /// Opens the store, makes it if it is not there, and migrates it forward (SQLite: after a backup beside the file).
    ///
    /// # Errors
    /// Every kind of [`StoreError`] but `Fenced`, `Overtaken` and `Conflict`.
    pub async fn open(config: &StoreConfig, role: Role, clock: Clock) -> Result<Self> {
        let now = clock.now();
        let backend = match &config.url {
            StoreUrl::Sqlite(path) => {
                let path = path.clone();
                let opened =
                    tokio::task::spawn_blocking(move || sqlite::Sqlite::open(&path, role, now)).await;
                Backend::Sqlite(opened.map_err(|e| StoreError::Other(e.to_string()))??)
            }
            StoreUrl::Postgres { url, password } => {
                Backend::Postgres(postgres::Postgres::open(url, password.clone(), role, now).await?)
            }
        };
        let store_id = backend.given("store_id", random_name).await?;
        let link_key = LinkKey::new(backend.given("link_key", random_key).await?.as_bytes());
        let slot = match backend.write(0, now, |tx, now| Box::pin(identity::take_slot(tx, now))).await {
            // A command that only looks is of most use when the disk is full.
            Err(StoreError::Full(_) | StoreError::ReadOnly(_) | StoreError::Denied(_))
                if role == Role::Command =>
            {
                identity::SLOTS
            }
            slot => slot?,
        };
        if matches!((&backend, role), (Backend::Sqlite(_), Role::Daemon)) {
            backend.write(0, now, |tx, now| Box::pin(outbox::free_all(tx, now))).await?;
        }
        Ok(Self(Arc::new(Inner {
            backend,
            url: config.url.clone(),
            store_id,
            link_key,
            ids: Arc::new(IdMint::new(slot)),
            slot,
            share: shares::Share::of(format!("{slot}-{}", random_name()?)),
            clock,
        })))
    }

    /// A random name of this installation, made once: part of every stable id.
    #[must_use]
    pub fn store_id(&self) -> &str {
        &self.0.store_id
    }

    /// What signs the links in this installation's messages.
    #[must_use]
    pub fn link_key(&self) -> &LinkKey {
        &self.0.link_key
    }

    /// Makes ids for this process, from the worker slot it took at open.
    #[must_use]
    pub fn ids(&self) -> &IdMint {
        &self.0.ids
    }

    /// Goes by what a configuration that was read anew says of this store: a changed password is that of every connection from
    /// the next one on. False when it names another store, which only a start can open.
    #[must_use]
    pub fn follow(&self, url: &StoreUrl) -> bool {
        match (&self.0.backend, &self.0.url, url) {
            (
                Backend::Postgres(store),
                StoreUrl::Postgres { url: own, .. },
                StoreUrl::Postgres { url, password },
            ) => {
                let is_own = own == url;
                if is_own {
                    store.use_password(password.clone());
                }
                is_own
            }
            (_, own, url) => own == url,
        }
    }

    /// Writes a row and reads it back: `/readyz`.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn probe(&self) -> Result<()> {
        self.write(0, (self.0.slot, self.0.clock.now()), |tx, beat| Box::pin(identity::beat(tx, beat))).await
    }

    /// Waits for queued writes, checkpoints and closes. Other clones of this store can do nothing from then on.
    ///
    /// # Errors
    /// The log cannot be moved into the file; nothing is lost.
    pub async fn close(self) -> Result<()> {
        match &self.0.backend {
            Backend::Sqlite(store) => store.close().await,
            Backend::Postgres(store) => {
                self.return_share().await;
                store.close();
                Ok(())
            }
        }
    }

    /// Resolves when another process may have written (SQLite `data_version`, PostgreSQL NOTIFY), at most once a second.
    ///
    /// It waits on the machine's clock, whatever the store's own: other processes live by that one.
    pub async fn changed(&self) {
        match &self.0.backend {
            Backend::Sqlite(store) => loop {
                Clock::system().sleep(LOOK_EVERY).await;
                if let Ok(true) = store.changed().await {
                    return;
                }
            },
            Backend::Postgres(store) => {
                Clock::system().sleep(LOOK_EVERY).await;
                store.changed().await;
            }
        }
    }

    async fn write<I, T>(&self, weight: usize, input: I, operation: Operation<I, T>) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.0.backend.write(weight, input, operation).await
    }

    async fn read<I, T>(&self, input: I, operation: Operation<I, T>) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.0.backend.read(input, operation).await
    }
}

impl Backend {
    /// What this installation was given once under a key; drawn now if it was not yet.
    async fn given(
        &self,
        key: &'static str,
        draw: fn() -> std::result::Result<String, NoRandomness>,
    ) -> Result<String> {
        match self.read(key, |tx, key| Box::pin(identity::given(tx, key))).await? {
            Some(value) => Ok(value),
            None => self.write(0, (key, draw()?), |tx, fresh| Box::pin(identity::give(tx, fresh))).await,
        }
    }

    async fn read<I, T>(&self, input: I, operation: Operation<I, T>) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        match self {
            Self::Sqlite(store) => store.read(input, operation).await,
            Self::Postgres(store) => store.read(input, operation).await,
        }
    }

    async fn write<I, T>(&self, weight: usize, input: I, operation: Operation<I, T>) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        match self {
            Self::Sqlite(store) => store.write(weight, input, operation).await,
            Self::Postgres(store) => store.write(input, operation).await,
        }
    }
}

/// 256 bits.
fn random_key() -> std::result::Result<String, NoRandomness> {
    use base64::Engine as _;
    Ok(base64::engine::general_purpose::STANDARD.encode(random::bytes::<32>()?))
}

/// Sixteen random digits and letters.
fn random_name() -> std::result::Result<String, NoRandomness> {
    random::word::<8>()
}
