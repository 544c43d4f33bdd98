//! `vigie digest preview`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::parse_name;
use crate::cli::configuration::colour;
use crate::cli::{Failure, Format, Globals, Outcome, beside, browser, forms, print_line};
use crate::daemon;
use crate::digest::{Notice, Told};
use crate::model::Timestamp;
use crate::render::{self, Medium};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its name
    name: String,
    /// Open items matched before this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// As this channel's readers get it [default: the digest's first]
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// Also opens the mail's HTML in the browser
    #[arg(long)]
    browser: bool,
    /// Also writes the mail's HTML here
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Also writes mail (HTML and text), Slack message and webhook body into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub async fn run(args: Args, globals: &Globals) -> Outcome {
    let name = parse_name(&args.name)?;
    let channel = args.channel.as_deref().map(parse_name).transpose()?;
    let at = args.at.as_deref().map(parse_time).transpose()?;
    let app = beside::open(globals).await?;
    let at = at.unwrap_or_else(|| app.clock.now());
    let notice = daemon::digest_notice(&app, &name, channel.as_ref(), at).await?;
    match globals.format {
        Format::Text => show(&notice)?,
        Format::Json => {
            for rendered in render::render(&notice, &Medium::Webhook, name.as_str(), app.store.store_id()) {
                print_line(&String::from_utf8_lossy(&rendered.bytes))?;
            }
        }
    }
    beside::close(&app).await?;
    leave(&args, &notice)?;
    Ok(ExitCode::SUCCESS)
}

fn parse_time(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| {
        Failure::Usage(format!(
            "vigie: `--at {text}` is not a time: write RFC 3339, such as 2026-06-11T07:30:00+02:00"
        ))
    })
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

/// The files that were asked for, and the browser.
fn leave(args: &Args, notice: &Notice) -> anyhow::Result<()> {
    if let Some(file) = &args.html {
        std::fs::write(file, render::html(notice))
            .with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    if let Some(folder) = &args.out {
        let written = forms::write(folder, forms::all(notice))?;
        eprintln!("Written to {}: {}", folder.display(), written.join(", "));
    }
    if args.browser { browser::open(&render::html(notice)) } else { Ok(()) }
}
