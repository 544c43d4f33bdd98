//! How a name sounds, whatever alphabet and ending it is written with.

/// Endings that Slavic languages and Latin hang on names, in Latin letters, longest first.
const ENDINGS: [&str; 16] = [
    "owymi", "iego", "iemu", "yimi", "ego", "emu", "ogo", "omu", "ami", "owi", "ach", "akh", "iem", "em",
    "om", "ym",
];
/// A skeleton needs so many consonants; a shorter one keeps its vowels too.
const CONSONANTS: usize = 3;
/// No more of a long word is kept.
const LONGEST: usize = 12;

/// The consonants of a folded word as they sound, coarsely: `zelenskyy`, `zelenski` and `зеленский` are one.
///
/// Empty where the script has no such letters, or too few are left to tell names apart.
pub(super) fn skeleton(folded: &str) -> String {
    let latin = transliterated(folded);
    if latin.len() < 3 {
        return String::new();
    }
    let bare = without_ending(&latin);
    let consonants = sounds(bare, false);
    let found = if consonants.len() < CONSONANTS { sounds(bare, true) } else { consonants };
    if found.len() < CONSONANTS { String::new() } else { found }
}

fn without_ending(latin: &str) -> &str {
    let longest = latin.len().saturating_sub(4);
    let ending = ENDINGS.iter().find(|e| e.len() <= longest && latin.ends_with(**e));
    &latin[..latin.len() - ending.map_or(0, |e| e.len())]
}

/// Latin letters for a word in Latin, Cyrillic or Greek ones; empty for other scripts.
pub(super) fn transliterated(folded: &str) -> String {
    let mut latin = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'a'..='z' | '0'..='9' => latin.push(c),
            _ => match letter(c) {
                Some(letters) => latin.push_str(letters),
                None if c.is_alphabetic() => return String::new(),
                None => {}
            },
        }
    }
    latin
}

fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'д' | 'δ' => "d",
        'е' | 'э' | 'є' | 'ё' | 'ε' => "e",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'и' | 'й' | 'і' | 'ї' | 'ы' | 'ι' | 'η' | 'ј' => "i",
        'к' | 'κ' => "k",
        'л' | 'λ' | 'љ' => "l",
        'м' | 'μ' => "m",
        'н' | 'ν' | 'њ' => "n",
        'о' | 'ο' | 'ω' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' => "s",
        'т' | 'τ' | 'θ' => "t",
        'у' | 'ў' | 'υ' => "u",
        'ф' | 'φ' => "f",
        'х' | 'χ' => "kh",
        'ц' | 'ћ' | 'ђ' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'џ' => "dzh",
        'ю' => "iu",
        'я' => "ia",
        'ξ' => "x",
        'ψ' => "ps",
        _ => return None,
    })
}

/// Sounds of a Latin word, in coarse classes, no sound twice in a row; vowels all `a`, or left out.
fn sounds(word: &str, vowels: bool) -> String {
    let bytes = word.as_bytes();
    let mut out = String::with_capacity(LONGEST);
    let mut at = 0;
    while at < bytes.len() && out.len() < LONGEST {
        let (sound, length) = sound(&bytes[at..], at == 0);
        at += length;
        let sound = match sound {
            Some('a') if !vowels => None,
            other => other,
        };
        if let Some(sound) = sound.filter(|sound| !out.ends_with(*sound)) {
            out.push(sound);
        }
    }
    if vowels {
        out.truncate(out.trim_end_matches('a').len());
    }
    out
}

/// The sound that letters begin with and how many of them make it.
fn sound(rest: &[u8], initial: bool) -> (Option<char>, usize) {
    const SIBILANTS: [&[u8]; 16] = [
        b"tsch", b"dsch", b"dzh", b"sch", b"tch", b"sh", b"sz", b"cz", b"zh", b"rz", b"ts", b"tz", b"dz",
        b"dj", b"ch", b"cs",
    ];
    if let Some(letters) = SIBILANTS.iter().find(|letters| rest.starts_with(letters)) {
        return (Some('s'), letters.len());
    }
    if rest.starts_with(b"kh") {
        return (Some('h'), 2);
    }
    if rest.starts_with(b"ph") || rest.starts_with(b"th") || rest.starts_with(b"ck") {
        let sound = if rest[0] == b'p' {
            'v'
        } else if rest[0] == b't' {
            't'
        } else {
            'k'
        };
        return (Some(sound), 2);
    }
    let sound = match rest[0] {
        b'j' if initial => Some('s'),
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'j' => Some('a'),
        b'h' if initial => Some('h'),
        b'h' => None,
        b'c' if matches!(rest.get(1), Some(b'e' | b'i' | b'y')) => Some('s'),
        b'c' | b'q' | b'x' => Some('k'),
        b's' | b'z' => Some('s'),
        b'f' | b'v' | b'w' => Some('v'),
        other => Some(char::from(other)),
    };
    (sound, 1)
}
