//! `vigie article evidence`: a page that was kept, with its hash, its address and the time it was read.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;

use crate::article;
use crate::cli::typed::address;
use crate::cli::{Format, Globals, Outcome, beside, print_json, print_line};
use crate::model::Timestamp;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the article
    url: String,
    /// Version of its words, as `vigie why` numbers them [default: the newest whose page was kept]
    #[arg(long, value_name = "N")]
    version: Option<i64>,
    /// Writes the page, byte for byte, into a new file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Serialize)]
struct Row<'a> {
    url: &'a str,
    version: i64,
    page_url: Option<&'a str>,
    at: Timestamp,
    sha256: &'a str,
    bytes: usize,
    out: Option<&'a PathBuf>,
}

pub(super) fn run(args: &Args, globals: &Globals) -> Outcome {
    let url = address(&args.url)?;
    crate::cli::block_on(async {
        let app = beside::open(globals).await?;
        let keeps = app.setup().config.store.keep_pages;
        let found = app.store.evidence(article::url_key(&url), args.version).await?;
        beside::close(&app).await?;
        let Some(found) = found else {
            if globals.format == Format::Json {
                print_json(&serde_json::json!({ "url": url.as_str(), "found": false }))?;
                return Ok(ExitCode::FAILURE);
            }
            let help = if keeps {
                "see `vigie why` for the versions there are"
            } else {
                "pages are kept from the moment the configuration says `keep_pages = \"matched\"` in `[store]`"
            };
            print_line(&format!("no page of {url} was kept: {help}"))?;
            return Ok(ExitCode::FAILURE);
        };
        if let Some(path) = &args.out {
            // A file that is there may be evidence too.
            let file = std::fs::File::create_new(path);
            file.and_then(|mut file| std::io::Write::write_all(&mut file, &found.html))
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        let row = Row {
            url: url.as_str(),
            version: found.version,
            page_url: found.url.as_deref(),
            at: found.at,
            sha256: &found.sha256,
            bytes: found.html.len(),
            out: args.out.as_ref(),
        };
        match globals.format {
            Format::Json => print_json(&row)?,
            Format::Text => text(&row)?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn text(row: &Row<'_>) -> std::io::Result<()> {
    print_line(&format!("version   {}", row.version))?;
    print_line(&format!("read      {} from {}", row.at, row.page_url.unwrap_or(row.url)))?;
    print_line(&format!("sha-256   {}", row.sha256))?;
    print_line(&format!("bytes     {}", row.bytes))?;
    match row.out {
        Some(path) => print_line(&format!("written   {}", path.display())),
        None => Ok(()),
    }
}
