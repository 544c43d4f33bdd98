//! What the service manager hears.

use std::os::unix::net::UnixDatagram;
use std::process::Stdio;

use super::{Leash, signal};
use crate::support::app::TestApp;
use crate::support::receiver::CEILING;

/// Reads messages until one holds `wanted`.
#[track_caller]
fn hear(socket: &UnixDatagram, wanted: &str) {
    let mut heard = Vec::new();
    loop {
        let mut bytes = [0; 4096];
        let Ok(length) = socket.recv(&mut bytes) else { panic!("`{wanted}` was due, heard {heard:?}") };
        heard.push(String::from_utf8_lossy(&bytes[..length]).into_owned());
        if heard.last().is_some_and(|message| message.lines().any(|line| line == wanted)) {
            return;
        }
    }
}

/// The program, and what it tells.
fn start(house: &TestApp) -> (Leash, UnixDatagram) {
    let path = house.folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(CEILING)).expect("a ceiling");
    let mut command = house.vigie(&["run"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "600000").stderr(Stdio::null());
    (Leash(command.spawn().expect("the program")), socket)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_that_waits_for_a_file_keeps_no_signal_waiting() {
    let mut house = TestApp::new().await;
    house.feed("wire", &[]);
    let (mut program, socket) = start(&house);
    let child = program.0.id();
    let main = house.folder.path().join("config/vigie.toml");
    let told = tokio::task::spawn_blocking(move || {
        hear(&socket, "READY=1");
        // A pipe that nobody writes into.
        std::fs::remove_file(&main).expect("it is there");
        let made = std::process::Command::new("mkfifo").arg(&main).status().expect("mkfifo");
        assert!(made.success());
        signal(child, "HUP");
        hear(&socket, "RELOADING=1");
        signal(child, "TERM");
        hear(&socket, "STOPPING=1");
    });
    told.await.expect("everything is said");
    assert!(program.0.wait().expect("it ends").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_ready_feeds_the_watchdog_reloads_and_stops() {
    let mut house = TestApp::new().await;
    house.feed("wire", &[]);
    let (mut program, socket) = start(&house);
    let child = program.0.id();
    let told = tokio::task::spawn_blocking(move || {
        hear(&socket, "READY=1");
        hear(&socket, "WATCHDOG=1");
        hear(&socket, "WATCHDOG=1");
        signal(child, "HUP");
        hear(&socket, "RELOADING=1");
        hear(&socket, "READY=1");
        signal(child, "TERM");
        hear(&socket, "STOPPING=1");
    });
    told.await.expect("everything is said");
    assert!(program.0.wait().expect("it ends").success());
}

const README: &str = include_str!("../../../README.md");
const UNIT: &str = include_str!("../../../deploy/vigie.service");
const TMPFILES: &str = include_str!("../../../deploy/vigie.tmpfiles.conf");

/// What the unit says of a key.
#[track_caller]
fn unit(key: &str) -> &'static str {
    let line = UNIT.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("`{key}` is in the unit"))
}

#[test]
fn readme_unit_and_tmpfiles_agree() {
    let (program, arguments) = unit("ExecStart").split_once(' ').expect("arguments");
    let (bin, name) = program.rsplit_once('/').expect("a path");
    assert!(
        name == "vigie" && README.contains(&format!("sudo install target/release/vigie {bin}/")),
        "{program}"
    );
    let folder =
        arguments.strip_prefix("--config ").and_then(|rest| rest.split(' ').next()).expect("a folder");
    assert_eq!(folder.strip_prefix("/etc/"), Some(unit("ConfigurationDirectory")));
    let block =
        README.split("## As a service").nth(1).expect("the part").split("```").nth(1).expect("its commands");
    // Commands typed by hand open what the service opens, as its user.
    let by_hand: Vec<&str> =
        block.lines().filter(|line| line.contains("vigie vigie") || line.starts_with("vigie ")).collect();
    assert!(by_hand.len() >= 2, "{block}");
    for line in by_hand {
        assert!(line.starts_with(&format!("sudo -u {} vigie --config {folder} ", unit("User"))), "{line}");
    }
    // The one folder that the service may write holds the store.
    let sed = block.lines().find(|line| line.starts_with("sudo sed")).expect("the store's place is set");
    let [_, from, to, rest] = sed.split('|').collect::<Vec<_>>()[..] else { panic!("{sed}") };
    assert!(rest.ends_with(&format!("{folder}/vigie.toml")), "{sed}");
    assert!(
        include_str!("../../../config/vigie.toml").contains(&format!("url = \"{from}\"")),
        "`vigie init` writes {from}"
    );
    assert!(to.starts_with(&format!("sqlite:/var/lib/{}/", unit("StateDirectory"))), "{to}");
    let rows: Vec<Vec<&str>> =
        TMPFILES.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let row = |path: &str| rows.iter().find(|row| row[1] == path).unwrap_or_else(|| panic!("{path} is made"));
    // What root writes there the service can read, and nobody else.
    for path in [folder, &format!("{folder}/secrets")] {
        assert_eq!(row(path)[2..5], ["0750", "root", unit("Group")], "{path}");
    }
    assert_eq!(row(folder)[2], unit("ConfigurationDirectoryMode"));
    assert_eq!(row("/var/lib/vigie")[2..4], [unit("StateDirectoryMode"), unit("User")]);
    assert!(
        block.contains(&format!("-m 640 -g {} newsroom/secrets/* {folder}/secrets/", unit("Group"))),
        "{block}"
    );
    let secrets = README.lines().filter_map(|line| line.split_once("_file = \"")?.1.split('"').next());
    let secrets: Vec<&str> = secrets.collect();
    assert!(secrets.len() >= 3 && secrets.iter().all(|secret| secret.starts_with("secrets/")), "{secrets:?}");
}

#[cfg(unix)]
#[test]
fn a_command_of_root_leaves_the_store_to_whom_its_folder_belongs() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = tempfile::tempdir().expect("a folder");
    let (config, state) = (folder.path().join("config"), folder.path().join("state"));
    for path in [&config, &state] {
        std::fs::create_dir(path).expect("a folder");
    }
    if chown(&state, Some(65_534), Some(65_534)).is_err() {
        return crate::support::skip("only root gives files away");
    }
    let text = format!("[store]\nurl = \"sqlite:{}\"\n", state.join("vigie.db").display());
    std::fs::write(config.join("vigie.toml"), text).expect("a file");
    for arguments in [&["status"][..], &["run", "--once"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"));
        command
            .arg("--config")
            .arg(&config)
            .args(arguments)
            .env_remove("VIGIE_CONFIG")
            .env_remove("VIGIE_STORE_URL");
        let done = command.output().expect("the program");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for entry in std::fs::read_dir(&state).expect("the folder") {
            let entry = entry.expect("an entry");
            assert_eq!(entry.metadata().expect("it is there").uid(), 65_534, "{}", entry.path().display());
        }
    }
}
