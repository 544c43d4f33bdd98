//! `vigie digest …`.

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a digest without sending it
    Preview {
        /// Its name
        name: String,
        /// Open items matched before this time (RFC 3339)
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// Opens no slot: writes the mail's HTML here
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Sends a digest now, with what is open
    Send {
        /// Its name
        name: String,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    let _ = (command, globals);
    todo!()
}
