//! Lines for people and for scripts, on stdout. Feeds and servers write parts of them: what could steer a terminal
//! is taken out.

use std::borrow::Cow;
use std::io::{self, Write as _};

use serde::Serialize;

/// Text without what could steer a terminal or hide its order: control characters (line feed and tab stay), and the
/// bidirectional overrides and isolates of Unicode.
///
/// ```
/// assert_eq!(vigie::cli::plain("a\u{1b}[31mb\u{202e}c"), "a[31mbc");
/// ```
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        Cow::Borrowed(text)
    } else {
        text.chars().filter(|c| is_plain(*c)).collect()
    }
}

fn is_plain(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        c => !c.is_control(),
    }
}

/// Writes one line of text, cleaned by [`plain`].
///
/// # Errors
/// Stdout cannot be written; a closed pipe ends the command quietly.
pub fn print_line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", plain(text))
}

/// Writes a line to standard error, as `eprintln!` does; when nobody reads there it says nothing, and what the command came to
/// stands.
macro_rules! tell {
    ($($said:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), $($said)*);
    }};
}
pub(crate) use tell;

/// Writes one line whose parts were cleaned by [`plain`] and then coloured.
///
/// # Errors
/// As [`print_line`].
pub(super) fn print_styled(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Writes one JSON object as a line.
///
/// # Errors
/// As [`print_line`].
pub fn print_json(value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string(value).map_err(io::Error::other)?;
    writeln!(io::stdout().lock(), "{text}")
}
