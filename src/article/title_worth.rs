//! Which of a page's titles are none, because they name the site, suit any page or break off; and which of them is what the
//! feed calls the article.

use super::address;
use super::claims::Worth;
use super::clean::{self, letters};
use super::site_name;
use super::title::Around;
use crate::language::units;

/// Titles that any page may have, in the letters of [`letters`].
#[rustfmt::skip]
const OF_ANY_PAGE: &[&str] = &[
    "home", "homepage", "index", "default", "startseite", "accueil", "inicio", "início", "untitled", "untitleddocument", "untitledpage",
    "notitle", "newpage", "document", "page", "details", "detail", "view", "news", "newsdetails", "newsdetail", "newsitem", "newsarticle",
    "newsview", "newsstory", "latestnews", "newsandevents", "article", "articles", "articledetails", "articledetail", "story", "post",
    "blog", "press", "pressrelease", "pressreleases", "pressreleasedetails", "newsrelease", "newsreleases", "mediarelease",
    "mediareleases", "pressroom", "newsroom", "statement", "announcement", "announcements", "aktuelles", "pressemitteilung",
    "pressemitteilungen", "nachrichten", "meldung", "meldungen", "communiquédepresse", "communiqué", "actualité", "actualités",
    "noticia", "noticias", "detalledenoticia", "notadeprensa", "comunicado", "comunicadodeprensa", "notícia", "notícias", "notizie",
    "comunicatostampa", "comunicatistampa", "nieuws", "nieuwsbericht", "persbericht", "nyheter", "nyhet", "nyheder", "nyhed",
    "pressmeddelande", "pressemelding", "pressemeddelelse", "uutiset", "tiedote", "aktualności", "komunikatprasowy", "aktuality",
    "tiskovázpráva", "tlačovásprává", "hírek", "știri", "comunicatdepresă", "haber", "haberler", "haberdetay", "basınbülteni", "vijesti",
    "vesti", "novice", "новости", "новость", "прессрелиз", "новини", "новина", "пресреліз", "вести", "νέα", "δελτίοτύπου", "أخبار",
    "الأخبار", "اخبار", "חדשות", "समाचार", "berita", "siaranpers", "tintức", "ข่าว", "新闻", "新聞", "新闻详情", "新闻中心", "新闻动态",
    "详情", "文章详情", "正文", "ニュース", "お知らせ", "プレスリリース", "뉴스", "공지사항", "보도자료",
];

/// How front pages greet, in the letters of [`letters`].
const GREETINGS: [&str; 7] = [
    "welcometo",
    "willkommenbei",
    "willkommenauf",
    "bienvenuesur",
    "bienvenidosa",
    "bemvindoa",
    "добропожаловать",
];

/// Percent of the words of the longer of two titles: so many are shared where one tells what the other does,
const AGREES: usize = 60;
/// and fewer where it does not.
const DIFFERS: usize = 30;

/// Words of a heading that says more than a name; where letters have no case, its [`clean::length`].
const SENTENCE_WORDS: usize = 5;
const SENTENCE_LENGTH: usize = 24;
/// Words of a name at most.
const NAME_WORDS: usize = 8;
/// A feed calls an article by no fewer words,
const FEED_WORDS: usize = 3;
/// and by so many letters, in [`clean::length`].
const FEED_LENGTH: usize = 12;

/// The words of a title in lower case; of scripts without spaces each two letters that stand side by side.
#[derive(Debug, Default)]
pub struct Words(Vec<String>);

impl Words {
    /// Of a title.
    pub fn of(title: &str) -> Self {
        let is_unspaced = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        Self(units(&clean::lower(title), is_unspaced, 1))
    }

    /// How many of these the other has, too.
    fn shared(&self, other: &Self) -> usize {
        self.0.iter().filter(|word| other.0.contains(word)).count()
    }

    /// Percent of the longer one's words that both have.
    fn likeness(&self, other: &Self) -> usize {
        self.shared(other) * 100 / self.0.len().max(other.0.len()).max(1)
    }

    /// Whether both have a word that says something, or its beginning: the rest of it may be inflected.
    fn have_common(&self, other: &Self) -> bool {
        const STEM: usize = 4;
        let says = |word: &&String| !word.is_ascii() || word.len() >= STEM;
        self.0.iter().filter(says).any(|one| {
            let start = clean::beginning(one, STEM);
            other.0.iter().filter(says).any(|two| clean::beginning(two, STEM) == start)
        })
    }
}

/// Judges what a page calls itself.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The letters of the site's name in all its forms.
    pub names: Vec<String>,
    /// The heading of the article, where it is a sentence and others may be the name of a site that nobody names.
    pub beside: Option<String>,
    /// What the feed calls the article.
    told: Option<(&'a str, Words)>,
    /// The page says it, too: what differs from it is no title.
    is_told_here: bool,
}

