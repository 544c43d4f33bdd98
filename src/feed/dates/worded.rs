//! Dates with a month's name: RFC 822, asctime, and whatever order people write them in.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::scan::{Scan, with_half};
use super::words::{is_filler, month_of, spoken, weekdays_of, zone_of};
use super::{full_year, shifted};
use crate::article::{Named, in_language};
use crate::model::Language;
use crate::schedule::Weekdays;

/// Between the parts of a date.
const BETWEEN: [char; 6] = [' ', ',', '.', '-', '/', '\u{60c}'];

/// Reads a date of words and numbers. `language`: of the text around it, for months that languages call alike.
pub(super) fn worded(text: &str, language: Option<Language>) -> Option<NaiveDateTime> {
    let mut parts = Parts::default();
    let mut scan = Scan::new(text);
    // Before a comma stands a weekday, in languages that nobody knows here, too.
    let start = scan.clone();
    match scan.word() {
        Some(word) if scan.at_comma() && month_of(&word).is_none() => parts.take_weekday(&word),
        _ => scan = start,
    }
    while !scan.at_end() {
        scan.take_any(&BETWEEN);
        if scan.at_end() {
            break;
        }
        parts.take(&mut scan)?;
    }
    parts.finish(language)
}

#[derive(Default)]
struct Parts {
    month: Option<Month>,
    /// Day and year, in the order met, with their widths.
    numbers: Vec<(u32, usize)>,
    time: Option<(u32, u32, u32)>,
    offset: Option<i64>,
    weekdays: Weekdays,
    /// What a word said that only one language has.
    spoken: Option<Language>,
}

/// A word that names a month, and may name a weekday.
struct Month {
    named: Named,
    word: String,
    /// It stands before all numbers, where weekdays do.
    leads: bool,
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
        let mut word = scan.word()?;
        // Months of the Levant have names of two words.
        if matches!(word.as_str(), "تشرين" | "كانون") {
            scan.take_any(&[' ']);
            word.push(' ');
            word.push_str(&scan.word()?);
        }
        self.take_word(word, scan)
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

    fn take_word(&mut self, word: String, scan: &mut Scan<'_>) -> Option<()> {
        if let Some(named) = month_of(&word).filter(|_| self.wants_month()) {
            if let Some(weekday) = self.month.take() {
                self.take_weekday(&weekday.word);
            }
            self.month = Some(Month { named, word, leads: self.numbers.is_empty() });
            return Some(());
        }
        // Behind the time `PT` is a zone, before it a Polish Friday.
        if self.time.is_some() && self.offset.is_none() && zone_of(&word).is_some() {
            return self.take_zone(&word, scan);
        }
        if weekdays_of(&word).is_any() || is_filler(&word) {
            self.take_weekday(&word);
            return Some(());
        }
        if self.time.is_none() && word == "t" {
            return Some(());
        }
        self.take_zone(&word, scan)
    }

    /// Whether the name of a month may come: none came, or one that was a weekday's, as `mar` is March and a French Tuesday.
    fn wants_month(&self) -> bool {
        self.month.as_ref().is_none_or(|month| {
            let is_before_year = self.numbers.len() <= 1 && self.time.is_none();
            month.leads && is_before_year && weekdays_of(&month.word).is_any()
        })
    }

    fn take_weekday(&mut self, word: &str) {
        let weekdays = weekdays_of(word);
        if weekdays.is_any() {
            self.weekdays = weekdays;
        }
        self.spoken = self.spoken.or_else(|| spoken(word));
    }

    fn take_zone(&mut self, word: &str, scan: &mut Scan<'_>) -> Option<()> {
        let zone = zone_of(word)?;
        self.time?;
        // `GMT+2`, `UTC-05:00`, `Etc/GMT`
        let more = if matches!(scan.peek(), Some('+' | '-')) { scan.offset()? } else { 0 };
        // Several zones share a name: where a number was given, it counts.
        self.offset = self.offset.or(Some(zone + more));
        Some(())
    }

    fn finish(self, language: Option<Language>) -> Option<NaiveDateTime> {
        let (day, year) = match self.numbers[..] {
            [(day, d), (year, y)] if d <= 2 && (y == 4 || y == 2) => (day, full_year(year, y)),
            [(year, 4), (day, d)] if d <= 2 => (day, full_year(year, 4)),
            [(year, 4)] => (1, full_year(year, 4)),
            _ => return None,
        };
        let date = self.date(year, day, language)?;
        shifted(date, self.time.unwrap_or_default(), self.offset.unwrap_or(0))
    }

    /// The date, where the month's name has several meanings by the weekday that fits one, by the language, or by what only one
    /// of them makes possible.
    fn date(&self, year: i32, day: u32, language: Option<Language>) -> Option<NaiveDate> {
        let readings = match self.month.as_ref()?.named {
            Named::One(month) => return NaiveDate::from_ymd_opt(year, month, day),
            Named::ByLanguage(readings) => readings,
        };
        let of_month = |month| NaiveDate::from_ymd_opt(year, month, day);
        let mut fitting = readings.iter().filter_map(|(_, month)| of_month(*month));
        let mut by_weekday = fitting.clone().filter(|date| self.weekdays.holds(date.weekday()));
        if let (Some(date), None) = (by_weekday.next(), by_weekday.next()) {
            return Some(date);
        }
        let told = |language| in_language(readings, language);
        if let Some(month) = language.and_then(told).or_else(|| self.spoken.and_then(told)) {
            return of_month(month);
        }
        match (fitting.next(), fitting.next()) {
            (Some(date), None) => Some(date),
            _ => None,
        }
    }
}
