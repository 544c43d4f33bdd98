//! Names of authors, out of bylines and attributes.

/// Words that stand before the names in a byline, in the languages of the press; lower case.
const BY: &[&str] = &[
    "article by",
    "by",
    "byline:",
    "by:",
    "written by",
    "posted by",
    "story by",
    "words by",
    "reported by",
    "author:",
    "authors:",
    "von",
    "von:",
    "autor:",
    "autorin:",
    "ein gastbeitrag von",
    "ein kommentar von",
    "eine analyse von",
    "text:",
    "interview:",
    "par",
    "par:",
    "auteur :",
    "auteur:",
    "propos recueillis par",
    "por",
    "por:",
    "autor",
    "texto:",
    "redacción:",
    "di",
    "di:",
    "a cura di",
    "door",
    "door:",
    "av",
    "av:",
    "af",
    "af:",
    "tekst:",
    "skrevet av",
    "kirjoittanut",
    "teksti:",
    "autorzy:",
    "oprac.",
    "opracował",
    "opracowała",
    "napsal",
    "napsala",
    "yazan:",
    "haber:",
    "írta:",
    "szerző:",
    "scris de",
    "de:",
    "от",
    "автор:",
    "авторы:",
    "текст:",
    "автор",
    "του",
    "της",
    "بقلم",
    "كتب",
    "כתב",
    "מאת",
    "文",
    "文/",
    "記者",
    "oleh",
    "penulis:",
];

/// Words that make a name the paper's own, or no name at all.
const NOT_A_NAME: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "author",
    "redaktion",
    "redaction",
    "editor",
    "editors",
    "editorial",
    "team",
    "staff",
    "desk",
    "unknown",
    "guest",
    "webmaster",
    "root",
    "null",
    "none",
    "undefined",
    "n/a",
    "name",
    "posted",
    "no author",
    "about the author",
    "published",
    "false",
    "true",
];

/// Splits and cleans the names of one or several authors as a page writes them.
pub fn names(raw: &[String], publisher: Option<&str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut own = None;
    for name in raw.iter().filter(|text| !text.contains("://")).take(40).flat_map(|text| split(text)) {
        let Some(name) = clean(&name) else { continue };
        let is_publisher = publisher.is_some_and(|publisher| same(publisher, &name));
        let is_known = found.iter().any(|other| same(other, &name));
        if is_publisher {
            own = Some(name);
        } else if !is_known && found.len() < 12 {
            found.push(name);
        }
    }
    // The publisher signs what nobody else does.
    if found.is_empty() { own.into_iter().collect() } else { found }
}

fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}

/// The part of a byline that holds names: without the words before them, cut at what follows them.
pub fn from_byline(text: &str) -> Option<&str> {
    let text = text.trim();
    let lower = text.to_lowercase();
    // Lower-casing may change lengths: then the words before the names are ASCII and stand the same.
    let start = BY
        .iter()
        .filter(|by| {
            lower
                .strip_prefix(**by)
                .is_some_and(|rest| by.ends_with([':', '/', '文']) || rest.starts_with([' ', ':', '\n']))
        })
        .map(|by| by.len())
        .max()?;
    text.get(start..).map(|rest| rest.trim_start_matches([':', ' ', '\n']))
}

fn split(text: &str) -> Vec<String> {
    let text = from_byline(text).unwrap_or(text);
    // What follows the names: a place, a date, a role.
    let end =
        text.find(['|', '•', '·', '\n', '(', '[', '@', '—', '–']).filter(|&at| at > 2).unwrap_or(text.len());
    let text = &text[..end];
    let mut parts = vec![text];
    for separator in [
        ", ", " and ", " und ", " et ", " y ", " & ", "; ", " e ", " en ", " og ", " och ", " ja ", " oraz ",
        " i ", " with ", "、", "،", " / ", ",", ";", "/",
    ] {
        let is_safe = parts.len() > 1 || text.contains(separator);
        if is_safe {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
    }
    parts.into_iter().map(str::to_owned).collect()
}

fn clean(name: &str) -> Option<String> {
    let name = name.trim().trim_matches(|c: char| {
        matches!(c, ',' | '.' | ':' | ';' | '-' | '"' | '“' | '”' | '*' | '>' | '<' | '|')
            || c.is_whitespace()
    });
    let name = from_byline(name).unwrap_or(name).trim();
    let length = name.chars().count();
    let words = name.split_whitespace().count();
    let lower = name.to_lowercase();
    let is_name = (2..=50).contains(&length)
        && words <= 6
        && !lower.contains("http")
        && !lower.contains("www.")
        && !name.contains(['@', '=', '{', '<', '>', '?', '!'])
        && !name.bytes().any(|b| b.is_ascii_digit())
        && name.chars().next().is_some_and(char::is_alphabetic)
        && !NOT_A_NAME.contains(&lower.as_str())
        && !BY.contains(&lower.as_str());
    is_name.then(|| shout_to_name(name))
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
