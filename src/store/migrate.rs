//! The schema's history: forward only, every migration applied once and remembered by its checksum.

use std::path::Path;

use deadpool_postgres::GenericClient;
use rusqlite::{Connection, OptionalExtension as _};

use super::{Result, StoreError};
use crate::model::{Hash16, Timestamp};

/// A step of the schema, with the text for one store.
struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// Every migration, oldest first: the same names for both stores.
macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        const SQLITE: &[Migration] = &[$(migrations!(@one "sqlite", $name)),+];
        const POSTGRES: &[Migration] = &[$(migrations!(@one "postgres", $name)),+];
    };
    (@one $store:literal, $name:literal) => {
        Migration { name: $name, sql: include_str!(concat!("migrations/", $store, "/", $name, ".sql")) }
    };
}

migrations!(
    "0001_first",
    "0002_sources",
    "0003_corrections",
    "0004_search",
    "0005_rematch",
    "0006_channels",
    "0007_told",
    "0008_earlier",
    "0009_digests",
    "0010_translations",
    "0011_shown",
    "0012_outlets",
    "0013_recipients",
    "0014_waited",
    "0015_one_alarm",
    "0016_unsubscribed",
    "0017_addresses",
    "0018_norwegian",
    "0019_shared_links",
    "0020_late_in_one",
    "0021_poll_results",
    "0022_refused",
    "0023_unread",
    "0024_merges",
);

/// Taken while a server's schema is looked at and changed, so that two processes never do it at once.
pub(super) const LOCK: i64 = 0x5649_4749_4500;

/// What was applied: name and checksum, in order of name.
type Applied = Vec<(String, Vec<u8>)>;

/// Compares what was applied with what this program knows; the migrations still to do.
fn pending(known: &'static [Migration], applied: &Applied) -> Result<&'static [Migration]> {
    for (i, (name, checksum)) in applied.iter().enumerate() {
        match known.get(i) {
            None => return Err(StoreError::Newer(name.clone())),
            Some(migration) if migration.name != name => return Err(StoreError::Newer(name.clone())),
            Some(migration) if checksum != Hash16::of(migration.sql.as_bytes()).as_bytes() => {
                return Err(StoreError::Changed(name.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(&known[applied.len()..])
}

fn applied_sqlite(connection: &Connection) -> Result<Applied> {
    let table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'";
    if connection.query_row(table, [], |_| Ok(())).optional()?.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("SELECT name, checksum FROM migrations ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether the file's schema is older than this program's.
///
/// # Errors
/// The schema is newer, or a migration was changed after it was applied.
pub(super) fn pending_sqlite(connection: &Connection) -> Result<bool> {
    Ok(!pending(SQLITE, &applied_sqlite(connection)?)?.is_empty())
}

/// Brings the SQLite file at `path` to this program's schema, after a copy beside it unless it is new.
pub(super) fn sqlite(connection: &mut Connection, path: &Path, now: Timestamp) -> Result<()> {
    let applied = applied_sqlite(connection)?;
    let todo = pending(SQLITE, &applied)?;
    if let (Some(first), false) = (todo.first(), applied.is_empty()) {
        let mut copy = path.as_os_str().to_owned();
        copy.push(format!(".before-{}", first.name));
        super::backup::copy_sqlite(connection, Path::new(&copy))?;
    }
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been faster while we waited for the right to write.
    let todo = pending(SQLITE, &applied_sqlite(&tx)?)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations \
         (name TEXT PRIMARY KEY, checksum BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    )?;
    for migration in todo {
        tx.execute_batch(migration.sql)?;
        tx.execute(
            "INSERT INTO migrations (name, checksum, applied_at) VALUES (?1, ?2, ?3)",
            (migration.name, Hash16::of(migration.sql.as_bytes()).as_bytes(), now.millis()),
        )?;
    }
    tx.commit()?;
    Ok(())
}

async fn applied_postgres(client: &impl GenericClient) -> Result<Applied> {
    let rows = client.query("SELECT name, checksum FROM migrations ORDER BY name", &[]).await?;
    let read = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
    Ok(rows.iter().map(read).collect::<std::result::Result<_, tokio_postgres::Error>>()?)
}

/// Brings a server to this program's schema; the operator makes the copy before it (`pg_dump`).
pub(super) async fn postgres(client: &mut deadpool_postgres::Object, now: Timestamp) -> Result<()> {
    // Whoever may only read finds a schema that is up to date without a right to change it.
    let is_there = client.query_one("SELECT to_regclass('migrations') IS NOT NULL", &[]).await?;
    if is_there.try_get(0)? && pending(POSTGRES, &applied_postgres(&*client).await?)?.is_empty() {
        return Ok(());
    }
    let tx = client.transaction().await?;
    tx.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL client_min_messages = warning").await?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    tx.batch_execute(
        "CREATE TABLE IF NOT EXISTS migrations \
         (name TEXT COLLATE \"C\" PRIMARY KEY, checksum BYTEA NOT NULL, applied_at BIGINT NOT NULL)",
    )
    .await?;
    for migration in pending(POSTGRES, &applied_postgres(&tx).await?)? {
        tx.batch_execute(migration.sql).await?;
        let checksum = Hash16::of(migration.sql.as_bytes());
        tx.execute(
            "INSERT INTO migrations (name, checksum, applied_at) VALUES ($1, $2, $3)",
            &[&migration.name, &checksum.as_bytes().as_slice(), &now.millis()],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
