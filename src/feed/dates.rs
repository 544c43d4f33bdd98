//! Dates as feeds write them: RFC 822 and 3339, their many near misses, and a few languages.
//!
//! A text is cut into numbers, words and signs, and must be explained whole: what is left over makes it no date,
//! because a wrong date is worse than none.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::plain::collapse;
use crate::model::Timestamp;

/// Longer texts are no dates.
const MAX_CHARS: usize = 100;

/// Whether a field of this name may hold a date.
pub(super) fn is_date_name(name: &str) -> bool {
    matches!(
        name,
        "pubdate"
            | "published"
            | "issued"
            | "publication_date"
            | "updated"
            | "modified"
            | "lastbuilddate"
            | "lastmod"
            | "created"
            | "date"
    )
}

/// Reads a date; without a zone it is UTC, without a time it is midnight.
///
/// ```
/// use vigie::feed::parse_date;
/// let date = |text| parse_date(text).map(|t| t.to_string());
/// assert_eq!(date("Thu, 11 Jun 2026 09:30:00 +0200").as_deref(), Some("2026-06-11T07:30:00Z"));
/// assert_eq!(date("11 juin 2026").as_deref(), Some("2026-06-11T00:00:00Z"));
/// assert_eq!(date("yesterday"), None);
/// ```
#[must_use]
pub fn parse_date(text: &str) -> Option<Timestamp> {
    let text = collapse(text);
    if text.chars().nth(MAX_CHARS).is_some() {
        return None;
    }
    let moment =
        numeric(&text).or_else(|| compact(&text)).or_else(|| korean(&text)).or_else(|| worded(&text))?;
    Some(Timestamp::from(moment.and_utc()))
}

/// `2026-06-11T09:30:00.5+02:00`, cut anywhere, with other separators, also `2026-162`, and as SQL writes it.
fn numeric(text: &str) -> Option<NaiveDateTime> {
    let mut scan = Scan::new(text);
    // `Fri, 2006/09/15`: a weekday in front says nothing new.
    if let Some(word) = scan.word() {
        if !is_weekday(&word) {
            return None;
        }
        scan.take_any(&[',', '.', ' ']);
    }
    let (year, width) = scan.number()?;
    if width == 2 && scan.peek() == Some('-') {
        // `03-12-31`
        scan.take('-')?;
        let (month, 2) = scan.number()? else { return None };
        scan.take('-')?;
        let (day, 2) = scan.number()? else { return None };
        return scan.at_end().then(|| at_midnight(full_year(year, 2), month, day)).flatten();
    }
    if width != 4 {
        return None;
    }
    let year = i32::try_from(year).ok()?;
    let date = match scan.peek() {
        None => NaiveDate::from_ymd_opt(year, 1, 1),
        Some(separator @ ('-' | '/' | '.')) => {
            scan.take(separator)?;
            let (month, width) = scan.number()?;
            if width == 3 {
                NaiveDate::from_yo_opt(year, month)
            } else if scan.peek() == Some(separator) {
                scan.take(separator)?;
                let (day, width) = scan.number()?;
                NaiveDate::from_ymd_opt(year, month, day).filter(|_| width <= 2)
            } else {
                return scan
                    .at_end()
                    .then(|| NaiveDate::from_ymd_opt(year, month, 1))
                    .flatten()?
                    .and_hms_opt(0, 0, 0);
            }
        }
        Some(_) => return None,
    }?;
    if scan.at_end() {
        return date.and_hms_opt(0, 0, 0);
    }
    if scan.take('T').or_else(|| scan.take('t')).is_none() {
        scan.take_any(&[' ', ',', '_']);
    }
    let half = scan.half_of_day();
    let time = scan.time(half)?;
    let offset = scan.offset()?;
    scan.at_end().then_some(())?;
    shifted(date, time, offset)
}

