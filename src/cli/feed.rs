//! `vigie feed …`.

mod add;
mod discover;
mod hub;
mod list;
mod packs;
mod parse;
mod poll;
mod selectors;
mod shown;
mod table;
mod transfer;
mod verdict;
mod why;

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Every feed with its health
    List(list::Args),
    /// Its last 20 polls, how it is, and what to do
    Why {
        /// Its name in the configuration
        name: String,
    },
    /// Makes a feed due now
    Poll {
        /// Its name in the configuration
        name: String,
        /// Asks for the whole feed again, as if for the first time, and although its host wants silence
        #[arg(long)]
        force: bool,
    },
    /// Looks for the feeds of a site
    Discover {
        /// The address of the site or of one of its pages
        url: String,
    },
    /// Adds a feed to the configuration after reading it once
    Add(add::AddArgs),
    /// Adds the feeds of an OPML list, or of a starter pack, to the configuration
    Import(transfer::ImportArgs),
    /// Writes the feeds of the configuration as OPML
    Export(transfer::ExportArgs),
    /// The starter packs that are built in
    Packs,
    /// What the parser sees in feed files
    Parse {
        /// Files
        files: Vec<PathBuf>,
        /// A list of files as JSON lines: `{"file", "url"?, "content_type"?}`
        #[arg(long, value_name = "LIST.jsonl", conflicts_with = "files")]
        batch: Option<PathBuf>,
        /// They are pages: reads their entries by these selectors, as `select` of a feed does
        #[arg(long, value_name = "item=…,link=…,title=…", conflicts_with = "strict")]
        select: Option<String>,
        /// The address the files were saved from, for the relative addresses in them
        #[arg(long, conflicts_with = "batch")]
        url: Option<String>,
        /// Says too what a strict reader (feed-rs) sees in the same bytes
        #[arg(long)]
        strict: bool,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::List(args) => list::list(&args, globals),
        Command::Why { name } => why::run(&name, globals),
        Command::Poll { name, force } => poll::run(&name, force, globals),
        Command::Discover { url } => discover::run(&url, globals),
        Command::Add(args) => add::add(&args, globals),
        Command::Import(args) => transfer::import(&args, globals),
        Command::Export(args) => transfer::export(&args, globals),
        Command::Packs => packs::list(globals),
        Command::Parse { files, batch, select, url, strict } => {
            let how = parse::How { select: select.as_deref(), url: url.as_deref(), strict };
            parse::run(files, batch.as_deref(), how, globals)
        }
    }
}
