//! `vigie topic …`.

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Every topic with its version, packs and languages
    List,
    /// Matches articles given as JSON lines
    Match {
        /// JSON lines: {"id","title","body",...}; `-` is stdin
        file: PathBuf,
        /// Files or folders of `[topics]` and `[concepts]` instead of the configuration's
        #[arg(long, value_name = "PATH")]
        topics: Vec<PathBuf>,
        /// Threads
        #[arg(long, default_value_t = 1, value_name = "N")]
        jobs: usize,
        /// Adds a line of figures on stderr
        #[arg(long)]
        stats: bool,
    },
    /// Shows where a topic's query hits an article, clause by clause
    Explain {
        /// The topic
        name: String,
        /// A text, HTML or JSONL file, or an address
        source: String,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    let _ = (command, globals);
    todo!()
}
