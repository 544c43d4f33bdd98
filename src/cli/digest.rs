//! `vigie digest …`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use tokio::sync::watch;

use super::configuration::colour;
use super::{Failure, Format, Globals, Outcome, beside, print_line};
use crate::daemon::{self, Pass};
use crate::digest::{Notice, Told};
use crate::model::{Name, Timestamp};
use crate::render::{self, Medium};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a digest without sending it
    Preview {
        /// Its name
        name: String,
        /// Open items matched before this time (RFC 3339)
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// As this channel's readers get it [default: the digest's first]
        #[arg(long, value_name = "NAME")]
        channel: Option<String>,
        /// Also writes the mail's HTML here
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
    match command {
        Command::Preview { name, at, channel, html } => {
            let name = parse_name(&name)?;
            let channel = channel.as_deref().map(parse_name).transpose()?;
            let at = at.as_deref().map(parse_time).transpose()?;
            super::block_on(preview(name, channel, at, html, globals))
        }
        Command::Send { name } => {
            let name = parse_name(&name)?;
            super::block_on(send(name, globals))
        }
    }
}

fn parse_name(text: &str) -> Result<Name, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("vigie: {error}")))
}

fn parse_time(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| {
        Failure::Usage(format!(
            "vigie: `--at {text}` is not a time: write RFC 3339, such as 2026-06-11T07:30:00+02:00"
        ))
    })
}

async fn preview(
    name: Name,
    channel: Option<Name>,
    at: Option<Timestamp>,
    html: Option<PathBuf>,
    globals: &Globals,
) -> Outcome {
    let app = beside::open(globals).await?;
    let at = at.unwrap_or_else(|| app.clock.now());
    let notice = daemon::digest_notice(&app, &name, channel.as_ref(), at).await?;
    if let Some(file) = html {
        write(&file, &render::html(&notice))?;
    }
    match globals.format {
        Format::Text => show(&notice)?,
        Format::Json => {
            for rendered in render::render(&notice, &Medium::Webhook, name.as_str(), app.store.store_id()) {
                print_line(&String::from_utf8_lossy(&rendered.bytes))?;
            }
        }
    }
    beside::close(&app).await?;
    Ok(ExitCode::SUCCESS)
}

fn show(notice: &Notice) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    // The terminal form takes control characters out of everything it did not write itself.
    writeln!(out, "{}", render::terminal(notice, colour(&std::io::stdout())).trim_end())?;
    if matches!(&notice.told, Told::Stories { stories, .. } if stories.is_empty()) {
        writeln!(out, "(nothing is open for this digest)")?;
    }
    Ok(())
}

fn write(file: &Path, html: &str) -> anyhow::Result<()> {
    std::fs::write(file, html).with_context(|| format!("cannot write `{}`", file.display()))
}

async fn send(name: Name, globals: &Globals) -> Outcome {
    // Through the outbox in any case; a daemon that runs on the store delivers, otherwise we do.
    let (app, alone) = match beside::open_alone(globals).await? {
        Some(app) => (app, true),
        None => (beside::open(globals).await?, false),
    };
    let composed = daemon::send_digest(&app, &name).await?;
    if !composed {
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
