//! `template` of an alert or a digest: a file for the HTML of its mails, or one for each part.

use std::path::Path;

use super::Section;
use crate::config::findings::Findings;
use crate::config::secret::Surroundings;
use crate::config::value::Text;
use crate::render::{Layout, Part, Template};

/// A rule's templates, tried on sample messages, with what they are made of.
pub(super) struct Read {
    pub layout: Layout,
    /// The files' texts: a reload sees that they changed.
    pub texts: Vec<String>,
}

/// Reads the templates of a rule; `pattern` names the keys of the section within it.
pub(super) fn read(
    findings: &mut Findings<'_>,
    around: &Surroundings<'_>,
    section: &Section<'_>,
    pattern: &str,
) -> Option<Read> {
    const KEY: &str = "template";
    let value = section.value(KEY)?;
    let mut read = Read { layout: Layout::default(), texts: Vec::new() };
    if value.get_ref().as_table().is_none() {
        let file = section.text(findings, KEY)?;
        read.layout.html = template(findings, around, &file, Part::Html, &mut read.texts);
        return Some(read);
    }
    let table = section.table(findings, KEY, pattern)?;
    if !table.has("html") && !table.has("text") {
        let help = "write `template = { html = \"mail.html\", text = \"mail.txt\" }`, or one of them";
        findings.error(&table.place, "the template names no file").help(help);
    }
    for (key, part) in [("html", Part::Html), ("text", Part::Text)] {
        let Some(file) = table.text(findings, key) else { continue };
        let template = template(findings, around, &file, part, &mut read.texts);
        match part {
            Part::Html => read.layout.html = template,
            Part::Text => read.layout.text = template,
        }
    }
    Some(read)
}

fn template(
    findings: &mut Findings<'_>,
    around: &Surroundings<'_>,
    file: &Text,
    part: Part,
    texts: &mut Vec<String>,
) -> Option<Template> {
    if part == Part::Html && Part::of_file(Path::new(&file.value)) == Part::Text {
        let help = format!("write `template = {{ text = {:?} }}`", file.value);
        findings
            .error(&file.place, "this is the place of the HTML, and the file has the name of plain text")
            .help(help);
        return None;
    }
    let text = match (around.read)(&around.root.join(&file.value)) {
        Ok(text) => text,
        Err(why) => {
            let help = "a template is a file beside `vigie.toml`, of at most 64 KiB";
            findings.error(&file.place, format!("`{}` cannot be read: {why}", file.value)).help(help);
            return None;
        }
    };
    let template = Template::parse(part, &text).and_then(|template| template.check().map(|()| template));
    texts.push(text);
    match template {
        Ok(template) => Some(template),
        Err(error) => {
            let help = "docs/templates.md says what a template may use; `vigie digest preview NAME --template FILE` tries one";
            findings.error(&file.place, error.in_file(&file.value)).help(help);
            None
        }
    }
}
