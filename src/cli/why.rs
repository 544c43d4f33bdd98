//! `vigie why`.

use super::{Globals, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the article
    url: String,
    /// Only this topic
    #[arg(long, value_name = "NAME")]
    topic: Option<String>,
}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let _ = (args, globals);
    todo!()
}
