//! `select` as it is written on a command line and in a configuration.

use crate::feed::{Pick, Selectors};

use super::discover::quoted;

const KEYS: [&str; 6] = ["item", "link", "title", "summary", "date", "author"];

/// Reads `item=article,link=a@href,title=h2`, or the table as a configuration has it: `{ item = "article", … }`.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn read(text: &str) -> Result<Selectors, String> {
    let written = if text.trim_start().starts_with('{') { table(text)? } else { list(text)? };
    let value = |key: &str| written.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let pick = |key: &str| {
        let pick = value(key).map(Pick::parse).transpose();
        pick.map_err(|why| format!("`{key}`: {why}"))
    };
    let item = value("item")
        .ok_or("`item` is missing: it says what each entry stands in, such as `item=article`")?;
    crate::article::check_selector(item).map_err(|why| format!("`item`: {why}"))?;
    Ok(Selectors {
        item: item.to_owned(),
        link: pick("link")?.unwrap_or_else(Pick::first_link),
        title: pick("title")?,
        summary: pick("summary")?,
        date: pick("date")?,
        author: pick("author")?,
    })
}

/// The pairs of a list. Selectors hold commas and equals signs too: a pair begins only with a key.
fn list(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for piece in text.split(',') {
        let key = piece.split_once('=').map(|(key, _)| key.trim()).filter(|key| KEYS.contains(key));
        match (key, pairs.last_mut()) {
            (Some(key), _) => {
                let value = piece.split_once('=').map_or("", |(_, value)| value.trim());
                pairs.push((key.to_owned(), value.to_owned()));
            }
            (None, Some((_, value))) => {
                value.push(',');
                value.push_str(piece);
            }
            (None, None) => {
                return Err(format!("`{}` is none of {}", piece.trim(), KEYS.join(", ")));
            }
        }
    }
    Ok(pairs)
}

fn table(text: &str) -> Result<Vec<(String, String)>, String> {
    let document: toml::Table =
        toml::from_str(&format!("select = {text}")).map_err(|error| error.message().to_owned())?;
    let select = document.get("select").and_then(toml::Value::as_table).ok_or("it is no table")?;
    let pair = |(key, value): (&String, &toml::Value)| match value.as_str() {
        Some(value) if KEYS.contains(&key.as_str()) => Ok((key.clone(), value.to_owned())),
        Some(_) => Err(format!("`{key}` is none of {}", KEYS.join(", "))),
        None => Err(format!("`{key}` is no text")),
    };
    select.iter().map(pair).collect()
}

/// The table of a configuration.
pub(super) fn write(selectors: &Selectors) -> String {
    let pick = |pick: &Pick| match &pick.attribute {
        Some(attribute) => format!("{}@{attribute}", pick.selector),
        None => pick.selector.clone(),
    };
    let optional = [
        ("title", &selectors.title),
        ("summary", &selectors.summary),
        ("date", &selectors.date),
        ("author", &selectors.author),
    ];
    let mut pairs = vec![("item", selectors.item.clone()), ("link", pick(&selectors.link))];
    pairs.extend(optional.into_iter().filter_map(|(key, value)| Some((key, pick(value.as_ref()?)))));
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {}", quoted(value))).collect();
    format!("{{ {} }}", pairs.join(", "))
}
