//! Names of authors, out of bylines and attributes.

use std::borrow::Cow;

use super::author_words::{AGENCIES, BODIES, DESKS, NO_NAMES};
use super::by;
use super::clean::letters;
use super::east;
use super::loud::{shout_to_name, shouted, with_small_words};
use super::months;
use super::stamp;

/// A name longer than this, in characters, is a sentence.
const LONGEST: usize = 50;
/// Small words between names and a date, at most, and one.
const MOST_SMALL: usize = 3;
/// Words of one name at most.
const MOST_WORDS: usize = 6;
/// Authors of one article at most.
const MOST_NAMES: usize = 12;

/// Who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// In order, each once.
    pub names: Vec<String>,
    /// Only the publisher, one of its desks, an agency or a login: a person named elsewhere comes first.
    pub is_house: bool,
}

/// Splits and cleans the names of one or several authors as a page writes them.
pub fn names(raw: &[String], publisher: Option<&str>) -> Names {
    let mut people: Vec<String> = Vec::new();
    let mut house: Vec<String> = Vec::new();
    // Addresses, and names in a social network.
    let is_handle = |text: &str| text.starts_with('@') && !text.contains(' ');
    let texts = raw.iter().filter(|text| !text.contains("://") && !is_handle(text.trim()));
    for name in texts.take(40).flat_map(|text| without_seat(split(text), publisher)) {
        let Some(name) = clean(&name) else { continue };
        let is_house = is_login(&name) || is_house(&name, publisher);
        let list = if is_house { &mut house } else { &mut people };
        if !list.iter().any(|other| same(other, &name)) && list.len() < MOST_NAMES {
            list.push(name);
        }
    }
    let is_house = people.is_empty() && !house.is_empty();
    Names { names: if is_house { house } else { people }, is_house }
}

/// Whether a name is one by which somebody signs in to the site: one word in small letters, or with digits.
pub fn is_login(name: &str) -> bool {
    let is_small = || name.contains(char::is_lowercase) && !name.contains(char::is_uppercase);
    !name.contains(' ') && name.is_ascii() && (name.contains(|c: char| c.is_ascii_digit()) || is_small())
}

/// Whether a name has several words, or needs none: initials and pen names say less than the name of a house.
pub fn is_full(name: &str) -> bool {
    name.contains(' ')
        || name
            .chars()
            .all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a name is somebody's beyond doubt, as one of a list of elements: no word of it is of a role, a button, a sentence.
pub fn is_person(name: &str) -> bool {
    let is_of_name = |word: &str| {
        let lower = word.to_lowercase();
        let is_small = word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word);
        !is_small && !ROLES.contains(&lower.as_str()) && !NO_NAMES.contains(&lower.as_str())
    };
    is_full(name) && name.split(' ').all(is_of_name)
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

/// The names of a list, but for where the house has its seat that the list begins with: `The Courier, Berlin, Germany`.
fn without_seat(mut names: Vec<String>, publisher: Option<&str>) -> Vec<String> {
    if names.first().is_some_and(|first| is_house(first, publisher))
        && !names[1..].iter().any(|name| is_full(name))
    {
        names.retain(|name| is_house(name, publisher));
    }
    names
}

fn same(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

/// What parts the names of a list.
const SEPARATORS: [&str; 39] = [
    ", ", " and ", " und ", " et ", " y ", " & ", "; ", " e ", " en ", " og ", " och ", " ja ", " oraz ",
    " i ", " with ", " avec ", " mit ", " con ", " com ", " med ", " и ", " і ", " та ", " ve ", " dan ",
    " és ", " a ", " și ", " και ", " و ", " và ", "、", "，", "،", " / ", "／", ",", ";", "/",
];

/// Words of [`SEPARATORS`] that join the two halves of a family name: `Ortega y Gasset`, `Puig i Cadafalch`, `Costa e Silva`.
const IN_NAMES: [&str; 3] = ["y", "i", "e"];

/// Words for what somebody is, behind a name: no part of a list with one of them is a name. Lower case.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "correspondent", "editor", "reporter", "writer", "columnist", "journalist", "producer", "photographer", "contributor", "analyst",
    "chief", "director", "professor", "fellow", "researcher", "korrespondent", "korrespondentin", "redakteur", "redakteurin",
    "chefredakteur", "reporterin", "journalistin", "correspondant", "correspondante", "journaliste", "rédacteur", "rédactrice",
    "envoyé", "envoyée", "corresponsal", "periodista", "redactor", "redactora", "enviado", "enviada", "corrispondente", "inviato",
    "inviata", "giornalista", "correspondente", "repórter", "jornalista", "redacteur", "verslaggever", "reportrice", "toimittaja",
    "korespondent", "korespondentka", "dziennikarz", "dziennikarka", "корреспондент", "журналист", "обозреватель", "кореспондент",
    "журналіст", "muhabir", "muhabiri", "specialist", "spécialiste",
];

/// Small words that begin family names; other small words in a list begin what somebody else did.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "von", "van", "de", "di", "da", "do", "dos", "das", "du", "del", "della", "den", "der", "des", "la", "le", "el", "al", "ter", "ten",
    "zu", "zur", "zum", "af", "av", "bin", "ibn", "ben", "bint", "abu", "mac", "of", "in", "'t", "d'", "d’", "dal", "dalla", "lo", "li",
    "e", "y", "i",
];

