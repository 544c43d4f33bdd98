//! A newsroom's own layout of its mails, written as templates (minijinja's dialect of Jinja2).
//!
//! What a template may use is [`Facts`], documented in `docs/templates.md`. What it writes is held to the bounds of the
//! built-in layout, and where it cannot be used the built-in layout stands in: no message is lost to a template.

mod facts;
mod markup;
mod sample;

use std::fmt::Display;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::digest::{Notice, Told};

use super::html::{self, BUDGET_BYTES, carried};
use super::text;
use facts::Facts;

/// Work of one rendering: several times what a digest of 500 stories takes. Loops end by it, and memory is bounded by it
/// (64 bytes for each, so 64 MB).
const FUEL: u64 = 1_000_000;
/// Calls of macros within macros.
const RECURSION: usize = 64;
/// How much of a line an error shows.
const LINE_CHARS: usize = 100;

/// Which part of a mail a template writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The HTML: what is filled in is escaped, and the page holds no scripts.
    Html,
    /// The plain text.
    Text,
}

impl Part {
    /// The part that a file is meant for: plain text where its name ends in `.txt`, else the HTML.
    #[must_use]
    pub fn of_file(file: &Path) -> Self {
        if file.extension().is_some_and(|end| end == "txt") { Self::Text } else { Self::Html }
    }
}

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct TemplateError {
    /// Where in the template, from 1; `None` where its result as a whole is wrong.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub message: String,
}

impl TemplateError {
    /// The same as people are told it of a file: `mail.html:4: …`.
    #[must_use]
    pub fn in_file(&self, file: impl Display) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{file}{line}: {}", self.message)
    }
}

/// A template that was read.
#[derive(Debug)]
pub struct Template {
    part: Part,
    environment: Environment<'static>,
    source: String,
}

/// The name of a template in its environment, which holds no other.
const NAME: &str = "template";

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// It is no template: what is wrong, and on which line.
    pub fn parse(part: Part, source: &str) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(move |_| match part {
            Part::Html => AutoEscape::Html,
            Part::Text => AutoEscape::None,
        });
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(RECURSION);
        // A line that holds a block alone leaves nothing behind: text is laid out in lines.
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| explained(&error, source))?);
        // Headlines are others' words: nothing marks them as safe.
        environment.remove_filter("safe");
        let source = source.to_owned();
        let added = environment.add_template_owned(NAME, source.clone());
        added.map_err(|error| explained(&error, &source))?;
        Ok(Self { part, environment, source })
    }

    /// Whether the template writes every kind of message it may be asked for: a digest of several topics and languages, one
    /// story, a correction, a quiet day; and with a story its headline, since a mail without one tells nobody anything.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), TemplateError> {
        for notice in sample::notices() {
            let written = self.write(&notice)?;
            if sample::tells(&notice) && !written.to_lowercase().contains(sample::HEADLINE) {
                let message =
                    "it shows no headline: write `{{ story.title }}` for each of `stories`".to_owned();
                return Err(TemplateError { line: None, message });
            }
        }
        Ok(())
    }

    /// The notice in this layout, within the bounds of a mail: as many stories as fit into 90,000 bytes, a line end
    /// counted as two, the others counted.
    ///
    /// # Errors
    /// What is wrong, and on which line.
    pub fn write(&self, notice: &Notice) -> Result<String, TemplateError> {
        let Told::Stories { stories, .. } = &notice.told else {
            return Err(TemplateError {
                line: None,
                message: "it lays out stories, and there are none".into(),
            });
        };
        let written = self.fill(notice)?;
        let bounded =
            if carried(&written) <= BUDGET_BYTES { written } else { self.most(notice, stories.len())? };
        self.allowed(bounded)
    }

    /// With the most of the notice's stories that fit.
    fn most(&self, notice: &Notice, stories: usize) -> Result<String, TemplateError> {
        let (mut fits, mut too_many, mut best) = (0, stories, None);
        while fits < too_many {
            let most = usize::midpoint(fits, too_many);
            let written = self.fill(&cut(notice, most))?;
            if carried(&written) <= BUDGET_BYTES {
                (fits, best) = (most + 1, Some(written));
            } else {
                too_many = most;
            }
        }
        best.ok_or_else(|| TemplateError {
            line: None,
            message: format!("it writes more than {BUDGET_BYTES} bytes before any story"),
        })
    }

    fn fill(&self, notice: &Notice) -> Result<String, TemplateError> {
        let explain = |error: Error| explained(&error, &self.source);
        let template = self.environment.get_template(NAME).map_err(explain)?;
        template.render(Value::from(Serde(Facts::of(notice)))).map_err(explain)
    }

    /// What was written, where a mail may hold it.
    fn allowed(&self, written: String) -> Result<String, TemplateError> {
        match self.part {
            Part::Html => match markup::unwanted(&written) {
                None => Ok(written),
                Some(what) => {
                    Err(TemplateError { line: None, message: format!("a mail must not hold {what}") })
                }
            },
            Part::Text => {
                Ok(written.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect())
            }
        }
    }
}

/// The notice with its first stories alone.
fn cut(notice: &Notice, most: usize) -> Notice {
    let mut notice = notice.clone();
    if let Told::Stories { stories, more, .. } = &mut notice.told {
        *more += stories.len().saturating_sub(most);
        stories.truncate(most);
    }
    notice
}

/// What minijinja says, with the line it says it of.
fn explained(error: &Error, source: &str) -> TemplateError {
    let line = error.line().filter(|line| *line > 0);
    let said = match error.detail() {
        _ if error.kind() == ErrorKind::OutOfFuel => {
            "it takes too long: a loop without end, or a text too large".to_owned()
        }
        Some(detail) if error.kind() == ErrorKind::UndefinedError => detail.to_owned(),
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let text = line.and_then(|line| source.lines().nth(line - 1));
    let message = match text.map(|text| super::clean::line(text, LINE_CHARS)) {
        Some(text) if !text.is_empty() => format!("{said}, in `{text}`"),
        _ => said,
    };
    TemplateError { line, message }
}

/// The templates of a rule.
#[derive(Debug, Default)]
pub struct Layout {
    /// Of the HTML part; the built-in one where there is none.
    pub html: Option<Template>,
    /// Of the plain text.
    pub text: Option<Template>,
}

/// The parts of a mail that a rule's templates wrote; for the others the built-in layout stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The HTML.
    pub html: Option<String>,
    /// The plain text.
    pub text: Option<String>,
}

impl Own {
    /// The page that a mail shows.
    #[must_use]
    pub fn page(&self, notice: &Notice) -> String {
        self.html.clone().unwrap_or_else(|| html::html(notice))
    }

    /// The plain text of a mail.
    #[must_use]
    pub fn mail_text(&self, notice: &Notice) -> String {
        self.text.clone().unwrap_or_else(|| text::mail_text(notice))
    }
}

impl Layout {
    /// What the templates make of a notice, and why what they do not make could not be made.
    #[must_use]
    pub fn write(&self, notice: &Notice) -> (Own, Vec<TemplateError>) {
        let mut failures = Vec::new();
        let mut write = |template: &Option<Template>| match template.as_ref()?.write(notice) {
            Ok(written) => Some(written),
            Err(error) => {
                failures.push(error);
                None
            }
        };
        let own = Own { html: write(&self.html), text: write(&self.text) };
        (own, failures)
    }
}