/// `20260611`, `20260611T093000Z`, `260611`, `-2606`, `26162` with a leading zero.
fn compact(text: &str) -> Option<NaiveDateTime> {
    let dashed = text.strip_prefix('-');
    let digits = dashed.unwrap_or(text);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = digits.split_at(length);
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<u32>().ok();
    if dashed.is_some() {
        // ISO 8601:1988 section 5.2.1.3: `-YYMM` and `-YY-MM`.
        let month = rest.strip_prefix('-').or((length == 4).then_some(rest))?;
        let month = if length == 4 {
            part(2..4)?
        } else {
            (length == 2 && month.len() == 2).then(|| month.parse().ok())??
        };
        return (length == 2 || rest.is_empty())
            .then(|| at_midnight(full_year(part(0..2)?, 2), month, 1))
            .flatten();
    }
    match (length, rest) {
        (6, "") => at_midnight(full_year(part(0..2)?, 2), part(2..4)?, part(4..6)?),
        // Without its leading zero nobody could tell it from a damaged year.
        (5, "") if number.starts_with('0') => {
            NaiveDate::from_yo_opt(full_year(part(0..2)?, 2), part(2..5)?)?.and_hms_opt(0, 0, 0)
        }
        (7, "") => {
            NaiveDate::from_yo_opt(i32::try_from(part(0..4)?).ok()?, part(4..7)?)?.and_hms_opt(0, 0, 0)
        }
        (8, "") => at_midnight(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?),
        (8, rest) => {
            let date = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
            let time = rest.trim_start_matches(['T', 't', ' ']);
            let clock = time.bytes().take_while(u8::is_ascii_digit).count();
            let unit = |range| time.get(range).map_or(Some(0), |digits: &str| digits.parse::<u32>().ok());
            let clock_time = match clock {
                4 => (unit(0..2)?, unit(2..4)?, 0),
                6 => (unit(0..2)?, unit(2..4)?, unit(4..6)?),
                _ => {
                    let mut scan = Scan::new(time);
                    let time = scan.time(None)?;
                    let offset = scan.offset()?;
                    return scan.at_end().then(|| shifted(date, time, offset)).flatten();
                }
            };
            let mut scan = Scan::new(&time[clock..]);
            let offset = scan.offset()?;
            scan.at_end().then(|| shifted(date, clock_time, offset)).flatten()
        }
        (14, "") => {
            let date = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
            shifted(date, (part(8..10)?, part(10..12)?, part(12..14)?), 0)
        }
        _ => None,
    }
}

/// `2004년 05월 28일 01:31:15` and `2004-05-25 오후 11:23:17`, in Seoul's time.
fn korean(text: &str) -> Option<NaiveDateTime> {
    const SEOUL: i64 = 9 * 3600;
    let mut scan = Scan::new(text);
    let (year, _) = scan.number()?;
    let separators: [&[char]; 3] = match scan.peek()? {
        '년' => [&['년', ' '], &['월', ' '], &['일', ' ']],
        _ => [&['-', '.', ' '], &['-', '.', ' '], &[' ', '.']],
    };
    scan.take_any(separators[0]);
    let (month, _) = scan.number()?;
    scan.take_any(separators[1]);
    let (day, _) = scan.number()?;
    scan.take_any(separators[2]);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    if scan.at_end() {
        return shifted(date, (0, 0, 0), SEOUL);
    }
    let half = scan.half_of_day();
    let time = scan.time(half)?;
    scan.take_any(&[' ']);
    scan.at_end().then(|| shifted(date, time, SEOUL)).flatten()
}