impl<'a> Judge<'a> {
    /// For a page with this around its title.
    pub fn new(around: Around<'a>) -> Self {
        let host = around.page.map(address::site_of).unwrap_or_default();
        let label = site_name::labels(&host).max_by_key(|label| label.len()).unwrap_or_default();
        let names = [around.site.unwrap_or_default(), &host, label].map(letters);
        let told = around.told.map(|title| (title, Words::of(title)));
        let is_headline = |(title, words): &(&str, Words)| {
            words.0.len() >= FEED_WORDS && clean::length(title) >= FEED_LENGTH
        };
        Self {
            names: names.into_iter().filter(|name| !name.is_empty()).collect(),
            beside: None,
            told: told.filter(is_headline),
            is_told_here: false,
        }
    }

    /// Compares with the feed's title: the page says it, too, or not; and is sure of its own.
    pub fn heed_feed(&mut self, is_told_here: bool, is_sure: bool) {
        self.is_told_here = is_told_here;
        // Headlines are rewritten, and feeds are not.
        self.told = self.told.take().filter(|_| is_told_here || !is_sure);
    }

    /// The feed's title, if it says enough.
    pub fn feed_title(&self) -> Option<&'a str> {
        self.told.as_ref().map(|(title, _)| *title)
    }

    /// Whether a text says what the feed calls the article.
    pub fn agrees(&self, text: &str) -> bool {
        self.told.as_ref().is_some_and(|(_, told)| told.likeness(&Words::of(text)) >= AGREES)
    }

    /// Whether a text is another title than the feed's: of a page that has the feed's one with few of its words, of others one
    /// with none of them.
    fn differs(&self, text: &str) -> bool {
        let Some((_, told)) = &self.told else { return false };
        let words = Words::of(text);
        if self.is_told_here { told.likeness(&words) < DIFFERS } else { !told.have_common(&words) }
    }

    /// Whether a text is the name of the site.
    pub fn is_name(&self, text: &str) -> bool {
        self.names.contains(&letters(text))
    }

    /// Whether a text is no title: the name of the site, or what any page may be called.
    pub fn is_none(&self, text: &str) -> bool {
        let own = letters(text);
        own.is_empty()
            || self.names.contains(&own)
            || OF_ANY_PAGE.contains(&own.as_str())
            || GREETINGS.iter().any(|greeting| own.starts_with(greeting))
            || self.beside.as_ref().is_some_and(|heading| is_name_beside(text, heading))
    }

    /// What a claim is worth; `others` may go on where it breaks off.
    pub fn worth(&self, claim: &str, others: [Option<&String>; 4]) -> Worth {
        let gives_way = self.is_none(claim) || breaks_off(claim, others) || self.differs(claim);
        if gives_way { Worth::GivesWay } else { Worth::Stands }
    }
}

fn is_cased(text: &str) -> bool {
    text.contains(|c: char| c.is_lowercase() || c.is_uppercase())
}

/// Whether a text has longer words in small letters: names have none.
pub fn has_small(text: &str) -> bool {
    text.split_whitespace().any(|word| word.chars().count() > 3 && word.starts_with(char::is_lowercase))
}

/// Whether a heading says more than a name does.
pub fn is_sentence(heading: &str) -> bool {
    if is_cased(heading) {
        heading.split_whitespace().count() >= SENTENCE_WORDS && has_small(heading)
    } else {
        clean::length(heading) >= SENTENCE_LENGTH
    }
}

/// Whether a claim is a name, and the heading a sentence about something else: all pages of a site may be called by its name.
pub fn is_name_beside(claim: &str, heading: &str) -> bool {
    let is_name = if is_cased(claim) {
        !has_small(claim) && claim.split_whitespace().count() <= NAME_WORDS
    } else {
        clean::length(heading) >= 2 * clean::length(claim)
    };
    is_name
        && is_cased(claim) == is_cased(heading)
        && !claim.contains(['?', '!', ':', '"', '“', '„', '«', ','])
        && !claim.contains(char::is_numeric)
        && Words::of(heading).likeness(&Words::of(claim)) < DIFFERS
}

/// Whether a claim ends in dots and another one goes on from there.
fn breaks_off(claim: &str, others: [Option<&String>; 4]) -> bool {
    if !claim.ends_with('…') && !claim.ends_with("...") {
        return false;
    }
    let start = letters(claim);
    let goes_on = |other: &String| {
        let other = letters(other);
        other.len() > start.len() && other.starts_with(&start)
    };
    !start.is_empty() && others.into_iter().flatten().any(goes_on)
}

/// What parts a heading from what else a tab says behind it.
pub const PARTS: [char; 15] = ['|', '-', '–', '—', '·', '•', '«', '»', '<', '>', '~', '_', '｜', 'ㅣ', ':'];

/// Signs that need no spaces around them.
const WALLS: [char; 3] = ['|', '_', '｜'];

/// Fewer letters are a kicker's or a section's, in [`clean::length`].
const LEAST_HEADING: usize = 20;

/// Whether a title begins with a heading, and goes on behind a sign.
pub fn is_part(title: &str, heading: &str) -> bool {
    let Some(rest) = title.strip_prefix(heading).filter(|_| clean::length(heading) >= LEAST_HEADING) else {
        return false;
    };
    // Where letters have no case, words have no spaces either.
    let needs_space = is_cased(title);
    let sign = rest.trim_start().chars().next().filter(|sign| PARTS.contains(sign));
    sign.is_some_and(|sign| !needs_space || rest.starts_with(' ') || WALLS.contains(&sign))
}
