//! Logs: on stderr, as text or JSON, one event a line.

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::{Failure, Format, Globals};

/// What the libraries below may say. The database's warn of every connection that ended, once each; that the store cannot be
/// reached is said once, by us.
const LIBRARIES: &str = "warn,deadpool=error,tokio_postgres=error";

/// Starts logging. The daemon says what it does; other commands speak up only when something is wrong.
///
/// # Errors
/// Wrong usage: the filter cannot be read.
pub(super) fn init(globals: &Globals, daemon: bool) -> Result<(), Failure> {
    let usual = if daemon { "info" } else { "warn" };
    let asked = globals.log.as_deref().unwrap_or(usual);
    // A bare level is meant for Vigie, not for the libraries below it.
    let bare = !asked.contains(['=', ',']);
    let filter = if bare { format!("{LIBRARIES},vigie={asked}") } else { asked.to_owned() };
    let filter = EnvFilter::try_new(&filter).map_err(|_| {
        Failure::usage(format!("`--log {asked}` is not a log filter: write error, warn, info, debug or trace, or `vigie=debug,reqwest=info`"
        ))
    })?;
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(CleanStderr).with_target(false);
    // A second subscriber in one process (tests) is refused and harmless.
    let _ = match globals.log_format {
        Format::Text => builder.with_ansi(false).try_init(),
        Format::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// Stderr without what could steer a terminal, one line an event: parts of an event come from feeds and servers.
struct CleanStderr;

/// One event on its way to stderr.
struct Event(io::Stderr);

impl<'a> MakeWriter<'a> for CleanStderr {
    type Writer = Event;

    fn make_writer(&'a self) -> Event {
        Event(io::stderr())
    }
}

impl Write for Event {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let mut line: String = super::plain(text.trim_end()).replace('\n', "\u{2424}");
        line.push('\n');
        // Nobody reads our log any more: that is no reason to stop watching.
        let _ = self.0.lock().write_all(line.as_bytes());
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
