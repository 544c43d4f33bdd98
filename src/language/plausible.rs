//! Whether a text reads like one of a language at all, or like bytes taken for another encoding's.

use super::chars::{Class, class};
use super::script::Script;

/// Letters beyond ASCII of languages in Latin letters that were written in encodings of one byte.
const LATIN: [&str; 27] = [
    "äöüß",
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúü",
    "áâãàçéêíóôõúü",
    "àèéìíîòóùú",
    "àçèéíïòóúü",
    "áéëèïóöü",
    "åäöé",
    "æøåéô",
    "áðéíóúýþæö",
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüű",
    "ăâîșțşţ",
    "čćđšž",
    "çğıİöşüâîû",
    "çəğıİöşü",
    "ąčęėįšųūž",
    "āčēģīķļņšūž",
    "äõöüšž",
    "çë",
    "ċġħż",
    "âêîôûŵŷ",
    "áàâãèéêìíòóôõùúýăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "áéíóú",
    "ĉĝĥĵŝŭ",
];
const GREEK: &str = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ";

/// How much of what is not ASCII in a text one language would write so: 1 where all of it is, below 0 for rubbish.
///
/// Counted are letters that one alphabet has; against it stand signs, capitals and other scripts in the middle of words,
/// frames and characters nobody assigned. Two readings of the same bytes are told apart by it, not languages.
///
/// ```
/// use vigie::language::plausibility;
/// assert!(plausibility("Żołnierze ćwiczą nad Bałtykiem") > 0.99);
/// assert!(plausibility("¯o³nierze æwicz¹ nad Ba³tykiem") < 0.0);
/// ```
#[must_use]
pub fn plausibility(text: &str) -> f64 {
    let mut count = Count::default();
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        count.see(before, c, chars.peek().copied());
        before = Some(c);
    }
    count.finish()
}

#[derive(Default)]
struct Count {
    /// Letters of Latin, Cyrillic and Greek beyond ASCII, small, each with how often it occurs.
    letters: Vec<(char, u32)>,
    /// Letters of other scripts, and signs of every day.
    others: u32,
    odd: u32,
    capitals: u32,
    small: u32,
}

impl Count {
    fn see(&mut self, before: Option<char>, c: char, after: Option<char>) {
        let inner = before.filter(|before| before.is_alphabetic());
        if c.is_ascii() {
            // `œ` before `A`: both belong to a word that nobody writes.
            let capital = c.is_ascii_uppercase() && inner.is_some_and(|b| !b.is_ascii() && b.is_lowercase());
            self.odd += u32::from(capital);
            return;
        }
        if !c.is_alphabetic() {
            let (behind, ahead) = (inner.is_some(), after.is_some_and(char::is_alphabetic));
            let is_odd =
                is_rubbish(c) || (behind && ahead && !joins(c)) || ((behind || ahead) && stands_off(c));
            self.odd += u32::from(is_odd);
            self.others += u32::from(!is_odd && is_usual(c));
            return;
        }
        if c.is_uppercase() {
            self.capitals += 1;
            self.odd += u32::from(inner.is_some_and(char::is_lowercase));
        } else if c.is_lowercase() {
            self.small += 1;
        }
        let script = Script::of(c);
        self.odd += u32::from(inner.is_some_and(|before| clash(Script::of(before), script)));
        if !is_spelt(script, c) {
            self.others += 1;
            return;
        }
        // `İ` has no small form of its own.
        let c = c.to_lowercase().next().filter(|small| !small.is_ascii()).unwrap_or(c);
        match self.letters.iter_mut().find(|(known, _)| *known == c) {
            Some((_, count)) => *count += 1,
            None => self.letters.push((c, 1)),
        }
    }

    fn finish(&self) -> f64 {
        let spelt: u32 = self.letters.iter().map(|(_, count)| count).sum();
        let of_alphabet = |alphabet: &str| -> u32 {
            self.letters.iter().filter(|(c, _)| alphabet.contains(*c)).map(|(_, count)| count).sum()
        };
        let cyrillic = super::detect::alphabets().map(|(_, letters)| letters);
        let alphabets = LATIN.into_iter().chain([GREEK]).chain(cyrillic);
        let best = alphabets.map(of_alphabet).max().unwrap_or(0);
        // A whole text in capitals is seldom one.
        let shouted = if self.capitals > 2 * self.small { self.capitals / 3 } else { 0 };
        let all = f64::from((spelt + self.others + self.odd).max(1));
        (f64::from(best + self.others) - f64::from(self.odd) * 2.0 - f64::from(shouted)) / all
    }
}

/// Letters whose alphabets are known here.
fn is_spelt(script: Script, c: char) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic) || matches!(c, '\u{370}'..='\u{3ff}')
}

/// Characters that no text of the press is written with.
fn is_rubbish(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{2500}'..='\u{259f}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
}

/// Signs that stand within words.
fn joins(c: char) -> bool {
    matches!(
        c,
        '’' | '‘' | '·' | '\u{ad}' | '‐' | '‑' | '–' | '—' | '…' | '\u{200b}'..='\u{200f}' | '\u{2060}'
    ) || class(c) == Class::Mark
}

/// Signs that papers print every day.
fn is_usual(c: char) -> bool {
    matches!(c, '‘'..='‟' | '–' | '—' | '…' | '•' | '€' | '«' | '»' | '£' | '°' | '\u{a0}')
}

/// Signs that never touch a letter.
fn stands_off(c: char) -> bool {
    matches!(c, '¢' | '¤' | '¥' | '¦' | '¨' | '¬' | '¯' | '±' | '´' | 'µ' | '¶' | '¸' | '¹' | '¼' | '½' | '¾')
        || matches!(c, '\u{2c6}'..='\u{2dd}')
}

/// Two scripts that nobody joins within a word.
fn clash(one: Script, other: Script) -> bool {
    let parted =
        |script| matches!(script, Script::Latin | Script::Cyrillic | Script::Arabic | Script::Single(_));
    one != other && parted(one) && parted(other)
}
