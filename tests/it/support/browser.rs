//! Headless Chromium: renders a page as people will see it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::skip;

/// The browser, or `None` (with a printed line) where it is not installed; under `CI=true` its absence fails.
pub fn chromium() -> Option<PathBuf> {
    let found = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| {
        std::env::split_paths(&std::env::var_os("PATH")?)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    });
    if found.is_none() {
        skip("no chromium on PATH: apt-get install chromium");
    }
    found
}

fn run(page: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(chromium()?)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium starts");
    assert!(output.status.success(), "chromium: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// The page's document after layout and scripts, as HTML; `None` without a browser.
pub fn dump_dom(page: &Path) -> Option<String> {
    run(page, &["--dump-dom"]).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A picture of the page in a window of `width` × `height`, written to `to`; `None` without a browser.
pub fn screenshot(page: &Path, width: u32, height: u32, to: &Path) -> Option<()> {
    let size = format!("--window-size={width},{height}");
    let file = format!("--screenshot={}", to.display());
    run(page, &[&size, &file, "--hide-scrollbars"]).map(drop)
}
