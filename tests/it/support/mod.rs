//! What tests share: servers on loopback, a post office, a browser, a cluster of PostgreSQL.

pub mod app;
pub mod browser;
pub mod certificate;
pub mod hub;
pub mod post_office;
pub mod postgres;
pub mod press;
pub mod receiver;
pub mod scoring;
pub mod smtp;

use std::io::Write as _;
use std::time::Duration;

use vigie::clock::Clock;
use vigie::digest::{AlarmKind, AlarmSubject};

/// What an alarm of this kind is about, by its text.
pub fn alarm(kind: AlarmKind, text: &str) -> AlarmSubject {
    AlarmSubject::read(kind, text).expect("a subject")
}

/// Says, past the test harness's capture, that a check did not run; under `CI=true` it fails instead.
#[track_caller]
pub fn skip(why: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
    forbidden(why);
}

/// Says, past the test harness's capture, that a check did not run for want of what nobody can install: a right on this machine.
pub fn forbidden(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// What comes of `work` by the machine's clock; `None` where it takes longer than `span`.
pub async fn within<T>(span: Duration, work: impl Future<Output = T>) -> Option<T> {
    let clock = Clock::system();
    tokio::select! {
        biased;
        done = work => Some(done),
        () = clock.sleep(span) => None,
    }
}