/// Dates with a month's name: RFC 822, asctime, and whatever order people write them in.
fn worded(text: &str) -> Option<NaiveDateTime> {
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

/// A cursor over a text.
#[derive(Clone)]
struct Scan<'a> {
    rest: &'a str,
    /// The character before the cursor was a minus.
    minus: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, minus: false }
    }

    fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn behind_minus(&self) -> bool {
        self.minus
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(wanted)?;
        self.minus = wanted == '-';
        Some(())
    }

    fn take_any(&mut self, wanted: &[char]) {
        while let Some(c) = self.peek().filter(|c| wanted.contains(c)) {
            let _ = self.take(c);
        }
    }

    /// Digits and how many there were.
    fn number(&mut self) -> Option<(u32, usize)> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let number =
            self.rest.get(..length).filter(|digits| !digits.is_empty() && digits.len() <= 9)?.parse().ok()?;
        self.rest = &self.rest[length..];
        self.minus = false;
        Some((number, length))
    }

    /// Letters and the dots and slashes inside them, in lower case; the cursor stays where there are none.
    fn word(&mut self) -> Option<String> {
        let end = self
            .rest
            .char_indices()
            .find(|(at, c)| !(c.is_alphabetic() || (*at > 0 && matches!(c, '/' | '_')) || is_mark(*c)))
            .map_or(self.rest.len(), |(at, _)| at);
        if end == 0 {
            return None;
        }
        let word = self.rest[..end].to_lowercase();
        self.rest = &self.rest[end..];
        self.minus = false;
        Some(word)
    }

    /// `9:30`, `09:30:00`, `09:30:00.123`, `9.30`, `9h30`.
    fn time(&mut self, half: Option<Half>) -> Option<(u32, u32, u32)> {
        let (hour, width) = self.number().filter(|(_, width)| *width <= 2)?;
        let separator = self.peek().filter(|c| matches!(c, ':' | '.' | 'h' | 'H'));
        let (mut minute, mut second) = (0, 0);
        if let Some(separator) = separator {
            self.take(separator)?;
            if matches!(separator, 'h' | 'H') && !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Some((with_half(hour, half.unwrap_or(Half::None))?, 0, 0));
            }
            minute = self.number().filter(|(_, width)| *width <= 2)?.0;
            if self.peek() == Some(':') || (separator == '.' && self.peek() == Some('.')) {
                self.rest = &self.rest[1..];
                second = self.number().filter(|(_, width)| *width <= 2)?.0;
                if let Some('.' | ',') = self.peek()
                    && self.rest[1..].starts_with(|c: char| c.is_ascii_digit())
                {
                    self.rest = &self.rest[1..];
                    self.skip_digits();
                }
            }
        } else if width != 2 {
            return None;
        }
        let hour = with_half(hour, half.unwrap_or(Half::None))?;
        (hour <= 24 && minute < 60 && second <= 60).then_some((hour, minute, second.min(59)))
    }

    fn skip_digits(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }

    /// `AM`, `p.m.`, `오후`.
    fn half_of_day(&mut self) -> Option<Half> {
        let rest = self.rest.trim_start();
        let known = [
            ("오전", Half::Morning),
            ("오후", Half::Evening),
            ("am", Half::Morning),
            ("pm", Half::Evening),
            ("a.m.", Half::Morning),
            ("p.m.", Half::Evening),
        ];
        let (word, half) = known.into_iter().find(|(word, _)| {
            rest.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
                && !rest[word.len()..].starts_with(char::is_alphabetic)
        })?;
        self.rest = rest[word.len()..].trim_start();
        Some(half)
    }

    /// Seconds east of Greenwich: `Z`, `+02:00`, `-0500`, `+2`, a name, or nothing (UTC).
    fn offset(&mut self) -> Option<i64> {
        self.rest = self.rest.trim_start();
        let negative = match self.peek() {
            None => return Some(0),
            Some('+') => self.take('+').map(|()| false)?,
            Some('-' | '\u{2212}') => self.take('-').or_else(|| self.take('\u{2212}')).map(|()| true)?,
            Some(c) if c.is_ascii_digit() && self.minus => true,
            Some(_) => {
                let zone = zone_of(&self.word()?)?;
                return if matches!(self.peek(), Some('+' | '-')) {
                    Some(zone + self.offset()?)
                } else {
                    Some(zone)
                };
            }
        };
        let (number, width) = self.number()?;
        let (hours, minutes) = match (width, self.peek()) {
            (1 | 2, Some(':')) => {
                self.take(':')?;
                (number, self.number().filter(|(_, width)| *width == 2)?.0)
            }
            (1 | 2, _) => (number, 0),
            (3 | 4, _) => (number / 100, number % 100),
            _ => return None,
        };
        let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
        (hours < 24 && minutes < 60).then_some(if negative { -seconds } else { seconds })
    }

    /// `(CET)`, as mail programs add it.
    fn skip_comment(&mut self) -> bool {
        let end = self.rest.strip_prefix('(').and_then(|inside| inside.find(')'));
        if let Some(end) = end {
            self.rest = &self.rest[end + 2..];
        }
        end.is_some()
    }

    fn follows_hour_sign(&self) -> bool {
        let mut behind = self.rest.chars();
        matches!(behind.next(), Some('h' | 'H'))
            && behind.next().is_none_or(|c| c.is_ascii_digit() || c == ' ')
    }

    fn skip_ordinal(&mut self) {
        for ending in ["st", "nd", "rd", "th", "er", "º", "ª", "."] {
            let behind = self.rest.get(..ending.len()).filter(|found| found.eq_ignore_ascii_case(ending));
            if behind.is_some() && !self.rest[ending.len()..].starts_with(char::is_alphabetic) {
                self.rest = &self.rest[ending.len()..];
                return;
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Half {
    None,
    Morning,
    Evening,
}

fn with_half(hour: u32, half: Half) -> Option<u32> {
    match half {
        Half::None => Some(hour),
        Half::Morning => (hour <= 12).then_some(hour % 12),
        // `오후 23시` is written too: then the hour has said it already.
        Half::Evening => Some(if hour < 12 { hour + 12 } else { hour }),
    }
}

fn at_midnight(year: i32, month: u32, day: u32) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)
}

/// Two-digit years: RFC 2822 section 4.3.
fn full_year(year: u32, width: usize) -> i32 {
    let year = i32::try_from(year).unwrap_or(0);
    match width {
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        _ => year,
    }
}

/// A local time at an offset as UTC; 24:00 is the next day's midnight.
fn shifted(date: NaiveDate, (hour, minute, second): (u32, u32, u32), offset: i64) -> Option<NaiveDateTime> {
    let (date, hour) = match (hour, minute, second) {
        (24, 0, 0) => (date.checked_add_days(Days::new(1))?, 0),
        _ => (date, hour),
    };
    let local = date.and_time(NaiveTime::from_hms_opt(hour, minute, second)?);
    local.checked_sub_signed(TimeDelta::try_seconds(offset)?)
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '’' | '\'')
}

