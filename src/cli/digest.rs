//! `vigie digest …`.

mod preview;

use std::process::ExitCode;

use serde_json::json;
use tokio::sync::watch;

use super::{Failure, Format, Globals, Outcome, beside, print_json, print_line};
use crate::daemon::{self, Pass};
use crate::model::Name;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a digest without sending it
    Preview(preview::Args),
    /// Sends a digest now, with what is open
    Send {
        /// Its name
        name: String,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Preview(args) => super::block_on(preview::run(args, globals)),
        Command::Send { name } => {
            let name = parse_name(&name)?;
            super::block_on(send(name, globals))
        }
    }
}

fn parse_name(text: &str) -> Result<Name, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("vigie: {error}")))
}

async fn send(name: Name, globals: &Globals) -> Outcome {
    // Through the outbox in any case; a daemon that runs on the store delivers, otherwise we do.
    let (app, alone) = match beside::open_alone(globals).await? {
        Some(app) => (app, true),
        None => (beside::open(globals).await?, false),
    };
    let composed = daemon::send_digest(&app, &name).await?;
    if globals.format == Format::Json {
        let pass = watch::Sender::new(Pass::default());
        if composed && alone {
            daemon::deliver_due(&app, &pass).await?;
        }
        let Pass { sent, unsent, .. } = *pass.borrow();
        let delivered = (composed && alone).then_some(json!({ "sent": sent, "unsent": unsent }));
        print_json(&json!({ "digest": name, "composed": composed, "delivered": delivered }))?;
    } else if !composed {
        print_line(&format!("nothing is open for `{name}`: nothing to send"))?;
    } else if alone {
        let pass = watch::Sender::new(Pass::default());
        daemon::deliver_due(&app, &pass).await?;
        let Pass { sent, unsent, .. } = *pass.borrow();
        print_line(&format!("`{name}` composed: {sent} sent, {unsent} left in the outbox"))?;
    } else {
        print_line(&format!("`{name}` composed: the running daemon delivers it"))?;
    }
    beside::close(&app).await?;
    Ok(ExitCode::SUCCESS)
}
