//! Q10: the archive, newest first, in pages of bounded size.

use url::Url;

use super::tx::Tx;
use super::value::{Param, Row, params};
use super::words::Attributes;
use super::{Result, Store, StoreError, pack};
use crate::article::site_of;
use crate::model::{Article, ArticleId, IdMint, TextState, Timestamp};
use crate::topic::Candidates;

/// Articles of the first page; each next one is twice as long, so that a search that finds at once reads little.
const FIRST_PAGE: usize = 64;
/// Articles of a page at most.
const LONGEST_PAGE: usize = 1024;
/// Packed bytes of a page, beyond its first article.
const PAGE_BYTES: usize = 4 << 20;

/// Which articles of the archive are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveQuery {
    /// First seen at this time or later.
    pub since: Option<Timestamp>,
    /// First seen before this time.
    pub until: Option<Timestamp>,
    /// What their current words must hold; others may come too.
    pub candidates: Candidates,
}

/// An article of the archive in its current version, its text still packed.
#[derive(Clone, Debug)]
pub struct Archived {
    /// Its id.
    pub id: ArticleId,
    /// When a feed first announced it.
    pub first_seen_at: Timestamp,
    /// Whose words they are.
    pub text_state: TextState,
    /// Which version of its words these are.
    pub text_version: i64,
    /// The address that the article gives as its own, be it another site's.
    pub canonical_url: Option<String>,
    title: String,
    url: Option<String>,
    /// Addresses lead to it: it does not share its link with others.
    has_address: bool,
    site: String,
    published: Option<Timestamp>,
    attributes: String,
    packed: Vec<u8>,
}

impl Archived {
    /// Its headline.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The address that is its own: the one that it gives, or the one that leads to it.
    #[must_use]
    pub fn own_address(&self) -> Option<&str> {
        let link = self.url.as_deref().filter(|_| self.has_address);
        self.canonical_url.as_deref().or(link)
    }

    /// The article as it was matched.
    ///
    /// # Errors
    /// The text cannot be unpacked, or what is known beside it cannot be read.
    pub fn article(&self) -> Result<Article> {
        let words = (self.title.clone(), pack::unpack(self.packed.clone())?);
        let article = Attributes::article(&self.attributes, words, self.published)?;
        // As it was matched: a canonical address of another site makes a copy, not the same article.
        let is_own = |url: &&String| Url::parse(url).is_ok_and(|url| site_of(&url) == self.site);
        let url = self.canonical_url.as_ref().filter(is_own).or(self.url.as_ref()).cloned();
        Ok(Article { url, site: (!self.site.is_empty()).then(|| self.site.clone()), ..article })
    }
}

/// A walk through the archive, newest first. It holds no snapshot: articles that come meanwhile are not seen, those that go
/// are left out.
#[derive(Debug)]
pub struct Archive<'s> {
    store: &'s Store,
    wanted: ArchiveQuery,
    /// Ids below this are to come; `None` at the end.
    below: Option<i64>,
    length: usize,
}

impl<'s> Archive<'s> {
    pub(super) fn new(store: &'s Store, wanted: ArchiveQuery) -> Self {
        let below = wanted.until.map_or(i64::MAX, IdMint::floor);
        Self { store, wanted, below: Some(below), length: FIRST_PAGE }
    }

    /// The next articles; none at the end.
    ///
    /// # Errors
    /// As every operation of the store.
    pub async fn next(&mut self) -> Result<Vec<Archived>> {
        while let Some(below) = self.below {
            let look = Look {
                from: self.wanted.since.map_or(0, IdMint::floor),
                below,
                length: self.length,
                candidates: self.wanted.candidates.clone(),
            };
            let page = self.store.read(look, |tx, look| Box::pin(page(tx, look))).await?;
            self.below = page.below;
            self.length = (2 * self.length).min(LONGEST_PAGE);
            if !page.articles.is_empty() {
                return Ok(page.articles);
            }
        }
        Ok(Vec::new())
    }
}

/// One page to read: ids in `from..below`.
struct Look {
    from: i64,
    below: i64,
    length: usize,
    candidates: Candidates,
}

struct Page {
    articles: Vec<Archived>,
    below: Option<i64>,
}

async fn page(tx: &Tx, look: &Look) -> Result<Page> {
    let indexed_from = indexed_from(tx).await?;
    let (rows, lowest) = match expression(&look.candidates, tx.is_postgres()) {
        Some(expression) if look.below > indexed_from => {
            let from = look.from.max(indexed_from);
            (found(tx, &expression, from, look.below, look.length).await?, from)
        }
        _ => (all(tx, look).await?, look.from),
    };
    let mut is_last = rows.len() < look.length;
    let (mut ids, mut bytes) = (Vec::with_capacity(rows.len()), 0_usize);
    for mut row in rows {
        let (id, size): (i64, usize) = (row.take()?, row.take()?);
        bytes = bytes.saturating_add(size);
        if bytes > PAGE_BYTES && !ids.is_empty() {
            is_last = false;
            break;
        }
        ids.push(id);
    }
    let below = match ids.last() {
        Some(last) if !is_last => Some(*last),
        // What is older than the index is still to be read.
        _ if lowest > look.from => Some(lowest),
        _ => None,
    };
    Ok(Page { articles: articles(tx, &ids).await?, below })
}

/// Articles below this id are not in the index as it is now.
async fn indexed_from(tx: &Tx) -> Result<i64> {
    let row = tx.query_one("SELECT value FROM meta WHERE key = 'search_from'", &[]).await?;
    let Some(mut row) = row else { return Ok(0) };
    let text: String = row.take()?;
    text.parse().map_err(|_| StoreError::Other(format!("`meta.search_from` is `{text}`, no id")))
}

