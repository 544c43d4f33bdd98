//! Every example of `docs/query-language.md` is true.

use vigie::model::Article;

use super::index;

/// Words before an English text, so that its language is certain.
const ENGLISH: &str =
    "That is what they have said about it, and this was all there was to be said by them.\n\n";

/// A cell of the table as an article: `*field:* value`, then the text; `¶` is the end of a line.
fn article(cell: &str) -> Article {
    let cell = cell.replace('¶', "\n");
    let (field, text) = match cell.strip_prefix('*').and_then(|rest| rest.split_once(":* ")) {
        Some((field, rest)) => (field.to_owned(), rest.to_owned()),
        None => (String::new(), cell),
    };
    let plain = |body: String| Article { body, language: "en".parse().ok(), ..Article::default() };
    let valued = |words: usize| {
        let at = text.match_indices(' ').nth(words - 1).map_or(text.len(), |(at, _)| at);
        (text[..at].to_owned(), text[at..].trim().to_owned())
    };
    match field.as_str() {
        "" => plain(text),
        "title" => Article { title: text, body: String::new(), ..plain(String::new()) },
        "de" => Article { body: text, ..Article::default() },
        "author" => {
            let (name, rest) = valued(2);
            Article { authors: vec![name], ..plain(rest) }
        }
        field => {
            let (value, rest) = valued(1);
            let mut article = plain(rest);
            match field {
                "site" => article.site = Some(value),
                "url" => article.url = Some(value),
                "country" => article.country = Some(value),
                "group" => article.groups = vec![value],
                "tag" => article.tags = vec![value],
                other => panic!("`{other}` is no field of an article"),
            }
            article
        }
    }
}

/// Queries about places in the text are tried on it alone, all others behind words that make its language certain.
fn with_language(query: &str, article: Article) -> Article {
    let is_bare =
        ["first/", "lead:", "words", "防", "wehr", "SAME", "title:"].iter().any(|part| query.contains(part));
    if is_bare || article.body.starts_with("Die ") || article.body.is_empty() {
        return article;
    }
    Article { body: format!("{ENGLISH}{}", article.body), ..article }
}

#[test]
fn every_row_of_every_table_is_true() {
    let text = std::fs::read_to_string("docs/query-language.md").unwrap();
    let mut tried = 0;
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<String> = row.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
        let [_, query, finds, misses, ..] = cells.as_slice() else { panic!("{row}: too few cells") };
        let query = query.trim_matches('`');
        let index = index(query);
        let matches = |cell: &String| !index.matches(&with_language(query, article(cell))).matches.is_empty();
        assert!(matches(finds), "`{query}` does not find {finds:?}");
        assert!(!matches(misses), "`{query}` finds {misses:?}");
        tried += 1;
    }
    assert!(tried >= 35, "only {tried} examples");
}
