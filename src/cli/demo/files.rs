//! What the demo leaves behind: every message as its receiver got it.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::account::Account;
use super::receiver::Received;
use crate::cli::forms;
use crate::render::Own;

/// The folder of configuration and store under `out`, without the store of an earlier demo: its press is gone.
pub(super) fn fresh_desk(out: &Path) -> anyhow::Result<PathBuf> {
    let folder = out.join("desk");
    let clear = || -> io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("vigie.db") && entry.file_type()?.is_file() {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    clear().with_context(|| format!("cannot prepare `{}`", folder.display()))?;
    Ok(folder)
}

/// Writes the messages; returns the names of the files, in order.
pub(super) fn write(out: &Path, account: &Account) -> anyhow::Result<Vec<String>> {
    let mut files = forms::mail(&account.digest, &Own::default());
    for (n, letter) in account.letters.iter().enumerate() {
        let name = if n == 0 { "mail.eml".to_owned() } else { format!("mail-{}.eml", n + 1) };
        files.push((name, letter.bytes.clone()));
    }
    for (n, message) in account.slack.iter().enumerate() {
        files.push((format!("slack-{}.json", n + 1), message.body.to_vec()));
    }
    for (n, message) in account.webhook.iter().enumerate() {
        files.push((format!("webhook-{}.json", n + 1), message.body.to_vec()));
        files.push((format!("webhook-{}.headers", n + 1), headers(message).into_bytes()));
    }
    forms::write(out, files)
}

fn headers(message: &Received) -> String {
    let mut text = String::new();
    for (name, value) in &message.headers {
        let _ = writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes()));
    }
    text
}