/// Ids and packed sizes of candidates, newest first.
async fn found(tx: &Tx, expression: &str, from: i64, below: i64, length: usize) -> Result<Vec<Row>> {
    let candidates = if tx.is_postgres() {
        // How common the words are decides between the newest articles one by one and all that hold them, sorted. From the sixth
        // time on the server would keep a plan that does not know the words.
        tx.execute("SET LOCAL plan_cache_mode = force_custom_plan", &[]).await?;
        "SELECT article_id AS id FROM article_search WHERE tokens @@ CAST(CAST($1 AS TEXT) AS TSQUERY) \
         AND article_id >= $2 AND article_id < $3 ORDER BY article_id DESC LIMIT $4"
    } else {
        // The full text in its own order, asked by its name, not by its column, of which it knows nothing without details.
        "SELECT rowid AS id FROM article_search WHERE article_search MATCH $1 \
         AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4"
    };
    // They are limited before their articles are joined: a planner that joins first reads the whole archive.
    let sql = format!(
        "SELECT f.id, COALESCE(LENGTH(t.body), 0) FROM ({candidates}) f LEFT JOIN articles a ON a.id = f.id \
         LEFT JOIN article_texts t ON t.article_id = f.id AND t.version = a.text_version ORDER BY f.id DESC"
    );
    tx.query(&sql, &params![expression, from, below, length]).await
}

/// Ids and packed sizes of all articles, newest first.
async fn all(tx: &Tx, look: &Look) -> Result<Vec<Row>> {
    tx.query(
        "SELECT a.id, LENGTH(t.body) FROM articles a JOIN article_texts t ON t.article_id = a.id \
         AND t.version = a.text_version WHERE a.id >= $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3",
        &params![look.from, look.below, look.length],
    )
    .await
}

async fn articles(tx: &Tx, ids: &[i64]) -> Result<Vec<Archived>> {
    let ids: Vec<Param<'_>> = ids.iter().map(|id| Param::Int(*id)).collect();
    let sql = "SELECT a.id, a.first_seen_at, a.text_state, a.url, a.canonical_url, a.site, t.title, t.body, t.published_at, \
               t.attributes, t.version, CAST(CASE WHEN EXISTS (SELECT 1 FROM article_addresses x WHERE x.article_id = a.id) \
               THEN 1 ELSE 0 END AS BIGINT) FROM articles a JOIN article_texts t ON t.article_id = a.id AND t.version = a.text_version \
               WHERE a.id IN ({in})";
    let rows = tx.query_in(sql, &[], &ids).await?;
    let mut articles = rows.into_iter().map(read_article).collect::<Result<Vec<_>>>()?;
    articles.sort_by_key(|article| std::cmp::Reverse(article.id));
    Ok(articles)
}

/// These articles, as far as they are there.
pub(super) async fn archived(tx: &Tx, ids: &[ArticleId]) -> Result<Vec<Archived>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    articles(tx, &ids).await
}

fn read_article(mut row: Row) -> Result<Archived> {
    let (id, first_seen_at, text_state) = (row.take()?, row.take()?, row.take()?);
    let (url, canonical_url, site): (Option<String>, Option<String>, String) =
        (row.take()?, row.take()?, row.take()?);
    let (title, packed, published, attributes) = (row.take()?, row.take()?, row.take()?, row.take()?);
    let text_version = row.take()?;
    Ok(Archived {
        id,
        first_seen_at,
        text_state,
        text_version,
        canonical_url,
        title,
        url,
        has_address: row.take()?,
        site,
        published,
        attributes,
        packed,
    })
}

/// Candidates as the full text of a store reads them; none when any article may be one.
fn expression(candidates: &Candidates, postgres: bool) -> Option<String> {
    if *candidates == Candidates::Any {
        return None;
    }
    let mut text = String::new();
    write_expression(candidates, postgres, &mut text);
    Some(text)
}

fn write_expression(candidates: &Candidates, postgres: bool, out: &mut String) {
    let (token, prefix) = match candidates {
        Candidates::Any => return,
        Candidates::Token(token) => (token, false),
        Candidates::Prefix(token) => (token, true),
        Candidates::All(parts) | Candidates::OneOf(parts) => {
            let operator = match (candidates, postgres) {
                (Candidates::All(_), true) => " & ",
                (Candidates::All(_), false) => " AND ",
                (_, true) => " | ",
                (_, false) => " OR ",
            };
            out.push('(');
            for (i, part) in parts.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { operator });
                write_expression(part, postgres, out);
            }
            out.push(')');
            return;
        }
    };
    if postgres {
        // In quotes a lexeme is as it stands, but for quotes and backslashes.
        out.push('\'');
        out.push_str(&token.replace('\\', "\\\\").replace('\'', "''"));
        out.push_str(if prefix { "':*" } else { "'" });
    } else {
        out.push('"');
        out.push_str(&token.replace('"', "\"\""));
        out.push_str(if prefix { "\"*" } else { "\"" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_become_what_each_store_reads() {
        let token = |text: &str| Candidates::Token(text.to_owned());
        let candidates = Candidates::All(vec![
            token("o'brien"),
            Candidates::OneOf(vec![token("a\\b"), token("say\"so"), Candidates::Prefix("miss".to_owned())]),
        ]);
        let text = |postgres| expression(&candidates, postgres).unwrap();
        assert_eq!(text(false), "(\"o'brien\" AND (\"a\\b\" OR \"say\"\"so\" OR \"miss\"*))");
        assert_eq!(text(true), "('o''brien' & ('a\\\\b' | 'say\"so' | 'miss':*))");
        assert_eq!(expression(&Candidates::Any, true), None);
    }
}
