//! A partition a day for the bulky tables: made ahead, dropped whole when retention has passed the day.

use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;

use crate::model::{IdMint, Timestamp};
use crate::store::Result;
use crate::store::migrate::LOCK;

/// The tables that are partitioned by the day in their article's id.
const TABLES: [&str; 2] = ["article_texts", "article_search"];
/// How many days are made ahead, so that a dump of a day or two is in no day's way. What is later still lands in the `_rest`
/// partition and stays there.
const AHEAD: i64 = 7;
/// A day of which articles are left so long after retention has passed it is not waited for: those may stay for years.
const PATIENCE: i64 = 7;
/// Articles whose rows are deleted at a time.
const SLICE: u64 = 1000;
/// A table that somebody reads for long is left alone: whoever wants to read it next would have to wait for us.
const WAIT: &str = "SET LOCAL lock_timeout = '1s'";
const DAY_MS: i64 = 86_400_000;

/// First id of a day, counted from 1970.
const fn floor(day: i64) -> i64 {
    IdMint::floor(Timestamp::from_millis(day * DAY_MS))
}

/// `article_texts_d20615`: the day counted from 1970.
fn name(table: &str, day: i64) -> String {
    format!("{table}_d{day}")
}

/// Makes the partitions of today and the days ahead that are not there.
pub(super) async fn make_ahead(client: &Object, now: Timestamp) -> Result<()> {
    let today = now.millis().div_euclid(DAY_MS);
    for table in TABLES {
        for day in today..=today + AHEAD {
            let name = name(table, day);
            if client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&name]).await?.try_get(0)? {
                continue;
            }
            // One text, one transaction: the lock keeps two workers from making the same day.
            let sql = format!(
                "{WAIT}; SELECT pg_advisory_xact_lock({LOCK}); \
                 CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} FOR VALUES FROM ({}) TO ({})",
                floor(day),
                floor(day + 1)
            );
            match client.batch_execute(&sql).await {
                // The day has rows in `_rest` already: it stays there.
                Err(error) if error.code() == Some(&SqlState::CHECK_VIOLATION) => {}
                done => done?,
            }
        }
    }
    Ok(())
}

/// What retention has passed by `before`: days whose articles are all gone are dropped, of older ones of which some are kept what
/// is gone is deleted.
pub(super) async fn pass(client: &Object, before: Timestamp) -> Result<()> {
    let last = before.millis().div_euclid(DAY_MS) - 1;
    for table in TABLES {
        let rows = client
            .query(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::text::regclass",
                &[&table],
            )
            .await?;
        for row in rows {
            let partition: String = row.try_get(0)?;
            let day =
                partition.strip_prefix(table).and_then(|rest| rest.strip_prefix("_d")?.parse::<i64>().ok());
            let Some(day) = day.filter(|day| *day <= last) else { continue };
            let left = client
                .query_opt(
                    "SELECT 1 FROM articles WHERE id >= $1 AND id < $2 LIMIT 1",
                    &[&floor(day), &floor(day + 1)],
                )
                .await?;
            if left.is_none() {
                let sql = format!("{WAIT}; DROP TABLE IF EXISTS {partition}");
                if let Err(error) = client.batch_execute(&sql).await {
                    tracing::debug!("{partition} is dropped later: {error}");
                }
            } else if day <= last - PATIENCE {
                thin(client, &partition).await?;
            }
        }
    }
    Ok(())
}

/// Deletes from a day what belongs to articles that are gone.
async fn thin(client: &Object, partition: &str) -> Result<()> {
    let sql = format!(
        "DELETE FROM {partition} WHERE article_id IN (SELECT DISTINCT t.article_id FROM {partition} t \
         WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = t.article_id) LIMIT {SLICE})"
    );
    while client.execute(&sql, &[]).await? >= SLICE {}
    Ok(())
}
