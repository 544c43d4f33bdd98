//! Where the configuration is, and how its mistakes are shown.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Failure, Globals};
use crate::config::{self, Config, Report, Severity};

/// The folder or file the options name, else `./config`, else this folder, else `/etc/vigie`.
///
/// # Errors
/// None is named, and no such folder has a `vigie.toml` that may be looked at.
pub fn configuration_path(globals: &Globals) -> Result<PathBuf, Failure> {
    if let Some(path) = &globals.config {
        return Ok(path.clone());
    }
    let mut closed = None;
    for folder in ["config", ".", "/etc/vigie"].map(Path::new) {
        match folder.join("vigie.toml").try_exists() {
            Ok(true) => return Ok(folder.to_owned()),
            Ok(false) => {}
            // It may be there, or not: who asks may not look into the folder. Another one may still have it.
            Err(error) => closed = Some((folder, error)),
        }
    }
    Err(Failure::usage(match closed {
        Some((folder, error)) if error.kind() == ErrorKind::PermissionDenied => format!(
            "you may not look into `{}`: use `sudo`, be its user (`sudo -u vigie vigie …`), or name another \
             configuration with `--config`",
            folder.display()
        ),
        Some((folder, error)) => format!("cannot look into `{}`: {error}", folder.display()),
        None => "there is no configuration: neither `config/vigie.toml` nor `vigie.toml` nor \
                 `/etc/vigie/vigie.toml` exists; `vigie init config` writes one, or name one with `--config`"
            .to_owned(),
    }))
}

/// Reads the configuration. Its warnings are `vigie check`'s and `vigie run`'s to show: a script that asks for the
/// status every minute has read them before.
///
/// # Errors
/// Wrong usage, with every mistake of the configuration as people read it.
pub fn configuration(globals: &Globals) -> Result<Config, Failure> {
    Ok(configuration_with_warnings(globals)?.0)
}

/// Reads the configuration, with its warnings as people read them.
///
/// # Errors
/// As [`configuration`].
pub fn configuration_with_warnings(globals: &Globals) -> Result<(Config, String), Failure> {
    match config::load(&configuration_path(globals)?) {
        Ok((config, warnings)) => Ok((config, warnings.render(colour(&std::io::stderr())))),
        Err(report) => Err(mistaken(&report)),
    }
}

/// Settings for a command that needs the store alone, which must work while somebody edits.
pub struct ForTheStore {
    /// What could be read.
    pub config: Config,
    /// Whether there are mistakes, so that settings are missing.
    pub has_mistakes: bool,
}

/// Reads the configuration for its store; of mistakes elsewhere there is a word on stderr.
///
/// # Errors
/// As [`configuration`], where the mistakes leave it open which store is meant.
pub fn configuration_for_its_store(globals: &Globals) -> Result<ForTheStore, Failure> {
    match config::load_for_its_store(&configuration_path(globals)?) {
        Ok((config, report)) => {
            let has_mistakes = report.count(Severity::Error) + report.left_out > 0;
            if has_mistakes {
                super::tell!(
                    "vigie: the configuration has {}, which `vigie check` shows; the store is known, so this goes on without what \
                     is wrong",
                    summary(&report)
                );
            }
            Ok(ForTheStore { config, has_mistakes })
        }
        Err(report) => Err(mistaken(&report)),
    }
}

fn mistaken(report: &Report) -> Failure {
    Failure::Usage(format!("{}{}", report.render(colour(&std::io::stderr())), summary(report)))
}

/// `3 mistakes and 1 warning in 2 files`.
pub fn summary(report: &Report) -> String {
    let files = report.diagnostics.iter().map(|d| &d.file).collect::<std::collections::BTreeSet<_>>().len();
    let mistakes = counted(report.count(Severity::Error) + report.left_out, "mistake");
    let warnings = counted(report.count(Severity::Warning), "warning");
    let notes = match report.count(Severity::Note) {
        0 => String::new(),
        notes => format!(", {}", counted(notes, "note")),
    };
    format!("{mistakes} and {warnings}{notes} in {}", counted(files, "file"))
}

/// `1 feed`, `2 feeds`; also `2 matches`, `2 stories`.
pub fn counted(count: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if count == 1 => format!("1 {noun}"),
        Some(stem) => format!("{count} {stem}ies"),
        None if noun.ends_with("ch") => format!("{count} {noun}es"),
        None => format!("{count} {noun}s"),
    }
}

/// Whether to colour what is written to a stream: on a terminal, unless `NO_COLOR` is set.
pub fn colour(stream: &impl std::io::IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
