//! `vigie demo`: the whole line at work on a little press of its own, with no network and no account.

mod account;
mod desk;
mod feeds;
mod files;
mod mailbox;
mod press;
mod receiver;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::{Failure, Format, Globals, Outcome};
use crate::clock::Clock;
use crate::{daemon, render, web};
use account::Account;
use desk::Desk;

/// Where the messages go unless `--out` says otherwise.
const DEFAULT_OUT: &str = "vigie-demo";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the mail, Slack and webhook files are written, with the configuration and the store [default: ./vigie-demo,
    /// without them]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Keeps the press and the status page open until Ctrl-C
    #[arg(long)]
    serve: bool,
}

pub fn run(args: Args, globals: &Globals) -> Outcome {
    let format = globals.format;
    super::block_on(show(args, format))
}

async fn show(args: Args, format: Format) -> Outcome {
    let temporary =
        tempfile::Builder::new().prefix("vigie-demo-").tempdir().context("cannot make a folder")?;
    let folder = match &args.out {
        Some(out) => files::fresh_desk(out)?,
        None => temporary.path().to_owned(),
    };
    let desk = Desk::open(&folder, Clock::system()).await?;
    let account = desk.work().await?;
    let out = args.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT));
    let written = files::write(out, &account)?;
    match format {
        Format::Json => super::print_json(&account.figures(out, &written))?,
        Format::Text => tell(&account, out, &written)?,
    }
    if args.serve {
        return serve(desk).await;
    }
    desk.close().await?;
    Ok(if account.founding_stands { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What happened, the digest, the envelope of the mail, and where everything lies.
fn tell(account: &Account, out: &Path, written: &[String]) -> Result<(), Failure> {
    let colour = super::configuration::colour(&std::io::stdout());
    super::print_line(&account.story())?;
    // The renderer has cleaned what publishers wrote; the escapes left are its own.
    writeln!(std::io::stdout().lock(), "{}", render::terminal(&account.digest, colour))?;
    super::print_line(&account.envelope())?;
    super::print_line(&format!("Written to {}: {}", out.display(), written.join(", ")))?;
    super::print_line(account.verdict())?;
    Ok(())
}

/// Leaves the press and the desk open until Ctrl-C.
async fn serve(desk: Desk) -> Outcome {
    let signals = daemon::Signals::listen()?;
    let listeners = web::bind(&desk.app.setup().config.web).await?;
    if let Some(address) = listeners.desk_address() {
        super::print_line(&format!("The desk: http://{address}/"))?;
    }
    super::print_line(&format!("The press: {}", desk.press.front()))?;
    if std::io::stdout().is_terminal() {
        super::print_line("Ctrl-C ends the demo.")?;
    }
    let stop = CancellationToken::new();
    let mut beside = daemon::Beside::new();
    beside.spawn(web::serve(desk.app.clone(), listeners, stop.clone()));
    daemon::run(desk.app.clone(), &desk.config_path, signals, beside, stop).await?;
    Ok(ExitCode::SUCCESS)
}
