//! Text to [`Config`], or every mistake of it with file, line and help.
//!
//! Files are read first (`read`), parsed to trees with the place of every value (`source`), then checked section by section
//! (`check`) without touching the disk again, except for the files that hold secrets. A mistake never ends the check:
//! what can still be read is read, so that one run reports everything.

mod check;
mod diagnostic;
mod dkim;
mod findings;
mod include;
mod keys;
mod literal;
mod names;
mod network;
mod postgres;
mod read;
mod secret;
mod section;
mod settings;
mod source;
mod suggest;
mod translate;
mod units;
mod value;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use crate::article::SiteRule;
pub use check::values::without_feed_scheme;
pub use diagnostic::{Diagnostic, Report, Severity};
pub use dkim::{DkimConfig, DkimKey};
pub use keys::{KEYS, Key, KeyUse, SectionKeys};
pub use names::slug;
pub use network::{Cidr, private};
pub use postgres::{PostgresUrl, PostgresUrlError, Trust};
pub use secret::{Secret, SigningKey};
pub use settings::{
    Channel, ChannelKind, Config, Credentials, FeedConfig, FetchConfig, FileFormat, Newsroom, OnUncertain,
    Operator, SmtpAuth, SmtpConfig, SmtpTls, StoreConfig, StoreUrl, TopicFiles, WebConfig,
};
pub(crate) use suggest::{did_you_mean, no_such};
pub use translate::TranslateConfig;
pub use units::{UnitError, parse_duration, parse_size};

use crate::topic::Concepts;
use check::topics::Topics;
use findings::Findings;
use secret::Surroundings;

/// Reads a configuration folder (its `vigie.toml`) or file, with everything it includes.
/// Secrets are read from their files and from the process's environment.
///
/// # Errors
/// A report with at least one error. With `Ok`, the report holds warnings.
pub fn load(path: &Path) -> Result<(Config, Report), Report> {
    load_with(path, &|name| std::env::var(name).ok())
}

/// [`load`] with an environment of the caller's.
///
/// # Errors
/// A report with at least one error. With `Ok`, the report holds warnings.
pub fn load_with(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<(Config, Report), Report> {
    read_as_far_as(path, env, |_, mistakes| !mistakes)
}

/// [`load`] for a command that needs the store alone, which must work while somebody edits: mistakes elsewhere are in the
/// report, and what is wrong is left out of the settings or has its default.
///
/// # Errors
/// A report with at least one error, where it is not sure which store is meant.
pub fn load_for_its_store(path: &Path) -> Result<(Config, Report), Report> {
    read_as_far_as(path, &|name| std::env::var(name).ok(), |checked, _| checked.is_store_known)
}

/// Reads a configuration; `enough` says of what was read, and whether mistakes were found, if it may be used.
fn read_as_far_as(
    path: &Path,
    env: &dyn Fn(&str) -> Option<String>,
    enough: impl FnOnce(&check::Checked, bool) -> bool,
) -> Result<(Config, Report), Report> {
    let inputs = include::inputs(path)
        .map_err(|mistake| Report { diagnostics: vec![*mistake], ..Report::default() })?;
    let root = std::path::absolute(&inputs.folder).unwrap_or(inputs.folder);
    let around = Surroundings { root: &root, env, read: &read::read_secret };
    let mut findings = Findings::new(&inputs.files, inputs.incomplete);
    let checked = check::check(&mut findings, &around);
    let mistakes = !inputs.mistakes.is_empty() || findings.has_errors();
    let enough = enough(&checked, mistakes);
    let report = findings.into_report(inputs.mistakes);
    if enough { Ok((checked.config, report)) } else { Err(report) }
}

/// Reads one site's rule: the keys of a `[sites."example.org"]`, with or without that header; `shown_as` stands for the file
/// in messages.
///
/// # Errors
/// A report with at least one error.
pub fn site_rule(written: String, shown_as: &Path) -> Result<SiteRule, Report> {
    let file = source::SourceFile { path: shown_as.to_owned(), text: written, form: source::Form::Toml };
    let files = [file];
    let mut findings = Findings::new(&files, false);
    let mut readable = source::readable(&mut findings);
    let documents = source::documents(&files, &mut readable);
    let rule = check::sites::one(&mut findings, &documents);
    if findings.has_errors() { Err(findings.into_report(Vec::new())) } else { Ok(rule) }
}

/// The concepts of the embedded packs of these names; those that no pack has are left out.
///
/// ```
/// let concepts = vigie::config::pack_concepts(&["nato", "none-such"].into());
/// assert!(concepts.len() == 1 && concepts.contains_key("nato"));
/// ```
#[must_use]
pub fn pack_concepts(names: &BTreeSet<&str>) -> Concepts {
    let files = read::packs_named(names);
    let mut findings = Findings::new(&files, false);
    let mut readable = source::readable(&mut findings);
    let documents = source::documents(&files, &mut readable);
    Topics::read(&mut findings, &documents).concepts
}

/// Reads `[topics]` and `[concepts]` from files and folders of TOML; other sections are left alone.
/// The embedded packs' concepts are available to them.
///
/// # Errors
/// A report with at least one error.
pub fn load_topics(paths: &[PathBuf]) -> Result<TopicFiles, Report> {
    let (mut files, unreadable) = read::toml_files(paths);
    let packs = read::pack_files(&[], &files);
    files.extend(packs);
    let mut findings = Findings::new(&files, !unreadable.is_empty());
    let mut readable = source::readable(&mut findings);
    let documents = source::documents(&files, &mut readable);
    let topics = Topics::read(&mut findings, &documents);
    let index = topics.compile(&mut findings);
    match index {
        Some(index) if unreadable.is_empty() && !findings.has_errors() => {
            Ok(TopicFiles { topics: topics.definitions, concepts: topics.concepts, index })
        }
        _ => Err(findings.into_report(unreadable)),
    }
}
