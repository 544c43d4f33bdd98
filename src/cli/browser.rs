//! A page opened in the reader's own browser.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Opens a page in the default browser: `$BROWSER` (commands with colons between them, `%s` for the page), else `xdg-open`.
///
/// The page is a file in the folder for temporary files that only its owner can read. It stays: the browser may read it after
/// this program has ended.
///
/// # Errors
/// The file cannot be written, or nothing opens it; then the message says where it is.
pub(super) fn open(html: &str) -> anyhow::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix("vigie-")
        .suffix(".html")
        .tempfile()
        .context("cannot make a temporary file")?;
    file.write_all(html.as_bytes()).context("cannot write a temporary file")?;
    let (_, path) = file.keep().context("cannot keep the temporary file")?;
    let named = std::env::var("BROWSER").unwrap_or_default();
    let commands = named.split(':').filter(|command| !command.trim().is_empty()).chain(["xdg-open"]);
    for command in commands {
        if start(command, &path) {
            return Ok(());
        }
    }
    bail!(
        "no browser opened the page: it is in {}; set $BROWSER to a browser's command, or install xdg-utils",
        path.display()
    )
}

/// Runs one command with the page; whether it ended well.
fn start(command: &str, page: &Path) -> bool {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut process = Command::new(program);
    let mut is_placed = false;
    for word in words {
        is_placed |= word.contains("%s");
        process.arg(word.replace("%s", &page.to_string_lossy()));
    }
    if !is_placed {
        process.arg(page);
    }
    // What is printed here is the digest's, and a browser has much to say.
    let status = process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
