//! Files: one line a message, or one file.

use std::path::{Path, PathBuf};

use vigie::config::{Channel, ChannelKind, FileFormat};
use vigie::deliver::{Fault, Outcome};

use super::{channel, claim, sender};

fn file(path: &Path, format: FileFormat) -> Channel {
    channel(ChannelKind::File { path: path.into(), format })
}

async fn write(channel: &Channel, bytes: &[u8]) -> Outcome {
    sender(None).send(channel, &claim("", bytes)).await
}

/// Names and contents of a folder, in order.
fn folder(path: &Path) -> Vec<(String, String)> {
    let entry = |entry: std::io::Result<std::fs::DirEntry>| {
        let path: PathBuf = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("text"))
    };
    let mut files: Vec<_> = std::fs::read_dir(path).expect("a folder").map(entry).collect();
    files.sort();
    files
}

#[tokio::test]
async fn lines_of_json_follow_each_other_in_one_file() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("new/alerts.jsonl");
    let channel = file(&path, FileFormat::Jsonl);
    for line in [&b"{\"id\":1}\n"[..], b"{\"id\":2}\n"] {
        assert!(matches!(write(&channel, line).await, Outcome::Sent { .. }));
    }
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "{\"id\":1}\n{\"id\":2}\n");
}

#[tokio::test]
async fn a_line_cut_off_by_a_crash_spoils_no_other() {
    let temporary = tempfile::tempdir().expect("a folder");
    let path = temporary.path().join("alerts.jsonl");
    std::fs::write(&path, "{\"id\":1}\n{\"id\"").expect("a file");
    write(&file(&path, FileFormat::Jsonl), b"{\"id\":2}\n").await;
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "{\"id\":1}\n{\"id\"\n{\"id\":2}\n");
}

#[tokio::test]
async fn a_folder_gets_a_file_for_each_message_and_a_repeat_none() {
    let temporary = tempfile::tempdir().expect("a folder");
    let channel = file(temporary.path(), FileFormat::Html);
    for text in ["<p>one</p>", "<p>one, again</p>"] {
        write(&channel, text.as_bytes()).await;
    }
    let name = "2026-06-11-073000-digest-morning-2.html".to_owned();
    assert_eq!(folder(temporary.path()), [(name, "<p>one, again</p>".to_owned())]);
}

#[tokio::test]
async fn a_file_of_the_formats_own_name_always_holds_the_newest_message() {
    let temporary = tempfile::tempdir().expect("a folder");
    let channel = file(&temporary.path().join("latest.html"), FileFormat::Html);
    for text in ["<p>one</p>", "<p>two</p>"] {
        write(&channel, text.as_bytes()).await;
    }
    assert_eq!(folder(temporary.path()), [("latest.html".to_owned(), "<p>two</p>".to_owned())]);
}

#[tokio::test]
async fn what_cannot_be_written_is_tried_again_and_says_where() {
    let temporary = tempfile::tempdir().expect("a folder");
    let blocked = temporary.path().join("file");
    std::fs::write(&blocked, "").expect("a file");
    let outcome = write(&file(&blocked.join("x/latest.html"), FileFormat::Html), b"x").await;
    let Outcome::Retry { why, fault: Fault::Endpoint, .. } = outcome else { panic!("{outcome:?}") };
    assert!(why.starts_with(&format!("cannot write `{}", blocked.display())), "{why}");
}
