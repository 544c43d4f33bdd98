//! How a name sounds once it is spelled in syllables, as in Chinese, Japanese and Korean, or in consonants, as in Arabic,
//! Hebrew and Hindi: "Trump", 特朗普 and ترامب are one.

use super::hash;

/// Consonants of a name that are kept, four bits each.
const LONGEST: u32 = 7;
/// Set in the sound of a name as consonants spell it: what syllables make of another is none of it.
const OF_CONSONANTS: u32 = 1 << 31;
/// A name of fewer consonants is not told from others.
const SHORTEST: u32 = 3;

/// A class of consonants that such spellings keep apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Consonant {
    /// A vowel: it counts at the beginning of a name.
    Vowel = 1,
    B,
    P,
    D,
    T,
    G,
    K,
    S,
    /// "Sh", "ch", "j" and the like.
    J,
    /// It counts at the beginning of a name.
    H,
    /// "F", "v" and "w".
    F,
    /// In syllables "r", too.
    L,
    M,
    N,
    /// In consonants alone.
    R,
}

use Consonant::{B, D, F, G, H, J, K, L, M, N, P, R, S, T, Vowel};

/// How the script at hand spells foreign names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    /// "L" and "r" are one, and silent without a vowel behind them.
    Syllables,
    /// Every consonant; an English "w" as a vowel.
    Consonants,
}

/// A name as it sounds, and how much it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spoken {
    pub(super) sound: Sound,
    /// As a term's weight across languages; 0 to about 7.
    pub(super) weight: f32,
}

impl Spoken {
    /// A name in a place where one that is sure tells so much.
    pub(super) fn new(sound: Sound, sure: f32) -> Self {
        Self { sound, weight: sound.sureness() * sure }
    }

    /// What articles are found by that spell the name by its sound, or in letters.
    pub(super) fn key(self, by_sound: bool) -> u32 {
        hash::short(hash::join(u64::from(self.sound.0), u64::from(by_sound)))
    }
}

/// The consonants of a name as they are heard, four bits each, the last in the lowest; 0 for a name that tells nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sound(u32);

impl Sound {
    /// Adds a consonant, unless it is the last one again, falls silent here or is one too many.
    pub(super) fn push(&mut self, consonant: Consonant) {
        let heard = self.0 == 0 || !matches!(consonant, Vowel | H);
        let consonant = consonant as u32;
        if heard && self.0 & 15 != consonant && self.len() < LONGEST {
            self.0 = self.0 << 4 | consonant;
        }
    }

    /// How many consonants it has.
    fn len(self) -> u32 {
        (u32::BITS - (self.0 & !OF_CONSONANTS).leading_zeros()).div_ceil(4)
    }

    /// The sound of a name that was spelled in consonants; nothing, if it is too short to tell names apart.
    pub(super) fn of_consonants(self) -> Option<Self> {
        self.if_telling().map(|sound| Self(sound.0 | OF_CONSONANTS))
    }

    /// Nothing, if it is too short to tell names apart.
    pub(super) fn if_telling(self) -> Option<Self> {
        (self.len() >= SHORTEST).then_some(self)
    }

    /// What part of a name's weight it is sure enough for, 0 to 1: the longer, the fewer other names sound so.
    fn sureness(self) -> f32 {
        0.15 * self.len().min(7) as f32 - 0.05
    }
}

/// The sounds that one spelling may have, a power of two of them at most.
#[derive(Debug)]
pub(super) struct Readings<const MOST: usize> {
    sounds: [Sound; MOST],
    count: usize,
}

impl<const MOST: usize> Readings<MOST> {
    /// Of nothing yet.
    pub(super) fn new() -> Self {
        Self { sounds: [Sound::default(); MOST], count: 1 }
    }

