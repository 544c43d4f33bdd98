//! Dates as pages write them for their readers.

use super::date::day;
use crate::model::Timestamp;

/// Months by the first letters of their names, lower case, in the languages of the press; the longest match counts.
#[rustfmt::skip]
const MONTHS: &[(&str, u32)] = &[
    // English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic: shared beginnings first.
    ("jan", 1), ("jän", 1), ("ene", 1), ("gen", 1), ("févr", 2), ("feb", 2), ("fev", 2), ("fév", 2),
    ("helmi", 2), ("tammi", 1), ("mar", 3), ("mär", 3), ("maa", 3), ("mrt", 3), ("mrz", 3), ("apr", 4),
    ("abr", 4), ("avr", 4), ("huhti", 4), ("may", 5), ("mai", 5), ("maj", 5), ("mag", 5), ("mei", 5),
    ("touko", 5), ("jun", 6), ("juin", 6), ("giu", 6), ("kesä", 6), ("jul", 7), ("juil", 7), ("lug", 7),
    ("heinä", 7), ("aug", 8), ("aoû", 8), ("ago", 8), ("aou", 8), ("elo", 8), ("sep", 9), ("set", 9),
    ("syys", 9), ("oct", 10), ("okt", 10), ("out", 10), ("ott", 10), ("loka", 10), ("nov", 11),
    ("marras", 11), ("dec", 12), ("dez", 12), ("déc", 12), ("dic", 12), ("des", 12), ("joulu", 12),
    // Polish, Czech, Turkish, Hungarian, Romanian.
    ("stycz", 1), ("styczn", 1), ("lut", 2), ("kwie", 4), ("maja", 5), ("czerw", 6), ("lipi", 7),
    ("lipc", 7), ("sierp", 8), ("wrze", 9), ("paźd", 10), ("listopadu", 11), ("listopada", 11),
    ("grud", 12), ("led", 1), ("únor", 2), ("břez", 3), ("dub", 4), ("květ", 5), ("červn", 6), ("červe", 7),
    ("srp", 8), ("září", 9), ("říj", 10), ("pros", 12), ("oca", 1), ("şub", 2), ("nis", 4), ("haz", 6),
    ("tem", 7), ("ağu", 8), ("eyl", 9), ("eki", 10), ("kas", 11), ("ara", 12), ("márc", 3), ("ápr", 4),
    ("máj", 5), ("jún", 6), ("júl", 7), ("szept", 9), ("ian", 1), ("iun", 6), ("iul", 7), ("noi", 11),
    // Russian, Ukrainian, Bulgarian, Greek.
    ("янв", 1), ("фев", 2), ("мар", 3), ("апр", 4), ("мая", 5), ("май", 5), ("июн", 6), ("июл", 7),
    ("авг", 8), ("сен", 9), ("окт", 10), ("ноя", 11), ("ное", 11), ("дек", 12), ("січ", 1), ("лют", 2),
    ("бер", 3), ("кві", 4), ("тра", 5), ("чер", 6), ("лип", 7), ("сер", 8), ("вер", 9), ("жов", 10),
    ("лис", 11), ("гру", 12), ("ιαν", 1), ("φεβ", 2), ("μαρ", 3), ("απρ", 4), ("μαΐ", 5), ("μαϊ", 5),
    ("ιουν", 6), ("ιουλ", 7), ("αυγ", 8), ("σεπ", 9), ("οκτ", 10), ("νοε", 11), ("δεκ", 12),
    // Arabic (Egypt and the Levant), Hebrew, Indonesian.
    ("يناير", 1), ("فبراير", 2), ("مارس", 3), ("أبريل", 4), ("ابريل", 4), ("مايو", 5), ("يونيو", 6),
    ("يوليو", 7), ("أغسطس", 8), ("اغسطس", 8), ("سبتمبر", 9), ("أكتوبر", 10), ("اكتوبر", 10), ("نوفمبر", 11),
    ("ديسمبر", 12), ("ינואר", 1), ("פברואר", 2), ("מרץ", 3), ("אפריל", 4), ("מאי", 5), ("יוני", 6),
    ("יולי", 7), ("אוגוסט", 8), ("ספטמבר", 9), ("אוקטובר", 10), ("נובמבר", 11), ("דצמבר", 12), ("agu", 8),
];

