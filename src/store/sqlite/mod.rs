//! SQLite: one writer that commits in groups, a few readers beside it, one file.

mod statement;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

pub(super) use statement::{execute, execute_each, query, query_each};
use writer::Writer;

use super::migrate;
use super::tx::{Conn, Operation, Tx, lock, run_now};
use super::{Result, Role, StoreError};
use crate::model::Timestamp;

/// How long a statement waits for another process's commit.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that only read.
const READERS: usize = 4;
/// Pages kept by the writer; the system keeps the rest of the file at hand.
const WRITER_CACHE_KIB: i64 = 4_000;
/// Pages kept by each reader.
const READER_CACHE_KIB: i64 = 1_000;

/// The store in one file.
#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    writer: Writer,
    readers: Arc<Readers>,
    /// The data version that [`Sqlite::changed`] knows of.
    seen: AtomicI64,
    /// Held for as long as the daemon runs.
    _lock: Option<std::fs::File>,
}

#[derive(Debug)]
struct Readers {
    free: Mutex<Vec<Arc<Mutex<Connection>>>>,
    permits: Arc<Semaphore>,
}

/// A reader's connection, given back when this is dropped: whoever asked may not wait for the answer.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Arc<Mutex<Connection>>,
}

impl Readers {
    fn lend(&self) -> Result<Lent<'_>> {
        let connection = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Lent { readers: self, connection: connection.ok_or_else(closed)? })
    }
}

impl Lent<'_> {
    /// Ends what a snapshot, or an operation that panicked in one, left open.
    fn rollback(&self) -> Result<()> {
        let connection = lock(&self.connection);
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        Ok(())
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut free = self.readers.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(Arc::clone(&self.connection));
    }
}

fn closed() -> StoreError {
    StoreError::Other("the store is closed".to_owned())
}

impl Sqlite {
    /// Opens and migrates the file; blocks.
    pub(super) fn open(path: &Path, role: Role, now: Timestamp) -> Result<Self> {
        let lock = match role {
            Role::Daemon => Some(take_lock(path)?),
            Role::Command => None,
        };
        let mut connection = connect(path, false)?;
        let seen = connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if migrate::pending_sqlite(&connection)? {
            // A command must not change the schema under a running daemon.
            let _held = if lock.is_none() { Some(take_lock(path)?) } else { None };
            migrate::sqlite(&mut connection, path, now)?;
        }
        let readers = (0..READERS)
            .map(|_| connect(path, true).map(|c| Arc::new(Mutex::new(c))))
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(connection)?,
            seen: AtomicI64::new(seen),
            readers: Arc::new(Readers {
                free: Mutex::new(readers),
                permits: Arc::new(Semaphore::new(READERS)),
            }),
            _lock: lock,
        })
    }

    /// Copies the file to `to` while it is in use.
    pub(super) async fn backup(&self, to: &Path) -> Result<()> {
        let (path, to) = (self.path.clone(), to.to_owned());
        let copied =
            tokio::task::spawn_blocking(move || super::backup::copy_sqlite(&connect(&path, false)?, &to));
        copied.await.map_err(|e| StoreError::Other(format!("the backup ended: {e}")))?
    }

    /// Queues an operation for the writer and waits for its commit.
    pub(super) async fn write<I: Send + 'static, T: Send + 'static>(
        &self,
        weight: usize,
        input: I,
        operation: Operation<I, T>,
    ) -> Result<T> {
        self.writer.write(weight, input, operation).await
    }

    /// Runs an operation on a reader's snapshot.
    pub(super) async fn read<I: Send + 'static, T: Send + 'static>(
        &self,
        input: I,
        operation: Operation<I, T>,
    ) -> Result<T> {
        let permit = Arc::clone(&self.readers.permits).acquire_owned().await.map_err(|_| closed())?;
        let readers = Arc::clone(&self.readers);
        let result = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let lent = readers.lend()?;
            lent.rollback()?;
            lock(&lent.connection).execute_batch("BEGIN")?;
            let result = run_now(operation(&Tx::new(Conn::Sqlite(Arc::clone(&lent.connection))), &input));
            // Nothing was written: whatever the end is called, the snapshot is given back.
            lent.rollback()?;
            result
        });
        result.await.map_err(|e| StoreError::Other(format!("a reader ended: {e}")))?
    }

    /// Whether another process has committed since the last time this was asked: `PRAGMA data_version` of the
    /// writer's connection, which its own commits leave alone.
    pub(super) async fn changed(&self) -> Result<bool> {
        let version = self.writer.data_version().await?;
        Ok(self.seen.swap(version, Ordering::Relaxed) != version)
    }

    /// Waits for queued writes, moves the log into the file and ends the writer.
    pub(super) async fn close(&self) -> Result<()> {
        self.readers.permits.close();
        self.readers.free.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.writer.close().await
    }
}

fn take_lock(path: &Path) -> Result<std::fs::File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|e| StoreError::ReadOnly(format!("{}: {e}", Path::new(&name).display())))?;
    hand_over(Path::new(&name));
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StoreError::Locked { path: path.display().to_string() })
        }
        Err(std::fs::TryLockError::Error(e)) => {
            Err(StoreError::ReadOnly(format!("{}: {e}", Path::new(&name).display())))
        }
    }
}

/// A file that root made belongs to whom its folder belongs: a command that the administrator types before the service's first
/// start must not shut the service out of its own store.
fn hand_over(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let (Some(folder), Ok(own)) = (path.parent(), std::fs::metadata(path)) else { return };
        let Ok(folder) = std::fs::metadata(folder) else { return };
        if own.uid() == 0 && folder.uid() != 0 {
            // Only root may, and only root made such a file.
            let _ = chown(path, Some(folder.uid()), Some(folder.gid()));
        }
    }
}

/// Opens a connection with the settings every one of them has.
pub(super) fn connect(path: &Path, reader: bool) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !reader {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let named = |e: rusqlite::Error| match StoreError::from(e) {
        StoreError::ReadOnly(why) => StoreError::ReadOnly(format!("`{}`: {why}", path.display())),
        other => other,
    };
    let connection = Connection::open_with_flags(path, flags).map_err(named)?;
    // Before the write-ahead log is made, which gets the owner that the store has.
    hand_over(path);
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(256);
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(named)?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly(format!(
            "`{}` cannot have a write-ahead log ({mode})",
            path.display()
        )));
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 8000; \
         PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;",
    )?;
    connection.pragma_update(
        None,
        "cache_size",
        -if reader { READER_CACHE_KIB } else { WRITER_CACHE_KIB },
    )?;
    if reader {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    Ok(connection)
}
