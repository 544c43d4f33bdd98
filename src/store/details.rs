//! What is to be told of the stories that are owed: their words, matches and sources.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tx::Tx;
use super::value::{Param, Row, params};
use super::words::read_match;
use super::{Result, pack, telling};
use crate::digest::{Earlier, Item, Source, StoryDetail};
use crate::model::{ArticleId, Language, Name, StoryId, TextState, Timestamp};
use crate::topic::Match;

/// A version of an article's words.
type Edition = (i64, ArticleId);

/// An article with the matches that made it owed.
#[derive(Default)]
struct Matched {
    /// Topic, match, its text version, whether it is current.
    matches: Vec<(Match, i64, bool)>,
}

impl Matched {
    /// The text version to show and the matches whose spans lie in it.
    ///
    /// A match that was lost when the page arrived is not unsent: when none of an item's topics is current any
    /// more, the words that matched are told.
    fn shown(&self, item: &Item, current_version: i64) -> (i64, Vec<Match>) {
        let of_item = |m: &Match| item.topics.contains(&m.topic);
        let current = self.matches.iter().any(|(m, _, current)| *current && of_item(m));
        let version = self
            .matches
            .iter()
            .filter(|(m, _, c)| *c == current && of_item(m))
            .map(|(_, version, _)| *version)
            .max()
            .unwrap_or(current_version);
        let matches = self
            .matches
            .iter()
            .filter(|(_, v, c)| *c == current && *v == version)
            .map(|(m, ..)| m.clone())
            .collect();
        (version, matches)
    }
}

/// Matches without their hits: what they marked are places in other words than those that are shown.
fn unmarked(mut matches: Vec<Match>) -> Vec<Match> {
    for found in &mut matches {
        found.spans.clear();
    }
    matches
}

/// What is to be told of these items, in their order; items whose article is gone are left out.
pub(super) async fn story_details(tx: &Tx, items: &[Item]) -> Result<Vec<StoryDetail>> {
    let articles: BTreeSet<ArticleId> = items.iter().map(|i| i.article_id).collect();
    let articles: Vec<Param<'_>> = articles.into_iter().map(Param::from).collect();
    let by_article = matched(tx, &articles).await?;
    let heads = heads(tx, &articles).await?;
    let chosen: Vec<(&Item, &Head, i64, Vec<Match>)> = items
        .iter()
        .filter_map(|item| {
            let head = heads.get(&item.article_id)?;
            let (version, matches) = by_article
                .get(&item.article_id)
                .map_or((head.text_version, Vec::new()), |m| m.shown(item, head.text_version));
            // The words that correct are told, whatever has become of the page since.
            Some(match item.correction {
                Some(correction) if correction.to != version => {
                    (item, head, correction.to, unmarked(matches))
                }
                _ => (item, head, version, matches),
            })
        })
        .collect();
    let wanted = chosen.iter().flat_map(|(item, _, version, _)| {
        let before = item.correction.map(|correction| correction.from);
        before.into_iter().chain([*version]).map(|version| (version, item.article_id))
    });
    let texts = texts(tx, wanted).await?;
    let text = |item: &Item, version| texts.get(&(version, item.article_id)).cloned().unwrap_or_default();
    let sources = sources(tx, items).await?;
    let earlier = earlier(tx, items).await?;
    let lacking = chosen.iter().filter(|(item, .., matches)| lacks(item, matches).next().is_some());
    let elsewhere = elsewhere(tx, lacking.map(|(item, ..)| item.story_id).collect()).await?;
    let details = chosen.into_iter().map(|(item, head, version, matches)| {
        let (title, body) = text(item, version);
        let best = |topic: &Name| elsewhere.get(&item.story_id)?.iter().find(|m| m.topic == *topic);
        StoryDetail {
            item: item.clone(),
            title,
            url: head.url.clone(),
            site: head.site.clone(),
            language: head.language,
            published: head.published,
            body,
            text_pending: head.text_pending,
            elsewhere: lacks(item, &matches).filter_map(best).cloned().collect(),
            matches,
            sources: sources.get(&item.story_id).cloned().unwrap_or_default(),
            before: item.correction.map(|correction| text(item, correction.from)),
            earlier: earlier.get(&item.story_id).cloned(),
        }
    });
    Ok(details.collect())
}

