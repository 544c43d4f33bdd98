//! What pages say around their text: the phrases of `phrases.txt`, and where they are looked for. All text is given in
//! lower case.

mod list;

use std::sync::LazyLock;

use super::clean;
pub use list::Phrase;
use list::{Phrases, Section};

macro_rules! phrases {
    ($($name:ident $section:ident)*) => {
        $(static $name: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(Section::$section));)*
    };
}

phrases! {
    POINTER Pointer WEAK_POINTER WeakPointer POINTER_ALONE PointerAlone SHORT Short ALONE Alone LABEL Label DATED Dated
    START Start NOTICE Notice WEAK_NOTICE WeakNotice OFFER Offer OWNER Owner CALL Call IMPERATIVE Imperative CREDIT Credit PICTURE Picture BARRIER Barrier
    BARRIER_ALONE BarrierAlone CONSENT Consent VOICE Voice PAYWALL Paywall WEAK_PAYWALL WeakPaywall
    PAYWALL_START PaywallStart PIECE Piece PLUG Plug EMPTY Empty RIGHTS Rights SAID Said
}

/// All that [`notice_anywhere`] looks for: most paragraphs have none of it, which one look tells.
static ANYWHERE: LazyLock<Phrases> = LazyLock::new(|| {
    use Section::{Imperative, Notice, Offer, Rights, WeakNotice};
    Phrases::of_all(&[Rights, Notice, WeakNotice, Offer, Imperative])
});
/// The same for [`toll`].
static MONEY: LazyLock<Phrases> = LazyLock::new(|| {
    use Section::{Paywall, PaywallStart, Plug, WeakPaywall};
    Phrases::of_all(&[Paywall, WeakPaywall, PaywallStart, Plug])
});

/// Characters of a paragraph of few words.
const SHORT_LENGTH: usize = 60;
/// [`clean::length`] of a line with a date.
const DATED_LENGTH: usize = 120;

/// A sentence with more words than this before its last ends no line of credits.
const LEAST_TOLD: usize = 6;

/// [`clean::length`] of the words behind a quotation that say whose it is.
const LONGEST_SOURCE: usize = 80;

/// [`clean::length`] of an offer.
const LONGEST_OFFER: usize = 160;

/// What may follow a phrase in a barrier's title, in bytes.
const LONGEST_REST: usize = 40;

/// A text in lower case as the phrases are: the dot that Turkish capitals leave behind goes.
pub fn lower(text: &str) -> String {
    let lower = clean::lower(text);
    if !lower.is_ascii() && lower.contains('\u{307}') { lower.replace('\u{307}', "") } else { lower }
}

/// The phrase by which a paragraph points to other articles. `is_told` is one that is an article's own sentence, unless its
/// words leave no doubt.
pub fn pointer(lower: &str, is_told: bool) -> Option<&'static Phrase> {
    let text = words(lower);
    let weak = || if is_told { None } else { WEAK_POINTER.opens(text) };
    POINTER
        .opens(text)
        .filter(|_| !(is_told && is_attributed(lower)))
        .or_else(weak)
        .or_else(|| POINTER_ALONE.is_all(bare(text)))
}

/// What gives a notice away.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// A phrase of the list.
    Phrase(&'static Phrase),
    /// `1 of 6`
    Counter,
}

/// What gives a paragraph away that speaks of the page rather than of its story. `is_linked`: much of it is links; `is_item`:
/// it is a heading or an item of a list, which end no sentence.
pub fn notice(lower: &str, is_linked: bool, is_item: bool) -> Option<Sign> {
    let text = words(lower);
    let is_line = !lower.contains('\n');
    let is_short = lower.chars().nth(SHORT_LENGTH).is_none();
    let is_told = !is_linked && is_sentence(lower);
    let is_label = is_line && !is_told;
    let bare = bare(text);
    if is_short && is_counter(bare) {
        return Some(Sign::Counter);
    }
    let when = |is_so: bool, phrases: &'static Phrases| if is_so { phrases.opens(text) } else { None };
    // "Share", but not "Share prices fell by 12%".
    let says_little =
        |word: &&Phrase| is_linked || !is_item || text[word.first.len()..].split_whitespace().count() <= 2;
    when(is_label && is_short, &SHORT)
        .filter(says_little)
        .or_else(|| if is_short { ALONE.is_all(bare) } else { None })
        .or_else(|| when(is_label, &LABEL))
        .or_else(|| if is_label { LABEL.opens(lower.trim_start()) } else { None })
        .or_else(|| {
            when(is_line && clean::length(lower) < DATED_LENGTH, &DATED)
                .filter(|word| is_dated(text, word, is_told))
        })
        .or_else(|| START.opens(lower.trim_start()))
        .or_else(|| START.opens(text))
        .or_else(|| {
            CREDIT.ends(bare).filter(|_| !is_told || text.split_whitespace().nth(LEAST_TOLD).is_none())
        })
        .or_else(|| picture_line(text))
        .or_else(|| notice_anywhere(lower, is_told))
        .or_else(|| PLUG.opens(text))
        .map(Sign::Phrase)
}

