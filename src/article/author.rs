//! Names of authors, out of bylines and attributes.

use super::by;
use super::clean::letters;

/// Words that make a text no name at all: scraps of templates, lower case.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "admin", "administrator", "anonymous", "anonym", "unknown", "guest", "webmaster", "root", "null", "none", "undefined", "n/a",
    "name", "user", "false", "true", "no author", "about the author", "about author", "author", "authors", "posted", "published",
    "updated", "posted on", "published on", "last updated", "publiziert am", "veröffentlicht am", "publié le", "publicado el",
    "publicado em", "pubblicato il", "see full bio", "full bio", "view profile", "view all posts", "more from this author",
    "follow", "follow us", "share", "read more", "biography", "bio", "profile", "contact", "email", "e-mail", "twitter", "facebook",
    "instagram", "linkedin", "rss", "home", "news", "categories", "category", "tags", "series", "comments", "contributor",
    "カテゴリ", "シリーズ", "подписаться", "autorenprofil", "mehr vom autor", "alle artikel", "tous ses articles", "print", "videos",
    "about us", "kontakt", "impressum", "posts", "articles", "themen bearbeiten", "zur person", "über den autor", "à propos de l'auteur",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes",
    "miércoles", "jueves", "viernes", "sábado", "domingo",
];

/// Words that make a name the paper's own: it is taken where no person signs. Lower case.
#[rustfmt::skip]
const DESKS: &[&str] = &[
    "redaktion", "redaction", "rédaction", "redacción", "redação", "redazione", "redactie", "redaksjonen", "redaktionen", "redakcja",
    "redakce", "redakcia", "redakcija", "toimitus", "szerkesztőség", "редакция", "редакція", "редакцията", "haber merkezi", "redaksi",
    "editor", "editors", "editorial", "editorial board", "newsroom", "news desk", "staff", "desk", "team", "staff reporter",
    "staff writer", "web desk", "agencies", "agency", "press release", "هيئة التحرير", "المحرر", "編集部", "编辑部", "편집부", "מערכת",
];

/// Agencies are named beside the house that took their report. Lower case.
#[rustfmt::skip]
const AGENCIES: &[&str] = &[
    "afp", "ap", "reuters", "dpa", "apa", "sda", "keystone-sda", "sid", "epd", "kna", "ansa", "efe", "europa press", "lusa", "pap",
    "čtk", "ctk", "tasr", "mti", "hina", "tanjug", "beta", "agerpres", "anp", "belga", "ritzau", "ntb", "tt", "stt", "bns", "elta",
    "tass", "тасс", "риа новости", "интерфакс", "interfax", "укринформ", "ukrinform", "aa", "dha", "iha", "kyodo", "jiji", "共同通信",
    "時事通信", "yonhap", "연합뉴스", "xinhua", "新华社", "中央社", "pti", "ani", "ians", "aap", "antara", "bernama", "associated press",
    "the associated press", "agence france-presse", "télam", "telam", "notimex", "agência brasil", "bloomberg",
];

/// A name longer than this, in characters, is a sentence.
const LONGEST: usize = 50;
/// Words of one name at most.
const MOST_WORDS: usize = 6;
/// Authors of one article at most.
const MOST_NAMES: usize = 12;

/// Who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// In order, each once.
    pub names: Vec<String>,
    /// Only the publisher, one of its desks or an agency: a person named elsewhere comes first.
    pub is_house: bool,
}

/// Splits and cleans the names of one or several authors as a page writes them.
pub fn names(raw: &[String], publisher: Option<&str>) -> Names {
    let mut people: Vec<String> = Vec::new();
    let mut house: Vec<String> = Vec::new();
    for name in raw.iter().filter(|text| !text.contains("://")).take(40).flat_map(|text| split(text)) {
        let Some(name) = clean(&name) else { continue };
        let list = if is_house(&name, publisher) { &mut house } else { &mut people };
        if !list.iter().any(|other| same(other, &name)) && list.len() < MOST_NAMES {
            list.push(name);
        }
    }
    let is_house = people.is_empty() && !house.is_empty();
    Names { names: if is_house { house } else { people }, is_house }
}

