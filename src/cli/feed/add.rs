//! `vigie feed add`: one feed, read once, into the configuration.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use url::Url;

use super::discover;
use super::transfer::{key, write_checked};
use crate::cli::configuration::counted;
use crate::cli::{Failure, Format, Globals, Outcome, configuration, print_json, print_line};
use crate::config::{self, Config};
use crate::model::{Language, Name};

#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// The address of the feed, or of a site that has one
    url: String,
    /// Its name [default: made of its title]
    #[arg(long)]
    name: Option<Name>,
    /// How often it is polled, such as `15m`
    #[arg(long, value_name = "INTERVAL")]
    every: Option<String>,
    /// A group it belongs to; may be given several times
    #[arg(long, value_name = "G")]
    group: Vec<String>,
    /// The file its table is added to, in the configuration's folder
    #[arg(long, value_name = "FILE", default_value = "feeds/added.toml")]
    into: PathBuf,
}

/// Reads the feed once, adds its table to a file and checks the whole.
pub(super) fn add(args: &AddArgs, globals: &Globals) -> Outcome {
    let config = configuration(globals)?;
    let Some(url) = discover::web_address(&args.url) else {
        return Err(Failure::usage(format!("`{}` is not a web address", args.url)));
    };
    if Url::parse(&args.url).is_ok_and(|url| !url.username().is_empty() || url.password().is_some()) {
        let why = "the address holds a password: add it without, then write `username` and `password_file` into its table";
        return Err(Failure::Usage(format!("vigie: {why}")));
    }
    refuse_known(&url, &config)?;
    let found = discover::feeds_of(&args.url, &url, &config.fetch)?;
    let feed = match found.as_slice() {
        [feed] => feed,
        several => {
            if globals.format == Format::Json {
                for feed in several {
                    print_json(&json!({ "url": feed.url.as_str(), "title": feed.title, "added": false }))?;
                }
                return Ok(ExitCode::FAILURE);
            }
            print_line(&format!("{} was found at {url}; add one of them:", counted(several.len(), "feed")))?;
            for feed in several {
                print_line(&format!(
                    "  vigie feed add '{}'   # {}",
                    feed.url,
                    feed.title.as_deref().unwrap_or("")
                ))?;
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    refuse_known(&feed.url, &config)?;
    let name = match &args.name {
        Some(name) if config.feeds.contains_key(name) => {
            return Err(Failure::usage(format!("there is a feed `{name}` already: choose another `--name`")));
        }
        Some(name) => name.to_string(),
        None => free_name(feed, &config),
    };
    let path = config.root.join(&args.into);
    write_checked(&path, &table(feed, &name, args), true, globals)?;
    if globals.format == Format::Json {
        let url = feed.url.as_str();
        print_json(
            &json!({ "feed": name, "url": url, "entries": feed.entries, "file": path, "added": true }),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    print_line(&format!(
        "`{name}` with {} added to {}; a running daemon takes it over on reload",
        counted(feed.entries, "entry"),
        path.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn refuse_known(url: &Url, config: &Config) -> Result<(), Failure> {
    match config.feeds.values().find(|feed| key(&feed.url) == key(url)) {
        Some(feed) => {
            Err(Failure::usage(format!("{url} is watched already: it is the feed `{}`", feed.name)))
        }
        None => Ok(()),
    }
}

fn free_name(feed: &discover::Found, config: &Config) -> String {
    let host = feed.url.host_str().unwrap_or_default();
    let base = [feed.title.as_deref().unwrap_or_default(), host.trim_start_matches("www."), "feed"]
        .into_iter()
        .map(|text| config::slug(text).chars().take(40).collect::<String>())
        .map(|text| text.trim_end_matches('-').to_owned())
        .find(|text| text.parse::<Name>().is_ok())
        .unwrap_or_else(|| "feed".to_owned());
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let mut names = std::iter::once(base.clone()).chain(numbered);
    names.find(|name| !config.feeds.contains_key(name.as_str())).unwrap_or(base)
}

/// The feed's table, with what it says of itself.
fn table(feed: &discover::Found, name: &str, args: &AddArgs) -> String {
    let quoted = discover::quoted;
    let bare = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let name = if bare { name.to_owned() } else { quoted(name) };
    let mut lines = Vec::new();
    lines.push(format!("[feeds.{name}]"));
    lines.push(format!("url = {}", quoted(feed.url.as_str())));
    lines.extend(feed.title_line());
    if let Some(every) = &args.every {
        lines.push(format!("every = {}", quoted(every)));
    }
    if let Some(language) = feed.language.as_deref().and_then(|code| code.parse::<Language>().ok()) {
        lines.push(format!("language = \"{language}\""));
    }
    if !args.group.is_empty() {
        let groups: Vec<String> = args.group.iter().map(|group| quoted(group)).collect();
        lines.push(format!("groups = [{}]", groups.join(", ")));
    }
    if let Some(select) = &feed.select {
        lines.push(format!("select = {select}"));
    }
    lines.join("\n") + "\n"
}