/// What these articles match and matched, by topic.
async fn matched(tx: &Tx, articles: &[Param<'_>]) -> Result<HashMap<ArticleId, Matched>> {
    let mut by_article: HashMap<ArticleId, Matched> = HashMap::new();
    let sql = "SELECT m.article_id, m.text_version, m.current, t.name, v.hash, m.score, m.priority, m.spans \
               FROM matches m JOIN topics t ON t.id = m.topic_id JOIN topic_versions v \
               ON v.id = m.topic_version_id WHERE m.article_id IN ({in})";
    for mut row in tx.query_in(sql, &[], articles).await? {
        let (article_id, version, current) = (row.take()?, row.take()?, row.take()?);
        by_article.entry(article_id).or_default().matches.push((read_match(&mut row)?, version, current));
    }
    for article in by_article.values_mut() {
        article.matches.sort_by(|a, b| a.0.topic.cmp(&b.0.topic));
    }
    Ok(by_article)
}

/// The topics of an item that its article does not match.
fn lacks<'a>(item: &'a Item, matches: &'a [Match]) -> impl Iterator<Item = &'a Name> {
    item.topics.iter().filter(|topic| matches.iter().all(|m| m.topic != **topic))
}

/// The best match of each topic of these stories.
async fn elsewhere(tx: &Tx, stories: BTreeSet<StoryId>) -> Result<HashMap<StoryId, Vec<Match>>> {
    let stories: Vec<Param<'_>> = stories.into_iter().map(Param::from).collect();
    let sql = "SELECT s.story_id, t.name, v.hash, m.score, m.priority, m.spans FROM story_topics s \
               JOIN matches m ON m.article_id = s.best_article_id AND m.topic_id = s.topic_id JOIN topics t ON t.id = m.topic_id \
               JOIN topic_versions v ON v.id = m.topic_version_id WHERE m.current = 1 AND s.story_id IN ({in})";
    let mut elsewhere: HashMap<StoryId, Vec<Match>> = HashMap::new();
    for mut row in tx.query_in(sql, &[], &stories).await? {
        elsewhere.entry(row.take()?).or_default().push(read_match(&mut row)?);
    }
    Ok(elsewhere)
}

/// What is told of an article beside its words.
struct Head {
    text_version: i64,
    url: Option<String>,
    site: String,
    language: Language,
    published: Option<Timestamp>,
    text_pending: bool,
}

async fn heads(tx: &Tx, articles: &[Param<'_>]) -> Result<HashMap<ArticleId, Head>> {
    let sql = "SELECT id, text_version, url, site, language, published_at, text_state FROM articles WHERE id IN ({in})";
    let rows = tx.query_in(sql, &[], articles).await?.into_iter();
    rows.map(|mut row| {
        let head = |row: &mut Row| -> Result<Head> {
            Ok(Head {
                text_version: row.take()?,
                url: row.take()?,
                site: row.take()?,
                language: row.take()?,
                published: row.take()?,
                text_pending: row.take::<TextState>()? == TextState::Pending,
            })
        };
        Ok((row.take()?, head(&mut row)?))
    })
    .collect()
}

/// Titles and bodies of text versions, by version and article; those that are gone are left out.
async fn texts(tx: &Tx, wanted: impl Iterator<Item = Edition>) -> Result<HashMap<Edition, (String, String)>> {
    let mut by_version: BTreeMap<i64, BTreeSet<ArticleId>> = BTreeMap::new();
    for (version, article_id) in wanted {
        by_version.entry(version).or_default().insert(article_id);
    }
    // Most articles have one or two versions, so these are few statements.
    let sql = "SELECT article_id, title, body FROM article_texts WHERE version = $1 AND article_id IN ({in})";
    let mut texts = HashMap::new();
    for (version, articles) in by_version {
        let articles: Vec<Param<'_>> = articles.into_iter().map(Param::from).collect();
        for mut row in tx.query_in(sql, &params![version], &articles).await? {
            texts.insert((version, row.take()?), (row.take()?, pack::unpack(row.take()?)?));
        }
    }
    Ok(texts)
}

/// Title and body of one text version.
pub(super) async fn text(tx: &Tx, article_id: ArticleId, version: i64) -> Result<(String, String)> {
    let sql = "SELECT title, body FROM article_texts WHERE article_id = $1 AND version = $2";
    let row = tx.query_one(sql, &params![article_id, version]).await?;
    row.map_or(Ok(Default::default()), |mut row| Ok((row.take()?, pack::unpack(row.take()?)?)))
}

async fn sources(tx: &Tx, items: &[Item]) -> Result<HashMap<StoryId, Vec<Source>>> {
    let stories: Vec<Param<'_>> = telling::stories_of(items).into_iter().map(Param::from).collect();
    let sql = "SELECT story_id, first_seen_at, id, site, url FROM articles WHERE story_id IN ({in})";
    let mut rows: Vec<(StoryId, Timestamp, ArticleId, Source)> = Vec::new();
    for mut row in tx.query_in(sql, &[], &stories).await? {
        let (story, seen, id) = (row.take()?, row.take()?, row.take()?);
        rows.push((story, seen, id, Source { site: row.take()?, url: row.take()? }));
    }
    rows.sort_by_key(|(story, seen, id, _)| (*story, *seen, *id));
    let mut sources: HashMap<StoryId, Vec<Source>> = HashMap::new();
    for (story, _, _, source) in rows {
        sources.entry(story).or_default().push(source);
    }
    Ok(sources)
}

/// The stories that those of the items go on from, as far as articles of them are left.
async fn earlier(tx: &Tx, items: &[Item]) -> Result<HashMap<StoryId, Earlier>> {
    let stories: Vec<Param<'_>> = telling::stories_of(items).into_iter().map(Param::from).collect();
    let sql = "SELECT s.id, s.earlier_id, a.title, COALESCE(a.canonical_url, a.url), a.site, a.language, a.published_at, \
               a.first_seen_at FROM stories s JOIN stories e ON e.id = s.earlier_id JOIN articles a ON a.id = \
               COALESCE((SELECT l.id FROM articles l WHERE l.id = e.lead_article_id AND l.story_id = e.id), \
               (SELECT MIN(o.id) FROM articles o WHERE o.story_id = e.id)) WHERE s.id IN ({in})";
    let mut earlier = HashMap::new();
    for mut row in tx.query_in(sql, &[], &stories).await? {
        let story: StoryId = row.take()?;
        let (id, title, url, site, language) =
            (row.take()?, row.take()?, row.take()?, row.take()?, row.take()?);
        let (published, seen): (Option<Timestamp>, Timestamp) = (row.take()?, row.take()?);
        let at = published.filter(|at| *at <= seen).unwrap_or(seen);
        earlier.insert(story, Earlier { id, title, url, site, language, at });
    }
    Ok(earlier)
}
