//! `vigie feed import` and `export`: lists of feeds into the configuration and out of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::json;
use url::Url;

use super::packs::PACKS;
use crate::cli::configuration::{configuration_path, counted};
use crate::cli::{Failure, Format, Globals, Outcome, configuration, print_json, print_line};
use crate::config::{self, Config, did_you_mean};
use crate::feed::{LeftOut, OpmlFeed, OpmlList, read_any_opml, write_opml};
use crate::model::words;

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The list, as another feed reader exports it
    #[arg(value_name = "OPML", required_unless_present = "pack")]
    file: Option<PathBuf>,
    /// A starter pack instead of a file: `vigie feed packs` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pack: Option<String>,
    /// The file to write, in the configuration's folder [default: feeds/LIST.opml]
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Says what would be written, and writes nothing
    #[arg(long)]
    dry_run: bool,
}

words! {
    /// What becomes of one feed of a list.
    Fate, "fate" {
        /// It is written.
        New = "new",
        /// The configuration has it.
        Known = "known",
        /// Its address cannot be watched.
        Refused = "refused",
        /// The list said too little of it.
        LeftOut = "left out",
    }
}

/// What becomes of one feed of a list, as JSON.
#[derive(Serialize)]
struct Become<'a> {
    url: &'a str,
    title: &'a str,
    groups: &'a [String],
    fate: Fate,
    why: Option<&'a str>,
}

pub(super) fn import(args: &ImportArgs, globals: &Globals) -> Outcome {
    let config = configuration(globals)?;
    let (bytes, stem) = source(args)?;
    let mut list = read_any_opml(&bytes).map_err(|why| anyhow::anyhow!("{stem}: {why}"))?;
    for feed in &mut list.feeds {
        feed.url = config::without_feed_scheme(&feed.url).into_owned();
    }
    list.feeds = merged(list.feeds, &mut list.problems);
    let path = match &args.into {
        Some(path) => config.root.join(path),
        None => config.root.join("feeds").join(format!("{stem}.opml")),
    };
    if !path.extension().is_some_and(|found| found.eq_ignore_ascii_case("opml")) {
        let shown = path.display();
        return Err(Failure::usage(format!(
            "`{shown}` is not `*.opml`: lists are kept as lists; tables are added by `vigie feed add`"
        )));
    }
    let fates = fates(&list.feeds, &config);
    let fresh: Vec<OpmlFeed> = list
        .feeds
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| fate.0 == Fate::New)
        .map(|(feed, _)| feed.clone())
        .collect();
    if !args.dry_run && !fresh.is_empty() {
        let title = list.title.clone().unwrap_or_else(|| stem.clone());
        write_checked(&path, &write_opml(&title, &fresh), false, globals)?;
    }
    tell_import(args, globals, &list, &fates, &path)?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes of the list and the name of the file it becomes.
fn source(args: &ImportArgs) -> Result<(Vec<u8>, String), Failure> {
    if let Some(wanted) = &args.pack {
        let pack = PACKS.iter().find(|(name, _)| name == wanted).ok_or_else(|| {
            let meant = did_you_mean(wanted, PACKS.iter().map(|(name, _)| *name));
            let help = meant.unwrap_or_else(|| "`vigie feed packs` lists them".to_owned());
            Failure::usage(format!("there is no pack `{wanted}`: {help}"))
        })?;
        return Ok((pack.1.as_bytes().to_vec(), format!("pack-{wanted}")));
    }
    let file = args.file.as_deref().unwrap_or(Path::new(""));
    let bytes = std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let stem = file.file_stem().map(|stem| config::slug(&stem.to_string_lossy())).unwrap_or_default();
    Ok((bytes, if stem.is_empty() { "imported".to_owned() } else { stem }))
}

