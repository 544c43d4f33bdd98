//! `vigie topic backtest`: what a topic would have found.

mod tally;

use std::io;
use std::process::ExitCode;

use crate::cli::search::{Form, Output};
use crate::cli::terminal::print_styled;
use crate::cli::typed::{Compiled, compiled, named, period, topic};
use crate::cli::{Failure, Format, Globals, Outcome, Spinner, beside, block_on, print_json};
use crate::config::Config;
use crate::model::{Name, Zone};
use crate::store::{ArchiveQuery, Store};
use crate::topic::TopicDefinition;
use tally::{Seen, Tally};

/// Looked back so far when nothing else is said.
const USUAL: &str = "30d";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The topic
    name: String,
    /// Tries this query in the place of the topic's, and says what that would change
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// First seen since then: `30d`, `2026-06-01`, `2026-06-01 07:00` or RFC 3339
    #[arg(long, default_value = USUAL, value_name = "TIME")]
    since: String,
    /// First seen before then; a day is included
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Articles shown, drawn from all that match
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=100))]
    samples: u16,
}

pub(super) fn run(args: &Args, globals: &Globals) -> Outcome {
    block_on(async {
        let app = beside::open(globals).await?;
        let setup = app.setup();
        let (now, zone) = (app.clock.now(), setup.config.newsroom.zone);
        let (since, until) = period(Some(&args.since), args.until.as_deref(), now, zone)?;
        let stretch = (since.unwrap_or_default(), until.unwrap_or(now).min(now));
        let wanted = Wanted::of(args, &setup.config)?;
        let archive = ArchiveQuery { since, until, candidates: wanted.compiled.candidates.clone() };
        let tally = Tally::new(zone, stretch, usize::from(args.samples));
        let tally = walk(&app.store, &wanted, archive, tally).await?;
        beside::close(&app).await?;
        show(args, &tally, globals.format, zone)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The topic as it is and as it may become, compiled together.
struct Wanted {
    compiled: Compiled,
    /// The one that is tried, and the one it is compared with.
    tried: Name,
    current: Option<Name>,
}

impl Wanted {
    fn of(args: &Args, config: &Config) -> Result<Self, Failure> {
        let current = named(&args.name, config)?;
        let (tried, beside) = match &args.query {
            Some(query) => (topic(query), Some(TopicDefinition { name: other(), ..current })),
            None => (current, None),
        };
        let topics: Vec<TopicDefinition> = [Some(tried.clone()), beside].into_iter().flatten().collect();
        let compiled = compiled(&topics, args.query.as_deref().unwrap_or_default(), config)?;
        Ok(Self { compiled, tried: tried.name, current: args.query.is_some().then(other) })
    }
}

/// The name under which the current version stands beside the one that is tried.
fn other() -> Name {
    "current".parse().expect("a name of lower-case letters")
}

async fn walk(
    store: &Store,
    wanted: &Wanted,
    archive: ArchiveQuery,
    mut tally: Tally,
) -> Result<Tally, Failure> {
    let mut archive = store.archive(archive);
    let spinner = Spinner::new();
    loop {
        let page = archive.next().await?;
        if page.is_empty() {
            return Ok(tally);
        }
        let before = tally.looked;
        for archived in &page {
            let article = archived.article()?;
            let matched = wanted.compiled.index.matches(&article);
            let find = |name: &Name| matched.matches.iter().find(|found| found.topic == *name);
            let (tried, current) = (find(&wanted.tried), wanted.current.as_ref().map(find));
            let seen = Seen { archived, article: &article, language: matched.language, tried };
            tally.add(&seen, current.map(|found| found.is_some()));
        }
        let progress = format!("{} articles looked at: {} match", tally.looked, tally.hits);
        spinner.walked(before, tally.looked, progress);
    }
}

fn show(args: &Args, tally: &Tally, format: Format, zone: Zone) -> Result<(), Failure> {
    if format == Format::Json {
        print_json(&tally.json(&args.name))?;
        return Ok(());
    }
    let output = Output { form: Form::Text, zone, colour: crate::cli::configuration::colour(&io::stdout()) };
    for line in tally.text(&args.name, &output) {
        print_styled(&line)?;
    }
    Ok(())
}
