//! Found articles as people, scripts and spreadsheets read them.

use serde::Serialize;

use crate::cli::plain;
use crate::digest;
use crate::model::{Article, ArticleId, Language, TextState, Timestamp, Zone};
use crate::render::{self, Shown};
use crate::store::Archived;
use crate::topic::{Match, Span};

/// A publisher's date so much before the article was first seen is shown beside it: an old article, newly announced.
const OLD: std::time::Duration = std::time::Duration::from_hours(24);

/// How found articles are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Form {
    Text,
    Json { full: bool },
    Csv { full: bool },
}

/// Writes found articles in one form.
pub(in crate::cli) struct Output {
    pub form: Form,
    pub zone: Zone,
    pub colour: bool,
}

/// An article and how it matched.
pub(in crate::cli) struct Found<'a> {
    pub archived: &'a Archived,
    pub article: &'a Article,
    pub language: Language,
    pub matching: &'a Match,
}

/// One line of `--format json`; `vigie topic match` reads it too.
#[derive(Serialize)]
struct Line<'a> {
    id: ArticleId,
    title: &'a str,
    url: Option<&'a str>,
    site: Option<&'a str>,
    language: Language,
    first_seen: Timestamp,
    published: Option<Timestamp>,
    authors: &'a [String],
    tags: &'a [String],
    country: Option<&'a str>,
    groups: &'a [String],
    text_state: TextState,
    score: f64,
    spans: &'a [Span],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

const COLUMNS: [&str; 10] =
    ["first_seen", "published", "site", "language", "title", "sentence", "url", "authors", "terms", "id"];

impl Output {
    /// What stands before all rows.
    pub(in crate::cli) fn header(&self) -> String {
        match self.form {
            Form::Csv { full } => {
                let body = if full { vec!["body"] } else { Vec::new() };
                row(COLUMNS.into_iter().chain(body).map(str::to_owned))
            }
            Form::Text | Form::Json { .. } => String::new(),
        }
    }

    pub(in crate::cli) fn row(&self, found: &Found<'_>) -> String {
        match self.form {
            Form::Text => self.text(found),
            Form::Json { full } => json(found, full),
            Form::Csv { full } => csv(found, full),
        }
    }

    fn text(&self, found: &Found<'_>) -> String {
        let (title, passage) = digest::passage(found.article, found.matching);
        let seen = found.archived.first_seen_at;
        let mut meta = seen.in_zone(self.zone).format("%Y-%m-%d %H:%M").to_string();
        if let Some(at) = found.article.published.filter(|at| seen.since(*at) > OLD) {
            meta.push_str(&at.in_zone(self.zone).format(" (published %Y-%m-%d)").to_string());
        }
        let site = plain(found.article.site.as_deref().unwrap_or("-"));
        let meta = format!("{meta} · {site} · {}", found.language);
        let shown =
            Shown { meta: &meta, title: &title, passage: &passage, url: found.article.url.as_deref() };
        render::shown(shown, self.colour)
    }
}

fn json(found: &Found<'_>, full: bool) -> String {
    let article = found.article;
    let line = Line {
        id: found.archived.id,
        title: &article.title,
        url: article.url.as_deref(),
        site: article.site.as_deref(),
        language: found.language,
        first_seen: found.archived.first_seen_at,
        published: article.published,
        authors: &article.authors,
        tags: &article.tags,
        country: article.country.as_deref(),
        groups: &article.groups,
        text_state: found.archived.text_state,
        score: found.matching.score,
        spans: &found.matching.spans,
        body: full.then_some(article.body.as_str()),
    };
    // Nothing in it can fail to be written: keys are names, numbers are finite.
    let mut text = serde_json::to_string(&line).unwrap_or_default();
    text.push('\n');
    text
}

fn csv(found: &Found<'_>, full: bool) -> String {
    let article = found.article;
    let (_, passage) = digest::passage(article, found.matching);
    let mut terms: Vec<&str> = found.matching.spans.iter().map(|span| &*span.term).collect();
    terms.sort_unstable();
    terms.dedup();
    let cells = [
        found.archived.first_seen_at.to_string(),
        article.published.map_or_else(String::new, |at| at.to_string()),
        article.site.clone().unwrap_or_default(),
        found.language.to_string(),
        article.title.clone(),
        passage.text,
        article.url.clone().unwrap_or_default(),
        article.authors.join("; "),
        terms.join("; "),
        found.archived.id.to_string(),
    ];
    row(cells.into_iter().chain(full.then(|| article.body.clone())))
}

/// A record of RFC 4180.
fn row(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(|text| cell(&text)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// One cell, which no spreadsheet takes for a formula: an apostrophe stands before the signs that begin one.
fn cell(text: &str) -> String {
    let text = plain(text);
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    if is_formula || text.contains([',', '"', '\n', '\r']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_when_it_must_be_and_never_a_formula() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "\"'=1+1\""),
            ("@sum", "\"'@sum\""),
            ("-5 %", "\"'-5 %\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'=1\""),
            ("\u{1b}=1", "\"'=1\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
