//! Dates with a month's name: RFC 822, asctime, and whatever order people write them in.

use chrono::{NaiveDate, NaiveDateTime};

use super::scan::{Scan, with_half};
use super::words::{is_filler, is_weekday, month_of, zone_of};
use super::{full_year, shifted};

/// Reads a date of words and numbers.
pub(super) fn worded(text: &str) -> Option<NaiveDateTime> {
    let mut parts = Parts::default();
    let mut scan = Scan::new(text);
    while !scan.at_end() {
        scan.take_any(&[' ', ',', '.', '-', '/']);
        if scan.at_end() {
            break;
        }
        parts.take(&mut scan)?;
    }
    parts.finish()
}

#[derive(Default)]
struct Parts {
    month: Option<u32>,
    /// Day and year, in the order met, with their widths.
    numbers: Vec<(u32, usize)>,
    time: Option<(u32, u32, u32)>,
    offset: Option<i64>,
}

impl Parts {
    fn take(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        if scan.skip_comment() {
            return Some(());
        }
        let after_sign = matches!(scan.peek(), Some('+')) || (scan.behind_minus() && self.time.is_some());
        if after_sign && self.time.is_some() && self.offset.is_none() {
            self.offset = Some(scan.offset()?);
            return Some(());
        }
        if scan.peek()?.is_ascii_digit() {
            return self.take_number(scan);
        }
        let word = scan.word()?;
        self.take_word(&word, scan)
    }

    fn take_number(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let before = scan.clone();
        let number = scan.number()?;
        if scan.peek() == Some(':') || (self.time.is_none() && scan.follows_hour_sign()) {
            *scan = before;
            if self.time.is_some() {
                return None;
            }
            let mut time = scan.time(None)?;
            if let Some(half) = scan.half_of_day() {
                time.0 = with_half(time.0, half)?;
            }
            self.time = Some(time);
            return Some(());
        }
        // `1st`, `11th`, `2er`
        scan.skip_ordinal();
        self.numbers.push(number);
        (self.numbers.len() <= 2).then_some(())
    }

    fn take_word(&mut self, word: &str, scan: &mut Scan<'_>) -> Option<()> {
        if self.month.is_none()
            && let Some(month) = month_of(word)
        {
            self.month = Some(month);
            return Some(());
        }
        // Behind the time `PT` is a zone, before it a Polish Friday.
        if self.time.is_some() && self.offset.is_none() && zone_of(word).is_some() {
            return self.take_zone(word, scan);
        }
        if is_weekday(word) || is_filler(word) {
            return Some(());
        }
        if self.time.is_none() && word.eq_ignore_ascii_case("t") {
            return Some(());
        }
        self.take_zone(word, scan)
    }

    fn take_zone(&mut self, word: &str, scan: &mut Scan<'_>) -> Option<()> {
        let zone = zone_of(word)?;
        self.time?;
        // `GMT+2`, `UTC-05:00`, `Etc/GMT`
        let more = if matches!(scan.peek(), Some('+' | '-')) { scan.offset()? } else { 0 };
        self.offset = Some(zone + more);
        Some(())
    }

    fn finish(self) -> Option<NaiveDateTime> {
        let month = self.month?;
        let (day, year) = match self.numbers[..] {
            [(day, d), (year, y)] if d <= 2 && (y == 4 || y == 2) => (day, full_year(year, y)),
            [(year, 4), (day, d)] if d <= 2 => (day, full_year(year, 4)),
            [(year, 4)] => (1, full_year(year, 4)),
            _ => return None,
        };
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        shifted(date, self.time.unwrap_or_default(), self.offset.unwrap_or(0))
    }
}
