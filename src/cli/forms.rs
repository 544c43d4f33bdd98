//! A message in the forms that people and programs get it in, as files to look at.

use std::path::Path;

use anyhow::Context as _;

use crate::digest::Notice;
use crate::render::{self, Medium, Own};

/// A file's name and what is in it.
pub(super) type File = (String, Vec<u8>);

/// Both parts of a mail, where the rule's own templates wrote them in their layout.
pub(super) fn mail(notice: &Notice, own: &Own) -> Vec<File> {
    let (html, text) = (own.page(notice), own.mail_text(notice));
    vec![("mail.html".to_owned(), html.into_bytes()), ("mail.txt".to_owned(), text.into_bytes())]
}

/// The mail, the Slack message and the webhook's body, under the names of the demo.
pub(super) fn all(notice: &Notice, own: &Own) -> Vec<File> {
    let mut files = mail(notice, own);
    for (name, medium) in [("slack-1.json", Medium::Slack), ("webhook-1.json", Medium::Webhook)] {
        // No receiver gets it, so it needs no id of its own.
        let rendered = render::render(notice, &medium, "preview", "preview");
        files.extend(rendered.into_iter().map(|rendered| (name.to_owned(), rendered.bytes)));
    }
    files
}

/// Writes files into a folder, which is made where it is not there; returns their names, in order.
pub(super) fn write(folder: &Path, files: Vec<File>) -> anyhow::Result<Vec<String>> {
    let failed = || format!("cannot write to `{}`", folder.display());
    std::fs::create_dir_all(folder).with_context(failed)?;
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).with_context(failed)?;
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}
