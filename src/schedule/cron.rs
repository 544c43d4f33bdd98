use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use cron::Schedule;

use super::{Weekdays, local};
use crate::model::{Timestamp, Zone};

/// A five-field cron line in a zone, walked as Vixie cron does over both clock changes.
///
/// A line whose minute or hour begins with `*` follows real time: it fires in both passes of a repeated hour
/// and not in a skipped one. Any other line names fixed times: one that falls into a skipped hour fires once right
/// after it, one in a repeated hour fires once, in the first pass.
///
/// When both day fields are restricted either one suffices, as in Vixie cron: `0 8 1 * mon` is every first of the
/// month and every Monday.
#[derive(Clone, PartialEq)]
pub struct CronLine {
    /// The line as written.
    pub text: String,
    /// The zone whose clocks it follows.
    pub zone: Zone,
    /// Walks over local readings, given as if they were UTC; the earliest counts. One, or two for "either day field".
    walks: Vec<Schedule>,
    /// Whether minute or hour begins with `*`.
    follows_real_time: bool,
}

impl std::fmt::Debug for CronLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CronLine({} in {})", self.text, self.zone)
    }
}

/// Why a cron line cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CronError(pub String);

/// What one field may hold.
struct FieldForm {
    name: &'static str,
    first: u32,
    last: u32,
    /// Names of the values from `first` on.
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Sunday first.
const DAYS: &[&str] = &{
    let [mon, tue, wed, thu, fri, sat, sun] = Weekdays::NAMES;
    [sun, mon, tue, wed, thu, fri, sat]
};

const FORMS: [FieldForm; 5] = [
    FieldForm { name: "minute", first: 0, last: 59, names: &[] },
    FieldForm { name: "hour", first: 0, last: 23, names: &[] },
    FieldForm { name: "day of the month", first: 1, last: 31, names: &[] },
    FieldForm { name: "month", first: 1, last: 12, names: MONTHS },
    FieldForm { name: "day of the week", first: 0, last: 7, names: DAYS },
];
const DAY_OF_WEEK: usize = 4;

/// The values of one field, bit `n` for value `n`.
#[derive(Clone, Copy)]
struct Field {
    values: u64,
    /// It begins with `*`.
    starred: bool,
}

impl CronLine {
    /// Reads `minute hour day-of-month month day-of-week`; 0 and 7 are Sunday, months and days may be named `jan`, `mon`.
    ///
    /// ```
    /// use vigie::model::Timestamp;
    /// use vigie::schedule::CronLine;
    /// let line = CronLine::parse("30 7 * * mon-fri", chrono_tz::Europe::Paris).unwrap();
    /// let friday_noon = Timestamp::parse_rfc3339("2026-06-12T12:00:00+02:00").unwrap();
    /// assert_eq!(line.next_after(friday_noon).unwrap().to_string(), "2026-06-15T05:30:00Z");
    /// ```
    ///
    /// # Errors
    /// A field out of range, another number of fields, `?`, `@daily`, or a line that can never fire (`0 8 31 2 *`).
    pub fn parse(text: &str, zone: Zone) -> Result<Self, CronError> {
        let text = text.trim();
        if text.starts_with('@') {
            return Err(CronError(format!(
                "`{}` is a nickname: write its five fields, such as `0 0 * * *`",
                brief(text)
            )));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let Ok(words) = <[&str; 5]>::try_from(words.as_slice()) else {
            return Err(CronError(format!(
                "a cron line has five fields (minute, hour, day of the month, month, day of the week), not {}",
                words.len()
            )));
        };
        let mut fields = [Field { values: 0, starred: false }; 5];
        for ((word, form), field) in words.iter().zip(&FORMS).zip(&mut fields) {
            *field = form.parse(word)?;
        }
        // Sunday is 0 and 7.
        let week = &mut fields[DAY_OF_WEEK];
        week.values = (week.values | week.values >> 7) & 0x7f;
        let line = Self {
            text: text.to_owned(),
            zone,
            walks: walks(&fields)?,
            follows_real_time: fields[0].starred || fields[1].starred,
        };
        let epoch = NaiveDate::default().and_hms_opt(0, 0, 0).unwrap_or_default();
        if line.next_reading(epoch).is_none() {
            return Err(CronError(format!("`{text}` can never fire: no month of those has such a day")));
        }
        Ok(line)
    }

    /// The first time after `after` that it fires; `None` beyond the year 2100.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        // Outside these years local readings could overflow, and nothing is scheduled there.
        let after = after.max(Timestamp::from_millis(0));
        if after >= END {
            return None;
        }
        if self.follows_real_time { self.next_in_real_time(after) } else { self.next_fixed(after) }
    }

    /// The next local reading after `reading` that the fields allow.
    fn next_reading(&self, reading: NaiveDateTime) -> Option<NaiveDateTime> {
        self.walks
            .iter()
            .filter_map(|walk| walk.after(&reading.and_utc()).next())
            .map(|t| t.naive_utc())
            .min()
    }

    fn next_fixed(&self, after: Timestamp) -> Option<Timestamp> {
        let mut reading = local::reading(self.zone, after);
        loop {
            reading = self.next_reading(reading)?;
            let at = local::first_at(self.zone, reading);
            // In the second pass of a repeated hour the readings ahead have fired in the first.
            if at > after {
                return Some(at);
            }
        }
    }

