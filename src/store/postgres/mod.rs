//! PostgreSQL: a pool of connections, a transaction for each operation.

mod statement;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;

pub(super) use statement::{execute, query};

use super::tx::{Conn, Operation, Tx};
use super::{Result, Role, StoreError};
use crate::config::Secret;
use crate::model::Timestamp;

/// Connections at most.
const CONNECTIONS: usize = 16;
/// How often an operation that lost to another worker is tried again.
const TRIES: usize = 5;

/// The store on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    pool: Pool,
}

/// A transaction that is rolled back, with its connection closed, unless it is ended.
struct Open(Option<Tx>);

impl Open {
    async fn begin(pool: &Pool, sql: &str) -> Result<Self> {
        let client = pool.get().await?;
        client.batch_execute(sql).await?;
        Ok(Self(Some(Tx::new(Conn::Postgres(client)))))
    }

    fn tx(&self) -> Result<&Tx> {
        self.0.as_ref().ok_or_else(|| StoreError::Other("the transaction is over".to_owned()))
    }

    async fn end(mut self, sql: &str) -> Result<()> {
        let client = match self.0.take().map(Tx::into_conn) {
            Some(Conn::Postgres(client)) => client,
            _ => return Ok(()),
        };
        // Should the server not answer, `Open` has let go: drop the connection by hand.
        match client.batch_execute(sql).await {
            Ok(()) => Ok(()),
            Err(error) => {
                drop(Object::take(client));
                Err(error.into())
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The future was dropped half-way: the pool must not hand this connection out again.
        if let Some(Conn::Postgres(client)) = self.0.take().map(Tx::into_conn) {
            drop(Object::take(client));
        }
    }
}

impl Postgres {
    pub(super) async fn open(
        url: &str,
        password: Option<&Secret>,
        _role: Role,
        _now: Timestamp,
    ) -> Result<Self> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|e| StoreError::Other(format!("the store's address: {e}")))?;
        if let Some(password) = password {
            config.password(password.reveal());
        }
        config.application_name("vigie").connect_timeout(Duration::from_secs(10));
        let manager =
            Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(30)))
            .create_timeout(Some(Duration::from_secs(15)))
            .build()
            .map_err(|e| StoreError::Other(e.to_string()))?;
        Ok(Self { pool })
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
        let ended = open.end(if keep { "COMMIT" } else { "ROLLBACK" }).await;
        // What the operation says is worth more than a rollback that failed after it.
        if outcome.is_ok() {
            ended?;
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

    pub(super) async fn changed(&self) {
        std::future::pending().await
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }
}
