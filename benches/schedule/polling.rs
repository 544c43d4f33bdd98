//! Requests against delay, for several policies on the same stream.

use std::time::Duration;

use vigie::model::Timestamp;
use vigie::schedule::{Look, Rhythm};

use crate::spread::Spread;
use crate::stream::{DAY, Feed, MINUTE};

/// How the next poll is chosen.
#[derive(Clone, Copy, Debug)]
pub enum Policy {
    /// Always after so many minutes.
    Fixed(f64),
    /// As Miniflux documents `entry_frequency`: a week by the entries dated in the last week times a factor, between
    /// 5 minutes and 24 hours; without any, 24 hours.
    EntryFrequency(f64),
    /// The rhythm, this many minutes being the shortest interval.
    Adaptive(f64),
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub requests: usize,
    feed_days: f64,
    delays: Vec<i64>,
}

impl Outcome {
    pub fn requests_a_day(&self) -> f64 {
        self.requests as f64 / self.feed_days
    }

    pub fn mean(&self) -> f64 {
        self.delays.iter().sum::<i64>() as f64 / self.delays.len().max(1) as f64 / MINUTE as f64
    }

    /// In minutes.
    pub fn delays(&self) -> Spread {
        self.delays.iter().map(|delay| *delay as f64 / MINUTE as f64).collect()
    }
}

pub fn simulate(feeds: &[Feed], policy: Policy) -> Outcome {
    let mut outcome = Outcome::default();
    for feed in feeds {
        one(feed, policy, &mut outcome);
    }
    outcome
}

fn one(feed: &Feed, policy: Policy, outcome: &mut Outcome) {
    outcome.feed_days += (feed.end - feed.begin) as f64 / DAY as f64;
    let mut rhythm: Option<Rhythm> = None;
    let (mut now, mut before, mut next) = (feed.begin, None::<i64>, 0);
    // Dates of the entries seen, for the count of a week.
    let mut seen: Vec<i64> = Vec::new();
    while now < feed.end {
        outcome.requests += 1;
        let first = next;
        while next < feed.items.len() && feed.items[next].appeared <= now {
            next += 1;
        }
        let new = &feed.items[first..next];
        if before.is_some() {
            outcome.delays.extend(new.iter().map(|item| now - item.appeared));
        }
        let at = Timestamp::from_millis(now);
        let wait = match policy {
            Policy::Fixed(minutes) => (minutes * MINUTE as f64) as i64,
            Policy::EntryFrequency(factor) => {
                seen.extend(new.iter().map(|item| item.dated.millis()));
                let week =
                    seen.iter().rev().take(5_000).filter(|at| **at > now - 7 * DAY && **at <= now).count();
                let minutes = if week == 0 { 1_440.0 } else { 10_080.0 / (week as f64 * factor) };
                (minutes.clamp(5.0, 1_440.0) * MINUTE as f64) as i64
            }
            Policy::Adaptive(every) => {
                let every = Duration::from_millis((every * MINUTE as f64) as u64);
                learn(&mut rhythm, new, before, every, at);
                rhythm.as_ref().map_or(at + every, |rhythm| rhythm.next_poll(at, every)).millis() - now
            }
        };
        before = Some(now);
        now += wait.max(MINUTE / 6);
    }
}

fn learn(
    rhythm: &mut Option<Rhythm>,
    new: &[crate::stream::Item],
    before: Option<i64>,
    every: Duration,
    now: Timestamp,
) {
    if new.is_empty() {
        return;
    }
    let dates: Vec<Option<Timestamp>> = new.iter().map(|item| Some(item.dated)).collect();
    let planned = before.map_or(every, |before| now.since(Timestamp::from_millis(before)));
    let look = Look { dates: &dates, before: before.map(Timestamp::from_millis), planned, now };
    match rhythm {
        Some(rhythm) => rhythm.learn(&look),
        None => *rhythm = Some(Rhythm::first(&look)),
    }
}

/// The parameter of a policy whose mean delay is `mean`, by halving; the delay grows with the parameter, or shrinks.
pub fn with_the_same_delay(
    feeds: &[Feed],
    mean: f64,
    policy: impl Fn(f64) -> Policy,
    grows: bool,
) -> Outcome {
    let (mut low, mut high) = (0.05_f64.ln(), 2_000_f64.ln());
    for _ in 0..14 {
        let middle = f64::midpoint(low, high);
        let longer = simulate(feeds, policy(middle.exp())).mean() > mean;
        if longer == grows { high = middle } else { low = middle }
    }
    simulate(feeds, policy(f64::midpoint(low, high).exp()))
}
