//! `vigie check` and `vigie init` as people run them.

use std::path::Path;
use std::process::{Command, Output};

#[track_caller]
fn vigie(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("VIGIE_CONFIG")
        .env_remove("CREDENTIALS_DIRECTORY");
    command.output().unwrap()
}

#[track_caller]
fn texts(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn init_writes_a_configuration_that_check_finds_good() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said, _) = texts(&vigie(folder.path(), &["init", "config"]));
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(said);
    // `./config` is where it is looked for when nothing is named.
    let (code, said, complaints) = texts(&vigie(folder.path(), &["check"]));
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{said}");
    assert!(said.starts_with("configuration is good: "), "{said}");
}

#[test]
fn init_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let (code, said, complaint) = texts(&vigie(folder.path(), &["init", "."]));
    assert_eq!((code, said.as_str()), (Some(2), ""));
    assert_eq!(complaint.trim(), "vigie: `.` is not empty: name a new folder, nothing was written");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let (code, _, _) = texts(&vigie(folder.path(), &["init", "notes.txt"]));
    assert_eq!(code, Some(2), "a file is no folder");
}

#[test]
fn check_reports_mistakes_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), "[newsroom]\nnane = \"Desk\"\n").unwrap();
    let (code, said, complaint) = texts(&vigie(folder.path(), &["--config", "vigie.toml", "check"]));
    assert_eq!(code, Some(2));
    assert_eq!(complaint.trim(), "1 mistake and 0 warnings in 1 file");
    insta::assert_snapshot!(said);
}

#[test]
fn check_tells_scripts_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "[feeds.a]\nurl = \"https://example.org/é\"\n[feeds.b]\nurl = \"https://example.org/é\"\nevry = 5\n";
    std::fs::write(folder.path().join("vigie.toml"), text).unwrap();
    let (code, said, complaint) =
        texts(&vigie(folder.path(), &["--config", "vigie.toml", "--format", "json", "check"]));
    assert_eq!((code, complaint.as_str()), (Some(2), ""));
    insta::assert_snapshot!(said);
}

#[test]
fn no_configuration_at_all_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, complaint) = texts(&vigie(folder.path(), &["--config", "nowhere", "check"]));
    assert_eq!(code, Some(2));
    assert_eq!(complaint.trim(), "1 mistake and 0 warnings in 1 file");
}

#[test]
fn the_folder_one_stands_in_is_a_configuration_where_vigie_toml_lies_in_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(texts(&vigie(folder.path(), &["init", "newsroom"])).0, Some(0));
    let (code, said, complaint) = texts(&vigie(&folder.path().join("newsroom"), &["check"]));
    assert_eq!((code, complaint.as_str()), (Some(0), ""), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_looked_into_is_not_said_to_be_empty() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("config");
    std::fs::create_dir(&closed).unwrap();
    let mode =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(folder.path(), 0o755);
    mode(&closed, 0o000);
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.arg("status").current_dir(folder.path()).env_remove("VIGIE_CONFIG");
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        // Nothing is closed to root.
        command.uid(65_534).gid(65_534);
    }
    let done = command.output();
    mode(&closed, 0o755);
    // Where another user may not run what was built there is nothing to see.
    let Ok(done) = done else { return crate::support::skip("another user cannot run the program") };
    let (code, _, complaint) = texts(&done);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("you may not look into `config`: use `sudo`"), "{complaint}");
}
