//! Commands that work on the store beside a daemon, or without one.

use std::sync::Arc;

use unicode_width::UnicodeWidthStr as _;

use super::configuration::{ForTheStore, configuration_for_its_store};
use super::{Failure, Format, Globals, print_json, print_line};
use crate::clock::Clock;
use crate::config::{Config, StoreUrl};
use crate::daemon::App;
use crate::model::{Name, Timestamp};
use crate::store::{Role, StoreError};

/// The configured store, opened beside whoever else uses it.
///
/// # Errors
/// The configuration has mistakes, or the store cannot be used.
pub(super) async fn open(globals: &Globals) -> Result<Arc<App>, Failure> {
    let config = super::configuration(globals)?;
    Ok(App::open(config, Role::Command, Clock::system()).await?)
}

/// The same for a command that needs the store alone; true with it where the configuration has mistakes elsewhere.
///
/// # Errors
/// The configuration leaves it open which store is meant, or that cannot be used.
pub(super) async fn open_for_its_store(globals: &Globals) -> Result<(Arc<App>, bool), Failure> {
    let ForTheStore { config, has_mistakes } = configuration_for_its_store(globals)?;
    Ok((App::open(config, Role::Command, Clock::system()).await?, has_mistakes))
}

/// Whether there is a store to look into: a file that is not there yet holds nothing, and need not be made for that.
pub(super) fn has_store(config: &Config) -> bool {
    match &config.store.url {
        // Where nobody may look, it may be: opening it says so.
        StoreUrl::Sqlite(path) => !matches!(path.try_exists(), Ok(false)),
        StoreUrl::Postgres { .. } => true,
    }
}

/// The configured store as a daemon opens it; `None` when a daemon runs on it already.
///
/// # Errors
/// As [`open`].
pub(super) async fn open_alone(globals: &Globals) -> Result<Option<Arc<App>>, Failure> {
    let config = super::configuration(globals)?;
    match App::open(config, Role::Daemon, Clock::system()).await {
        Ok(app) => Ok(Some(app)),
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::Locked { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Closes the store. Whatever was written is safe in its log by then; that a full disk has no room for moving it into the file
/// is the next process's business, not a reason to keep an answer back.
///
/// # Errors
/// The store's, but for a disk that cannot be written.
pub(super) async fn close(app: &App) -> Result<(), Failure> {
    match app.store.clone().close().await {
        Ok(()) | Err(StoreError::Full(_) | StoreError::ReadOnly(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Says that a disabled channel sends again.
///
/// # Errors
/// Nothing can be written.
pub(super) fn print_enabled(channel: &Name, format: Format) -> std::io::Result<()> {
    match format {
        Format::Json => print_json(&serde_json::json!({ "channel": channel, "enabled": true })),
        Format::Text => print_line(&format!("channel `{channel}` is enabled: what waits for it goes out")),
    }
}

/// How long ago a time was, in its two largest units: `3h 20m ago`, `in 40s`.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    if at > now {
        format!("in {}", span(at.since(now).as_secs()))
    } else {
        format!("{} ago", span(now.since(at).as_secs()))
    }
}

/// A span in its two largest units.
pub(super) fn span(seconds: u64) -> String {
    let (d, h, m, s) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    match (d, h, m) {
        (0, 0, 0) => format!("{s}s"),
        (0, 0, m) if s == 0 || m >= 10 => format!("{m}m"),
        (0, 0, m) => format!("{m}m {s}s"),
        (0, h, 0) => format!("{h}h"),
        (0, h, m) => format!("{h}h {m}m"),
        (d, 0, _) => format!("{d}d"),
        (d, h, _) => format!("{d}d {h}h"),
    }
}

/// `text` with spaces behind it, up to so many columns of a terminal: a character may take two of them, or none.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Rows of text in columns as wide as their widest cell.
pub(super) fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_as_wide_as_a_terminal_shows_their_cells() {
        // Two columns a character, and one for a letter with its accent behind it.
        let rows = [["\u{6e2f}\u{6e7e}", "1"], ["cafe\u{301}", "2"], ["a", "3"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), ["\u{6e2f}\u{6e7e}  1", "cafe\u{301}  2", "a     3"]);
    }
}
