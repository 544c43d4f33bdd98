//! `vigie run`.

use super::{Globals, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Polls what is due, reads, matches, delivers what is due, and stops
    #[arg(long)]
    once: bool,
}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let _ = (args, globals);
    todo!()
}
