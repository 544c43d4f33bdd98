//! `vigie digest preview`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::{known_to, parse_name};
use crate::cli::configuration::colour;
use crate::cli::when::{self, End};
use crate::cli::{Failure, Format, Globals, Outcome, beside, browser, forms, print_line};
use crate::daemon::{self, App};
use crate::digest::{Notice, Told};
use crate::render::{self, Medium, Own, Part, Template};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its name
    name: String,
    /// Open items matched before this time: `2h` ago, the last `07:30`, `2026-06-11` (its beginning), `2026-06-11 07:30` or RFC 3339
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// As this channel's readers get it [default: the digest's first]
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// Lays the mail out by this template instead of the digest's own; plain text where its name ends in .txt. A relative name is
    /// looked for here, then in the configuration's folder
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
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
    let app = beside::open(globals).await?;
    known_to(&name, channel.as_ref(), &app)?;
    let (now, zone) = (app.clock.now(), app.setup().config.newsroom.zone);
    let at = match &args.at {
        Some(text) => {
            when::past(text, now, zone, End::First).map_err(|why| Failure::usage(format!("`--at`: {why}")))?
        }
        None => now,
    };
    let notice = daemon::digest_notice(&app, &name, channel.as_ref(), at).await?;
    let own = match &args.template {
        Some(file) => by_template(&beside_us_or(file, &app.setup().config.root), &notice)?,
        None => by_configuration(&app, &notice)?,
    };
    match globals.format {
        Format::Text => show(&notice, &own)?,
        Format::Json => {
            for rendered in render::render(&notice, &Medium::Webhook, name.as_str(), app.store.store_id()) {
                print_line(&String::from_utf8_lossy(&rendered.bytes))?;
            }
        }
    }
    beside::close(&app).await?;
    leave(&args, &notice, &own)?;
    Ok(ExitCode::SUCCESS)
}

/// A file as it was typed, or where the configuration would look for it.
fn beside_us_or(file: &Path, folder: &Path) -> PathBuf {
    let configured = folder.join(file);
    if !file.exists() && configured.exists() { configured } else { file.to_owned() }
}

/// What the template in a file makes of the notice, once it has shown that it can lay out any message.
fn by_template(file: &Path, notice: &Notice) -> Result<Own, Failure> {
    let source =
        std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let part = Part::of_file(file);
    let written = Template::parse(part, &source).and_then(|template| {
        template.check()?;
        template.write(notice)
    });
    let written = written.map_err(|error| Failure::usage(error.in_file(file.display())))?;
    Ok(match part {
        Part::Html => Own { html: Some(written), text: None },
        Part::Text => Own { html: None, text: Some(written) },
    })
}

/// What the digest's own templates make of the notice.
fn by_configuration(app: &App, notice: &Notice) -> anyhow::Result<Own> {
    let setup = app.setup();
    let Some(layout) = setup.config.layouts.get(&notice.rule) else { return Ok(Own::default()) };
    let (own, failures) = layout.write(notice);
    match failures.into_iter().next() {
        Some(error) => Err(error).with_context(|| format!("the template of `{}` fails", notice.rule)),
        None => Ok(own),
    }
}

fn show(notice: &Notice, own: &Own) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    // Both take control characters out of everything they did not write themselves.
    let built_in = || render::terminal(notice, colour(&std::io::stdout()));
    let text = own.text.clone().unwrap_or_else(built_in);
    writeln!(out, "{}", text.trim_end())?;
    if matches!(&notice.told, Told::Stories { stories, .. } if stories.is_empty()) {
        writeln!(out, "(nothing is open for this digest)")?;
    }
    Ok(())
}

/// The files that were asked for, and the browser.
fn leave(args: &Args, notice: &Notice, own: &Own) -> anyhow::Result<()> {
    if let Some(file) = &args.html {
        std::fs::write(file, own.page(notice))
            .with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    if let Some(folder) = &args.out {
        let written = forms::write(folder, forms::all(notice, own))?;
        crate::cli::tell!("Written to {}: {}", folder.display(), written.join(", "));
    }
    let is_seen = args.browser || args.html.is_some() || args.out.is_some();
    if args.template.is_some() && own.html.is_some() && !is_seen {
        crate::cli::tell!(
            "vigie: the template lays out the mail's HTML: add `--browser` or `--html FILE` to see it"
        );
    }
    if args.browser { browser::open(&own.page(notice)) } else { Ok(()) }
}
