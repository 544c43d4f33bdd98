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

#[tokio::test(flavor = "multi_thread")]
async fn it_says_ready_feeds_the_watchdog_reloads_and_stops() {
    let mut house = TestApp::new().await;
    house.feed("wire", &[]);
    let path = house.folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(CEILING)).expect("a ceiling");
    let mut command = house.vigie(&["run"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "600000").stderr(Stdio::null());
    let mut program = Leash(command.spawn().expect("the program"));
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
