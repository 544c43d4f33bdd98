//! What a page is: an article, the beginning of one, or something that stands in its way.

use std::borrow::Cow;

use serde::Serialize;

use super::clean;
use super::phrases;

/// A text that weighs less says nothing.
const LEAST: u32 = 70;
/// Notices are shorter than this, in [`clean::length`].
const LONGEST_NOTICE: usize = 3000;
/// A barrier says little,
const LONGEST_BARRIER: usize = 1500;
/// a single phrase is enough in a text of this length,
const SHORT: usize = 500;
/// and one that may be an article's in a text of this.
const SHORTEST: usize = 200;
/// A text of so much weight is more than a teaser, whatever stands behind it.
const LONGEST_TEASER: u32 = 1200;
/// A text that breaks off is a teaser up to this weight.
const LONGEST_BROKEN: u32 = 1000;

/// What a page was found to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// An article, its text whole as far as can be seen.
    Article,
    /// The beginning of an article whose rest is elsewhere or for those who pay.
    Teaser,
    /// A form that asks for consent.
    Consent,
    /// An error, or a challenge to prove that one is human.
    Barrier,
    /// No text worth the name.
    #[default]
    Nothing,
}

impl Verdict {
    /// Why the page's text is not to be trusted, or not alone; `None` for an article.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Article => None,
            Self::Teaser => Some("the page shows only the beginning of the article"),
            Self::Consent => Some("the page is a consent form, not an article"),
            Self::Barrier => Some("the page is an error or a challenge, not an article"),
            Self::Nothing => Some("there is no main text"),
        }
    }

    /// Whether a page of this kind has a text to give, and so words of its own to believe.
    #[must_use]
    pub fn has_text(self) -> bool {
        matches!(self, Self::Article | Self::Teaser)
    }
}

/// Judges a main text; `is_closed` is asked only of a short one: whether the page says that its rest is for those who
/// pay.
pub(super) fn judge(text: &str, title: Option<&str>, is_closed: impl FnOnce() -> bool) -> Verdict {
    let weight = clean::weight(text);
    if weight < LEAST {
        let obstacle = obstacle(text, title).filter(|verdict| *verdict == Verdict::Barrier);
        return obstacle.unwrap_or(Verdict::Nothing);
    }
    of_words(text, title, is_closed)
}

/// Judges a text, however little it weighs.
pub(super) fn of_words(text: &str, title: Option<&str>, is_closed: impl FnOnce() -> bool) -> Verdict {
    let weight = clean::weight(text);
    if clean::length(text) <= LONGEST_NOTICE
        && let Some(obstacle) = obstacle(text, title)
    {
        return obstacle;
    }
    let breaks_off = || {
        let end = text.trim_end_matches([']', ' ']);
        weight <= LONGEST_BROKEN && (end.ends_with('…') || end.ends_with("..."))
    };
    if weight <= LONGEST_TEASER && (breaks_off() || is_closed()) { Verdict::Teaser } else { Verdict::Article }
}

/// Whether a text is what is left of a consent form, the rest of which are notices.
pub(super) fn is_rest_of_form(text: &str, notices: impl FnOnce() -> String, title: Option<&str>) -> bool {
    if clean::length(text) > SHORT || phrases::consents(&clean::lower(text)) == 0 {
        return false;
    }
    let notices = notices();
    !notices.is_empty() && of_notices(&[notices.as_str(), text].join("\n\n"), title) == Verdict::Consent
}

/// Judges a page of whose words only notices are left.
pub(super) fn of_notices(notices: &str, title: Option<&str>) -> Verdict {
    let obstacle = if clean::length(notices) <= LONGEST_NOTICE { obstacle(notices, title) } else { None };
    obstacle.unwrap_or(Verdict::Nothing)
}

/// A wall or a form: both are short, and speak to their reader; an article that tells of them does not.
fn obstacle(text: &str, title: Option<&str>) -> Option<Verdict> {
    let lower = clean::lower(text);
    let (in_title, is_certain) =
        title.map(clean::lower).map_or((false, false), |title| phrases::barrier_title(&title));
    // Who is quoted speaks to no reader.
    let own = without_quotations(&lower);
    let (clauses, alone) = phrases::barriers(&own);
    let length = clean::length(text);
    // Rules for the young and words of the police may be news.
    let is_told = || clauses + alone == 1 && title.is_some_and(|title| tells_of(&lower, title));
    let is_barrier = is_certain
        || (length <= LONGEST_BARRIER && (in_title || clauses + alone >= 2 && clauses > 0))
        || (length <= SHORT && clauses > 0 && !is_told())
        || (length <= SHORTEST && alone > 0);
    if is_barrier {
        return Some(Verdict::Barrier);
    }
    // One such word in 120 characters: an article about cookies has fewer.
    let consents = phrases::consents(&lower);
    let is_form = || consents * 120 > text.chars().count() && speaks(&own);
    (consents >= 4 && is_form()).then_some(Verdict::Consent)
}

/// So many longer words of a headline in the text show that it tells of that.
const TOLD_WORDS: usize = 3;

/// Whether a text in lower case has most of the longer words of its title, or their beginnings: walls know nothing of what they
/// stand before.
fn tells_of(lower: &str, title: &str) -> bool {
    /// Letters; what stands behind more of them may be an ending.
    const LONG: usize = 4;
    const STEM: usize = 6;
    let title = clean::lower(title);
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= LONG);
    let (mut all, mut told) = (0, 0);
    for word in words {
        all += 1;
        told += usize::from(lower.contains(clean::beginning(word, STEM)));
    }
    told >= TOLD_WORDS && told * 2 >= all
}

/// Whether a text speaks as forms do, in nearly every sentence: an article on data protection may do so in one.
fn speaks(lower: &str) -> bool {
    /// Fewer letters are an abbreviation's.
    const LEAST_SENTENCE: usize = 12;
    let ends = ['.', '!', '?', ';', ':', '\n', '。', '！', '？', '؟', '।'];
    let sentences = lower.split(ends).filter(|sentence| clean::length(sentence) >= LEAST_SENTENCE);
    let (mut all, mut spoken) = (0, 0);
    for sentence in sentences {
        all += 1;
        spoken += usize::from(phrases::speaks(sentence));
    }
    spoken > 0 && spoken * 5 >= all * 2
}

/// No quotation is longer, in bytes.
const LONGEST_QUOTATION: usize = 800;

/// A text without what stands in quotation marks that are closed in the same line.
fn without_quotations(text: &str) -> Cow<'_, str> {
    const MARKS: [char; 7] = ['"', '“', '”', '„', '«', '»', '「'];
    if !text.contains(MARKS) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(MARKS) {
        let mut chars = rest[at..].chars();
        let open = chars.next().unwrap_or_default();
        let ends: &[char] = match open {
            '"' => &['"'],
            '“' | '„' => &['”', '“', '"'],
            '«' => &['»'],
            '»' => &['«'],
            '「' => &['」'],
            _ => &[],
        };
        let inside = chars.as_str();
        let end = inside.find(ends).filter(|&end| end <= LONGEST_QUOTATION && !inside[..end].contains('\n'));
        let (kept, behind) = match end {
            Some(end) => (&rest[..at], &inside[end..]),
            None => (&rest[..at + open.len_utf8()], inside),
        };
        out.push_str(kept);
        rest = match end {
            // Without the mark that closes it.
            Some(_) => behind.split_at(behind.chars().next().map_or(0, char::len_utf8)).1,
            None => behind,
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}
