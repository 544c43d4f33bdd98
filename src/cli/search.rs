//! `vigie search`: the archive, asked in the topics' query language.

mod output;

use std::io::{self, Write as _};
use std::process::ExitCode;

use super::typed::{Compiled, compiled, named, period, topic};
use super::{Failure, Format, Globals, Outcome, Spinner, beside, block_on};
use crate::config::Config;
use crate::model::{Timestamp, Zone};
use crate::store::{ArchiveQuery, Store};
use crate::topic::TopicIndex;
pub(super) use output::{Form, Found, Output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to find, such as '"air defense" NEAR/8 (Ukraine OR Kyiv) lang:fr'
    #[arg(required_unless_present = "topic", conflicts_with = "topic")]
    query: Option<String>,
    /// The query of this topic
    #[arg(long, value_name = "NAME")]
    topic: Option<String>,
    /// First seen since then: `30d`, `2026-06-01`, `2026-06-01 07:00` or RFC 3339
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// First seen before then; a day is included
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Articles at most, the newest first; 0 is all
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// Comma-separated values with a header, for a spreadsheet
    #[arg(long)]
    csv: bool,
    /// Adds the whole text to `--csv` or `--format json`
    #[arg(long)]
    full: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Outcome {
    let form = match (args.csv, globals.format) {
        (true, Format::Json) => return Err(Failure::usage("write either `--csv` or `--format json`")),
        (false, Format::Text) if args.full => {
            return Err(Failure::usage(
                "`--full` adds the text to an export: write `--csv` or `--format json` with it",
            ));
        }
        (true, Format::Text) => Form::Csv { full: args.full },
        (false, Format::Json) => Form::Json { full: args.full },
        (false, Format::Text) => Form::Text,
    };
    block_on(async {
        let app = beside::open(globals).await?;
        let setup = app.setup();
        let (now, zone) = (app.clock.now(), setup.config.newsroom.zone);
        let wanted = Wanted::of(args, &setup.config, now, zone)?;
        let search = Search { limit: if args.limit == 0 { usize::MAX } else { args.limit }, zone };
        search.run(&app.store, wanted, form).await?;
        beside::close(&app).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// What is looked for.
struct Wanted {
    index: TopicIndex,
    archive: ArchiveQuery,
}

impl Wanted {
    fn of(args: &Args, config: &Config, now: Timestamp, zone: Zone) -> Result<Self, Failure> {
        let (since, until) = period(args.since.as_deref(), args.until.as_deref(), now, zone)?;
        let topic = match &args.topic {
            Some(name) => named(name, config)?,
            None => topic(args.query.as_deref().unwrap_or_default()),
        };
        let typed = args.query.as_deref().unwrap_or_default();
        let Compiled { index, candidates } = compiled(&[topic], typed, config)?;
        Ok(Self { index, archive: ArchiveQuery { since, until, candidates } })
    }
}

/// How far a search goes and how it shows what it finds.
struct Search {
    limit: usize,
    zone: Zone,
}

impl Search {
    async fn run(&self, store: &Store, wanted: Wanted, form: Form) -> Result<(), Failure> {
        let mut archive = store.archive(wanted.archive);
        let output = Output { form, zone: self.zone, colour: super::configuration::colour(&io::stdout()) };
        let spinner = Spinner::new();
        write(&spinner, &output.header())?;
        let (mut looked, mut found) = (0_usize, 0_usize);
        'pages: loop {
            let page = archive.next().await?;
            let Some(last) = page.last() else { break };
            let back_to = last.first_seen_at.in_zone(self.zone).format("%Y-%m-%d %H:%M").to_string();
            let mut text = String::new();
            for archived in &page {
                let article = archived.article()?;
                let matched = wanted.index.matches(&article);
                if let Some(matching) = matched.matches.first() {
                    text.push_str(&output.row(&Found {
                        archived,
                        article: &article,
                        language: matched.language,
                        matching,
                    }));
                    found += 1;
                }
                if found == self.limit {
                    write(&spinner, &text)?;
                    break 'pages;
                }
            }
            write(&spinner, &text)?;
            let before = looked;
            looked += page.len();
            let progress = format!("{looked} articles looked at, back to {back_to}: {found} found");
            spinner.walked(before, looked, progress);
        }
        drop(spinner);
        if found == 0 {
            crate::cli::tell!("no article of the archive matches");
        } else if found == self.limit {
            crate::cli::tell!("the newest {found}: `--limit 0` shows all");
        }
        Ok(())
    }
}

/// Writes what was found so far; a closed pipe ends the command quietly.
fn write(spinner: &Spinner, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    spinner.above(|| {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    })
}
