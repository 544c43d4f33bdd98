use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::local;
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
    /// Days on which a window begins, Monday first.
    pub days: [bool; 7],
}

/// Windows that begin more than a week before now have ended, unless they never do.
const REACH_DAYS: u64 = 9;

impl QuietHours {
    /// The end of the quiet window `now` lies in (adjoining windows joined), or `None` outside of any.
    ///
    /// Where every hour of the week is quiet, an end some days ahead is given.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let today = local::reading(self.zone, now).date();
        let first = today.checked_sub_days(Days::new(REACH_DAYS))?;
        let mut end: Option<Timestamp> = None;
        for day in first.iter_days().take(2 * usize::try_from(REACH_DAYS).unwrap_or(0)) {
            let Some((from, to)) = self.window(day) else { continue };
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

    /// The window that begins on `day`, if one does.
    fn window(&self, day: NaiveDate) -> Option<(Timestamp, Timestamp)> {
        if !self.days[usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0)] {
            return None;
        }
        let last_day = if self.to <= self.from { day.succ_opt()? } else { day };
        let from = local::first_at(self.zone, day.and_time(self.from));
        let to = local::last_at(self.zone, last_day.and_time(self.to));
        // Empty when both ends fall into one gap.
        (from < to).then_some((from, to))
    }
}