/// A list's feeds, each once: one that stands in several folders is of all these groups.
fn merged(feeds: Vec<OpmlFeed>, problems: &mut Vec<String>) -> Vec<OpmlFeed> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<OpmlFeed> = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let address = Url::parse(feed.url.trim()).map_or_else(|_| feed.url.clone(), |url| key(&url));
        let place = *places.entry(address).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(known) => {
                problems.push(format!("`{}` is in the list twice: it is of both groups", feed.title));
                known.groups.extend(feed.groups);
                let mut seen = HashSet::new();
                known.groups.retain(|group| seen.insert(group.clone()));
            }
            None => merged.push(feed),
        }
    }
    merged
}

/// For each feed of a list: new, known or refused, and why.
fn fates(feeds: &[OpmlFeed], config: &Config) -> Vec<(Fate, Option<String>)> {
    let known: BTreeMap<String, String> = config
        .feeds
        .values()
        .map(|feed| (key(&feed.url), format!("it is the feed `{}`", feed.name)))
        .collect();
    let mut fates = Vec::new();
    for feed in feeds {
        fates.push(match usable(&feed.url) {
            Err(why) => (Fate::Refused, Some(why)),
            Ok(url) => match known.get(&key(&url)) {
                Some(why) => (Fate::Known, Some(why.clone())),
                None => (Fate::New, None),
            },
        });
    }
    fates
}

/// Two addresses with the same key are the same feed, as the configuration sees it.
pub(super) fn key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

fn usable(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("not a web address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{}` addresses cannot be watched", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "the address holds a password: write a table with `username` and `password_file`".to_owned()
        );
    }
    Ok(url)
}

fn tell_import(
    args: &ImportArgs,
    globals: &Globals,
    list: &OpmlList,
    fates: &[(Fate, Option<String>)],
    path: &Path,
) -> Result<(), Failure> {
    let OpmlList { feeds, problems, left_out, .. } = list;
    if globals.format == Format::Json {
        for (feed, (fate, why)) in feeds.iter().zip(fates) {
            // An address with a password in it is repeated nowhere.
            let url = if usable(&feed.url).is_ok() { feed.url.as_str() } else { "" };
            let why = why.as_deref();
            print_json(&Become { url, title: &feed.title, groups: &feed.groups, fate: *fate, why })?;
        }
        for LeftOut { title, why } in left_out {
            print_json(&Become { url: "", title, groups: &[], fate: Fate::LeftOut, why: Some(why) })?;
        }
        return Ok(());
    }
    for problem in problems {
        print_line(&format!("repaired: {problem}"))?;
    }
    for LeftOut { title, why } in left_out {
        print_line(&format!("left out: {title}: {why}"))?;
    }
    for (feed, (fate, why)) in feeds.iter().zip(fates) {
        match why {
            Some(why) => print_line(&format!("{fate}: {}: {why}", feed.title))?,
            None if args.dry_run => print_line(&format!("new: {} <{}>", feed.title, feed.url))?,
            None => {}
        }
    }
    let count = |wanted: Fate| fates.iter().filter(|(fate, _)| *fate == wanted).count();
    let (new, known, refused) = (count(Fate::New), count(Fate::Known), count(Fate::Refused));
    let done = match (new, args.dry_run) {
        (0, _) => "nothing is new".to_owned(),
        (_, true) => format!("{} would go into {}", counted(new, "feed"), path.display()),
        (_, false) => format!("{} written into {}", counted(new, "feed"), path.display()),
    };
    let left_out = if left_out.is_empty() { String::new() } else { format!(", {} left out", left_out.len()) };
    print_line(&format!("{done}; {known} known, {refused} refused{left_out}"))?;
    Ok(())
}

