//! How the program stops and what the next start finds.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use vigie::clock::Clock;

use super::{ALERT, Leash, signal};
use crate::support::app::{News, TestApp};
use crate::support::receiver::Reply;

fn start(house: &TestApp) -> Leash {
    Leash(house.vigie(&["run"]).stderr(Stdio::piped()).spawn().expect("the program"))
}

/// Its log, once it has ended.
fn log(leash: &mut Leash) -> String {
    let stderr = leash.0.stderr.take().expect("its stderr");
    BufReader::new(stderr).lines().map_while(Result::ok).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_drains_a_send_in_flight_is_uncertain_and_goes_out_again_under_the_same_id() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    house.receiver.reply(Some(Reply::Silence));
    let mut program = start(&house);
    house.receiver.wait_for(1).await;
    signal(program.0.id(), "TERM");
    let code = program.0.wait().expect("it ends");
    assert!(code.success(), "{}", log(&mut program));
    house.receiver.reply(None);
    let again = start(&house);
    let hooks = house.receiver.wait_for(2).await;
    drop(again);
    assert_eq!(hooks[0].id, hooks[1].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_with_a_mistake_names_file_and_line_and_the_program_goes_on() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let mut program = start(&house);
    house.receiver.wait_for(1).await;
    let right = std::mem::replace(&mut house.extra, format!("{ALERT}\nnonsense"));
    house.write();
    let stderr = BufReader::new(program.0.stderr.take().expect("its stderr"));
    signal(program.0.id(), "HUP");
    let said = tokio::task::spawn_blocking(move || {
        stderr.lines().map_while(Result::ok).find(|line| line.contains("the configuration in force stays"))
    });
    let said = said.await.expect("no panic").expect("a line about it");
    assert!(said.contains("vigie.toml:"), "{said}");
    house.extra = right;
    house.tell("wire", &[News::new("two", "Second drone", at)]);
    house.receiver.wait_for(2).await;
    signal(program.0.id(), "TERM");
    assert!(program.0.wait().expect("it ends").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_daemon_on_one_file_is_refused() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let first = start(&house);
    house.receiver.wait_for(1).await;
    let second = house.vigie(&["run"]).output().expect("the program");
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("in use by another daemon"), "{said}");
    drop(first);
}
