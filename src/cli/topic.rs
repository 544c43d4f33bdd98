//! `vigie topic …`.

mod backtest;
mod batch;
mod explain;
mod list;
mod rematch;
mod suggest;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Failure, Globals, Outcome, configuration};
use crate::config::{self, TopicFiles};
use crate::model::Language;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Every topic with its version, its concepts and how many lines they have for each language
    List {
        /// Files or folders of `[topics]` and `[concepts]` instead of the configuration's
        #[arg(long, value_name = "PATH")]
        topics: Vec<PathBuf>,
    },
    /// Matches articles given as JSON lines
    Match {
        /// JSON lines: {"id","title","body",...}; `-` is stdin
        file: PathBuf,
        /// Files or folders of `[topics]` and `[concepts]` instead of the configuration's
        #[arg(long, value_name = "PATH")]
        topics: Vec<PathBuf>,
        /// Threads
        #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
        jobs: u16,
        /// Adds a line of figures on stderr
        #[arg(long)]
        stats: bool,
    },
    /// Tries a topic, or an edited query, on the articles of the archive
    Backtest(backtest::Args),
    /// After an edit: matches the archive again, and tells nobody
    Rematch(rematch::Args),
    /// Terms that mark a topic's hits off from the rest of the archive, language by language
    Suggest(suggest::Args),
    /// Shows where a topic's query hits an article, clause by clause
    Explain {
        /// The topic
        name: String,
        /// A text, HTML or JSONL file, an address, or `-` for stdin
        source: String,
        /// Files or folders of `[topics]` and `[concepts]` instead of the configuration's
        #[arg(long, value_name = "PATH")]
        topics: Vec<PathBuf>,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::List { topics } => {
            let (topics, spoken) = load_with_languages(&topics, globals)?;
            list::run(&topics, &spoken, globals.format)
        }
        Command::Match { file, topics, jobs, stats } => {
            let topics = load(&topics, globals)?;
            let batch =
                batch::Batch { index: &topics.index, jobs: usize::from(jobs), format: globals.format };
            batch.run(&file, stats)
        }
        Command::Backtest(args) => backtest::run(&args, globals),
        Command::Rematch(args) => rematch::run(&args, globals),
        Command::Suggest(args) => suggest::run(&args, globals),
        Command::Explain { name, source, topics } => explain::run(&name, &source, &topics, globals),
    }
}

/// The topics of the files named, else the configuration's.
fn load(paths: &[PathBuf], globals: &Globals) -> Result<TopicFiles, Failure> {
    Ok(load_with_languages(paths, globals)?.0)
}

/// The same, with the languages that the configuration's feeds are declared to be in.
fn load_with_languages(
    paths: &[PathBuf],
    globals: &Globals,
) -> Result<(TopicFiles, BTreeSet<Language>), Failure> {
    if paths.is_empty() {
        let config = configuration(globals)?;
        let spoken = config.feeds.values().filter_map(|feed| feed.tags.language).collect();
        let topics = TopicFiles { topics: config.topics, concepts: config.concepts, index: config.index };
        return Ok((topics, spoken));
    }
    let topics = config::load_topics(paths).map_err(|report| {
        let colour = super::configuration::colour(&std::io::stderr());
        Failure::Usage(format!("{}{}", report.render(colour), super::configuration::summary(&report)))
    })?;
    Ok((topics, BTreeSet::new()))
}
