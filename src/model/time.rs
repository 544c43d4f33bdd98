use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// A time zone of the IANA database, compiled into the binary.
pub type Zone = chrono_tz::Tz;

/// An instant in milliseconds since 1970-01-01T00:00:00Z, as every `_at` column holds it.
///
/// In JSON it is RFC 3339 in UTC with seconds (`2026-06-11T07:30:00Z`).
///
/// ```
/// use vigie::model::Timestamp;
/// let t = Timestamp::parse_rfc3339("2026-06-11T09:30:00+02:00").unwrap();
/// assert_eq!(t.to_string(), "2026-06-11T07:30:00Z");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last instant that prints as a four-digit year.
    pub const MAX: Self = Self(253_402_300_799_000);

    /// From epoch milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Epoch milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; `None` when the text is not of that form.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|t| Self(t.timestamp_millis()))
    }

    /// The same instant as chrono's type; instants outside chrono's range become its nearest end.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// This instant on the clocks of `zone`.
    #[must_use]
    pub fn in_zone(self, zone: Zone) -> DateTime<Zone> {
        self.to_utc().with_timezone(&zone)
    }

    /// This instant as people of `zone` write it.
    ///
    /// ```
    /// use vigie::model::{Timestamp, Zone};
    /// let t = Timestamp::parse_rfc3339("2026-06-11T07:30:00Z").unwrap();
    /// assert_eq!(t.on_clocks(Zone::Europe__Paris), "2026-06-11 09:30 CEST");
    /// ```
    #[must_use]
    pub fn on_clocks(self, zone: Zone) -> String {
        self.written(zone, "%Y-%m-%d %H:%M %Z")
    }

    /// The same to the second: `2026-06-11 09:30:00 CEST`.
    #[must_use]
    pub fn in_full(self, zone: Zone) -> String {
        self.written(zone, "%Y-%m-%d %H:%M:%S %Z")
    }

    /// The same in a form of `strftime`. Zones that go by no letters are `%Z` as people read them.
    ///
    /// ```
    /// use vigie::model::{Timestamp, Zone};
    /// let t = Timestamp::parse_rfc3339("2026-06-11T07:30:00Z").unwrap();
    /// assert_eq!(t.written(Zone::Europe__Paris, "%H:%M %Z"), "09:30 CEST");
    /// assert_eq!(t.written(Zone::America__Sao_Paulo, "%H:%M %Z"), "04:30 UTC−3");
    /// assert_eq!(t.written(Zone::Asia__Kathmandu, "%H:%M %Z"), "13:15 UTC+5:45");
    /// ```
    #[must_use]
    pub fn written(self, zone: Zone, form: &str) -> String {
        let here = self.in_zone(zone);
        let name = here.format("%Z").to_string();
        let Some(digits) = name.strip_prefix(['+', '-']) else { return here.format(form).to_string() };
        let (hours, minutes) = digits.split_at(digits.len().min(2));
        let hours = hours.strip_prefix('0').unwrap_or(hours);
        let sign = if name.starts_with('-') { '−' } else { '+' };
        let minutes = if minutes.is_empty() { String::new() } else { format!(":{minutes}") };
        here.format(&form.replace("%Z", &format!("UTC{sign}{hours}{minutes}"))).to_string()
    }

    /// How long after `earlier` this is; zero when it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(value: DateTime<Utc>) -> Self {
        Self(value.timestamp_millis())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse_rfc3339(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a time: write RFC 3339, such as 2026-06-11T07:30:00Z"
            ))
        })
    }
}
