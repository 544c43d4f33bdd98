//! `vigie why-not`: what kept an article from a topic.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::configuration::counted;
use super::shared_link::{Led, Which, several};
use super::typed::{address, named};
use super::why::{not_found, text_reason, text_state};
use super::{Format, Globals, Outcome, beside, block_on, print_json, print_line};
use crate::language::Stemmer;
use crate::model::{Article, TextState, Zone};
use crate::store::ArticleTrail;
use crate::topic::{Clause, ClauseKind, Explanation};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Only this topic [default: every topic that it does not match]
    #[arg(long, value_name = "NAME")]
    topic: Option<String>,
}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let url = address(&args.which.url)?;
    block_on(async {
        let app = beside::open(globals).await?;
        let setup = app.setup();
        let config = &setup.config;
        if let Some(name) = &args.topic {
            named(name, config)?;
        }
        let found = args.which.find(&app.store, &url).await?;
        let archived = match &found {
            Led::Article(trail) => app.store.archived(&[trail.article_id]).await?.pop(),
            Led::Several(_) | Led::Nothing => None,
        };
        beside::close(&app).await?;
        let (trail, archived) = match (found, archived) {
            (Led::Article(trail), Some(archived)) => (trail, archived),
            (Led::Several(sharing), _) => {
                return several(&url, &sharing, globals.format, config.newsroom.zone);
            }
            _ => return not_found(&url, globals.format),
        };
        let words = archived.article()?;
        let zone = config.newsroom.zone;
        let wanted = |name: &str| args.topic.as_deref().is_none_or(|only| only == name);
        let explained: Vec<Explained> = config
            .topics
            .iter()
            .filter(|topic| wanted(topic.name.as_str()))
            .filter_map(|topic| config.index.explain(topic.name.as_str(), &words))
            .map(|explanation| Explained::of(explanation, &trail))
            .filter(|one| args.topic.is_some() || !(one.fits() && one.is_match))
            .collect();
        if globals.format == Format::Json {
            print_json(&as_json(&trail, &words, &explained))?;
        } else {
            for line in lines(&trail, &words, &explained, zone) {
                print_line(&line)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// A topic as it is configured on an article, beside what the archive says of the two.
struct Explained {
    explanation: Explanation,
    /// The archive has it as a match; under an older wording, perhaps.
    is_match: bool,
}

impl Explained {
    fn of(explanation: Explanation, trail: &ArticleTrail) -> Self {
        let is_match = trail.matches.iter().any(|(found, _)| found.topic == explanation.topic);
        Self { explanation, is_match }
    }

    /// Whether the query holds as it is now.
    fn fits(&self) -> bool {
        self.explanation.clause.holds
    }

    /// What is so, in a line.
    fn verdict(&self, trail: &ArticleTrail, zone: Zone) -> String {
        let (topic, url) = (&self.explanation.topic, &trail.url);
        match (self.fits(), self.is_match) {
            (true, true) => format!("{topic}  matches: `vigie why {url}` tells the rest"),
            (true, false) => format!(
                "{topic}  does not match, although its query fits as it is now: the article was matched before that; \
                 `vigie topic rematch {topic} --since {}` brings the archive up to date",
                trail.first_seen_at.written(zone, "%Y-%m-%d")
            ),
            (false, true) => format!(
                "{topic}  matched when the article came (`vigie why {url}`); as the topic is now it does not fit:"
            ),
            (false, false) => format!("{topic}  does not match:"),
        }
    }
}

/// What the language that an article is read in means for the words of queries.
fn language(explanation: &Explanation, words: &Article) -> Vec<String> {
    let language = explanation.language;
    if explanation.language_sure {
        return vec![format!("language  {language}")];
    }
    let inflections = match Stemmer::of(language) {
        Some(_) => format!(" or with the inflections of `{language}`"),
        None => String::new(),
    };
    let mut lines = vec![format!(
        "language  {language} (uncertain: of concepts every language's lines apply; words are found as they are written{inflections})"
    )];
    if words.language.is_none() {
        lines.push(
            "          give its feed its `language`: short headlines of feeds that declare one are certain"
                .to_owned(),
        );
    }
    lines
}

fn lines(trail: &ArticleTrail, words: &Article, explained: &[Explained], zone: Zone) -> Vec<String> {
    let mut lines = vec![
        format!("article   {} ({})", trail.title, trail.site),
        format!("text      {}", text_state(trail, zone)),
    ];
    if trail.text_state == TextState::Pending {
        lines.push(
            "          its page is still to be read: what follows is about the feed's words".to_owned(),
        );
    }
    if let Some(first) = explained.first() {
        lines.extend(language(&first.explanation, words));
    } else {
        lines.push("topics    it matches every topic there is".to_owned());
    }
    for one in explained {
        lines.push(one.verdict(trail, zone));
        let path = one.explanation.failure();
        let steps = steps(&path);
        lines.extend(steps.iter().enumerate().map(|(depth, step)| format!("  {}{step}", "  ".repeat(depth))));
        let score = path.last().filter(|clause| clause.kind == ClauseKind::Score);
        lines.extend(score.iter().flat_map(|score| &score.clauses).flat_map(signal));
    }
    lines
}

/// A signal that counted, or that would have counted for it: one against it that does not hold changes nothing.
fn signal(clause: &Clause) -> Vec<String> {
    let weight = clause.weight.unwrap_or_default();
    if clause.holds {
        let held = if clause.text.is_empty() { what_holds(clause) } else { Some(named_hit(clause)) };
        return vec![format!("    {weight:+} ✓ {}", held.as_deref().unwrap_or("it holds"))];
    }
    if weight < 0 {
        return Vec::new();
    }
    let steps = steps(&clause.failure());
    let indents = std::iter::once(format!("    {weight:+} ")).chain((4..).map(|depth| "  ".repeat(depth)));
    indents.zip(steps).map(|(indent, step)| format!("{indent}{step}")).collect()
}

/// The way to the failure in words; of alternatives that all failed it goes on to the nearest.
fn steps(path: &[&Clause]) -> Vec<String> {
    let mut steps = Vec::new();
    let mut nearest = "";
    for clause in path {
        if let Some(step) = step(clause) {
            steps.push(format!("{nearest}{step}"));
            nearest = "";
        }
        if is_choice(clause) && !clause.holds {
            nearest = "nearest: ";
        }
    }
    steps
}

fn is_choice(clause: &Clause) -> bool {
    clause.kind == ClauseKind::Any && clause.clauses.len() > 1
}

/// A clause on the way to the failure; `None` for one that only holds others together.
fn step(clause: &Clause) -> Option<String> {
    let note = clause.note.as_ref().map_or_else(String::new, |note| format!("  ({note})"));
    match clause.kind {
        ClauseKind::All | ClauseKind::Any if clause.holds => what_holds(clause),
        ClauseKind::All => None,
        ClauseKind::Any if !is_choice(clause) => None,
        ClauseKind::Any => Some(format!("✗ none of {}", alternatives(clause))),
        ClauseKind::Not => Some("✗ it must not have:".to_owned()),
        _ if clause.holds => Some(format!("{}{note}", named_hit(clause))),
        _ => Some(format!("✗ {}{note}", clause.text)),
    }
}

/// Clauses of one step that are shown by name.
const SHOWN: usize = 6;

/// Which of the clauses hold, with the first words that each hit; none when they are made of others again.
fn what_holds(clause: &Clause) -> Option<String> {
    let holding = clause.clauses.iter().filter(|part| part.holds && !part.text.is_empty());
    let mut named: Vec<String> = holding.map(named_hit).collect();
    let more = named.len().saturating_sub(SHOWN);
    named.truncate(SHOWN);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    (!named.is_empty()).then(|| named.join("; "))
}

fn named_hit(clause: &Clause) -> String {
    let hit = clause.spans.first().map_or_else(String::new, |hit| format!(", which hit “{}”", hit.span.text));
    format!("{}{hit}", clause.text)
}

/// A few alternatives by name, many by number.
fn alternatives(clause: &Clause) -> String {
    let named: Vec<&str> =
        clause.clauses.iter().map(|part| part.text.as_str()).filter(|text| !text.is_empty()).collect();
    if named.len() == clause.clauses.len() && named.len() <= SHOWN {
        named.join(", ")
    } else {
        counted(clause.clauses.len(), "alternative")
    }
}

fn as_json(trail: &ArticleTrail, words: &Article, explained: &[Explained]) -> Value {
    let topics: Vec<Value> = explained
        .iter()
        .map(|one| {
            let Explanation { topic, version, .. } = &one.explanation;
            json!({
                "topic": topic,
                "version": version,
                "matches": one.is_match,
                "fits": one.fits(),
                "failure": one.explanation.failure(),
            })
        })
        .collect();
    let first = explained.first().map(|one| &one.explanation);
    json!({
        "found": true,
        "url": trail.url,
        "title": words.title,
        "text_state": trail.text_state,
        "text_reason": text_reason(trail),
        "language": first.map(|one| one.language),
        "language_sure": first.map(|one| one.language_sure),
        "topics": topics,
    })
}