/// Words that join the parts of a date.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "at" | "of"
            | "de"
            | "del"
            | "à"
            | "a"
            | "um"
            | "uhr"
            | "le"
            | "den"
            | "the"
            | "om"
            | "kl"
            | "o"
            | "ore"
            | "г"
            | "года"
            | "р"
            | "року"
            | "klo"
    )
}

/// A month by the beginning of its name in the languages feeds come in.
fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "gen", "ene", "янв", "січ", "stycz", "sty", "led", "oca", "ian", "sij", "tammi", "ιαν"],
        &[
            "feb", "fév", "fev", "feb", "фев", "лют", "lut", "úno", "uno", "şub", "sub", "velj", "helmi",
            "φεβ",
        ],
        &[
            "mar",
            "mär",
            "mrz",
            "maa",
            "мар",
            "берез",
            "бер",
            "bře",
            "bre",
            "ožu",
            "már",
            "mrt",
            "maalis",
            "μαρ",
            "μάρ",
        ],
        &[
            "apr", "avr", "abr", "ápr", "апр", "квіт", "кві", "kwie", "kwi", "dub", "nis", "tra", "huhti",
            "απρ",
        ],
        &[
            "may", "mai", "mag", "maj", "mei", "máj", "май", "мая", "трав", "тра", "kvě", "kve", "svi",
            "touko", "μαι", "μάι", "μαϊ",
        ],
        &[
            "jun", "juin", "giu", "jún", "июн", "черв", "чер", "czerw", "cze", "čvn", "haz", "lip", "kesä",
            "ιουν", "ιούν",
        ],
        &[
            "jul", "juil", "lug", "júl", "июл", "лип", "lipiec", "lipca", "čvc", "tem", "srp", "heinä",
            "ιουλ", "ιούλ",
        ],
        &[
            "aug", "aoû", "aou", "ago", "авг", "серп", "сер", "sier", "sie", "srpna", "ağu", "agu", "kol",
            "elo", "αυγ", "αύγ",
        ],
        &[
            "sep",
            "set",
            "szept",
            "сен",
            "верес",
            "вер",
            "wrze",
            "wrz",
            "zář",
            "zar",
            "eyl",
            "ruj",
            "syys",
            "σεπ",
        ],
        &[
            "oct", "okt", "ott", "out", "окт", "жовт", "жов", "paź", "paz", "říj", "rij", "eki", "lis",
            "loka", "οκτ",
        ],
        &["nov", "noi", "нояб", "ноя", "лист", "лис", "listop", "kas", "stu", "marras", "νοε", "νοέ"],
        &[
            "dec", "déc", "dez", "dic", "des", "дек", "груд", "гру", "grud", "gru", "pro", "ara", "joulu",
            "δεκ",
        ],
    ];
    // The longest beginning wins: `juil` is July although `ju` would do for June, `листопада` is no `лис`-ten.
    let mut best: Option<(usize, u32)> = None;
    for (month, names) in (1..).zip(MONTHS) {
        for name in names {
            if word.starts_with(name) && best.is_none_or(|(length, _)| name.len() > length) {
                best = Some((name.len(), month));
            }
        }
    }
    let (length, month) = best?;
    // `Mart` and `Marzo` are months, `Marble` would be none: a name goes on for nine letters at most.
    (word.chars().count() <= 12 && word.len() - length <= 14).then_some(month)
}

