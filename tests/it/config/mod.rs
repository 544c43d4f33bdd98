//! Configurations: the good one, all the bad ones, the shipped one.

mod bad;
mod commands;
mod good;
mod groups;
mod hostile;
mod shipped;
mod topics;
mod warned;

use std::path::Path;

use vigie::config::{Config, Report, load_with};

/// Reads a configuration in an empty environment.
fn load(path: impl AsRef<Path>) -> Result<(Config, Report), Report> {
    load_with(path.as_ref(), &|_| None)
}