/// Whether a name has several words, or needs none: initials and pen names say less than the name of a house.
pub fn is_full(name: &str) -> bool {
    name.contains(' ')
        || name
            .chars()
            .all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a label stands for an author, such as `Written by`.
pub fn is_label(text: &str) -> bool {
    by::is_only_words(text.trim().to_lowercase().as_str())
}

/// The publisher's own name, with or without its ending, one of its desks or an agency.
fn is_house(name: &str, publisher: Option<&str>) -> bool {
    let lower = name.to_lowercase();
    let is_desk = |desk: &str| {
        lower == desk
            || lower.strip_suffix(desk).is_some_and(|before| before.ends_with([' ', '-']))
            || lower.strip_prefix(desk).is_some_and(|behind| behind.starts_with(' '))
    };
    AGENCIES.contains(&lower.as_str())
        || DESKS.iter().any(|desk| is_desk(desk))
        || publisher.is_some_and(|publisher| {
            let bare = |text: &str| {
                letters(text.rsplit_once('.').filter(|(_, end)| end.len() < 4).map_or(text, |(name, _)| name))
            };
            same(publisher, name) || bare(publisher) == bare(name)
        })
}

fn same(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

/// What parts the names of a list.
const SEPARATORS: [&str; 34] = [
    ", ", " and ", " und ", " et ", " y ", " & ", "; ", " e ", " en ", " og ", " och ", " ja ", " oraz ",
    " i ", " with ", " и ", " і ", " та ", " ve ", " dan ", " és ", " a ", " și ", " και ", " و ", " và ",
    "、", "，", "،", " / ", "／", ",", ";", "/",
];

fn split(text: &str) -> Vec<String> {
    let text = by::names_part(text).unwrap_or(text);
    // What follows the names: a place, a date, a role.
    let end = text
        .find(['|', '｜', '•', '·', '\n', '(', '（', '[', '【', '@', '—', '–'])
        .filter(|&at| at > 2)
        .unwrap_or(text.len());
    let text = &text[..end];
    let mut parts = vec![text];
    // Most often there is but one name: one look at each word tells, where each separator would be looked for.
    let is_sign = |c| matches!(c, '、' | '，' | '،' | '／' | ',' | ';' | '/');
    let is_list = text.contains(is_sign)
        || text.split(' ').any(|word| SEPARATORS.iter().any(|separator| separator.trim() == word));
    for separator in SEPARATORS.iter().filter(|_| is_list) {
        if text.contains(separator) {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
    }
    parts.into_iter().map(str::to_owned).collect()
}

fn clean(name: &str) -> Option<String> {
    let name = by::names_part(name).unwrap_or(name);
    let name = name.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| !is_end(c));
    let name = by::without_role(without_stop(name));
    let lower = name.to_lowercase();
    let length = name.chars().count();
    let is_name = (2..=LONGEST).contains(&length)
        && name.split_whitespace().count() <= MOST_WORDS
        && !lower.contains("http")
        && !lower.contains("www.")
        && !name.contains(['@', '=', '{', '}', '<', '>', '?', '!', '#', '\\', '_', ':', '“', '”'])
        // A date or a number; a desk may be called after its channel.
        && !name.split_whitespace().any(|word| word.starts_with(|c: char| c.is_numeric()))
        && name.chars().next().is_some_and(char::is_alphabetic)
        && !NO_NAMES.contains(&lower.as_str())
        && !by::is_only_words(&lower);
    is_name.then(|| shout_to_name(name))
}

/// The full stop after `Jr` or an initial is part of the name.
fn without_stop(name: &str) -> &str {
    let is_short = name.rsplit(' ').next().is_some_and(|word| word.chars().count() <= 4);
    if is_short { name } else { name.trim_end_matches('.') }
}

/// What a name may end with: `Jr.`, a letter with its marks.
fn is_end(c: char) -> bool {
    c.is_alphanumeric()
        || c == '.'
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4e}')
}

/// `JANE DOE` is set so by the page's designer; her name is Jane Doe.
fn shout_to_name(name: &str) -> String {
    let is_shouted =
        name.contains(' ') && name.chars().all(|c| !c.is_lowercase()) && name.chars().any(char::is_uppercase);
    if !is_shouted {
        return name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::with_capacity(name.len());
    let mut is_start = true;
    for c in name.chars() {
        if is_start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        is_start = !c.is_alphabetic() && c != '’' && c != '\'';
    }
    out
}
