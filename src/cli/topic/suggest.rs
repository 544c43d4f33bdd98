//! `vigie topic suggest`: what a topic may be missing.

use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use serde::Serialize;

use crate::cli::configuration::counted;
use crate::cli::typed::{Compiled, compiled, named, period};
use crate::cli::{
    Failure, Format, Globals, Outcome, Spinner, beside, block_on, plain, print_json, print_line,
};
use crate::config::Config;
use crate::language::detect_article;
use crate::model::{ArticleId, Language, Name, Timestamp};
use crate::store::{ArchiveQuery, Store};
use crate::topic::{Candidates, Query, Suggestion, Suggestions, Survey, TopicDefinition};

/// Columns of a headline in the text form.
const HEADLINE: usize = 60;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The topic
    name: String,
    /// First seen since then: `30d`, `2026-06-01`, `2026-06-01 07:00` or RFC 3339
    #[arg(long, default_value = "90d", value_name = "TIME")]
    since: String,
    /// Terms shown of each language
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: u16,
}

/// The output's one line.
#[derive(Serialize)]
struct Account<'a> {
    topic: &'a Name,
    since: Timestamp,
    until: Timestamp,
    articles: usize,
    hits: usize,
    languages: Vec<OfLanguage<'a>>,
}

#[derive(Serialize)]
struct OfLanguage<'a> {
    language: Language,
    hits: u32,
    others: u32,
    /// Lines that the topic's concepts have for it; null when it uses none.
    lines: Option<usize>,
    terms: Vec<Term<'a>>,
    /// Ready for a concept.
    paste: String,
}

#[derive(Serialize)]
struct Term<'a> {
    #[serde(flatten)]
    of: &'a Suggestion,
    headline: &'a str,
}

/// What the archive says.
struct Surveyed {
    articles: usize,
    hits: usize,
    found: Vec<Suggestions>,
    headlines: BTreeMap<ArticleId, String>,
}

