//! `vigie digest preview`: on the terminal, in files, in a browser, as one channel's readers get it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use vigie::clock::Clock;

use crate::support::app::{News, TestApp};

const RULES: &str = "[digests.morning]\ntitle = \"Morning digest\"\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"07:30\"]\n";

/// A house whose morning digest is owed one story.
async fn house() -> TestApp {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULES);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    house.once().await;
    house
}

/// Runs a preview with a browser's command; whether it succeeded, with stdout and stderr.
async fn preview(house: &TestApp, arguments: &[&str], browser: &str) -> (bool, String, String) {
    let mut command = house.vigie(&[&["digest", "preview", "morning"], arguments].concat());
    let bare = house.folder.path().join("bare");
    std::fs::create_dir_all(&bare).expect("a folder");
    // Neither a browser nor `xdg-open` of this machine, and temporary files that the test can look at.
    command.env("PATH", &bare).env("BROWSER", browser).env("TMPDIR", &bare);
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_is_written_into_a_folder() {
    let house = house().await;
    let out = house.folder.path().join("look/at/it");
    let (ok, text, stderr) = preview(&house, &["--out", &out.to_string_lossy()], "").await;
    assert!(ok && text.contains("*Drone* seen over the harbour"), "{stderr}");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
    assert!(read("mail.html").starts_with("<!doctype html>") && read("mail.txt").contains("*Drone* seen"));
    for (name, key) in [("slack-1.json", "blocks"), ("webhook-1.json", "stories")] {
        let value: serde_json::Value = serde_json::from_str(&read(name)).expect("JSON");
        assert!(value[key].as_array().is_some_and(|list| !list.is_empty()), "{name}: {value}");
    }
    assert_eq!(std::fs::read_dir(&out).expect("the folder").count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_the_page_and_without_one_its_place_is_said() {
    let house = house().await;
    let (ok, text, stderr) = preview(&house, &["--browser"], "no-such-browser:false").await;
    assert!(!ok && text.contains("*Drone* seen over the harbour"), "the terminal shows it all the same");
    let told = stderr.split("it is in ").nth(1).and_then(|rest| rest.split(';').next()).expect("a place");
    let mode = std::fs::metadata(told).expect("the page").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "what the desk reads is nobody else's");
    // A browser that copies what it is given.
    let seen = house.folder.path().join("seen.html");
    let browser = house.folder.path().join("browser");
    let script = format!("#!/bin/sh\n/bin/cp \"$2\" {}\n", seen.display());
    std::fs::write(&browser, script).expect("a script");
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    let command = format!("no-such-browser:{} --new-tab %s", browser.display());
    let (ok, _, stderr) = preview(&house, &["--browser"], &command).await;
    assert!(ok, "{stderr}");
    assert!(std::fs::read_to_string(&seen).expect("the page").contains("seen over the harbour"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_is_previewed_for_its_own_channels_alone() {
    let mut house = house().await;
    house.extra.push_str("[channels.cms.webhook]\nurl = \"http://127.0.0.1:1/\"\n");
    house.write();
    let (ok, _, stderr) = preview(&house, &["--channel", "hook"], "").await;
    assert!(ok, "{stderr}");
    let (ok, _, stderr) = preview(&house, &["--channel", "cms"], "").await;
    assert!(!ok && stderr.contains("`morning` does not go to `cms`; it goes to: hook"), "{stderr}");
    let (ok, _, stderr) = preview(&house, &["--channel", "hock"], "").await;
    assert!(
        !ok && stderr == "vigie: there is no channel `hock`; the configuration has: cms, hook\n",
        "{stderr}"
    );
    let nowhere = Path::new("/proc/nowhere");
    let (ok, _, stderr) = preview(&house, &["--out", &nowhere.to_string_lossy()], "").await;
    assert!(!ok && stderr.contains("cannot write to `/proc/nowhere`"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_tried_on_what_is_open() {
    let house = house().await;
    let file = house.folder.path().join("mail.html");
    let out = house.folder.path().join("out");
    let arguments = ["--template", &file.to_string_lossy(), "--out", &out.to_string_lossy()];
    std::fs::write(&file, "<h1>Own</h1>{% for story in stories %}{{ story.title }}{% endfor %}")
        .expect("a file");
    let (ok, text, stderr) = preview(&house, &arguments, "").await;
    assert!(ok && text.contains("*Drone* seen") && !stderr.contains("lays out"), "{stderr}");
    let (ok, _, stderr) = preview(&house, &arguments[..2], "").await;
    assert!(ok && stderr.contains("the template lays out the mail's HTML: add `--browser`"), "{stderr}");
    let page = std::fs::read_to_string(out.join("mail.html")).expect("the page");
    assert_eq!(page, "<h1>Own</h1>Drone seen over the harbour");
    std::fs::write(&file, "<h1>Own</h1>\n{{ titel }}").expect("a file");
    let (ok, _, stderr) = preview(&house, &arguments, "").await;
    assert!(!ok && stderr.contains("mail.html:2: `titel` is undefined"), "{stderr}");
    let text = house.folder.path().join("mail.txt");
    std::fs::write(
        &text,
        "{{ stories|length }} told{% for story in stories %}: {{ story.title }}{% endfor %}",
    )
    .expect("a file");
    let (ok, told, stderr) = preview(&house, &["--template", &text.to_string_lossy()], "").await;
    assert!(ok && told.trim() == "1 told: Drone seen over the harbour", "{told}{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_beside_the_configuration_is_found_and_a_day_is_its_beginning() {
    let house = house().await;
    let source = "<h1>Own</h1>{% for story in stories %}{{ story.title }}{% endfor %}";
    std::fs::write(house.write().join("own.html"), source).expect("a file");
    let (ok, text, stderr) = preview(&house, &["--template", "own.html"], "").await;
    assert!(ok && text.contains("*Drone* seen"), "{stderr}");
    let (ok, _, stderr) = preview(&house, &["--at", "07:30"], "").await;
    assert!(ok, "{stderr}");
    let today = house.clock.now().in_zone(chrono_tz::Europe::Paris).format("%Y-%m-%d").to_string();
    let (ok, text, stderr) = preview(&house, &["--at", &today], "").await;
    assert!(ok && text.contains("nothing is open"), "{text}{stderr}");
}
