//! Progress of long work on stderr: a bar on a terminal, a plain line now and then otherwise.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};

/// Work shorter than this shows nothing.
const LONG: usize = 100;
/// Between two plain lines.
const EVERY: usize = 1000;
/// The same of things that are only passed.
const EVERY_PASSED: usize = 10_000;

/// Counts things done.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    things: &'static str,
    total: usize,
    done: usize,
}

impl Progress {
    /// Starts to count `total` things, named in the plural.
    #[must_use]
    pub fn new(total: usize, things: &'static str) -> Self {
        let is_shown = total >= LONG && std::io::stderr().is_terminal();
        let bar = is_shown.then(|| {
            let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} {msg}, {eta} left");
            let bar = ProgressBar::new(total as u64).with_message(things);
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        Self { bar, things, total, done: 0 }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        match &self.bar {
            Some(bar) => bar.inc(1),
            None if self.done.is_multiple_of(EVERY) => {
                crate::cli::tell!("{} of {} {}", self.done, self.total, self.things);
            }
            None => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Says what is going on while the end is not known: a line that changes on a terminal, nothing otherwise.
#[derive(Debug)]
pub struct Spinner(Option<ProgressBar>);

impl Default for Spinner {
    fn default() -> Self {
        Self::new()
    }
}

impl Spinner {
    /// Starts, where there is a terminal.
    #[must_use]
    pub fn new() -> Self {
        Self(std::io::stderr().is_terminal().then(ProgressBar::new_spinner))
    }

    /// Shows what is going on now.
    pub fn say(&self, what: String) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
            bar.tick();
        }
    }

    /// Shows how far a walk has come, whose last step led from `before` things passed to `now`; without a terminal as a plain
    /// line now and then.
    pub fn walked(&self, before: usize, now: usize, what: String) {
        if self.0.is_none() && before / EVERY_PASSED < now / EVERY_PASSED {
            crate::cli::tell!("{what}");
        }
        self.say(what);
    }

    /// Writes while the line is out of the way: both may be one terminal.
    pub fn above<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
