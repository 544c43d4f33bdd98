//! The one thread that writes: group commit without a timer.
//!
//! It takes what is waiting, runs one operation after another, commits once, then answers.
//! Durable commits cost a flush of the disk each; two hundred operations share one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::closed;
use crate::crash::Side;
use crate::store::tx::{Conn, Operation, Tx, lock, run_now};
use crate::store::{Result, StoreError, words};

/// Operations that may wait before callers do.
const QUEUE: usize = 1024;
/// Operations of one commit.
const GROUP_OPERATIONS: usize = 200;
/// Bytes of one commit, as the operations weigh themselves.
const GROUP_BYTES: usize = 4 << 20;

/// The queue in front of the writing thread.
#[derive(Debug)]
pub(super) struct Writer(mpsc::Sender<Order>);

enum Order {
    Write(Box<dyn Job>),
    DataVersion(oneshot::Sender<Result<i64>>),
    Close(oneshot::Sender<Result<()>>),
}

/// An operation that waits for its turn; it may be run more than once before it is answered.
trait Job: Send {
    fn weight(&self) -> usize;
    /// Runs it; whether what it wrote is kept.
    fn run(&mut self, tx: &Tx) -> bool;
    /// Answers with the outcome of the last run, or with the error that befell the whole group.
    fn answer(self: Box<Self>, group: Result<()>);
}

struct Write<I, T> {
    weight: usize,
    input: I,
    operation: Operation<I, T>,
    outcome: Result<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<I: Send, T: Send> Job for Write<I, T> {
    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, tx: &Tx) -> bool {
        // A fault in one operation must not end the thread that every other one needs.
        let run = AssertUnwindSafe(|| run_now((self.operation)(tx, &self.input)));
        self.outcome = catch_unwind(run)
            .unwrap_or_else(|_| Err(StoreError::Other("an operation ended in an internal fault".to_owned())));
        !tx.take_spoiled() && self.outcome.is_ok()
    }

