//! Runs the release binary as it is shipped, and reads what it cost.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::memory::kilobytes;

/// What a run took: seconds of all cores, user and system, and its largest memory.
pub struct Cost {
    pub cpu_seconds: f64,
    pub peak_kb: u64,
    pub wall: Duration,
}

/// What the shipped unit sets, so that what is measured is what runs.
pub fn unit_environment() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../deploy/vigie.service").lines();
    lines.filter_map(|line| line.strip_prefix("Environment=")?.split_once('='))
}

/// Runs `vigie` with these arguments over the configuration in a folder, where it leaves `out` and `log`.
///
/// # Panics
/// It failed; the message has its log.
pub fn vigie(folder: &Path, arguments: &[&str]) -> Cost {
    let began = Instant::now();
    let script = "\"$0\" --log error --config \"$1\" \"${@:2}\" >\"$1/out\" 2>\"$1/log\" & echo $!; wait $!; s=$?; times; exit $s";
    let mut child = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_vigie")])
        .arg(folder)
        .args(arguments)
        .envs(unit_environment())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash runs");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let pid = lines.next().and_then(Result::ok).expect("a process id");
    let watcher = std::thread::spawn(move || {
        let mut peak = 0;
        while let Some(kb) = kilobytes(&pid, "VmHWM:") {
            peak = kb;
            pause(Duration::from_millis(5));
        }
        peak
    });
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let status = child.wait().expect("waited for");
    let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    assert!(status.success(), "vigie {} failed: {status}\n{}", arguments.join(" "), log());
    // `times` prints two lines: the shell's own, then its children's, as `0m1.234s 0m0.567s`.
    let cpu_seconds = rest.last().map_or("", String::as_str).split_whitespace().map(shell_seconds).sum();
    Cost { cpu_seconds, peak_kb: watcher.join().unwrap_or(0), wall: began.elapsed() }
}

#[expect(clippy::disallowed_methods, reason = "a watcher beside the process it measures")]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

fn shell_seconds(text: &str) -> f64 {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m').unwrap_or(("0", "0"));
    minutes.parse().unwrap_or(0.0) * 60.0 + seconds.parse().unwrap_or(0.0)
}
