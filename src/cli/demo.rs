//! `vigie demo`.

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the mail, Slack and webhook files are written
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Keeps the press and the status page open until Ctrl-C
    #[arg(long)]
    serve: bool,
}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let _ = (args, globals);
    todo!()
}
