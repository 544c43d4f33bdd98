//! Damage to fields of other vocabularies, and what one tag's damage does to the fields around it.

use super::{Recipe, at_entry_starts, each_tag, recipe, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("an author nobody closed before the title", |t| first(t, "<dc:creator>Ann\n")),
    recipe("a picture nobody closed before the title", |t| {
        first(t, "<media:thumbnail url=\"https://press.example/t.jpg\">\n")
    }),
    recipe("a podcast's picture nobody closed before the title", |t| {
        first(t, "<itunes:image href=\"https://press.example/t.jpg\">\n")
    }),
    recipe("a count nobody closed before the title", |t| first(t, "<slash:comments>3\n")),
    recipe("a category nobody closed before the title", |t| first(t, "<category>News\n")),
    recipe("an author's name nobody closed before the title", |t| first(t, "<author><name>Ann\n")),
    recipe("a source nobody closed before the title", |t| {
        first(t, "<source url=\"https://b.example/\">Bee\n")
    }),
    recipe("a field nobody knows nor closed before the title", |t| first(t, "<foo:bar>\n")),
    recipe("an element nobody knows nor closed before the title", |t| first(t, "<foo>\n")),
    recipe("an enclosure nobody closed before the title", |t| {
        first(t, "<enclosure url=\"https://press.example/t.jpg\" length=\"1\" type=\"image/jpeg\">\n")
    }),
    recipe("a quote nobody closed before the title", |t| first(t, "<media:x url=\"abc>\n")),
    recipe("a tag nobody closed before the title", |t| first(t, "<media:x url\n")),
    recipe("a description nobody closed before the title", |t| {
        first(t, "<description>Rain, &lt;b&gt;later\n")
    }),
    recipe("a description with markup nobody closed before the title", |t| {
        first(t, "<description><div><p>Rain <b>later</b>\n")
    }),
    recipe("an author nobody closed behind the title", |t| with(t, "</title>", "</title><dc:creator>Ann")),
    recipe("a picture nobody closed behind the title", |t| {
        with(t, "</title>", "</title><media:thumbnail url=\"https://press.example/t.jpg\">")
    }),
    recipe("entries with a prefix nobody knows", |t| {
        each_tag(t, |tag| prefixed(tag, &["item", "entry"])).into_bytes()
    }),
    recipe("fields with a prefix nobody knows", |t| {
        each_tag(t, |tag| prefixed(tag, &["title", "link", "guid", "id", "summary", "description"]))
            .into_bytes()
    }),
    recipe("entries and fields with a prefix nobody knows", |t| {
        each_tag(t, |tag| prefixed(tag, &["item", "entry", "title", "link", "guid", "id"])).into_bytes()
    }),
    recipe("closing tags with a space before their slash", |t| {
        t.replace("</title>", "< /title>").replace("</item>", "< / item>").into_bytes()
    }),
    recipe("closing tags with a stroke before their slash", |t| {
        t.replace("</title>", "<\\/title>").replace("</link>", "<\\/link>").into_bytes()
    }),
    recipe("a type that lost its closing quote", |t| {
        t.replace("rel=\"alternate\" href", "rel=\"alternate\" type=\"text/html href")
            .replace("rel=\"alternate\" type=\"text/html\" href", "rel=\"alternate\" type=\"text/html href")
            .into_bytes()
    }),
    recipe("a relation that lost its opening quote", |t| with(t, "rel=\"alternate\"", "rel=alternate\"")),
    recipe("addresses that lost their opening quote", |t| with(t, "href=\"", "href=")),
];

/// Puts a field before the first of each entry.
fn first(text: &str, field: &str) -> Vec<u8> {
    at_entry_starts(text, |start| format!("{start}\n{field}"))
}

/// A tag with a prefix that nobody declared, if it has one of these names.
fn prefixed<'t>(tag: &'t str, names: &[&str]) -> std::borrow::Cow<'t, str> {
    let (slash, inside) = tag.strip_prefix('/').map_or(("", tag), |inside| ("/", inside));
    let name = &inside[..inside.find([' ', '\n', '/']).unwrap_or(inside.len())];
    if names.contains(&name) { format!("{slash}foo:{inside}").into() } else { tag.into() }
}
