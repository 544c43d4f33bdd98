//! Names in scripts that write the consonants and leave out vowels or hang them on: ترامب, טראמפ, ट्रम्प, ট্রাম্প.

use super::sound::{Consonant, Readings, Sound};
use crate::model::Language;
use Consonant::{B, D, F, G, H, J, K, L, M, N, P, R, S, T, Vowel};

/// No name has more letters.
const LETTERS: usize = 16;
/// Ways to read one spelling.
const READINGS: usize = 16;
/// Without what is hung before it, a name has so many letters.
const NAME: usize = 3;

/// What a letter may stand for; the second may be the first again, and `None` is nothing.
type Letter = [Option<Consonant>; 2];

/// Whether a language writes foreign names so.
pub(super) fn is_consonantal(language: Language) -> bool {
    let code = language.as_str();
    matches!(code, "ar" | "fa" | "ur" | "ps" | "ckb" | "he" | "yi" | "hi" | "mr" | "ne") || is_indic(code)
}

/// Languages in other scripts of India, whose letters stand in the order of those of Devanagari.
fn is_indic(code: &str) -> bool {
    matches!(code, "bn" | "as" | "pa" | "gu" | "or" | "ta" | "te" | "kn" | "ml")
}

/// Letters that a language hangs before a word: "and", "to", "in", "the" …
pub(super) fn hung_before(language: Language) -> &'static [&'static str] {
    match language.as_str() {
        "ar" => &["ال", "و", "ف", "ب", "ل", "ك"],
        "he" => &["ו", "ה", "ב", "ל", "מ", "ש", "כ"],
        _ => &[],
    }
}

/// Endings that a language hangs on a name: "of", "to", "by" …
fn hung_behind(language: Language) -> &'static [&'static str] {
    match language.as_str() {
        "bn" | "as" => &["ের", "র", "কে", "তে"],
        "gu" => &["ની", "ના", "નો", "નું", "ને", "થી", "માં"],
        "mr" => &["ने", "ला", "चा", "ची", "चे", "च्या"],
        "ne" => &["ले", "को", "का", "लाई"],
        "ta" => &["ின்", "ுக்கு", "ால்", "ில்", "ுடன்", "ும்"],
        "te" => &["కు", "కి", "ని", "ను", "లో", "తో", "పై"],
        "kn" => &["ಗೆ", "ನ", "ದ", "ಅನ್ನು", "ನ್ನು", "ರ"],
        "ml" => &["ിന്റെ", "ന്റെ", "ിന്", "ിൽ", "നെ", "ന്"],
        _ => &[],
    }
}

/// Gives the sounds of a word, as it stands and without what is hung on it: it may be a foreign name.
pub(super) fn sounds_of_consonants(word: &str, language: Language, mut found: impl FnMut(Sound)) {
    let before = hung_before(language).iter().filter_map(|hung| word.strip_prefix(hung));
    let bare = before.chain(hung_behind(language).iter().filter_map(|hung| word.strip_suffix(hung)));
    for spelling in bare.filter(|rest| rest.chars().count() >= NAME).chain([word]) {
        let mut letters = [Letter::default(); LETTERS];
        let mut count = 0;
        for (place, letter) in letters.iter_mut().zip(spelling.chars().filter_map(|c| letter(c, language))) {
            *place = letter;
            count += 1;
        }
        readings(&letters[..count], &mut found);
    }
}

/// The sounds that a name in these letters may have.
fn readings(name: &[Letter], found: &mut impl FnMut(Sound)) {
    let mut readings = Readings::<READINGS>::new();
    for (at, letter) in name.iter().enumerate() {
        // Arabic spells "ch" as "t" and "sh", "j" as "d" and "j".
        let next = name.get(at + 1).copied().unwrap_or_default();
        if matches!((letter[0], next), (Some(T), [Some(J | S), _]) | (Some(D), [Some(J), Some(J | G)])) {
            continue;
        }
        readings.push(*letter);
    }
    readings.all().filter_map(Sound::of_consonants).for_each(found);
}

