//! Who signs, as the page marks it: elements and links that stand for authors, one or several together.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::author;
use super::by;
use super::dom::attribute::Names;
use super::dom::{Dom, Id, Tag};
use super::names::{AUTHOR, Signs};

/// How many nodes apart two authors may stand.
const TOGETHER: usize = 60;
/// A byline is short.
pub const LONGEST: usize = 160;
/// More nodes of a box are not looked through for the names in it.
const LARGEST_BOX: usize = 120;

/// Of a list of more words each name is looked at.
const MOST_WORDS: usize = 8;
/// Words in small letters behind the first word of a sentence.
const FEWEST_TOLD: usize = 2;

/// The folders in which sites keep the pages of their authors.
#[rustfmt::skip]
const FOLDERS: &[&str] = &[
    "/author", "/auteur", "/autor", "/autore", "/redakteur", "/redaktor", "/journalist", "/periodista", "/contributor", "/writer",
    "/reporter", "/columnist", "/blogger", "/staff/", "/people/", "/profile/", "/profil/", "/by/", "/byline", "/person/",
    "/correspondent", "/forfatter", "/skribent", "/yazar", "/penulis", "/avtor",
];

/// [`FOLDERS`], all at once.
static FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(FOLDERS).ok());

/// Whether an address is that of an author's page.
pub fn leads_to_author(href: &str) -> bool {
    FINDER.as_ref().is_some_and(|finder| finder.is_match(href))
}

/// Who signs, by where the page says so; texts are uncleaned.
#[derive(Debug, Default)]
pub struct Signatures {
    /// Elements marked by `rel=author`, `itemprop=author` or a class that says so.
    pub marked: Vec<String>,
    /// Links to the page of an author.
    pub linked: Vec<String>,
    /// A text near the headline that begins like a byline.
    pub near: Vec<String>,
    /// A line further down that begins like a byline.
    pub closing: Vec<String>,
    /// A name alone at the right margin under the last paragraph, as letters and the press of some countries are signed.
    pub signed: Vec<String>,
}

impl Signatures {
    /// Whether anybody does.
    pub fn has_names(&self) -> bool {
        let all = [&self.marked, &self.linked, &self.near, &self.closing, &self.signed];
        all.iter().any(|names| !names.is_empty())
    }
}

/// Names that stand together: the first that is found and those close to it with equal attributes.
#[derive(Debug, Default)]
pub struct Group {
    /// As they stand in the page.
    pub texts: Vec<String>,
    /// They stand near the headline.
    is_near: bool,
    /// The last one taken.
    last: Id,
    end: Id,
}

impl Group {
    /// Takes an element's names, if they stand with those before it, or better than they.
    pub fn push(&mut self, dom: &Dom<'_>, signs: &[Signs], id: Id, is_near: bool) {
        // Those near the headline come before others.
        let is_first = self.texts.is_empty() || is_near && !self.is_near;
        let is_alike = || {
            let (one, other) = (dom.node(id).raw.trim(), dom.node(self.last).raw.trim());
            // Links to two authors differ in their addresses alone.
            one == other
                || dom.tag(id) == Tag::A && dom.attribute(id, "class") == dom.attribute(self.last, "class")
        };
        // What stands in the one before says nothing new, unless that was a box around a name.
        if !is_first && (id < self.end || id >= self.end + TOGETHER || self.texts.len() > 8 || !is_alike()) {
            return;
        }
        let text = marked_text(dom, id);
        let is_name = text.len() <= LONGEST
            && looks_like_names(by::names_part(&text).unwrap_or(&text), 1)
            && is_somebody(&text);
        if is_name {
            if is_first {
                (self.texts, self.is_near) = (Vec::new(), is_near);
            }
            self.texts.extend(each_in_box(dom, signs, id, &text).unwrap_or_else(|| vec![text]));
            (self.last, self.end) = (id, dom.end(id));
        }
    }
}

