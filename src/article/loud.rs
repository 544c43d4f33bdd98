//! Names that a page's designer set in capitals, and the small words between them.

use std::borrow::Cow;

/// Words between names where all is in capitals, lower case: each stands between two full names.
const JOINS: [&str; 24] = [
    "and", "und", "et", "y", "e", "i", "en", "og", "och", "ja", "oraz", "with", "avec", "mit", "con", "com",
    "med", "и", "і", "та", "ve", "és", "și", "και",
];

/// Those of them that are no name and no initial where each word begins with a capital.
const TITLED: [&str; 9] = ["And", "Und", "Et", "Og", "Och", "Oraz", "With", "Avec", "Mit"];

/// Words of a name with a word between it and another.
const FULL: usize = 2;

/// A list of names with the words between them in small letters: `ANNA REED AND JO LI`, `Anna Reed And Jo Li`,
/// `ANNA REED IN KYIV`; `is_place` knows the words before places.
pub fn with_small_words(text: &str, is_place: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if text.split(' ').nth(FULL + 1).is_none() {
        return Cow::Borrowed(text);
    }
    let is_loud = text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
    if !is_loud && !text.split(' ').any(|word| TITLED.contains(&word)) {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = String::with_capacity(text.len());
    // Words of the name at hand.
    let mut before = 0;
    for (at, word) in words.iter().enumerate() {
        let behind =
            words[at + 1..].iter().take(FULL).filter(|word| word.contains(char::is_alphabetic)).count();
        let lower = word.to_lowercase();
        let is_join =
            behind == FULL && if is_loud { JOINS.contains(&lower.as_str()) } else { TITLED.contains(word) };
        let is_small = before >= FULL && (is_join || is_loud && behind > 0 && is_place(&lower));
        out.push_str(if at == 0 { "" } else { " " });
        out.push_str(if is_small { &lower } else { word });
        before = if is_small && is_join || word.ends_with([',', ';']) { 0 } else { before + 1 };
    }
    Cow::Owned(out)
}

/// A name in capitals without the ordinary words behind it: `IDA MARSH Associated Press`.
pub fn shouted(text: &str) -> &str {
    let is_loud = |word: &str| {
        word.chars().filter(|c| c.is_uppercase()).count() > word.chars().filter(|c| c.is_lowercase()).count()
    };
    let (mut loud, mut at) = (0, 0);
    for word in text.split(' ') {
        if word.contains(char::is_alphabetic) && !is_loud(word) {
            let is_cut = loud >= 2 && word.starts_with(char::is_uppercase);
            return if is_cut { text[..at].trim_end() } else { text };
        }
        // An initial is as loud in any name.
        loud += usize::from(word.chars().filter(|c| c.is_alphabetic()).count() >= 2);
        at += word.len() + 1;
    }
    text
}

/// `JANE DOE` is set so by the page's designer; her name is Jane Doe.
pub fn shout_to_name(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_shouted =
        name.contains(' ') && name.chars().all(|c| !c.is_lowercase()) && name.chars().any(char::is_uppercase);
    if !is_shouted {
        return name;
    }
    let mut out = String::with_capacity(name.len());
    let mut is_start = true;
    for (at, c) in name.char_indices() {
        if is_start || is_of_mac(&name[..at], &name[at..]) {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        is_start = !c.is_alphabetic() && c != '’' && c != '\'';
    }
    out
}

/// Whether a letter is the second capital of a name such as `McDonald`.
fn is_of_mac(before: &str, from: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next();
    word == Some("MC") && from.chars().take_while(|c| c.is_alphabetic()).count() >= FULL
}
