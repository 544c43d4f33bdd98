//! `vigie delivery …`.

use super::{Globals, Outcome};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// The outbox: what waits, what is dead
    List {
        /// Only this state: pending, sending, retry, uncertain, sent, dead, dropped
        #[arg(long)]
        state: Option<String>,
        /// Only this channel
        #[arg(long)]
        channel: Option<String>,
        /// Rows at most
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// One delivery with its attempts and its bytes
    Show {
        /// Its id
        id: String,
    },
    /// Puts dead deliveries back into the outbox
    Retry {
        /// Ids, or `dead` for all dead ones
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Gives deliveries up for good
    Drop {
        /// Ids
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    let _ = (command, globals);
    todo!()
}
