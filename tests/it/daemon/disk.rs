//! A full disk: the daemon stays up and says so, and goes on when there is space again.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use vigie::clock::Clock;
use vigie::model::Timestamp;

use super::{ALERT, Leash, get};
use crate::support::app::{News, TestApp};
use crate::support::receiver::{CEILING, Receiver};
use crate::support::{forbidden, within};

/// Whether this machine lets us mount a file system that only our child sees.
fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

/// Fills what is left of the disk.
fn fill(disk: &Path) {
    let mut filler = std::fs::File::create(disk.join("filler")).expect("the child's disk");
    for size in [1 << 16, 1 << 12, 1] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

/// Asks again and again until the answer is `wanted`.
async fn wait_for_code(url: &str, wanted: u16) {
    let asked = within(CEILING, async {
        while get(url, None).await.0 != wanted {
            Clock::system().sleep(Duration::from_millis(100)).await;
        }
    });
    asked.await.unwrap_or_else(|| panic!("{url} never answered {wanted}"));
}

fn burst(round: usize, at: Timestamp) -> Vec<News> {
    (0..200)
        .map(|n| News::new(format!("r{round}n{n}"), &format!("Drone report {round}.{n} arrives"), at))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_waited_for_and_nothing_is_lost() {
    if !may_mount() {
        forbidden("this machine lets nobody mount a small disk: run as root, or allow user namespaces");
        return;
    }
    let mut house = TestApp::new().await;
    let operator = Receiver::start().await;
    house.store = "sqlite:disk/vigie.db".to_owned();
    house.extra = format!(
        "{ALERT}max_items = 500\n[operator]\nchannels = [\"other\"]\n[channels.other.webhook]\nurl = \"{}\"\n",
        operator.url
    );
    let at = Clock::system().now();
    let mut news = burst(0, at);
    house.feed("wire", &news);
    let folder = house.write();
    let disk = folder.join("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let script = "mount -t tmpfs -o size=16m none \"$1\" && shift && exec \"$@\"";
    let program = house.vigie(&["run"]);
    let child = Command::new("unshare")
        .args(["-rm", "sh", "-c", script, "sh"])
        .arg(&disk)
        .arg(program.get_program())
        .args(program.get_args())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut leash = Leash(child);
    let mut stderr = BufReader::new(leash.0.stderr.take().expect("its stderr"));
    let mut said = String::new();
    while !said.contains("listen: http") {
        assert!(stderr.read_line(&mut said).expect("its log") > 0, "it ended: {said}");
    }
    let base = said.trim().rsplit("listen: ").next().expect("an address").trim_end_matches('/').to_owned();
    // Whoever holds a pipe must empty it, or the program waits for us.
    let log = tokio::task::spawn_blocking(move || {
        let mut rest = String::new();
        let _ = stderr.read_to_string(&mut rest);
        rest
    });
    house.receiver.wait_for(1).await;
    wait_for_code(&format!("{base}/readyz"), 200).await;

    let seen = PathBuf::from(format!("/proc/{}/root{}", leash.0.id(), disk.display()));
    fill(&seen);
    news.extend(burst(1, at));
    house.tell("wire", &news);
    wait_for_code(&format!("{base}/readyz"), 503).await;
    assert_eq!(get(&format!("{base}/healthz"), None).await.0, 200, "it is alive");
    let told = operator.wait_for(1).await;
    assert_eq!(told[0].kind(), "vigie.operator");
    assert!(told[0].body.to_string().contains("disk"), "{}", told[0].body);
    for (asked, answer) in [
        (&["status"][..], "feeds"),
        (&["feed", "list"], "wire"),
        (&["feed", "why", "wire"], "wire"),
        (&["delivery", "list"], "alert:breaking"),
        (&["search", "drone"], "report 0."),
        (&["topic", "backtest", "drones"], "report 0."),
    ] {
        let program = house.vigie(asked);
        let mut beside = Command::new("nsenter");
        beside.args(["--preserve-credentials", "-U", "-m", "-t", &leash.0.id().to_string()]);
        beside.arg(program.get_program()).args(program.get_args());
        let done =
            tokio::task::spawn_blocking(move || beside.output().expect("nsenter")).await.expect("no panic");
        let (said, why) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success() && said.contains(answer), "{asked:?}: {said}\n{why}");
    }

    std::fs::remove_file(seen.join("filler")).expect("space");
    wait_for_code(&format!("{base}/readyz"), 200).await;
    let told = within(CEILING, async {
        loop {
            let titles: std::collections::BTreeSet<String> = house
                .receiver
                .hooks()
                .iter()
                .flat_map(|h| h.titles().into_iter().map(str::to_owned).collect::<Vec<_>>())
                .collect();
            if titles.len() == news.len() {
                break;
            }
            Clock::system().sleep(Duration::from_millis(100)).await;
        }
    });
    told.await.expect("everything is told in the end");
    drop(leash);
    let log = log.await.expect("no panic");
    let times =
        log.lines().filter(|line| line.contains("everything waits until the store works again")).count();
    assert!((1..=3).contains(&times), "logged once a spell, not at every try:\n{log}");
}
