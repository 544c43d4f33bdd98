//! `vigie article …`.

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Reads pages from files or addresses
    Extract {
        /// Files or addresses
        sources: Vec<String>,
        /// A list of files as JSON lines: {"file", "url"?, "content_type"?}
        #[arg(long, value_name = "LIST.jsonl", conflicts_with = "sources")]
        batch: Option<PathBuf>,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    let _ = (command, globals);
    todo!()
}
