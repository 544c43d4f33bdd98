//! Headlines that were translated, so that each is asked for once.

use std::collections::HashMap;

use super::tx::{Insert, Tx};
use super::value::{Param, params};
use super::{Result, Store};
use crate::model::{Hash16, Timestamp};

#[expect(clippy::missing_errors_doc, reason = "as of every operation")]
impl Store {
    /// The translations kept under these keys.
    pub async fn translations(&self, keys: &[Hash16]) -> Result<HashMap<Hash16, String>> {
        self.read(keys.to_vec(), |tx, keys| Box::pin(known(tx, keys))).await
    }

    /// Keeps translations under their keys; what is kept already stays.
    pub async fn keep_translations(&self, fresh: Vec<(Hash16, String)>, at: Timestamp) -> Result<()> {
        self.write(0, (fresh, at), |tx, input| Box::pin(keep(tx, input))).await
    }
}

async fn known(tx: &Tx, keys: &[Hash16]) -> Result<HashMap<Hash16, String>> {
    let list: Vec<Param<'_>> = keys.iter().map(Param::from).collect();
    let sql = "SELECT key, text FROM headline_translations WHERE key IN ({in})";
    let rows = tx.query_in(sql, &[], &list).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

async fn keep(tx: &Tx, (fresh, at): &(Vec<(Hash16, String)>, Timestamp)) -> Result<()> {
    const TRANSLATIONS: Insert =
        Insert::new("headline_translations (key, text, at)", "ON CONFLICT (key) DO NOTHING");
    let values: Vec<Param<'_>> = fresh.iter().flat_map(|(key, text)| params![key, text, *at]).collect();
    tx.insert(&TRANSLATIONS, &values).await?;
    Ok(())
}