/// What a letter stands for; `None` for a mark that is not heard.
fn letter(c: char, language: Language) -> Option<Letter> {
    let letter = match c {
        '\u{590}'..='\u{5ff}' => hebrew(c)?,
        '\u{900}'..='\u{d7f}' => indic(c)?,
        // Persian has "v" where Arabic has "w", which no vowel tells from "u".
        'و' | 'ۆ' | 'ۋ' if language.as_str() != "ar" => [Some(Vowel), Some(F)],
        _ => arabic(c)?,
    };
    Some(letter)
}

fn arabic(c: char) -> Option<Letter> {
    Some(match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ع' | 'ء' | 'ئ' | 'ؤ' | 'و' | 'ي' | 'ى' | 'ی' | 'ې' | 'ے' | 'ة' => {
            [Some(Vowel); 2]
        }
        // Arabic has no "p" of its own.
        'ب' => [Some(B), Some(P)],
        'پ' => [Some(P); 2],
        'ت' | 'ط' | 'ٹ' => [Some(T); 2],
        'ث' => [Some(T), Some(S)],
        'ج' => [Some(J), Some(G)],
        'چ' | 'ش' | 'ژ' => [Some(J); 2],
        'ح' | 'خ' | 'ه' | 'ہ' => [Some(H); 2],
        'د' | 'ڈ' => [Some(D); 2],
        'ذ' | 'ض' => [Some(D), Some(S)],
        'ر' | 'ڑ' => [Some(R); 2],
        'ز' | 'س' | 'ص' => [Some(S); 2],
        'ظ' => [Some(S), Some(D)],
        'غ' | 'گ' => [Some(G); 2],
        'ف' | 'ڤ' => [Some(F); 2],
        'ق' => [Some(K), Some(G)],
        'ك' | 'ک' => [Some(K); 2],
        'ل' => [Some(L); 2],
        'م' => [Some(M); 2],
        'ن' | 'ں' => [Some(N); 2],
        _ => return None,
    })
}

fn hebrew(c: char) -> Option<Letter> {
    Some(match c {
        'א' | 'י' | 'ע' => [Some(Vowel); 2],
        'ב' => [Some(B), Some(F)],
        'ג' => [Some(G), Some(J)],
        'ד' => [Some(D); 2],
        'ה' | 'ח' => [Some(H); 2],
        'ו' => [Some(Vowel), Some(F)],
        'ז' | 'ס' => [Some(S); 2],
        'ט' | 'ת' => [Some(T); 2],
        'כ' | 'ך' => [Some(K), Some(H)],
        'ל' => [Some(L); 2],
        'מ' | 'ם' => [Some(M); 2],
        'נ' | 'ן' => [Some(N); 2],
        'פ' | 'ף' => [Some(P), Some(F)],
        'צ' | 'ץ' => [Some(S), Some(J)],
        'ק' => [Some(K); 2],
        'ר' => [Some(R); 2],
        'ש' => [Some(J), Some(S)],
        _ => return None,
    })
}

/// A letter of a script of India: each has its block of 128 characters, in which what sounds alike stands at one place.
fn indic(c: char) -> Option<Letter> {
    Some(match c {
        // Bengali has no "v" and no "z" of its own.
        'ভ' => [Some(B), Some(F)],
        'য' => [Some(J), Some(Vowel)],
        // Tamil writes voiced and voiceless alike.
        'க' => [Some(K), Some(G)],
        'ச' => [Some(S), Some(J)],
        'ட' | 'த' => [Some(T), Some(D)],
        'ப' => [Some(P), Some(B)],
        'ற' => [Some(R), Some(T)],
        // Tamil's second "n" and the Malayalam letters for a consonant without a vowel have no such place.
        'ன' | 'ൺ' | 'ൻ' => [Some(N); 2],
        'ർ' => [Some(R); 2],
        'ழ' | 'ൽ' | 'ൾ' => [Some(L); 2],
        _ => devanagari(char::from_u32(0x900 + (u32::from(c) & 0x7f))?)?,
    })
}