    fn answer(self: Box<Self>, group: Result<()>) {
        // Whoever asked may have gone; what was committed stays committed.
        let _ = self.reply.send(group.and(self.outcome));
    }
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self> {
        let (orders, waiting) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(connection, waiting))
            .map_err(|e| StoreError::Other(format!("cannot start the writer: {e}")))?;
        Ok(Self(orders))
    }

    pub(super) async fn write<I: Send + 'static, T: Send + 'static>(
        &self,
        weight: usize,
        input: I,
        operation: Operation<I, T>,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = Write { weight, input, operation, outcome: Err(closed()), reply };
        self.ask(Order::Write(Box::new(job)), answer).await
    }

    pub(super) async fn data_version(&self) -> Result<i64> {
        let (reply, answer) = oneshot::channel();
        self.ask(Order::DataVersion(reply), answer).await
    }

    /// Waits for what is queued, checkpoints and ends the thread.
    pub(super) async fn close(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.ask(Order::Close(reply), answer).await
    }

    async fn ask<T>(&self, order: Order, answer: oneshot::Receiver<Result<T>>) -> Result<T> {
        self.0.send(order).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

fn serve(connection: Connection, mut waiting: mpsc::Receiver<Order>) {
    let connection = Arc::new(Mutex::new(connection));
    let tx = Tx::new(Conn::Sqlite(Arc::clone(&connection)));
    while let Some(first) = waiting.blocking_recv() {
        let (mut group, mut bytes, mut next) = (Vec::new(), 0, Some(first));
        let mut other = None;
        while let Some(order) = next.take() {
            match order {
                Order::Write(job) => {
                    bytes += job.weight();
                    group.push(job);
                }
                order => {
                    other = Some(order);
                    break;
                }
            }
            if group.len() < GROUP_OPERATIONS && bytes < GROUP_BYTES {
                next = waiting.try_recv().ok();
            }
        }
        commit_group(&tx, &connection, group);
        match other {
            Some(Order::DataVersion(reply)) => {
                let version = lock(&connection).query_row("PRAGMA data_version", [], |row| row.get(0));
                let _ = reply.send(version.map_err(Into::into));
            }
            Some(Order::Close(reply)) => {
                // Later orders find the queue closed; those already in it are answered by being dropped.
                let _ = reply.send(checkpoint(&lock(&connection)));
                return;
            }
            Some(Order::Write(_)) | None => {}
        }
    }
    // Every store of this process was dropped without `close`: leave the file as tidy.
    let _ = checkpoint(&lock(&connection));
}

fn checkpoint(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Commits a group. When the commit fails, or SQLite undoes the whole transaction because of one operation
/// (a full disk), each is tried alone: a large one that does not fit must not take the small ones with it.
fn commit_group(tx: &Tx, connection: &Mutex<Connection>, mut group: Vec<Box<dyn Job>>) {
    if group.is_empty() {
        return;
    }
    let outcome = try_group(tx, connection, &mut group);
    if outcome.is_err() && group.len() > 1 {
        for mut job in group {
            let outcome = try_group(tx, connection, std::slice::from_mut(&mut job));
            job.answer(outcome);
        }
        return;
    }
    for job in group {
        job.answer(outcome.clone());
    }
}

/// A savepoint costs a copy of every page that is touched in it, and of nearly every group all is kept: only one in which an
/// operation fails is run again, each operation in a savepoint of its own.
fn try_group(tx: &Tx, connection: &Mutex<Connection>, group: &mut [Box<dyn Job>]) -> Result<()> {
    let committed = transact(connection, || run_group(tx, connection, group, Way::Together))?;
    if !committed && group.len() > 1 {
        transact(connection, || run_group(tx, connection, group, Way::Apart))?;
    }
    Ok(())
}

/// How the operations of a group are run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All are kept, or none.
    Together,
    /// What one of them wrote is undone without the others.
    Apart,
}

/// Commits what `run` writes, which says what [`Tx::is`] was told; `None`, and nothing is kept. Whether it was committed.
fn transact(
    connection: &Mutex<Connection>,
    run: impl FnOnce() -> Result<Option<Vec<&'static str>>>,
) -> Result<bool> {
    // IMMEDIATE: the right to write is taken at once, so that no operation fails half-way for want of it.
    batch(connection, "BEGIN IMMEDIATE")?;
    let outcome = run().and_then(|kinds| match kinds {
        Some(kinds) => commit(connection, &kinds).map(|()| true),
        None => Ok(false),
    });
    if !matches!(outcome, Ok(true)) && !lock(connection).is_autocommit() {
        // Only a broken file makes this fail, and then the next BEGIN says so.
        let _ = batch(connection, "ROLLBACK");
    }
    outcome
}

fn commit(connection: &Mutex<Connection>, kinds: &[&str]) -> Result<()> {
    Tx::at_commit(kinds, Side::Before);
    batch(connection, "COMMIT")?;
    Tx::at_commit(kinds, Side::After);
    Ok(())
}

/// Runs the operations of a group; which of the six transactions are among those whose writing is kept. `None` where nothing is
/// to be kept.
fn run_group(
    tx: &Tx,
    connection: &Mutex<Connection>,
    group: &mut [Box<dyn Job>],
    way: Way,
) -> Result<Option<Vec<&'static str>>> {
    let (mut findable, mut kinds) = (Vec::new(), Vec::new());
    for job in group {
        if way == Way::Apart {
            batch(connection, "SAVEPOINT operation")?;
        }
        let kept = job.run(tx);
        // Taken in any case: what an undone operation left must not be written with the next one.
        let (found, kind) = (tx.take_found(), tx.take_kinds());
        if lock(connection).is_autocommit() {
            return Err(StoreError::Full("SQLite undid the transaction".to_owned()));
        }
        match (kept, way) {
            (true, _) => {
                findable.extend(found);
                kinds.extend(kind);
            }
            (false, Way::Together) => return Ok(None),
            (false, Way::Apart) => batch(connection, "ROLLBACK TO operation")?,
        }
        if way == Way::Apart {
            batch(connection, "RELEASE operation")?;
        }
    }
    run_now(Box::pin(words::write_found(tx, findable)))?;
    Ok(Some(kinds))
}

fn batch(connection: &Mutex<Connection>, sql: &str) -> Result<()> {
    lock(connection).prepare_cached(sql)?.execute([])?;
    Ok(())
}
