//! The site's name around a headline.

use super::clean::letters;
use super::title_worth::has_small;

/// What parts a headline from the site's name, each with the sign in it.
pub const SEPARATORS: [(char, &str); 18] = [
    ('|', " | "),
    ('-', " - "),
    ('–', " – "),
    ('—', " — "),
    ('·', " · "),
    ('•', " • "),
    (':', " :: "),
    (':', " : "),
    ('<', " < "),
    ('>', " > "),
    ('~', " ~ "),
    ('»', " » "),
    ('«', " « "),
    ('/', " / "),
    ('|', "|"),
    ('｜', "｜"),
    ('ㅣ', "ㅣ"),
    ('_', "_"),
];

/// The end of a title at which a part of it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

/// Cuts ` | Site` and ` - Site` off a title, at either end, and `: Site` off its back. `Site: ` stays: it tells who speaks.
pub fn trim_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let mut title = title.trim();
    for (sign, separator) in SEPARATORS {
        // Most titles have none or one of them.
        if !title.contains(sign) {
            continue;
        }
        while let Some((start, end)) = title.rsplit_once(separator)
            && !start.trim().is_empty()
            && is_site(end, End::Back, site, host)
        {
            title = start.trim();
        }
        if let Some((start, end)) = title.split_once(separator)
            && !end.trim().is_empty()
            && is_site(start, End::Front, site, host)
        {
            title = end.trim();
        }
    }
    if let Some((start, end)) = title.rsplit_once(": ")
        && site.is_some_and(|site| site.trim() == end.trim())
    {
        title = start.trim();
    }
    title.to_owned()
}

/// The labels of a host before its ending: by one of them a site is mostly called.
pub fn labels(host: &str) -> impl Iterator<Item = &str> {
    host.rsplit_once('.').map_or(host, |(labels, _)| labels).split('.')
}

/// Bytes of an article before a name: `The`, `Die`, `Le`.
const ARTICLE: usize = 3;

/// Whether a part of a title is the name of the site or its address, or at the back much of it: at the front stand places and
/// people, too, after which papers are called.
fn is_site(part: &str, end: End, site: Option<&str>, host: Option<&str>) -> bool {
    // Names have capitals, but for addresses.
    let has_small = !part.contains('.') && has_small(part);
    let part = letters(part);
    if part.is_empty() {
        return false;
    }
    let site = site.map(letters).unwrap_or_default();
    let host = host.unwrap_or_default();
    let name = labels(host).map(letters).max_by_key(String::len).unwrap_or_default();
    let host = letters(host);
    if part == site || part == host || part == name {
        return true;
    }
    match end {
        End::Front => part.len() >= 5 && site.ends_with(&part) && site.len() - part.len() <= ARTICLE,
        End::Back => {
            (part.len() >= 5 && (site.contains(&part) || host.contains(&part)))
                || (name.len() >= 4 && part.contains(&name) && part.len() < name.len() + 12 && !has_small)
        }
    }
}
