//! What a look at a feed teaches.

use std::time::Duration;

use super::rate::{Rates, whole};
use super::{ENTRY, EXPECTED, HALVES, HOURS, MINUTES_A_DAY, Rhythm, WEEKS, hour_of_week, minute, week};
use crate::model::Timestamp;

/// Counts lose 16 % a week: half in four weeks.
const KEPT_A_WEEK: u64 = 55_109;
/// Of the entries in a feed that is seen for the first time, those of so many minutes teach.
const BACKLOG_MINUTES: u32 = 14 * MINUTES_A_DAY;

/// No shorter gap between two looks is taken for downtime than twice this, in minutes.
const LEAST_GAP: u32 = 30;

/// A look at a feed that brought entries.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The dates the new entries give themselves.
    pub dates: &'a [Option<Timestamp>],
    /// The last good look before; `None` for the first.
    pub before: Option<Timestamp>,
    /// How long after `before` this look was planned: when it took much longer, nobody looked in between.
    pub planned: Duration,
    /// When.
    pub now: Timestamp,
}

impl Rhythm {
    /// What the first look at a feed teaches: the entries it holds say how often they came.
    #[must_use]
    pub fn first(look: &Look<'_>) -> Self {
        let now = minute(look.now);
        let mut times: Vec<u32> = look
            .dates
            .iter()
            .flatten()
            .map(|date| minute(*date))
            .filter(|at| *at <= now && now - *at <= BACKLOG_MINUTES)
            .collect();
        times.sort_unstable();
        let mut rhythm = Self {
            since: now,
            as_of: now,
            last: times.last().copied().unwrap_or(now),
            observed: times.first().map_or(0, |first| now - first),
            coarse: 0,
            hours: [0; HOURS],
            halves: [0; HALVES],
            longest: [0; WEEKS],
        };
        // The oldest only says where the time begins.
        for at in times.iter().skip(1) {
            rhythm.count(*at);
        }
        rhythm
    }

    /// Learns from a later look that brought entries.
    pub fn learn(&mut self, look: &Look<'_>) {
        let now = minute(look.now).max(self.as_of);
        let before = look.before.map_or(self.as_of, minute).clamp(self.as_of, now);
        // Twice as long as planned is still a look; what is longer was downtime, or the feed could not be read.
        let planned = u32::try_from(look.planned.as_secs() / 60).unwrap_or(u32::MAX);
        let looked = now - before <= planned.max(LEAST_GAP).saturating_mul(2);
        let rates = Rates::of(self);
        let mut times: Vec<u32> = Vec::with_capacity(look.dates.len());
        if looked {
            let middle = before + (now - before) / 2;
            times.extend(
                look.dates
                    .iter()
                    .map(|date| date.map(minute).filter(|at| *at > before && *at <= now).unwrap_or(middle)),
            );
            times.sort_unstable();
        }
        self.fade(week(now) - week(self.as_of));
        self.observed = self.observed.saturating_add(if looked { now } else { before } - self.as_of);
        self.as_of = now;
        for at in times {
            self.pause(&rates, at);
            self.last = at;
            self.count(at);
        }
        if self.last < before {
            // Downtime, or entries that are no rhythm: the feed speaks, nobody knows since when.
            self.last = now;
        }
    }

    fn fade(&mut self, weeks: u32) {
        for _ in 0..weeks.min(200) {
            for count in self.hours.iter_mut().chain(&mut self.halves) {
                *count = u16::try_from((u64::from(*count) * KEPT_A_WEEK) >> 16).unwrap_or(u16::MAX);
            }
            self.observed = u32::try_from((u64::from(self.observed) * KEPT_A_WEEK) >> 16).unwrap_or(u32::MAX);
            self.longest.rotate_right(1);
            self.longest[0] = 0;
        }
    }

    fn count(&mut self, at: u32) {
        let hour = hour_of_week(at);
        if self.hours[hour % HOURS] > 60_000 || self.halves[hour / 12] > 60_000 {
            if self.coarse == 4 {
                return;
            }
            self.coarse += 1;
            self.hours.iter_mut().chain(&mut self.halves).for_each(|count| *count /= 2);
        }
        let entry = u16::try_from(ENTRY >> self.coarse).unwrap_or(1);
        self.hours[hour % HOURS] += entry;
        self.halves[hour / 12] += entry;
    }

    /// Notes the pause before an entry. One that was far beyond what is allowed counts only in part: a fault is
    /// no rhythm, but a feed that has truly slowed down is soon believed.
    fn pause(&mut self, rates: &Rates, at: u32) {
        let most = self.allowance(rates).map_or(f64::MAX, |allowed| allowed * 1.25);
        let pause = rates.expected(self.last, at).min(most) * EXPECTED;
        let pause = u16::try_from(whole(pause.min(65_535.0))).unwrap_or(u16::MAX);
        self.longest[0] = self.longest[0].max(pause);
    }
}
