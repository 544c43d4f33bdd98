//! Numbers in the signs of Chinese and Japanese: `四十`, `4万`, `3億5000万`.

use super::number::is_numeral;
use super::sentence::{Role, Word};

/// What is counted by a single sign of quantity: people, years, times, ships, cars, animals, countries. Elsewhere one sign alone is
/// part of many words.
const COUNTERS: &str = "人名位岁歲歳才年月回次艘架辆輛台家所棟栋只匹枚冊隻国國州省县縣県党軒個个ヶか条條級级天週周种種度倍票点點机機羽頭头间間件";
/// Signs behind which a numeral names a day of the week.
const BEFORE_DAYS: &str = "期周週曜拜";

/// Units that begin with a sign of quantity: `千米`, `兆瓦`.
const POWERS_OF_UNITS: &str = "千兆";
const UNITS_OF_POWERS: &str = "米克瓦卡";

/// Gives a sign of quantity that stands alone the role of a number where it counts something, and takes it from one that begins a
/// unit.
pub(super) fn mark(words: &mut [Word<'_>]) {
    for i in 0..words.len() {
        if !words[i].form.chars().all(is_numeral) {
            continue;
        }
        let next = words.get(i + 1).filter(|next| next.start == words[i].end());
        let is_before = |signs| next.is_some_and(|next| is_in(signs, &next.form));
        let is_of_unit = is_in(POWERS_OF_UNITS, &words[i].form) && is_before(UNITS_OF_POWERS);
        let is_day = i > 0 && is_in(BEFORE_DAYS, &words[i - 1].form);
        let is_counting = is_before(COUNTERS) && !is_day;
        words[i].role = match words[i].role {
            Role::Number if is_of_unit => Role::Caseless,
            Role::Caseless if is_counting && !is_of_unit => Role::Number,
            role => role,
        };
    }
}

fn is_in(signs: &str, word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| signs.contains(c)) && chars.next().is_none()
}

/// Makes one number of signs and digits that stand together.
pub(super) fn join<'t>(text: &'t str, words: Vec<Word<'t>>) -> Vec<Word<'t>> {
    if !words.iter().any(is_signs) {
        return words;
    }
    let is_together = |one: &Word<'_>, other: &Word<'_>| {
        [one, other].iter().all(|word| is_signs(word) || is_digits(word)) && one.end() == other.start
    };
    let mut joined = Vec::with_capacity(words.len());
    for run in words.chunk_by(is_together) {
        match (run, run.iter().any(is_signs).then(|| value(run)).flatten()) {
            ([first, ..], Some(form)) => {
                let last = run.last().unwrap_or(first);
                let text = &text[first.start..last.end()];
                joined.push(Word { text, form, ..first.clone() });
            }
            _ => joined.extend_from_slice(run),
        }
    }
    joined
}

fn is_signs(word: &Word<'_>) -> bool {
    word.role == Role::Number && word.form.chars().all(is_numeral)
}

fn is_digits(word: &Word<'_>) -> bool {
    word.role == Role::Number && word.form.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn digit_of(sign: char) -> Option<u64> {
    let signs = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match sign {
        '两' | '兩' => Some(2),
        _ => (0..).zip(signs).find(|(_, own)| *own == sign).map(|(value, _)| value),
    }
}

fn power_of(sign: char) -> Option<u32> {
    match sign {
        '十' => Some(1),
        '百' => Some(2),
        '千' => Some(3),
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        '兆' => Some(12),
        _ => None,
    }
}

/// The value of signs and digits; `None` where they are no number by the rules, as `二三十`.
fn value(run: &[Word<'_>]) -> Option<String> {
    let signs: Vec<char> = run.iter().flat_map(|word| word.form.chars()).collect();
    if signs.iter().all(|sign| digit_of(*sign).is_some()) {
        let digits = signs.iter().filter_map(|sign| digit_of(*sign));
        return Some(digits.map(|digit| digit.to_string()).collect());
    }
    // `1.5万`.
    if let [first, rest @ ..] = run
        && first.form.contains('.')
    {
        let zeros: u32 =
            rest.iter().map(|word| word.form.chars().next().and_then(power_of)).sum::<Option<u32>>()?;
        let (whole, fraction) = first.form.split_once('.')?;
        let zeros = (zeros as usize).checked_sub(fraction.len())?;
        let digits = format!("{whole}{fraction}{}", "0".repeat(zeros));
        return Some(digits.trim_start_matches('0').to_owned());
    }
    // Of all, of the part before the next 万, and what waits for its power.
    let (mut total, mut part, mut waits) = (0_u64, 0_u64, None::<u64>);
    for word in run {
        let sign = word.form.chars().next()?;
        if let Some(power) = power_of(sign) {
            let power = 10_u64.checked_pow(power)?;
            if power < 10_000 {
                part = part.checked_add(waits.take().unwrap_or(1).checked_mul(power)?)?;
            } else {
                part = part.checked_add(waits.take().unwrap_or(0))?;
                total = total.checked_add(part.max(1).checked_mul(power)?)?;
                part = 0;
            }
        } else {
            let value = match digit_of(sign) {
                Some(value) => value,
                None => word.form.parse().ok()?,
            };
            if waits.is_some_and(|waits| waits != 0) {
                return None;
            }
            waits = Some(value);
        }
    }
    Some(total.checked_add(part)?.checked_add(waits.unwrap_or(0))?.to_string())
}