/// Whether a word joins names of a list.
pub fn joins(word: &str) -> bool {
    SEPARATORS.iter().any(|separator| separator.trim() == word)
}

/// Whether a list between joining words is one of names no longer than a name and its place.
pub fn are_short_names(words: &[&str]) -> bool {
    words.split(|word| joins(&word.to_lowercase())).all(|name| (1..=MOST_WORDS).contains(&name.len()))
}

/// Small words before the place that somebody writes from. Lower case.
const FROM: [&str; 14] =
    ["in", "aus", "à", "from", "desde", "depuis", "em", "uit", "vanuit", "från", "fra", "из", "в", "із"];

/// Small words before the house that somebody writes for.
const FOR: [&str; 4] = ["for", "für", "pour", "para"];

/// Whether a name ends as those of bodies do, which are for something: `Royal Society for Gulls`.
fn is_body(name: &str) -> bool {
    let last = name.trim_end().rsplit(' ').next().unwrap_or_default();
    BODIES.iter().any(|body| last.eq_ignore_ascii_case(body))
}

/// A full name without the place or the house behind it: `Ida Marsh in New York`, `Ida Marsh for The Courier`, not
/// `Sophie in ’t Veld`.
fn without_place(name: &str) -> &str {
    let mut before = 0;
    let mut at = 0;
    for word in name.split(' ') {
        let behind = name.get(at + word.len() + 1..).unwrap_or_default();
        let is_for = || FOR.iter().any(|small| word.eq_ignore_ascii_case(small)) && !is_body(&name[..at]);
        let is_from = || FROM.contains(&word) || is_for();
        if before >= 2 && behind.starts_with(char::is_uppercase) && is_from() {
            return name[..at].trim_end();
        }
        before += usize::from(word.starts_with(char::is_uppercase));
        at += word.len() + 1;
    }
    name
}

/// A full name without the agency behind it, where that has a name of several words: `IDA MARSH ASSOCIATED PRESS`.
fn without_agency(name: &str) -> &str {
    if name.split(' ').nth(3).is_none() {
        return name;
    }
    let lower = name.to_lowercase();
    let mut agencies = AGENCIES.iter().filter(|agency| agency.contains(' '));
    let longest =
        agencies.find_map(|agency| name.get(..lower.strip_suffix(agency)?.len())?.strip_suffix(' '));
    longest.filter(|name| is_full(name)).unwrap_or(name)
}

/// A byline without what tells a date or who else had a part in it: `Ida Marsh Published 14 March`, `王小明 责任编辑：李华`.
fn without_stamp(text: &str) -> &str {
    let mut at = 0;
    for word in text.split(' ') {
        if at > 1 && (stamp::is_labelled(word) || stamp::begins_stamp(&text[at..])) {
            return text[..at].trim_end();
        }
        at += word.len() + 1;
    }
    text
}

/// A byline without the date behind its names: `Ida Marsh le 14 mars 2026`, `Ida Marsh on March 14`, `Ida Marsh 14 March`,
/// `Ida Marsh Published 14 March`.
pub fn without_date(text: &str) -> &str {
    let text = without_stamp(text);
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_month = |word: &str| months::named(&word.to_lowercase()).is_some();
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    let words: Vec<&str> = text.split(' ').collect();
    let Some(number) = words.iter().position(|word| is_number(word)) else { return text };
    let (names, date) = words.split_at(number);
    // Only what a small word leads to is a month: many a name begins like one.
    let names = match names {
        [names @ .., small, month] if is_small(small) && is_month(month) || *small == "on" => {
            &words[..=names.len()]
        }
        _ => names,
    };
    let is_date = names.last().is_some_and(|last| is_small(last))
        || date[0].contains(['.', '/', ':', '年', '년'])
        || date.get(1).is_some_and(|word| is_month(word));
    let last = names.iter().rposition(|word| !is_small(word)).filter(|_| is_date);
    // More of them are a sentence.
    let Some(last) = last.filter(|last| last + MOST_SMALL >= names.len()) else { return text };
    let length: usize = names[..=last].iter().map(|word| word.len() + 1).sum();
    &text[..length - 1]
}

