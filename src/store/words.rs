//! An article's words in the store: text versions, search tokens, matches.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::tx::{Found, Insert, Tx};
use super::value::{Param, params};
use super::{Result, StoreError, pack};
use crate::article::{Change, ChangeKind};
use crate::language::detect_article;
use crate::model::{Article, ArticleId, Hash16, Language, Name, Timestamp, TopicId, TopicVersionId};
use crate::topic::{Match, Span};

/// What a text version says beside its words.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Attributes {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

impl Attributes {
    /// As the column holds them.
    pub(super) fn of(article: &Article) -> Result<String> {
        Ok(serde_json::to_string(&Self {
            authors: article.authors.clone(),
            tags: article.tags.clone(),
            language: article.language,
            hint: article.hint,
            country: article.country.clone(),
            groups: article.groups.clone(),
        })?)
    }

    /// The article they belong to.
    pub(super) fn article(
        text: &str,
        words: (String, String),
        published: Option<Timestamp>,
    ) -> Result<Article> {
        let read: Self = serde_json::from_str(text)?;
        Ok(Article {
            title: words.0,
            body: words.1,
            authors: read.authors,
            tags: read.tags,
            language: read.language,
            hint: read.hint,
            country: read.country,
            groups: read.groups,
            published,
            ..Article::default()
        })
    }
}

/// Words of a text, as `articles.words` counts them.
pub(super) fn count(body: &str) -> usize {
    // Of most texts the same, at a quarter of the cost.
    if body.is_ascii() { body.split_ascii_whitespace().count() } else { body.split_whitespace().count() }
}

/// A text version ready to be written.
#[derive(Debug)]
pub(super) struct TextVersion {
    pub(super) article_id: ArticleId,
    pub(super) version: i64,
    pub(super) origin: &'static str,
    pub(super) title: String,
    pub(super) body: Vec<u8>,
    pub(super) published: Option<Timestamp>,
    pub(super) attributes: String,
    pub(super) fetched_at: Timestamp,
    pub(super) etag: Option<Vec<u8>>,
    pub(super) last_modified: Option<Vec<u8>>,
    pub(super) page: Option<Vec<u8>>,
    pub(super) page_url: Option<String>,
    pub(super) page_sha256: Option<Vec<u8>>,
}

/// What a version says beyond the one it was compared with.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub(super) kind: ChangeKind,
    /// The [`Change`] as JSON.
    pub(super) json: String,
    pub(super) with: i64,
}

impl Compared {
    pub(super) fn of(with: i64, change: &Change) -> Result<Self> {
        Ok(Self { kind: change.kind, json: serde_json::to_string(change)?, with })
    }
}

impl TextVersion {
    /// What a feed said.
    pub(super) fn of_feed(
        article_id: ArticleId,
        version: i64,
        article: &Article,
        at: Timestamp,
    ) -> Result<Self> {
        Ok(Self {
            article_id,
            version,
            origin: "feed",
            title: article.title.clone(),
            body: pack::pack(&article.body)?,
            published: article.published,
            attributes: Attributes::of(article)?,
            fetched_at: at,
            etag: None,
            last_modified: None,
            page: None,
            page_url: None,
            page_sha256: None,
        })
    }
}

impl TextVersion {
    fn row<'a>(&'a self, version: i64, change: Option<&'a Compared>) -> [Param<'a>; 16] {
        params![
            self.article_id,
            version,
            self.origin,
            &self.title,
            &self.body,
            self.published,
            &self.attributes,
            self.fetched_at,
            &self.etag,
            &self.last_modified,
            &self.page,
            &self.page_url,
            &self.page_sha256,
            change.map(|change| change.kind.as_str()),
            change.map(|change| &change.json),
            change.map(|change| change.with),
        ]
    }
}

const TEXTS: Insert = Insert::new(
    "article_texts (article_id, version, origin, title, body, published_at, attributes, fetched_at, etag, \
     last_modified, page, page_url, page_sha256, change_kind, change, compared_with)",
    "",
);

