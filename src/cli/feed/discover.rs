//! `vigie feed discover`: from a site's address to feeds that were read, and the lines that make them sources.

mod search;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;

use serde::Serialize;
use url::Url;

use crate::cli::beside::{ago, columns};
use crate::cli::configuration::{configuration_path, counted};
use crate::cli::progress::Spinner;
use crate::cli::{Failure, Format, Globals, Outcome, block_on, configuration, print_json, print_line};
use crate::clock::Clock;
use crate::config::{self, FetchConfig};
use crate::fetch::Client;
use crate::model::{Language, Name, Timestamp};
use search::Search;

pub(super) use search::Found;

/// Blocks of configuration printed at most: a site with more sections than that is chosen from by hand.
const MOST_BLOCKS: usize = 10;

/// One line of the output as JSON.
#[derive(Serialize)]
struct Row<'a> {
    url: &'a str,
    kind: &'a str,
    title: Option<&'a str>,
    entries: usize,
    language: Option<&'a str>,
    newest: Option<Timestamp>,
    hub: Option<&'a str>,
    found_by: &'a str,
    toml: String,
}

/// Looks for the feeds of a site and prints them.
pub(super) fn run(address: &str, globals: &Globals) -> Outcome {
    let url = web_address(address)
        .ok_or_else(|| Failure::usage(format!("`{address}` is not a web address: write `example.org`")))?;
    let fetch = manners(globals)?;
    block_on(async {
        let (search, url) = look(address, url, &fetch).await?;
        print(&search, &url, globals.format)?;
        Ok(if search.found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

/// The feeds that were found at an address: itself, when it is one.
pub(super) fn feeds_of(address: &str, url: &Url, fetch: &FetchConfig) -> Result<Vec<Found>, Failure> {
    block_on(async {
        let (search, url) = look(address, url.clone(), fetch).await?;
        if search.found.is_empty() {
            return Err(anyhow::anyhow!("{}", search.nothing(&url)).into());
        }
        Ok(search.found)
    })
}

/// Looks at an address; where it was written without a scheme and https leads nowhere, by http. The second is the address that
/// the search is of.
async fn look(address: &str, url: Url, fetch: &FetchConfig) -> Result<(Search, Url), Failure> {
    let client = Client::new(fetch, Clock::system()).map_err(|why| anyhow::anyhow!("[fetch]: {why}"))?;
    let search = Search::new(client.clone(), Spinner::new()).run(&url).await;
    let mut plain = url.clone();
    // Fails for no scheme that stands here.
    if address.contains("://") || !search.found.is_empty() || plain.set_scheme("http").is_err() {
        return Ok((search, url));
    }
    let second = Search::new(client, Spinner::new()).run(&plain).await;
    Ok(if second.found.is_empty() { (search, url) } else { (second, plain) })
}

/// The address as people write it: without a scheme, https.
pub(super) fn web_address(text: &str) -> Option<Url> {
    let text = &*config::without_feed_scheme(text);
    if !text.contains("://") && text.split('/').next().is_some_and(|host| host.contains('@')) {
        return None;
    }
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&full).ok()?;
    let usable =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    // Fails only for addresses without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    usable.then_some(url)
}

/// `[fetch]` of the configuration where there is one: publishers see the same manners and the same contact address.
fn manners(globals: &Globals) -> Result<FetchConfig, Failure> {
    if globals.config.is_some() {
        return Ok(configuration(globals)?.fetch);
    }
    let usual = configuration_path(globals).ok().and_then(|path| config::load(&path).ok());
    Ok(usual.map_or_else(FetchConfig::default, |(config, _)| config.fetch))
}

fn print(search: &Search, url: &Url, format: Format) -> Result<(), Failure> {
    let blocks = blocks(&search.found);
    if format == Format::Json {
        for (found, toml) in search.found.iter().zip(blocks) {
            print_json(&found.row(toml))?;
        }
        if search.found.is_empty() {
            crate::cli::tell!("{}", crate::cli::plain(&search.nothing(url)));
        }
        return Ok(());
    }
    if search.found.is_empty() {
        print_line(&search.nothing(url))?;
        return Ok(());
    }
    for line in table(&search.found, Clock::system().now()) {
        print_line(&line)?;
    }
    for tried in search.tried.iter().filter(|tried| tried.is_telling) {
        print_line(&format!("not a feed: {} ({}): {}", tried.url, tried.found_by.as_str(), tried.why))?;
    }
    if search.left_out > 0 {
        let more = counted(search.left_out, "candidate");
        print_line(&format!("not looked at: {more} more, which the page names after these"))?;
    }
    let left_out = search.found.len().saturating_sub(MOST_BLOCKS);
    print_line("\n# To watch them, put these lines into a file such as config/feeds/site.toml:")?;
    for block in blocks.iter().take(MOST_BLOCKS) {
        print_line(&format!("\n{block}"))?;
    }
    if left_out > 0 {
        print_line(&format!("# and {} more", counted(left_out, "feed")))?;
    }
    Ok(())
}

fn table(found: &[Found], now: Timestamp) -> Vec<String> {
    let head = ["ADDRESS", "KIND", "ENTRIES", "LANGUAGE", "NEWEST", "HUB", "TITLE"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let dash = || "–".to_owned();
    for feed in found {
        rows.push(vec![
            feed.url.to_string(),
            feed.kind.to_owned(),
            feed.entries.to_string(),
            feed.language.clone().unwrap_or_else(dash),
            feed.newest.map_or_else(dash, |at| ago(at, now)),
            feed.hub.as_deref().and_then(|hub| Url::parse(hub).ok()).map_or_else(dash, |hub| host(&hub)),
            feed.title.as_deref().map_or_else(dash, |title| title.chars().take(60).collect()),
        ]);
    }
    columns(&rows)
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

impl Found {
    /// `title = "…"`, where the feed has one.
    pub(super) fn title_line(&self) -> Option<String> {
        let title: String = self.title.as_deref()?.chars().filter(|c| !c.is_control()).take(100).collect();
        (!title.trim().is_empty()).then(|| format!("title = {}", quoted(title.trim())))
    }

    fn row(&self, toml: String) -> Row<'_> {
        Row {
            url: self.url.as_str(),
            kind: self.kind,
            title: self.title.as_deref(),
            entries: self.entries,
            language: self.language.as_deref(),
            newest: self.newest,
            hub: self.hub.as_deref(),
            found_by: self.named_by.as_str(),
            toml,
        }
    }
}

/// A table of configuration for each feed, under names of their own.
fn blocks(found: &[Found]) -> Vec<String> {
    let mut names = BTreeSet::new();
    found.iter().map(|feed| block(feed, &mut names)).collect()
}

fn block(feed: &Found, names: &mut BTreeSet<String>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "[feeds.{}]\nurl = {}", name(feed, names), quoted(feed.url.as_str()));
    if let Some(title) = feed.title_line() {
        let _ = writeln!(text, "{title}");
    }
    let language = feed.language.as_deref().and_then(|language| language.parse::<Language>().ok());
    if let Some(language) = language {
        let _ = writeln!(text, "language = \"{language}\"");
    }
    if let Some(select) = &feed.select {
        let _ = writeln!(text, "select = {select}");
    }
    text
}

/// A name made of the title, else of the host; TOML wants quotes around what is not ASCII.
fn name(feed: &Found, names: &mut BTreeSet<String>) -> String {
    let title = feed.title.as_deref().map(config::slug).unwrap_or_default();
    let site = config::slug(host(&feed.url).trim_start_matches("www."));
    let fits = |text: &String| (2..=40).contains(&text.chars().count()) && text.parse::<Name>().is_ok();
    let base = [title, site].into_iter().find(fits).unwrap_or_else(|| "feed".to_owned());
    let mut name = base.clone();
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        name = format!("{base}-{number}");
    }
    if name.is_ascii() { name } else { quoted(&name) }
}

/// A TOML basic string.
pub(super) fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
