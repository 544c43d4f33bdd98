//! `vigie test`.

use super::{Globals, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let _ = (args, globals);
    todo!()
}
