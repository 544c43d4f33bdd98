//! What adaptive polling saves and what silence alarms catch: simulated, nothing is fetched.
//!
//! `VIGIE_DATA=DIR cargo bench --bench schedule` runs on the recorded stream in `DIR/news/stream_rss_archive_2026`
//! (95,190 items of 24 feeds, 102 days); without it on a made one. The tables are kept in `docs/scheduling.md`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "minutes and counts of a simulation"
)]

mod polling;
mod silence;
#[path = "../shared/spread.rs"]
mod spread;
mod stream;

use polling::{Policy, simulate, with_the_same_delay};
use spread::Spread;

fn main() {
    let recorded = std::env::var_os("VIGIE_DATA").and_then(|folder| stream::recorded(folder.as_ref()));
    let (name, feeds) = match recorded {
        Some(feeds) => ("the recorded stream", feeds),
        None => ("a made stream (VIGIE_DATA is not given)", stream::made()),
    };
    let items: usize = feeds.iter().map(|feed| feed.items.len()).sum();
    println!("{name}: {} feeds, {items} entries\n", feeds.len());
    polls(&feeds);
    println!();
    silences(&feeds);
}

fn polls(feeds: &[stream::Feed]) {
    let row = |name: &str, outcome: &polling::Outcome| {
        let delays = outcome.delays();
        println!(
            "{name:<38} {:>9} {:>8.1} {:>7.1} {:>8.1} {:>8.1}",
            outcome.requests,
            outcome.requests_a_day(),
            outcome.mean(),
            delays.at(50),
            delays.at(95)
        );
    };
    println!(
        "{:<38} {:>9} {:>8} {:>7} {:>8} {:>8}",
        "policy", "requests", "per day", "mean", "median", "95 %"
    );
    let policies = [
        ("fixed, 5 min", Policy::Fixed(5.0)),
        ("fixed, 15 min", Policy::Fixed(15.0)),
        ("fixed, 30 min", Policy::Fixed(30.0)),
        ("fixed, 60 min", Policy::Fixed(60.0)),
        ("entry_frequency, factor 1", Policy::EntryFrequency(1.0)),
        ("entry_frequency, factor 2", Policy::EntryFrequency(2.0)),
        ("entry_frequency, factor 4", Policy::EntryFrequency(4.0)),
        ("adaptive, every 5m", Policy::Adaptive(5.0)),
        ("adaptive, every 10m", Policy::Adaptive(10.0)),
        ("adaptive, every 15m", Policy::Adaptive(15.0)),
        ("adaptive, every 30m", Policy::Adaptive(30.0)),
        ("adaptive, every 1h", Policy::Adaptive(60.0)),
    ];
    for (name, policy) in policies {
        row(name, &simulate(feeds, policy));
    }
    println!("\nrequests for the same mean delay:");
    println!(
        "{:<24} {:>7} {:>10} {:>10} {:>8} {:>16} {:>8}",
        "adaptive", "mean", "adaptive", "fixed", "saved", "entry_frequency", "saved"
    );
    for every in [5.0, 10.0, 15.0, 30.0, 60.0] {
        let ours = simulate(feeds, Policy::Adaptive(every));
        let fixed = with_the_same_delay(feeds, ours.mean(), Policy::Fixed, true);
        let frequency = with_the_same_delay(feeds, ours.mean(), Policy::EntryFrequency, false);
        let saved = |other: &polling::Outcome| (1.0 - ours.requests as f64 / other.requests as f64) * 100.0;
        println!(
            "{:<24} {:>7.1} {:>10} {:>10} {:>6.0} % {:>16} {:>6.0} %",
            format!("every {every} min"),
            ours.mean(),
            ours.requests,
            fixed.requests,
            saved(&fixed),
            frequency.requests,
            saved(&frequency)
        );
    }
}

fn silences(feeds: &[stream::Feed]) {
    let outcome = silence::simulate(feeds);
    let spread = |list: &[f64]| list.iter().copied().collect::<Spread>();
    let (hours, of_cadence) = (spread(&outcome.hours), spread(&outcome.of_cadence));
    let of_longest_pause = spread(&outcome.of_longest_pause);
    let within = |list: &[f64]| {
        let count = list.iter().filter(|ratio| **ratio <= 2.0).count();
        format!("{count} of {} within twice", list.len())
    };
    println!(
        "feeds frozen                      {} times, {} more before enough was learned",
        outcome.freezes, outcome.too_early
    );
    println!(
        "hours from last entry to alarm    median {:.1}, 95 % {:.1}, longest {:.1}",
        hours.at(50),
        hours.at(95),
        hours.at(100)
    );
    println!(
        "as a multiple of the cadence      median {:.2}, longest {:.2}; {}",
        of_cadence.at(50),
        of_cadence.at(100),
        within(&outcome.of_cadence)
    );
    println!(
        "of the longest pause of 5 weeks   median {:.2}, 95 % {:.2}; {}",
        of_longest_pause.at(50),
        of_longest_pause.at(95),
        within(&outcome.of_longest_pause)
    );
    println!(
        "false alarms                      {} in {:.1} months of feeds: {:.2} a month; most at one feed {:.2} a month ({})",
        outcome.false_alarms,
        outcome.armed_months,
        outcome.false_alarms as f64 / outcome.armed_months.max(0.1),
        outcome.worst.1,
        outcome.worst.0
    );
}
