//! Articles as lines of JSON give them: what cannot be read beside their words is left out and told, and costs no article.

use serde_json::{Map, Value};

use super::lines::{Line, parse};
use crate::feed::parse_date;
use crate::model::{Article, Timestamp};

/// An article of a line of JSON.
#[derive(Debug)]
pub(super) struct Given {
    /// What its line of output bears.
    pub(super) id: Value,
    pub(super) article: Article,
    /// Its time is known to the minute, not only its day.
    pub(super) is_timed: bool,
    /// What was left out of it, in sentences: a value that is not what its key asks for.
    pub(super) problems: Vec<String>,
}

/// Why a line is no article, and its id where that could be read.
#[derive(Debug)]
pub(super) struct BadLine {
    pub(super) id: Value,
    pub(super) why: String,
}

impl Given {
    /// Reads a line of a file, unless it could not be had.
    pub(super) fn of(line: &Line) -> Result<Self, BadLine> {
        match &line.bytes {
            Ok(bytes) => Self::read(bytes),
            Err(why) => Err(BadLine { id: Value::Null, why: why.clone() }),
        }
    }

    /// Reads a line; unknown keys are left alone.
    pub(super) fn read(line: &[u8]) -> Result<Self, BadLine> {
        let fields: Map<String, Value> = parse(line).map_err(|why| BadLine { id: Value::Null, why })?;
        let mut fields = Fields { fields, problems: Vec::new() };
        let id = fields.take("id").unwrap_or_default();
        let (title, body) = match (fields.required("title"), fields.required("body")) {
            (Ok(title), Ok(body)) => (title, body),
            (Err(why), _) | (_, Err(why)) => return Err(BadLine { id, why }),
        };
        let mut is_timed = false;
        let published =
            fields.optional("published", "a time such as `2026-06-01T07:00:00Z` or a day", |text| {
                is_timed = text.contains(':');
                // A day, or what feeds write; without a zone it is UTC.
                Timestamp::parse_rfc3339(&text).or_else(|| parse_date(&text))
            });
        let article = Article {
            title,
            body,
            url: fields.optional("url", "a text", Some),
            site: fields.optional("site", "a text", Some),
            language: fields.optional("language", "a language code such as `fr`", |text| text.parse().ok()),
            hint: None,
            authors: fields.list("authors"),
            tags: fields.list("tags"),
            country: fields.optional("country", "a text", Some),
            groups: fields.list("groups"),
            published,
        };
        Ok(Self { id, article, is_timed: is_timed && published.is_some(), problems: fields.problems })
    }

    /// Tells a person what was left out of the line of this number.
    pub(super) fn tell(&self, line: u64) {
        for problem in &self.problems {
            crate::cli::tell!("vigie: {}", super::plain(&format!("line {line}: {problem}")));
        }
    }
}

/// The keys of a line, and what was wrong with those that may be missing.
struct Fields {
    fields: Map<String, Value>,
    problems: Vec<String>,
}

impl Fields {
    fn take(&mut self, key: &str) -> Option<Value> {
        self.fields.remove(key).filter(|value| !value.is_null())
    }

    /// Words that are matched: anything but a text is a mistake that nobody should overlook.
    fn required(&mut self, key: &str) -> Result<String, String> {
        match self.take(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(format!(
                "not an article: `{key}` is {}, not a text; write {{\"id\", \"title\", \"body\"}} on one line",
                brief(&other)
            )),
        }
    }

    /// A value without which the article is matched as well. An empty text is how many programs write that there is none.
    fn optional<T>(&mut self, key: &str, what: &str, read: impl FnOnce(String) -> Option<T>) -> Option<T> {
        let value = self.take(key)?;
        let found = match &value {
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => read(text.clone()),
            _ => None,
        };
        if found.is_none() {
            self.problems.push(format!("`{key}` is {}, not {what}: left out", brief(&value)));
        }
        found
    }

    /// A list of texts; one text is a list of one.
    fn list(&mut self, key: &str) -> Vec<String> {
        let values = match self.take(key) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::String(text) if !text.trim().is_empty() => texts.push(text),
                Value::String(_) | Value::Null => {}
                other => {
                    self.problems.push(format!("`{key}` has {}, which is no text: left out", brief(&other)));
                }
            }
        }
        texts
    }
}

/// A value as it is written, its beginning.
fn brief(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    format!("`{}…`", text.chars().take(LONGEST).collect::<String>())
}