/// The names in a box of several, where they stand in elements made alike and its words as a whole tell fewer of them:
/// authors without a comma between them, items of a list.
fn each_in_box(dom: &Dom<'_>, signs: &[Signs], id: Id, whole: &str) -> Option<Vec<String>> {
    let told = author::names(&[whole.to_owned()], None).names;
    let is_sign = |id: Id| {
        let node = dom.node(id);
        let leads = || dom.attribute(id, "href").is_some_and(|href| leads_to_author(&href));
        node.tag == Tag::Li || (node.tag != Tag::Text && signs[id] & AUTHOR != 0) || node.is_link() && leads()
    };
    let is_small = |inner: Id| dom.end(inner) - inner <= LARGEST_BOX;
    let inside = (id + 1..dom.end(id)).take(LARGEST_BOX).filter(|&inner| is_sign(inner) && is_small(inner));
    let mut found: Vec<(Id, String)> = Vec::new();
    for inner in inside {
        let text = dom.lines(inner, LONGEST);
        let names = author::names(std::slice::from_ref(&text), None).names;
        if let [name] = names.as_slice()
            && author::is_person(name)
            && looks_like_names(by::names_part(&text).unwrap_or(&text), 0)
        {
            found.push((inner, text));
        }
    }
    // The outermost that are made alike.
    let is_several = |&(one, _): &&(Id, String)| {
        found.iter().filter(|(other, _)| dom.made(*other) == dom.made(*one)).count() > 1
    };
    let kind = dom.made(found.iter().find(is_several)?.0);
    let texts: Vec<String> =
        found.into_iter().filter(|(one, _)| dom.made(*one) == kind).map(|(_, text)| text).collect();
    let each = author::names(&texts, None).names;
    let begins_alike =
        matches!((told.first(), each.first()), (Some(told), Some(each)) if told.starts_with(each.as_str()));
    (each.len() > told.len() && begins_alike).then_some(texts)
}

/// The names that an author's element marks in itself; else its words, or the `content` of the author where it shows none.
fn marked_text(dom: &Dom<'_>, id: Id) -> String {
    let is_property = |at: Id, name: &str| {
        dom.node(at).attributes.has(Names::ITEMPROP)
            && dom
                .attribute(at, "itemprop")
                .is_some_and(|own| own.split_ascii_whitespace().any(|own| own == name))
    };
    let content = |at: Id| dom.attribute(at, "content").map(|name| super::clean::line(&name));
    if is_property(id, "author") {
        let inner = (id + 1..dom.end(id)).take(LARGEST_BOX).filter(|&inner| is_property(inner, "name"));
        let shown = |inner: Id| Some(dom.lines(inner, LONGEST)).filter(|name| !name.is_empty());
        let names: Vec<String> = inner.filter_map(|inner| shown(inner).or_else(|| content(inner))).collect();
        if !names.is_empty() {
            return names.join(", ");
        }
    }
    let text = dom.lines(id, LONGEST * 2);
    if !text.is_empty() {
        return text;
    }
    let inner = (id..dom.end(id)).take(10);
    let mut marked = inner.filter(|&inner| is_property(inner, "name") || is_property(inner, "author"));
    marked.find_map(content).unwrap_or(text)
}

/// Whether a text names anybody at all: labels and buttons stand in bylines, too.
pub fn is_somebody(text: &str) -> bool {
    !author::names(&[text.to_owned()], None).names.is_empty()
}

/// Nearly every longer word begins with a capital, or the script has none; `others` words may be different.
pub fn looks_like_names(text: &str, others: usize) -> bool {
    let names = text.split([',', '|', '•', '·', '\n', '(']).next().unwrap_or_default();
    let words: Vec<&str> = author::without_date(names).split_whitespace().collect();
    // What follows a word that is nobody's whole name tells whether it opens a sentence: `By Christmas, all had been sold.`
    let opens_sentence = || {
        let is_told = |word: &str| word.starts_with(char::is_lowercase) && !author::joins(word);
        words.len() == 1
            && text.trim_end().ends_with('.')
            && text[names.len()..].split_whitespace().filter(|word| is_told(word)).count() >= FEWEST_TOLD
    };
    let is_small = |word: &&&str| {
        word.chars().count() > 3 && word.starts_with(char::is_lowercase) && !author::joins(word)
    };
    let small = words.iter().filter(is_small).count();
    // What stands before a date that was cut off may be no name at all: `von created by`.
    let is_cut = words.len() < names.split_whitespace().count();
    (!is_cut || words.iter().any(|word| !word.starts_with(char::is_lowercase)))
        && (words.len() <= MOST_WORDS || author::are_short_names(&words))
        && small <= others
        && small < words.len()
        && !opens_sentence()
}
