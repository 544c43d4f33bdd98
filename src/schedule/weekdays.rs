use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

/// Days of the week.
///
/// ```
/// use chrono::Weekday;
/// use vigie::schedule::Weekdays;
/// let days: Weekdays = "sat-mon".parse().unwrap();
/// assert!(days.holds(Weekday::Sun) && !days.holds(Weekday::Tue));
/// assert_eq!(days.to_string(), "mon,sat,sun");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Weekdays(
    /// A bit each, Monday's the lowest.
    u8,
);

/// Why days cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day: write `mon` to `sun`, ranges such as `mon-fri`, and commas between them")]
pub struct DaysError(pub String);

const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Weekdays {
    /// The days' names, Monday first.
    pub const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// The day that one of [`Self::NAMES`] names.
    #[must_use]
    pub fn named(name: &str) -> Option<Weekday> {
        Self::NAMES.iter().position(|day| *day == name).map(|day| DAYS[day])
    }

    /// Whether there is a day among them.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.0 != 0
    }

    /// Whether a day is among them.
    #[must_use]
    pub const fn holds(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    const fn bit(day: Weekday) -> u8 {
        1 << day.num_days_from_monday()
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |bits, day| bits | Self::bit(day)))
    }
}

impl FromStr for Weekdays {
    type Err = DaysError;

    /// Reads `mon-fri`, `sat,sun`, `fri-mon`; of what is none of that, the part that is no day and no range of days is told.
    fn from_str(text: &str) -> Result<Self, DaysError> {
        let mut days = Self::default();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (mut day, last) = (day(first)?, day(last)?);
            days.0 |= Self::bit(day);
            while day != last {
                day = day.succ();
                days.0 |= Self::bit(day);
            }
        }
        Ok(days)
    }
}

fn day(text: &str) -> Result<Weekday, DaysError> {
    let name = text.trim();
    Weekdays::named(&name.to_ascii_lowercase()).ok_or_else(|| DaysError(name.chars().take(40).collect()))
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = DAYS.into_iter().zip(Self::NAMES).filter(|(day, _)| self.holds(*day));
        f.write_str(&held.map(|(_, name)| name).collect::<Vec<_>>().join(","))
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
