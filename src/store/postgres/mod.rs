//! PostgreSQL: a pool of connections, a transaction for each operation.

mod address;
mod days;
mod listen;
mod statement;
mod tls;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};

pub(super) use statement::{execute, query};

use super::migrate;
use super::tx::{Conn, Operation, Tx};
use super::{Result, Role, StoreError};
use crate::clock::Clock;
use crate::config::{PostgresUrl, Secret};
use crate::crash::Side;
use crate::model::Timestamp;
use address::Address;
use listen::Listener;

/// Connections at most.
const CONNECTIONS: usize = 16;
/// How often an operation that lost to another worker is tried again.
const TRIES: usize = 5;
/// The loops look by themselves after so long without a hint.
const TICK: Duration = Duration::from_secs(15);

/// The store on a server.
pub(super) struct Postgres {
    pool: Pool,
    address: Address,
    /// The daemon listens; commands tell it.
    listener: Option<Listener>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}

/// A transaction that is rolled back, with its connection closed, unless it is ended.
struct Open(Option<Tx>);

impl Open {
    /// Begins on a connection that answers: those of the pool may all have died with the server since their last use.
    async fn begin(pool: &Pool, sql: &str) -> Result<Self> {
        let mut tries = 0;
        loop {
            tries += 1;
            let client = pool.get().await?;
            let open = Self(Some(Tx::new(Conn::Postgres(Box::new(client)))));
            match open.batch(sql).await {
                Ok(()) => return Ok(open),
                Err(StoreError::Unreachable(_)) if tries <= CONNECTIONS => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn tx(&self) -> Result<&Tx> {
        self.0.as_ref().ok_or_else(|| StoreError::Other("the transaction is over".to_owned()))
    }

    async fn batch(&self, sql: &str) -> Result<()> {
        match self.0.as_ref().map(Tx::conn) {
            Some(Conn::Postgres(client)) => Ok(client.batch_execute(sql).await?),
            _ => Ok(()),
        }
    }

    /// Ends the transaction; the connection goes back to the pool only when that worked.
    async fn end(mut self, sql: &str) -> Result<()> {
        self.batch(sql).await?;
        drop(self.0.take());
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Given up half-way: the pool must not hand this connection out again.
        if let Some(Conn::Postgres(client)) = self.0.take().map(Tx::into_conn) {
            drop(Object::take(*client));
        }
    }
}

impl Postgres {
    /// Connects and migrates.
    pub(super) async fn open(
        url: &PostgresUrl,
        password: Option<Secret>,
        role: Role,
        now: Timestamp,
    ) -> Result<Self> {
        let address = Address::of(url, password)?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_connect(address.config().clone(), address.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(30)))
            .create_timeout(Some(Duration::from_secs(15)))
            .build()
            .map_err(|e| StoreError::Other(e.to_string()))?;
        migrate::postgres(&mut pool.get().await?, now).await?;
        let listener = (role == Role::Daemon).then(|| Listener::start(address.clone()));
        let store = Self { pool, address, listener };
        if role == Role::Daemon {
            store.make_days(now).await;
        }
        Ok(store)
    }

    /// Runs an operation in a transaction of its own, again when another worker was in the way.
    pub(super) async fn write<I, T>(&self, input: I, operation: Operation<I, T>) -> Result<T> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(&input, operation).await {
                Err(StoreError::Conflict(_)) if tries < TRIES => tokio::task::yield_now().await,
                outcome => return outcome,
            }
        }
    }

    async fn attempt<I, T>(&self, input: &I, operation: Operation<I, T>) -> Result<T> {
        let open = Open::begin(&self.pool, "BEGIN").await?;
        let tx = open.tx()?;
        let outcome = operation(tx, input).await;
        let keep = outcome.is_ok() && !tx.take_spoiled();
        let kinds = tx.take_kinds();
        if keep {
            Tx::at_commit(&kinds, Side::Before);
        }
        let told = format!("NOTIFY {}; COMMIT", listen::CHANNEL);
        let ended = match (keep, &self.listener) {
            (true, None) => open.end(&told).await,
            (true, Some(_)) => open.end("COMMIT").await,
            (false, _) => open.end("ROLLBACK").await,
        };
        // What the operation says is worth more than a rollback that failed after it.
        if outcome.is_ok() {
            ended?;
        }
        if keep {
            Tx::at_commit(&kinds, Side::After);
        }
        outcome
    }

    /// Runs an operation on a snapshot.
    pub(super) async fn read<I, T>(&self, input: I, operation: Operation<I, T>) -> Result<T> {
        let open = Open::begin(&self.pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let outcome = operation(open.tx()?, &input).await;
        open.end("ROLLBACK").await?;
        outcome
    }

    /// Makes the partitions of the days to come; what is in the way, as a dump is, only puts that off.
    pub(super) async fn make_days(&self, now: Timestamp) {
        let made = async { days::make_ahead(&self.pool.get().await?, now).await };
        if let Err(error) = made.await {
            tracing::debug!("the days to come have no partitions yet: {error}");
        }
    }

    /// Drops the partitions of days that retention has emptied, and empties those of which little is left.
    pub(super) async fn pass_days(&self, before: Timestamp) -> Result<()> {
        days::pass(&self.pool.get().await?, before).await
    }

    /// Makes every daemon on this database look.
    pub(super) async fn call(&self) -> Result<()> {
        Ok(self.pool.get().await?.batch_execute(&format!("NOTIFY {}", listen::CHANNEL)).await?)
    }

    /// Resolves when a command may have written, or when it is time to look anyway.
    pub(super) async fn changed(&self) {
        let tick = Clock::system();
        match &self.listener {
            Some(listener) => tokio::select! {
                () = listener.heard() => {}
                () = tick.sleep(TICK) => {}
            },
            None => tick.sleep(TICK).await,
        }
    }

    /// The password of every connection from the next one on; those that stand go on.
    pub(super) fn use_password(&self, password: Option<Secret>) {
        self.address.use_password(password);
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }
}
