//! Numbers as the press writes them, each value in one form.

use crate::language::digit;

/// How words of magnitude begin, folded, that are numbers of their own. [`super::quantity`] knows many more behind a number. What is
/// furniture rests on these, and so do the differences that are kept of versions: none may be added or taken away.
const MAGNITUDES: [&str; 36] = [
    "hundred",
    "thousand",
    "million",
    "milliard",
    "billion",
    "trillion",
    "tausend",
    "mille",
    "milion",
    "miliard",
    "millon",
    "milhao",
    "milhoes",
    "bilhao",
    "bilhoes",
    "miljoen",
    "miljard",
    "duizend",
    "milyon",
    "milyar",
    "biljoen",
    "тысяч",
    "миллион",
    "миллиард",
    "млн",
    "млрд",
    "тис",
    "мільйон",
    "мільярд",
    "الف",
    "مليون",
    "مليار",
    "ملايين",
    "εκατομμυρ",
    "δισεκατομμυρ",
    "מיליון",
];

/// Whether a folded word says how large a number is.
pub(super) fn is_magnitude(folded: &str) -> bool {
    MAGNITUDES.iter().any(|start| folded.strip_prefix(start).is_some_and(|end| end.chars().count() <= 4))
}

/// Whether a character stands for a quantity in Chinese, Japanese or Korean.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '萬'
            | '亿'
            | '億'
            | '兆'
            | '两'
            | '兩'
    )
}

/// A separator that may stand between groups of digits.
pub(super) fn is_group_mark(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}' | '\u{66c}')
}

/// One form for each value: ASCII digits, a dot before decimals, no marks between groups; a unit written together with the number
/// stays. `1.000` and `1,000` are a thousand, as nearly everywhere in print.
///
/// `"1 000,5"`, `"1.000,5"` and `"١٬٠٠٠٫٥"` become `1000.5`.
pub(super) fn canonical(text: &str) -> String {
    let end = text.rfind(|c| digit(c).is_some()).map_or(0, |at| text.ceil_char_boundary(at + 1));
    let (number, unit) = text.split_at(end);
    // Digits, and the marks between them.
    let (mut groups, mut marks) = (vec![String::new()], Vec::new());
    for c in number.chars() {
        if let Some(value) = digit(c).and_then(|value| char::from_digit(value, 10)) {
            groups.last_mut().into_iter().for_each(|group| group.push(value));
        } else {
            marks.push(c);
            groups.push(String::new());
        }
    }
    let mut out = groups[0].clone();
    for (i, (mark, group)) in marks.iter().zip(&groups[1..]).enumerate() {
        let is_last = i + 1 == marks.len();
        let others_differ = marks[..i].iter().any(|other| other != mark);
        let is_group = match mark {
            '\u{66b}' => false,
            c if is_group_mark(*c) => true,
            // Groups of three, or of two before the last in India; a mark that differs from those before is the decimal one.
            '.' | ',' => {
                !others_differ
                    && group.len() == if is_last { 3 } else { group.len().clamp(2, 3) }
                    && groups[0].len() <= 3
                    && groups[0] != "0"
            }
            _ => {
                // Letters inside, as in `5G2`: a name of something, kept as it is.
                return text.to_owned();
            }
        };
        if !is_group {
            out.push('.');
        }
        out.push_str(group);
    }
    out.push_str(unit);
    out
}

#[cfg(test)]
mod tests {
    use super::{canonical, is_magnitude};

    #[test]
    fn each_value_has_one_form() {
        for (text, form) in [
            ("400", "400"),
            ("1,000", "1000"),
            ("1.000", "1000"),
            ("1 000", "1000"),
            ("1\u{202f}000\u{202f}000", "1000000"),
            ("1’000", "1000"),
            ("1,000.5", "1000.5"),
            ("1.000,5", "1000.5"),
            ("1 000,25", "1000.25"),
            ("10,00,000", "1000000"),
            ("2,5", "2.5"),
            ("2.5", "2.5"),
            ("0.125", "0.125"),
            ("٤٠٠", "400"),
            ("١٬٠٠٠٫٥", "1000.5"),
            ("४००", "400"),
            ("４００", "400"),
            ("400km", "400km"),
            ("12.6.2026", "12.6.2026"),
        ] {
            assert_eq!(canonical(text), form, "{text}");
        }
    }

    #[test]
    fn words_of_magnitude_are_numbers() {
        for word in ["million", "millions", "milliarden", "миллиардов", "мільйони"] {
            assert!(is_magnitude(word), "{word}");
        }
        for word in ["millionaires", "mile", "militant"] {
            assert!(!is_magnitude(word), "{word}");
        }
    }
}
