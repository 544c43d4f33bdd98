use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::{Weekdays, local};
use crate::model::{Timestamp, Zone};

/// Hours in which alerts are held; may cross midnight.
///
/// A window runs from `from` to the next `to`: 24 hours when both are equal. Windows that adjoin are one, so
/// `00:00` to `00:00` on Saturday and Sunday is a quiet weekend of 48 hours. It is quiet for as long as a clock on the wall
/// reads a quiet time: in a repeated hour a window lasts through both passes.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietHours {
    /// First quiet minute.
    pub from: NaiveTime,
    /// First minute no longer quiet.
    pub to: NaiveTime,
    /// Whose clocks.
    pub zone: Zone,
    /// Days on which a window begins.
    pub days: Weekdays,
}

/// Windows that begin more than a week before now have ended, unless they never do.
const REACH_DAYS: u64 = 9;

impl QuietHours {
    /// The windows that begin some days before and after `now`.
    fn around(&self, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = local::reading(self.zone, now).date();
        let days = today.checked_sub_days(Days::new(REACH_DAYS)).map(|first| first.iter_days());
        let days = days.into_iter().flatten().take(2 * usize::try_from(REACH_DAYS).unwrap_or(0));
        days.filter_map(|day| self.window(day))
    }

    /// The window that begins on `day`, if one does.
    fn window(&self, day: NaiveDate) -> Option<(Timestamp, Timestamp)> {
        if !self.days.holds(day.weekday()) {
            return None;
        }
        let last_day = if self.to <= self.from { day.succ_opt()? } else { day };
        let from = local::first_at(self.zone, day.and_time(self.from));
        let to = local::last_at(self.zone, last_day.and_time(self.to));
        // Empty when both ends fall into one gap.
        (from < to).then_some((from, to))
    }
}

/// The quiet times between two moments, in order; windows that adjoin are joined.
#[must_use]
pub fn quiet_between(hours: &[QuietHours], from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut windows = Vec::new();
    for hours in hours {
        let day_of = |at| local::reading(hours.zone, at).date();
        // A window that reaches into the time began the day before it at the earliest.
        let first = day_of(from).pred_opt().unwrap_or(NaiveDate::MIN);
        let days = first.iter_days().take_while(|day| *day <= day_of(to));
        windows.extend(days.filter_map(|day| hours.window(day)));
    }
    windows.sort_unstable();
    let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (begins, ends) in windows {
        match spans.last_mut() {
            Some(last) if begins <= last.1 => last.1 = last.1.max(ends),
            _ => spans.push((begins, ends)),
        }
    }
    let within = spans.into_iter().map(|(begins, ends)| (begins.max(from), ends.min(to)));
    within.filter(|(begins, ends)| begins < ends).collect()
}

/// The end of the quiet windows `now` lies in, of several kinds such as nights and weekends; those that adjoin are joined.
/// `None` outside of any; where every hour of the week is quiet, an end some days ahead.
#[must_use]
pub fn quiet_until(hours: &[QuietHours], now: Timestamp) -> Option<Timestamp> {
    let mut windows: Vec<_> = hours.iter().flat_map(|hours| hours.around(now)).collect();
    windows.sort_unstable();
    let mut end: Option<Timestamp> = None;
    for (from, to) in windows {
        match end {
            // Adjoining or overlapping the window before.
            Some(before) if from <= before => end = Some(before.max(to)),
            Some(before) if before > now => break,
            _ if from > now => return None,
            _ => end = Some(to),
        }
    }
    end.filter(|end| *end > now)
}