    fn next_in_real_time(&self, after: Timestamp) -> Option<Timestamp> {
        let mut from = after;
        let mut offset = local::offset(self.zone, from);
        loop {
            let reading = self.next_reading(from.to_utc().naive_utc() + offset)?;
            let at = Timestamp::from_millis((reading - offset).and_utc().timestamp_millis());
            match first_change(self.zone, from, at) {
                None => return Some(at),
                Some(change) => {
                    // From one second before, so that the reading at the change itself is seen.
                    offset = local::offset(self.zone, change);
                    from = Timestamp::from_millis(change.millis() - 1_000);
                }
            }
        }
    }
}

/// The year 2101: the walks end before.
const END: Timestamp = Timestamp::from_millis(4_133_980_800_000);
const DAY_MS: i64 = 86_400_000;

/// The first change of the zone's offset in `(from, to]`, looked for day by day because two changes within the range
/// could cancel each other out. `from` may lie one second before a change, whose new offset counts as the old one.
fn first_change(zone: Zone, from: Timestamp, to: Timestamp) -> Option<Timestamp> {
    let mut low = Timestamp::from_millis(from.millis() + 1_000).min(to);
    let offset = local::offset(zone, low);
    while low < to {
        let high = Timestamp::from_millis(low.millis() + DAY_MS).min(to);
        if local::offset(zone, high) != offset {
            return Some(local::bisect(low, high, |t| local::offset(zone, t) != offset));
        }
        low = high;
    }
    None
}

/// Two walks where both day fields are restricted, because the `cron` crate wants both to hold.
fn walks(fields: &[Field; 5]) -> Result<Vec<Schedule>, CronError> {
    let [minute, hour, day, month, week] = fields.map(|f| f.values);
    let either = !fields[2].starred && !fields[DAY_OF_WEEK].starred;
    let every_day = u64::MAX;
    let pairs = if either { vec![(day, every_day), (every_day, week)] } else { vec![(day, week)] };
    pairs
        .into_iter()
        .map(|(day, week)| {
            // The crate counts the days of the week from 1 = Sunday.
            let [minute, hour] = [list(minute, 0, 59, 0), list(hour, 0, 23, 0)];
            let [day, month, week] = [list(day, 1, 31, 0), list(month, 1, 12, 0), list(week, 0, 6, 1)];
            Schedule::from_str(&format!("0 {minute} {hour} {day} {month} {week}"))
                .map_err(|error| CronError(error.to_string()))
        })
        .collect()
}

/// `values` as the `cron` crate reads them, each shifted by `shift`.
fn list(values: u64, first: u32, last: u32, shift: u32) -> String {
    if (first..=last).all(|v| values >> v & 1 == 1) {
        return "*".to_owned();
    }
    let values: Vec<String> =
        (first..=last).filter(|v| values >> v & 1 == 1).map(|v| (v + shift).to_string()).collect();
    values.join(",")
}

impl FieldForm {
    fn parse(&self, text: &str) -> Result<Field, CronError> {
        if text.contains('?') {
            return Err(self.error(text, "`?` is not used here, write `*`"));
        }
        let mut values = 0;
        for item in text.split(',') {
            values |= self.item(item)?;
        }
        Ok(Field { values, starred: text.starts_with('*') })
    }

    /// `*`, `5`, `1-5`, each range with an optional `/step`.
    fn item(&self, text: &str) -> Result<u64, CronError> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, self.step(text, step)?),
            None => (text, 1),
        };
        let (first, last) = if range == "*" {
            (self.first, self.last)
        } else if let Some((first, last)) = range.split_once('-') {
            (self.value(first)?, self.value(last)?)
        } else if text.contains('/') {
            return Err(
                self.error(text, &format!("a step needs a range, write `{range}-{}/{step}`", self.last))
            );
        } else {
            let value = self.value(range)?;
            (value, value)
        };
        if first <= last {
            return Ok(bits((first..=last).step_by(step)));
        }
        // `fri-mon` and `sat-sun` go over the end of the week; nothing else goes round.
        if self.last == 7 {
            return Ok(bits((first..=last + 7).step_by(step).map(|day| day % 7)));
        }
        Err(self.error(text, "the range runs backwards"))
    }

    fn step(&self, text: &str, step: &str) -> Result<usize, CronError> {
        match step.parse() {
            Ok(step) if (1..=59).contains(&step) => Ok(step),
            _ => Err(self.error(text, "a step is a number from 1 to 59")),
        }
    }

    fn value(&self, text: &str) -> Result<u32, CronError> {
        let lower = text.to_ascii_lowercase();
        if let Some(index) = self.names.iter().position(|name| *name == lower) {
            return Ok(self.first + u32::try_from(index).unwrap_or(0));
        }
        match text.parse() {
            Ok(value)
                if (self.first..=self.last).contains(&value) && text.bytes().all(|b| b.is_ascii_digit()) =>
            {
                Ok(value)
            }
            _ => {
                Err(self
                    .error(text, &format!("it goes from {} to {}{}", self.first, self.last, self.named())))
            }
        }
    }

    fn named(&self) -> String {
        match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!(" or `{first}` to `{last}`"),
            _ => String::new(),
        }
    }

    fn error(&self, text: &str, why: &str) -> CronError {
        CronError(format!("`{}` cannot be the {}: {why}", brief(text), self.name))
    }
}

fn bits(values: impl Iterator<Item = u32>) -> u64 {
    values.fold(0, |all, value| all | 1 << value)
}

/// Long input is not repeated whole in a message.
fn brief(text: &str) -> String {
    text.chars().take(40).collect()
}
