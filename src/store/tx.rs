//! One transaction on either store: every operation is written once, against [`Tx`].
//!
//! On SQLite a statement is done when its call returns, so a future over a SQLite transaction is ready at its
//! first poll and runs on the writer's or a reader's thread. On PostgreSQL it waits for the server.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::value::{Param, Row};
use super::{Result, StoreError, postgres, sqlite};
use crate::crash::{self, Side};
use crate::model::{ArticleId, Timestamp};

/// What an operation gives back while it runs.
pub(super) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// An operation over its input: one text for both stores.
pub(super) type Operation<I, T> = for<'t> fn(&'t Tx, &'t I) -> Work<'t, T>;

/// Rows of one multi-row statement on PostgreSQL, largest first: few texts, so that prepared statements are found again.
const CHUNKS: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];

/// A transaction, or a reader's snapshot.
pub(super) struct Tx {
    conn: Conn,
    spoiled: AtomicBool,
    found: Mutex<Vec<Found>>,
    kinds: Mutex<Vec<&'static str>>,
}

/// Tokens by which an article is to be found.
pub(super) struct Found {
    pub(super) article_id: ArticleId,
    pub(super) tokens: String,
    /// It has been findable before.
    pub(super) known: bool,
}

/// What a transaction runs on.
pub(super) enum Conn {
    /// The lock is never contended: one thread has the connection at a time.
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    Postgres(Box<deadpool_postgres::Object>),
}

/// An `INSERT` of any number of rows: `INSERT INTO into VALUES … tail`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insert {
    into: &'static str,
    /// What becomes of each value, `?` being the value; empty: as it is.
    values: &'static [&'static str],
    tail: &'static str,
    columns: usize,
}

impl Insert {
    /// `into` is a table with its list of columns, `tail` an `ON CONFLICT` clause or empty.
    pub(super) const fn new(into: &'static str, tail: &'static str) -> Self {
        Self::with_values(into, &[], tail)
    }

    /// The same, with an expression around each value.
    pub(super) const fn with_values(
        into: &'static str,
        values: &'static [&'static str],
        tail: &'static str,
    ) -> Self {
        let (mut columns, mut i) = (1, 0);
        while i < into.len() {
            if into.as_bytes()[i] == b',' {
                columns += 1;
            }
            i += 1;
        }
        Self { into, values, tail, columns }
    }

    fn text(&self, rows: usize) -> String {
        let mut sql = format!("INSERT INTO {} VALUES ", self.into);
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..self.columns {
                sql.push_str(if column == 0 { "" } else { ", " });
                let number = row * self.columns + column + 1;
                let (before, after) =
                    self.values.get(column).and_then(|e| e.split_once('?')).unwrap_or_default();
                let _ = write!(sql, "{before}${number}{after}");
            }
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(self.tail);
        sql
    }
}

impl Tx {
    pub(super) const fn new(conn: Conn) -> Self {
        Self {
            conn,
            spoiled: AtomicBool::new(false),
            found: Mutex::new(Vec::new()),
            kinds: Mutex::new(Vec::new()),
        }
    }

    /// The connection.
    pub(super) const fn conn(&self) -> &Conn {
        &self.conn
    }

    /// The connection back.
    pub(super) fn into_conn(self) -> Conn {
        self.conn
    }

