//! `vigie article extract`, as people and scripts run it.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::press::Answer;

fn run(folder: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vigie"))
        .current_dir(folder)
        .env_remove("VIGIE_CONFIG")
        .args(["article", "extract"])
        .args(arguments)
        .output()
        .unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    std::str::from_utf8(&output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html lang=en><title>Tides</title><body><article><p>The harbour office has printed new tide tables for the coming \
                year, for the first time in two colours.</p></article>";
    std::fs::write(folder.path().join("tides.html"), page).unwrap();
    folder
}

#[test]
fn a_batch_answers_each_line_in_order_and_goes_on_after_a_failure() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    let list = "{\"file\":\"../tides.html\",\"url\":\"https://tides.example/new\"}\n{\"file\":\"gone.html\"}\n\nnot json\n\
                {\"file\":\"../tides.html\",\"url\":\"nowhere\"}\n{\"file\":\"../tides.html\",\"content_type\":\"text/html; charset=utf-8\"}\n";
    std::fs::write(folder.path().join("lists/pages.jsonl"), list).unwrap();
    let output = run(folder.path(), &["--format", "json", "--batch", "lists/pages.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output);
    let ok: Vec<bool> = rows.iter().map(|row| row["ok"].as_bool().unwrap()).collect();
    assert_eq!(ok, [true, false, false, false, true]);
    assert_eq!(rows[0]["url"], "https://tides.example/new");
    assert_eq!(rows[0]["file"], "../tides.html");
    assert!(rows[1]["error"].as_str().unwrap().starts_with("cannot read `lists/gone.html`"), "{}", rows[1]);
    assert!(rows[2]["error"].as_str().unwrap().starts_with("line 4 of the list is not a job"), "{}", rows[2]);
    assert!(rows[3]["error"].as_str().unwrap().starts_with("`nowhere` is not an address"), "{}", rows[3]);
}

#[test]
fn every_field_of_the_shape_is_there() {
    let folder = folder();
    let output = run(folder.path(), &["--format", "json", "tides.html"]);
    assert_eq!(output.status.code(), Some(0));
    let row = &rows(&output)[0];
    let mut names: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "authors",
            "canonical_url",
            "file",
            "image",
            "language",
            "method",
            "modified",
            "ok",
            "problems",
            "published",
            "section",
            "site_name",
            "tags",
            "text",
            "title",
            "url",
            "verdict"
        ]
    );
}

#[test]
fn people_read_it_as_text() {
    let folder = folder();
    let output = run(folder.path(), &["tides.html", "gone.html"]);
    assert_eq!(output.status.code(), Some(1));
    insta::with_settings!({ snapshot_path => "../../data/article/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("as-text", String::from_utf8(output.stdout).unwrap());
    });
}

#[test]
fn nothing_to_read_is_wrong_usage() {
    let folder = folder();
    assert_eq!(run(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--batch", "x", "y"]).status.code(), Some(2));
}

#[test]
fn diff_tells_an_editor_what_changed_and_whether_it_is_a_correction() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("old.txt", "Tides\n\nThe flood rose by 40 centimetres. Nobody was hurt.\n");
    write(
        "new.txt",
        "Tides\n\nThe flood rose by 400 centimetres. Nobody was hurt. \u{1b}[31mUpdated at 14:05\n",
    );
    write(
        "new.html",
        "<html lang=en><title>Tides</title><body><article><p>The flood rose by 40 centimetres. Nobody was hurt. \
         The harbour office has printed new tide tables for the coming year.</p></article>",
    );
    let diff = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.current_dir(folder.path()).env_remove("VIGIE_CONFIG").args(arguments).output().unwrap()
    };
    let output = diff(&["article", "diff", "old.txt", "new.txt"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "a correction: number 40 → 400; 1 sentence reworded or gone (50 % of what there was)\n\
         ~ The flood rose by [-40-]{+400+} centimetres.\n= 1 sentence kept\n"
    );
    let output = diff(&["--format", "json", "article", "diff", "old.txt", "new.html"]);
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((row["kind"].as_str(), row["added"].as_u64()), (Some("grew"), Some(1)), "{row}");
    let output = diff(&["article", "diff", "old.txt", "gone.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("gone.txt"));
}

/// A page in a Cyrillic charset that only the header names.
async fn press() -> TestApp {
    let house = TestApp::new().await;
    let page = "<html lang=ru><title>Маяк на молу погас — Набережная</title><h1>Маяк на молу погас</h1><p>Автор: Ида Марш</p><article><p>Маяк на молу погас \
                прошлой ночью, и рыбаки ждали рассвета у причала, не решаясь выйти в море без него.</p></article>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
    let answer = Answer::ok(bytes.into_owned()).content_type("text/html; charset=windows-1251");
    house.press.answer("/mayak", answer);
    house.press.answer("/old", Answer::redirect(301, "/mayak"));
    house
        .press
        .answer("/robots.txt", Answer::ok("User-agent: *\nDisallow: /private\n").content_type("text/plain"));
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_from_the_network_is_read_as_the_daemon_would() {
    let house = press().await;
    let addresses = ["/old", "/private/1", "/gone"].map(|path| house.press.url(path));
    let mut command = house.vigie(&["article", "extract", "--format", "json"]);
    command.args(&addresses);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output);
    assert_eq!(rows[0]["title"], "Маяк на молу погас");
    assert_eq!(rows[0]["authors"][0], "Ида Марш");
    assert_eq!(rows[0]["url"], house.press.url("/mayak"));
    assert_eq!(rows[1]["error"], "robots.txt forbids it");
    assert!(rows[2]["error"].as_str().unwrap().contains("404"), "{}", rows[2]);
    assert_eq!(house.press.requests_for("/private/1").len(), 0, "what robots.txt forbids is not asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_inside_the_house_is_refused_unless_it_is_allowed() {
    let house = press().await;
    let address = house.press.url("/mayak");
    let folder = folder();
    let path = folder.path().to_owned();
    let output =
        tokio::task::spawn_blocking(move || run(&path, &["--format", "json", &address])).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = rows(&output)[0]["error"].as_str().unwrap().to_owned();
    assert!(error.contains("allow_private"), "{error}");
    assert_eq!(house.press.requests().len(), 0);
}

#[test]
fn the_documented_difference_is_what_the_command_prints() {
    let folder = tempfile::tempdir().unwrap();
    let old = "Drones over the harbour\nThe harbour was closed on Thursday morning. The mayor counted 40 drones. Ships had to wait \
               outside. Divers searched the basin. Nobody was hurt.\n";
    let new = old.replace("40", "400");
    let note = "Correction: an earlier version of this article named a wrong number.";
    std::fs::write(folder.path().join("old.txt"), old).unwrap();
    std::fs::write(folder.path().join("new.txt"), format!("{new}\n{note}\n")).unwrap();
    let diff = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.current_dir(folder.path()).env_remove("VIGIE_CONFIG");
        let done =
            command.args(["--format", format, "article", "diff", "old.txt", "new.txt"]).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let page = include_str!("../../../docs/corrections.md");
    let said = diff("text");
    assert!(page.contains(&format!("```text\n{said}```\n")), "{said}");
    let change: Value = serde_json::from_str(&diff("json")).unwrap();
    let listed =
        page.split("gives the stored form:\n`{").nth(1).unwrap().split("\"difference\"").next().unwrap();
    for key in change.as_object().unwrap().keys().filter(|key| *key != "difference") {
        assert!(listed.contains(&format!("\"{key}\"")), "`{key}` is not in: {listed}");
    }
}