/// What gives a notice away wherever it stands.
fn notice_anywhere(lower: &str, is_told: bool) -> Option<&'static Phrase> {
    ANYWHERE.find(lower, |_, _| true)?;
    // Who is quoted, and whose words a clause at the end gives, speaks in the story.
    let is_said = || is_told && is_attributed(lower);
    let is_own = |phrase: &&Phrase| is_told && goes_on(lower, phrase) || is_said();
    let rights = RIGHTS.find(lower, |_, _| true).filter(|phrase| !is_own(phrase));
    rights
        .or_else(|| NOTICE.find(lower, |_, _| true).filter(|_| !is_said()))
        .or_else(|| {
            WEAK_NOTICE.find(lower, |_, _| true).filter(|_| !is_told || is_for_reader(lower) && !is_said())
        })
        .or_else(|| {
            let is_offer = |_: &&Phrase| is_short_offer(lower) && is_for_reader(lower) && !is_said();
            OFFER.find(lower, |_, _| true).filter(is_offer)
        })
        .or_else(|| IMPERATIVE.find(lower, begins_clause).filter(|_| !is_said()))
}

/// Whether more words of the sentence follow right behind a phrase.
fn goes_on(lower: &str, phrase: &Phrase) -> bool {
    let mut behind = lower.match_indices(phrase.first).map(|(at, first)| &lower[at + first.len()..]);
    behind.any(|rest| rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)))
}

/// Whether a sentence ends by saying whose words it gives.
fn is_attributed(lower: &str) -> bool {
    let last = lower.rfind([',', '”', '"', '»', '“', '，']).map(|at| &lower[at..]);
    last.is_some_and(|last| clean::length(last) <= LONGEST_SOURCE && SAID.find(last, |_, _| true).is_some())
}

/// Whether a sentence is the page's own offer: it says whose it is, or asks its reader to do something.
fn is_for_reader(lower: &str) -> bool {
    OWNER.find(lower, |_, _| true).is_some() || CALL.find(lower, begins_clause).is_some()
}

/// An offer takes a sentence or two.
fn is_short_offer(lower: &str) -> bool {
    clean::length(lower) <= LONGEST_OFFER
}

/// Whether a date or a number follows, and in a sentence little else.
fn is_dated(text: &str, word: &Phrase, is_told: bool) -> bool {
    let rest = &text[word.first.len()..];
    let count = |is_one: fn(char) -> bool| rest.chars().filter(|&c| is_one(c)).count();
    let digits = count(char::is_numeric);
    digits > 0 && (!is_told || digits >= count(char::is_alphabetic))
}

/// Whether a text says something to its end: three words or, where no spaces part them, any.
pub fn is_sentence(text: &str) -> bool {
    let is_closing = |c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | ')' | ']' | '“' | '」' | '』') || c.is_whitespace()
    };
    text.trim_end_matches(is_closing).ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', '۔', '։'])
        && (text.split_whitespace().nth(2).is_some() || text.contains(|c: char| c >= '\u{2e80}'))
}

/// Whether a clause begins at this place: a sign that parts them stands before it, `please` apart.
fn begins_clause(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    let before = before.strip_suffix("please").unwrap_or(before);
    let gap = &text[before.trim_end_matches(|c: char| !c.is_alphanumeric()).len()..at];
    before.is_empty()
        || gap.contains([
            '.', '!', '?', ':', ';', ',', '–', '—', '|', '•', '·', '…', '»', '\n', '¿', '¡', '。', '，',
            '、', '！', '？', '،',
        ])
}

