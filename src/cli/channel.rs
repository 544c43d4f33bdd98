//! `vigie channel …`.

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Sends a test message and says what came of it
    Test {
        /// Its name
        name: String,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    let _ = (command, globals);
    todo!()
}
