//! Feeds frozen at several times, and alarms that were false.

use std::time::Duration;

use vigie::model::Timestamp;
use vigie::schedule::{Look, Rhythm};

use crate::stream::{DAY, Feed, HOUR, MINUTE};

const EVERY: i64 = 15 * MINUTE;

#[derive(Debug, Default)]
pub struct Outcome {
    /// Months in which a feed would have been noticed.
    pub armed_months: f64,
    pub false_alarms: usize,
    /// False alarms of the feed with most of them a month.
    pub worst: (String, f64),
    pub freezes: usize,
    /// Hours from the last entry to the alarm, and as a share of the cadence in hours and of the longest pause of five weeks.
    pub hours: Vec<f64>,
    pub of_cadence: Vec<f64>,
    pub of_longest_pause: Vec<f64>,
    /// Frozen before enough was learned.
    pub too_early: usize,
}

pub fn simulate(feeds: &[Feed]) -> Outcome {
    let mut outcome = Outcome::default();
    for feed in feeds {
        one(feed, &mut outcome);
    }
    outcome
}

fn one(feed: &Feed, outcome: &mut Outcome) {
    let mut rhythm: Option<Rhythm> = None;
    let (mut now, mut before, mut next) = (feed.begin, None::<i64>, 0);
    let (mut alarms, mut armed, mut alarmed) = (0, 0_i64, false);
    // Frozen every five days, each time seven hours later in the day.
    let mut freeze = feed.begin + 20 * DAY;
    let last = feed.items.last().map_or(feed.begin, |item| item.appeared);
    while now < last {
        let first = next;
        while next < feed.items.len() && feed.items[next].appeared <= now {
            next += 1;
        }
        let at = Timestamp::from_millis(now);
        if next > first {
            let dates: Vec<Option<Timestamp>> =
                feed.items[first..next].iter().map(|item| Some(item.dated)).collect();
            let look = Look {
                dates: &dates,
                before: before.map(Timestamp::from_millis),
                planned: Duration::from_millis(EVERY as u64),
                now: at,
            };
            match &mut rhythm {
                Some(rhythm) => rhythm.learn(&look),
                None => rhythm = Some(Rhythm::first(&look)),
            }
            alarmed = false;
        }
        if let Some(rhythm) = &rhythm {
            let odd = rhythm.silent_at();
            armed += if odd.is_some() { EVERY } else { 0 };
            if next == first && !alarmed && odd.is_some_and(|odd| odd <= at) {
                alarmed = true;
                alarms += 1;
            }
            if now >= freeze {
                freeze += 5 * DAY + 7 * HOUR;
                frozen(feed, rhythm, next, outcome);
            }
        }
        before = Some(now);
        now += EVERY;
    }
    outcome.false_alarms += alarms;
    let months = armed as f64 / (30 * DAY) as f64;
    outcome.armed_months += months;
    if months > 0.5 && alarms as f64 / months > outcome.worst.1 {
        outcome.worst = (feed.name.clone(), alarms as f64 / months);
    }
}

/// The feed falls silent now: when would it be noticed?
fn frozen(feed: &Feed, rhythm: &Rhythm, next: usize, outcome: &mut Outcome) {
    let (Some(odd), Some(cadence)) = (rhythm.silent_at(), rhythm.cadence()) else {
        outcome.too_early += 1;
        return;
    };
    let last = feed.items[next - 1].appeared;
    let hours = (odd.millis() - last) as f64 / HOUR as f64;
    // The cadence in hours: how long until so many entries are expected, from the last one on.
    let mut until = last;
    while rhythm.expected(Timestamp::from_millis(last), Timestamp::from_millis(until)) < cadence {
        until += EVERY;
    }
    let pauses = feed.items[..next].windows(2).filter(|pair| pair[0].appeared > last - 35 * DAY);
    let longest = pauses.map(|pair| pair[1].appeared - pair[0].appeared).max().unwrap_or(0);
    outcome.freezes += 1;
    outcome.hours.push(hours);
    outcome.of_cadence.push(hours / ((until - last) as f64 / HOUR as f64).max(1.0));
    outcome.of_longest_pause.push(hours / (longest as f64 / HOUR as f64).max(1.0));
}