/// Writes text versions.
pub(super) async fn write_texts<'a>(tx: &Tx, texts: impl IntoIterator<Item = &'a TextVersion>) -> Result<()> {
    let values: Vec<Param<'_>> = texts.into_iter().flat_map(|text| text.row(text.version, None)).collect();
    tx.insert(&TEXTS, &values).await?;
    Ok(())
}

/// Writes a text version under a number that became known only now, with what it changes.
pub(super) async fn write_text(
    tx: &Tx,
    text: &TextVersion,
    version: i64,
    change: Option<&Compared>,
) -> Result<()> {
    tx.insert(&TEXTS, &text.row(version, change)).await?;
    Ok(())
}

/// The tokens an article is found by that was not matched.
pub(super) fn search_tokens(article: &Article) -> String {
    let language = detect_article(article).language;
    crate::topic::search_tokens(article, language)
}

/// Makes articles findable by their tokens.
pub(super) async fn write_search(tx: &Tx, found: impl IntoIterator<Item = Found>) -> Result<()> {
    const ROWS: Insert = Insert::with_values(
        "article_search (article_id, tokens)",
        &["", "array_to_tsvector(string_to_array(?, ' '))"],
        "ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens",
    );
    if !tx.is_postgres() {
        tx.find_later(found);
        return Ok(());
    }
    let found: Vec<Found> = found.into_iter().collect();
    let values: Vec<Param<'_>> = found.iter().flat_map(|f| params![f.article_id, &f.tokens]).collect();
    tx.insert(&ROWS, &values).await?;
    Ok(())
}

/// Writes what SQLite's operations put off, in their order.
pub(super) async fn write_found(tx: &Tx, mut found: Vec<Found>) -> Result<()> {
    const ROWS: Insert = Insert::new("article_search (rowid, tokens)", "");
    // The index writes a segment out whenever a row comes with a smaller number than the one before; operations of
    // one group come in no order. Several of one article keep theirs.
    found.sort_by_key(|article| article.article_id);
    let (mut first, mut values) = (0, Vec::with_capacity(found.len() * 2));
    for (i, article) in found.iter().enumerate() {
        if article.known {
            // What was found before goes first; it may have come with this very group.
            tx.insert(&ROWS, &values[first..]).await?;
            first = values.len();
            tx.execute("DELETE FROM article_search WHERE rowid = $1", &params![article.article_id]).await?;
        }
        values.extend(params![found[i].article_id, &found[i].tokens]);
    }
    tx.insert(&ROWS, &values[first..]).await?;
    Ok(())
}

/// Topics of matches as the store knows them: (name, version) to their ids.
pub(super) type TopicIds = HashMap<(Name, Hash16), (TopicId, TopicVersionId)>;

/// Looks the topics and versions of matches up.
///
/// # Errors
/// A topic that was never synchronised.
pub(super) async fn topic_ids(tx: &Tx, matches: &[&Match]) -> Result<TopicIds> {
    let mut ids = TopicIds::new();
    let names: BTreeSet<&Name> = matches.iter().map(|m| &m.topic).collect();
    if names.is_empty() {
        return Ok(ids);
    }
    let names: Vec<Param<'_>> = names.into_iter().map(Param::from).collect();
    let sql = "SELECT t.name, v.hash, t.id, v.id FROM topics t JOIN topic_versions v ON v.topic_id = t.id \
               WHERE t.name IN ({in})";
    for mut row in tx.query_in(sql, &[], &names).await? {
        let (name, hash): (Name, Hash16) = (row.take()?, row.take()?);
        ids.insert((name, hash), (row.take()?, row.take()?));
    }
    Ok(ids)
}

/// How matches came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// With words that are news.
    Live,
    /// With an edit of the topic, long after the words: nobody is told.
    Quietly,
}

/// Matches of one article.
pub(super) struct ArticleMatches<'a> {
    pub(super) article_id: ArticleId,
    pub(super) text_version: i64,
    pub(super) matches: &'a [Match],
}