/// Whether what stands from one place to another is a sentence of its own.
fn is_alone(text: &str, from: usize, to: usize) -> bool {
    const ENDS: [char; 9] = ['.', '!', '?', '…', '\n', '|', '。', '！', '？'];
    let gap = &text[text[..from].trim_end_matches(|c: char| !c.is_alphanumeric()).len()..from];
    let is_start = gap.len() == from || gap.contains(ENDS);
    let rest = text[to..].trim_start_matches([' ', '"', '”', ')']);
    is_start && (rest.is_empty() || rest.starts_with(ENDS))
}

/// How many phrases of barriers, such as challenges and errors, a text holds, and how many of its sentences are one.
pub fn barriers(lower: &str) -> (usize, usize) {
    let clauses = BARRIER.count(lower, |text, at, _| begins_clause(text, at));
    (clauses, BARRIER_ALONE.count(lower, is_alone))
}

/// Whether a title, or a part of it beside the site's name, is one that barriers have; and one that nothing else has.
pub fn barrier_title(lower: &str) -> (bool, bool) {
    let mut parts = lower.split(['|', '–', '—']).flat_map(|part| part.split(" - ")).map(bare_title);
    let first = parts.clone().next().unwrap_or_default();
    // A headline may begin so, and then goes on.
    let is_all = |part: &str, phrase: &Phrase| {
        let rest = &part[phrase.first.len()..];
        rest.len() <= LONGEST_REST && !rest.contains([':', '?', ',', '"', '“'])
    };
    let is_certain = parts.any(|part| BARRIER.opens(part).is_some_and(|phrase| is_all(part, phrase)));
    (is_certain || BARRIER_ALONE.is_all(first).is_some(), is_certain)
}

/// How many words of consent forms a text holds.
pub fn consents(lower: &str) -> usize {
    CONSENT.count(lower, |_, _, _| true)
}

/// Whether a text speaks of us, or to its reader, as consent forms do.
pub fn speaks(lower: &str) -> bool {
    VOICE.find(lower, |_, _| true).is_some()
}

/// How a paragraph speaks of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toll {
    /// More is to be read for it.
    Wall,
    /// So it is if nothing of the article follows.
    Gate,
    /// So it is in a short line behind all that is told: it may be a sentence of the article.
    Hint,
    /// It sells a subscription, which an article may have in its midst.
    Plug,
}

/// Whether a paragraph says that more is to be read for money.
pub fn toll(lower: &str) -> Option<Toll> {
    let stands = |phrases: &Phrases| phrases.find(lower, |_, _| true).is_some();
    let begins = |phrases: &Phrases| phrases.find(lower, begins_clause).is_some();
    if !stands(&MONEY) {
        return None;
    }
    let is_weak = stands(&WEAK_PAYWALL);
    if stands(&PAYWALL) || is_weak && !is_told(lower) {
        Some(Toll::Wall)
    } else if begins(&PAYWALL_START) {
        Some(Toll::Gate)
    } else if is_weak && stands(&PIECE) {
        Some(Toll::Hint)
    } else {
        begins(&PLUG).then_some(Toll::Plug)
    }
}

/// Whether a text says that there is nothing to read, or not yet, or speaks to its reader of what is the reader's or ours.
pub fn is_empty(lower: &str) -> bool {
    EMPTY.find(lower, |_, _| true).is_some() || is_for_reader(lower)
}

/// Whether a paragraph is a sentence of an article: it ends as one, and speaks to no reader.
pub fn is_told(lower: &str) -> bool {
    is_sentence(lower) && !is_for_reader(lower)
}

/// Without signs at its end.
fn bare(text: &str) -> &str {
    text.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// Without signs around it and the number of an error before it.
fn bare_title(text: &str) -> &str {
    let text = bare(words(text));
    let rest = words(text.trim_start_matches(|c: char| c.is_ascii_digit()));
    if rest.is_empty() { text } else { rest }
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
fn picture_line(text: &str) -> Option<&'static Phrase> {
    let word = PICTURE.opens(text)?;
    let rest = text[word.first.len()..].trim_start();
    let rest = ["credits", "credit", "by", "von", "de", "par", "via"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
        .trim_start();
    (rest.starts_with([':', '：', '/', '©', '|']) || rest.starts_with("(c)")).then_some(word)
}
