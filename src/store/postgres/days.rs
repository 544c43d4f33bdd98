//! A partition a day for the bulky tables: made ahead, dropped whole when retention has passed the day.

use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;

use crate::model::{IdMint, Timestamp};
use crate::store::Result;
use crate::store::migrate::LOCK;

/// The tables that are partitioned by the day in their article's id.
const TABLES: [&str; 2] = ["article_texts", "article_search"];
/// How many days are made ahead. What is later still lands in the `_rest` partition and stays there.
const AHEAD: i64 = 3;
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
                "SELECT pg_advisory_xact_lock({LOCK}); \
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

/// Drops the days before `before` whose articles are all gone.
pub(super) async fn drop_empty(client: &Object, before: Timestamp) -> Result<()> {
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
                client.batch_execute(&format!("DROP TABLE IF EXISTS {partition}")).await?;
            }
        }
    }
    Ok(())
}
