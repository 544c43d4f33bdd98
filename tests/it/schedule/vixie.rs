//! Our walk beside Debian's cron itself: what it ran around four changes of the clocks, as `tests/data/schedule/record.sh` recorded it.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use vigie::model::Timestamp;
use vigie::schedule::CronLine;

use super::at;

/// What the daemon ran of some lines between two minutes.
struct Recording {
    zone: Tz,
    from: Timestamp,
    to: Timestamp,
    lines: Vec<(String, Vec<Timestamp>)>,
}

impl Recording {
    #[track_caller]
    fn read(text: &str) -> Self {
        let minute = |text: &str| at(&text.replace('Z', ":00Z"));
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).expect("a key");
        let mut lines: Vec<(String, Vec<Timestamp>)> = Vec::new();
        for line in text.lines() {
            if let Some(cron) = line.strip_prefix("line ") {
                lines.push((cron.to_owned(), Vec::new()));
            } else if line.starts_with("20") {
                lines.last_mut().expect("a line before its runs").1.push(minute(line));
            }
        }
        let zone = value("zone ").parse().expect("a zone");
        Self { zone, from: minute(value("from ")), to: minute(value("to ")), lines }
    }
}

fn walk(line: &str, zone: Tz, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let line = CronLine::parse(line, zone).expect("a cron line");
    let next = |now: &Timestamp| line.next_after(*now).filter(|next| *next <= to);
    std::iter::successors(next(&from), next).collect()
}

/// The daemon runs a job once for each minute that was skipped, all at once; here they are one firing, because a digest has one slot a
/// time. Nothing else differs.
#[test]
fn nine_lines_fire_when_the_daemon_ran_them_over_both_changes_in_two_zones() {
    let recordings = [
        include_str!("../../data/schedule/paris-2026-03-29.txt"),
        include_str!("../../data/schedule/paris-2026-10-25.txt"),
        include_str!("../../data/schedule/new_york-2026-03-08.txt"),
        include_str!("../../data/schedule/new_york-2026-11-01.txt"),
    ];
    let mut seen = BTreeSet::new();
    for recording in recordings.map(Recording::read) {
        let Recording { zone, from, to, lines } = recording;
        assert_eq!(lines.len(), 9, "{zone}");
        for (line, ran) in lines {
            let ran: BTreeSet<Timestamp> = ran.into_iter().collect();
            seen.extend((!ran.is_empty()).then(|| line.clone()));
            // The recording begins with this minute, a walk after its start.
            let before = Timestamp::from_millis(from.millis() - 1);
            let fires = walk(&line, zone, before, to);
            assert_eq!(fires, ran.into_iter().collect::<Vec<_>>(), "`{line}` in {zone} from {from}");
        }
    }
    assert_eq!(seen.len(), 9, "every line ran somewhere: {seen:?}");
}

/// Two decades of a daily and an hourly line. Every zone where `VIGIE_ALL_ZONES` is set; else some, others than round numbers give.
#[test]
fn no_firing_of_two_decades_comes_before_another() {
    let every = if std::env::var_os("VIGIE_ALL_ZONES").is_some() { 1 } else { 67 };
    let (from, to) = (at("2020-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z"));
    for zone in chrono_tz::TZ_VARIANTS.iter().step_by(every) {
        for (line, least) in [("30 2 * * *", 7_300), ("0 */6 * * sun", 4_000)] {
            let fired = walk(line, *zone, from, to);
            assert!(fired.len() >= least, "`{line}` in {zone}: {}", fired.len());
            let backwards = fired.windows(2).filter(|pair| pair[1] <= pair[0]).count();
            assert_eq!(backwards, 0, "`{line}` in {zone}");
        }
    }
}