/// Writes `text` to a file of the configuration's folder, or appends it, and takes it back when `check` is not content.
pub(super) fn write_checked(
    path: &Path,
    text: &str,
    append: bool,
    globals: &Globals,
) -> Result<Config, Failure> {
    let shown = path.display();
    let before = before(path)?;
    if before.is_some() && !append {
        return Err(Failure::usage(format!("`{shown}` is there already: name another file with `--into`")));
    }
    let mut bytes = before.clone().unwrap_or_default();
    if !bytes.is_empty() {
        bytes.extend_from_slice(if bytes.ends_with(b"\n") { b"\n" } else { b"\n\n" });
    }
    bytes.extend_from_slice(text.as_bytes());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    // What a link leads to is written, so that the link stays.
    let target = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    replace(target, &bytes)?;
    let undo = || match &before {
        Some(before) => replace(target, before),
        None => std::fs::remove_file(path).with_context(|| format!("cannot remove `{shown}`")),
    };
    match config::load(&configuration_path(globals)?) {
        Ok((config, _)) if config.files.iter().any(|file| same_file(file, path)) => Ok(config),
        Ok(_) => {
            undo()?;
            let help = "add a pattern for it to `include` in `vigie.toml`, such as \"feeds/*.opml\" and \"feeds/*.toml\"";
            Err(Failure::usage(format!("nothing was written: `{shown}` would not be read; {help}")))
        }
        Err(report) => {
            undo()?;
            Err(Failure::Usage(format!("{}vigie: nothing was written", report.render(false))))
        }
    }
}

/// What a file holds; `None` only where there is none, since what cannot be read must be neither replaced nor removed.
fn before(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        // A link whose end is missing is somebody's all the same.
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("nothing was written: cannot read `{}`", path.display()))
        }
    }
}

/// Puts a file in place whole: a daemon that reloads never reads half of it.
fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let shown = path.display();
    let mut file =
        tempfile::NamedTempFile::new_in(folder).with_context(|| format!("cannot write `{shown}`"))?;
    std::io::Write::write_all(&mut file, bytes).with_context(|| format!("cannot write `{shown}`"))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0o644, |there| there.permissions().mode());
        let permissions = std::fs::Permissions::from_mode(mode);
        file.as_file().set_permissions(permissions).with_context(|| format!("cannot write `{shown}`"))?;
    }
    file.persist(path).with_context(|| format!("cannot write `{shown}`"))?;
    Ok(())
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The file to write; must not exist [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Writes every feed of the configuration as OPML; credentials stay behind, and so do pages that are read by selectors: to
/// other programs their addresses are no feeds.
pub(super) fn export(args: &ExportArgs, globals: &Globals) -> Outcome {
    let config = configuration(globals)?;
    let (pages, feeds): (Vec<_>, Vec<_>) = config.feeds.values().partition(|feed| feed.select.is_some());
    if !pages.is_empty() {
        let names: Vec<String> = pages.iter().map(|page| format!("`{}`", page.name)).collect();
        let (count, names) = (counted(pages.len(), "page"), names.join(", "));
        crate::cli::tell!(
            "vigie: {count} read by selectors left out, because no other reader could: {names}"
        );
    }
    let feeds: Vec<OpmlFeed> = feeds
        .into_iter()
        .map(|feed| OpmlFeed {
            title: feed.title.clone().unwrap_or_else(|| feed.name.to_string()),
            url: feed.url.to_string(),
            site: feed.site.as_ref().map(ToString::to_string),
            language: feed.tags.language.as_ref().map(ToString::to_string),
            country: feed.tags.country.clone(),
            groups: feed.tags.groups.clone(),
            offset: 0,
        })
        .collect();
    let xml = write_opml(&config.newsroom.name, &feeds);
    match &args.file {
        Some(path) => {
            let mut options = std::fs::OpenOptions::new();
            let file = options.write(true).create_new(true).open(path);
            let mut file = file.with_context(|| format!("cannot write `{}`", path.display()))?;
            std::io::Write::write_all(&mut file, xml.as_bytes())
                .with_context(|| format!("cannot write `{}`", path.display()))?;
            if globals.format == Format::Json {
                print_json(&json!({ "feeds": feeds.len(), "file": path }))?;
            } else {
                print_line(&format!("{} written to {}", counted(feeds.len(), "feed"), path.display()))?;
            }
        }
        None => print_line(xml.trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}
