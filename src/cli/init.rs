//! `vigie init`.

use std::path::PathBuf;

use super::{Globals, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write; must not exist or be empty
    dir: PathBuf,
}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let _ = (args, globals);
    todo!()
}