pub(super) fn run(args: &Args, globals: &Globals) -> Outcome {
    block_on(async {
        let app = beside::open(globals).await?;
        let setup = app.setup();
        let topic = named(&args.name, &setup.config)?;
        let (now, zone) = (app.clock.now(), setup.config.newsroom.zone);
        let (since, _) = period(Some(&args.since), None, now, zone)?;
        let surveyed = survey(&app.store, &topic, &setup.config, since, usize::from(args.limit)).await?;
        beside::close(&app).await?;
        let lines = lines(&topic, &setup.config);
        let of_language = |of| of_language(of, lines.as_ref(), &surveyed.headlines);
        let account = Account {
            topic: &topic.name,
            since: since.unwrap_or_default(),
            until: now,
            articles: surveyed.articles,
            hits: surveyed.hits,
            languages: surveyed.found.iter().map(of_language).collect(),
        };
        if globals.format == Format::Json {
            print_json(&account)?;
        } else {
            show(&account)?;
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Two walks: of what may match, for the terms beside the hits, and of everything, for how common those are.
async fn survey(
    store: &Store,
    topic: &TopicDefinition,
    config: &Config,
    since: Option<Timestamp>,
    limit: usize,
) -> Result<Surveyed, Failure> {
    let Compiled { index, candidates } = compiled(std::slice::from_ref(topic), "", config)?;
    let (mut survey, mut hits, mut looked) = (Survey::default(), HashSet::new(), 0);
    let spinner = Spinner::new();
    let mut archive = store.archive(ArchiveQuery { since, until: None, candidates });
    loop {
        let page = archive.next().await?;
        if page.is_empty() {
            break;
        }
        looked += page.len();
        for archived in &page {
            let article = archived.article()?;
            let matched = index.matches(&article);
            if let Some(found) = matched.matches.first() {
                survey.add_hit(archived.id, &article, matched.language, &found.spans);
                hits.insert(archived.id);
            }
        }
        let progress = format!("{looked} articles looked at: {} match", hits.len());
        spinner.walked(looked - page.len(), looked, progress);
    }
    survey.close();
    let mut articles = hits.len();
    let everything = ArchiveQuery { since, until: None, candidates: Candidates::Any };
    let mut archive = store.archive(everything);
    // Without a hit there is nothing to compare with, and yet to be known how many articles there are.
    loop {
        let page = archive.next().await?;
        if page.is_empty() {
            break;
        }
        let before = articles;
        for archived in page.iter().filter(|archived| !hits.contains(&archived.id)) {
            articles += 1;
            if hits.is_empty() {
                continue;
            }
            let article = archived.article()?;
            let language = detect_article(&article).language;
            survey.add_other(&article, language);
        }
        spinner.walked(before, articles, format!("{articles} articles compared"));
    }
    let found = survey.suggestions(&topic.query, &config.concepts, limit);
    let mut headlines = BTreeMap::new();
    for of in &found {
        let ids: Vec<ArticleId> = of.terms.iter().map(|term| term.example).collect();
        let examples = store.archived(&ids).await?.into_iter();
        headlines.extend(examples.map(|archived| (archived.id, archived.title().to_owned())));
    }
    Ok(Surveyed { articles, hits: hits.len(), found, headlines })
}

/// How many lines the topic's concepts have for each language; `None` when it uses none.
fn lines(topic: &TopicDefinition, config: &Config) -> Option<BTreeMap<Language, usize>> {
    let queries: Vec<Query> = topic.query.queries().filter_map(|text| Query::parse(text).ok()).collect();
    let used: HashSet<&Name> = queries.iter().flat_map(Query::concepts).map(|(name, _)| name).collect();
    let mut lines = BTreeMap::new();
    for concept in used.iter().filter_map(|name| config.concepts.get(*name)) {
        for (language, of_language) in &concept.by_language {
            *lines.entry(*language).or_default() += of_language.len();
        }
    }
    (!used.is_empty()).then_some(lines)
}

fn of_language<'a>(
    of: &'a Suggestions,
    lines: Option<&BTreeMap<Language, usize>>,
    headlines: &'a BTreeMap<ArticleId, String>,
) -> OfLanguage<'a> {
    let headline = |term: &Suggestion| headlines.get(&term.example).map_or("", String::as_str);
    OfLanguage {
        language: of.language,
        hits: of.hits,
        others: of.others,
        lines: lines.map(|lines| lines.get(&of.language).copied().unwrap_or(0)),
        terms: of.terms.iter().map(|term| Term { headline: headline(term), of: term }).collect(),
        paste: paste(of),
    }
}

/// `en = ['interceptor', '"iron dome"']`
fn paste(of: &Suggestions) -> String {
    let written = |term: &Suggestion| {
        let line = &term.line;
        if line.contains('\'') { format!("{line:?}") } else { format!("'{line}'") }
    };
    format!("{} = [{}]", of.language, of.terms.iter().map(written).collect::<Vec<_>>().join(", "))
}

fn show(account: &Account<'_>) -> Result<(), Failure> {
    let Account { topic, hits, articles, .. } = account;
    print_line(&format!(
        "{topic}: {hits} of {} since {} match",
        counted(*articles, "article"),
        account.since
    ))?;
    if *articles == 0 {
        print_line("  there is no article to compare: look further back with --since")?;
    } else if *hits == 0 {
        print_line(
            "  no article matches, so that none can be compared with the rest: look further back with --since, or widen the query",
        )?;
    }
    for of in &account.languages {
        print_line("")?;
        let lines = match of.lines {
            None => String::new(),
            Some(0) => "; the topic has no lines for it".to_owned(),
            Some(lines) => format!("; the topic has {} for it", counted(lines, "line")),
        };
        print_line(&format!(
            "{}: {} beside {} others{lines}",
            of.language,
            counted(of.hits as usize, "hit"),
            of.others
        ))?;
        if of.terms.is_empty() {
            print_line("  nothing stands out")?;
            continue;
        }
        let mut rows = vec![["TERM", "HITS", "OTHERS", "G²", "FOR EXAMPLE"].map(str::to_owned).to_vec()];
        rows.extend(of.terms.iter().map(cells));
        for row in beside::columns(&rows) {
            print_line(&format!("  {row}"))?;
        }
        print_line(&format!("  {}", of.paste))?;
    }
    Ok(())
}

fn cells(term: &Term<'_>) -> Vec<String> {
    let headline = plain(term.headline).replace('\n', " ");
    let cut: String = headline.chars().take(HEADLINE).collect();
    let more = if headline.chars().nth(HEADLINE).is_some() { "…" } else { "" };
    vec![
        term.of.line.clone(),
        term.of.hits.to_string(),
        term.of.others.to_string(),
        format!("{:.0}", term.of.likelihood),
        format!("{cut}{more}"),
    ]
}
