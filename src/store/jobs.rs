//! Pages to read: how a job comes into being.

use super::Result;
use super::poll::bucket;
use super::tx::{Insert, Tx};
use super::value::params;
use crate::model::{ArticleId, JobKind, Timestamp};

/// A page to read.
pub(super) struct NewJob<'a> {
    pub(super) article_id: ArticleId,
    pub(super) host: &'a str,
    pub(super) url: &'a str,
    pub(super) kind: JobKind,
    pub(super) due_at: Timestamp,
}

/// What becomes of the job that an article has already.
#[derive(Clone, Copy)]
pub(super) enum Known {
    /// It stays as it is.
    Stays,
    /// It is the new one from now on, whoever has it in hand; its kind stays.
    IsDueAgain,
}

/// Writes jobs; how many were written.
pub(super) async fn write<'a>(
    tx: &Tx,
    jobs: impl IntoIterator<Item = NewJob<'a>>,
    known: Known,
) -> Result<usize> {
    const INTO: &str = "page_jobs (article_id, host, bucket, url, kind, due_at, attempts, token)";
    const NEW: Insert = Insert::new(INTO, "ON CONFLICT (article_id) DO NOTHING");
    const AGAIN: Insert = Insert::new(
        INTO,
        "ON CONFLICT (article_id) DO UPDATE SET due_at = excluded.due_at, url = excluded.url, host = excluded.host, \
         bucket = excluded.bucket, attempts = 0, until_at = NULL, token = page_jobs.token + 1",
    );
    let mut values = Vec::new();
    for NewJob { article_id, host, url, kind, due_at } in jobs {
        values.extend(params![article_id, host, bucket(host), url, kind, due_at, 0i64, 0i64]);
    }
    let insert = match known {
        Known::Stays => NEW,
        Known::IsDueAgain => AGAIN,
    };
    tx.insert(&insert, &values).await
}
