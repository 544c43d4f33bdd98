//! Dates of Korea, China and Japan, which name no zone because each has one.

use chrono::{NaiveDate, NaiveDateTime};

use super::scan::Scan;
use super::shifted;

const HOUR: i64 = 3600;

/// `2004년 05월 28일 01:31:15`, `2004-05-25 오후 11:23:17` and `2026年11月29日 10时30分`: Seoul's time, Beijing's, or Tokyo's where
/// the half of the day is written as Japan writes it.
pub(super) fn eastern(text: &str) -> Option<NaiveDateTime> {
    let mut scan = Scan::new(text);
    let (year, 4) = scan.number()? else { return None };
    let (separators, mut offset): ([&[char]; 3], i64) = match scan.peek()? {
        '년' => ([&['년', ' '], &['월', ' '], &['일', ' ']], 9 * HOUR),
        '年' => ([&['年', ' '], &['月', ' '], &['日', ' ', '　']], 8 * HOUR),
        _ => ([&['-', '.', ' '], &['-', '.', ' '], &[' ', '.']], 9 * HOUR),
    };
    scan.take_any(separators[0]);
    let (month, _) = scan.number()?;
    scan.take_any(separators[1]);
    let (day, _) = scan.number()?;
    scan.take_any(separators[2]);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    weekday(&mut scan);
    if scan.at_end() {
        return shifted(date, (0, 0, 0), offset);
    }
    if matches!(scan.peek(), Some('午')) {
        offset = 9 * HOUR;
    }
    let half = scan.half_of_day();
    let time = scan.time(half)?;
    scan.take_any(&[' ']);
    scan.at_end().then(|| shifted(date, time, offset)).flatten()
}

/// `(日)`, `（星期日）`: says nothing new.
fn weekday(scan: &mut Scan<'_>) {
    let before = scan.clone();
    if scan.take('(').or_else(|| scan.take('（')).is_some() {
        let _ = scan.word();
        if scan.take(')').or_else(|| scan.take('）')).is_none() {
            *scan = before;
            return;
        }
        scan.take_any(&[' ']);
    }
}
