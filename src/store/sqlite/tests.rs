//! What cannot be seen from outside: placeholders, and a file that is full.

use std::path::Path;

use super::writer::Writer;
use super::{connect, query};
use crate::store::tx::Tx;
use crate::store::value::{Param, params};
use crate::store::{Result, StoreError};

#[test]
fn placeholders_are_numbers_not_names_in_order_of_appearance() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let read = |sql: &str, params: &[Param<'_>]| -> Vec<i64> {
        let mut row = query(&connection, sql, params).unwrap().remove(0);
        (0..3).map(|_| row.take().unwrap()).collect()
    };
    assert_eq!(read("SELECT $2, $1, $2", &params![10i64, 20i64]), [20, 10, 20]);
    let eleven: Vec<Param<'_>> = (1..=11i64).map(Param::from).collect();
    assert_eq!(read("SELECT $11, $1, $10", &eleven), [11, 1, 10]);
    let mut row = query(&connection, "SELECT 'costs $ and $x', $1", &params!["US$5"]).unwrap().remove(0);
    assert_eq!(row.take::<String>().unwrap(), "costs $ and $x");
    assert_eq!(row.take::<String>().unwrap(), "US$5");
}

/// A writer of a file with one table.
fn writer(path: &Path) -> Writer {
    let connection = connect(path, false).unwrap();
    connection.execute_batch("CREATE TABLE t (b BLOB)").unwrap();
    Writer::start(connection).unwrap()
}

fn rows(path: &Path) -> i64 {
    connect(path, true).unwrap().query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap()
}

async fn put(tx: &Tx, bytes: &usize) -> Result<usize> {
    tx.execute("INSERT INTO t (b) VALUES ($1)", &params![&vec![7u8; *bytes]]).await
}

async fn limit(tx: &Tx, pages: &i64) -> Result<()> {
    tx.query(&format!("PRAGMA max_page_count = {pages}"), &[]).await?;
    Ok(())
}

/// The file may grow to 200 kB: a large operation does not fit, the small ones that share its commit do, and when
/// there is space again the same writer goes on.
#[tokio::test]
async fn a_full_file_fails_what_does_not_fit_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let writer = writer(&path);
    writer.write(0, 50, |tx, pages| Box::pin(limit(tx, pages))).await.unwrap();
    let store = |bytes: usize| writer.write(bytes, bytes, |tx, bytes| Box::pin(put(tx, bytes)));
    let (a, b, c, d) = tokio::join!(store(100), store(1 << 20), store(100), store(1 << 20));
    assert!(a.is_ok() && c.is_ok(), "{a:?} {c:?}");
    for outcome in [b, d] {
        assert!(matches!(outcome, Err(StoreError::Full(_))), "{outcome:?}");
    }
    writer.write(0, 1_000_000, |tx, pages| Box::pin(limit(tx, pages))).await.unwrap();
    store(1 << 20).await.unwrap();
    writer.close().await.unwrap();
    assert_eq!(rows(&path), 3);
}

async fn put_or_fail(tx: &Tx, fails: &bool) -> Result<usize> {
    let rows = put(tx, &1).await?;
    if *fails { Err(StoreError::Other("it does not want to".to_owned())) } else { Ok(rows) }
}

#[tokio::test]
async fn what_a_failed_operation_wrote_is_undone_without_what_shares_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let writer = writer(&path);
    let store = |fails: bool| writer.write(1, fails, |tx, fails| Box::pin(put_or_fail(tx, fails)));
    let (a, b, c, d) = tokio::join!(store(false), store(true), store(false), store(true));
    assert!(matches!((&a, &c), (Ok(1), Ok(1))), "{a:?} {c:?}");
    for outcome in [b, d, store(true).await] {
        assert!(outcome.is_err_and(|e| e.to_string().contains("it does not want to")));
    }
    store(false).await.unwrap();
    writer.close().await.unwrap();
    assert_eq!(rows(&path), 3, "each once");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    connect(&path, false).unwrap().execute_batch("CREATE TABLE t (b BLOB)").unwrap();
    let outcome =
        super::execute(&connect(&path, true).unwrap(), "DELETE FROM t WHERE b = $1", &params![1i64]);
    assert!(matches!(outcome, Err(StoreError::ReadOnly(_))), "{outcome:?}");
}

/// Every kind of character that words are made of: a token must stay one token, or the index could not be asked for it.
#[test]
fn the_full_text_keeps_every_token_whole() {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(include_str!("../migrations/sqlite/0001_first.sql")).unwrap();
    // Han and Hangul are the same a hundred thousand times over.
    let characters = ('\u{21}'..'\u{4e00}').chain('\u{a000}'..'\u{ac00}').chain('\u{d7a4}'..'\u{20000}');
    let mut tokens = std::collections::BTreeSet::new();
    for character in characters {
        let text = format!("a{character}b");
        for token in crate::language::search_tokens(&text).split_whitespace() {
            tokens.insert(token.to_owned());
        }
    }
    assert!(tokens.len() > 20_000, "{}", tokens.len());
    let transaction = connection.transaction().unwrap();
    {
        let mut insert =
            transaction.prepare("INSERT INTO article_search (rowid, tokens) VALUES (?1, ?2)").unwrap();
        for (row, token) in (1_i64..).zip(&tokens) {
            insert.execute((row, token)).unwrap();
        }
        let mut find = transaction
            .prepare("SELECT 1 FROM article_search WHERE article_search MATCH ?1 AND rowid = ?2")
            .unwrap();
        for (row, token) in (1_i64..).zip(&tokens) {
            let wanted = format!("\"{}\"", token.replace('"', "\"\""));
            assert!(find.exists((&wanted, row)).unwrap(), "{token:?}");
        }
    }
    transaction.rollback().unwrap();
}
