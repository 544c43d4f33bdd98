//! The list itself: its sections, and how their phrases are found in a text.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

/// A section of the list, and the place where its phrases stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Pointer,
    WeakPointer,
    PointerAlone,
    Short,
    Alone,
    Label,
    Dated,
    Start,
    Notice,
    WeakNotice,
    Offer,
    Owner,
    Call,
    Imperative,
    Credit,
    Picture,
    Barrier,
    BarrierAlone,
    Consent,
    Voice,
    Paywall,
    WeakPaywall,
    PaywallStart,
    Piece,
    Plug,
    Empty,
    Rights,
    Said,
}

const SECTIONS: [(&str, Section); 28] = [
    ("pointer", Section::Pointer),
    ("weak pointer", Section::WeakPointer),
    ("pointer alone", Section::PointerAlone),
    ("short", Section::Short),
    ("alone", Section::Alone),
    ("label", Section::Label),
    ("dated", Section::Dated),
    ("start", Section::Start),
    ("notice", Section::Notice),
    ("weak notice", Section::WeakNotice),
    ("offer", Section::Offer),
    ("owner", Section::Owner),
    ("call", Section::Call),
    ("imperative", Section::Imperative),
    ("credit", Section::Credit),
    ("picture", Section::Picture),
    ("barrier", Section::Barrier),
    ("barrier alone", Section::BarrierAlone),
    ("consent", Section::Consent),
    ("voice", Section::Voice),
    ("paywall", Section::Paywall),
    ("weak paywall", Section::WeakPaywall),
    ("paywall start", Section::PaywallStart),
    ("piece", Section::Piece),
    ("plug", Section::Plug),
    ("empty", Section::Empty),
    ("rights", Section::Rights),
    ("said", Section::Said),
];

/// A phrase of one section.
#[derive(Debug)]
pub struct Phrase {
    pub first: &'static str,
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

impl std::fmt::Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.first)?;
        self.second.map_or(Ok(()), |second| write!(f, " … {second}"))
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
pub struct Phrases {
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
    pub fn of(section: Section) -> Self {
        Self::of_all(&[section])
    }

    /// Those of several sections.
    pub fn of_all(sections: &[Section]) -> Self {
        let mut all = Vec::new();
        let mut is_here = false;
        for line in include_str!("phrases.txt").lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                is_here = sections.iter().any(|&section| SECTIONS.contains(&(name, section)));
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
    pub fn opens(&self, text: &str) -> Option<&Phrase> {
        self.beginning(text, 0).find(|phrase| phrase.is_at(text, 0))
    }

    /// The phrase that is the text.
    pub fn is_all(&self, text: &str) -> Option<&Phrase> {
        self.beginning(text, 0).find(|phrase| phrase.first == text)
    }

    /// The phrase that the text ends with.
    pub fn ends(&self, text: &str) -> Option<&Phrase> {
        let last = text.as_bytes().last();
        let is_alike = |phrase: &&Phrase| phrase.first.as_bytes().last() == last;
        self.all.iter().filter(is_alike).find(|phrase| text.ends_with(phrase.first))
    }

    /// A phrase of three bytes or more that stands in the text, at a place that is right for it.
    pub fn find(&self, text: &str, is_right: impl Fn(&str, usize) -> bool) -> Option<&Phrase> {
        let mut three = 0;
        for (last, &byte) in text.as_bytes().iter().enumerate() {
            three = place(three, byte);
            let may_begin = self.beginnings[three / 64] >> (three % 64) & 1 != 0;
            if may_begin
                && let Some(found) = last.checked_sub(2).and_then(|at| self.at(text, at))
                && is_right(text, last - 2)
            {
                return Some(found);
            }
        }
        None
    }

    /// The phrase at this place. Apart from the loop over bytes, which is faster alone.
    #[inline(never)]
    fn at(&self, text: &str, at: usize) -> Option<&Phrase> {
        // Within a word of ASCII none begins; to see that first takes less than to compare.
        let is_inside = |pair: &[u8]| pair.iter().all(u8::is_ascii_alphanumeric);
        let may_begin = at == 0 || !text.as_bytes().get(at - 1..=at).is_some_and(is_inside);
        self.beginning(text, at).filter(|_| may_begin).find(|phrase| phrase.is_at(text, at))
    }

    /// How often phrases stand in the text, at places that are right for them: told are the text, where one begins and where
    /// it ends.
    pub fn count(&self, text: &str, is_right: impl Fn(&str, usize, usize) -> bool) -> usize {
        if self.find(text, |_, _| true).is_none() {
            return 0;
        }
        let Some(finder) = self.finder.get_or_init(|| automaton(&self.all)) else { return 0 };
        let mut end = 0;
        let mut count = 0;
        for found in finder.find_overlapping_iter(text) {
            // One place counts once, though several phrases may stand there.
            if found.start() >= end
                && self.all[found.pattern().as_usize()].is_at(text, found.start())
                && is_right(text, found.start(), found.end())
            {
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