fn devanagari(c: char) -> Option<Letter> {
    Some(match c {
        'अ'..='औ' | 'य' => [Some(Vowel); 2],
        'क' | 'ख' => [Some(K); 2],
        'ग' | 'घ' => [Some(G); 2],
        'च' | 'छ' | 'झ' | 'श' | 'ष' => [Some(J); 2],
        'ज' => [Some(J), Some(S)],
        'ट' | 'ठ' | 'त' | 'थ' => [Some(T); 2],
        'ड' => [Some(D), Some(R)],
        'ढ' | 'द' | 'ध' => [Some(D); 2],
        'ङ' | 'ञ' | 'ण' | 'न' => [Some(N); 2],
        'ं' | 'ँ' => [Some(N), Some(M)],
        'प' => [Some(P); 2],
        'फ' => [Some(F), Some(P)],
        'ब' | 'भ' => [Some(B); 2],
        'म' => [Some(M); 2],
        'र' | '\u{95c}' | '\u{95d}' => [Some(R); 2],
        'ल' | 'ळ' => [Some(L); 2],
        'व' => [Some(F), Some(Vowel)],
        'स' => [Some(S); 2],
        'ह' => [Some(H); 2],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sound::in_consonants;
    use super::*;

    fn is(latin: &str, spelled: &str, language: &'static str) -> bool {
        let mut found = Vec::new();
        sounds_of_consonants(spelled, Language::from_static(language), |sound| found.push(sound));
        in_consonants(latin).any(|sound| found.contains(&sound))
    }

    /// Names that are not heard in what they are spelled like; asserts that none is heard in what spells another.
    fn unheard<const N: usize>(
        languages: [&'static str; N],
        names: &[(&str, [&'static str; N])],
    ) -> Vec<&'static str> {
        let mut unheard = Vec::new();
        for (latin, spellings) in names {
            for (spelled, language) in spellings.iter().zip(languages) {
                if !is(latin, spelled, language) {
                    unheard.push(*spelled);
                }
                for (other, _) in names.iter().filter(|(other, _)| other != latin) {
                    assert!(!is(other, spelled, language), "{other} {spelled}");
                }
            }
        }
        unheard
    }

    #[test]
    fn a_name_sounds_alike_in_letters_and_in_consonants() {
        let names = [
            ("trump", ["ترامب", "ترامپ", "טראמפ", "ट्रम्प"]),
            ("kennedy", ["كينيدي", "کندی", "קנדי", "कैनेडी"]),
            ("clinton", ["كلينتون", "کلینتون", "קלינטון", "क्लिंटन"]),
            ("macron", ["ماكرون", "مکرون", "מקרון", "मैक्रों"]),
            ("kowalski", ["كوالسكي", "کوالسکی", "קובלסקי", "कोवाल्स्की"]),
            ("fernandez", ["فرنانديز", "فرناندز", "פרננדז", "फर्नांडेज"]),
            ("johnson", ["جونسون", "جانسون", "ג'ונסון", "जॉनसन"]),
            ("erdogan", ["أردوغان", "اردوغان", "ארדואן", "एर्दोगन"]),
        ];
        // Hebrew writes the Turkish "ğ" as it is spoken, not at all.
        assert_eq!(unheard(["ar", "fa", "he", "hi"], &names), ["ארדואן"]);
    }

    #[test]
    fn a_name_sounds_alike_in_the_scripts_of_india() {
        let names = [
            ("trump", ["ট্রাম্প", "டிரம்ப்", "ట్రంప్", "ટ્રમ્પ"]),
            ("kennedy", ["কেনেডি", "கென்னடி", "కెన్నెడీ", "કેનેડી"]),
            ("clinton", ["ক্লিনটন", "கிளிண்டன்", "క్లింటన్", "ક્લિન્ટન"]),
            ("johnson", ["জনসন", "ஜான்சன்", "జాన్సన్", "જૉન્સન"]),
            ("lombardo", ["লোম্বার্ডো", "லொம்பார்டோ", "లొంబార్డో", "લોમ્બાર્ડો"]),
        ];
        assert_eq!(unheard(["bn", "ta", "te", "gu"], &names), [""; 0]);
    }

    #[test]
    fn what_is_hung_on_a_name_is_taken_off() {
        for spelled in ["وترامب", "لترامب", "بترامب"] {
            assert!(is("trump", spelled, "ar"), "{spelled}");
        }
        for (spelled, language) in [("ট্রাম্পের", "bn"), ("டிரம்பின்", "ta"), ("ట్రంప్‌కు", "te"), ("ट्रम्पने", "mr")]
        {
            assert!(is("trump", spelled, language), "{spelled}");
        }
        assert!(is("clinton", "לקלינטון", "he") && !is("clinton", "לקלינטון", "ar"));
    }
}