    /// Goes on with either of two consonants; the second may be the first again, and `None` is nothing. When there are too many
    /// readings already, all go on with the first.
    pub(super) fn push(&mut self, [one, other]: [Option<Consonant>; 2]) {
        let known = self.count;
        if one != other && known < MOST {
            self.sounds.copy_within(..known, known);
            self.count = 2 * known;
        }
        for (place, sound) in self.sounds[..self.count].iter_mut().enumerate() {
            if let Some(consonant) = if place < known { one } else { other } {
                sound.push(consonant);
            }
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = Sound> {
        self.sounds[..self.count].iter().copied()
    }
}

/// What a name in Latin letters sounds like in syllables: as English reads it, and as others do.
pub(super) fn in_syllables(latin: &str) -> impl Iterator<Item = Sound> {
    sounds(latin, Spelling::Syllables).filter_map(Sound::if_telling)
}

/// The same in consonants.
pub(super) fn in_consonants(latin: &str) -> impl Iterator<Item = Sound> {
    sounds(latin, Spelling::Consonants).filter_map(Sound::of_consonants)
}

fn sounds(latin: &str, spelling: Spelling) -> impl Iterator<Item = Sound> {
    let english = sound(latin.as_bytes(), spelling, true);
    let other = sound(latin.as_bytes(), spelling, false);
    [Some(english), (other != english).then_some(other)].into_iter().flatten()
}

/// `english`: "g" before "e" and "i" and "j" are soft, a last "e" is silent.
fn sound(word: &[u8], spelling: Spelling, english: bool) -> Sound {
    let mut sound = Sound::default();
    let mut at = 0;
    while at < word.len() {
        let after_vowel = at > 0 && is_vowel(word[at - 1]);
        let (consonants, length) = consonants(&word[at..], at == 0, after_vowel, english);
        let (first, rest) = (word[at], &word[at + length..]);
        at += length;
        match (spelling, first) {
            (Spelling::Consonants, b'm') => sound.push(M),
            (Spelling::Consonants, b'w') => sound.push(if english { Vowel } else { F }),
            (Spelling::Consonants, _) => consonants.iter().for_each(|consonant| sound.push(*consonant)),
            (Spelling::Syllables, b'l' | b'r') => {
                let before_vowel = rest.first().copied().is_some_and(is_vowel);
                if before_vowel && !(english && matches!(rest, b"e" | b"es")) {
                    sound.push(L);
                }
            }
            (Spelling::Syllables, _) => consonants.iter().for_each(|consonant| sound.push(*consonant)),
        }
    }
    sound
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The consonants that a word goes on with, and how many letters make them.
fn consonants(rest: &[u8], first: bool, after_vowel: bool, english: bool) -> (&'static [Consonant], usize) {
    const SEVERAL: [(&[u8], &[Consonant]); 22] = [
        (b"tsch", &[J]),
        (b"dzh", &[J]),
        (b"sch", &[J]),
        (b"tch", &[J]),
        (b"sh", &[J]),
        (b"sz", &[J]),
        (b"cz", &[J]),
        (b"zh", &[J]),
        (b"ch", &[J]),
        (b"dj", &[J]),
        (b"dg", &[J]),
        (b"ts", &[S]),
        (b"tz", &[S]),
        (b"ph", &[F]),
        (b"th", &[T]),
        (b"kh", &[H]),
        (b"ck", &[K]),
        (b"qu", &[K]),
        (b"ll", &[L]),
        (b"rr", &[R]),
        (b"rh", &[R]),
        (b"wh", &[F]),
    ];
    if let Some((letters, consonants)) = SEVERAL.iter().find(|(letters, _)| rest.starts_with(letters)) {
        return (consonants, letters.len());
    }
    let next = rest.get(1).copied().unwrap_or_default();
    let front = matches!(next, b'e' | b'i' | b'y');
    let consonants: &[Consonant] = match rest[0] {
        b'g' if next == b'h' => return (if after_vowel { &[] } else { &[G] }, 2),
        b'n' if next == b'g' => {
            return (&[N], if rest.get(2).copied().is_some_and(is_vowel) { 1 } else { 2 });
        }
        b'g' if front && english => &[J],
        b'j' if english => &[J],
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'j' => &[Vowel],
        b'b' => &[B],
        b'p' => &[P],
        b'd' => &[D],
        b't' => &[T],
        b'g' => &[G],
        b'c' if front => &[S],
        b'c' | b'k' | b'q' => &[K],
        b'x' if first => &[S],
        b'x' => &[K, S],
        b's' | b'z' => &[S],
        b'w' if after_vowel && !is_vowel(next) => &[],
        b'f' | b'v' | b'w' => &[F],
        b'h' => &[H],
        b'l' => &[L],
        b'r' => &[R],
        b'm' if !matches!(next, b'b' | b'p') => &[M],
        b'm' | b'n' => &[N],
        _ => &[],
    };
    (consonants, 1)
}
