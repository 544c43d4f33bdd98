//! Names in scripts of syllables, as they sound: 特朗普, トランプ, 트럼프.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::sound::{Consonant, Readings, Sound};
use crate::model::Language;
use Consonant::{B, D, F, G, H, J, K, L, M, N, P, S, T, Vowel};

/// No name is longer.
const SYLLABLES: usize = 9;
/// Ordinary words at either end that may not be part of the name.
const AROUND: usize = 2;
/// Ways to read one spelling.
const READINGS: usize = 8;
/// Hangul syllables: every beginning with every vowel with every end.
const HANGUL: u32 = 0xac00;
const HANGUL_LAST: u32 = 0xd7a3;
const VOWELS: u32 = 21;
const ENDS: u32 = 28;
/// What Korean hangs on names, as it changes how they sound.
const PARTICLES: [&str; 11] = ["에서", "에게", "으로", "은", "는", "가", "를", "도", "로", "과", "만"];

/// Whether a language spells foreign names in syllables.
pub(super) fn is_syllabic(language: Language) -> bool {
    matches!(language.as_str(), "zh" | "ja" | "ko")
}

/// A syllable of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Syllable {
    /// The consonants it may begin with; the second may be the first again.
    begins: [Option<Consonant>; 2],
    ends: Option<Consonant>,
    /// It is an ordinary word, too.
    ordinary: bool,
}

static TABLE: LazyLock<HashMap<char, Syllable>> = LazyLock::new(|| read(include_str!("syllables.txt")));

fn read(table: &str) -> HashMap<char, Syllable> {
    let mut all = HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((head, rest)) = line.split_once(' ') else { continue };
        let mut begins = head.trim_end_matches('n').split('|').map(consonant);
        let one = begins.next().flatten();
        let begins = [one, begins.next().unwrap_or(one)];
        let ends = head.ends_with('n').then_some(N);
        let (rare, ordinary) = rest.split_once('-').unwrap_or((rest, ""));
        for (part, ordinary) in [(rare, false), (ordinary, true)] {
            let found = part.chars().filter(|c| *c != ' ');
            all.extend(found.map(|c| (c, Syllable { begins, ends, ordinary })));
        }
    }
    all
}

fn consonant(letter: &str) -> Option<Consonant> {
    Some(match letter {
        "V" => Vowel,
        "B" => B,
        "P" => P,
        "D" => D,
        "T" => T,
        "G" => G,
        "K" => K,
        "S" => S,
        "J" => J,
        "H" => H,
        "F" => F,
        "L" => L,
        "M" => M,
        "N" => N,
        _ => return None,
    })
}

/// The syllables in a row that may spell a name, in a text without spaces.
#[derive(Debug, Default)]
pub(super) struct Run(Vec<Syllable>);

impl Run {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes on with a character; `false` if it is none that names are spelled with.
    pub(super) fn push(&mut self, c: char) -> bool {
        let syllable = TABLE.get(&c);
        self.0.extend(syllable);
        syllable.is_some()
    }

    /// Ends here: gives the sounds of the names that it may be, and begins anew.
    ///
    /// Ordinary words alone are no name; those at its ends are tried as part of the name and as none.
    pub(super) fn end(&mut self, mut found: impl FnMut(Sound)) {
        let run = self.0.as_slice();
        if run.iter().any(|syllable| !syllable.ordinary) {
            let before = run.iter().take(AROUND).take_while(|syllable| syllable.ordinary).count();
            let behind = run.iter().rev().take(AROUND).take_while(|syllable| syllable.ordinary).count();
            for from in 0..=before {
                for to in run.len() - behind..=run.len() {
                    readings(&run[from..to.min(from + SYLLABLES)], &mut found);
                }
            }
        }
        self.0.clear();
    }
}

/// The sounds that a name in these syllables may have.
fn readings(name: &[Syllable], found: &mut impl FnMut(Sound)) {
    let mut readings = Readings::<READINGS>::new();
    for (at, syllable) in name.iter().enumerate() {
        let next = name.get(at + 1).and_then(|next| next.begins[0]);
        // "Trump" ends with "mp", and 朗 with "n": before these "m" is no other sound.
        let ends = syllable.ends.map(|end| if end == M && matches!(next, Some(B | P)) { N } else { end });
        readings.push(syllable.begins);
        readings.push([ends; 2]);
    }
    readings.all().filter_map(Sound::if_telling).for_each(found);
}

/// Whether a word is written in Korean syllables.
pub(super) fn is_hangul(word: &str) -> bool {
    word.chars().all(|c| (HANGUL..=HANGUL_LAST).contains(&u32::from(c)))
}

