//! What pages say around their text: the phrases of `phrases.txt`, and where they are looked for. All text is given in
//! lower case.

use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;

use super::clean;

/// A section of the list, and the place where its phrases stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Pointer,
    PointerAlone,
    Short,
    Alone,
    Dated,
    Start,
    Notice,
    Credit,
    Picture,
    Barrier,
    Consent,
    Paywall,
}

const SECTIONS: [(&str, Section); 12] = [
    ("pointer", Section::Pointer),
    ("pointer alone", Section::PointerAlone),
    ("short", Section::Short),
    ("alone", Section::Alone),
    ("dated", Section::Dated),
    ("start", Section::Start),
    ("notice", Section::Notice),
    ("credit", Section::Credit),
    ("picture", Section::Picture),
    ("barrier", Section::Barrier),
    ("consent", Section::Consent),
    ("paywall", Section::Paywall),
];

/// A phrase of one section.
#[derive(Debug)]
struct Phrase {
    first: &'static str,
    /// Stands somewhere after the first.
    second: Option<&'static str>,
    /// The first's last word may go on.
    is_stem: bool,
    /// The second's last word may go on.
    is_second_stem: bool,
}

impl Phrase {
    fn parse(text: &'static str) -> Self {
        let (first, second) = match text.split_once('…') {
            Some((first, second)) => (first.trim_end(), Some(second.trim_start())),
            None => (text, None),
        };
        Self {
            first: first.trim_end_matches('*'),
            second: second.map(|second| second.trim_end_matches('*')),
            is_stem: first.ends_with('*'),
            is_second_stem: second.is_some_and(|second| second.ends_with('*')),
        }
    }

    /// Whether the phrase stands at this place, as words of their own.
    fn is_at(&self, text: &str, at: usize) -> bool {
        let Some(rest) = text.get(at..).filter(|_| is_word_at(text, at, self.first, self.is_stem)) else {
            return false;
        };
        let rest = &rest[self.first.len()..];
        self.second.is_none_or(|second| {
            rest.match_indices(second).any(|(at, _)| is_word_at(rest, at, second, self.is_second_stem))
        })
    }
}

/// Whether a phrase stands at this place of a text and neither begins nor, unless it is a stem, ends within a word.
fn is_word_at(text: &str, at: usize, phrase: &str, is_stem: bool) -> bool {
    let is_word = |c: char| c.is_alphanumeric();
    let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix(phrase)) else { return false };
    let is_cut = !is_stem && phrase.ends_with(is_word) && rest.starts_with(is_word);
    // Scripts that part words by no space begin one anywhere.
    let is_inside =
        phrase.starts_with(|c: char| is_word(c) && c < '\u{e00}') && text[..at].ends_with(is_word);
    !is_cut && !is_inside
}

/// The phrases of a section, found by how they begin or anywhere.
struct Phrases {
    all: Vec<Phrase>,
    /// By the first byte, those that begin so, in their order.
    by_byte: Vec<Vec<Beginning>>,
    /// A bit for the first three bytes of each, by [`place`]: few texts have any phrase anywhere, and to see it there costs
    /// less than an automaton whose table of states fits no cache.
    beginnings: Box<[u64; PLACES / 64]>,
    /// To count; built when it is asked first.
    finder: OnceLock<Option<AhoCorasick>>,
}

/// How a phrase begins.
#[derive(Clone, Copy)]
struct Beginning {
    /// Its first four bytes as a number, and which of them it has.
    start: u32,
    mask: u32,
    /// Its place in [`Phrases::all`].
    at: usize,
}

/// The first four bytes as a number, and which of them there are.
fn start(bytes: &[u8]) -> (u32, u32) {
    bytes
        .iter()
        .take(4)
        .rev()
        .fold((0, 0), |(start, mask), &byte| (start << 8 | u32::from(byte), mask << 8 | 0xFF))
}

/// Places in [`Phrases::beginnings`], a power of two.
const PLACES: usize = 1 << 15;

/// The place of three bytes, from that of the three before the last.
const fn place(before: usize, byte: u8) -> usize {
    (before << 5 ^ byte as usize) % PLACES
}

