//! Which script letters belong to.

use super::detect::{Detected, SURE_LETTERS};
use super::kin::is_read_as;
use crate::model::Language;

/// Fewer letters of a script that leaves one language make no verdict sure, unless the feed says the same.
const SURE_LETTERS_OF_SCRIPT: u32 = 10;

/// A script, or a group of scripts that one language alone uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Not a letter.
    None,
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    Kana,
    /// Any script that tells the language by itself: an index into [`SINGLE`].
    Single(u8),
    /// A letter of no script listed here.
    Unknown,
}

/// Scripts that stand for one language: first and last code point.
const SINGLE: [(u32, u32, &str); 25] = [
    (0x0370, 0x03ff, "el"),
    (0x1f00, 0x1fff, "el"),
    (0x0530, 0x058f, "hy"),
    (0x0590, 0x05ff, "he"),
    (0x0980, 0x09ff, "bn"),
    (0x0a00, 0x0a7f, "pa"),
    (0x0a80, 0x0aff, "gu"),
    (0x0b00, 0x0b7f, "or"),
    (0x0b80, 0x0bff, "ta"),
    (0x0c00, 0x0c7f, "te"),
    (0x0c80, 0x0cff, "kn"),
    (0x0d00, 0x0d7f, "ml"),
    (0x0d80, 0x0dff, "si"),
    (0x0e00, 0x0e7f, "th"),
    (0x0e80, 0x0eff, "lo"),
    (0x0f00, 0x0fff, "bo"),
    (0x1000, 0x109f, "my"),
    (0x10a0, 0x10ff, "ka"),
    (0x1200, 0x137f, "am"),
    (0x1780, 0x17ff, "km"),
    (0x0780, 0x07bf, "dv"),
    (0x1100, 0x11ff, "ko"),
    (0x3130, 0x318f, "ko"),
    (0xac00, 0xd7a3, "ko"),
    (0x2d30, 0x2d7f, "zgh"),
];

/// Characters in the form that Japan alone gives them (in JIS X 0208, neither in GB 2312 nor in Big5): as telling as kana
/// where a headline has none.
const JAPANESE_FORMS: &str = "両乗亜仏仮価値働児円剣剤労効勅勲単厳収喩営団囲図圏圧塁塩増壊壌壱売変奨嬢実寛対専巣巻帯帰庁広廃弾従徴応恵悩悪戦戸戻払抜択\
    拠拡挙捜掲揺摂撃斉斎晩栄桜桟検楽様権歓歩歯歳歴毎気浄涙済渉渋満焼犠猟産畳発県穂穏穣粋経絶継続総緑縁縄縦繊聴脳臓舎舗荘蔵薬\
    衆覇覚覧観訳説譲賛転軽辺込遅遡郷酔醸釈鉱銭鋳録関闘険隠隷雑頼顔顕駄駅駆騒験髪鶏黒黙齢";

impl Script {
    /// The script of a character; [`Script::None`] unless it is a letter.
    pub(super) fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '\0'..='\u{bf}' | '×' | '÷' => Self::None,
            '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => Self::Latin,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            _ if !c.is_alphabetic() => Self::None,
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}' => Self::Arabic,
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Self::Kana,
            _ if JAPANESE_FORMS.contains(c) => Self::Kana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}' | '々' => {
                Self::Han
            }
            _ => {
                let code = c as u32;
                let found = SINGLE.iter().position(|(from, to, _)| (*from..=*to).contains(&code));
                found.and_then(|i| u8::try_from(i).ok()).map_or(Self::Unknown, Self::Single)
            }
        }
    }

    /// The one language written in this script.
    pub(super) fn only_language(self) -> Option<Language> {
        match self {
            Self::Han => Some(Language::from_static("zh")),
            Self::Kana => Some(Language::from_static("ja")),
            Self::Single(index) => {
                SINGLE.get(usize::from(index)).map(|(_, _, code)| Language::from_static(code))
            }
            Self::None | Self::Unknown => Some(Language::UNDETERMINED),
            Self::Latin | Self::Cyrillic | Self::Arabic | Self::Devanagari => None,
        }
    }
}

/// What a script tells in which one language is written, or next to one.
pub(super) fn by_script(
    script: Script,
    language: Language,
    letters: u32,
    declared: Option<Language>,
) -> Detected {
    let japanese = Language::from_static("ja");
    // A Japanese headline may do without kana, and nothing but the feed tells it from a Chinese one.
    if script == Script::Han && declared == Some(japanese) {
        return Detected { language: japanese, sure: true };
    }
    if let Some(declared) = declared.filter(|declared| is_read_as(*declared, language)) {
        return Detected { language: declared, sure: true };
    }
    let least = if script == Script::Han { SURE_LETTERS } else { SURE_LETTERS_OF_SCRIPT };
    let sure = language != Language::UNDETERMINED && (letters >= least || declared == Some(language));
    Detected { language, sure }
}

/// Letters of an alphabet that a character of Han, kana or Hangul is worth.
const CHARACTER: u32 = 3;

/// The same for a script of [`SINGLE`].
fn weight(single: usize) -> u32 {
    if SINGLE.get(single).is_some_and(|(_, _, code)| *code == "ko") { CHARACTER } else { 1 }
}

/// How many letters of each script a text has.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    latin: u32,
    cyrillic: u32,
    arabic: u32,
    devanagari: u32,
    han: u32,
    kana: u32,
    unknown: u32,
    single: [u32; SINGLE.len()],
}

impl Scripts {
    pub(super) fn count(&mut self, text: &str) {
        if text.is_ascii() {
            let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
            self.latin += u32::try_from(letters).unwrap_or(u32::MAX);
            return;
        }
        for c in text.chars() {
            let counter = match Script::of(c) {
                Script::None => continue,
                Script::Latin => &mut self.latin,
                Script::Cyrillic => &mut self.cyrillic,
                Script::Arabic => &mut self.arabic,
                Script::Devanagari => &mut self.devanagari,
                Script::Han => &mut self.han,
                Script::Kana => &mut self.kana,
                Script::Unknown => &mut self.unknown,
                Script::Single(index) => &mut self.single[usize::from(index)],
            };
            *counter += 1;
        }
    }

    /// Letters of all scripts; a character of Han, kana or Hangul says as much as three of an alphabet.
    pub(super) fn letters(&self) -> u32 {
        let alphabets = [self.latin, self.cyrillic, self.arabic, self.devanagari, self.unknown];
        let single = self.single.iter().enumerate().map(|(index, letters)| letters * weight(index));
        alphabets.iter().sum::<u32>() + (self.han + self.kana) * CHARACTER + single.sum::<u32>()
    }

    /// The script most of the text is in, each letter counted as by [`Self::letters`].
    pub(super) fn dominant(&self) -> Option<Script> {
        // Japanese mixes Han and kana; a Chinese text has next to no kana.
        let east = if self.kana * 12 >= self.han { Script::Kana } else { Script::Han };
        let mut best = [
            (Script::Latin, self.latin),
            (Script::Cyrillic, self.cyrillic),
            (Script::Arabic, self.arabic),
            (Script::Devanagari, self.devanagari),
            (east, (self.han + self.kana) * CHARACTER),
            (Script::Unknown, self.unknown),
        ]
        .into_iter()
        .max_by_key(|(_, letters)| *letters)?;
        for (index, letters) in self.single.iter().enumerate() {
            let letters = letters * weight(index);
            if letters > best.1 {
                best = (Script::Single(u8::try_from(index).unwrap_or(u8::MAX)), letters);
            }
        }
        (best.1 > 0).then_some(best.0)
    }
}
