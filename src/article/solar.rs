//! The calendar of Iran, whose years begin in spring.

use chrono::{Days, NaiveDate};

/// Its months, and another spelling.
const MONTHS: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

/// The years that pages can be from.
pub const YEARS: std::ops::RangeInclusive<u32> = 1300..=1500;

/// The month that a word names, 1 to 12.
pub fn month(word: &str) -> Option<u32> {
    // Arabic keyboards have letters of their own for two of these.
    let is_same = |name: &&str| {
        let plain = |c: char| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            _ => c,
        };
        word.chars().map(plain).eq(name.chars())
    };
    (1..).zip(&MONTHS).find(|(_, name)| is_same(name)).map(|(number, _)| number)
}

/// A day of the common calendar; leap years by the rule of 33 years, which fits all those of [`YEARS`] but for the last.
pub fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let is_leap = |year: u32| (25 * year + 11) % 33 < 8;
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(is_leap(year)),
        _ => return None,
    };
    if !YEARS.contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let leaps: u32 = (*YEARS.start()..year).map(|year| u32::from(is_leap(year))).sum();
    let months = (month - 1) * 30 + (month - 1).min(6);
    let days = (year - YEARS.start()) * 365 + leaps + months + day - 1;
    NaiveDate::from_ymd_opt(1921, 3, 21)?.checked_add_days(Days::new(days.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_both_calendars_are_the_same() {
        for (given, expected) in [
            ((1405, 8, 26), "2026-11-17"),
            ((1405, 1, 1), "2026-03-21"),
            ((1403, 12, 30), "2025-03-20"),
            ((1404, 12, 29), "2026-03-20"),
            ((1399, 12, 30), "2021-03-20"),
            ((1376, 3, 2), "1997-05-23"),
        ] {
            let (year, month, day) = given;
            assert_eq!(
                date(year, month, day).map(|day| day.to_string()).as_deref(),
                Some(expected),
                "{given:?}"
            );
        }
        for (year, month, day) in [(1404, 12, 30), (1405, 8, 31), (1405, 13, 1), (1405, 1, 0), (1299, 1, 1)] {
            assert_eq!(date(year, month, day), None, "{year} {month} {day}");
        }
    }

    #[test]
    fn months_are_known_in_either_spelling() {
        assert_eq!(month("آبان"), Some(8));
        assert_eq!(month("دي"), Some(10));
        assert_eq!(month("نوامبر"), None);
    }
}