impl Phrases {
    fn of(section: Section) -> Self {
        let mut all = Vec::new();
        let mut is_here = false;
        for line in include_str!("phrases.txt").lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                is_here = SECTIONS.contains(&(name, section));
            } else if is_here && !line.is_empty() && !line.starts_with('#') {
                all.extend(line.split(" | ").map(|text| Phrase::parse(text.trim())));
            }
        }
        let mut by_byte = vec![Vec::new(); 256];
        let mut beginnings = Box::new([0; PLACES / 64]);
        for (at, phrase) in all.iter().enumerate() {
            let (start, mask) = start(phrase.first.as_bytes());
            by_byte[start as usize & 0xFF].push(Beginning { start, mask, at });
            let place = phrase.first.bytes().take(3).fold(0, place);
            beginnings[place / 64] |= 1 << (place % 64);
        }
        Self { all, by_byte, beginnings, finder: OnceLock::new() }
    }

    /// Those that begin as the text does at this place, as far as four bytes tell.
    fn beginning<'p>(&'p self, text: &str, at: usize) -> impl Iterator<Item = &'p Phrase> {
        let (here, _) = start(text.as_bytes().get(at..).unwrap_or_default());
        let first = &self.by_byte[here as usize & 0xFF];
        let alike = first.iter().filter(move |beginning| here & beginning.mask == beginning.start);
        alike.map(|beginning| &self.all[beginning.at])
    }

    /// The phrase that the text begins with.
    fn opens(&self, text: &str) -> Option<&Phrase> {
        self.beginning(text, 0).find(|phrase| phrase.is_at(text, 0))
    }

    fn is_all(&self, text: &str) -> bool {
        self.beginning(text, 0).any(|phrase| phrase.first == text)
    }

    fn ends(&self, text: &str) -> bool {
        let last = text.as_bytes().last();
        self.all.iter().any(|phrase| phrase.first.as_bytes().last() == last && text.ends_with(phrase.first))
    }

    /// Whether a phrase of three bytes or more stands anywhere in the text.
    fn is_in(&self, text: &str) -> bool {
        let mut three = 0;
        for (last, &byte) in text.as_bytes().iter().enumerate() {
            three = place(three, byte);
            let may_begin = self.beginnings[three / 64] >> (three % 64) & 1 != 0;
            if may_begin && last.checked_sub(2).is_some_and(|at| self.is_at(text, at)) {
                return true;
            }
        }
        false
    }

    /// Whether a phrase stands at this place. Apart from the loop over bytes, which is faster alone.
    #[inline(never)]
    fn is_at(&self, text: &str, at: usize) -> bool {
        // Within a word of ASCII none begins; to see that first takes less than to compare.
        let is_inside = |pair: &[u8]| pair.iter().all(u8::is_ascii_alphanumeric);
        let may_begin = at == 0 || !text.as_bytes().get(at - 1..=at).is_some_and(is_inside);
        may_begin && self.beginning(text, at).any(|phrase| phrase.is_at(text, at))
    }

    /// How often phrases stand in the text.
    fn count(&self, text: &str) -> usize {
        if !self.is_in(text) {
            return 0;
        }
        let Some(finder) = self.finder.get_or_init(|| automaton(&self.all)) else { return 0 };
        let mut end = 0;
        let mut count = 0;
        for found in finder.find_overlapping_iter(text) {
            // One place counts once, though several phrases may stand there.
            if found.start() >= end && self.all[found.pattern().as_usize()].is_at(text, found.start()) {
                end = found.end();
                count += 1;
            }
        }
        count
    }
}

fn automaton(phrases: &[Phrase]) -> Option<AhoCorasick> {
    AhoCorasick::new(phrases.iter().map(|phrase| phrase.first)).ok()
}

macro_rules! phrases {
    ($($name:ident $section:ident)*) => {
        $(static $name: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(Section::$section));)*
    };
}

phrases! {
    POINTER Pointer POINTER_ALONE PointerAlone SHORT Short ALONE Alone DATED Dated START Start NOTICE Notice CREDIT Credit
    PICTURE Picture BARRIER Barrier CONSENT Consent PAYWALL Paywall
}

/// Characters of a paragraph of few words.
const SHORT_LENGTH: usize = 60;
/// Bytes of a line with a date.
const DATED_LENGTH: usize = 120;

/// A text in lower case as the phrases are: the dot that Turkish capitals leave behind goes.
pub fn lower(text: &str) -> String {
    let lower = clean::lower(text);
    if !lower.is_ascii() && lower.contains('\u{307}') { lower.replace('\u{307}', "") } else { lower }
}

/// Whether a paragraph points to other articles.
pub fn is_pointer(lower: &str) -> bool {
    let text = words(lower);
    POINTER.opens(text).is_some()
        || POINTER_ALONE.is_all(text.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a paragraph speaks of the page rather than of its story.
pub fn is_notice(lower: &str) -> bool {
    let text = words(lower);
    let is_line = !lower.contains('\n');
    let is_short = lower.chars().nth(SHORT_LENGTH).is_none();
    let bare = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    (is_line && is_short && SHORT.opens(text).is_some())
        || (is_short && (ALONE.is_all(bare) || is_counter(bare)))
        || (is_line
            && (lower.len() < SHORT_LENGTH || lower.len() < DATED_LENGTH && !lower.ends_with('.'))
            && DATED
                .opens(text)
                .is_some_and(|word| text[word.first.len()..].contains(|c: char| c.is_numeric())))
        || START.opens(lower.trim_start()).is_some()
        || START.opens(text).is_some()
        || CREDIT.ends(bare)
        || is_picture_line(text)
        || NOTICE.is_in(lower)
}

/// How many words of barriers, such as challenges and errors, a text holds.
pub fn barriers(lower: &str) -> usize {
    BARRIER.count(lower)
}

/// How many words of consent forms a text holds.
pub fn consents(lower: &str) -> usize {
    CONSENT.count(lower)
}

/// How many times a text says that more is to be read for money.
pub fn paywalls(lower: &str) -> usize {
    PAYWALL.count(lower)
}

fn words(lower: &str) -> &str {
    lower.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// `1 of 6`, `image 1 of 6`, `6/6`.
fn is_counter(text: &str) -> bool {
    let text = ["image ", "photo ", "bild "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let between = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len()
        && between.len() < rest.len()
        && matches!(between.trim(), "of" | "/" | "von" | "de" | "di" | "van" | "sur" | "из")
}

/// `photo:`, `foto von …:`, `bild ©`.
fn is_picture_line(text: &str) -> bool {
    let Some(word) = PICTURE.opens(text) else { return false };
    let rest = text[word.first.len()..].trim_start();
    let rest = ["credits", "credit", "by", "von", "de", "par", "via"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
        .trim_start();
    rest.starts_with([':', '：', '/', '©', '|']) || rest.starts_with("(c)")
}