/// Whether a word is a weekday: short, before everything else said.
fn is_weekday(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "lun",
        "mar",
        "mer",
        "mié",
        "mie",
        "jeu",
        "jue",
        "ven",
        "vie",
        "sam",
        "sáb",
        "sab",
        "dim",
        "dom",
        "gio",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "seg",
        "ter",
        "qua",
        "qui",
        "sex",
        "пн",
        "вт",
        "ср",
        "чт",
        "пт",
        "сб",
        "вс",
        "нд",
        "пон",
        "вто",
        "сре",
        "чет",
        "пят",
        "суб",
        "вос",
        "понед",
        "вівт",
        "серед",
        "четв",
        "п’ят",
        "п'ят",
        "неділ",
        "субот",
        "pon",
        "wt",
        "śr",
        "sr",
        "czw",
        "pt",
        "pią",
        "sob",
        "nie",
        "ma",
        "wo",
        "vr",
        "za",
        "zo",
        "κυρ",
        "δευ",
        "τρι",
        "τετ",
        "πεμ",
        "παρ",
        "σαβ",
        "út",
        "st",
        "čt",
        "pá",
        "ne",
        "po",
        "hét",
        "ked",
        "sze",
        "csü",
        "pén",
        "szo",
        "vas",
        "pzt",
        "sal",
        "çar",
        "per",
        "cum",
        "cmt",
        "paz",
        "tir",
        "ons",
        "tor",
        "lør",
        "søn",
        "mån",
        "tis",
        "lör",
        "sön",
    ];
    DAYS.iter().any(|day| word.starts_with(day))
}

/// Seconds east of Greenwich of a zone's name; RFC 822 section 5.1, its military letters, and others in use.
fn zone_of(word: &str) -> Option<i64> {
    let name = word.strip_prefix("etc/").unwrap_or(word);
    let minutes: i64 = match name {
        "z" | "gmt" | "utc" | "ut" | "wet" | "uct" | "universal" => 0,
        "at" | "ast" => -240,
        "et" | "est" | "cdt" => -300,
        "edt" | "adt" => {
            if name == "edt" {
                -240
            } else {
                -180
            }
        }
        "ct" | "cst" | "mdt" => -360,
        "mt" | "mst" | "pdt" => -420,
        "pt" | "pst" => -480,
        "akst" => -540,
        "akdt" => -480,
        "hst" => -600,
        "nst" => -210,
        "ndt" => -150,
        "bst" | "ist" if name == "bst" => 60,
        "ist" => 330,
        "cet" | "met" | "mez" | "west" | "wat" => 60,
        "cest" | "mest" | "mesz" | "eet" | "sast" | "cat" => 120,
        "eest" | "msk" | "trt" | "eat" => 180,
        "msd" | "gst" => 240,
        "pkt" => 300,
        "wib" | "ict" => 420,
        "hkt" | "sgt" | "awst" | "pht" => 480,
        "jst" | "kst" => 540,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "brt" | "art" => -180,
        _ => return military(name),
    };
    Some(minutes * 60)
}

/// The military letters; RFC 1123 section 5.2.14 says that their signs in RFC 822 are wrong, so they count as UTC.
fn military(name: &str) -> Option<i64> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    (letters.next().is_none() && letter.is_ascii_lowercase() && letter != 'j').then_some(0)
}