/// Gives the sounds of a Korean word, as it stands and without its particle: it may be a foreign name.
pub(super) fn sounds_of_hangul(word: &str, mut found: impl FnMut(Sound)) {
    let name = PARTICLES.iter().find_map(|particle| word.strip_suffix(particle));
    for spelling in name.into_iter().chain([word]) {
        let mut syllables = [Syllable::default(); SYLLABLES];
        let mut count = 0;
        for (place, c) in syllables.iter_mut().zip(spelling.chars()) {
            *place = hangul(c);
            count += 1;
        }
        readings(&syllables[..count], &mut found);
    }
}

fn hangul(c: char) -> Syllable {
    const BEGINS: [[Option<Consonant>; 2]; 19] = [
        [Some(G); 2],
        [Some(K); 2],
        [Some(N); 2],
        [Some(D); 2],
        [Some(T); 2],
        [Some(L); 2],
        [Some(M); 2],
        [Some(B), Some(F)],
        [Some(P); 2],
        [Some(S); 2],
        [Some(S); 2],
        [Some(Vowel); 2],
        [Some(J), Some(S)],
        [Some(J); 2],
        [Some(J); 2],
        [Some(K); 2],
        [Some(T); 2],
        [Some(P), Some(F)],
        [Some(H); 2],
    ];
    let index = u32::from(c).saturating_sub(HANGUL);
    let (begin, vowel, end) = (index / (VOWELS * ENDS), index / ENDS % VOWELS, index % ENDS);
    let begins = BEGINS.get(begin as usize).copied().unwrap_or_default();
    let begins = match (begins[0], vowel) {
        // "Wa", "we", "wi", "wo".
        (Some(Vowel), 9 | 10 | 14..=16) => [Some(F); 2],
        // An "r" before a consonant.
        (Some(L), 18) => [None, Some(L)],
        // "Sha", "she", "shi" …
        (Some(S), 2 | 3 | 6 | 7 | 12 | 17 | 20) => [Some(S), Some(J)],
        _ => begins,
    };
    let ends = match end {
        1 | 2 | 24 => Some(K),
        4 | 21 => Some(N),
        7 | 19 | 20 | 25 => Some(T),
        16 => Some(M),
        17 | 26 => Some(P),
        _ => None,
    };
    Syllable { begins, ends, ordinary: false }
}

#[cfg(test)]
mod tests {
    use super::super::sound::in_syllables;
    use super::*;

    /// Whether a name in Latin letters may be what is spelled in syllables.
    fn is(latin: &str, spelled: &str) -> bool {
        let mut found = Vec::new();
        if is_hangul(spelled) {
            sounds_of_hangul(spelled, |sound| found.push(sound));
        } else {
            let mut run = Run::default();
            assert!(spelled.chars().all(|c| run.push(c)), "{spelled}");
            run.end(|sound| found.push(sound));
            assert!(run.is_empty());
        }
        in_syllables(latin).any(|sound| found.contains(&sound))
    }

    #[test]
    fn a_name_sounds_alike_in_letters_and_in_syllables() {
        let names = [
            ("trump", "特朗普", "トランプ", "트럼프"),
            ("obama", "奥巴马", "オバマ", "오바마"),
            ("kennedy", "肯尼迪", "ケネディ", "케네디"),
            ("clinton", "克林顿", "クリントン", "클린턴"),
            ("macron", "马克龙", "マクロン", "마크롱"),
            ("kowalski", "科瓦尔斯基", "コワルスキ", "코왈스키"),
            ("fernandez", "费尔南德斯", "フェルナンデス", "페르난데스는"),
            ("lombardo", "隆巴多", "ロンバルド", "롬바르도"),
        ];
        for (latin, chinese, japanese, korean) in names {
            for spelled in [chinese, japanese, korean] {
                assert!(is(latin, spelled), "{latin} {spelled}");
            }
            let others = names.iter().filter(|(other, ..)| *other != latin);
            for (other, ..) in others {
                assert!(!is(other, chinese) && !is(other, japanese) && !is(other, korean), "{other} {latin}");
            }
        }
    }

    #[test]
    fn ordinary_words_beside_a_name_are_no_part_of_it() {
        assert!(is("stanton", "利马斯坦顿多里"));
        // No more than two are tried at either end.
        assert!(!is("stanton", "利马金斯坦顿"));
    }

    #[test]
    fn ordinary_words_alone_and_names_of_one_sound_are_none() {
        let mut run = Run::default();
        for text in ["大多利比里马", "巴马", "巴巴巴"] {
            assert!(text.chars().filter(|c| run.push(*c)).count() > 1, "{text}");
            run.end(|sound| panic!("{text}: {sound:?}"));
        }
        assert!(!run.push('的'));
    }
}