    /// Whether this is PostgreSQL, for the few statements the dialects force apart.
    pub(super) const fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// What follows a `SELECT` whose rows are about to be taken by one of several workers.
    pub(super) const fn skip_locked(&self) -> &'static str {
        if self.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" }
    }

    /// What follows a `SELECT` whose rows must not change before the commit.
    pub(super) const fn for_update(&self) -> &'static str {
        if self.is_postgres() { " FOR UPDATE" } else { "" }
    }

    /// Lets one transaction of all processes at a time past here, until it ends; SQLite has one anyway.
    pub(super) async fn one_at_a_time(&self, lock: i64) -> Result<()> {
        if self.is_postgres() {
            self.execute("SELECT pg_advisory_xact_lock($1)", &[Param::Int(lock)]).await?;
        }
        Ok(())
    }

    /// The clock of the database, which is one for all its workers; SQLite has none but theirs, and nobody asks it.
    pub(super) async fn database_now(&self) -> Result<Timestamp> {
        let sql = "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)";
        let row = self.query_one(sql, &[]).await?;
        row.ok_or_else(|| StoreError::Other("the database has no clock".to_owned()))?.take()
    }

    /// Puts search tokens off until the whole group of operations is about to be committed: SQLite's full-text index
    /// writes out what it holds in memory at every savepoint, and would be merging crumbs.
    pub(super) fn find_later(&self, found: impl IntoIterator<Item = Found>) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    }

    /// What [`Tx::find_later`] was given since the last time.
    pub(super) fn take_found(&self) -> Vec<Found> {
        std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Nothing of this transaction is kept, though its operation succeeds.
    pub(super) fn spoil(&self) {
        self.spoiled.store(true, Ordering::Relaxed);
    }

    /// Reads the mark of [`Tx::spoil`] and clears it.
    pub(super) fn take_spoiled(&self) -> bool {
        self.spoiled.swap(false, Ordering::Relaxed)
    }

    /// Says which of the six transactions this is: a test may let the program die at its commit ([`crash`]).
    pub(super) fn is(&self, kind: &'static str) {
        if cfg!(debug_assertions) {
            self.kinds.lock().unwrap_or_else(PoisonError::into_inner).push(kind);
        }
    }

    /// What [`Tx::is`] was told since the last time.
    pub(super) fn take_kinds(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.kinds.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Passes a side of the commit of these transactions.
    pub(super) fn at_commit(kinds: &[&str], side: Side) {
        for kind in kinds {
            crash::point(kind, side);
        }
    }

    /// Runs a statement; how many rows it touched.
    pub(super) async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::execute(&lock(conn), sql, params),
            Conn::Postgres(client) => postgres::execute(client, sql, params).await,
        }
    }

    /// Runs a statement that gives rows.
    pub(super) async fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        match &self.conn {
            Conn::Sqlite(conn) => sqlite::query(&lock(conn), sql, params),
            Conn::Postgres(client) => postgres::query(client, sql, params).await,
        }
    }

    /// Runs a statement that gives at most one row.
    pub(super) async fn query_one(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// Inserts rows, given one after the other in `values`; how many were inserted or updated.
    ///
    /// PostgreSQL gets them in few statements, SQLite one by one with a prepared statement: no round trip to save there.
    pub(super) async fn insert(&self, insert: &Insert, values: &[Param<'_>]) -> Result<usize> {
        debug_assert_eq!(values.len() % insert.columns, 0, "{}", insert.into);
        if values.is_empty() {
            return Ok(0);
        }
        match &self.conn {
            Conn::Sqlite(conn) => {
                sqlite::execute_each(&lock(conn), &insert.text(1), values.chunks_exact(insert.columns))
            }
            Conn::Postgres(client) => {
                let (mut rest, mut count) = (values, 0);
                for size in CHUNKS {
                    while rest.len() >= size * insert.columns {
                        let (chunk, after) = rest.split_at(size * insert.columns);
                        count += postgres::execute(client, &insert.text(size), chunk).await?;
                        rest = after;
                    }
                }
                Ok(count)
            }
        }
    }

    /// Runs a query whose `{in}` stands for a list of any length; the list's placeholders follow those of `params`.
    /// Long lists take several statements, so the rows come in no order over them.
    pub(super) async fn query_in(
        &self,
        sql: &str,
        params: &[Param<'_>],
        list: &[Param<'_>],
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for chunk in list.chunks(CHUNKS[0]) {
            let (sql, params) = with_list(sql, params, chunk);
            rows.append(&mut self.query(&sql, &params).await?);
        }
        Ok(rows)
    }

    /// The rows of a query for each value of a list, which stands for `{in}`, in no order. PostgreSQL is asked for many at once,
    /// SQLite for one after the other with a prepared statement: it would make a table of them first.
    pub(super) async fn query_each(
        &self,
        sql: &str,
        params: &[Param<'_>],
        list: &[Param<'_>],
    ) -> Result<Vec<Row>> {
        let Conn::Sqlite(conn) = &self.conn else { return self.query_in(sql, params, list).await };
        let sql = sql.replace("{in}", &format!("${}", params.len() + 1));
        sqlite::query_each(&lock(conn), &sql, params, list)
    }

    /// Runs a statement with a list, as [`Tx::query_in`].
    pub(super) async fn execute_in(
        &self,
        sql: &str,
        params: &[Param<'_>],
        list: &[Param<'_>],
    ) -> Result<usize> {
        let mut count = 0;
        for chunk in list.chunks(CHUNKS[0]) {
            let (sql, params) = with_list(sql, params, chunk);
            count += self.execute(&sql, &params).await?;
        }
        Ok(count)
    }
}

/// Fills in `{in}`; lists are padded with their last value to one of few lengths, so that statements are found again.
fn with_list<'a>(sql: &str, params: &[Param<'a>], list: &[Param<'a>]) -> (String, Vec<Param<'a>>) {
    let length = CHUNKS.into_iter().rev().find(|size| *size >= list.len()).unwrap_or(list.len());
    let first = params.len() + 1;
    let mut placeholders = String::with_capacity(length * 5);
    for number in first..first + length {
        let _ = write!(placeholders, "{}${number}", if number == first { "" } else { ", " });
    }
    let mut all = params.to_vec();
    all.extend_from_slice(list);
    if let Some(last) = list.last() {
        all.resize(params.len() + length, *last);
    }
    (sql.replace("{in}", &placeholders), all)
}

/// A panic while the lock was held left at most an open savepoint, which the writer rolls back.
pub(super) fn lock(conn: &Mutex<rusqlite::Connection>) -> std::sync::MutexGuard<'_, rusqlite::Connection> {
    conn.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs an operation on a SQLite transaction, where nothing ever waits.
pub(super) fn run_now<T>(work: Work<'_, T>) -> Result<T> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(StoreError::Other("an operation waited inside a SQLite transaction".to_owned())),
    }
}