const MATCHES: Insert = Insert::new(
    "matches (article_id, topic_id, topic_version_id, text_version, at, score, priority, spans, current, quiet)",
    "ON CONFLICT (article_id, topic_id) DO UPDATE SET topic_version_id = excluded.topic_version_id, \
     text_version = excluded.text_version, score = excluded.score, priority = excluded.priority, \
     spans = excluded.spans, current = 1, at = CASE WHEN matches.current = 1 THEN matches.at ELSE excluded.at END, \
     quiet = CASE WHEN matches.current = 1 THEN matches.quiet ELSE excluded.quiet END",
);

/// Writes matches. Those the article had before and are not among them stay, marked as no longer current.
pub(super) async fn write_matches(
    tx: &Tx,
    articles: &[ArticleMatches<'_>],
    at: Timestamp,
    known: bool,
) -> Result<()> {
    let all: Vec<&Match> = articles.iter().flat_map(|a| a.matches).collect();
    let ids = topic_ids(tx, &all).await?;
    if known {
        for article in articles {
            let topics = article.matches.iter().map(|m| Ok(id_of(&ids, m)?.0)).collect::<Result<Vec<_>>>()?;
            mark_lost(tx, article.article_id, &topics).await?;
        }
    }
    insert_matches(tx, articles, &ids, at, Came::Live).await
}

/// A span with its parts, which only the store is told.
#[derive(serde::Serialize)]
struct KeptSpan<'a> {
    #[serde(flatten)]
    span: &'a Span,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    parts: &'a [(usize, usize)],
}

/// Writes matches whose topics were looked up.
pub(super) async fn insert_matches(
    tx: &Tx,
    articles: &[ArticleMatches<'_>],
    ids: &TopicIds,
    at: Timestamp,
    came: Came,
) -> Result<()> {
    let mut rows = Vec::with_capacity(articles.len());
    for article in articles {
        for m in article.matches {
            let spans: Vec<KeptSpan<'_>> =
                m.spans.iter().map(|span| KeptSpan { parts: &span.parts, span }).collect();
            let spans = pack::pack(&serde_json::to_string(&spans)?)?;
            rows.push((article.article_id, article.text_version, id_of(ids, m)?, m, spans));
        }
    }
    let mut values = Vec::with_capacity(rows.len() * 10);
    for (article_id, text_version, (topic, version), m, spans) in &rows {
        values.extend(params![
            *article_id,
            *topic,
            *version,
            *text_version,
            at,
            m.score,
            m.priority,
            spans,
            true,
            came == Came::Quietly
        ]);
    }
    tx.insert(&MATCHES, &values).await?;
    Ok(())
}

/// The topic and version of a match.
fn id_of(ids: &TopicIds, m: &Match) -> Result<(TopicId, TopicVersionId)> {
    ids.get(&(m.topic.clone(), m.version)).copied().ok_or_else(|| {
        StoreError::Other(format!("topic `{}` ({}) is not in the store: reload", m.topic, m.version))
    })
}

async fn mark_lost(tx: &Tx, article_id: ArticleId, kept: &[TopicId]) -> Result<()> {
    let rows = tx
        .query("SELECT topic_id FROM matches WHERE article_id = $1 AND current = 1", &params![article_id])
        .await?;
    for mut row in rows {
        let topic: TopicId = row.take()?;
        if !kept.contains(&topic) {
            tx.execute(
                "UPDATE matches SET current = 0 WHERE article_id = $1 AND topic_id = $2",
                &params![article_id, topic],
            )
            .await?;
        }
    }
    Ok(())
}

/// Reads a match from `topic, version, score, priority, spans`.
pub(super) fn read_match(row: &mut super::value::Row) -> Result<Match> {
    let (topic, version): (Name, Hash16) = (row.take()?, row.take()?);
    let (score, priority) = (row.take()?, row.take()?);
    let spans: Vec<Span> = serde_json::from_str(&pack::unpack(row.take()?)?)?;
    Ok(Match { topic, version, score, priority, spans })
}