fn split(text: &str) -> Vec<String> {
    let text = &rejoined(text);
    let chinese = east::chinese(text);
    if !chinese.is_empty() {
        return chinese;
    }
    let text = east::without_pictures(by::names_part(text).unwrap_or(text));
    let korean = east::korean_names(text);
    if !korean.is_empty() {
        return korean;
    }
    let text = without_mail(text);
    // What follows the names: a place, a date, a role.
    let end = text
        .find(['|', '｜', '•', '·', '\n', '(', '（', '[', '【', '@', '—', '–'])
        .filter(|&at| at > 2)
        .unwrap_or(text.len());
    let text = shouted(without_date(without_dash(&text[..end])));
    let text = &*with_small_words(text, |word| FROM.contains(&word));
    let mut parts = vec![text];
    // Most often there is but one name: one look at each word tells, where each separator would be looked for.
    let is_sign = |c| matches!(c, '、' | '，' | '،' | '／' | ',' | ';' | '/');
    let is_list = text.contains(is_sign) || text.split(' ').any(joins);
    for separator in SEPARATORS.iter().filter(|_| is_list) {
        parts = parts.into_iter().flat_map(|part| parted(part, separator)).collect();
    }
    let parts: Vec<&str> = parts.into_iter().map(without_join).collect();
    // A single word behind a full name and a comma is a place, a title or a house; houses are sorted out by others.
    let is_full = |name: &str| name.trim().contains(' ');
    let is_place = |part: &str| {
        let is_cased = part.chars().any(|c| c.is_lowercase() || c.is_uppercase());
        is_cased
            && is_full(parts[0])
            && !is_full(part)
            && !is_house(part, None)
            && [", ", ","].iter().any(|comma| text.contains(&format!("{comma}{part}")))
    };
    let names_another = |part: &str| names_another(parts[0], part) && !is_place(part);
    let others = parts.iter().enumerate().filter(|&(at, part)| at == 0 || names_another(part));
    others.map(|(_, part)| without_agency(without_place(part)).to_owned()).collect()
}

/// Words that join names and nothing else, at the end of a line or the start of the next one.
const JOINS: [&str; 20] = [
    "&", "and", "und", "et", "y", "og", "och", "oraz", "e", "i", "и", "і", "та", "ve", "dan", "és", "și",
    "και", "و", "và",
];

/// A list of names that goes on in the next line, on one line.
fn rejoined(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let (before, behind) = (out.trim_end(), line.trim_start());
        let goes_on = before.ends_with([',', '、', ';'])
            || behind.starts_with([',', '、', ';'])
            || before.rsplit(' ').next().is_some_and(|word| JOINS.contains(&word))
            || behind.split_once(' ').is_some_and(|(word, _)| JOINS.contains(&word));
        if !out.is_empty() {
            let is_sign = behind.starts_with([',', '、', ';']);
            out.push_str(match goes_on {
                true if is_sign => "",
                true => " ",
                false => "\n",
            });
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// A full name before a dash between spaces, or behind it where a house stands before it.
fn without_dash(text: &str) -> &str {
    let Some((before, behind)) = text.split_once(" - ").map(|(one, two)| (one.trim_end(), two.trim_start()))
    else {
        return text;
    };
    match (is_house(before, None), is_full(before)) {
        (false, true) => before,
        (true, _) if is_full(behind) => behind,
        _ => text,
    }
}

/// The parts of a text between separators, but for one inside of a family name.
fn parted<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let parts: Vec<&str> = text.split(separator).collect();
    if IN_NAMES.contains(&separator.trim())
        && let [before, behind] = parts.as_slice()
        && before.trim().contains(' ')
        && !behind.trim().contains(' ')
        && !is_house(behind.trim(), None)
    {
        return vec![text];
    }
    parts
}

/// A part without the word that joined it to those before a comma: `and Per Holm`.
fn without_join(part: &str) -> &str {
    let part = part.trim();
    part.split_once(' ').filter(|(word, _)| joins(word)).map_or(part, |(_, name)| name)
}

/// Whether a later part of a list names somebody: what somebody is and who else did what is none.
fn names_another(first: &str, part: &str) -> bool {
    let word = part.split(' ').next().unwrap_or_default();
    let has_role = || part.split(' ').any(|word| ROLES.contains(&word.to_lowercase().as_str()));
    let begins = |small: &str| word == small || small.ends_with(['\'', '’']) && word.starts_with(small);
    let is_small = word.starts_with(char::is_lowercase)
        && !first.starts_with(char::is_lowercase)
        && !PARTICLES.iter().any(|small| begins(small));
    !(is_small || has_role())
}

/// A text without the mail address behind a name, or with nothing but the name behind the address.
fn without_mail(text: &str) -> &str {
    let Some(at) = text.find('@').filter(|at| *at > 0) else { return text };
    let start = text[..at].rfind(char::is_whitespace).map_or(0, |space| space + 1);
    if !text[..start].trim().is_empty() {
        return &text[..start];
    }
    match text[at..].split_once('(') {
        Some((_, name)) => name.split(')').next().unwrap_or_default(),
        None => text,
    }
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
        && !by::is_only_words(&lower)
        && !by::is_other_work(&lower);
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