pub(super) fn month(word: &str) -> Option<u32> {
    // Hebrew writes "in February" as one word.
    let word = word.strip_prefix('ב').unwrap_or(word);
    MONTHS
        .iter()
        .filter(|(start, _)| word.starts_with(start))
        .max_by_key(|(start, _)| start.len())
        .map(|&(_, n)| n)
}

/// A word or number of a visible date.
#[derive(Debug, PartialEq)]
enum Piece {
    Number(u32, usize),
    Month(u32),
    Sign(char),
    Word,
}

/// The first date in visible text: `11 June 2026`, `June 11, 2026`, `11.06.2026`, `2026年6月11日`. Of `06/11/2026` the
/// month comes first where `is_month_first`.
pub fn find(text: &str, is_month_first: bool) -> Option<Timestamp> {
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|at| {
        let rest = &pieces[at..];
        let (year, month, date) = in_numbers(rest, is_month_first).or_else(|| with_name(rest))?;
        day(i32::try_from(year).ok()?, month, date)
    })
}

/// `2026年6月11日`, `2026년 6월 11일`, `2026-06-11`, `2026.6.11`, `11.06.2026`, `11/6/2026`.
fn in_numbers(pieces: &[Piece], is_month_first: bool) -> Option<(u32, u32, u32)> {
    let &[
        Piece::Number(first, length),
        Piece::Sign(sign),
        Piece::Number(second, 1 | 2),
        Piece::Sign(other),
        Piece::Number(third, last),
        ..,
    ] = pieces
    else {
        return None;
    };
    match (length, last) {
        (4, 1 | 2) => Some((first, second, third)),
        // Years of two digits are this century's.
        (1 | 2, 2 | 4) if sign == other && matches!(sign, '.' | '/' | '-') && (last == 4 || sign != '-') => {
            let year = if last == 2 { 2000 + third } else { third };
            let is_month_first = second > 12 || (is_month_first && first <= 12 && sign == '/');
            Some(if is_month_first { (year, first, second) } else { (year, second, first) })
        }
        _ => None,
    }
}

/// `11 June 2026`, `June 11, 2026`, `2026 June 11`, with full stops and hyphens between.
fn with_name(pieces: &[Piece]) -> Option<(u32, u32, u32)> {
    let mut parts = pieces.iter().take(5).filter(|piece| !matches!(piece, Piece::Sign('.' | '-' | '/')));
    match (parts.next()?, parts.next()?, parts.next()?) {
        (&Piece::Number(day, 1 | 2), &Piece::Month(month), &Piece::Number(year, 4))
        | (&Piece::Month(month), &Piece::Number(day, 1 | 2), &Piece::Number(year, 4))
        | (&Piece::Number(year, 4), &Piece::Month(month), &Piece::Number(day, 1 | 2)) => {
            Some((year, month, day))
        }
        _ => None,
    }
}

fn is_date_sign(sign: char) -> bool {
    matches!(sign, '年' | '月' | '년' | '월' | '-' | '.' | '/')
}

fn pieces(text: &str) -> Vec<Piece> {
    let lower = text.to_lowercase();
    let mut pieces = Vec::new();
    let mut rest = lower.as_str();
    while let Some(c) = rest.chars().next() {
        let length;
        if c.is_ascii_digit() {
            length = rest.bytes().take_while(u8::is_ascii_digit).count();
            pieces.push(rest[..length].parse().map_or(Piece::Word, |n| Piece::Number(n, length)));
        } else if is_date_sign(c) {
            length = c.len_utf8();
            pieces.push(Piece::Sign(c));
        } else if c.is_alphabetic() {
            length = rest.find(|c: char| !c.is_alphabetic() || is_date_sign(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            if let Some(month) = month(word) {
                pieces.push(Piece::Month(month));
            } else if !matches!(
                word,
                "de" | "del" | "of" | "st" | "nd" | "rd" | "th" | "di" | "er" | "den" | "일" | "日"
            ) {
                pieces.push(Piece::Word);
            }
        } else {
            length = c.len_utf8();
        }
        rest = &rest[length..];
    }
    pieces
}
